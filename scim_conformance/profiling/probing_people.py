"""The people that a profile is found out with: each has a name of the run, and values that tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scim_conformance import wire
from scim_conformance.people.faces import Face, face
from scim_conformance.people.values import DOMAIN, value_of

from .infer_paths import Candidate

FACES = 12
"""How many faces are looked at for one that shares the fewest values with those before it."""


@dataclass(frozen=True)
class Person:
    """One made-up person with the name under which it is sent."""

    face: Face
    name: str

    def value(self, candidate: Candidate) -> Any:
        """Return the value that this person has for an attribute."""
        return value_of(candidate.rule, self.face, self.name)

    def body(self, candidates: Iterable[Candidate], instead: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the body of a user with these attributes; ``instead`` gives some of them another value."""
        other = instead or {}
        body: dict[str, Any] = {"schemas": [wire.USER]}
        for each in candidates:
            each.target.write(body, other[each.path] if each.path in other else self.value(each))
        return body


class Crowd:
    """Makes people, no two of whom have a name in common."""

    def __init__(self, mark: str, seed: int) -> None:
        self._mark = mark
        self._seed = seed
        self._made = 0
        self.form = "any"
        """``email`` where only an e-mail address is accepted as userName."""

    def name(self, word: str) -> str:
        """Return a name that nobody has, and that carries the mark of the run."""
        self._made += 1
        return f"{self._mark}{self._made}-{word}"

    def person(self, apart: Iterable[Person] = (), of: Iterable[Candidate] = ()) -> Person:
        """Return a new person who shares as few values as possible with others."""
        others, candidates = list(apart), list(of)
        name = self.name("user")
        if self.form == "email":
            name = f"{name}@{DOMAIN}"
        shared: dict[int, Person] = {}
        for n in range(FACES):
            one = Person(face((self._seed + self._made * FACES + n) % 2**32), name)
            alike = sum(_alike(one, other, candidates) for other in others)
            shared.setdefault(alike, one)
            if not alike:
                break
        return shared[min(shared)]


def _alike(one: Person, other: Person, candidates: Iterable[Candidate]) -> int:
    return sum(one.value(each) == other.value(each) for each in candidates)
