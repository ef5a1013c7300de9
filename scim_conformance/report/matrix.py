"""The matrix of areas by outcome, and the index of all checks that it leads into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .marks import badge
from .shown import attribute, line
from .words import OUTCOMES, Check, Document, anchor_of, area_anchor, counts, name_of

Areas = dict[str, dict[str, list[Check]]]


def by_area(checks: Iterable[Check]) -> Areas:
    """Return the checks by area and outcome, both in the order in which they are shown."""
    found: Areas = {}
    for check in checks:
        found.setdefault(check["area"], {}).setdefault(check["outcome"], []).append(check)
    return {area: {name: found[area][name] for name in OUTCOMES if name in found[area]} for area in sorted(found)}


def matrix(document: Document) -> Iterator[str]:
    """Yield the matrix, each number a link to the checks that it counts."""
    areas = by_area(document["checks"])
    if not areas:
        return
    columns = list(counts(document["checks"]))
    yield "<section id='by-area' aria-labelledby='by-area-title'><h2 id='by-area-title'>By area</h2>"
    yield "<div class='wide' role='region' aria-label='Checks by area and outcome' tabindex='0'>"
    yield "<table id='matrix'><caption>How many checks of an area say what; each number leads to them</caption>"
    yield "<thead><tr><th scope='col'>Area</th>"
    yield "".join(f"<th scope='col' class='n'>{badge(outcome)}</th>" for outcome in columns) + "</tr></thead><tbody>"
    for area, outcomes in areas.items():
        cells = "".join(f"<td class='n'>{_cell(area, name, outcomes.get(name, []))}</td>" for name in columns)
        yield f"<tr><th scope='row'><a href='#{area_anchor(area)}'>{line(area)}</a></th>{cells}</tr>"
    sums = counts(document["checks"])
    cells = "".join(f"<td class='n'>{sums[name]}</td>" for name in columns)
    yield f"</tbody><tfoot><tr><th scope='row'>all</th>{cells}</tr></tfoot></table></div></section>"


def _cell(area: str, outcome: str, checks: list[Check]) -> str:
    if not checks:
        return "<span class='none' aria-hidden='true'>·</span>"
    target = anchor_of(checks[0]) if len(checks) == 1 else area_anchor(area, outcome)
    return f"<a href='#{target}' aria-label='{attribute(f'{area}: {len(checks)} {outcome}')}'>{len(checks)}</a>"


def index(document: Document) -> Iterator[str]:
    """Yield the list of the checks of each area by outcome; those that passed stand in a section of their own."""
    areas = by_area(document["checks"])
    if not areas:
        return
    yield "<section id='index' aria-labelledby='index-title'><h2 id='index-title'>All checks by area</h2>"
    for area, outcomes in areas.items():
        yield f"<h3 id='{area_anchor(area)}'>{line(area)}</h3><ul class='plain'>"
        for outcome, checks in outcomes.items():
            if outcome == "passed":
                yield f"<li>{badge(outcome)} <a href='#{area_anchor(area, outcome)}'>{len(checks)} checks</a></li>"
            else:
                links = ", ".join(f"<a href='#{anchor_of(check)}'>{line(name_of(check))}</a>" for check in checks)
                yield f"<li id='{area_anchor(area, outcome)}'>{badge(outcome)} {links}</li>"
        yield "</ul>"
    yield "</section>"
