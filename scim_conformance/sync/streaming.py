"""A directory of any size that holds nobody: each user and group is computed when the service asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zlib import crc32

from scim_conformance.entra.directory.model import AppRole, Changes, Kind, Person, Team

from .lives import WHOLE, Life, Part, Population

Maker = Callable[[int, int, str], Mapping[str, Any]]
"""Makes the attributes of somebody, of a seed, a number and the run's mark."""

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_STRIDE = 1_000_003
"""So far from somebody's own number is the one whose job the person has after a move."""

_KINDS: Mapping[str, Kind] = {"0001": "user", "0002": "group"}
_CODES: Mapping[Kind, str] = {kind: code for code, kind in _KINDS.items()}


class _Lazily(Sequence[str]):
    """Ids that are computed while they are read."""

    def __init__(self, ids: Callable[[], Iterator[str]]) -> None:
        self._ids = ids

    def __iter__(self) -> Iterator[str]:
        return self._ids()

    def __len__(self) -> int:
        return sum(1 for _ in self._ids())

    def __getitem__(self, at: int | slice) -> Any:
        return list(self._ids())[at]


def lazily(ids: Callable[[], Iterator[str]]) -> Sequence[str]:
    """Return ids as changes name them, without holding them: who reads them walks through them once."""
    return _Lazily(ids)


@dataclass(frozen=True)
class Makers:
    """Who makes up the attributes of users and of groups."""

    person: Maker
    team: Maker


