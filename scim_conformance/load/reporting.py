"""The result of a load as a JSON document, and as text of 80 columns made of that document and of nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from .cleaning import Swept
from .planning import Plan
from .preparing import told_of
from .verdict import Finding, Sum, deleted, findings

VERSION = 1
WIDTH = 80
SHOWN = 10

Document = dict[str, Any]


def document(plan: Plan, told: Mapping[str, Any], swept: Swept, *, interrupted: bool) -> Document:
    """Return all that a load came to."""
    accounts: Sequence[Mapping[str, Any]] = told["accounts"]
    left = len(swept.left) + swept.in_use
    shown = [deleted(left)] if interrupted else findings(plan, accounts, lost=told["lost"], left=left)
    return {
        "version": VERSION,
        "run": _run(plan),
        "good": not interrupted and all(each.is_good for each in shown),
        "interrupted": interrupted,
        "findings": [_finding(each) for each in shown],
        "rate": _rate(accounts),
        "kinds": told["kinds"],
        "errors": told["errors"],
        "data": _data(accounts),
        "not_judged": told_of(plan.unjudged),
        "workers": [_worker(each) for each in accounts],
        "cleanup": {
            "deleted": swept.deleted,
            "deactivated": swept.staying,
            "left": left,
            "reasons": sorted({each.why for each in swept.left}),
        },
    }


def _run(plan: Plan) -> Document:
    names = ("url", "profile", "dialect", "users", "rate", "seconds", "people", "groups", "seed", "limit")
    return {"name": plan.mark, **{name: getattr(plan, name) for name in names}}


def _finding(found: Finding) -> Document:
    return asdict(found)


def _rate(accounts: Sequence[Mapping[str, Any]]) -> Document:
    added = Sum.of(accounts)
    return {
        "per_second": added.rate,
        "window_seconds": added.window,
        "sent": added.sent,
        "well": added.well,
        "put_off": added.throttled,
        "in_flight": round(added.waiting, 2),
        "crowded_share": added.crowded,
        "late_share": added.late,
    }


def _data(accounts: Sequence[Mapping[str, Any]]) -> Document:
    read = [each["read_back"] for each in accounts]
    return {
        "accepted": sum(each["accepted"] for each in accounts),
        "users": sum(each["users"] for each in read),
        "memberships": sum(each["memberships"] for each in read),
        "unsure": sum(each["unsure"] for each in read),
        "wrong": _added(each["wrong"] for each in read),
        "deviating": _added(each["deviating"] for each in read),
        "examples": [text for each in read for text in each["examples"]][:SHOWN],
    }


def _worker(account: Mapping[str, Any]) -> Document:
    names = ("worker", "users", "sent", "well", "rate", "throttled", "waited_seconds", "late", "created", "statuses")
    return {name: account[name] for name in names}


def _added(counts: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in counts:
        for name, count in each.items():
            found[name] = found.get(name, 0) + count
    return dict(sorted(found.items()))


def text(told: Mapping[str, Any]) -> str:
    """Return the report as a reader of a terminal wants it."""
    return "\n".join(_lines(told))


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    if told["kinds"]:
        yield from _table(told["kinds"])
        yield ""
    if told["errors"]:
        yield "Errors:"
        for each in told["errors"][:SHOWN]:
            yield from wrapped(f"{each['count']:,} x {each['kind']}: {each['error']}", 2)
        if len(told["errors"]) > SHOWN:
            yield f"  and {len(told['errors']) - SHOWN} others; --results has them"
        yield ""
    for line in told["not_judged"]:
        yield from wrapped(line)
    if told["data"]["examples"]:
        yield "Not as accepted, for example:"
        for example in told["data"]["examples"]:
            yield from wrapped(example, 2)
        yield ""
    if told["data"]["unsure"]:
        yield from wrapped(
            f"{told['data']['unsure']:,} users are only looked for, not compared: a change of them got no clear answer."
        )
    for found in told["findings"]:
        yield from wrapped(f"{found['word'].upper():9} {found['name']}: {found['says']}", 0, 10)
    for why in told["cleanup"]["reasons"][:SHOWN]:
        yield from wrapped(f"left behind: {why}", 2)
    if told["interrupted"]:
        yield "The load was interrupted; nothing was read back."


def _table(kinds: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"{'kind':15}{'requests':>9}{'failed':>8}" + "".join(
        f"{name:>9}" for name in ("p50", "p90", "p95", "p99", "max")
    )
    for each in kinds:
        times = "".join(f"{_ms(value):>9}" for value in each["seconds"].values())
        yield f"{each['kind'][:15]:15}{each['requests']:>9,}{each['failures']:>8,}{times}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"


def wrapped(line: str, indent: int = 0, hanging: int | None = None) -> list[str]:
    """Return a sentence as lines of 80 columns at most."""
    rest = indent + 2 if hanging is None else hanging
    return textwrap.wrap(line, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * rest, break_on_hyphens=False)
