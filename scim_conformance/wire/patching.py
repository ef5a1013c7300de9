"""What a PATCH makes of a resource, as RFC 7644 section 3.5.2 has it, on plain JSON.

Where the text can be read in several ways each reading is a result; where it says nothing the outcome is open.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .objects import is_extension_key, is_unassigned, strip_unassigned
from .patching_changes import OPEN, Outcome, added, refused, removed, replaced, unassigned
from .patching_targets import OpenTarget, Target, UnknownTarget, UnreadablePath, target_of
from .patching_values import fits, fits_element
from .schemas import SchemaSet
from .urns import USER

__all__ = ["OPEN", "Outcome", "patched"]

Json = dict[str, Any]

MOST_READINGS = 24
"""So many resources may be allowed at once; where readings multiply beyond that, nothing is judged."""

_NO_PATH = ("noTarget",)
_BAD_PATH = ("invalidPath", "noTarget")
_UNREADABLE = ("invalidPath", "invalidFilter", "invalidSyntax")
_BAD_VALUE = ("invalidValue", "invalidSyntax")
_BAD_FORM = ("invalidSyntax", "invalidValue")
_KEPT = ("mutability",)

_Change = Callable[[Target, Any, Any, SchemaSet, str], Outcome]


def patched(resource: Json, operations: Sequence[Any], schemas: SchemaSet, base: str = USER) -> Outcome:
    """What a provider may make of a resource and these operations: resources, a refusal, or both."""
    room = _Room(schemas, base)
    plans = [room.plan(operation) for operation in operations]
    unfit = [plan for plan in plans if isinstance(plan, Outcome)]
    # An operation that is wrong whatever the resource holds fails the request, wherever it stands.
    for plan in unfit:
        if not plan.is_open:
            return plan
    if unfit or not operations:
        return OPEN
    steps = [step for plan in plans if not isinstance(plan, Outcome) for step in plan]
    return _in_order(strip_unassigned(resource), steps, room)


@dataclass(frozen=True)
class _Step:
    """One change of one attribute."""

    change: _Change
    target: Target
    value: Any


def _in_order(resource: Json, steps: Iterable[_Step], room: _Room) -> Outcome:
    states: list[Json] = [resource]
    types: dict[str, None] = {}
    may_refuse = False
    for step in steps:
        reached: dict[str, Json] = {}
        for state in states:
            outcome = room.after(state, step)
            if outcome.is_open:
                return OPEN
            if outcome.refusal is not None:
                may_refuse = True
                types.update(dict.fromkeys(outcome.refusal))
            reached.update((json.dumps(each, sort_keys=True), each) for each in outcome.results)
        states = list(reached.values())
        if len(states) > MOST_READINGS:
            return OPEN
    return Outcome(tuple(states), tuple(types) if may_refuse else None)


@dataclass(frozen=True)
class _Room:
    """The schemas in which operations mean something."""

    schemas: SchemaSet
    base: str

    def after(self, state: Json, step: _Step) -> Outcome:
        """What a resource may be after one change."""
        whole = step.target.whole
        outcome = step.change(step.target, whole.read(state), step.value, self.schemas, self.base)
        return Outcome(tuple(self._with(state, step, value) for value in outcome.results), outcome.refusal,
                       outcome.is_open)  # fmt: skip

    @staticmethod
    def _with(state: Json, step: _Step, value: Any) -> Json:
        result = copy.deepcopy(state)
        if value is None:
            step.target.whole.remove(result)
        else:
            step.target.whole.write(result, value)
        return result

    def plan(self, operation: Any) -> Outcome | list[_Step]:
        """The changes that an operation asks for, or what becomes of one that is wrong or open by itself."""
        if not isinstance(operation, dict) or not isinstance(operation.get("op"), str):
            return refused(*_BAD_FORM)
        kind, path = operation["op"], operation.get("path")
        if kind not in ("add", "replace", "remove"):
            return OPEN if kind.casefold() in ("add", "replace", "remove") else refused(*_BAD_FORM)
        if set(operation) - {"op", "path", "value"}:
            return OPEN
        if path is not None and not isinstance(path, str):
            return refused(*_UNREADABLE, *_BAD_FORM)
        if kind == "remove":
            return self._removal(path, operation)
        if "value" not in operation:
            return refused(*_BAD_FORM) if kind == "add" else OPEN
        if kind == "add" and is_unassigned(operation["value"]):
            return OPEN
        return self._at_top(kind, operation["value"]) if path is None else self._at(kind, path, operation["value"])

    def _removal(self, path: str | None, operation: Mapping[str, Any]) -> Outcome | list[_Step]:
        if not path:
            return refused(*_NO_PATH)
        target = self._aimed(path)
        if isinstance(target, Outcome):
            return target
        if "value" in operation or (target.sub is not None and target.sub.required):
            # Entra names the values to remove beside the path: https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
            return OPEN
        if target.sub is None and target.condition is None:
            if target.attribute.required:
                return refused(*_KEPT)
            if not target.attribute.multi_valued and any(sub.required for sub in target.attribute.sub_attributes):
                return OPEN
        return [_Step(removed, target, None)]

    def _at(self, kind: str, path: str, value: Any) -> Outcome | list[_Step]:
        target = self._aimed(path)
        if isinstance(target, Outcome):
            return target
        if is_unassigned(value):
            return [_Step(unassigned, target, value)] if self._may_lack(target) else OPEN
        suits = fits_element if target.condition is not None and target.sub is None else fits
        suit = suits(value, target.aimed)
        if suit is not True:
            return refused(*_BAD_VALUE) if suit is False else OPEN
        if kind == "replace" and target.attribute.multi_valued and not target.condition and isinstance(value, dict):
            return OPEN
        return [_Step(replaced if kind == "replace" else added, target, value)]

    def _at_top(self, kind: str, value: Any) -> Outcome | list[_Step]:
        """The changes of an operation without path: each attribute in its value is aimed at by its name."""
        if not isinstance(value, dict):
            return refused(*_BAD_VALUE) if isinstance(value, str | int | float) else OPEN
        plans = [
            self._named(kind, f"{name}:{sub}" if sub else name, part)
            for name, given in value.items()
            for sub, part in (given.items() if is_extension_key(name) and isinstance(given, dict) else [("", given)])
        ]
        wrong = [plan for plan in plans if isinstance(plan, Outcome)]
        if wrong or not plans:
            return next((plan for plan in wrong if not plan.is_open), OPEN)
        return [step for plan in plans if not isinstance(plan, Outcome) for step in plan]

    def _named(self, kind: str, name: str, part: Any) -> Outcome | list[_Step]:
        plan = self._at(kind, name, part)
        if isinstance(plan, Outcome):
            # What a body names that nobody may write, or nobody knows, may be passed over: only a path aims at it.
            return plan if set(plan.refusal or ()) == set(_BAD_VALUE) else OPEN
        if any(step.target.sub or step.target.condition for step in plan):
            return OPEN
        # Only for a replace with a path does section 3.5.2.3 say that parts which are not given stay.
        return [_Step(added if step.change is replaced and _is_whole(step) else step.change, step.target, step.value)
                for step in plan]  # fmt: skip

    def _aimed(self, path: str) -> Target | Outcome:
        if not path:
            return OPEN
        try:
            target = target_of(path, self.schemas, self.base)
        except UnreadablePath:
            return refused(*_UNREADABLE)
        except UnknownTarget:
            return refused(*_BAD_PATH)
        except OpenTarget:
            return OPEN
        if target.attribute.name.casefold() in ("schemas", "groups"):
            return OPEN
        if "readOnly" in (target.attribute.mutability, target.aimed.mutability):
            return refused(*_KEPT)
        return target

    @staticmethod
    def _may_lack(target: Target) -> bool:
        return not (target.aimed.required or any(sub.required for sub in target.aimed.sub_attributes))


def _is_whole(step: _Step) -> bool:
    return not step.target.attribute.multi_valued and isinstance(step.value, dict)
