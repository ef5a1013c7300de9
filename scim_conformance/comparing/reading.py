"""Reads a results.json that some other run has written, and says in a sentence what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

VERSION = 1
"""Of the format that is understood."""

OUTCOMES = frozenset({"passed", "failed", "warned", "waived", "stale", "omitted", "blocked", "broken"})

_PARTS: dict[str, type] = {"run": dict, "provider": dict, "profile": dict, "verdicts": dict, "checks": list}
_LISTS = ("checks", "requirements", "exchanges", "leftovers")
_TEXTS = {"run": ("id", "started"), "provider": ("url",), "profile": ("name", "slug", "path")}
_OF_A_CHECK: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "on": (str, type(None)),
    "area": (str,),
    "level": (str,),
    "standard": (str,),
    "outcome": (str,),
    "message": (str,),
    "cause": (str, type(None)),
    "waiver": (dict, type(None)),
    "exchanges": (list,),
    "requirements": (list,),
}


class NotResults(Exception):
    """A file that can't be taken for the results of a run; the message says why, and what to do."""


def read_results(path: Path) -> dict[str, Any]:
    """Return what a results.json holds, or raise an error that says why it is none."""
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise NotResults(f"{path} can't be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise NotResults(f"{path} is no JSON: {error}.") from error
    version = document.get("version") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(document.get("suite"), dict) or version is None:
        raise NotResults(f"{path} is no results.json: a run writes one to scim-report/results.json.")
    if version != VERSION or isinstance(version, bool):
        raise NotResults(
            f"{path} has version {version!r} of the format of results.json, and this release reads version {VERSION}. "
            f"It was written by scim-conformance {document['suite'].get('version', '(unknown)')}: use that release for "
            "both, or run the suite again."
        )
    if odd := next(_oddities(document), None):
        raise NotResults(f"{path} is not as a run writes it: {odd}.")
    return document


def _oddities(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield what would trip up whoever goes through the document: the parts that are looked at, and no others."""
    for name, kind in _PARTS.items():
        if not isinstance(document.get(name), kind):
            yield f"`{name}` is missing, or of another kind"
    for name in _LISTS:
        rows = document.get(name)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            yield f"`{name}` is no list of objects"
    for part, names in _TEXTS.items():
        for name in names:
            if not isinstance(document[part].get(name), str):
                yield f"`{part}.{name}` is no text"
    for place, check in enumerate(document["checks"]):
        wrong = next((name for name, kinds in _OF_A_CHECK.items() if not isinstance(check.get(name, 0), kinds)), None)
        if wrong is not None:
            yield f"`checks[{place}].{wrong}` is missing, or of another kind"
        elif check["outcome"] not in OUTCOMES:
            yield f"`checks[{place}].outcome` is {check['outcome']!r}, which no check says"
