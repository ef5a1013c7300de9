"""Checks of RFC 9865, cursor-based pagination."""
