"""What would block the submission to the gallery, made of results.json: each with a sentence and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .remedies import SIGN_IN, remedy
from .words import Document

Row = Mapping[str, Any]

RIGHT_ALL_THE_SAME = (
    "By the documentation this is right: say so when you submit, with the reason above, or give way to the test."
)

OTHER_VALUES = " Where the values of the test are the reason, prescribe others in the profile under `gallery.values`."


def blocks(document: Document) -> list[dict[str, str]]:
    """Return what would block the submission, each with a sentence and what to do."""
    gallery = document["gallery"]
    return [*_failed_tests(gallery["tests"]), *unsigned(gallery["tests"]), *_open_items(gallery["checklist"])]


def _failed_tests(tests: Iterable[Row]) -> Iterator[dict[str, str]]:
    for test in tests:
        if test["category"] == "mandatory" and test["standing"] == "failed" and test["name"] not in SIGN_IN:
            yield _block("test", test["name"], told(test), _to_do(test))


def _to_do(test: Row) -> str:
    if test["documented"] == "passed":
        return RIGHT_ALL_THE_SAME
    return remedy(test["name"]) + (OTHER_VALUES if test["documented"] == "undecided" else "")


def unsigned(tests: Iterable[Row]) -> Iterator[dict[str, str]]:
    """Yield one block where neither of the two ways to sign in passes."""
    rows = [test for test in tests if test["name"] in SIGN_IN]
    if rows and not any(test["standing"] == "passed" for test in rows):
        seen = " ".join(f"{test['name']}: {told(test)}" for test in rows)
        yield _block("test", " or ".join(SIGN_IN), f"One of the two has to pass. {seen}", remedy(SIGN_IN[0]))


def _open_items(items: Iterable[Row]) -> Iterator[dict[str, str]]:
    for item in items:
        if item["blocks"]:
            kind = "statement" if item["standing"] == "missing" else "checklist"
            yield _block(kind, f"{item['id']}: {item['title']}", item["says"], item["mend"])


def _block(kind: str, what: str, sentence: str, to_do: str) -> dict[str, str]:
    return {"kind": kind, "what": what, "says": sentence, "do": to_do}


def told(test: Row) -> str:
    """Say what a test has seen."""
    return str(test["why"] or test["result"])
