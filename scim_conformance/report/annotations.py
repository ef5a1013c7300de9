"""What a run found, as commands that GitHub shows on the page of a job and of a pull request, made of results.json.

How they are written: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator

from .causes import Cause, causes
from .markdown import VIOLATED, titled
from .visible import visible
from .words import NOTHING_RAN, Document

MOST = 10
"""GitHub shows so many of each kind for one step of a job, and drops the others without a word."""

LONGEST = 1000

WARNINGS = ("warned",)


def annotated(document: Document) -> Iterator[str]:
    """Yield one line a cause, worst first; where there are too many of a kind, its last line counts the rest."""
    found: dict[str, list[tuple[str, str]]] = {"error": [], "warning": []}
    if document["run"].get("stopped"):
        stopped = document["run"]["stopped"]
        found["error"].append((NOTHING_RAN, f"{stopped['says']}\nTo do: {stopped['todo']}"))
    if document["leftovers"]:
        number = len(document["leftovers"])
        found["error"].append(("Left behind on the provider", f"{number} of what the run created is still there."))
    for cause in causes(document):
        # What a baseline knows of does not fail the run.
        kind = "warning" if cause.lead["outcome"] in WARNINGS or cause.lead["waiver"] else "error"
        found[kind].append((titled(cause), _told(document, cause)))
    for kind, texts in found.items():
        for title, message in _bounded(texts):
            yield command(kind, title, message)


def _bounded(texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if len(texts) <= MOST:
        return texts
    rest = len(texts) - MOST + 1
    return [*texts[: MOST - 1], (f"{rest} more", "The report and results.json of this run have all of them.")]


def command(kind: str, title: str, message: str) -> str:
    """Return a workflow command in which title and message are text, whatever stands in them."""
    return f"::{kind} title={_property(visible(title))}::{_data(visible(message, keep=chr(10)))}"


def _told(document: Document, cause: Cause) -> str:
    wanted = set(cause.lead["requirements"]) if cause.lead["outcome"] in VIOLATED else set()
    mends = [row["mend"] for row in document["requirements"] if row["id"] in wanted]
    because = [f"Because of {cause.lead['cause']}."] if cause.lead["cause"] else []
    text = "\n".join([cause.message, *because, *(f"How to mend it: {mend}" for mend in mends)])
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
