"""The summary in the terminal, made of results.json."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from .words import NAMES, Document, Finding, counted, findings, footer, notes, subject, verdict_line

INDENT = "  "


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


def summary(document: Document, width: int) -> Iterator[Line]:
    """Yield the lines of the summary, none wider than ``width`` but addresses and ids."""
    yield from wrapped(subject(document), width, "")
    for standard, name in NAMES.items():
        verdict, decided = verdict_line(document, standard)
        if verdict == "not asked" and standard != "entra":
            continue
        yield Line(f"{INDENT}{name:<16} {verdict}", TONES.get(verdict, "yellow"))
        if decided:
            yield from wrapped(decided, width, " " * 19)
    for outcome, heading in HEADINGS.items():
        found = findings(document, outcome)
        if found:
            yield Line()
            yield Line(f"{heading}:", "red" if outcome in ("failed", "stale", "broken", "blocked") else "yellow")
            for finding in found:
                yield from _finding(finding, width)
    if document["leftovers"]:
        yield Line()
        yield Line("Left behind on the provider:", "red")
        for leftover in document["leftovers"]:
            yield from wrapped(f"{leftover['endpoint']}/{leftover['id']}: {leftover['why']}", width, INDENT)
    yield Line()
    for note in notes(document):
        yield from wrapped(note, width, "")
    yield Line(counted(document["checks"]))
    yield Line(footer(document))


def _finding(finding: Finding, width: int) -> Iterator[Line]:
    for name in finding.names[:6]:
        yield Line(INDENT + name)
    if len(finding.names) > 6:
        yield Line(f"{INDENT}and {len(finding.names) - 6} more")
    yield from wrapped(finding.message, width, INDENT * 2)
    if finding.cause:
        yield Line(f"{INDENT * 2}because of {finding.cause}")


def wrapped(text: str, width: int, indent: str, hang: str = "") -> Iterator[Line]:
    """Yield a text as lines that keep to a width; all but the first stand further in by ``hang``."""
    for line in textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent + hang,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        yield Line(line)
