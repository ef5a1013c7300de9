"""What a watcher looks at: exchanges as they were recorded, and what stands in them.

Secrets and strangers are out of a record. What is left of a stranger has no values, so nothing is asked of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from . import wire

HIDDEN = "‹"
"""Begins what stands in a record for a value that was a stranger's."""


@dataclass(frozen=True)
class Seen:
    """One exchange of the run, as its record has it."""

    record: dict[str, Any]
    base_url: str
    schemas: wire.SchemaSet

    @property
    def n(self) -> int:
        """Its number in results.json."""
        return int(self.record["n"])

    @property
    def method(self) -> str:
        """The method of the request."""
        return str(self.record["method"])

    @property
    def status(self) -> int | None:
        """The status of the answer; None where there was none."""
        status = self.record["status"]
        return None if status is None else int(status)

    @cached_property
    def segments(self) -> list[str]:
        """The path below the base URL."""
        base = urlsplit(self.base_url).path.rstrip("/")
        path = urlsplit(str(self.record["url"])).path
        return [part for part in path.removeprefix(base).split("/") if part]

    @property
    def body(self) -> Any:
        """The body of the answer: JSON where it was JSON, else its text."""
        return self.record["response"].get("body")

    @property
    def problem(self) -> str | None:
        """What was odd about the answer, such as a body that is not JSON though it says so."""
        problem = self.record["response"].get("problem")
        return None if problem is None else str(problem)

    @property
    def is_readable(self) -> bool:
        """Whether the record has the whole body: it could be read, and was not too long to be kept."""
        return self.problem is None and not self.record["response"].get("cut", False)

    @property
    def repeated(self) -> list[str]:
        """The names that stood twice in one object of the body."""
        return list(self.record["response"].get("repeated", ()))

    @property
    def seconds(self) -> float:
        """How long the answer took."""
        return float(self.record["seconds"])

    def header(self, name: str) -> str | None:
        """Return a header of the answer."""
        return _header(self.record["response"]["headers"], name)

    def sent_header(self, name: str) -> str | None:
        """Return a header of the request."""
        return _header(self.record["request"]["headers"], name)

    @property
    def ok(self) -> bool:
        """Whether the answer was a success."""
        return self.status is not None and 200 <= self.status < 300

    @cached_property
    def resources(self) -> list[SeenResource]:
        """The users and groups of this run in a successful answer."""
        return list(_resources(self))


@dataclass(frozen=True)
class SeenResource:
    """One resource of this run in an answer."""

    exchange: Seen
    body: Mapping[str, Any]
    alone: bool
    """Whether it is the whole answer, and not one of a list."""

    partial: bool
    """Whether the request asked for some attributes only."""


def answers(exchange: Seen) -> Iterator[Seen]:
    """Every exchange that has an answer."""
    if exchange.status is not None:
        yield exchange


def bodies(exchange: Seen) -> Iterator[Seen]:
    """Every answer that has a body."""
    if exchange.status is not None and exchange.body not in (None, ""):
        yield exchange


def read_bodies(exchange: Seen) -> Iterator[Seen]:
    """Every answer that has a body, or of whose body nothing could be read."""
    if exchange.status is not None and (exchange.body not in (None, "") or exchange.problem):
        yield exchange


def errors(exchange: Seen) -> Iterator[Seen]:
    """Every answer of 4xx or 5xx that has a JSON object as its body."""
    if exchange.status is not None and exchange.status >= 400 and isinstance(exchange.body, dict):
        yield exchange


def lists(exchange: Seen) -> Iterator[Seen]:
    """Every successful answer to a query of an endpoint, and every other that is a list response."""
    asked = exchange.segments
    is_query = exchange.method == "GET" and len(asked) == 1 and asked[0] not in ("Me", *_DISCOVERY)
    is_query = is_query or asked[-1:] == [".search"]
    # A body that can't be read is told once, by a check of its own.
    if exchange.ok and exchange.is_readable and (is_query or wire.list_items(exchange.body) is not None):
        yield exchange


def searches(exchange: Seen) -> Iterator[Seen]:
    """Every search with a filter, answered or not."""
    if "filter=" in urlsplit(str(exchange.record["url"])).query or exchange.segments[-1:] == [".search"]:
        yield exchange


def limits(exchange: Seen) -> Iterator[Seen]:
    """Every answer that says that there were too many requests."""
    if exchange.status == 429:
        yield exchange


def resources(exchange: Seen) -> Iterator[SeenResource]:
    """Every user or group of this run in a successful answer."""
    yield from exchange.resources


def _resources(exchange: Seen) -> Iterator[SeenResource]:
    if not exchange.ok or not exchange.segments or exchange.segments[0] in ("Bulk", *_DISCOVERY):
        return
    listed = wire.list_items(exchange.body)
    query = urlsplit(str(exchange.record["url"])).query
    sent = exchange.record["request"].get("body")
    asked = sent if isinstance(sent, dict) and exchange.segments[-1] == ".search" else {}
    partial = "attributes=" in query.casefold() or any("attributes" in str(key).casefold() for key in asked)
    for body in [exchange.body] if listed is None else listed:
        if isinstance(body, dict) and body and not _is_strange(body) and wire.ERROR not in str(body.get("schemas")):
            yield SeenResource(exchange, body, listed is None, partial)


_DISCOVERY = ("ServiceProviderConfig", "ResourceTypes", "Schemas")


def _is_strange(body: Mapping[str, Any]) -> bool:
    values = [value for key, value in body.items() if key not in ("schemas", "id", "meta")]
    return any(isinstance(value, str) and value.startswith(HIDDEN) for value in values) or HIDDEN in str(body)


def _header(headers: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in headers.items() if key.casefold() == name.casefold()), None)
