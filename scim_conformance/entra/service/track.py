"""The way of one object through a cycle: which requests were sent in which step, and the entry that it ends in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scim_conformance.entra.directory.model import Kind
from scim_conformance.entra.port import Answer, Port, resource_path

from .answers import Failure
from .log import Action, Change, Entry, Result, Step, StepName

ENDPOINTS: Mapping[Kind, str] = {"user": "/Users", "group": "/Groups"}


@dataclass
class Track:
    """What is being written down of one object."""

    cycle: int
    kind: Kind
    object_id: str
    port: Port
    name: str = ""
    target_id: str | None = None
    steps: list[Step] = field(default_factory=list)
    asked: StepName = "import"
    """The step that requests belong to at the moment."""

    _numbers: list[int] = field(default_factory=list)

    def ask(self, method: str, id: str = "", *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        """Send a request about the object's kind, about one resource where an id is given."""
        path = resource_path(ENDPOINTS[self.kind], id) if id else ENDPOINTS[self.kind]
        answer = self.port(method, path, params=params, json=json)
        self._numbers.append(answer.n)
        return answer

    def begin(self, name: StepName) -> None:
        """Begin a step: what is asked from now on belongs to it."""
        self.asked = name

    def step(self, result: Result, reason: str) -> None:
        """End the step that was begun."""
        self.steps.append(Step(self.asked, result, reason, tuple(self._numbers)))
        self._numbers.clear()

    def done(
        self, action: Action, reason: str, changes: tuple[Change, ...] = (), *, status: int | None = None
    ) -> Entry:
        """End the way with an action that succeeded."""
        self.step("success", reason)
        return self._entry(action, "success", changes, status=status)

    def skipped(self, reason: str, code: str = "", action: Action = "None") -> Entry:
        """End the way with nothing done."""
        self.step("skipped", reason)
        return self._entry(action, "skipped", code=code)

    def failed(self, failure: Failure, action: Action = "None", changes: tuple[Change, ...] = ()) -> Entry:
        """End the way with what went wrong."""
        self.step("failure", failure.reason)
        return self._entry(action, "failure", changes, code=failure.code, status=failure.status)

    def _entry(
        self,
        action: Action,
        result: Result,
        changes: tuple[Change, ...] = (),
        *,
        code: str = "",
        status: int | None = None,
    ) -> Entry:
        return Entry(
            cycle=self.cycle,
            kind=self.kind,
            object_id=self.object_id,
            name=self.name,
            action=action,
            result=result,
            steps=tuple(self.steps),
            target_id=self.target_id,
            changes=changes,
            code=code,
            status=status,
        )
