"""Any story of a few people and one group: steps as plain data, told in words, and held against the provider.

A step is a word and the number of a person. A step that makes no sense where it stands, such as a return of somebody
who has not left, does nothing and is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scim_conformance.entra.directory import DEFAULT_ACCESS, Directory, source_attributes
from scim_conformance.entra.port import Answer, Port, resource_path
from scim_conformance.entra.queries import matching
from scim_conformance.entra.service import Job, Service, SimulatedClock, deviations, expected_accounts, snapshot
from scim_conformance.wire import list_items

Step = tuple[str, int]
Attributes = dict[str, Any]

NAMES = ("Anna", "Ben")

GROUP_STEPS = ("enters", "quits", "group")
DELETING = ("is purged",)
LEAVING = ("leaves", "returns", "is deleted")


STEPS = (
    "joins",
    "moves",
    "leaves",
    "returns",
    "is deleted",
    "is purged",
    "enters",
    "quits",
    "group",
    "lost",
    "refused",
)
"""All steps but the cycle: ``group`` renames the group, ``lost`` and ``refused`` befall the next write."""

CYCLE: Step = ("cycle", 0)

NAMESAKE: tuple[Step, ...] = (("joins", 0), CYCLE, ("is purged", 0), CYCLE, ("joins", 0), ("lost", 0), CYCLE)
"""The story that is always told: a name is used again, and the answer to its creation is lost."""

LOST_UPDATE: tuple[Step, ...] = (("joins", 0), CYCLE, ("moves", 0), ("lost", 0), CYCLE)
"""The same for an application that only deactivates, where a name is never free again."""

RETRY_HOURS = 24
"""After so long whatever has failed is due to be tried again."""

MOST_CYCLES = 3
"""So many cycles are run at the end until nothing waits to be tried again."""

_WRITES = frozenset({"POST", "PATCH", "DELETE"})


class Stumbling:
    """A port over which a write may fail: refused before it is carried, or carried and its answer lost."""

    def __init__(self, port: Port) -> None:
        self._port = port
        self.next = ""
        """What befalls the next write: ``lost``, ``refused`` or nothing."""

        self.requests = 0

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        """Send the request, or let happen to it what is to happen to the next write."""
        befalls, self.next = (self.next, "") if method in _WRITES else ("", self.next)
        if befalls == "refused":
            return Answer(429)
        self.requests += 1
        answer = self._port(method, path, params=params, json=json)
        return Answer(500, n=answer.n) if befalls == "lost" else answer


@dataclass
class Telling:
    """One story while it is told."""

    directory: Directory
    service: Service
    port: Stumbling
    clock: SimulatedClock
    person: Callable[[int], Attributes]
    team: Callable[[int], Attributes]
    unreadable: Collection[str] = ()
    deactivates: bool = False
    lines: list[str] = field(default_factory=list)
    """The story so far, one sentence a step."""

    ids: dict[int, str] = field(default_factory=dict)
    group: str = ""
    made: int = 0

    def tell(self, step: Step) -> list[str]:
        """Let one step happen; after a cycle return what the provider holds otherwise than it must."""
        word, who = step
        if word == "cycle":
            return self._cycle()
        sentence = _HAPPENS[word](self, who % len(NAMES))
        if sentence:
            self.lines.append(sentence)
        return []

    def _cycle(self) -> list[str]:
        self.clock.advance(hours=RETRY_HOURS)
        before = snapshot(self.service.links)
        for _ in self.service.cycle():
            pass
        self.lines.append("A cycle runs.")
        return [] if len(self.service.escrow) else list(self._wrong(before))

    def _wrong(self, before: Any) -> Iterator[str]:
        job, links = self.service.job, self.service.links
        found = expected_accounts(self.directory, job, links, before=before, unresolved=self.service.unresolved)
        for wanted in found:
            name = self._name(wanted.object_id)
            if wanted.target_id is None:
                yield f"{name} has no account."
                continue
            endpoint = "/Users" if wanted.kind == "user" else "/Groups"
            answer = self.port("GET", resource_path(endpoint, wanted.target_id))
            found_here = answer.json if answer.ok else None
            for each in deviations(wanted, found_here, unreadable=self.unreadable, deactivates=self.deactivates):
                yield f"{name}: {each.path} is not as it must be."
            if wanted.kind == "user" and wanted.exists and self._accounts(wanted.object_id) != [wanted.target_id]:
                yield f"A search by the matching attribute does not find just the one account of {name}."

    def _accounts(self, object_id: str) -> list[Any]:
        person = self.directory.person(object_id)
        mapping = self.service.job.users
        assert person is not None
        assert mapping is not None
        flow = mapping.matching[0]
        value = flow.value(source_attributes(self.directory, person, is_soft_deleted=False))
        answer = self.port("GET", "/Users", params={"filter": matching(flow.path, str(value))})
        return [each.get("id") for each in list_items(answer.json) or ()]

    def _name(self, object_id: str) -> str:
        return next((NAMES[who] for who, id in self.ids.items() if id == object_id), "The group")

    def end(self) -> None:
        """Delete what the story has made."""
        for kind, _, link in reversed(snapshot(self.service.links)):
            self.port("DELETE", resource_path("/Users" if kind == "user" else "/Groups", link.target_id))

    # What happens: each returns its sentence, or an empty text where it makes no sense.

    def joins(self, who: int) -> str:
        """Add somebody who is not there, under the name that they had before if they were."""
        if who in self.ids:
            return ""
        self.ids[who] = self.directory.add_person(self.person(who)).object_id
        self.directory.assign(self.ids[who], self.directory.roles[-1])
        return f"{NAMES[who]} joins."

    def moves(self, who: int) -> str:
        """Give somebody another job."""
        if who not in self.ids:
            return ""
        self.made += 1
        other = self.person(len(NAMES) + self.made)
        names = ("displayName", "givenName", "surname", "jobTitle", "department")
        self.directory.change(self.ids[who], {name: other[name] for name in names})
        return f"{NAMES[who]} gets another name, job and department."

    def leaves(self, who: int) -> str:
        """Take the assignment from somebody."""
        if who not in self.ids or not self.directory.is_assigned(self.ids[who]):
            return ""
        self.directory.unassign(self.ids[who])
        return f"{NAMES[who]} is not assigned any more."

    def returns(self, who: int) -> str:
        """Restore and assign somebody who is deleted or not assigned."""
        person = self.directory.person(self.ids.get(who, ""))
        if person is None or (person.deleted_at is None and self.directory.is_assigned(person.object_id)):
            return ""
        if person.deleted_at is not None:
            self.directory.restore(person.object_id)
        self.directory.assign(person.object_id, self.directory.roles[-1])
        return f"{NAMES[who]} returns."

    def is_deleted(self, who: int) -> str:
        """Delete somebody so that they can be restored."""
        person = self.directory.person(self.ids.get(who, ""))
        if person is None or person.deleted_at is not None:
            return ""
        self.directory.soft_delete(person.object_id)
        return f"{NAMES[who]} is deleted, and can be restored."

    def is_purged(self, who: int) -> str:
        """Delete somebody for good who is not left already; the name is then free."""
        if who not in self.ids or not self.directory.is_assigned(self.ids[who]):
            return ""
        # Who had left keeps a disabled account under the name, so a namesake would rightly take that over.
        link = self.service.links.get("user", self.ids[who])
        if link is not None and link.left:
            return ""
        self.directory.purge(self.ids.pop(who))
        return f"{NAMES[who]} is deleted for good."

    def enters(self, who: int) -> str:
        """Make somebody a member of the group."""
        if who not in self.ids or self.service.job.groups is None:
            return ""
        if not self.group:
            self.group = self.directory.add_team(self.team(0)).object_id
            self.directory.assign(self.group, DEFAULT_ACCESS)
        self.directory.join(self.group, self.ids[who])
        return f"{NAMES[who]} enters the group."

    def quits(self, who: int) -> str:
        """Take somebody out of the group."""
        team = self.directory.team(self.group) if self.group else None
        if team is None or self.ids.get(who) not in team.members:
            return ""
        self.directory.leave(self.group, self.ids[who])
        return f"{NAMES[who]} quits the group."

    def renames(self, _who: int) -> str:
        """Give the group another name."""
        if not self.group:
            return ""
        self.made += 1
        self.directory.change_team(self.group, {"displayName": self.team(self.made)["displayName"]})
        return "The group gets another name."

    def loses(self, _who: int) -> str:
        """Let the next write be carried out, and its answer be lost."""
        self.port.next = "lost"
        return "The next change is carried out, and its answer is lost."

    def refuses(self, _who: int) -> str:
        """Let the next write be refused as one too many."""
        self.port.next = "refused"
        return "The next change is refused as one request too many."


_HAPPENS: Mapping[str, Callable[[Telling, int], str]] = {
    "joins": Telling.joins,
    "moves": Telling.moves,
    "leaves": Telling.leaves,
    "returns": Telling.returns,
    "is deleted": Telling.is_deleted,
    "is purged": Telling.is_purged,
    "enters": Telling.enters,
    "quits": Telling.quits,
    "group": Telling.renames,
    "lost": Telling.loses,
    "refused": Telling.refuses,
}


@dataclass(frozen=True)
class Told:
    """What became of a story: its sentences up to where something is wrong, what that is, and what it has cost."""

    lines: Sequence[str]
    wrong: Sequence[str]
    requests: int

    @property
    def actual(self) -> list[str]:
        """The story with its steps numbered, and then what is wrong."""
        return [*(f"{number}. {line}" for number, line in enumerate(self.lines, 1)), *self.wrong]


def tell(
    steps: Sequence[Step],
    directory: Directory,
    job: Job,
    port: Port,
    person: Callable[[int], Attributes],
    team: Callable[[int], Attributes],
    role: str = "User",
    *,
    unreadable: Collection[str] = (),
    deactivates: bool = False,
) -> Told:
    """Tell a story up to where something is wrong, else until nothing waits to be done; then delete what it made."""
    stumbling, clock = Stumbling(port), SimulatedClock()
    directory.add_role(role)
    telling = Telling(
        directory,
        Service(directory, job, stumbling, clock=clock),
        stumbling,
        clock,
        person,
        team,
        unreadable,
        deactivates,
    )
    wrong = _told(telling, steps)
    stumbling.next = ""
    telling.end()
    return Told(tuple(telling.lines), tuple(wrong), stumbling.requests)


def _told(telling: Telling, steps: Sequence[Step]) -> list[str]:
    for step in steps:
        if wrong := telling.tell(step):
            return wrong
    for _ in range(MOST_CYCLES):
        if wrong := telling.tell(CYCLE):
            return wrong
        if not len(telling.service.escrow):
            return []
    return [f"The service still fails at {len(telling.service.escrow)} object(s), and nothing stands in its way."]
