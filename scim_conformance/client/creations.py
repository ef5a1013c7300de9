"""Which resources a request may create or delete, and what an answer says became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .reply import Reply, id_in, id_in_location
from .strangers import names_of
from .target import Target, kind

SEARCHED = {"username": "userName", "displayname": "displayName", "externalid": "externalId"}
"""The attributes by which a created resource can be found again, the surest first."""


@dataclass(frozen=True)
class Attempt:
    """One resource that a request may create."""

    endpoint: str
    names: Mapping[str, str] = field(default_factory=dict)
    operation: int | None = None
    """Its place among the operations of a bulk request."""

    asked_id: str | None = None
    """The id that a PUT asks for."""

    @property
    def name(self) -> str:
        """The name by which it can be found again."""
        return next((self.names[name] for name in SEARCHED if name in self.names), "")


@dataclass(frozen=True)
class Result:
    """What became of an attempt; all empty where nobody knows."""

    endpoint: str = ""
    id: str = ""
    refused: bool = False
    doubt: str = ""
    named: bool = False
    """Whether the answer bears a name that was sent, or one with the mark."""


def attempts(method: str, target: Target, body: Any, owns: Callable[[str, str], bool]) -> list[Attempt]:
    """Return the resources that a request may create."""
    if method == "POST" and target.is_bulk:
        return [
            Attempt(_target(operation).endpoint, names_of(operation.get("data")), place)
            for place, operation in enumerate(_operations(body))
            if _method(operation) == "POST"
        ]
    if method == "POST" and target.endpoint and not target.is_search:
        return [Attempt(target.endpoint, names_of(body))]
    # A PUT must not create, says RFC 7644 section 3.5.1; where one does, it has to be deleted all the same.
    if method == "PUT" and target.id and not target.is_discovery and not owns(target.endpoint, target.id):
        return [Attempt(target.endpoint, names_of(body), asked_id=target.id)]
    return []


def result(attempt: Attempt, body: Any, reply: Reply, mark: str) -> Result:
    """Return what an answer says of an attempt."""
    status, answered, location = reply.status, reply.json, reply.headers.get("Location")
    if attempt.operation is not None and reply.ok:
        answer = _answers(body, reply)[attempt.operation]
        status, answered, location = _status(answer), answer.get("response"), _text(answer.get("location"))
    if status is None or status >= 500:
        return Result()
    if not 200 <= status < 300:
        return Result(refused=True)
    # Some providers answer the creation of a user with one that was there before: it must never be deleted.
    if is_somebody_elses(attempt.names, names_of(answered), mark):
        return Result(doubt=f"answered {status} with another resource than the one that was sent")
    found = id_in(answered) or id_in_location(location, attempt.endpoint) or attempt.asked_id
    if not found:
        return Result(doubt=f"answered {status} without an id")
    return Result(
        _lasting_endpoint(attempt.endpoint, location), found, named=bool(attempt.names and names_of(answered))
    )


def deleted(method: str, target: Target, body: Any, reply: Reply) -> list[tuple[str, str]]:
    """Return the endpoint and id of each resource that an answer says is deleted."""
    if method == "DELETE" and target.id and reply.status == 204:
        return [(target.endpoint, target.id)]
    if method != "POST" or not target.is_bulk or not reply.ok:
        return []
    pairs = zip(_operations(body), _answers(body, reply), strict=True)
    gone = [_target(asked) for asked, told in pairs if _method(asked) == "DELETE" and _status(told) == 204]
    return [(named.endpoint, named.id) for named in gone if named.id]


def seen(method: str, target: Target, reply: Reply) -> bool:
    """Tell whether an answer shows that the resource that was asked for is there and in use."""
    return (
        method == "GET"
        and reply.status == 200
        and target.id is not None
        and id_in(reply.json) == target.id
        and not is_inactive(reply.json)
    )


def is_inactive(body: Any) -> bool:
    """Tell whether a resource says that it is deactivated, be it with a boolean or with a string."""
    return isinstance(body, dict) and str(body.get("active")).casefold() == "false"


def is_somebody_elses(sent: Mapping[str, str], answered: Mapping[str, str], mark: str) -> bool:
    """Tell whether an answered resource bears names, but none that was sent and none with the mark."""
    if not sent or not answered:
        return False
    ours = {name.casefold() for name in sent.values()}
    return not any(
        name.casefold() in ours or (mark and mark.casefold() in name.casefold()) for name in answered.values()
    )


def _lasting_endpoint(endpoint: str, location: str | None) -> str:
    """Return where a resource lives: /Me is only another name of a resource of /Users."""
    if kind(endpoint) != "me":
        return endpoint
    parts = [part for part in (location or "").split("?")[0].split("/") if part]
    return parts[-2] if len(parts) > 1 else "Users"


def _operations(body: Any) -> list[dict[str, Any]]:
    listed = body.get("Operations") if isinstance(body, dict) else None
    return [item if isinstance(item, dict) else {} for item in listed] if isinstance(listed, list) else []


def _answers(body: Any, reply: Reply) -> list[dict[str, Any]]:
    """Return the answer to each operation of a bulk request, empty where there is none."""
    asked, told = _operations(body), _operations(reply.json)
    by_id = {_text(answer.get("bulkId")): answer for answer in told}
    in_order = told if len(told) == len(asked) else [{}] * len(asked)
    return [
        by_id.get(_text(operation.get("bulkId")) or "?") or answer
        for operation, answer in zip(asked, in_order, strict=True)
    ]


def _method(operation: Mapping[str, Any]) -> str:
    return (_text(operation.get("method")) or "").upper()


def _target(operation: Mapping[str, Any]) -> Target:
    return Target.parse(_text(operation.get("path")) or "")


def _status(answer: Mapping[str, Any]) -> int | None:
    found = answer.get("status")
    # RFC 7644's own examples have both a string and an object with a code.
    text = str(found.get("code") if isinstance(found, dict) else found)
    return int(text) if text.isascii() and text.isdigit() else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
