"""What a virtual user does next: the proportions of an initial cycle, and those of an incremental one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from random import Random
from typing import Literal

Doing = Literal["create", "update", "disable", "restore", "add members", "remove members"]
Cycle = Literal["initial", "incremental"]

INITIAL: Mapping[Doing, int] = {"create": 9, "add members": 1}
"""In an initial cycle everybody is looked for and created, and then the groups are filled."""

INCREMENTAL: Mapping[Doing, int] = {
    "update": 8,
    "create": 2,
    "disable": 2,
    "restore": 1,
    "add members": 1,
    "remove members": 1,
}
"""Of those who change, 8 move, 2 join, 2 leave and 1 is back: the shares of entra-sync's company.

Memberships are more frequent than there, so that a minute of load can show whether any is lost.
"""

SHARES: Mapping[Cycle, Mapping[Doing, int]] = {"initial": INITIAL, "incremental": INCREMENTAL}

OF_GROUPS: frozenset[Doing] = frozenset({"add members", "remove members"})

BURST = 4
"""So many changes of one group are sent at the same moment: only then can one of them overwrite another."""

REQUESTS = 2
"""How many requests a change takes: one that looks, and one that writes."""

LEAST_BURSTS = 8
"""So often groups are changed together at least, however short or slow a load is."""


def cycle_at(elapsed: float, seconds: float) -> Cycle:
    """Return which cycle it is: the first half of a run is the initial one."""
    return "initial" if elapsed < seconds / 2 else "incremental"


def seconds_between_bursts(rate: float, seconds: float) -> float:
    """Return how many seconds pass from one common change of a group to the next, so that their share comes out."""
    shares = [sum(each[doing] for doing in each if doing in OF_GROUPS) / sum(each.values()) for each in SHARES.values()]
    changes = rate / REQUESTS * sum(shares) / len(shares)
    return min(BURST / changes, seconds / LEAST_BURSTS)


def choose(rng: Random, cycle: Cycle, able: Collection[Doing], *, called: bool) -> Doing | None:
    """Return what to do next among what can be done; None where nothing can.

    Groups are changed by several at once, and only where one is ``called``.
    """
    shares = SHARES[cycle]
    joining = [doing for doing in shares if doing in OF_GROUPS and doing in able]
    alone = [doing for doing in shares if doing not in OF_GROUPS and doing in able]
    picked = joining if called and joining else alone
    if picked:
        return rng.choices(picked, [shares[doing] for doing in picked])[0]
    # What belongs to the other cycle is better than nothing: the applications with the fewest attributes have no more.
    return next(iter(sorted(set(able) - OF_GROUPS)), None)
