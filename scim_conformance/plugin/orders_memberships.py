"""Plays what becomes of groups and of their members on a provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scim_conformance import needs, wire
from scim_conformance.client import Reply, Resource
from scim_conformance.generated import orders_members
from scim_conformance.outcomes import Blocked
from scim_conformance.people import People

from .fixtures.membership import members_in
from .orders import FREES, NOT_FREE, Told, broken, patiently
from .run import CREATES, Run

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


@dataclass
class Memberships:
    """Plays what becomes of groups and of their members; users who are not deleted serve in the next example, too."""

    run: Run
    people: People
    ground: orders_members.Ground
    crew: list[Resource | None] = field(default_factory=lambda: [None] * orders_members.USERS)

    @property
    def recipes(self) -> SearchStrategy[orders_members.Recipe]:
        """What may become of groups."""
        return orders_members.recipes(self.ground)

    def play(self, recipe: orders_members.Recipe) -> Told:
        """Do what a recipe says, and read what came of it."""
        story = _Story(self, recipe)
        for step in recipe["steps"]:
            if (wrong := story.step(step)) is not None:
                return wrong
        return story.compared()

    def user(self, place: int) -> Resource:
        """Return a user who is there, created where there is none."""
        found = self.crew[place]
        if found is None:
            reply = self.run.scim.create(self.run.users, self.people.user())
            found = self.crew[place] = needs.resource(reply, see=CREATES)
        return found


class _Story:
    """The groups of one example."""

    def __init__(self, stage: Memberships, recipe: orders_members.Recipe) -> None:
        self._stage, self._scim, self._run = stage, stage.run.scim, stage.run
        self._state = orders_members.begun(recipe)
        crew = [stage.user(place) for place in range(orders_members.USERS)]
        self._sent = [user.sent for user in crew]
        self._ids = {(place, 0): user.id for place, user in enumerate(crew)}
        self._groups = [self._create([self._ids[user, 0] for user in users]) for users in recipe["groups"]]

    def _create(self, ids: list[str]) -> Resource:
        return needs.resource(self._scim.create(self._run.groups, self._stage.people.group(ids)), see=CREATES)

    def step(self, asked: orders_members.Step) -> Told | None:
        """Send what a step asks for, and return what is wrong with the answer, if anything."""
        step = orders_members.without_doubts(self._state, asked)
        if step is None:
            return None
        if step["do"] in ("delete", "again"):
            wrong = self._delete(step)
            return wrong or (self._create_again(step) if step["do"] == "again" else None)
        reply = self._changed(step, self._groups[step["group"]])
        # What is refused has to leave the group as it was.
        if reply.ok:
            self._state = orders_members.after(self._state, step)
        return broken(reply, step["do"])

    def _changed(self, step: orders_members.Step, group: Resource) -> Reply:
        if step["do"] == "disband":
            return self._scim.delete(group)
        if step["do"] == "put":
            return self._scim.replace(group, {**(group.sent or {}), "members": self._listed(step["members"])})
        come = [wire.add("members", self._listed(step["add"]))] if step["add"] else []
        leave = [wire.remove(f'members[value eq "{each["value"]}"]') for each in self._listed(step["remove"])]
        return self._scim.patch(group, *come, *leave)

    def _delete(self, step: orders_members.Step) -> Told | None:
        place, crew = step["user"], self._stage.crew
        user = crew[place]
        if user is None:
            return None
        reply = self._scim.delete(user)
        if reply.ok:
            crew[place] = None
            self._state = orders_members.after(self._state, {"do": "delete", "user": place})
        return broken(reply, "delete")

    def _create_again(self, step: orders_members.Step) -> Told | None:
        place = step["user"]
        if self._stage.crew[place] is not None:
            return None  # It could not be deleted.
        reply = self._scim.create(self._run.users, self._sent[place])
        if reply.resource is None:
            if wrong := broken(reply, "create"):
                return wrong
            raise Blocked(NOT_FREE, cause=FREES)
        self._stage.crew[place] = reply.resource
        self._state = orders_members.after(self._state, step)
        self._ids[self._state.users[place] or (place, 0)] = reply.resource.id
        return None

    def _listed(self, users: list[int]) -> list[dict[str, Any]]:
        members = (self._state.users[user] for user in users)
        return [{"value": self._ids[member]} for member in members if member is not None]

    def compared(self) -> Told:
        """Read the groups, and compare who is in them."""
        return patiently(self._read, self._run.sleep)

    def _read(self) -> Told:
        held: dict[int, frozenset[orders_members.Member]] = {}
        whose = {id: member for member, id in self._ids.items()}
        for place, group in enumerate(self._state.groups):
            if group is not None:
                ids = self._members_of(self._groups[place])
                if ids is None:
                    return Told(("A group is not there",), "200", "no group")
                # Somebody who is none of the three is as wrong as any of them who must not be in it.
                held[place] = frozenset(whose.get(id, (-1, 0)) for id in ids)
        wrong = orders_members.deviations(self._state, held)
        groups = {place: self._state.groups[place] for place in wrong}
        return Told(
            tuple("members" for _ in wrong),
            {f"group {place}": sorted(map(_named, group.members)) for place, group in groups.items() if group},
            {f"group {place}": sorted(map(_named, held[place])) for place in wrong},
        )

    def _members_of(self, group: Resource) -> list[str] | None:
        reply = self._scim.read(group)
        ids = members_in(reply.json) if reply.ok and isinstance(reply.json, dict) else None
        if ids == []:
            # They may be shown on request only.
            reply = self._scim.read(group, attributes="members")
            ids = members_in(reply.json) if reply.ok and isinstance(reply.json, dict) else None
        return ids


def _named(member: orders_members.Member) -> str:
    user, times = member
    return "somebody else" if user < 0 else f"user {user}" + f", created again ({times})" * bool(times)
