"""What one of the 25 tests of the gallery validation says: in Microsoft's words, and by its own documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Category = Literal["mandatory", "optional"]
Standing = Literal["passed", "failed", "skipped", "undecided"]


@dataclass(frozen=True)
class Record:
    """The result of one test."""

    name: str
    """The name of the test in Microsoft's template, such as ``Create_User_Test``."""

    category: Category
    simulated: bool
    """Whether our engine stood in for Entra's: so it is for the tests that go through provisioning."""

    result: str
    """The text that Microsoft's run would show: ``success``, ``SKIPPED``, ``FAILED - …``, ``WARNING - …``."""

    documented: Standing
    """What is right by the documentation, where the steps of the template judge otherwise."""

    why: str = ""
    """In our words what was seen, and, where both results differ, which page says what."""

    error_details: Any = ""
    """What the result file holds as details of the error."""

    detailed: Mapping[str, Any] = field(default_factory=dict)
    """What the test has counted and compared, under the names of the template."""

    exchanges: tuple[int, ...] = ()
    seconds: float = 0.0

    @property
    def standing(self) -> Standing:
        """How Microsoft's run counts the test."""
        if self.result.startswith("success"):
            return "passed"
        return "skipped" if self.result.upper().startswith("SKIPPED") else "failed"
