"""Gives each check of a JUnit report what it verifies, as properties of its test case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

NAMES = {"id": "check", "on": "on", "area": "area", "standard": "standard", "level": "level", "outcome": "outcome"}
"""What results.json calls a fact, and what its property is called behind ``scim.``."""


def properties(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the properties of a check; the outcome is among them, since JUnit calls a warning skipped."""
    for fact, name in NAMES.items():
        if facts[fact]:
            yield f"scim.{name}", str(facts[fact])
    yield "scim.requirements", " ".join(facts["requirements"])


class Junit:
    """Adds the properties where pytest's own writer looks for them, on the controller alone."""

    def __init__(self) -> None:
        self._of: dict[str, list[tuple[str, str]]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Put the properties of a check on the report that speaks for it, and on its last one, which is written."""
        facts = getattr(report, "scim", None)
        if facts is not None:
            self._of[report.nodeid] = list(properties(facts))
        report.user_properties = [*report.user_properties, *self._of.get(report.nodeid, ())]
        if report.when == "teardown":
            self._of.pop(report.nodeid, None)
