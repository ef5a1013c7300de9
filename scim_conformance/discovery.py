"""What the provider says of itself, read once before the first check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import wire
from .client import Reply, Scim
from .files import read_json

ENDPOINTS = {"config": "ServiceProviderConfig", "types": "ResourceTypes", "schemas": "Schemas"}

FEATURES = ("patch", "bulk", "filter", "sort", "etag", "changePassword")


@dataclass(frozen=True)
class Discovered:
    """The three discovery documents, each None where it can't be read."""

    config: dict[str, Any] | None = None
    types: list[dict[str, Any]] | None = None
    schemas: list[dict[str, Any]] | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    dead: tuple[str, ...] = ()
    """Endpoints that resource types name and that are not there."""

    @cached_property
    def schema_set(self) -> wire.SchemaSet:
        """The provider's schemas; where /Schemas does not speak of users, those of RFC 7643."""
        served = wire.SchemaSet.from_documents(self.schemas or [])
        return served if served.get(wire.USER) else core_schemas()

    @property
    def describes_users(self) -> bool:
        """Whether /Schemas itself describes the User."""
        return self.schema_set is not core_schemas()

    def advertises(self, feature: str) -> bool | None:
        """Tell whether the provider advertises a feature; None where it doesn't say."""
        section = (self.config or {}).get(feature)
        supported = section.get("supported") if isinstance(section, dict) else None
        return supported if isinstance(supported, bool) else None

    def resource_type(self, urn: str) -> dict[str, Any] | None:
        """Return the resource type whose base schema has this URN."""
        for item in self.types or []:
            if str(item.get("schema", "")).casefold() == urn.casefold():
                return item
        return None

    @property
    def has_groups(self) -> bool:
        """Whether /ResourceTypes lists groups."""
        return self.resource_type(wire.GROUP) is not None

    def endpoint(self, urn: str, default: str) -> str:
        """Return the endpoint of a base schema, and the usual one where discovery doesn't say."""
        found = (self.resource_type(urn) or {}).get("endpoint")
        # RFC 7643 section 6 wants a relative URI; an absolute one is a finding of its own, not a reason to go there.
        if isinstance(found, str) and found.strip("/") and "://" not in found and found not in self.dead:
            return found.strip("/")
        return default

    def as_dict(self) -> dict[str, Any]:
        """Return what crosses to the workers and stands in results.json."""
        return {
            "config": self.config,
            "types": self.types,
            "schemas": self.schemas,
            "problems": dict(self.problems),
            "dead": list(self.dead),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Discovered:
        """Rebuild what :meth:`as_dict` gave."""
        return cls(data["config"], data["types"], data["schemas"], data["problems"], tuple(data["dead"]))


def core_schemas() -> wire.SchemaSet:
    """Return the schemas of RFC 7643, which speak where neither provider nor profile does."""
    return _CORE.schemas


class _Core:
    @cached_property
    def schemas(self) -> wire.SchemaSet:
        return wire.SchemaSet.from_documents(read_json("scim/core-schemas.json"))


_CORE = _Core()


def discover(scim: Scim) -> Discovered:
    """Read the three discovery endpoints; whatever is odd about them is noted, and nothing fails here."""
    return discovered_from(scim, ask(scim))


def ask(scim: Scim) -> dict[str, Reply]:
    """Ask the three discovery endpoints."""
    return {name: scim.get(endpoint) for name, endpoint in ENDPOINTS.items()}


def discovered_from(scim: Scim, replies: Mapping[str, Reply]) -> Discovered:
    """Return what the answers of the three endpoints say; where they name unusual endpoints, those are asked too."""
    problems = {name: problem for name, reply in replies.items() if (problem := _problem(name, reply))}
    types = _items(replies["types"]) if "types" not in problems else None
    return Discovered(
        config=replies["config"].json if "config" not in problems else None,
        types=types,
        schemas=_items(replies["schemas"]) if "schemas" not in problems else None,
        problems=problems,
        dead=tuple(_dead(scim, types or ())),
    )


def _dead(scim: Scim, types: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the unusual endpoints of users and groups that answer 404; a check says so, and the others go elsewhere."""
    usual = {wire.USER.casefold(): "users", wire.GROUP.casefold(): "groups"}
    for item in types:
        name, found = usual.get(str(item.get("schema")).casefold()), item.get("endpoint")
        if name is None or not isinstance(found, str) or found.strip("/").casefold() in ("", name) or "://" in found:
            continue
        if scim.get(found.strip("/"), params={"count": "1"}).status == 404:
            yield found


def _problem(name: str, reply: Reply) -> str | None:
    if reply.status is None:
        return str(reply.problem)
    if reply.status != 200:
        return f"answered {reply.status}"
    if name == "config":
        return None if isinstance(reply.json, dict) else "answered no JSON object"
    return None if _items(reply) is not None else "answered no list of resources"


def _items(reply: Reply) -> list[dict[str, Any]] | None:
    # A bare array is no ListResponse, and a check says so; what it holds is still what the provider says.
    found = reply.json if isinstance(reply.json, list) else wire.list_items(reply.json)
    return None if found is None else [item for item in found if isinstance(item, dict)]
