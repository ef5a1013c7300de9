"""What a person reads about one check: requirement, expected, actual, exchange, curl, what it does, how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scim_conformance.outcomes import Outcome
from scim_conformance.report.text import waiver_line
from scim_conformance.report.visible import visible
from scim_conformance.requirements import Requirement

LIMIT = 1500
"""How many characters of a value are shown."""

LINES = 30
"""How many lines of a value are shown."""

SPEAKS_OF_A_REQUIREMENT = (Outcome.FAILED, Outcome.WARNED, Outcome.WAIVED, Outcome.STALE)


def explain(facts: Mapping[str, Any], requirements: Iterable[Requirement], trace: str = "") -> str:
    """Return the text under a check that did not pass, its message first."""
    return "\n".join(visible(line, keep="\t") for line in _lines(facts, list(requirements), trace))


def brief(facts: Mapping[str, Any]) -> str:
    """Return the same in a few lines: what was found, expected and actual, and the line that repeats it."""
    return "\n".join(visible(line, keep="\t") for line in _brief(facts))


def headline(facts: Mapping[str, Any]) -> str:
    """Return what a check says in one line."""
    return visible(f"{_title(facts)}: {facts['message']}")


def _title(facts: Mapping[str, Any]) -> str:
    name = facts["id"] + (f" on {facts['on']}" if facts["on"] else "")
    return f"{facts['outcome']}: {name} ({facts['level']})"


def _lines(facts: Mapping[str, Any], requirements: list[Requirement], trace: str) -> Iterator[str]:
    yield from _found(facts)
    if facts["waiver"]:
        yield f"  waiver:   {waiver_line(facts['waiver'])}"
    if facts["outcome"] in SPEAKS_OF_A_REQUIREMENT:
        for row in requirements:
            yield f"  asked by: {row.id} ({row.level}) {row.says}"
            yield f"            {row.link}"
            yield f"  matters:  {row.matters}"
            yield f"  mend:     {row.mend}"
    if facts.get("story"):
        yield from _story(facts)
    shown = _about(facts)
    if shown is not None:
        yield from _exchange(shown)
    if facts["outcome"] == Outcome.BROKEN:
        # Ours to mend, so it comes last: a reader must not have to look for the message behind it.
        yield from trace.splitlines()


def _brief(facts: Mapping[str, Any]) -> Iterator[str]:
    yield from _found(facts)
    shown = _about(facts)
    if shown is not None:
        yield from _repeat(shown)


def _found(facts: Mapping[str, Any]) -> Iterator[str]:
    yield _title(facts)
    yield facts["message"]
    if facts["cause"]:
        yield f"  because of: {facts['cause']}"
    if facts["expected"] is not None:
        yield from _value("expected:", facts["expected"])
    if facts["actual"] is not None:
        yield from _value("actual:", facts["actual"])


def _about(facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the exchange that a failure is about; where that is not known, the last one of the check."""
    exchanges, place = facts["exchanges"], facts.get("about")
    if not exchanges:
        return None
    found: Mapping[str, Any] = exchanges[place if place is not None and 0 <= place < len(exchanges) else -1]
    return found


def _story(facts: Mapping[str, Any]) -> Iterator[str]:
    drawn = facts.get("drawn") or {}
    after = drawn.get("found_after")
    yield "  story:    the smallest example that fails" + (f", found after {after} examples" if after else "")
    for number, step in enumerate(facts["story"], 1):
        yield f"         {number:>2} {step['says']}"
        if step.get("repeat"):
            yield f"            {step['repeat']}"


def _exchange(exchange: Mapping[str, Any]) -> Iterator[str]:
    yield f"  sent:     {exchange['method']} {exchange['url']}"
    if exchange["request"].get("body") is not None:
        yield from _value("", exchange["request"]["body"])
    answer = exchange["response"]
    yield f"  answer:   {exchange['status'] if exchange['status'] is not None else answer.get('problem')}"
    if answer.get("body") not in (None, ""):
        yield from _value("", answer["body"])
    yield from _repeat(exchange)


def _repeat(exchange: Mapping[str, Any]) -> Iterator[str]:
    yield f"  repeat:   {exchange['curl']}"
    if visible(exchange["curl"]) != exchange["curl"]:
        yield "            (it holds characters that no terminal shows: copy the line from results.json)"


def _value(name: str, value: Any) -> Iterator[str]:
    """Yield a value beside its name, its own lines so far in that none of them passes for one of ours."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    first, *rest = text[:LIMIT].split("\n")[:LINES]
    yield f"  {name:<9} {first}".rstrip("\r")
    yield from (f"            {line}".rstrip("\r") for line in rest)
    if len(text) > LIMIT or text.count("\n") >= LINES:
        yield "            … (all of it is in results.json)"
