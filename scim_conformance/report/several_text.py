"""Several runs side by side, as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .side_by_side import NOT_RUN, Row, Runs, grouped, numbers, remarks, verdicts
from .text import INDENT, Line, wrapped
from .visible import visible
from .words import counted, subject

LETTERS = {
    "passed": ".",
    "failed": "F",
    "stale": "S",
    "broken": "E",
    "blocked": "B",
    "warned": "w",
    "waived": "v",
    "omitted": "o",
    NOT_RUN: "-",
}

SHOWN = 40
"""How many checks a list names; all of them where that is asked for."""


def table(runs: Runs, width: int, *, all: bool = False) -> Iterator[Line]:
    """Yield the runs side by side: who they are, their verdicts, and the checks on which they differ."""
    for place, run in enumerate(runs, 1):
        yield from wrapped(f"{place:>2}  {subject(run)}, {run['run']['started']}", width, "", " " * 4)
        yield from wrapped(counted(run["checks"]), width, " " * 4)
    for remark in remarks(runs):
        yield from wrapped(remark, width, "", INDENT)
    yield Line()
    for name, each in verdicts(runs):
        told = ", ".join(f"{place} {verdict}" for place, verdict in enumerate(each, 1))
        yield from wrapped(f"{name}: {told}", width, "", INDENT)
    yield Line()
    yield _line("", map(str, range(1, len(runs) + 1)), len(runs), width)
    for outcome, counts in numbers(runs):
        yield _line(outcome, map(str, counts), len(runs), width)
    for heading, found in grouped(runs).items():
        if found and heading != "All are well":
            yield from _list(heading, found, width, len(found) if all else SHOWN)
    yield Line()
    yield from wrapped(", ".join(f"{letter} {word}" for word, letter in LETTERS.items()), width, "", INDENT)


def _list(heading: str, found: Sequence[Row], width: int, most: int) -> Iterator[Line]:
    yield Line()
    yield Line(f"{heading} ({len(found)}):", "yellow" if heading == "They differ" else "red")
    for row in found[:most]:
        letters = [LETTERS[cell.outcome] for cell in row.cells]
        yield _line(row.id, letters, len(letters), width)
    if len(found) > most:
        yield Line(f"{INDENT}and {len(found) - most} more (--all names them, and the page)")


def _line(name: str, cells: Iterable[str], number: int, width: int) -> Line:
    """Return a name with its cells at the right: the name gives way where there are many."""
    room = max(width - 5 * number - len(INDENT), 12)
    shown = visible(name)
    shown = shown if len(shown) <= room else shown[: room - 1] + "…"
    return Line(f"{INDENT}{shown:<{room}}" + "".join(f"{cell:>5}" for cell in cells))
