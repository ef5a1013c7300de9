"""Who is in the company, each under the name of the part that it plays, and what becomes of it before each cycle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scim_conformance.entra.directory import DEFAULT_ACCESS, AppRole, Directory

Attributes = dict[str, Any]

USERS = ("boss", "mover", "renamed", "adopted", "guest", "returning", "leaving")
"""Those who are in scope from the beginning."""

OUTSIDERS = ("disabled", "bystander", "stranger")
"""Those who are never in scope: one can't sign in, one has Default Access only, one is not assigned."""

GROUPS = ("team", "project")

IDENTITY = ("userPrincipalName", "mail", "mailNickname", "employeeId", "proxyAddresses", "otherMails")
"""What tells users apart, and so does not change with everything else."""

LACKED = ("jobTitle", "department", "telephoneNumber")
"""What the mover has not before it moves, and has afterwards."""

TENANT = "contoso.example.com"
"""The home of the company, where guests come from elsewhere."""

_OTHER = 500
"""So far away is the person whose values somebody gets who changes."""


class Company:
    """A directory with everybody in it, and the changes that happen before the second and the third cycle.

    ``person`` and ``team`` make up the attributes of a user and of a group from a number.
    """

    def __init__(
        self,
        directory: Directory,
        person: Callable[[int], Attributes],
        team: Callable[[int], Attributes],
        roles: Iterable[str] = (),
        required: Iterable[str] = (),
    ) -> None:
        self.directory = directory
        self._person = person
        self._team = team
        self._lacked = [name for name in LACKED if name not in set(required)]
        self.roles: list[AppRole] = [directory.add_role(role) for role in (list(roles)[:2] or ["User"])]
        self.ids: dict[str, str] = {}
        """The ids in the directory, by the name of the part."""

        for number, name in enumerate((*USERS, *OUTSIDERS)):
            self._hire(name, number)
        for number, name in enumerate(GROUPS):
            self.ids[name] = directory.add_team(team(number)).object_id
            directory.assign(self.ids[name], DEFAULT_ACCESS)
        directory.join(self.ids["team"], *self.of("mover", "guest", "returning"))
        directory.join(self.ids["project"], *self.of("boss"))
        directory.set_manager(self.ids["mover"], self.ids["boss"])
        directory.set_manager(self.ids["renamed"], self.ids["boss"])

    def of(self, *names: str) -> tuple[str, ...]:
        """Return the ids of these."""
        return tuple(self.ids[name] for name in names)

    def other_values(self, name: str) -> Attributes:
        """Return what somebody has besides what tells users apart, as another person has it."""
        other = self._person(USERS.index(name) + _OTHER)
        return {key: value for key, value in other.items() if key not in IDENTITY}

    def changes(self) -> None:
        """Let happen what happens before the second cycle."""
        directory, ids = self.directory, self.ids
        directory.change(ids["mover"], self.other_values("mover"))
        directory.set_manager(ids["mover"], ids["adopted"])
        if len(self.roles) > 1:
            directory.assign(ids["mover"], self.roles[1])
            directory.unassign(ids["mover"], self.roles[0])
        self._rename()
        directory.set_manager(ids["renamed"], None)
        directory.unassign(ids["guest"])
        directory.soft_delete(ids["returning"])
        directory.soft_delete(ids["leaving"])
        directory.change_team(ids["team"], {"displayName": self._team(len(GROUPS))["displayName"]})
        directory.join(ids["team"], *self.of("boss", "renamed"))
        directory.leave(ids["team"], ids["mover"])

    def returns(self) -> None:
        """Let happen what happens before the third cycle."""
        self.directory.restore(self.ids["returning"])
        self.directory.purge(self.ids["leaving"])
        self.directory.delete_team(self.ids["project"])

    def _rename(self) -> None:
        renamed = self._person(USERS.index("renamed") + _OTHER)
        fresh: Attributes = {
            key: renamed[key] for key in ("userPrincipalName", "mail", "mailNickname") if key in renamed
        }
        self.directory.change(self.ids["renamed"], fresh)

    def _hire(self, name: str, number: int) -> None:
        attributes = self._person(number)
        if name == "mover":
            attributes = {key: value for key, value in attributes.items() if key not in self._lacked}
        if name == "guest":
            attributes["userPrincipalName"] = _as_guest(attributes["userPrincipalName"])
        person = self.directory.add_person(
            attributes,
            account_enabled=name != "disabled",
            user_type="Guest" if name == "guest" else "Member",
        )
        self.ids[name] = person.object_id
        if name != "stranger":
            self.directory.assign(person.object_id, DEFAULT_ACCESS if name == "bystander" else self.roles[0])


def _as_guest(name: str) -> str:
    return f"{name.replace('@', '_')}#EXT#@{TENANT}"


def account_before(attributes: Mapping[str, Any], other: Mapping[str, Any]) -> Attributes:
    """Return what an account says of somebody before the service comes: the same identity, and other values."""
    return {**other, **{key: attributes[key] for key in IDENTITY if key in attributes}}
