"""The gallery validation in the terminal, made of results.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .blocks import blocks
from .certificate import counted_items, counted_tests, reasons, says
from .reservations import reservations
from .text import INDENT, Line, wrapped
from .words import Document

NAME_WIDTH = 33
"""As wide as the longest name of a test, and two blanks."""

TONES = {"passed": "green", "skipped": "yellow", "failed": "red"}


def progress(test: Mapping[str, Any], width: int) -> Line:
    """Return the line that says what one test has found, no wider than ``width``."""
    text = f"{INDENT}{test['name']:<{NAME_WIDTH}}{' '.join(test['result'].split())}"
    return Line(text if len(text) <= width else text[: width - 1] + "…", _tone(test))


def _tone(test: Mapping[str, Any]) -> str:
    if test["standing"] != "failed":
        return TONES[test["standing"]]
    # Red is what both say; where only the template says so, or the test is optional, nothing is lost yet.
    return "red" if test["category"] == "mandatory" and test["documented"] == "failed" else "yellow"


def gallery_summary(document: Document, width: int) -> Iterator[Line]:
    """Yield the lines of the gallery validation, none wider than ``width`` but addresses and names."""
    gallery, verdicts = document["gallery"], document["gallery"]["verdicts"]
    yield from wrapped(says(document), width, "")
    for reason in reasons(document):
        yield from wrapped(reason, width, INDENT)
    if gallery["tests"]:
        tone = "green" if verdicts["by_rule"] == "Succeeded" else "red"
        yield Line(f"{INDENT}Microsoft's run would say    {verdicts['by_rule']}", tone)
        yield Line(f"{INDENT}by the documentation         {verdicts['by_documentation']}")
        yield Line(f"{INDENT}tests                        {counted_tests(gallery['tests'])}")
    if gallery["checklist"]:
        yield from wrapped(f"{'checklist':<29}{counted_items(gallery['checklist'])}", width, INDENT)
    yield from _blocks(document, width)
    known = reservations(document)
    if known:
        yield Line()
        yield Line("To know before you submit:", "yellow")
    for sentence in known:
        yield from wrapped(f"- {sentence}", width, INDENT, INDENT)


def _blocks(document: Document, width: int) -> Iterator[Line]:
    found = blocks(document)
    if not found:
        return
    yield Line()
    yield Line("What blocks the submission:", "red")
    for block in found:
        if block["kind"] != "statement":
            yield from wrapped(f"- {block['what']}", width, INDENT, INDENT)
            yield from wrapped(block["says"], width, INDENT * 2)
            yield from wrapped(f"What to do: {block['do']}", width, INDENT * 2)
    # Each is as long as a failure, and is mended in one place: the certificate says it of each by itself.
    open_ = [block["what"].partition(":")[0] for block in found if block["kind"] == "statement"]
    if open_:
        told = (
            f"Not stated yet: {', '.join(open_)}. State these in the profile under `gallery`; the certificate says how."
        )
        yield from wrapped(f"- {told}", width, INDENT, INDENT)
