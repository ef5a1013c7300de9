"""Keeps a run that only reads from sending anything else.

A POST to /.search writes nothing by the standard, but a provider without that endpoint may take it for the creation
of a resource: so it stays here too, and nothing but GET and HEAD goes out.
"""

from __future__ import annotations

READING = frozenset({"GET", "HEAD"})
"""The methods of which RFC 9110 section 9.2.1 says that they change nothing, and that SCIM has a use for."""


class NeedsToWrite(Exception):
    """A request was not sent, since the run was asked to read only."""

    def __init__(self, method: str) -> None:
        super().__init__(f"A {method} was not sent: the run was asked to read only.")


def refuse_writing(method: str) -> None:
    """Raise :class:`NeedsToWrite` for every method that may change something."""
    if method.upper() not in READING:
        raise NeedsToWrite(method)
