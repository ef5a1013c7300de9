"""Checks of RFC 7644, the protocol."""
