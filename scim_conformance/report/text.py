"""The summary in the terminal, made of results.json."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .causes import NO_CONNECTION, Cause, causes
from .visible import visible
from .words import (
    NAMES,
    NOTHING_RAN,
    OUTCOMES,
    Check,
    Document,
    Finding,
    counted,
    findings,
    footer,
    name_of,
    notes,
    subject,
    verdict_line,
)

INDENT = "  "

MENDED_FIRST = 3
"""How many things to mend the summary names at its end."""

SHOWN = {"failed": 12, "stale": 12, "broken": 6, "blocked": 6, "warned": 6, "waived": 6}
"""How many findings of an outcome the summary lists; the report has all of them."""


@dataclass(frozen=True)
class Line:
    """One line, and whether it is good news, bad news or neither."""

    text: str = ""
    tone: str = ""


TONES = {
    "conformant": "green",
    "conformant with waivers": "green",
    "not conformant": "red",
    "incomplete": "red",
}

HEADINGS = {
    "failed": "Failed",
    "stale": "Waivers that have served or ended",
    "broken": "Broken: the suite or the connection, no finding about the provider",
    "blocked": "Blocked: could not be exercised",
    "warned": "Warned",
    "waived": "Waived",
}

REMEDIES = {
    "stale": "Take the waiver out of its file; where the failure is still there, mend it, or waive it for longer.",
    "broken": "This is a fault of the suite, not of the provider: please report it.",
    "blocked": "See what the provider answered: what the check needs was refused.",
}
"""What to do where the outcome says it, and not the requirement."""

SEE_THE_CONNECTION = "See that the address is right, and that it can be reached from here."


def summary(document: Document, width: int) -> Iterator[Line]:
    """Yield the lines of the summary, none wider than ``width`` but addresses; at its end what to mend first."""
    yield from _findings(document, width)
    if document["leftovers"]:
        yield Line("Left behind on the provider:", "red")
        for leftover in document["leftovers"]:
            yield from wrapped(f"{leftover['endpoint']}/{leftover['id']}: {leftover['why']}", width, INDENT)
        yield Line()
    for note in notes(document):
        tone = "red" if note.startswith(NOTHING_RAN) else ""
        yield from (replace(each, tone=tone) for each in wrapped(note, width, ""))
    yield from wrapped(subject(document), width, "")
    for standard, name in NAMES.items():
        verdict, decided = verdict_line(document, standard)
        if verdict == "not asked" and standard != "entra":
            continue
        yield Line(f"{INDENT}{name:<16} {verdict}", TONES.get(verdict, "yellow"))
        if decided:
            yield from wrapped(decided, width, " " * 19)
    yield from wrapped(counted(document["checks"]), width, "")
    yield from wrapped(footer(document), width, "")
    yield from to_mend(document, width)


def _findings(document: Document, width: int) -> Iterator[Line]:
    for outcome, heading in HEADINGS.items():
        found = findings(document, outcome)
        if not found:
            continue
        yield Line(f"{heading}:", "red" if outcome in ("failed", "stale", "broken", "blocked") else "yellow")
        for finding in found[: SHOWN[outcome]]:
            yield from _finding(finding, width)
        more = sum(len(finding.checks) for finding in found[SHOWN[outcome] :])
        if more:
            yield Line(f"{INDENT}and {more} more, which stand in the report")
        yield Line()


def _finding(finding: Finding, width: int) -> Iterator[Line]:
    for name in finding.names[:6]:
        yield from named(name, width, INDENT)
    if len(finding.names) > 6:
        yield Line(f"{INDENT}and {len(finding.names) - 6} more")
    yield from wrapped(finding.message, width, INDENT * 2)
    if finding.cause:
        yield from wrapped(f"because of {finding.cause}", width, INDENT * 2)
    if finding.outcome in ("waived", "blocked"):
        yield from _reasons(finding, width)


def _reasons(finding: Finding, width: int) -> Iterator[Line]:
    """Yield why failures are accepted, each reason once."""
    waivers = [check["waiver"] for check in finding.checks if check["waiver"]]
    for reason in dict.fromkeys(map(waiver_line, waivers)):
        yield from wrapped(f"accepted: {reason}", width, INDENT * 2)


def waiver_line(waiver: Mapping[str, object]) -> str:
    """Say why a failure is accepted for now, where that is tracked, and until when."""
    ticket = f" ({waiver['ticket']})" if waiver.get("ticket") else ""
    until = f", until {waiver['until']}" if waiver.get("until") else ""
    return f"{waiver['reason']}{ticket}{until}"


def to_mend(document: Document, width: int) -> Iterator[Line]:
    """Yield what is to be mended first, the worst on top, in the order of the report."""
    found = causes(document)
    if not found:
        return
    yield Line()
    more = f" ({len(found)} things in all)" if len(found) > MENDED_FIRST else ""
    yield Line(f"To mend first{more}:", "yellow" if found[0].lead["outcome"] == "warned" else "red")
    for number, cause in enumerate(found[:MENDED_FIRST], 1):
        yield from _cause(document, cause, number, width)


def _cause(document: Document, cause: Cause, number: int, width: int) -> Iterator[Line]:
    lead, hang = cause.lead, " " * 5
    speaking = len(cause.checks or cause.blocked) - 1
    more = f" and {speaking} more" if speaking else ""
    yield from named(name_of(lead), width, f"{INDENT}{number}. ", f" ({lead['level']}){more}", hang)
    yield from wrapped(cause.message, width, hang)
    if cause.checks and cause.blocked:
        checks = "1 check" if len(cause.blocked) == 1 else f"{len(cause.blocked)} checks"
        yield from wrapped(f"Because of it, {checks} could not be exercised.", width, hang)
    yield from wrapped(f"To do: {remedy(document, lead)}", width, hang)


def remedy(document: Document, check: Check) -> str:
    """Say how what a check found is mended."""
    if check["cause"] == NO_CONNECTION:
        return SEE_THE_CONNECTION
    if check["outcome"] == "blocked" and check["cause"]:
        return f"See what {check['cause']} says, which it waits for."
    if check["outcome"] in REMEDIES:
        return REMEDIES[check["outcome"]]
    rows = {row["id"]: row for row in document["requirements"]}
    return str(next(rows[id]["mend"] for id in check["requirements"] if id in rows))


def progress_line(
    outcomes: Mapping[str, int], total: int, requests: int, elapsed: float, left: float | None, width: int
) -> str:
    """Say how far a run is: as much of it as fits ``width``, the most important first."""
    done = sum(outcomes.values())
    head = f"{done} of {total} checks"
    found = [f"{outcomes[outcome]} {outcome}" for outcome in OUTCOMES[:5] if outcomes.get(outcome)]
    cost = f"{requests} requests"
    time = _clock(elapsed) if done >= total else f"about {_clock(left)} left" if left is not None else ""
    shorter = [[head, *found[:most], time] for most in range(len(found), -1, -1)]
    for parts in ([head, *found, cost, time], *shorter):
        line = ", ".join(filter(None, parts))
        if len(line) <= width:
            return line
    return head[:width]


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02} min" if whole >= 60 else f"{whole} s"


def named(name: str, width: int, indent: str, behind: str = "", hang: str = "") -> Iterator[Line]:
    """Yield the name of a check in one line, and in two where it is longer than a line."""
    name = visible(name)
    if len(indent + name + behind) <= width:
        yield Line(indent + name + behind)
        return
    id, _, on = name.partition("[")
    yield Line(f"{indent}{id}{behind}")
    yield from wrapped(f"on {on.removesuffix(']')}", width, hang or indent + INDENT)


def wrapped(text: str, width: int, indent: str, hang: str = "") -> Iterator[Line]:
    """Yield a text as lines that keep to a width; all but the first stand further in by ``hang``."""
    shown = visible(re.sub(r"[\r\n\t]+", " ", text))
    for line in textwrap.wrap(
        shown,
        width,
        initial_indent=indent,
        subsequent_indent=indent + hang,
        # An address that is broken can't be followed.
        break_long_words="://" not in shown,
        break_on_hyphens=False,
    ):
        yield Line(line)
