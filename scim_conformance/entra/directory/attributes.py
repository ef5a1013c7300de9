"""Which attributes of a user or a group the provisioning service sees, under the names that mappings use."""

from __future__ import annotations

from typing import Any

from .model import DEFAULT_ACCESS, Person, Source, Team

GUEST_MARK = "#EXT#"


def person_attributes(person: Person) -> dict[str, Any]:
    """Return what a user has of its own: its attributes, its id, and whether it may sign in."""
    seen = {
        **person.attributes,
        "objectId": person.object_id,
        "accountEnabled": person.account_enabled,
        "userType": person.user_type,
    }
    name = person.attributes.get("userPrincipalName")
    if isinstance(name, str):
        seen["userPrincipalName"] = home_name(name)
        seen["originalUserPrincipalName"] = name
    return seen


def source_attributes(source: Source, person: Person, *, is_soft_deleted: bool) -> dict[str, Any]:
    """Return what the expressions of a mapping see of a user.

    ``is_soft_deleted`` is the service's to say: it is true not only of deleted users, but of everybody out of scope.
    """
    return {
        **person_attributes(person),
        "IsSoftDeleted": is_soft_deleted,
        "manager": person.manager,
        "appRoleAssignments": tuple(role for role in source.roles_of(person.object_id) if role.id != DEFAULT_ACCESS),
    }


def team_attributes(team: Team) -> dict[str, Any]:
    """Return what the expressions of a mapping see of a group."""
    return {**team.attributes, "objectId": team.object_id, "members": team.members}


def home_name(name: str) -> str:
    """Return the name of a guest as it is at home, and any other name as it is.

    "How Application Provisioning works in Microsoft Entra ID" (learn.microsoft.com/entra/identity/app-provisioning/
    how-provisioning-works, B2B users) shows alias_theirdomain#EXT#@yourdomain become alias@theirdomain. The last
    underscore is the one that stood for the @, because no domain has an underscore.
    """
    before, mark, _ = name.partition(GUEST_MARK)
    if not mark:
        return name
    alias, underscore, domain = before.rpartition("_")
    return f"{alias}@{domain}" if underscore else before
