"""Checks of RFC 6750, bearer tokens."""
