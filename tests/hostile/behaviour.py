"""The catalogue of hostile behaviours: what each is called, what it does, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile.front import Spoil

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\n"


@dataclass(frozen=True)
class Behaviour:
    """One way to answer that no client should fall over."""

    name: str
    family: str
    spoil: Spoil
    told: str
    """What the exchange's problem begins with; empty where nothing is wrong with the answer as such."""

    status: int | None
    """What status the client is to see."""

    slow: bool = False
    """Whether only the time limit of a request ends it."""

    legal: bool = False
    """Whether nothing at all may turn red by it."""


CATALOGUE: dict[str, Behaviour] = {}


def behaviour(
    name: str, family: str, told: str = "", status: int | None = 200, *, slow: bool = False, legal: bool = False
) -> Callable[[Spoil], Spoil]:
    """Enter a function into the catalogue that answers a request in a hostile way."""

    def enter(spoil: Spoil) -> Spoil:
        assert name not in CATALOGUE, name
        CATALOGUE[name] = Behaviour(name, family, spoil, told, status, slow, legal)
        return spoil

    return enter
