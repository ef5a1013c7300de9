"""Keeps every request that changes something to what the run has made.

An id may come from anywhere: a provider that mixes up its ids, a list that ignores its filter, a mistake of ours. So
it is looked at where all requests pass, and one that would change or delete somebody else's resource is not sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from .target import Target

CHANGING = frozenset({"PUT", "PATCH", "DELETE"})

BULK_REFERENCE = "bulkid:"
"""How a bulk request names what it creates itself."""

TOLD_BY_A_CREATION = "a creation was answered with this id, and a read shows somebody else there."

NOBODY = "00000000-0000-4000-8000-000000000000"
"""An id of the usual form that no provider gives to anybody."""


class NotOurs(Exception):
    """A request was not sent, since it would have changed what this run did not create."""

    def __init__(self, method: str, where: str, why: str = "") -> None:
        why = why or "the run did not create what it names, so it may be somebody else's."
        super().__init__(f"{method} {where} was not sent: {why}")


class Doubtful(NotOurs):
    """What a creation has told as its result is, or may be, somebody else's."""


class NamesOthers(NotOurs):
    """What the provider shows of the run's own resource names somebody else, so it is not sent back."""


Known = Callable[[str, str], bool]
"""Tells something of a resource by its endpoint and its id."""


def refuse_strangers(method: str, target: Target, body: Any, mark: str, *, owns: Known, mistaken: Known) -> None:
    """Raise :class:`NotOurs` where a request would change or delete something that the run did not create.

    ``mistaken`` knows what a creation has told as its result, and is somebody else's.
    """
    for verb, named in changes(method, target, body):
        if not _may_change(named, owns, mark):
            if named.id is not None and mistaken(named.endpoint, named.id):
                raise Doubtful(verb, named.route, TOLD_BY_A_CREATION)
            raise NotOurs(verb, named.route)


def changes(method: str, target: Target, body: Any) -> Iterator[tuple[str, Target]]:
    """Yield what a request changes or deletes, with the method that does it, also within a bulk request."""
    # A PUT that names no resource can at most create one; but /Me is whoever has signed in. A POST to a resource is
    # how some providers update it.
    is_update = method == "POST" and bool(target.rest) and not target.is_search and not target.is_bulk
    if is_update or (method in CHANGING and (target.rest or target.is_me or method != "PUT")):
        yield method, target
    operations = body.get("Operations") if method == "POST" and target.is_bulk and isinstance(body, dict) else None
    for operation in operations if isinstance(operations, list) else ():
        verb = str(operation.get("method")).upper() if isinstance(operation, dict) else ""
        if verb in CHANGING:
            yield verb, Target.parse(urlsplit(str(operation.get("path"))).path)


def _may_change(target: Target, owns: Known, mark: str) -> bool:
    """Tell whether a target is the run's own, made up by it, or a document that describes the provider."""
    if target.is_discovery:
        return True
    if target.id is None:
        return False
    return is_made_up(target.id, mark) or owns(target.endpoint, target.id)


def is_made_up(id: str, mark: str) -> bool:
    """Tell whether the run has made up an id, so that no provider gives it to anybody."""
    id = id.casefold()
    return id == NOBODY or id.startswith(BULK_REFERENCE) or bool(mark and mark.casefold().rstrip("-") in id)
