"""What the address of a request names, below the base URL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

DISCOVERY = frozenset({"schemas", "resourcetypes", "serviceproviderconfig", "serviceproviderconfigs"})


@dataclass(frozen=True)
class Target:
    """An endpoint such as ``Users``, one resource of it, or something else below the base URL."""

    endpoint: str = ""
    rest: tuple[str, ...] = ()

    @classmethod
    def parse(cls, path: str, known: Iterable[str] = ()) -> Target:
        """Read a path below the base URL; an endpoint of several segments must be among ``known``."""
        segments = [segment for segment in path.split("/") if segment]
        for endpoint in known:
            parts = endpoint.split("/")
            if len(parts) > 1 and segments[: len(parts)] == parts:
                return cls(endpoint, tuple(map(unquote, segments[len(parts) :])))
        return cls(unquote(segments[0]), tuple(map(unquote, segments[1:]))) if segments else cls()

    @property
    def id(self) -> str | None:
        """The id of the one resource that is named, or None."""
        return self.rest[0] if len(self.rest) == 1 and not self.is_search and not self.is_bulk else None

    @property
    def is_search(self) -> bool:
        """Whether a POST to it only searches."""
        return (self.rest[-1] if self.rest else self.endpoint) == ".search"

    @property
    def is_root(self) -> bool:
        """Whether it may answer with resources of every type."""
        return self.endpoint in ("", ".search") or self.is_bulk

    @property
    def is_bulk(self) -> bool:
        """Whether it takes many operations at once."""
        return self.endpoint.casefold() == "bulk"

    @property
    def is_me(self) -> bool:
        """Whether it is another name of the account that has signed in."""
        return self.endpoint.casefold() == "me"

    @property
    def is_discovery(self) -> bool:
        """Whether it describes the provider and holds no resource."""
        return self.endpoint.casefold() in DISCOVERY

    @property
    def route(self) -> str:
        """The path without any generated value: ``/Users``, ``/Users/{id}``, ``/Users/.search``."""
        first, *others = self.rest or ("",)
        parts = (self.endpoint, first if first in ("", ".search") else "{id}", *others)
        return "/" + "/".join(part for part in parts if part)


def kind(name: str) -> str:
    """Return one word for an endpoint and its resource type: ``Users`` and ``User`` are both ``user``."""
    return name.rpartition("/")[2].casefold().removesuffix("s")
