"""Reads back after the load what was accepted, and says what is missing, there twice, or otherwise than accepted."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from scim_conformance.entra.mapping.model import AttributeMapping
from scim_conformance.entra.port import Answer, Port, resource_path
from scim_conformance.entra.service import Expectation, deviations, expected_accounts
from scim_conformance.entra.service.answers import DUPLICATE, Failure
from scim_conformance.entra.service.matching import match
from scim_conformance.entra.service.subjects import subject_of
from scim_conformance.entra.service.track import Track
from scim_conformance.entra.service.values import reference_id
from scim_conformance.sync.threads import together
from scim_conformance.wire.objects import value_in

from .acting import Actor
from .carrying import Carrier
from .planning import Shared, Unjudged

Wrong = Literal["missing", "not found", "twice", "deviates", "member lost", "member came back", "unread"]

AGAIN = (1.0, 2.0, 4.0)
"""After these pauses what is not as it must be is looked at again: many providers need a moment to show a change."""

EXAMPLES = 10
GONE = (404, 410)


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it must be."""

    wrong: Wrong
    text: str
    path: str = ""
    """The attribute that it is about, where it is one."""


@dataclass
class ReadBack:
    """What was read back of one worker's people."""

    users: int = 0
    memberships: int = 0
    unsure: int = 0
    """How many users are not compared as a change of them got no clear answer."""

    problems: list[Problem] = field(default_factory=list)
    unfinished: int = 0
    """How much was not looked at, since the time for it was over."""

    def as_dict(self) -> dict[str, Any]:
        """Return the counts, and some examples, for the master."""
        deviating = Counter(each.path for each in self.problems if each.wrong == "deviates")
        return {
            "users": self.users,
            "memberships": self.memberships,
            "unsure": self.unsure,
            "unfinished": self.unfinished,
            "wrong": dict(Counter(each.wrong for each in self.problems)),
            "deviating": dict(deviating),
            "examples": [f"{each.wrong}: {each.text}" for each in _varied(self.problems)],
        }


Look = Callable[[Port], Sequence[Problem]]
"""Looks at one thing, and returns what is wrong with it."""


@dataclass
class Reader:
    """Looks at everything over several connections."""

    ports: Sequence[Carrier]
    until: float
    """When to stop, by the clock."""

    again: Sequence[float] = AGAIN
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def close(self) -> None:
        """Close the connections."""
        for port in self.ports:
            port.close()

    def read(self, actors: Sequence[Actor], shared: Sequence[Shared], unjudged: Unjudged) -> ReadBack:
        """Look at all that was accepted, and again at what is not as it must be."""
        found = ReadBack(
            users=sum(len(actor.reckoning.created) for actor in actors),
            unsure=sum(len(actor.reckoning.unsure & actor.reckoning.created) for actor in actors),
        )
        looks: list[Look] = [look for actor in actors for look in _users(actor, unjudged)]
        for group in shared if not unjudged.members else ():
            must, must_not = members_of(actors, group)
            found.memberships += len(must) + len(must_not)
            looks.append(partial(_group, group, must, must_not))
        found.problems, wrong = self._over(looks, found)
        for pause in self.again:
            if not wrong or self.clock() + pause > self.until:
                break
            self.sleep(pause)
            found.unfinished = 0
            found.problems, wrong = self._over(wrong, found)
        return found

    def _over(self, looks: Sequence[Look], found: ReadBack) -> tuple[list[Problem], list[Look]]:
        problems: list[Problem] = []
        wrong: list[Look] = []
        lock = threading.Lock()
        waiting = iter(looks)

        def work(port: Port) -> None:
            while True:
                with lock:
                    look = next(waiting, None)
                    if look is None:
                        return
                    if self.clock() > self.until:
                        found.unfinished += 1
                        continue
                seen = look(port)
                with lock:
                    problems.extend(seen)
                    if seen:
                        wrong.append(look)

        together(partial(work, port) for port in self.ports)
        return problems, wrong


