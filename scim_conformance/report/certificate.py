"""The certificate of a run with --certify, made of results.json: what holds, and what blocks the submission."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from .blocks import Row, blocks
from .reservations import reservations
from .words import NAMES, Document

VERSION = 1
"""Of the format of certificate.json."""

DISCLAIMER = (
    "Made by scim-conformance, not issued by Microsoft, whose own run decides. In the tests that are marked as "
    "simulated, the suite's own engine stands in for Entra's provisioning service."
)


def certificate(document: Document) -> dict[str, Any]:
    """Return what certificate.json holds; the run must have been asked for one."""
    gallery = document["gallery"]
    blocking = blocks(document)
    standing = standing_of(document)
    return {
        "version": VERSION,
        "standing": standing,
        "says": says(document),
        "because": reasons(document),
        "suite": document["suite"],
        "run": {name: document["run"][name] for name in ("id", "started", "seconds", "requests", "seed")},
        "provider": {name: document["provider"].get(name) for name in ("url", "demo", "faults", "dialect")},
        "profile": {name: document["profile"][name] for name in ("name", "slug", "sha256")},
        "results": {"sha256": digest(document)},
        "verdicts": {name: document["verdicts"][name] for name in NAMES},
        "microsoft": {**gallery["verdicts"], "validation_result": gallery["validation_result"]},
        "tests": [
            {name: test[name] for name in ("name", "category", "simulated", "result", "standing", "documented", "why")}
            for test in gallery["tests"]
        ],
        "by_rule": by_rule(gallery["tests"]),
        "checklist": [
            {name: item[name] for name in ("id", "title", "required", "how", "standing", "says", "note", "page")}
            for item in gallery["checklist"]
        ],
        "blocks": blocking,
        "reservations": reservations(document),
        "disclaimer": DISCLAIMER,
    }


def digest(document: Document) -> str:
    """Return the SHA-256 of results.json in its canonical form: keys sorted, no blanks, UTF-8."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def reasons(document: Document) -> list[str]:
    """Say why this is no certificate; nothing where it is one."""
    gallery, run, provider = document["gallery"], document["run"], document["provider"]
    found = [gallery["why"]] if gallery["standing"] != "complete" else []
    if run["left_out"]:
        found.append(
            f"{run['left_out']} checks were left out by a selection (-k, -m, --lf), so the suite has not said all that "
            "it has to say: run it again without the selection."
        )
    if provider["demo"]:
        found.append("The embedded provider was tested, which says nothing about a live endpoint.")
    return found


def standing_of(document: Document) -> str:
    """Return how the run stands: ``not-run``, ``partial``, ``demo``, ``blocked`` or ``ready``."""
    gallery = document["gallery"]
    if gallery["standing"] == "not-run":
        return "not-run"
    if gallery["standing"] != "complete" or document["run"]["left_out"]:
        return "partial"
    if document["provider"]["demo"]:
        return "demo"
    return "blocked" if blocks(document) else "ready"


def says(document: Document) -> str:
    """Say in one sentence whether this is a certificate, and what blocks the submission."""
    name, number = document["profile"]["name"], len(blocks(document))
    if standing_of(document) not in ("blocked", "ready"):
        return f"This is no certificate of {name}."
    found = (
        f"{number} {'thing blocks' if number == 1 else 'things block'}" if number else "Nothing that was seen blocks"
    )
    return f"{found} the submission of {name} to the Microsoft Entra app gallery."


def by_rule(tests: Iterable[Row]) -> dict[str, list[str]]:
    """Return the names of the tests: the mandatory ones, the optional ones, and those that the rules skip."""
    rows = list(tests)
    return {
        "mandatory": [test["name"] for test in rows if test["category"] == "mandatory"],
        "optional": [test["name"] for test in rows if test["category"] == "optional"],
        "skipped": [test["name"] for test in rows if test["standing"] == "skipped"],
    }


def counted_tests(tests: Iterable[Row]) -> str:
    """Return how Microsoft's run would count the tests, as a phrase: ``20 passed, 3 failed``."""
    return _counted(tests, ("passed", "failed", "skipped"), "no test ran")


def counted_items(items: Iterable[Row]) -> str:
    """Return how the items of the checklist stand, as a phrase."""
    order = ("met", "stated", "not-met", "missing", "undecided", "not-applicable")
    return _counted(items, order, "nothing was looked at").replace("-", " ")


def _counted(rows: Iterable[Row], order: Iterable[str], none: str) -> str:
    found = Counter(row["standing"] for row in rows)
    return ", ".join(f"{found[word]} {word}" for word in order if found[word]) or none
