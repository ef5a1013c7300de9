"""Properties of a run: their budget, the examples that are kept, and the counterexample as a story to repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

import pytest

from scim_conformance.generated.examples import Drawn, Examples

from .collection import CHECK, ON
from .run import Run

READ_ID = """python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])'"""

SHORTEST_ID = 6
"""A shorter id may stand in a line by chance, so it is not replaced there."""


def examples_of(run: Run, item: pytest.Item, **more: Any) -> Examples:
    """Return the runner of the property of a check, which first tries what has failed in an earlier run."""
    kept = run.settings.kept_examples.get((item.stash[CHECK].id, item.stash[ON]), ())
    made = Examples(
        run.settings.examples,
        run.settings.seed + crc32(item.name.encode()),
        lambda: len(run.recorder.exchanges) - run.scim.assurance.reads,
        seen=lambda: len(run.recorder.exchanges),
        first=kept,
        **more,
    )
    run.drawn = made.drawn
    return made


def facts_of_drawn(drawn: Drawn | None, exchanges: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what results.json holds of what was drawn for a check: nothing for a check that draws nothing."""
    if drawn is None:
        return {}
    facts = {"drawn": {"examples": drawn.examples, "found_after": drawn.found_after, "example": drawn.example}}
    return facts if drawn.example is None else {**facts, "story": list(story(exchanges[drawn.since :]))}


def story(exchanges: Sequence[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield the steps of a counterexample, each with the line for bash that repeats it.

    What a provider assigns is another id the next time, so the lines hand on the ids of what they create.
    """
    ids: dict[str, str] = {}
    for exchange in exchanges:
        line = with_variables(exchange["curl"], ids)
        made = _created(exchange)
        if made is not None:
            ids[made] = f"ID{len(ids) + 1}"
            line = f"{ids[made]}=$({line.replace('curl -sSi', 'curl -sS', 1)} | {READ_ID})"
        yield {"says": _says(exchange), "repeat": line}


def _created(exchange: dict[str, Any]) -> str | None:
    body = exchange["response"].get("body")
    is_creation = exchange["method"] == "POST" and exchange["status"] == 201
    id = body.get("id") if is_creation and isinstance(body, dict) else None
    return id if isinstance(id, str) and len(id) >= SHORTEST_ID else None


def _says(exchange: dict[str, Any]) -> str:
    answered = "got no answer" if exchange["status"] is None else f"answered {exchange['status']}"
    path = re.sub(r"^\w+://[^/]*", "", exchange["url"])
    return f"{exchange['method']} {path} {answered}"


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|[^'\"]+")


def with_variables(line: str, ids: dict[str, str]) -> str:
    """Put variables in place of ids in a line for bash, whichever way the words around them are quoted."""

    def part(found: re.Match[str]) -> str:
        text = found[0]
        for id, name in ids.items():
            text = text.replace(id, f"'\"${name}\"'" if text.startswith("'") else f"${{{name}}}")
        return text

    return _QUOTED.sub(part, line)
