"""Whether a job fails, by what its run says and by what it was asked to fail on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NO_RUN = {
    2: "The run was interrupted.",
    3: "The run ended with an internal error: the log has it.",
    4: "The run could not begin: the log says what is wrong with its options, profile or waivers.",
    5: "No check was selected, so nothing was tested.",
}
"""By exit code: what kept a run from being one. No choice of ``fail-on`` makes it good."""

UNSEEN = ("omitted", "blocked", "broken")
"""The outcomes of checks that observed nothing."""


@dataclass(frozen=True)
class Ended:
    """How a run has ended."""

    code: int
    document: Mapping[str, Any] | None
    """What its results.json holds; None where it wrote none."""

    is_worse: bool | None = None
    """Whether something is worse than in the last run; None where there is none to compare it with."""

    @property
    def left_behind(self) -> int:
        """How much of what it created is still on the provider."""
        return len(self.document["leftovers"]) if self.document else 0

    @property
    def is_worth_keeping(self) -> bool:
        """Tell whether the next run can be compared with this one: it has ended, and observed something."""
        if self.document is None or self.code not in (0, 1):
            return False
        return any(check["outcome"] not in UNSEEN for check in self.document["checks"])

    @property
    def stopped(self) -> str:
        """Why the run gave up before its first check, and what to do; empty where it did not."""
        told = self.document["run"].get("stopped") if self.document else None
        return f"{told['says']} {told['todo']}" if told else ""


def read(path: Path) -> Mapping[str, Any] | None:
    """Return what a results.json holds, where there is one."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None


def because(fail_on: str, ended: Ended) -> str:
    """Return the sentence that says why the job fails; empty where it does not."""
    if ended.code in NO_RUN:
        return NO_RUN[ended.code]
    if ended.code not in (0, 1) or ended.document is None:
        return f"The run broke off with exit code {ended.code}."
    if ended.stopped:
        return ended.stopped
    if fail_on == "never":
        return ""
    if fail_on == "regressions" and ended.is_worse is not None:
        return _regressions(ended)
    if ended.code == 0:
        return ""
    why = "Something failed, could not be exercised or was left behind: the summary of the job says what to mend first."
    return why if fail_on != "regressions" else f"{why} There is no earlier run to compare it with."


def _regressions(ended: Ended) -> str:
    if ended.is_worse:
        return "Something is worse than in the last run: the summary of the job says what."
    if ended.left_behind:
        return f"{ended.left_behind} of what the run created is still on the provider."
    return ""
