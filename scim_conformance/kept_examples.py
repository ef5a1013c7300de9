"""Counterexamples that are kept: what has failed once is tried again in every run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Key = tuple[str, str | None]
"""The id of a check, and which row of it."""

Kept = Mapping[Key, tuple[Any, ...]]

FORM = 'It is a list of {"check": ID, "on": ROW or null, "example": …}, as --scim-save-examples writes it.'


class KeptExamplesError(ValueError):
    """A file of kept examples that can't be used."""


def load_examples(path: Path) -> dict[Key, tuple[Any, ...]]:
    """Read a file of kept examples, or raise an error that says what is wrong with it."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise KeptExamplesError(f"{path}: {error}. {FORM}") from None
    if not isinstance(entries, list):
        raise KeptExamplesError(f"{path}: {FORM}")
    if wrong := [number for number, entry in enumerate(entries, 1) if not _is_entry(entry)]:
        places = ", ".join(map(str, wrong))
        raise KeptExamplesError(f"{path}: entry {places} can't be read. {FORM}")
    kept: dict[Key, tuple[Any, ...]] = {}
    for entry in entries:
        key = entry["check"], entry["on"]
        kept[key] = (*kept.get(key, ()), entry["example"])
    return kept


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("check"), str)
        and isinstance(entry.get("on", 0), str | None)
        and entry.get("example") is not None
    )


def save_examples(path: Path, kept: Kept, checks: Iterable[Mapping[str, Any]]) -> int:
    """Write the examples that were kept and those that the checks of a run have found; return how many are new."""
    entries = {_key(check, on, example): (check, on, example) for (check, on), each in kept.items() for example in each}
    before = len(entries)
    for check in checks:
        example = check.get("drawn", {}).get("example")
        if example is not None:
            entries.setdefault(_key(check["id"], check["on"], example), (check["id"], check["on"], example))
    if len(entries) > before:
        rows = [{"check": check, "on": on, "example": example} for check, on, example in entries.values()]
        path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return len(entries) - before


def _key(check: str, on: str | None, example: Any) -> str:
    return json.dumps([check, on, example], sort_keys=True)
