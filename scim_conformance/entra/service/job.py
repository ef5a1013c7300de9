"""How one application is provisioned, and what the service remembers of its accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from scim_conformance.entra.dialects import DIALECTS, Dialect
from scim_conformance.entra.directory.model import Kind
from scim_conformance.entra.mapping.model import AttributeMapping


@dataclass(frozen=True)
class Job:
    """The settings of a provisioning job, as an administrator makes them."""

    users: AttributeMapping | None
    groups: AttributeMapping | None = None
    dialect: Dialect = DIALECTS["default"]
    sync: Literal["assigned", "all"] = "assigned"
    scopes: tuple[Callable[[Any], bool], ...] = ()
    """The scoping filters for users: who passes one of them is in scope; without any, everybody is."""

    skip_out_of_scope_deletions: bool = False
    batch: int = 100
    """How many members join or leave a group in one request."""

    clears_empty: bool = False
    """Whether an attribute that has become empty in the directory is emptied at the provider, too.

    The service does not do that: it sends no nulls to applications, and leaves such an attribute as it was
    (https://learn.microsoft.com/en-us/entra/identity/app-provisioning/known-issues). The gallery validation writes
    empty texts all the same; so it can be asked for.
    """

    manager_form: Literal["text", "object", "list"] = "text"
    """How a manager is written: as a text, as the gallery's validation does, or as an older page shows it."""


@dataclass(frozen=True)
class Link:
    """What the service knows of an account: the provider's id for it, and how it was left."""

    target_id: str
    name: str = ""
    active: bool = True
    left: bool = False
    """Whether the object went out of scope; the service then no longer follows its deletion in the directory."""


class Links(Protocol):
    """Remembers which account belongs to which object of the directory."""

    def get(self, kind: Kind, object_id: str) -> Link | None:
        """Return the account of an object; None where it has none yet."""
        ...

    def put(self, kind: Kind, object_id: str, link: Link) -> None:
        """Remember the account of an object, in place of what was known."""
        ...

    def drop(self, kind: Kind, object_id: str) -> None:
        """Forget the account of an object."""
        ...

    def all(self, kind: Kind) -> Iterator[tuple[str, Link]]:
        """Yield everything that is remembered of users or of groups."""
        ...


@dataclass
class Remembered:
    """Links that are kept in memory."""

    _links: dict[tuple[Kind, str], Link] = field(default_factory=dict)

    def get(self, kind: Kind, object_id: str) -> Link | None:
        """Return the account of an object; None where it has none yet."""
        return self._links.get((kind, object_id))

    def put(self, kind: Kind, object_id: str, link: Link) -> None:
        """Remember the account of an object, in place of what was known."""
        self._links[kind, object_id] = link

    def drop(self, kind: Kind, object_id: str) -> None:
        """Forget the account of an object."""
        self._links.pop((kind, object_id), None)

    def all(self, kind: Kind) -> Iterator[tuple[str, Link]]:
        """Yield everything that is remembered of users or of groups."""
        yield from [(id, link) for (each, id), link in self._links.items() if each == kind]


class Memberships(Protocol):
    """Remembers which members of a group were written, by their ids in the directory; the service never reads them."""

    def get(self, group: str) -> frozenset[str]:
        """Return the members that were written; none where nothing is known of the group."""
        ...

    def put(self, group: str, members: frozenset[str]) -> None:
        """Remember the members of a group, in place of what was known."""
        ...

    def drop(self, group: str) -> None:
        """Forget a group."""
        ...


@dataclass
class RememberedMembers:
    """Memberships that are kept in memory."""

    _members: dict[str, frozenset[str]] = field(default_factory=dict)

    def get(self, group: str) -> frozenset[str]:
        """Return the members that were written; none where nothing is known of the group."""
        return self._members.get(group, frozenset())

    def put(self, group: str, members: frozenset[str]) -> None:
        """Remember the members of a group, in place of what was known."""
        self._members[group] = members

    def drop(self, group: str) -> None:
        """Forget a group."""
        self._members.pop(group, None)
