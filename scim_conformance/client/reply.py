"""What a provider answered, and the resources it told of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from .parsing import parse


class Headers(Mapping[str, str]):
    """The headers of an answer; names are found in any case, and values show in no repr."""

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items: dict[str, tuple[str, str]] = {}
        for name, value in items:
            known = self._items.get(name.lower())
            self._items[name.lower()] = (known[0], f"{known[1]}, {value}") if known else (name, value)

    @classmethod
    def of(cls, lines: Iterable[tuple[bytes, bytes]]) -> Headers:
        """Read headers as they were on the wire."""
        return cls((name.decode(errors="replace"), value.decode(errors="replace")) for name, value in lines)

    def __getitem__(self, name: str) -> str:
        return self._items[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._items

    def __repr__(self) -> str:
        return f"<Headers {', '.join(self)}>"


@dataclass(frozen=True, eq=False, repr=False)
class Reply:
    """What came back for one request, as it was; whatever is odd about it is said in ``problem``."""

    n: int
    """The number of the exchange; 0 where nothing was sent."""

    method: str
    url: str

    route: str
    """The path below the base URL without any id or query, such as ``/Users/{id}``."""

    status: int | None
    """None where there was no answer; ``problem`` then says why."""

    headers: Headers
    text: str
    json: Any
    problem: str | None
    seconds: float

    kept: Any = None
    """The body as the exchange keeps it: without secrets, and without what belongs to strangers."""

    resource: Resource | None = None
    """What a creation made."""

    def __repr__(self) -> str:
        return f"<Reply {self.n}: {self.method} {self.route} {self.status or 'without an answer'}>"

    @property
    def shown(self) -> str:
        """The body as it may be shown to anybody, as text."""
        if self.kept is None:
            return ""
        return self.kept if isinstance(self.kept, str) else json.dumps(self.kept, ensure_ascii=False)

    @property
    def ok(self) -> bool:
        """Whether the provider answered with a 2xx status."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, eq=False, repr=False)
class Resource:
    """A resource of the provider, as it was last answered."""

    endpoint: str
    id: str
    body: dict[str, Any]
    sent: dict[str, Any] | None = None

    def __repr__(self) -> str:
        return f"<Resource {self.endpoint}/{self.id}>"

    @property
    def path(self) -> str:
        """Where it is, below the base URL."""
        if not is_usable_id(self.id):
            raise ValueError(f"The id {self.id!r} can't stand in an address below {self.endpoint}.")
        return f"{self.endpoint}/{quote(self.id, safe='')}"

    @classmethod
    def of(cls, endpoint: str, reply: Reply, sent: dict[str, Any] | None = None) -> Resource | None:
        """Return the resource that an answer tells of, or None where it tells no id."""
        found = id_in(reply.json) or id_in_location(reply.headers.get("Location"), endpoint)
        body = reply.json if isinstance(reply.json, dict) else {}
        return cls(endpoint, found, body, sent) if found else None


def is_usable_id(value: str) -> bool:
    """Tell whether an id can stand in an address; with ``..`` the address would name something else."""
    return bool(value.strip()) and value not in (".", "..")


def id_in(body: Any) -> str | None:
    """Return the id that an answered resource carries, as a string, or None."""
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    if not isinstance(body, dict):
        return None
    for key, value in body.items():
        if key.casefold() == "id" and isinstance(value, str | int) and not isinstance(value, bool):
            return str(value) if is_usable_id(str(value)) else None
    return None


def id_in_location(location: str | None, endpoint: str) -> str | None:
    """Return the id at the end of a Location, or None where it names only the endpoint."""
    if not location:
        return None
    try:
        path = urlsplit(location.strip()).path
    except ValueError:
        return None
    last = unquote(path.rstrip("/").rpartition("/")[2])
    return last if is_usable_id(last) and last.casefold() != endpoint.rpartition("/")[2].casefold() else None


@dataclass(frozen=True)
class Body:
    """The body of an answer, read as far as it can be read."""

    text: str = ""
    json: Any = None
    is_json: bool = False
    problem: str | None = None
    repeated: tuple[str, ...] = ()
    """The names that stand twice in one object of it."""


def read_body(content: bytes, content_type: str) -> Body:
    """Read the body of an answer; what keeps it from being JSON is said only where it claims to be JSON."""
    if not content:
        return Body()
    problems = []
    if content.startswith(b"\xef\xbb\xbf"):
        problems.append("the body begins with a byte order mark")
        content = content[3:]
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        problems.append(f"the body is not UTF-8 from byte {error.start} on")
        text = content.decode(errors="replace")
    parsed = parse(text)
    if parsed.why and "json" in content_type.lower():
        what = "the body can't be read" if parsed.out_of_bounds else "the body is not JSON as its Content-Type says"
        problems.append(f"{what}: {parsed.why}")
    return Body(text, parsed.value, parsed.why is None, "; ".join(problems) or None, parsed.repeated)
