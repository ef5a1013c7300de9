"""What one load is: how much, how fast, for how long, and under which names; all of it known before it begins."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

DEFAULT_USERS = 50
DEFAULT_RATE = 25.0
"""What Microsoft asks of a gallery application, in requests a second and tenant."""

DEFAULT_SECONDS = 60.0
DEFAULT_GROUPS = 2
DEFAULT_PEOPLE = 2_000

ASKED_FROM_REQUESTS = 5_000
ASKED_FROM_RATE = 50.0
"""A load beyond one of these is begun only where somebody agrees."""

MOST_MEMBERS = 1_000
"""How many members one group gets at most: servers may answer with no more."""

_DURATION = re.compile(r"(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m)?(?:(?P<s>\d+(?:\.\d+)?)s?)?")
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0}


@dataclass(frozen=True)
class Shared:
    """A group whose members all virtual users change."""

    object_id: str
    target_id: str
    index: int


@dataclass(frozen=True)
class Unjudged:
    """What the provider does otherwise even without load, so that nothing is made of it under load."""

    paths: tuple[str, ...] = ()
    """Attributes that read otherwise than they were written."""

    doings: tuple[str, ...] = ()
    """What did not work for one user alone, and so is left out."""

    reasons: tuple[str, ...] = ()
    """Why each of these did not work."""

    members: bool = False
    """Whether the members of a group can't be read."""

    twice: bool = False
    """Whether a search does not find somebody who is there."""


@dataclass(frozen=True)
class Plan:
    """One load."""

    url: str
    profile: str
    dialect: str
    users: int
    rate: float
    seconds: float
    people: int
    groups: int
    seed: int
    mark: str
    timeout: float
    limit: float | None = None
    """How many requests a second the profile allows."""

    shared: tuple[Shared, ...] = ()
    unjudged: Unjudged = field(default_factory=Unjudged)

    @property
    def requests(self) -> int:
        """How many requests are sent while it lasts; what a virtual user has begun then, it ends."""
        return round(self.rate * self.seconds)

    @property
    def needs_consent(self) -> bool:
        """Whether it is so big that somebody has to agree."""
        return self.requests > ASKED_FROM_REQUESTS or self.rate > ASKED_FROM_RATE

    def as_text(self) -> str:
        """Return the plan as one line, for other processes; it holds no secret."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Plan:
        """Return the plan that a line holds."""
        data: dict[str, Any] = json.loads(text)
        unjudged = data.pop("unjudged")
        shared = tuple(Shared(**each) for each in data.pop("shared"))
        known = {each.name for each in fields(cls)}
        lists = {name: tuple(unjudged[name]) for name in ("paths", "doings", "reasons")}
        found = Unjudged(**lists, members=bool(unjudged["members"]), twice=bool(unjudged["twice"]))
        plain = {name: value for name, value in data.items() if name in known}
        return cls(**plain, shared=shared, unjudged=found)


def new_mark() -> str:
    """Return what begins the names of all that a load makes, as the names of every run begin."""
    return f"scimconf-{int(time.time()):x}-{secrets.token_hex(2)}-"


def seconds_of(text: str) -> float:
    """Return the seconds that a text such as ``90s``, ``10m`` or ``1h30m`` names, or raise ValueError."""
    found = _DURATION.fullmatch(text.strip())
    given = {unit: float(value) for unit, value in found.groupdict().items() if value} if found else {}
    total = sum(value * _UNITS[unit] for unit, value in given.items())
    if total <= 0:
        raise ValueError(f"{text!r} is no time: write 90s, 10m or 1h30m")
    return total


def told(plan: Plan) -> Sequence[str]:
    """Return the sentences that say what will be sent."""
    groups = f" and {_n(plan.groups, 'group')}" if plan.groups else ""
    return (
        f"Sends {plan.rate:g} requests a second for {plan.seconds:g} s to {plan.url}: some {plan.requests:,}, by "
        f"{_n(plan.users, 'virtual user')}, as Entra provisions {plan.profile} (dialect {plan.dialect}).",
        "The first half is an initial cycle: match, create, fill groups; the second an incremental one: update, "
        "disable, restore, join and leave.",
        f"It creates {plan.people:,} users{groups} at most, all named {plan.mark}…; then it reads them back and "
        "deletes them, at the same rate, with some requests more.",
    )


def _n(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
