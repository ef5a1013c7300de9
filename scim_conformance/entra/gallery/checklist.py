"""The gallery's checklist: what each of its items is decided by, and what it comes to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from scim_conformance.profile import Gallery

from .statements import Statement, statement_of

How = Literal["measured", "asked", "seen in the suite", "stated"]
Standing = Literal["met", "not-met", "stated", "missing", "undecided", "not-applicable"]

_HELD = frozenset({"passed"})
# A waiver is a promise to oneself: to Microsoft the check has failed.
_BROKEN = frozenset({"failed", "warned", "waived"})


class Observed(Protocol):
    """Anything that was seen of the provider, by whoever has looked.

    One that has ``applies`` and says False there does not concern this provider at all.
    """

    @property
    def name(self) -> str:
        """What it is about: items name it under ``findings``."""
        ...

    @property
    def holds(self) -> bool | None:
        """Whether it is as Microsoft asks; None where nobody can tell."""
        ...

    @property
    def says(self) -> str:
        """What was seen, in a sentence."""
        ...

    @property
    def exchanges(self) -> tuple[int, ...]:
        """The numbers of the exchanges that show it."""
        ...


@dataclass(frozen=True)
class Page:
    """A public page of Microsoft's."""

    title: str
    url: str


@dataclass(frozen=True)
class Item:
    """One line of the checklist."""

    id: str
    """Microsoft's number of it; a word of ours where the checklist of theirs has none."""

    title: str
    required: bool
    how: How
    page: Page
    mend: str
    """What to do where it is not met or missing."""

    findings: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    """The checks of the suite that speak of it."""

    note: str = ""
    """Where Microsoft's pages contradict each other, and what follows."""

    unseen: str = "Nobody has looked."
    """What is said where there was nothing to decide it by."""


@dataclass(frozen=True)
class ItemResult:
    """What one item has come to."""

    item: Item
    standing: Standing
    says: str
    exchanges: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """The number of the item."""
        return self.item.id

    @property
    def title(self) -> str:
        """What the item asks for."""
        return self.item.title

    @property
    def required(self) -> bool:
        """Whether the gallery demands it."""
        return self.item.required

    @property
    def blocks(self) -> bool:
        """Whether a submission fails by it, as far as is known."""
        return self.item.required and self.standing in ("not-met", "missing")

    def as_dict(self) -> dict[str, Any]:
        """Return the result as it stands in results.json."""
        item = self.item
        return {
            "id": item.id,
            "title": item.title,
            "required": item.required,
            "how": item.how,
            "standing": self.standing,
            "says": self.says,
            "blocks": self.blocks,
            "mend": item.mend,
            "note": item.note,
            "checks": list(item.checks),
            "exchanges": list(self.exchanges),
            "page": {"title": item.page.title, "url": item.page.url},
        }


def judge(
    items: Iterable[Item],
    found: Iterable[Observed],
    gallery: Gallery,
    outcomes: Mapping[str, Collection[str]],
) -> tuple[ItemResult, ...]:
    """Return what each item comes to.

    ``outcomes`` holds, for the checks that have run, what each has said on every row of it.
    """
    seen = tuple(found)
    return tuple(_judged(item, seen, statement_of(item.id, gallery), outcomes) for item in items)


def _judged(
    item: Item, seen: tuple[Observed, ...], statement: Statement | None, outcomes: Mapping[str, Collection[str]]
) -> ItemResult:
    own = [each for each in seen if each.name in item.findings]
    exchanges = tuple(dict.fromkeys(n for each in own for n in each.exchanges if n))
    if own and not any(_applies(each) for each in own):
        return ItemResult(item, "not-applicable", own[0].says, exchanges)
    own = [each for each in own if _applies(each)]
    told = [(each.holds, each.says) for each in own]
    if item.checks:
        told.append(_of_checks(item.checks, outcomes, alone=not own))
    stated = [(statement.enough, statement.says)] if statement else []
    said = " ".join(words for _, words in [*stated, *told] if words)
    return ItemResult(item, _standing(statement, [holds for holds, _ in told]), said or item.unseen, exchanges)


def _standing(statement: Statement | None, holds: list[bool | None]) -> Standing:
    if False in holds or (statement and statement.enough is False):
        return "not-met"
    if statement:
        return "missing" if statement.enough is None else "stated"
    return "met" if True in holds else "undecided"


def _applies(found: Observed) -> bool:
    # What was found of signing in knows no provider that it does not concern.
    return bool(getattr(found, "applies", True))


def _of_checks(
    checks: tuple[str, ...], outcomes: Mapping[str, Collection[str]], *, alone: bool
) -> tuple[bool | None, str]:
    """Return what the suite says: nothing holds until all checks have said so, and one that fails is enough."""
    broken = [check for check in checks if _BROKEN & set(outcomes.get(check, ()))]
    silent = [check for check in checks if not (_BROKEN | _HELD) & set(outcomes.get(check, ()))]
    if broken:
        return False, f"{_named(broken)} did not pass."
    if not silent:
        return True, f"{_named(checks)} passed."
    return None, f"{_named(silent)} could not be exercised or did not run." if alone else ""


def _named(checks: Iterable[str]) -> str:
    names = list(checks)
    return f"{'The check' if len(names) == 1 else 'The checks'} {', '.join(names)}"


def blocking(results: Iterable[ItemResult]) -> Iterator[ItemResult]:
    """Yield the results by which a submission fails."""
    return (result for result in results if result.blocks)
