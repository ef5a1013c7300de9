"""Attribute mappings: which attribute of the directory flows into which of the application, and by which function."""
