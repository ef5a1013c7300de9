"""What all parts of a page look into: the run by number and by id, and where in the page each exchange stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .causes import Cause, causes
from .exchanges import Manner, of_check, selected
from .words import Check, Document, Exchange, anchor_of, numbered


@dataclass(frozen=True)
class Scale:
    """How much is shown of the checks that fail first of their kind, of those that follow them, and of the rest."""

    first: Manner
    following: Manner
    passed: Manner
    members: int = 1000
    """How many checks of one cause are shown each by itself."""


SCALES = (
    Scale(Manner(6), Manner(2, 1500), Manner(6, 900, brief=True)),
    Scale(Manner(6), Manner(2, 1000), Manner(3, 500, brief=True)),
    Scale(Manner(3, 2000), Manner(1, 600), Manner(1, 300, brief=True), 100),
    Scale(Manner(1, 1000), Manner(1, 200), Manner(0, brief=True), 30),
    Scale(Manner(1, 400), Manner(1, 200), Manner(0, brief=True), 5),
)
"""From the fullest to the barest; a page takes the first with which it does not grow too long."""


@dataclass(frozen=True)
class Sheet:
    """A run, laid out for one page."""

    document: Document
    scale: Scale
    causes: tuple[Cause, ...]
    exchanges: Mapping[int, Exchange]
    requirements: Mapping[str, Mapping[str, Any]]
    manners: Mapping[str, Manner]
    """By the id of a check in the page: how its exchanges are shown."""

    printed: Mapping[int, str]
    """By the number of an exchange: the check at which it stands, so that it stands there and nowhere else."""

    @classmethod
    def of(cls, document: Document, scale: Scale = SCALES[0]) -> Sheet:
        """Lay out a run."""
        found = tuple(causes(document))
        exchanges = numbered(document)
        manners: dict[str, Manner] = {}
        printed: dict[int, str] = {}
        for check, manner in _in_order(document, found, scale):
            here = anchor_of(check)
            manners[here] = manner
            for n in selected(check, exchanges, manner):
                printed.setdefault(n, here)
        rows = {row["id"]: row for row in document["requirements"]}
        return cls(document, scale, found, exchanges, rows, manners, printed)

    def exchanges_of(self, check: Check) -> str:
        """Return the exchanges of a check as HTML."""
        here = anchor_of(check)
        return of_check(check, self.exchanges, self.manners[here], self.printed, here) if here in self.manners else ""


def _in_order(document: Document, found: tuple[Cause, ...], scale: Scale) -> Iterator[tuple[Check, Manner]]:
    """Yield the checks in the order of the page, each with how its exchanges are shown there."""
    for cause in found:
        for place, check in enumerate(shown_of(cause, scale)):
            yield check, scale.following if place else scale.first
    for outcome, manner in (("waived", scale.following), ("passed", scale.passed)):
        yield from ((check, manner) for check in document["checks"] if check["outcome"] == outcome)


def shown_of(cause: Cause, scale: Scale) -> tuple[Check, ...]:
    """Return the checks of a cause that are shown each by itself: those that say something, or one that could not."""
    return cause.checks[: scale.members] or (cause.lead,)
