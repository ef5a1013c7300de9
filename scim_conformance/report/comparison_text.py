"""What has changed from one run to another, as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .comparison import Change, Comparison
from .speeds import Slower
from .text import INDENT, Line, named, wrapped
from .words import VERDICTS, Document, counted, subject

SHOWN = 20
"""How many checks a list names; all of them where that is asked for."""

HEADINGS = {
    "failed": ("New failures", "red"),
    "otherwise": ("Fail in another way than before", "red"),
    "undecided": ("Can't be exercised any more", "red"),
    "mended": ("Mended", "green"),
    "changed": ("Changed", "yellow"),
    "gone": ("In the old run only", "yellow"),
    "added": ("In the new run only", ""),
}


def lines_of(comparison: Comparison, width: int, *, all: bool = False) -> Iterator[Line]:
    """Yield what has changed, the bad news first and a sentence that sums it up at the end."""
    for word, run in (("Old", comparison.old), ("New", comparison.new)):
        yield from _run(word, run, width)
    remarks = list(comparison.remarks)
    for remark in remarks:
        yield from wrapped(remark, width, "", INDENT)
    verdicts = list(comparison.verdicts)
    if verdicts:
        yield Line()
    for name, old, new in verdicts:
        yield from wrapped(f"{name}: {VERDICTS.get(old, old)} before, {VERDICTS.get(new, new)} now", width, "")
    for kind, (heading, tone) in HEADINGS.items():
        found = comparison[kind]
        if found:
            yield Line()
            yield Line(f"{heading} ({len(found)}):", tone)
            yield from _changes(kind, found, width, len(found) if all else SHOWN)
    if comparison.slower:
        yield Line()
        yield Line(f"Slower ({len(comparison.slower)}), the middle of the times of each kind of request:", "yellow")
        for each in comparison.slower:
            yield from wrapped(_slower(each), width, INDENT, INDENT)
    yield Line()
    yield from wrapped(summed_up(comparison), width, "")


def _run(word: str, run: Document, width: int) -> Iterator[Line]:
    release = run["suite"].get("version", "")
    yield from wrapped(f"{word}: {subject(run)}, {run['run']['started']}, release {release}", width, "", " " * 5)
    yield from wrapped(counted(run["checks"]), width, " " * 5)


def _changes(kind: str, found: Sequence[Change], width: int, most: int) -> Iterator[Line]:
    if kind in ("gone", "added"):
        yield from _only(kind, found, width, most)
        return
    for change in found[:most]:
        yield from named(change.name, width, INDENT)
        for text in _said(kind, change):
            yield from wrapped(text, width, INDENT * 2, INDENT)
    yield from _more(len(found) - most)


def _only(kind: str, found: Sequence[Change], width: int, most: int) -> Iterator[Line]:
    """Yield what did not run in one of the two: what failed there by name, since it is not known to be mended."""
    red = [change for change in found if kind == "gone" and change.before in ("failed", "stale", "warned", "waived")]
    for change in red[:most]:
        yield from named(change.name, width, INDENT)
        yield from wrapped(f"{change.before} then, and not mended for all that is known", width, INDENT * 2)
    yield from _more(len(red) - most)
    rest = [each for change in found if change not in red and (each := change.new or change.old)]
    if rest:
        yield from wrapped(counted(rest), width, INDENT)


def _said(kind: str, change: Change) -> Iterator[str]:
    old, new = change.old, change.new
    assert new is not None
    if kind == "mended":
        assert old is not None
        yield f"{change.before} before: {old['message']}"
        return
    if new["message"]:
        yield str(new["message"])
    if new["cause"]:
        yield f"because of {new['cause']}"
    if kind == "otherwise" or (kind == "changed" and change.before == change.after):
        assert old is not None
        yield f"before: {old['message']}"
    elif change.old is None:
        yield f"{change.after} now, did not run before"
    else:
        yield f"{change.after} now, {change.before} before"


def _more(number: int) -> Iterator[Line]:
    if number > 0:
        yield Line(f"{INDENT}and {number} more (--all names them)")


def _slower(each: Slower) -> str:
    then, now = each.requests
    return (
        f"{each.asks}: {_milliseconds(each.after)} now, {_milliseconds(each.before)} before ({now} and {then} requests)"
    )


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def summed_up(comparison: Comparison) -> str:
    """Say in one sentence what has changed."""
    words = {
        "failed": "new failures",
        "otherwise": "failures of another kind",
        "undecided": "no longer exercised",
        "mended": "mended",
        "changed": "changed",
    }
    if comparison.saw_nothing:
        return "The new run is worse: it has observed nothing, so nothing is known of the provider."
    found = _counted((len(comparison[kind]), word) for kind, word in words.items())
    slow = len(comparison.slower)
    if slow:
        found += (", " if found else "") + (
            f"{slow} kinds of request slower" if slow > 1 else "1 kind of request slower"
        )
    worse = "The new run is worse" if comparison.is_worse else "Nothing is worse"
    return f"{worse}: {found}." if found else f"{worse}: nothing has changed."


def _counted(rows: Iterable[tuple[int, str]]) -> str:
    return ", ".join(
        f"{number} {word if number > 1 else word.replace('failures', 'failure')}" for number, word in rows if number
    )
