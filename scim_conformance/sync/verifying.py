"""Compares what the provider holds at the end with what it must hold: of a sample of users, and of groups."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scim_conformance.client import Unreachable
from scim_conformance.entra.directory.model import Changes
from scim_conformance.entra.port import Port, resource_path
from scim_conformance.entra.service import Deviation, Expectation, Job, deviations, expected_accounts

from .chance import chance
from .keeping import State
from .lives import Part
from .streaming import Stream, View
from .threads import together

SMALL_GROUP = 1000
"""Up to how many members a group is always compared; those above are compared where everything is."""

EXAMPLES = 10

_SAMPLE = 77


@dataclass
class Comparison:
    """How many accounts were compared, and in what they deviate."""

    users: int = 0
    of_users: int = 0
    groups: int = 0
    of_groups: int = 0
    deviating: int = 0
    """How many accounts deviate in anything."""

    by_path: Counter[str] = field(default_factory=Counter)
    """How many accounts deviate in an attribute."""

    examples: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    """How many accounts could not be read, by the reason."""


class _Sample(View):
    def __init__(self, stream: Stream, users: Sequence[int], groups: Sequence[int]) -> None:
        super().__init__(stream)
        self._users = users
        self._groups = groups

    def user_ids(self) -> Iterator[str]:
        """Yield the ids of the users of the sample."""
        return (self._stream.object_id("user", index) for index in self._users)

    def group_ids(self) -> Iterator[str]:
        """Yield the ids of the groups of the sample."""
        return (self._stream.object_id("group", index) for index in self._groups)

    def changes_since(self, watermark: int) -> Changes:
        """Return no changes: nobody asks for them here."""
        return Changes(watermark=watermark)


@dataclass
class Verifier:
    """Compares with several ports at once."""

    stream: Stream
    job: Job
    state: State
    ports: Sequence[Port]
    users: int | None
    """How many users are compared; None for all, and all groups."""

    unresolved: Collection[tuple[str, str]] = ()
    stop: Callable[[], bool] = lambda: False
    comparison: Comparison = field(default_factory=Comparison)
    problem: str = ""
    """Why the comparison did not come to its end."""

    _lock: threading.Lock = field(default_factory=threading.Lock)

    def verify(self) -> Comparison:
        """Compare, and return what was found."""
        self.comparison.of_users = sum(1 for _ in self.stream.users())
        together(partial(self._part, Part(worker, len(self.ports)), port) for worker, port in enumerate(self.ports))
        return self.comparison

    def _part(self, part: Part, port: Port) -> None:
        try:
            for expectation in self._expected(part):
                if self.stop():
                    return
                self._compare(expectation, port)
        except Unreachable as error:
            self.problem = str(error)

    def _expected(self, part: Part) -> Iterator[Expectation]:
        for user in self._picked(part):
            yield from self._of(users=[user])
        for group in self.stream.groups(part) if self.job.groups is not None else ():
            with self._lock:
                self.comparison.of_groups += 1
            team = self.stream.team(self.stream.object_id("group", group))
            if self.users is None or (team is not None and len(team.members) <= SMALL_GROUP):
                yield from self._of(groups=[group])

    def _of(self, users: Sequence[int] = (), groups: Sequence[int] = ()) -> Iterator[Expectation]:
        sample = _Sample(self.stream, users, groups)
        return expected_accounts(sample, self.job, self.state, unresolved=self.unresolved)

    def _picked(self, part: Part) -> Iterator[int]:
        """Yield the users of the sample, from all over the directory."""
        share = 1.0 if self.users is None else self.users / max(1, self.comparison.of_users)
        seed = self.stream.population.seed
        for index in self.stream.users(part):
            if chance(seed, index, _SAMPLE) < share:
                yield index

    def _compare(self, expected: Expectation, port: Port) -> None:
        actual: Any = None
        if expected.target_id is not None:
            endpoint = "/Users" if expected.kind == "user" else "/Groups"
            answer = port("GET", resource_path(endpoint, expected.target_id))
            if answer.status not in (200, 404, 410):
                said = "no answer" if answer.status is None else str(answer.status)
                with self._lock:
                    self.comparison.unread[f"GET {endpoint}/{{id}}: {said}"] += 1
                return
            actual = answer.json if answer.status == 200 else None
        found = deviations(expected, self._without_the_gone(actual))
        with self._lock:
            self._count(expected, found)

    def _without_the_gone(self, actual: Any) -> Any:
        """Return a group without members whose accounts were deleted: no standard says when they must leave it."""
        members = actual.get("members") if isinstance(actual, dict) else None
        if not isinstance(members, list):
            return actual
        kept = [each for each in members if not isinstance(each, dict) or self._is_there(each.get("value"))]
        return {**actual, "members": kept}

    def _is_there(self, target: Any) -> bool:
        return not isinstance(target, str) or not self.state.was_deleted("user", target)

    def _count(self, expected: Expectation, found: Sequence[Deviation]) -> None:
        comparison = self.comparison
        if expected.kind == "user":
            comparison.users += 1
        else:
            comparison.groups += 1
        comparison.deviating += bool(found)
        for deviation in found:
            comparison.by_path[deviation.path] += 1
            if len(comparison.examples) < EXAMPLES:
                comparison.examples.append(
                    f"{expected.kind} {expected.name}, {deviation.path}: "
                    f"expected {_short(deviation.expected)}, is {_short(deviation.actual)}"
                )


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