def members_of(actors: Iterable[Actor], group: Shared) -> tuple[dict[str, str], dict[str, str]]:
    """Return who must be in a group, and who must not, by the provider's ids with the names to tell them by."""
    must: dict[str, str] = {}
    must_not: dict[str, str] = {}
    for actor in actors:
        for users, ids in (
            (actor.reckoning.must_be_in(group.object_id), must),
            (actor.reckoning.must_not_be_in(group.object_id), must_not),
        ):
            links = (actor.links.get("user", user) for user in users)
            ids |= {link.target_id: link.name for link in links if link is not None}
    return must, must_not


def _users(actor: Actor, unjudged: Unjudged) -> Iterator[Look]:
    for expected in expected_accounts(actor.directory, actor.job, actor.links):
        if expected.kind == "user" and expected.object_id in actor.reckoning.created:
            yield partial(_user, actor, expected, unjudged, expected.object_id not in actor.reckoning.unsure)


def _user(actor: Actor, expected: Expectation, unjudged: Unjudged, is_sure: bool, port: Port) -> Sequence[Problem]:
    if expected.target_id is None:
        return ()
    found: list[Problem] = []
    if not unjudged.twice:
        found += _searched(actor, expected, port)
    answer = port("GET", resource_path("/Users", expected.target_id))
    if answer.status in GONE:
        return [*found, Problem("missing", f"{expected.name} was created, and GET answers {answer.status}")]
    if answer.status != 200:
        return [*found, _unread(expected.name, answer)]
    for each in deviations(expected, answer.json, unreadable=unjudged.paths) if is_sure else ():
        said = f"{expected.name}, {each.path}: accepted {_short(each.expected)}, is {_short(each.actual)}"
        found.append(Problem("deviates", said, each.path))
    return found


def _searched(actor: Actor, expected: Expectation, port: Port) -> list[Problem]:
    subject = subject_of("user", expected.object_id, actor.directory, actor.job)
    track = Track(1, "user", expected.object_id, port)
    try:
        resource = match(track, subject, actor.job.users or AttributeMapping(()))
    except Failure as failure:
        if failure.code == DUPLICATE:
            return [Problem("twice", f"{expected.name}: {failure.reason}")]
        return [Problem("unread", f"{expected.name}: {failure.reason}")]
    if resource is None:
        return [Problem("not found", f"{expected.name} was created, and a search does not find it")]
    if resource.get("id") != expected.target_id:
        return [Problem("twice", f"{expected.name} has the id {expected.target_id}, a search finds {resource['id']}")]
    return []


def _group(group: Shared, must: dict[str, str], must_not: dict[str, str], port: Port) -> Sequence[Problem]:
    answer = port("GET", resource_path("/Groups", group.target_id))
    if answer.status != 200:
        return [_unread(f"the group {group.target_id}", answer)]
    here = members_in(answer.json)
    lost = [name for id, name in must.items() if id not in here]
    back = [name for id, name in must_not.items() if id in here]
    return [
        *(Problem("member lost", f"{name} joined the group {group.target_id} and is not in it") for name in lost),
        *(Problem("member came back", f"{name} left the group {group.target_id} and is in it") for name in back),
    ]


def members_in(resource: Any) -> set[str]:
    """Return the ids of a group's members."""
    members = value_in(resource, "members") if isinstance(resource, dict) else None
    return {reference_id(each) for each in members if isinstance(each, dict)} if isinstance(members, list) else set()


def _unread(name: str, answer: Answer) -> Problem:
    said = "got no answer" if answer.status is None else f"answered {answer.status}"
    return Problem("unread", f"{name}: GET {said}")


def _varied(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield some of each kind rather than many of one."""
    by_kind: dict[str, list[Problem]] = {}
    for each in problems:
        by_kind.setdefault(each.wrong, []).append(each)
    for listed in by_kind.values():
        yield from listed[: max(2, EXAMPLES // len(by_kind))]


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
