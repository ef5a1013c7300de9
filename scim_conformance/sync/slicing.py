"""The part of a streamed directory that one worker sees, and how far the worker has come in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from scim_conformance.entra.directory.model import Changes, Kind

from .lives import Part
from .streaming import Stream, View, lazily

PASSES: tuple[Kind, ...] = ("user", "group", "user", "group")
"""How the service goes through a cycle: users, groups, who is whose manager, and who is a member of what."""


class Position(NamedTuple):
    """How far a worker has come in a cycle: how many objects are done in each of its passes."""

    users: int = 0
    groups: int = 0
    managers: int = 0
    members: int = 0

    def moved(self, turn: int, place: int) -> Position:
        """Return the position after a pass has come to a place."""
        return Position(*(place if each == turn else old for each, old in enumerate(self)))


BEGINNING = Position()


class Stopped(Exception):
    """The run is to end here, and can go on later."""


class Slice(View):
    """Every so-manieth user and group of a stream; all else of the directory it answers as the stream does.

    The service asks for the next id when it is done with the one before; ``advance`` is told so. ``meet`` is called
    between the first pass over users and all that follows: nobody may be referred to before all workers have created
    their users.
    """

    def __init__(self, stream: Stream, part: Part, *, stop: Callable[[], bool] = lambda: False) -> None:
        super().__init__(stream)
        self._part = part
        self._stop = stop
        self.begin()

    def begin(
        self,
        position: Position = BEGINNING,
        *,
        advance: Callable[[Position], None] = lambda position: None,
        meet: Callable[[], object] = lambda: None,
    ) -> None:
        """Begin a cycle, or go on with one where a position says how far it has come."""
        self.position = self._begin = position
        self._advance = advance
        self._meet = meet
        self._turns: dict[Kind, int] = {"user": 0, "group": 0}
        self._has_met = False

    def user_ids(self) -> Iterator[str]:
        """Yield the ids of the slice's users."""
        return self._pass("user", lambda: self._stream.users(self._part))

    def group_ids(self) -> Iterator[str]:
        """Yield the ids of the slice's groups."""
        return self._pass("group", lambda: self._stream.groups(self._part))

    def changes_since(self, watermark: int) -> Changes:
        """Return what has changed in this cycle, of the slice alone."""
        stream, part = self._stream, self._part
        if watermark >= stream.cycle > 0:
            return Changes(watermark=stream.cycle)
        return Changes(
            users=lazily(lambda: self._pass("user", lambda: stream.changed_users(part, purged=False))),
            groups=lazily(lambda: self._pass("group", lambda: stream.changed_groups(part, deleted=False))),
            purged_users=lazily(lambda: self._named("user", stream.changed_users(part, purged=True))),
            deleted_groups=lazily(lambda: self._named("group", stream.changed_groups(part, deleted=True))),
            watermark=stream.cycle,
        )

    def _pass(self, kind: Kind, indexes: Callable[[], Iterator[int]]) -> Iterator[str]:
        # Which pass it is shows only now, when the first id is asked for.
        turn = PASSES.index(kind) + 2 * self._turns[kind]
        self._turns[kind] += 1
        if turn and not self._has_met:
            self._has_met = True
            self._meet()
        done = self._begin[turn]
        for place, object_id in enumerate(self._named(kind, indexes())):
            if place >= done:
                yield object_id
                self.position = self.position.moved(turn, place + 1)
                self._advance(self.position)

    def _named(self, kind: Kind, indexes: Iterator[int]) -> Iterator[str]:
        for index in indexes:
            if self._stop():
                raise Stopped
            yield self._stream.object_id(kind, index)
