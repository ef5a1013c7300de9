"""Checks of RFC 7643, the core schema."""
