"""Of which faults of the embedded provider a check speaks, known without that provider, which takes long to load."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

STORED = Path(__file__).with_suffix(".json")
"""What the faults say themselves, by check: ``python tools/index_faults.py`` writes it."""


def spoken_of(check: str) -> list[str]:
    """Return the ids of the faults that turn a check red."""
    return _stored().get(check, [])


@cache
def _stored() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(STORED.read_text(encoding="utf-8"))
    return found
