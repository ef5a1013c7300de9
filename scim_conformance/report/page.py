"""The panel of the HTML report, made of results.json; it reads without JavaScript."""

from __future__ import annotations

from .exchanges import Manner, one
from .findings import findings_section, to_mend
from .latency import latency
from .lists import leftovers, omitted, passed, waived
from .marks import badge
from .matrix import index, matrix
from .picture import picture
from .sheet import SCALES, Scale, Sheet
from .shown import line
from .stopped import stopped
from .style import STYLE
from .tested import tested, verdicts
from .words import Document, Exchange, subject

__all__ = ["LARGEST", "SHOWN_EXCHANGES", "STYLE", "badge", "panel", "shown_exchange"]

LARGEST = 3_500_000
"""How many bytes the panel may have; if it has more, less is shown of each exchange."""

SHOWN_EXCHANGES = 6

PARTS = {
    "stopped": "Why nothing was run",
    "tested": "What was tested",
    "mend": "What to mend",
    "by-area": "By area",
    "findings": "Findings",
    "coverage": "What was covered",
    "latency": "How fast it answered",
    "waived": "Waived",
    "leftovers": "Left behind",
    "omitted": "Omitted",
    "index": "All checks by area",
    "passed": "Passed",
}


def panel(document: Document) -> str:
    """Return the panel: verdicts, what to mend, what was tested and covered, and every check."""
    for scale in SCALES:
        html = _panel(document, scale)
        if len(html.encode()) <= LARGEST:
            break
    return html


def _panel(document: Document, scale: Scale) -> str:
    sheet = Sheet.of(document, scale)
    head = "\n".join(verdicts(document))
    body = "\n".join(
        part
        for each in (
            stopped(document),
            tested(document),
            to_mend(sheet),
            matrix(document),
            findings_section(sheet),
            picture(document),
            latency(document),
            waived(sheet),
            leftovers(document),
            omitted(document),
            index(document),
            passed(sheet),
        )
        for part in each
    )
    return (
        f"<style>{STYLE}</style><main class='scim' aria-label='SCIM conformance'>\n"
        f"<p class='subject'>{line(subject(document))}</p>\n{head}\n{_contents(body)}\n{body}\n</main>"
    )


def _contents(body: str) -> str:
    links = "".join(
        f"<li><a href='#{id}'>{title}</a></li>" for id, title in PARTS.items() if f"<section id='{id}'" in body
    )
    return f"<nav aria-label='Parts of this report'><ul>{links}</ul></nav>"


def shown_exchange(exchange: Exchange) -> str:
    """Return a request and its answer, folded up."""
    return one(exchange, Manner(1))
