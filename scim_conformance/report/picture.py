"""A picture of what was looked at: a square for each requirement, a row for each section of the standards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .shown import address, line
from .words import DECIDED, NAMES, OUTCOMES, Document

SECTIONS: Mapping[str, str] = {
    "RFC7643-2": "Attributes and their types",
    "RFC7643-3": "Resources and common attributes",
    "RFC7643-4": "Users, groups, enterprise users",
    "RFC7643-5": "ServiceProviderConfig",
    "RFC7643-6": "ResourceTypes",
    "RFC7643-7": "Schemas and characteristics",
    "RFC7643-8": "How schemas are represented",
    "RFC7643-9": "Security of the schema",
    "RFC7644-2": "Authentication",
    "RFC7644-3.1": "Background of the protocol",
    "RFC7644-3.2": "Endpoints and methods",
    "RFC7644-3.3": "Creating",
    "RFC7644-3.4": "Retrieving",
    "RFC7644-3.4.1": "Retrieving one resource",
    "RFC7644-3.4.2": "Queries",
    "RFC7644-3.4.2.2": "Filters",
    "RFC7644-3.4.2.3": "Sorting",
    "RFC7644-3.4.2.4": "Pages",
    "RFC7644-3.4.3": "Queries by POST",
    "RFC7644-3.5": "Modifying",
    "RFC7644-3.5.1": "Replacing with PUT",
    "RFC7644-3.5.2": "Modifying with PATCH",
    "RFC7644-3.6": "Deleting",
    "RFC7644-3.7": "Bulk",
    "RFC7644-3.8": "Data formats",
    "RFC7644-3.9": "attributes and excludedAttributes",
    "RFC7644-3.10": "Notation of attributes",
    "RFC7644-3.11": "/Me",
    "RFC7644-3.12": "Statuses and errors",
    "RFC7644-3.13": "Version of the protocol",
    "RFC7644-3.14": "Versions of resources",
    "RFC7644-4": "Discovery",
    "RFC7644-5": "Comparing texts",
    "RFC7644-6": "Several tenants",
    "RFC7644-7": "Security",
    "RFC6750": "Bearer tokens",
    "RFC9865": "Cursors",
    "ENTRA": "Microsoft Entra's requests",
    "OKTA": "Okta's requests",
    "PROFILE": "What the profile promises",
}

SIDE, GAP, A_LINE = 12, 3, 16
"""Of a square, between squares, and how many stand in a line."""

# What stands in a square beside its colour: a cross, a bar, a dot, nothing.
MARKS = {
    "failed": "M3 3l6 6M9 3l-6 6",
    "stale": "M3 3l6 6M9 3l-6 6",
    "broken": "M3 6h6",
    "blocked": "M3 6h6",
    "warned": "M6 3v4M6 9v.1",
    "waived": "M6 3v4M6 9v.1",
}

Row = Mapping[str, Any]


def picture(document: Document) -> Iterator[str]:
    """Yield the section of the page that shows coverage: by standard in numbers, by section as squares."""
    rows = document["requirements"]
    if not rows:
        return
    yield "<section id='coverage' aria-labelledby='coverage-title'><h2 id='coverage-title'>What was covered</h2>"
    yield from _numbers(document["coverage"])
    yield "<p>Each square is a requirement that a check of this run looks at. "
    yield "".join(f"<span class='key'>{_squares([outcome])} {outcome}</span> " for outcome in _outcomes(rows)) + "</p>"
    yield "<div class='wide' role='region' aria-label='Requirements by section' tabindex='0'>"
    yield "<table class='sections'><caption>Requirements by section</caption><thead><tr><th scope='col'>Section</th>"
    yield "<th scope='col'>Requirements</th><th scope='col'>In numbers</th></tr></thead><tbody>"
    for section, members in _by_section(rows):
        outcomes = sorted((row["outcome"] for row in members), key=OUTCOMES.index)
        yield f"<tr><th scope='row'>{_name(section, members[0]['link'])}</th><td>{_squares(outcomes)}</td>"
        yield f"<td>{_told(outcomes)}</td></tr>"
    yield "</tbody></table></div></section>"


def _outcomes(rows: Iterable[Row]) -> list[str]:
    found = {row["outcome"] for row in rows}
    return [outcome for outcome in OUTCOMES if outcome in found]


def _numbers(coverage: Mapping[str, Mapping[str, Mapping[str, int]]]) -> Iterator[str]:
    """Yield a table of how much of the catalogue has a check in this run, and how much of that was decided."""
    found = [
        (NAMES.get(standard, standard), level, cell)
        for standard, levels in coverage.items()
        for level, cell in levels.items()
        if cell["with_check"]
    ]
    if not found:
        return
    yield "<div class='wide' role='region' aria-label='Requirements by standard' tabindex='0'>"
    yield "<table><caption>Requirements by standard and level</caption><thead><tr><th scope='col'>Standard</th>"
    yield "<th scope='col'>Level</th><th scope='col' class='n'>In the catalogue</th>"
    yield "<th scope='col' class='n'>With a check here</th><th scope='col' class='n'>Decided</th></tr></thead><tbody>"
    for standard, level, cell in found:
        yield f"<tr><th scope='row'>{line(standard)}</th><td>{line(level)}</td>"
        yield "".join(f"<td class='n'>{cell[name]}</td>" for name in ("in_catalogue", "with_check", "decided"))
        yield "</tr>"
    yield "</tbody></table></div>"


def section_of(id: str) -> str:
    """Return the section in which a requirement is shown: the longest one that begins its id."""
    found = [name for name in SECTIONS if re.match(rf"{re.escape(name)}(?![0-9])", id)]
    return max(found, key=len, default=id.rpartition("-")[0] or id)


def _by_section(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(section_of(str(row["id"])), []).append(row)
    order = list(SECTIONS)
    return sorted(found.items(), key=lambda each: (order.index(each[0]) if each[0] in order else len(order), each[0]))


def _name(section: str, link: str) -> str:
    title = line(SECTIONS.get(section, section))
    number = re.fullmatch(r"RFC(\d+)-([\d.]+)", section)
    if number is None:
        return title
    where = f"https://www.rfc-editor.org/rfc/rfc{number[1]}#section-{number[2]}"
    return f"{title} <a class='quiet' href='{address(where)}'>RFC {number[1]}, {number[2]}</a>"


def _told(outcomes: Sequence[str]) -> str:
    decided = sum(outcome in DECIDED for outcome in outcomes)
    rest = [f"{outcomes.count(name)} {name}" for name in OUTCOMES[:6] if name in outcomes]
    return ", ".join([f"{decided} of {len(outcomes)} decided", *rest])


def _squares(outcomes: Sequence[str]) -> str:
    step = SIDE + GAP
    width, height = min(len(outcomes), A_LINE) * step - GAP, ((len(outcomes) - 1) // A_LINE + 1) * step - GAP
    parts = []
    for place, outcome in enumerate(outcomes):
        at = f"translate({place % A_LINE * step} {place // A_LINE * step})"
        mark = f"<path d='{MARKS[outcome]}'/>" if outcome in MARKS else ""
        parts.append(f"<g class='{outcome}' transform='{at}'><rect width='{SIDE}' height='{SIDE}' rx='2'/>{mark}</g>")
    return (
        f"<svg class='squares' width='{width}' height='{height}' viewBox='0 0 {width} {height}' aria-hidden='true' "
        f"focusable='false'>{''.join(parts)}</svg>"
    )
