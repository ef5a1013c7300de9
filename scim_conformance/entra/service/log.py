"""The provisioning log: for each object of a cycle what was done in which step, with which result and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from scim_conformance.entra.directory.model import Kind

StepName = Literal["import", "scope", "match", "action"]
Result = Literal["success", "failure", "skipped"]
Action = Literal["Create", "Update", "Disable", "Restore", "Delete", "None"]


@dataclass(frozen=True)
class Step:
    """One of the four steps, told as an administrator reads it in the portal."""

    name: StepName
    result: Result
    reason: str
    exchanges: tuple[int, ...] = ()


@dataclass(frozen=True)
class Change:
    """One attribute that an action has changed."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Entry:
    """What became of one object in one cycle."""

    cycle: int
    kind: Kind
    object_id: str
    name: str
    action: Action
    result: Result
    steps: tuple[Step, ...]
    target_id: str | None = None
    changes: tuple[Change, ...] = ()
    code: str = ""
    """The name of the error or of the reason to skip, such as ``DuplicateTargetEntries``; empty where there is none."""

    status: int | None = None
    """The status of the answer that decided the result, where one did."""

    is_reference: bool = False
    """Whether it is about a manager or about members; such failures count less towards quarantine."""

    @property
    def exchanges(self) -> tuple[int, ...]:
        """The numbers of all exchanges, in their order."""
        return tuple(number for step in self.steps for number in step.exchanges)


@dataclass(frozen=True)
class Cycle:
    """One pass of the service over the directory."""

    number: int
    kind: Literal["initial", "incremental", "on-demand"]
    entries: tuple[Entry, ...]
    quarantined: str = ""
    """Why the service put the job in quarantine; empty where it did not."""

    def of(self, object_id: str) -> tuple[Entry, ...]:
        """Return what became of one object."""
        return tuple(entry for entry in self.entries if entry.object_id == object_id)


def failures(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries that failed."""
    return tuple(entry for entry in entries if entry.result == "failure")
