"""What a person reads about one check: requirement, expected, actual, exchange, curl, what it does, how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from scim_conformance.outcomes import Outcome
from scim_conformance.requirements import Requirement

LIMIT = 1500


def explain(facts: dict[str, Any], requirements: Iterable[Requirement], trace: str = "") -> str:
    """Return the text under a check that did not pass."""
    return "\n".join(_lines(facts, list(requirements), trace))


def _lines(facts: dict[str, Any], requirements: list[Requirement], trace: str) -> Iterator[str]:
    name = facts["id"] + (f" on {facts['on']}" if facts["on"] else "")
    yield f"{facts['outcome']}: {name} ({facts['level']})"
    yield facts["message"]
    if facts["cause"]:
        yield f"  because of: {facts['cause']}"
    if facts["outcome"] in (Outcome.BROKEN,):
        yield from trace.splitlines()
    if facts["expected"] is not None:
        yield f"  expected: {_shown(facts['expected'])}"
    if facts["actual"] is not None:
        yield f"  actual:   {_shown(facts['actual'])}"
    if facts["waiver"]:
        waiver = facts["waiver"]
        yield f"  waiver:   {waiver['reason']} (until {waiver['until']})"
    if facts["outcome"] in (Outcome.FAILED, Outcome.WARNED, Outcome.WAIVED, Outcome.STALE):
        for row in requirements:
            yield f"  asked by: {row.id} ({row.level}) {row.says}"
            yield f"            {row.link}"
            yield f"  matters:  {row.matters}"
            yield f"  mend:     {row.mend}"
    if facts["exchanges"]:
        yield from _exchange(facts["exchanges"][-1])


def _exchange(exchange: dict[str, Any]) -> Iterator[str]:
    yield f"  sent:     {exchange['method']} {exchange['url']}"
    if exchange["request"].get("body") is not None:
        yield f"            {_shown(exchange['request']['body'])}"
    answer = exchange["response"]
    yield f"  answer:   {exchange['status'] if exchange['status'] is not None else answer.get('problem')}"
    if answer.get("body") not in (None, ""):
        yield f"            {_shown(answer['body'])}"
    yield f"  repeat:   {exchange['curl']}"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LIMIT else text[:LIMIT] + "… (all of it is in results.json)"
