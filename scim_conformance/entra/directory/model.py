"""What a directory holds, and what the provisioning service asks of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Kind = Literal["user", "group"]

DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000"
"""The id of the role that comes with every application; who has no other one is not provisioned."""


@dataclass(frozen=True)
class AppRole:
    """A role that the application offers in the directory."""

    id: str
    value: str
    display_name: str


@dataclass(frozen=True)
class Person:
    """A user of the directory; ``attributes`` have the names that attribute mappings use."""

    object_id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    account_enabled: bool = True
    user_type: Literal["Member", "Guest"] = "Member"
    manager: str | None = None
    deleted_at: datetime | None = None
    """When the user was deleted; for thirty days it can be restored."""


@dataclass(frozen=True)
class Team:
    """A group of the directory, with the ids of its direct members."""

    object_id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    members: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Changes:
    """What has changed since a watermark: in the order of the changes, each object once."""

    users: Sequence[str] = ()
    groups: Sequence[str] = ()
    purged_users: Sequence[str] = ()
    deleted_groups: Sequence[str] = ()
    watermark: int = 0


class Source(Protocol):
    """What the service reads of a directory; one that streams need not hold anything."""

    def user_ids(self) -> Iterator[str]:
        """Yield the ids of all users that are not purged, soft-deleted ones among them."""
        ...

    def group_ids(self) -> Iterator[str]:
        """Yield the ids of all groups."""
        ...

    def person(self, object_id: str) -> Person | None:
        """Return a user; None where it is purged or was never there."""
        ...

    def team(self, object_id: str) -> Team | None:
        """Return a group; None where it is deleted or was never there."""
        ...

    def roles_of(self, object_id: str) -> tuple[AppRole, ...]:
        """Return the roles that a user or a group is assigned, itself or by a group it is a direct member of."""
        ...

    def is_assigned(self, object_id: str) -> bool:
        """Tell whether a user or a group is assigned to the application, in whatever role."""
        ...

    def changes_since(self, watermark: int) -> Changes:
        """Return what has changed since a watermark; 0 is before everything."""
        ...
