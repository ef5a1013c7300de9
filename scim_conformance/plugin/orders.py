"""What came of changes in some order, and how long is waited for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scim_conformance.client import Reply

NOT_FREE = "The userName of a deleted user is not free, so nobody can come back"

FREES = "delete.frees-the-user-name"
"""The check that says it where a name is not free."""

PATIENCE = (0.3, 1.2)
"""How long, in seconds, is waited until a change shows in a read."""


@dataclass(frozen=True)
class Told:
    """What a provider did with one recipe."""

    wrong: tuple[str, ...] = ()
    """What is not as it must be, in words without any generated value."""

    expected: Any = None
    actual: Any = None


def broken(reply: Reply, what: str) -> Told | None:
    """Return what is wrong with an answer that is none, or that says that the provider fails; else None."""
    if reply.status is not None and reply.status < 500:
        return None
    return Told((f"A {what} gets no answer, or a 5xx",), "2xx or 4xx", reply.status or reply.problem)


def patiently(read: Callable[[], Told], sleep: Callable[[float], None]) -> Told:
    """Read until nothing is wrong, for a while: the standard does not say how soon a change shows."""
    told = read()
    for seconds in PATIENCE:
        if not told.wrong:
            break
        sleep(seconds)
        told = read()
    return told
