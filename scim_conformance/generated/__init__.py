"""What hypothesis makes up, as plain JSON, and the models that say what must hold of it."""
