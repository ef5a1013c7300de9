"""A made-up directory: who is in it, who is assigned to the application, and what changes."""
