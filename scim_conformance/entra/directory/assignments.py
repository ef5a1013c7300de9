"""Who is assigned to the application, in which roles, and by which groups."""

from __future__ import annotations

from collections.abc import Iterable

from .model import DEFAULT_ACCESS, AppRole

NO_ROLE = AppRole(DEFAULT_ACCESS, "", "Default Access")
"""The role that comes with every application."""


class Assignments:
    """Holds the roles of the application, who was given which, and which groups somebody is a direct member of."""

    def __init__(self) -> None:
        self._roles: dict[str, AppRole] = {DEFAULT_ACCESS: NO_ROLE}
        self._given: dict[str, frozenset[str]] = {}
        self._groups: dict[str, frozenset[str]] = {}

    @property
    def roles(self) -> tuple[AppRole, ...]:
        """All roles of the application, in the order in which they were added."""
        return tuple(self._roles.values())

    def add_role(self, role: AppRole) -> None:
        """Let the application offer a role."""
        self._roles[role.id] = role

    def offers(self, role_id: str) -> bool:
        """Tell whether the application has a role."""
        return role_id in self._roles

    def given_to(self, id: str) -> frozenset[str]:
        """Return the ids of the roles that somebody, or a group, was given itself."""
        return self._given.get(id, frozenset())

    def give(self, id: str, roles: frozenset[str]) -> None:
        """Give these roles in place of those given before; none ends the assignment."""
        if roles:
            self._given[id] = roles
        else:
            self._given.pop(id, None)

    def groups_of(self, member: str) -> tuple[str, ...]:
        """Return the ids of the groups of a direct member, always in the same order."""
        return tuple(sorted(self._groups.get(member, ())))

    def join(self, group: str, members: Iterable[str]) -> None:
        """Remember that these are direct members of a group."""
        for member in members:
            self._groups[member] = self._groups.get(member, frozenset()) | {group}

    def leave(self, group: str, members: Iterable[str]) -> None:
        """Forget that these are direct members of a group."""
        for member in members:
            self._groups[member] = self._groups[member] - {group}

    def forget(self, id: str) -> None:
        """Forget the assignments and the memberships of somebody who is gone."""
        self._given.pop(id, None)
        self._groups.pop(id, None)

    def roles_of(self, id: str, *, by_groups: bool) -> tuple[AppRole, ...]:
        """Return the roles that were given to an object itself or, where that counts, to one of its groups."""
        groups = self._groups.get(id, frozenset()) if by_groups else ()
        held = self.given_to(id).union(*(self.given_to(group) for group in groups))
        return tuple(role for role_id, role in self._roles.items() if role_id in held) if held else ()
