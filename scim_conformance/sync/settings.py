"""What one run of entra-sync was asked to do, read from its options, the environment and the profile."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scim_conformance.client import Credentials
from scim_conformance.entra.dialects import DIALECTS, Dialect
from scim_conformance.plugin.aiming import read_aim
from scim_conformance.profile import Profile

DEFAULTS = {"users": 1000, "groups": 20, "cycles": 3, "workers": 4}


class Unusable(Exception):
    """What was asked for can't be done; says everything that is wrong."""


@dataclass(frozen=True)
class Settings:
    """What one run was asked to do; what was left open on the command line is None."""

    profile: Profile
    url: str
    credentials: Credentials
    dialect: Dialect
    users: int | None
    groups: int | None
    cycles: int | None
    workers: int | None
    seed: int | None
    rate: float | None
    timeout: float
    state: Path | None
    verify: int | None
    """How many users are compared at the end; None for all."""

    keep: bool
    json: Path | None
    log: Path | None

    def noted(self) -> dict[str, Any]:
        """Return what a run that goes on must have been begun with."""
        asked = {name: getattr(self, name) for name in (*DEFAULTS, "seed")}
        return {"url": self.url, "profile": self.profile.sha256, "dialect": self.dialect.name, **asked}


def read(given: Namespace, here: Path) -> Settings:
    """Return what was asked for, or raise :class:`Unusable`."""
    problems: list[str] = []
    aim = read_aim(given, here, problems)
    if aim is None:
        raise Unusable("\n".join(problems))
    profile, flag = aim.profile, aim.flag
    dialect: str = given.dialect or (flag if flag and flag in DIALECTS else "default")
    return Settings(
        profile=profile,
        url=aim.url,
        credentials=aim.access.credentials(profile),
        dialect=DIALECTS[dialect],
        users=given.users,
        groups=given.groups,
        cycles=given.cycles,
        workers=given.workers,
        seed=given.seed,
        rate=given.rate or profile.limits.requests_per_second,
        timeout=given.timeout,
        state=here / given.state if given.state else None,
        verify=given.verify,
        keep=given.keep,
        json=here / given.json if given.json else None,
        log=here / given.log if given.log else None,
    )
