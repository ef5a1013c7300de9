"""What does not block the submission to the gallery and should be known before it, made of results.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .blocks import Row, told, unsigned
from .remedies import SIGN_IN
from .words import NAMES, VERDICTS, Document


def reservations(document: Document) -> list[str]:
    """Say what does not block the submission and should be known before it."""
    gallery = document["gallery"]
    if gallery["standing"] == "not-run":
        return []
    return [
        *_verdicts(document),
        *_differing(gallery["tests"]),
        *(
            f"{test['name']} would fail, which blocks nothing as long as the other way to sign in passes: {told(test)}"
            for test in gallery["tests"]
            if test["name"] in SIGN_IN and test["standing"] == "failed" and not list(unsigned(gallery["tests"]))
        ),
        *(
            f"{test['name']} is optional and warns: {told(test)}"
            for test in gallery["tests"]
            if test["category"] == "optional" and test["standing"] == "failed"
        ),
        *(
            f"{item['id']}: {item['title']} This could not be decided: {item['says']}"
            for item in gallery["checklist"]
            if item["required"] and item["standing"] == "undecided"
        ),
        *_unseen(gallery["checklist"]),
        *_stricter(gallery),
    ]


def _differing(tests: Iterable[Row]) -> Iterator[str]:
    """Tell where the documentation asks for more than Microsoft's run; what has the same reason is told once."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for test in tests:
        if test["standing"] != "failed" and test["documented"] != test["standing"]:
            groups.setdefault((test["standing"], test["documented"], told(test)), []).append(test["name"])
    for (standing, documented, why), names in groups.items():
        yield f"{', '.join(names)}: {standing} in Microsoft's run, {documented} by the documentation. {why}"


def _verdicts(document: Document) -> Iterator[str]:
    # What a selection has left out is told as such, and is no verdict.
    telling = {"not-conformant", "incomplete", *(() if document["run"]["left_out"] else ("not-asked",))}
    for standard in ("rfc", "entra", "profile"):
        verdict = document["verdicts"][standard]
        if verdict in telling:
            yield f"The suite's own verdict on {called(standard)} is: {VERDICTS[verdict]}."


def called(standard: str) -> str:
    """Return what a standard is called within a sentence."""
    return "the profile" if standard == "profile" else NAMES[standard]


def _unseen(items: Iterable[Row]) -> Iterator[str]:
    """Tell what is required and does not apply where the provider stands now; the same reason is told once."""
    reasons: dict[str, list[str]] = {}
    for item in items:
        if item["required"] and item["standing"] == "not-applicable":
            reasons.setdefault(item["says"], []).append(item["id"])
    for reason, ids in reasons.items():
        yield f"Required, and nothing to look at here: {', '.join(ids)}. {reason}"


def _stricter(gallery: Row) -> Iterator[str]:
    """Tell where the result file of Microsoft's run would say less than the run itself."""
    file = gallery["validation_result"] or {}
    if file.get("validationResult") == "FAILED" and gallery["verdicts"]["by_rule"] == "Succeeded":
        yield (
            "The result file of Microsoft's run is stricter than the run itself and would say FAILED: it counts "
            "warnings, and tests that were skipped with a reason, as failed."
        )
