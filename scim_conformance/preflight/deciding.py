"""Whether there is anything to test, and if not, what is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .answers import ALIVE, is_alive, kind_of

if TYPE_CHECKING:
    from scim_conformance.client import Reply

DECISIVE = frozenset({"token", "rights", "limited", "away", "proxy"})
"""What is in the way also where the documents of discovery answer, since those may be open to everybody."""

GRAVEST = (
    "proxy",
    "token",
    "rights",
    "limited",
    "away",
    "gateway",
    "moved",
    "page",
    "foreign",
    "error",
    "missing",
    "silent",
)
"""Which of two kinds names what is in the way: the one that says most."""

HOPELESS = frozenset({"token", "limited", "away", "proxy", "gateway", "moved", "page", "silent"})
"""Kinds of an answer to a listing after which no creation is tried, where discovery is as dead."""


@dataclass(frozen=True)
class First:
    """The answers to the first requests; None for one that was not sent."""

    discovery: Mapping[str, Reply] = field(default_factory=dict)
    listing: Reply | None = None
    creation: Reply | None = None

    @property
    def discovery_is_alive(self) -> bool:
        """Whether one of the three documents answers."""
        return any(is_alive(reply) for reply in self.discovery.values())

    @property
    def replies(self) -> list[Reply]:
        """All answers, in the order in which what they say counts."""
        return [reply for reply in (self.listing, self.creation, *self.discovery.values()) if reply is not None]

    @property
    def is_hopeless(self) -> bool:
        """Whether a listing has shown that no creation need be tried."""
        listing = self.listing
        return listing is not None and not self.discovery_is_alive and kind_of(listing) in HOPELESS


def decide(first: First) -> str | None:
    """Return what is in the way of everything, or None where there is something to test.

    A provider without discovery, or one that creates nobody, is tested like any other: only where neither a
    listing nor a creation shows a provider that takes part, it is none.
    """
    tried = [reply for reply in (first.listing, first.creation) if reply is not None]
    kinds = [kind_of(reply) for reply in tried]
    if not kinds or ALIVE in kinds:
        return None
    # A run that only reads has the listing alone to judge by, which some providers forbid without a filter.
    decisive = DECISIVE if first.creation is not None or not first.discovery_is_alive else DECISIVE - {"rights"}
    if first.discovery_is_alive and not decisive.issuperset(kinds):
        return None
    return min(kinds, key=GRAVEST.index)
