"""What one cycle sees of an object of the directory: its attributes, and whether it belongs into the application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scim_conformance.entra.directory.attributes import source_attributes, team_attributes
from scim_conformance.entra.directory.model import Kind, Person, Source, Team
from scim_conformance.entra.directory.scope import effective, effective_team

from .job import Job


@dataclass(frozen=True)
class Subject:
    """An object of the directory, as it was read for one cycle."""

    kind: Kind
    object_id: str
    name: str = ""
    is_known: bool = False
    """Whether the directory still has it."""

    is_scoped: bool = False
    """Whether it is entitled to the application and passes the scoping filters, be it disabled or not."""

    is_disabled: bool = False
    """Whether the directory has disabled or soft-deleted it."""

    is_deleted: bool = False
    """Whether the directory has soft-deleted it."""

    why: str = "The directory does not have it any more."
    """Why it is to have an account that works, or why not, in one sentence or more."""

    attributes: Mapping[str, Any] = field(default_factory=dict)
    """What the expressions of attribute mappings see."""

    members: frozenset[str] = frozenset()

    @property
    def is_active(self) -> bool:
        """Whether it is to have an account that works."""
        return self.is_known and self.is_scoped and not self.is_disabled

    @property
    def label(self) -> str:
        """What the log calls it."""
        return f"{'User' if self.kind == 'user' else 'Group'} '{self.name or self.object_id}'"


def subject_of(kind: Kind, object_id: str, source: Source, job: Job) -> Subject:
    """Read an object from the directory; one that is gone is told as not known."""
    if kind == "user":
        person = source.person(object_id)
        return Subject(kind, object_id) if person is None else _user(person, source, job)
    team = source.team(object_id)
    return Subject(kind, object_id) if team is None else _group(team, source, job)


def _user(person: Person, source: Source, job: Job) -> Subject:
    is_deleted = person.deleted_at is not None
    is_disabled = is_deleted or not person.account_enabled
    entitled = effective(source, job.sync, job.scopes, person)
    # Whoever is disabled and else in scope is followed as before; whoever has left is not.
    awake = replace(person, deleted_at=None, account_enabled=True)
    is_scoped = bool(effective(source, job.sync, job.scopes, awake)) if is_disabled else bool(entitled)
    attributes = source_attributes(source, person, is_soft_deleted=is_disabled or not is_scoped)
    return Subject(
        "user",
        person.object_id,
        name=_name(attributes, "userPrincipalName", "displayName"),
        is_known=True,
        is_scoped=is_scoped,
        is_disabled=is_disabled,
        is_deleted=is_deleted,
        why=entitled.reason,
        attributes=attributes,
    )


def _group(team: Team, source: Source, job: Job) -> Subject:
    scope = effective_team(source, job.sync, team)
    return Subject(
        "group",
        team.object_id,
        name=_name(team.attributes, "displayName"),
        is_known=True,
        is_scoped=bool(scope),
        why=scope.reason,
        attributes=team_attributes(team),
        members=team.members,
    )


def _name(attributes: Mapping[str, Any], *names: str) -> str:
    return next((str(attributes[name]) for name in names if attributes.get(name)), "")
