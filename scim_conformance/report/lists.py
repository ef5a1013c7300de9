"""The checks that need no hand: passed, waived and omitted; and what was left behind."""

from __future__ import annotations

from collections.abc import Iterator

from .findings import compared, waiver_of
from .marks import badge
from .matrix import by_area
from .sheet import Sheet
from .shown import address, line
from .words import Check, Document, anchor_of, area_anchor, findings, name_of


def passed(sheet: Sheet) -> Iterator[str]:
    """Yield the checks that passed, by area, each with what it asked and got."""
    areas = by_area(check for check in sheet.document["checks"] if check["outcome"] == "passed")
    if not areas:
        return
    yield "<section id='passed' aria-labelledby='passed-title'><h2 id='passed-title'>Passed</h2>"
    yield "<p>Each can be opened, with the exchanges that it rests on.</p>"
    for area, outcomes in areas.items():
        checks = outcomes["passed"]
        yield f"<details class='area' id='{area_anchor(area, 'passed')}'><summary>{line(area)}: {len(checks)} passed"
        yield "</summary>"
        yield from (_passed(sheet, check) for check in checks)
        yield "</details>"
    yield "</section>"


def _passed(sheet: Sheet, check: Check) -> str:
    rows = [sheet.requirements[id] for id in check["requirements"] if id in sheet.requirements]
    links = ", ".join(f"<a href='{address(row['link'])}'>{line(row['id'])}</a>" for row in rows)
    rest = sheet.exchanges_of(check) or "<p class='quiet'>It looked at what other checks had asked for.</p>"
    return (
        f"<details class='pass' id='{anchor_of(check)}'><summary><code>{line(name_of(check))}</code> "
        f"{line(check['title'])}</summary><p>{line(check['level'])}, {links}</p>{rest}</details>"
    )


def waived(sheet: Sheet) -> Iterator[str]:
    """Yield the failures that are accepted for now, with reason and date."""
    found = [check for check in sheet.document["checks"] if check["outcome"] == "waived"]
    if not found:
        return
    yield "<section id='waived' aria-labelledby='waived-title'><h2 id='waived-title'>Waived</h2>"
    for check in found:
        yield from _waived(sheet, check)
    yield "</section>"


def _waived(sheet: Sheet, check: Check) -> Iterator[str]:
    yield f"<article class='finding' id='{anchor_of(check)}'><h3>{badge('waived')} "
    yield f"<code>{line(name_of(check))}</code></h3>"
    yield f"<p class='says'>{line(check['message'])}</p>{waiver_of(check)}"
    yield f"<details><summary>What was seen</summary>{compared(check)}{sheet.exchanges_of(check)}</details></article>"


def omitted(document: Document) -> Iterator[str]:
    """Yield the checks that do not apply, by the reason."""
    found = findings(document, "omitted")
    if not found:
        return
    yield "<section id='omitted' aria-labelledby='omitted-title'><h2 id='omitted-title'>Omitted</h2><ul>"
    for finding in found:
        names = ", ".join(f"<code id='{anchor_of(check)}'>{line(name_of(check))}</code>" for check in finding.checks)
        yield f"<li>{line(finding.message)}<br>{names}</li>"
    yield "</ul></section>"


def leftovers(document: Document) -> Iterator[str]:
    """Yield what the run created and could not delete."""
    if not document["leftovers"]:
        return
    yield "<section id='leftovers' aria-labelledby='leftovers-title'>"
    yield "<h2 id='leftovers-title'>Left behind on the provider</h2>"
    yield "<p>Delete them by hand, or with <code>scim-conformance sweep</code>.</p><ul>"
    for item in document["leftovers"]:
        yield f"<li><code>{line(item['endpoint'])}/{line(item['id'])}</code>: {line(item['why'])}</li>"
    yield "</ul></section>"
