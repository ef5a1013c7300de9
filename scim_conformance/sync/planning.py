"""Which run is to be done: a new one, or the one that was interrupted; and what it is made of."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scim_conformance.entra.dialects import Dialect
from scim_conformance.entra.mapping import AttributeMapping, groups_mapping, users_mapping
from scim_conformance.entra.service import Job
from scim_conformance.people.faces import face
from scim_conformance.people.values import value_of
from scim_conformance.profile import Profile, ResourceRules

from .keeping import State
from .lives import Population
from .settings import DEFAULTS, Settings, Unusable

_WORDS = {"profile": "the profile", "url": "--url", "dialect": "the dialect"}


@dataclass(frozen=True)
class Plan:
    """One run: how big it is, and what begins the names of all that it makes."""

    users: int
    groups: int
    cycles: int
    workers: int
    seed: int
    mark: str
    is_resumed: bool = False

    @property
    def population(self) -> Population:
        """The users and groups of the run."""
        return Population(self.seed, self.users, self.groups)


def plan(settings: Settings, state: State) -> Plan:
    """Return the run that the state tells of, if what is asked for now fits to it, or else a new one, noted there."""
    noted = state.settings()
    if not noted:
        return _begun(settings, state)
    asked = settings.noted()
    if not has_groups(settings.profile):
        asked["groups"] = 0
    different = [name for name, value in asked.items() if value is not None and noted.get(name) != value]
    if different:
        told = ", ".join(_WORDS.get(name, f"--{name}") for name in different)
        raise Unusable(
            f"An earlier run at this provider has not been cleaned up, and it had another value of: {told}. Go on "
            "with the values that it had, or give --fresh to delete what it made and begin anew, or --clean to "
            f"delete it only. It is kept in {state.path}."
        )
    if noted.get("kept"):
        raise Unusable(
            "An earlier run at this provider has ended and was kept. Give --clean to delete what it made, or --fresh "
            "to delete it and begin anew."
        )
    return resumed(noted)


def resumed(noted: Mapping[str, Any]) -> Plan:
    """Return the run that a state tells of."""
    return Plan(**{name: noted[name] for name in (*DEFAULTS, "seed", "mark")}, is_resumed=True)


def _begun(settings: Settings, state: State) -> Plan:
    sizes = {name: _or(getattr(settings, name), default) for name, default in DEFAULTS.items()}
    if not has_groups(settings.profile):
        sizes["groups"] = 0
    seed = _or(settings.seed, secrets.randbelow(2**32))
    mark = f"scimconf-{int(time.time()):x}-{secrets.token_hex(2)}-"
    made = Plan(sizes["users"], sizes["groups"], sizes["cycles"], sizes["workers"], seed, mark)
    _check_limit(settings, made)
    noted = {name: value for name, value in asdict(made).items() if name != "is_resumed"}
    state.note(**{**settings.noted(), **noted})
    return made


def _check_limit(settings: Settings, made: Plan) -> None:
    limit, last = settings.profile.limits.resources, made.cycles - 1
    most = made.population.users_at(last) + made.population.groups_at(last)
    if limit is not None and most > limit:
        raise Unusable(
            f"The profile {settings.profile.slug} allows {limit:,} resources (limits.resources), and this run would "
            f"make {most:,}: give fewer --users and --groups, or raise the limit with --set limits.resources={most}."
        )


def _or(given: int | None, default: int) -> int:
    return default if given is None else given


def has_groups(profile: Profile) -> bool:
    """Tell whether the application has groups."""
    return bool(profile.groups.supported and profile.groups.attributes)


def job_of(profile: Profile, dialect: Dialect) -> Job:
    """Return the settings of the provisioning job of an application."""
    groups: AttributeMapping | None = None
    if has_groups(profile):
        groups = groups_mapping(profile.groups, samples=_samples(profile.groups))
    return Job(users_mapping(profile.users, samples=_samples(profile.users)), groups, dialect)


def _samples(rules: ResourceRules) -> dict[str, Any]:
    """Return a value for each attribute whose values must match a pattern."""
    return {rule.path: value_of(rule, face(0), "") for rule in rules.attributes if rule.pattern and not rule.samples}
