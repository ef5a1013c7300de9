"""The summary of a run as Markdown, for the page of a CI job, a ticket or a chat, made of results.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .causes import Cause, causes
from .marked import block, code, link, plain, table
from .words import (
    NAMES,
    OUTCOMES,
    Check,
    Document,
    counts,
    exchange_about,
    footer,
    name_of,
    notes,
    numbered,
    subject,
    verdict_line,
)

IN_FULL = 12
"""How many causes are told in full; the others stand in a list."""

NAMED = 8
"""How many checks of one cause are named."""

LISTED = 50
"""How many leftovers are listed."""

LONGEST_VALUE = 1200
LONGEST_COMMAND = 6000

VIOLATED = ("failed", "stale", "warned")

Rows = Mapping[str, Mapping[str, Any]]


def markdown(document: Document) -> str:
    """Return the summary: the verdicts, what to mend first, and how each area stands."""
    parts = [
        f"# SCIM conformance: {plain(subject(document))}",
        table(
            ("Standard", "Verdict", "Decided"),
            [(name, *verdict_line(document, standard)) for standard, name in NAMES.items()],
        ),
        *(f"> {plain(note)}" for note in notes(document)),
        *_findings(document),
        "## By area",
        _areas(document["checks"]),
        *_waived(document["checks"]),
        *_left_behind(document["leftovers"]),
        plain(footer(document)),
    ]
    return "\n\n".join(parts) + "\n"


def _findings(document: Document) -> Iterator[str]:
    found = causes(document)
    if not found:
        return
    yield "## What to mend, worst first"
    rows = {row["id"]: row for row in document["requirements"]}
    for number, cause in enumerate(found[:IN_FULL], 1):
        yield from _finding(document, number, cause, rows)
    if len(found) > IN_FULL:
        yield f"### {len(found) - IN_FULL} more"
        yield "\n".join(f"- {plain(f'{titled(cause)}: {cause.message}')}" for cause in found[IN_FULL:])


def titled(cause: Cause) -> str:
    """Return a cause as its outcome, the check that speaks for it, and how many more it has."""
    more = len(cause.members) - 1
    return f"{cause.lead['outcome']}: {name_of(cause.lead)}" + (f" and {more} more" if more else "")


def _finding(document: Document, number: int, cause: Cause, rows: Rows) -> Iterator[str]:
    lead = cause.lead
    yield f"### {number}. {plain(titled(cause))}"
    yield plain(cause.message)
    if lead["cause"]:
        yield f"Because of {code(lead['cause'])}."
    violated = lead["outcome"] in VIOLATED
    told = [rows[id] for id in lead["requirements"] if id in rows] if violated else []
    if told:
        yield "\n".join(map(_asked, told))
    for name in ("expected", "actual"):
        if lead[name] is not None:
            yield f"{name.title()}:"
            yield block(lead[name], "text" if isinstance(lead[name], str) else "json", LONGEST_VALUE)
    yield from _repeated(document, lead)
    yield from _others("Also", [check for check in cause.checks if check is not lead])
    yield from _others("Not exercised because of it", [check for check in cause.blocked if check is not lead])


def _others(what: str, checks: Sequence[Check]) -> Iterator[str]:
    if checks:
        more = f" and {len(checks) - NAMED} more" if len(checks) > NAMED else ""
        yield f"{what}: {', '.join(code(name_of(check)) for check in checks[:NAMED])}{more}."


def _asked(row: Mapping[str, Any]) -> str:
    return "\n".join(
        (
            f"- **{plain(row['level'])}** {link(row['id'], row['link'])}: {plain(row['says'])}",
            f"- What it does to customers: {plain(row['matters'])}",
            f"- How to mend it: {plain(row['mend'])}",
        )
    )


def _repeated(document: Document, check: Check) -> Iterator[str]:
    for number, step in enumerate(check.get("story") or (), 1):
        yield f"Step {number}: {plain(step['says'])}"
        yield _command(step["repeat"])
    shown = None if check.get("story") else exchange_about(numbered(document), check)
    if shown is None:
        return
    says = shown["status"] if shown["status"] is not None else shown["response"].get("problem", "no answer")
    yield f"Exchange {shown['n']} was answered with {plain(str(says))}. To send it again:"
    yield _command(shown["curl"])


def _command(line: str) -> str:
    # A command that is cut would be another command.
    return (
        block(line, "sh")
        if len(line) <= LONGEST_COMMAND
        else "The command is too long for here: it is in results.json."
    )


def _areas(checks: Iterable[Check]) -> str:
    by_area: dict[str, list[Check]] = {}
    for check in checks:
        by_area.setdefault(check["area"], []).append(check)
    found = {area: counts(members) for area, members in sorted(by_area.items())}
    columns = [outcome for outcome in OUTCOMES if any(outcome in each for each in found.values())]
    return table(
        ("Area", *columns), [(area, *(each.get(outcome, "") for outcome in columns)) for area, each in found.items()]
    )


def _waived(checks: Iterable[Check]) -> Iterator[str]:
    waived = [check for check in checks if check["waiver"] and check["outcome"] == "waived"]
    if waived:
        yield "## Waived"
        yield table(
            ("Check", "Failure", "Reason", "Ticket", "Until"),
            [
                (
                    name_of(check),
                    check["message"],
                    check["waiver"].get("reason") or "",
                    check["waiver"].get("ticket") or "",
                    check["waiver"].get("until") or "",
                )
                for check in waived
            ],
        )


def _left_behind(leftovers: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    lines = [f"- {code(each['endpoint'] + '/' + str(each['id']))}: {plain(each['why'])}" for each in leftovers]
    if lines:
        yield "## Left behind on the provider"
        more = [f"- and {len(lines) - LISTED} more"] if len(lines) > LISTED else []
        yield "\n".join([*lines[:LISTED], *more])
