"""What one load was asked to do, read from its options and the profile."""

from __future__ import annotations

import secrets
from argparse import Namespace
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from scim_conformance.client import default_ledger_directory
from scim_conformance.entra.dialects import DIALECTS
from scim_conformance.plugin.access import sign_in
from scim_conformance.plugin.aiming import Aim, read_aim
from scim_conformance.sync.planning import has_groups

from .planning import (
    DEFAULT_GROUPS,
    DEFAULT_PEOPLE,
    DEFAULT_RATE,
    DEFAULT_SECONDS,
    DEFAULT_USERS,
    Plan,
    new_mark,
)

NO_LOCUST = "The command load needs Locust: pip install 'scim-conformance[load]'."
OF_THE_MASTER = ("users", "rate", "seconds", "people", "groups", "seed", "dialect", "web", "results")


class Unusable(Exception):
    """What was asked for can't be done; says everything that is wrong."""


@dataclass(frozen=True)
class Settings:
    """A provider, and what is to be done to it."""

    aim: Aim
    plan: Plan
    ledgers: Path
    is_worker: bool
    """Whether the plan comes from a master elsewhere."""


def read(given: Namespace, here: Path) -> Settings:
    """Return what was asked for, or raise :class:`Unusable`."""
    problems: list[str] = []
    if find_spec("locust") is None:
        problems.append(NO_LOCUST)
    is_worker = "--worker" in given.locust
    if is_worker and (named := [name for name in OF_THE_MASTER if getattr(given, name) is not None]):
        told = ", ".join("--for" if name == "seconds" else f"--{name}" for name in named)
        problems.append(f"A worker does what its master says: give {told} to the master.")
    aim = read_aim(given, here, problems)
    if aim is not None and not problems:
        sign_in(aim.access, problems)
    plan = _plan(given, aim, problems) if aim is not None else None
    if problems or aim is None or plan is None:
        raise Unusable("\n".join(problems))
    ledgers = here / given.ledger if given.ledger else default_ledger_directory(aim.url)
    return Settings(aim, plan, ledgers, is_worker)


def _plan(given: Namespace, aim: Aim, problems: list[str]) -> Plan:
    limits = aim.profile.limits
    limit = limits.requests_per_second
    rate = given.rate or min(DEFAULT_RATE, limit or DEFAULT_RATE)
    if limit is not None and rate > limit:
        problems.append(
            f"The profile {aim.profile.slug} allows {limit:g} requests a second (limits.requests_per_second): give "
            f"--rate {limit:g} or less, or raise the limit with --set limits.requests_per_second={rate:g}."
        )
    groups = DEFAULT_GROUPS if given.groups is None else given.groups
    groups = groups if has_groups(aim.profile) else 0
    people = given.people or DEFAULT_PEOPLE
    if limits.resources is not None:
        # The rehearsal makes two more.
        people = min(people, limits.resources - groups - 2)
        if people < 1:
            problems.append(
                f"The profile {aim.profile.slug} allows {limits.resources} resources (limits.resources), which is not "
                "enough for a load."
            )
    flag = aim.flag if aim.flag in DIALECTS else None
    return Plan(
        url=aim.url,
        profile=aim.profile.name,
        dialect=given.dialect or flag or "default",
        users=given.users or DEFAULT_USERS,
        rate=rate,
        seconds=given.seconds or DEFAULT_SECONDS,
        people=people,
        groups=groups,
        seed=secrets.randbelow(2**32) if given.seed is None else given.seed,
        mark=new_mark(),
        timeout=given.timeout,
        limit=limit,
    )
