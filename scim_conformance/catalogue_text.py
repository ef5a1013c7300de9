"""What ``list``, ``explain`` and ``coverage`` print: the suite and its requirements, as text."""

from __future__ import annotations

import difflib
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from .declare import Check
from .requirements import Catalogue, Requirement

if TYPE_CHECKING:
    from .provider.faults import Fault

WIDTH = 100
LEVELS = ("MUST", "SHOULD", "MAY", "ENTRA", "PROFILE", "ADVICE")


def listing(checks: dict[str, Check], catalogue: Catalogue, words: Iterable[str] = ()) -> Iterator[str]:
    """Yield a line for each check whose id, area, level or requirement holds all of the words."""
    wanted = [word.casefold() for word in words]
    for id in sorted(checks):
        check = checks[id]
        rows = [catalogue.get(row) for row in check.verifies]
        kind = "watcher" if check.watches else rows[0].level
        line = f"{id:<48} {kind:<8} {check.title}"
        searched = " ".join((id, check.title, *(f"{row.id} {row.level} {row.standard}" for row in rows))).casefold()
        if all(word in searched for word in wanted):
            yield line


def fault_listing(faults: Mapping[str, Fault], words: Iterable[str] = ()) -> Iterator[str]:
    """Yield a line for each fault whose id, area, level or title holds all of the words."""
    wanted = [word.casefold() for word in words]
    for each in faults.values():
        searched = " ".join((each.id, each.area, each.level, each.title, *each.seen_by)).casefold()
        if all(word in searched for word in wanted):
            yield f"{each.id:<42} {each.area:<20} {each.level:<7} {each.title}"


def explanation(id: str, checks: dict[str, Check], catalogue: Catalogue, faults: Mapping[str, Fault]) -> Iterator[str]:
    """Yield what is known of a check, a requirement or a fault; an unknown id raises KeyError with its neighbours."""
    rows = {row.id: row for row in catalogue.rows}
    if id in checks:
        check = checks[id]
        yield f"{id}: {check.title}"
        seen = [each.id for each in faults.values() if id in each.seen_by]
        yield from _wrapped("faults", ", ".join(seen) or "none")
        if seen:
            yield from _try(faults[seen[0]])
        for row in check.verifies:
            yield ""
            yield from _requirement(rows[row], checks)
        return
    if id.upper() in rows:
        yield from _requirement(rows[id.upper()], checks)
        return
    if id in faults:
        yield from _fault(faults[id])
        return
    near = difflib.get_close_matches(id, [*checks, *rows, *faults], n=3)
    raise KeyError(
        f"There is no check, no requirement and no fault {id}." + (f" Did you mean {', '.join(near)}?" if near else "")
    )


def _fault(fault: Fault) -> Iterator[str]:
    yield f"{fault.id} ({fault.level}): {fault.title}"
    yield f"  {'area':<9}{fault.area}"
    if fault.wild:
        yield f"  {'seen':<9}on real servers"
    yield from _wrapped("checks", ", ".join(fault.seen_by) or "none")
    for name, text in (("legal", fault.legal), ("absent", fault.absent)):
        if text:
            yield from _wrapped(name, text)
    if fault.absent is None:
        yield from _try(fault)


def _try(fault: Fault) -> Iterator[str]:
    yield f"  {'try':<9}pytest --profile {fault.profile} --demo --scim-demo-fault {fault.id}"


def _requirement(row: Requirement, checks: dict[str, Check]) -> Iterator[str]:
    yield f"{row.id} ({row.level})"
    yield from _wrapped("says", row.says)
    yield from _wrapped("matters", row.matters)
    yield from _wrapped("mend", row.mend)
    yield f"  {'link':<9}{row.link}"
    if row.covers:
        yield from _wrapped("covers", f"keywords {', '.join(row.covers)}")
    if row.level_source:
        yield from _wrapped("level", row.level_source)
    if row.features:
        yield from _wrapped("needs", ", ".join(row.features))
    if row.why_not:
        yield from _wrapped("no check", row.why_not)
    observing = sorted(id for id, check in checks.items() if row.id in check.verifies)
    yield from _wrapped("checks", ", ".join(observing) or "none")


def coverage(checks: dict[str, Check], catalogue: Catalogue) -> Iterator[str]:
    """Yield how much of the standards is accounted for and has a check, each number with its denominator."""
    observed = {row for check in checks.values() for row in check.verifies}
    yield "Keywords of BCP 14 (MUST, SHOULD, MAY and their like)"
    for document in catalogue.keyword_table:
        yield from _keywords(document, catalogue)
    yield ""
    yield "Requirements that show on the wire, with a check"
    for standard in ("rfc", "profile", "entra", "okta"):
        rows = [row for row in catalogue.rows if row.standard == standard and row.testable]
        for level in LEVELS:
            of_level = [row for row in rows if row.level == level]
            if of_level:
                done = sum(row.id in observed for row in of_level)
                yield f"  {standard:<8} {level:<8} {done:>4} of {len(of_level)}"
    silent = [row for row in catalogue.rows if not row.testable]
    yield f"  and {len(silent)} requirements that no answer shows, each with its reason"
    yield ""
    missing = [row for row in catalogue.rows if row.testable and row.level == "MUST" and row.id not in observed]
    if missing:
        yield "Without a check yet:"
        for row in missing:
            yield from _wrapped(row.id, row.says, indent=24)
    else:
        yield "Every MUST that shows on the wire has a check."


def _keywords(document: str, catalogue: Catalogue) -> Iterator[str]:
    sections = catalogue.keywords(document)
    covered = {keyword for row in catalogue.rows if row.id.startswith(f"{document}-") for keyword in row.covers}
    excluded = {
        exclusion.keyword: exclusion.why for exclusion in catalogue.exclusions if exclusion.document == document
    }
    everything = [f"{section}#{n}" for section, words in sections.items() for n in range(1, len(words) + 1)]
    left = [keyword for keyword in everything if keyword not in covered and keyword not in excluded]
    reasons = ", ".join(f"{n} {why}" for why, n in sorted(Counter(excluded.values()).items()))
    yield (
        f"  {document}: {len(everything)} keywords, {len(covered)} covered by requirements, "
        f"{len(excluded)} excluded{f' ({reasons})' if reasons else ''}, {len(left)} not accounted for"
    )
    by_section = Counter(keyword.partition("#")[0] for keyword in left)
    if by_section:
        yield from _wrapped("left", ", ".join(f"{section} ({n})" for section, n in by_section.items()))


def _wrapped(name: str, text: str, *, indent: int = 11) -> Iterator[str]:
    first = f"  {name:<{indent - 2}}"
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
