"""Results of runs, made by hand: as few facts as whoever reads them looks at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

BASE = "https://api.example.com/scim"


def checked(name: str, outcome: str, message: str = "", **more: Any) -> dict[str, Any]:
    """What one check said; ``name`` is its id, with its row in brackets where it has one."""
    id, _, on = name.partition("[")
    return {
        "id": id, "on": on.removesuffix("]") or None, "title": "It holds.", "area": id.partition(".")[0],
        "level": "MUST", "standard": "rfc", "outcome": outcome, "message": message, "expected": None, "actual": None,
        "requirements": ["RFC7644-3.6-02"], "exchanges": [], "requests": 0, "seconds": 0.0, "cause": None,
        "waiver": None, "faults": [], **more,
    }  # fmt: skip


def exchanged(method: str, path: str, seconds: Sequence[float], status: int | None = 200) -> list[dict[str, Any]]:
    """Exchanges of one kind, one for each of the times that they took."""
    return [
        {
            "n": 0, "method": method, "url": f"{BASE}{path}", "request": {"headers": {}}, "status": status,
            "response": {"headers": {}}, "seconds": each, "curl": "curl",
        }
        for each in seconds
    ]  # fmt: skip


def run_of(*checks: dict[str, Any], exchanges: Iterable[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    """The results of one run; ``more`` sets keys of its parts, as in ``run__left_out=3``."""
    document: dict[str, Any] = {
        "version": 1,
        "suite": {"name": "scim-conformance", "version": "0.1.0"},
        "run": {
            "id": "scimconf-1-", "started": "2026-11-20T12:00:00+00:00", "seconds": 1.5, "requests": 9, "seed": 7,
            "examples": 10, "interrupted": False, "left_out": 0, "strict": False, "accounts_that_stay": 0,
            "waits": [], "notes": [],
        },
        "provider": {
            "url": BASE, "demo": False, "dialect": None, "unreachable": None, "faults": [],
            "discovered": {"config": None, "types": [], "schemas": [], "problems": {}},
            "accepted": {"attributes": [], "user_name": "plain", "refusal": None, "refused": [], "assumed": False},
        },
        "profile": {"name": "App", "slug": "app", "path": "app.yaml", "sha256": "0" * 64},
        "verdicts": {"rfc": "conformant", "entra": "not-asked", "okta": "not-asked", "profile": "not-asked"},
        "checks": sorted(checks, key=lambda check: (check["id"], check["on"] or "")),
        "requirements": [{
            "id": "RFC7644-3.6-02", "level": "MUST", "outcome": "failed", "says": "It is gone.",
            "matters": "It matters.", "mend": "Mend it.", "link": "https://www.rfc-editor.org/rfc/rfc7644#section-3.6",
        }],
        "exchanges": [{**exchange, "n": n} for n, exchange in enumerate(exchanges, 1)],
        "coverage": {},
        "leftovers": [],
    }  # fmt: skip
    for name, value in more.items():
        part, _, key = name.partition("__")
        document[part][key] = value
    return document


def written(document: Any, path: Path) -> Path:
    """Write the results of a run where a command finds them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