class Stream:
    """The directory of one run, as it is in its cycle."""

    def __init__(self, population: Population, mark: str, makers: Makers, roles: Sequence[str] = ()) -> None:
        self.population = population
        self.cycle = 0
        """The cycle as which the directory shows itself."""

        self._mark = mark
        # So that two runs never share an object id, which applications often keep as a unique externalId.
        self._run = f"{crc32(mark.encode()):08x}"
        offered = enumerate(roles or ("User",))
        self._roles = tuple(AppRole(f"{self._run}-0003-4000-8000-{n:012x}", role, role) for n, role in offered)
        self._make_person = lru_cache(maxsize=32)(makers.person)
        self._make_team = makers.team

    def object_id(self, kind: Kind, index: int) -> str:
        """Return the object id of a user or of a group."""
        return f"{self._run}-{_CODES[kind]}-4000-8000-{index:012x}"

    def index(self, object_id: str) -> int:
        """Return the number that an object id stands for."""
        return int(object_id[24:], 16)

    def user_ids(self) -> Iterator[str]:
        """Yield the ids of all users that are not purged."""
        return self._named("user", self.users())

    def users(self, part: Part = WHOLE) -> Iterator[int]:
        """Yield the numbers of all users that are not purged."""
        for index in part.of(self.population.users_at(self.cycle)):
            if self.population.life(index, self.cycle).standing != "purged":
                yield index

    def group_ids(self) -> Iterator[str]:
        """Yield the ids of all groups."""
        return self._named("group", self.groups())

    def groups(self, part: Part = WHOLE) -> Iterator[int]:
        """Yield the numbers of all groups."""
        for index in part.of(self.population.groups_at(self.cycle)):
            if self.population.group_life(index, self.cycle).is_there:
                yield index

    def person(self, object_id: str) -> Person | None:
        """Return a user; None where it is purged or not there yet."""
        index = self._index(object_id, "user")
        life = self._life(index)
        if index is None or life.standing in ("absent", "purged"):
            return None
        manager = self.population.manager(index, life.moves)
        return Person(
            object_id,
            self._attributes(index, life.moves),
            account_enabled=life.standing != "disabled",
            manager=None if manager is None else self.object_id("user", manager),
            deleted_at=_EPOCH + timedelta(days=life.since) if life.standing == "deleted" else None,
        )

    def team(self, object_id: str) -> Team | None:
        """Return a group; None where it is deleted or not there yet."""
        index = self._index(object_id, "group")
        if index is None:
            return None
        life = self.population.group_life(index, self.cycle)
        if not life.is_there:
            return None
        attributes = dict(self._make_team(self.population.seed, index, self._mark))
        if life.names:
            attributes["displayName"] = f"{attributes['displayName']} {life.names + 1}"
        return Team(object_id, attributes, frozenset(self._members(index, life.slides)))

    def roles_of(self, object_id: str) -> tuple[AppRole, ...]:
        """Return the role of a user, or of a group; none where it is not assigned."""
        if not self.is_assigned(object_id):
            return ()
        return (self._roles[self.index(object_id) % len(self._roles)],)

    def is_assigned(self, object_id: str) -> bool:
        """Tell whether a user or a group is assigned to the application."""
        user = self._index(object_id, "user")
        if user is None:
            return self.team(object_id) is not None
        return self._life(user).standing not in ("absent", "purged", "unassigned") and not self._is_outside(user)

    def changes_since(self, watermark: int) -> Changes:
        """Return what has changed in this cycle; the watermark of a stream is the number of its cycle."""
        if watermark >= self.cycle > 0:
            return Changes(watermark=self.cycle)
        return Changes(
            users=lazily(lambda: self._named("user", self.changed_users(purged=False))),
            groups=lazily(lambda: self._named("group", self.changed_groups(deleted=False))),
            purged_users=lazily(lambda: self._named("user", self.changed_users(purged=True))),
            deleted_groups=lazily(lambda: self._named("group", self.changed_groups(deleted=True))),
            watermark=self.cycle,
        )

    def changed_users(self, part: Part = WHOLE, *, purged: bool) -> Iterator[int]:
        """Yield the numbers of the users that have changed in this cycle, or of those purged in it."""
        changed = self.population.changed_users(self.cycle, part)
        return (index for index, life in changed if (life.standing == "purged") == purged)

    def changed_groups(self, part: Part = WHOLE, *, deleted: bool) -> Iterator[int]:
        """Yield the numbers of the groups that have changed in this cycle, or of those deleted in it."""
        changed = self.population.changed_groups(self.cycle, part)
        return (index for index, life in changed if life.is_there != deleted)

    def _named(self, kind: Kind, indexes: Iterator[int]) -> Iterator[str]:
        return (self.object_id(kind, index) for index in indexes)

    def _members(self, group: int, slides: int) -> Iterator[str]:
        for index in self.population.members(group, slides):
            # Who is deleted and can be restored keeps the memberships.
            if self._life(index).standing != "purged":
                yield self.object_id("user", index)

    def _attributes(self, index: int, moves: int) -> dict[str, Any]:
        seed = self.population.seed
        attributes = dict(self._make_person(seed, index, self._mark))
        if moves:
            later = self._make_person(seed, index + moves * _STRIDE, self._mark)
            taken = ("jobTitle", "department", *(("surname",) if moves % 2 == 0 else ()))
            attributes |= {name: later[name] for name in taken if name in later}
        return attributes

    def _life(self, index: int | None) -> Life:
        return Life("absent") if index is None else self.population.life(index, self.cycle)

    def _is_outside(self, index: int) -> bool:
        return self.population.is_outside(index)

    def _index(self, object_id: str, kind: Kind) -> int | None:
        run, _, rest = object_id.partition("-")
        if run != self._run or _KINDS.get(rest[:4]) != kind:
            return None
        return self.index(object_id)


class View:
    """A stream of which not everything is listed; who asks by an id is answered as by the stream itself."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def person(self, object_id: str) -> Person | None:
        """Return a user, listed or not."""
        return self._stream.person(object_id)

    def team(self, object_id: str) -> Team | None:
        """Return a group, listed or not."""
        return self._stream.team(object_id)

    def roles_of(self, object_id: str) -> tuple[AppRole, ...]:
        """Return the roles of a user or of a group."""
        return self._stream.roles_of(object_id)

    def is_assigned(self, object_id: str) -> bool:
        """Tell whether a user or a group is assigned to the application."""
        return self._stream.is_assigned(object_id)
