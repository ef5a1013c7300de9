"""Makes sure, before something is changed, that it is what the run has made.

What a creation answers is the provider's word only: the id in it may be somebody else's, and so may the Location, or
what stands in a bulk answer or a listing. So what has not been read yet by its id, with a name that the run gave in it,
is read first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from scim_conformance.wire import list_items

from .guard import TOLD_BY_A_CREATION, Doubtful, NamesOthers, NotOurs, changes, is_made_up
from .ledger import Ledger
from .reply import Reply, id_in
from .strangers import names_of
from .target import Target

READING = ("GET", "HEAD", "OPTIONS")

GONE = (404, 410)

DEEPEST = 30
"""How deep a reference is looked for in a body."""

_REFERRING = ("members", "manager", "groups")


class Assurance:
    """What is known of whose resources are, from how the provider shows them."""

    def __init__(self, ledger: Ledger, mark: str, read: Callable[[str], Reply]) -> None:
        self._ledger = ledger
        self._mark = mark.casefold()
        self._read = read
        self._others: set[str] = set()
        self._shown: set[str] = set()
        self.reads = 0
        """How many reads were sent to make sure; they are no part of what a check asks."""

    def take_in(self, method: str, target: Target, reply: Reply) -> None:
        """Learn from an answer whose the resources are that it shows."""
        if not self._mark or not reply.ok or not (method == "GET" or target.is_search):
            return
        for id, resource in _shown(target, reply.json):
            names = [name.casefold() for name in names_of(resource).values()]
            is_ours = any(self._mark in name for name in names)
            if not is_ours:
                # Also where it is shown without any name, as a search for ids alone does.
                self._others.add(id)
            else:
                # As the group that an application puts everybody into.
                self._shown.update(referred_to(resource))
            # A listing may tell a wrong id, as a creation may.
            if target.id is not None and is_ours:
                self._ledger.make_sure(target.endpoint, id)
            elif target.id is not None and names and not self._ledger.is_sure(target.endpoint, id):
                self._ledger.disown(target.endpoint, id)

    def demand(self, method: str, target: Target, body: Any) -> None:
        """Raise :class:`NotOurs` where what a request changes or refers to turns out to be somebody else's."""
        if not self._mark or method in READING or target.is_search:
            return
        for verb, named in changes(method, target, body):
            if named.id is not None and self._ledger.owns(named.endpoint, named.id):
                self._be_sure(verb, named.endpoint, named.id)
        for id in set(referred_to(body)):
            endpoints = self._ledger.endpoints_of(id)
            for endpoint in endpoints:
                self._be_sure(method, endpoint, id)
            is_other = id in self._others and id not in self._ledger.ours
            if not endpoints and is_other and not is_made_up(id, self._mark):
                where = f"{target.route} with somebody else as a member, manager or group"
                if self._ledger.is_mistaken(id):
                    raise Doubtful(method, where, TOLD_BY_A_CREATION)
                if id in self._shown:
                    raise NamesOthers(method, where, "the provider shows it so of what the run has made.")
                raise NotOurs(method, where)

    def _be_sure(self, verb: str, endpoint: str, id: str) -> None:
        ledger, where = self._ledger, f"/{endpoint}/{{id}}"
        if ledger.is_sure(endpoint, id) or is_made_up(id, self._mark):
            return
        self.reads += 1
        reply = self._read(f"{endpoint}/{quote(id, safe='')}")
        if not ledger.owns(endpoint, id):
            raise Doubtful(verb, where, TOLD_BY_A_CREATION)
        if not (ledger.is_sure(endpoint, id) or reply.status in GONE or ledger.is_named(endpoint, id)):
            said = "no answer" if reply.status is None else str(reply.status)
            raise Doubtful(verb, where, f"a creation told this id and no name, and a read ({said}) shows none either.")


def _shown(target: Target, body: Any) -> Iterator[tuple[str, Any]]:
    if target.id is not None:
        if id_in(body) == target.id:
            yield target.id, body
    elif not target.is_root:
        for item in list_items(body) or ():
            found = id_in(item)
            if found is not None:
                yield found, item


def referred_to(body: Any, deep: int = DEEPEST) -> Iterator[str]:
    """Yield the ids of members, managers and groups that a body names, in a resource, a PATCH or a bulk request."""
    if not deep:
        return
    if isinstance(body, list):
        for item in body:
            yield from referred_to(item, deep - 1)
    elif isinstance(body, dict):
        path = str(body.get("path", "")).casefold().rpartition(":")[2]
        for key, value in body.items():
            refers = key.casefold() in _REFERRING or (key.casefold() == "value" and path.startswith(_REFERRING))
            yield from _ids(value) if refers else referred_to(value, deep - 1)


def _ids(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        for named in (each.get("value"), each.get("$ref")) if isinstance(each, dict) else (each,):
            if isinstance(named, str):
                yield named.rstrip("/").rpartition("/")[2]
