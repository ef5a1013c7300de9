"""A directory in memory: people and teams change in it as an administrator changes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Literal
from uuid import UUID

from .assignments import Assignments
from .journal import Journal
from .model import DEFAULT_ACCESS, AppRole, Changes, Person, Team

RETENTION = timedelta(days=30)
"""How long a deleted user can be restored before it is purged."""


class NotInDirectory(KeyError):
    """An id that nothing in the directory has."""

    def __init__(self, what: str, id: str) -> None:
        super().__init__(id)
        self._says = f"The directory has no {what} with the id {id}: it was never added, or it is gone for good."

    def __str__(self) -> str:
        return self._says


class Directory:
    """Holds people, teams, roles and assignments, and remembers what changed and in which order.

    ``clock`` says what time it is when a user is deleted; ``rng`` makes the ids, so that a seeded one makes them again.
    """

    def __init__(self, *, clock: Callable[[], datetime] | None = None, rng: Random | None = None) -> None:
        self._now = clock or (lambda: datetime.now(UTC))
        self._random = rng or Random()
        self._journal = Journal()
        self._people: dict[str, Person] = {}
        self._teams: dict[str, Team] = {}
        self._assignments = Assignments()

    # What the provisioning service reads

    def user_ids(self) -> Iterator[str]:
        """Yield the ids of all users that are not purged, soft-deleted ones among them."""
        yield from tuple(self._people)

    def group_ids(self) -> Iterator[str]:
        """Yield the ids of all groups."""
        yield from tuple(self._teams)

    def person(self, object_id: str) -> Person | None:
        """Return a user; None where it is purged or was never there."""
        return self._people.get(object_id)

    def team(self, object_id: str) -> Team | None:
        """Return a group; None where it is deleted or was never there."""
        return self._teams.get(object_id)

    def roles_of(self, object_id: str) -> tuple[AppRole, ...]:
        """Return the roles of a user or a group, Default Access among them, in the order in which roles were added.

        A user also has the roles of the groups that it is a direct member of; a group has its own only, because the
        service does not read nested groups.
        """
        return self._assignments.roles_of(object_id, by_groups=object_id in self._people)

    def is_assigned(self, object_id: str) -> bool:
        """Tell whether a user or a group is assigned to the application, in whatever role."""
        return bool(self.roles_of(object_id))

    def changes_since(self, watermark: int) -> Changes:
        """Return what has changed since a watermark; 0 is before everything."""
        return self._journal.since(watermark)

    # Roles and assignments

    @property
    def roles(self) -> tuple[AppRole, ...]:
        """The roles that the application offers, Default Access as the first."""
        return self._assignments.roles

    def add_role(self, value: str, display_name: str = "") -> AppRole:
        """Let the application offer a role; without a display name it is shown by its value."""
        role = AppRole(self._new_id(), value, display_name or value)
        self._assignments.add_role(role)
        return role

    def assign(self, object_id: str, role: AppRole | str = DEFAULT_ACCESS) -> None:
        """Assign a user or a group to the application in a role, given as such or by its id.

        In Default Access alone a group is provisioned, but no user is.
        """
        role_id = role if isinstance(role, str) else role.id
        if not self._assignments.offers(role_id):
            raise NotInDirectory("role", role_id)
        with self._assigning(object_id):
            self._assignments.give(object_id, self._assignments.given_to(object_id) | {role_id})

    def unassign(self, object_id: str, role: AppRole | str | None = None) -> None:
        """Take the assignment in one role from a user or a group, or, without a role, every assignment of its own."""
        role_id = role if isinstance(role, str) or role is None else role.id
        with self._assigning(object_id):
            kept = frozenset() if role_id is None else self._assignments.given_to(object_id) - {role_id}
            self._assignments.give(object_id, kept)

    # People

    def add_person(
        self,
        attributes: Mapping[str, Any],
        *,
        object_id: str | None = None,
        account_enabled: bool = True,
        user_type: Literal["Member", "Guest"] = "Member",
        manager: str | None = None,
    ) -> Person:
        """Add a user, under a new id where none is given."""
        if manager is not None:
            self._known(manager)
        person = Person(self._fresh(object_id), dict(attributes), account_enabled, user_type, manager)
        self._people[person.object_id] = person
        self._journal.note("users", person.object_id)
        return person

    def change(self, object_id: str, attributes: Mapping[str, Any]) -> Person:
        """Set attributes of a user; None empties one, and all others stay."""
        person = self._known(object_id)
        return self._store(replace(person, attributes={**person.attributes, **attributes}))

    def disable(self, object_id: str) -> Person:
        """Block a user's sign-in."""
        return self._store(replace(self._known(object_id), account_enabled=False))

    def enable(self, object_id: str) -> Person:
        """Let a user sign in again."""
        return self._store(replace(self._known(object_id), account_enabled=True))

    def set_manager(self, object_id: str, manager: str | None) -> Person:
        """Say who manages a user; None for nobody."""
        if manager is not None:
            self._known(manager)
        return self._store(replace(self._known(object_id), manager=manager))

    def soft_delete(self, object_id: str) -> Person:
        """Delete a user so that it can be restored: it keeps its assignments, its manager and its memberships."""
        person = self._known(object_id)
        return person if person.deleted_at else self._store(replace(person, deleted_at=self._now()))

    def restore(self, object_id: str) -> Person:
        """Take a deleted user back, as it was."""
        return self._store(replace(self._known(object_id), deleted_at=None))

    def purge(self, object_id: str) -> None:
        """Delete a user for good, together with its assignments and memberships; who it managed keeps its id."""
        self._known(object_id)
        for team_id in self._assignments.groups_of(object_id):
            team = self._teams[team_id]
            self._put(replace(team, members=team.members - {object_id}))
        self._assignments.forget(object_id)
        del self._people[object_id]
        self._journal.end("users", "purged_users", object_id)

    def purge_expired(self) -> tuple[str, ...]:
        """Purge every user that was deleted thirty days ago or longer, and return their ids."""
        limit = self._now() - RETENTION
        expired = [one.object_id for one in self._people.values() if one.deleted_at and one.deleted_at <= limit]
        for object_id in expired:
            self.purge(object_id)
        return tuple(expired)

    # Teams

    def add_team(
        self, attributes: Mapping[str, Any], members: Iterable[str] = (), *, object_id: str | None = None
    ) -> Team:
        """Add a group with these users, or groups, as direct members."""
        joining = self._existing(members)
        team = Team(self._fresh(object_id), dict(attributes), joining)
        self._put(team)
        self._assignments.join(team.object_id, joining)
        return team

    def change_team(self, object_id: str, attributes: Mapping[str, Any]) -> Team:
        """Set attributes of a group; None empties one, and all others stay."""
        team = self._known_team(object_id)
        changed = replace(team, attributes={**team.attributes, **attributes})
        if changed != team:
            self._put(changed)
        return changed

    def delete_team(self, object_id: str) -> None:
        """Delete a group, which ends its assignments and its memberships at once."""
        team = self._known_team(object_id)
        for holder in self._assignments.groups_of(object_id):
            self.leave(holder, object_id)
        self.unassign(object_id)
        self._assignments.leave(object_id, team.members)
        self._assignments.forget(object_id)
        del self._teams[object_id]
        self._journal.end("groups", "deleted_groups", object_id)

    def join(self, team_id: str, *members: str) -> Team:
        """Make users, or groups, direct members of a group."""
        team = self._known_team(team_id)
        joining = self._existing(members) - team.members
        if not joining:
            return team
        changed = replace(team, members=team.members | joining)
        with self._roles_may_change(joining):
            self._put(changed)
            self._assignments.join(team_id, joining)
        return changed

    def leave(self, team_id: str, *members: str) -> Team:
        """Take members out of a group; who is no member stays none."""
        team = self._known_team(team_id)
        leaving = team.members.intersection(members)
        if not leaving:
            return team
        changed = replace(team, members=team.members - leaving)
        with self._roles_may_change(leaving):
            self._put(changed)
            self._assignments.leave(team_id, leaving)
        return changed

    # What all of these are made of

    def _new_id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def _fresh(self, object_id: str | None) -> str:
        id = object_id or self._new_id()
        if id in self._people or id in self._teams or self._journal.ended(id):
            raise ValueError(f"The id {id} is taken: a directory gives an id to one object only, also after its end.")
        return id

    def _known(self, object_id: str) -> Person:
        if (person := self._people.get(object_id)) is None:
            raise NotInDirectory("user", object_id)
        return person

    def _known_team(self, object_id: str) -> Team:
        if (team := self._teams.get(object_id)) is None:
            raise NotInDirectory("group", object_id)
        return team

    def _existing(self, ids: Iterable[str]) -> frozenset[str]:
        found = frozenset(ids)
        for id in sorted(found):
            if id not in self._people and id not in self._teams:
                raise NotInDirectory("user or group", id)
        return found

    def _store(self, person: Person) -> Person:
        # What is set to what it was is no change: neither does Graph's delta query report it.
        if person != self._people[person.object_id]:
            self._people[person.object_id] = person
            self._journal.note("users", person.object_id)
        return person

    def _put(self, team: Team) -> None:
        self._teams[team.object_id] = team
        self._journal.note("groups", team.object_id)

    @contextmanager
    def _assigning(self, object_id: str) -> Iterator[None]:
        """Note a group whose assignment changes here, and every user whose roles do."""
        team = self._teams.get(object_id)
        if team is None and object_id not in self._people:
            raise NotInDirectory("user or group", object_id)
        before = self._assignments.given_to(object_id)
        with self._roles_may_change(team.members if team else {object_id}):
            yield
            if team and before != self._assignments.given_to(object_id):
                self._journal.note("groups", object_id)

    @contextmanager
    def _roles_may_change(self, ids: Iterable[str]) -> Iterator[None]:
        """Note every user among these whose roles are others afterwards."""
        before = [(id, self.roles_of(id)) for id in sorted(ids) if id in self._people]
        yield
        for id, roles in before:
            if roles != self.roles_of(id):
                self._journal.note("users", id)
