"""What happens to each made-up user and group from cycle to cycle, computed and not remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from .chance import chance, number

Standing = Literal["absent", "present", "disabled", "unassigned", "deleted", "purged"]
Event = Literal["joins", "moves", "leaves", "returns", "is purged", "stays"]

OUTSIDE = 0.01
"""The share of users that are in the directory and never assigned to the application."""

JOIN, MOVE, LEAVE = 0.005, 0.02, 0.005
"""The shares of users that join, change, and leave from one cycle to the next."""

RETURN = 0.5
"""The share of those who left that come back one cycle later; who was deleted and does not is purged one after that."""

MANAGED = 0.2
"""The share of users that have a manager."""

NEW_GROUPS, GROUPS_RENAMED, GROUPS_CHURNED, GROUPS_GONE = 0.01, 0.01, 0.05, 0.005
"""The shares of groups that are new, renamed, joined and left by somebody, and deleted from one cycle to the next."""

_WAYS_TO_LEAVE: tuple[Standing, ...] = ("disabled", "unassigned", "deleted")
_EVENT, _WAY, _RETURN, _OUTSIDE, _MANAGED, _RENAME, _CHURN, _GONE, _START = range(1, 10)


class Part(NamedTuple):
    """Every so-manieth of all."""

    first: int = 0
    step: int = 1

    def of(self, all: int) -> range:
        """Return the numbers that belong to the part."""
        return range(self.first, all, self.step)


WHOLE = Part()


class Life(NamedTuple):
    """How a user stands in one cycle."""

    standing: Standing
    moves: int = 0
    """How often the user has changed so far."""

    since: int = 0
    """The cycle in which the user came to stand so."""

    event: Event = "stays"
    """What has happened in this very cycle."""


class GroupLife(NamedTuple):
    """How a group stands in one cycle."""

    is_there: bool
    names: int = 0
    """How often it was renamed so far."""

    slides: int = 0
    """How often one has left it and another one joined."""

    changed: bool = False
    """Whether anything of that has happened in this very cycle."""


@dataclass(frozen=True)
class Population:
    """So many users and groups in the first cycle, and what becomes of them."""

    seed: int
    users: int
    groups: int

    def users_at(self, cycle: int) -> int:
        """Return how many users were ever there up to a cycle."""
        return self.users + cycle * self._joiners

    def groups_at(self, cycle: int) -> int:
        """Return how many groups were ever there up to a cycle."""
        return self.groups + cycle * self._new_groups

    def is_outside(self, user: int) -> bool:
        """Tell whether a user is never assigned to the application."""
        return chance(self.seed, user, _OUTSIDE) < OUTSIDE

    def life(self, user: int, cycle: int) -> Life:
        """Return how a user stands in a cycle."""
        begins = self._begin(user, self.users, self._joiners)
        if cycle < begins:
            return Life("absent")
        life = Life("present", since=begins, event="joins" if begins else "stays")
        for each in range(begins + 1, cycle + 1):
            life = self._next(user, life, each) or (life if life.event == "stays" else life._replace(event="stays"))
        return life

    def changed_users(self, cycle: int, part: Part = WHOLE) -> Iterator[tuple[int, Life]]:
        """Yield the users to which something has happened in a cycle."""
        for user in part.of(self.users_at(cycle)):
            life = self.life(user, cycle)
            if life.event != "stays":
                yield user, life

    def manager(self, user: int, moves: int) -> int | None:
        """Return who a user's manager is; each move may bring another one."""
        if user == 0 or chance(self.seed, user, _MANAGED) >= MANAGED:
            return None
        # Somebody with a lower number: so nobody is, by whatever detour, the own manager.
        return number(self.seed, user, _MANAGED, moves) % min(user, max(1, self.users // 20))

    def group_life(self, group: int, cycle: int) -> GroupLife:
        """Return how a group stands in a cycle."""
        begins = self._begin(group, self.groups, self._new_groups)
        if cycle < begins:
            return GroupLife(False)
        names = slides = 0
        changed = begins == cycle > 0
        for each in range(begins + 1, cycle + 1):
            if chance(self.seed, group, _GONE, each) < _share(GROUPS_GONE, self.groups, 0.5):
                return GroupLife(False, names, slides, changed=each == cycle)
            renamed = chance(self.seed, group, _RENAME, each) < _share(GROUPS_RENAMED, self.groups)
            churned = chance(self.seed, group, _CHURN, each) < _share(GROUPS_CHURNED, self.groups)
            names, slides, changed = names + renamed, slides + churned, renamed or churned
        return GroupLife(True, names, slides, changed)

    def changed_groups(self, cycle: int, part: Part = WHOLE) -> Iterator[tuple[int, GroupLife]]:
        """Yield the groups to which something has happened in a cycle."""
        for group in part.of(self.groups_at(cycle)):
            life = self.group_life(group, cycle)
            if life.changed:
                yield group, life

    def members(self, group: int, slides: int) -> Iterator[int]:
        """Yield the members of a group: a few groups are big, most are small, as in most companies."""
        size = min(self.users, max(3, self.users // (10 * (group + 1))))
        start = number(self.seed, group, _START) % self.users + slides
        return ((start + place) % self.users for place in range(size))

    def _next(self, user: int, life: Life, cycle: int) -> Life | None:
        """Return how a user stands after one more cycle; None where nothing has happened."""
        if life.standing == "present":
            drawn = chance(self.seed, user, _EVENT, cycle)
            if drawn < self._leaving:
                way = _WAYS_TO_LEAVE[number(self.seed, user, _WAY, cycle) % len(_WAYS_TO_LEAVE)]
                return Life(way, life.moves, cycle, "leaves")
            if drawn < self._leaving + self._moving:
                return Life("present", life.moves + 1, life.since, "moves")
        elif life.standing != "purged" and life.since == cycle - 1:
            if chance(self.seed, user, _RETURN, cycle) < RETURN:
                return Life("present", life.moves, cycle, "returns")
        elif life.standing == "deleted" and life.since == cycle - 2:
            return Life("purged", life.moves, cycle, "is purged")
        return None

    @cached_property
    def _leaving(self) -> float:
        return _share(LEAVE, self.users)

    @cached_property
    def _moving(self) -> float:
        return _share(MOVE, self.users)

    @cached_property
    def _joiners(self) -> int:
        return max(1, round(self.users * JOIN))

    @cached_property
    def _new_groups(self) -> int:
        return round(self.groups * NEW_GROUPS + 0.4)

    @staticmethod
    def _begin(index: int, first: int, more: int) -> int:
        return 0 if index < first else 1 + (index - first) // more


def _share(share: float, all: int, least: float = 1.5) -> float:
    """Return a share that lets something happen among few, too."""
    return max(share, min(0.2, least / max(1, all)))
