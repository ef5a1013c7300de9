"""Who is in scope for provisioning, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from .model import DEFAULT_ACCESS, Person, Source, Team
from .scoping import Scope, why_out

Sync = Literal["assigned", "all"]


_IN_SCOPE: Mapping[Sync, str] = {
    "all": "All users are in scope, and no scoping filter keeps this one out.",
    "assigned": "The user is assigned to the application, and no scoping filter keeps it out.",
}


@dataclass(frozen=True)
class InScope:
    """Whether an object is in scope; used as a condition it is true for who is."""

    inside: bool
    reason: str
    """One sentence or more: why it is in scope, or everything that keeps it out."""

    def __bool__(self) -> bool:
        return self.inside


def effective(source: Source, sync: Sync, scopes: Iterable[Scope], person: Person) -> InScope:
    """Tell whether a user is to have an active account; for who is not, IsSoftDeleted is true.

    There are four reasons why not ("Customize user provisioning attribute-mappings", learn.microsoft.com/entra/
    identity/app-provisioning/customize-application-attributes): the user is deleted, can't sign in, is not assigned,
    or passes no scoping filter.
    """
    rest = entitled(source, sync, scopes, person)
    barred = tuple(_bars(person))
    if not barred:
        return rest
    return InScope(False, " ".join(barred if rest else (*barred, rest.reason)))


def entitled(source: Source, sync: Sync, scopes: Iterable[Scope], person: Person) -> InScope:
    """Tell whether a user is assigned as it must be and passes the scoping filters, also where it can't sign in."""
    lacking = () if sync == "all" else tuple(_lack_of_assignment(source, person))
    out = why_out(scopes, person)
    if lacking or out:
        return InScope(False, " ".join(filter(None, (*lacking, out))))
    return InScope(True, _IN_SCOPE[sync])


def effective_team(source: Source, sync: Sync, team: Team) -> InScope:
    """Tell whether a group is provisioned: each group is, or only those that are assigned themselves."""
    if sync == "all":
        return InScope(True, "All groups of the directory are in scope.")
    if source.is_assigned(team.object_id):
        return InScope(True, "The group is assigned to the application.")
    return InScope(False, "The group is not assigned to the application.")


def _bars(person: Person) -> Iterator[str]:
    if person.deleted_at is not None:
        yield f"The user was deleted on {person.deleted_at:%Y-%m-%d} and can still be restored."
    if not person.account_enabled:
        yield "The user is disabled: its accountEnabled is false."


def _lack_of_assignment(source: Source, person: Person) -> Iterator[str]:
    """Say what is missing in a user's assignments.

    Microsoft's pages differ on Default Access. Tutorials of applications, such as "Configure kpifire for automatic
    user provisioning" (learn.microsoft.com/entra/identity/saas-apps/kpifire-provisioning-tutorial), say that a user
    in that role only is not effectively entitled and left out. "Users aren't being provisioned in my application"
    (learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-no-users-provisioned)
    says that so it was until July 2020. The stricter reading is kept: who has a role of the application's own is in
    scope by both.
    """
    roles = source.roles_of(person.object_id)
    if not roles:
        yield "The user is not assigned to the application."
    elif all(role.id == DEFAULT_ACCESS for role in roles):
        yield "The user is not effectively entitled: its only role is Default Access; assign it another one."
