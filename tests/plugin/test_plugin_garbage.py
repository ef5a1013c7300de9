"""Whatever a provider answers is an observation: no answer makes the suite itself fail."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.profile import load
from scim_conformance.provider import build, serve

Suite = Callable[..., Any]

TOKEN = "t" * 32


def damaged(value: Any, with_what: Any) -> Any:
    """Replace every value but the ids, so that the suite gets as far as it can."""
    if isinstance(value, dict):
        return {key: item if key == "id" else damaged(item, with_what) for key, item in value.items()}
    return [damaged(item, with_what) for item in value] if isinstance(value, list) else with_what


GARBAGE: dict[str, Callable[[Any, Any], None]] = {
    "nulls for values": lambda request, response: setattr(response, "body", damaged(response.body, None)),
    "numbers for values": lambda request, response: setattr(response, "body", damaged(response.body, 7)),
    "objects for values": lambda request, response: setattr(response, "body", damaged(response.body, {"a": []})),
    "lists for bodies": lambda request, response: setattr(response, "body", [response.body]),
    "strings for bodies": lambda request, response: setattr(response, "body", "oops"),
    "only an id": lambda request, response: setattr(response, "body", {"id": (response.body or {}).get("id")}),
    "200 for everything": lambda request, response: setattr(response, "status", HTTPStatus.OK),
    "500 for reading": lambda request, response: (
        setattr(response, "status", HTTPStatus.INTERNAL_SERVER_ERROR) if request.method == "GET" else None
    ),
}


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [
        ("lists for bodies", ("-m", "create or delete or discovery")),
        *(pytest.param(kind, ("-n", "2"), marks=pytest.mark.long, id=f"{kind}, whole") for kind in GARBAGE),
    ],
)
def test_no_answer_breaks_the_suite(suite: Suite, kind: str, chosen: tuple[str, ...]) -> None:
    def spoil(answer: Any) -> Any:
        def spoiled(request: Any) -> Any:
            response = copy.deepcopy(answer(request))
            if response.body is not None or kind == "200 for everything":
                GARBAGE[kind](request, response)
            return response

        return spoiled

    provider = build(load("generic", cwd=Path.cwd()), token=TOKEN)
    provider.wrap(spoil)
    with serve(provider) as running:
        done = suite("--profile", "generic", "--url", running.url, "--token", TOKEN, "--scim-examples", "2", *chosen)

    broken = {name: outcome for name, outcome in done.outcomes.items() if outcome == "broken"}
    assert not broken, done.output
    assert done.code == 1
    assert "failed" in done.outcomes.values()
    json.dumps(done.results)
