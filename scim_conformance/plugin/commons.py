"""What the checks of one process share, so that a run asks a provider for little; what fails on it is done again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar, Unpack

from scim_conformance.client import Reply, Resource, Scim
from scim_conformance.client.outgoing import Options

Value = TypeVar("Value")


@dataclass(frozen=True)
class _Held:
    value: Any
    since: int
    """In which check it was made."""


class Commons:
    """Holds what checks share; what a check failed on is given to nobody else."""

    def __init__(self) -> None:
        self.lent = False
        """Whether the check at hand has been given what an earlier one has left."""

        self.alone = False
        """Whether the check at hand is to be given nothing that an earlier one has touched."""

        self.discarded: list[Any] = []
        """What is not shared any longer and still has to be deleted."""

        self._held: dict[tuple[Hashable, str | None], _Held] = {}
        self._made: Counter[Hashable] = Counter()
        self._taken: set[tuple[Hashable, str | None]] = set()
        self._check = 0

    def begin(self, *, alone: bool = False) -> None:
        """Begin a check, ``alone`` where it is to be given nothing old."""
        self._check += 1
        self._taken.clear()
        self.lent, self.alone = False, alone

    def take(self, key: Hashable, make: Callable[[], Value], *, of: str | None = None) -> Value:
        """Return what is shared under a key, made where there is none yet; ``of`` names what it was made with."""
        place = (key, of)
        self._taken.add(place)
        held = self._held.get(place)
        if held is None or not self.may_lend(held.since):
            self._drop(place)
            self._made[key] += 1
            held = self._held[place] = _Held(make(), self._check)
        value: Value = held.value
        return value

    def may_lend(self, since: int) -> bool:
        """Tell whether the check at hand may have what was there since some check, and note that it has it."""
        old = since < self._check
        self.lent = self.lent or (old and not self.alone)
        return not (old and self.alone)

    @property
    def now(self) -> int:
        """Which check is at hand."""
        return self._check

    def named(self, key: str) -> str:
        """Return a name for what is made under a key, another one each time."""
        return f"{key}:{self._made[key]}"

    def give_up(self) -> None:
        """Share no longer what the check at hand was given: it may have come to harm."""
        for place in self._taken:
            self._drop(place)

    def _drop(self, place: tuple[Hashable, str | None]) -> None:
        held = self._held.pop(place, None)
        if held is not None:
            self.discarded.append(held.value)


class Mindful(Scim):
    """A client that remembers how it has read a resource last, as long as nothing was sent that could change it."""

    def __init__(self, *arguments: Any, commons: Commons, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._commons = commons
        self._read: dict[str, tuple[int, Reply]] = {}

    def request(self, method: str, path: str, **options: Unpack[Options]) -> Reply:
        """Send a request, and once more where the provider asks to wait."""
        reply = super().request(method, path, **options)
        if method != "GET":
            self._forget(method, path)
        elif reply.status == 200 and isinstance(reply.json, dict) and _is_plain(options):
            self._read[path] = (self._commons.now, reply)
        return reply

    def look(self, resource: Resource) -> Reply:
        """Return how a resource reads, and save the request where that is known."""
        known = self._read.get(resource.path)
        return known[1] if known is not None and self._commons.may_lend(known[0]) else self.read(resource)

    def knows(self, resource: Resource) -> bool:
        """Tell whether it is known how a resource reads."""
        known = self._read.get(resource.path)
        return known is not None and not (self._commons.alone and known[0] < self._commons.now)

    def _forget(self, method: str, path: str) -> None:
        """Forget what a request may have changed: its resource, and what refers to it from another endpoint."""
        if path.endswith(".search"):
            return
        endpoint = path if method == "POST" else path.rpartition("/")[0]
        for known in list(self._read):
            if known == path or known.rpartition("/")[0] != endpoint:
                self._read.pop(known, None)


def _is_plain(options: Options) -> bool:
    return options.get("auth", True) and not options.get("params") and not options.get("headers")
