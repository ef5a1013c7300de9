"""What the tests of entra-sync share: what a provider holds, seen from outside, and layers that misbehave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import httpx

TOKEN = "token-of-the-sync-tests"


class Done(NamedTuple):
    """How a run has ended."""

    code: int
    out: str
    err: str
    report: dict[str, Any]


Sync = Callable[..., Done]


def held(url: str, endpoint: str) -> list[dict[str, Any]]:
    """Return all users or groups of a provider."""
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False) as client:
        answer = client.get(f"/{endpoint}", params={"count": "1000"})
    found: list[dict[str, Any]] = answer.json().get("Resources", [])
    return found
