"""The one thing that the provisioning service needs of the world: somebody who carries its requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote


def resource_path(endpoint: str, id: str) -> str:
    """Return the path of a resource; an id may hold any sign, a slash or a percent sign, say."""
    return f"{endpoint}/{quote(id, safe='')}"


@dataclass(frozen=True)
class Answer:
    """What a provider has answered to one request."""

    status: int | None
    """None where no answer came, or none that is HTTP."""

    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """The headers, their names in small letters."""

    n: int = 0
    """The number of the exchange in the record of the run; 0 where none is kept."""

    seconds: float = 0.0
    text: str = field(default="", repr=False)
    """The body as it came, cut where it is long."""

    @property
    def ok(self) -> bool:
        """Whether the provider says that it did what was asked."""
        return self.status is not None and 200 <= self.status < 300


class Port(Protocol):
    """Carries one request to the provider; ``path`` is below the base URL, and whoever carries encodes parameters."""

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        """Send the request and return the answer; a provider that can't be reached raises."""
        ...
