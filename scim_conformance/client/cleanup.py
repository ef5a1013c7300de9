"""Deletes what the run created, and says what it could not delete."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from scim_conformance.wire import list_items

from .creations import SEARCHED, is_inactive
from .ledger import Entry, Ledger
from .reply import Reply, Resource, id_in
from .scim import Scim
from .sending import Unreachable
from .strangers import names_of
from .target import kind

GONE = (404, 410)

PATIENCE = 3
"""After so many deletions without an answer in a row the provider is not asked any more."""


@dataclass(frozen=True)
class Leftover:
    """Something that the run created, or may have created, and that is still on the provider."""

    endpoint: str
    id: str | None
    why: str
    name: str = ""


class Cleaned(NamedTuple):
    """What could not be deleted, and how many accounts stay since a deletion only deactivates them."""

    leftovers: list[Leftover]
    staying: int


def clean_up(
    scim: Scim, ledger: Ledger, *, delete_means: str | None, spare: Collection[tuple[str, str]] = ()
) -> Cleaned:
    """Delete what is open in the ledger, the newest first, but what is still needed.

    ``spare`` names that by endpoint and id. What can't be deleted is told once: it stays in the ledger, and this
    process does not try it again.
    """
    if ledger is not scim.ledger:
        scim.inherit(ledger)
    sweep = _Sweep(scim, ledger, delete_means)
    leftovers = [
        Leftover(entry.endpoint, entry.id, why, entry.name)
        for entry in ledger.to_delete
        if (entry.endpoint, entry.id) not in spare and (why := sweep.remove(entry)) is not None
    ]
    users = [entry for entry in ledger.take_closed() if kind(entry.endpoint) == "user"]
    return Cleaned(leftovers, len(users) if delete_means == "deactivates" else 0)


class _Sweep:
    def __init__(self, scim: Scim, ledger: Ledger, delete_means: str | None) -> None:
        self._scim = scim
        self._ledger = ledger
        self._deactivates = delete_means == "deactivates"
        self._mark = (scim.mark or ledger.run).casefold()
        self._silent = 0
        self._stopped: str | None = None

    def remove(self, entry: Entry) -> str | None:
        """Delete what an entry stands for, and return why it may still be there, or None."""
        why = self._stopped or self._try(entry)
        if why is None:
            self._ledger.settle(entry)
        else:
            if entry.id is not None:
                self._ledger.still_there(entry.endpoint, entry.id)
            self._ledger.give_up(entry)
        return why

    def _try(self, entry: Entry) -> str | None:
        try:
            why = self._search(entry) if entry.id is None else self._delete(entry, entry.id)
        except Unreachable as error:
            self._stopped = why = f"not deleted: {error}"
        if self._silent >= PATIENCE:
            self._stopped = "not tried: the provider has stopped answering"
        return why

    def _delete(self, entry: Entry, found: str) -> str | None:
        resource = Resource(entry.endpoint, found, {})
        if self._ledger.resumed:
            reply = self._heard(self._scim.read(resource))
            if reply.status in GONE:
                return None
            # Since that run ended the provider may have been set up anew and the id given to somebody else.
            if not self._bears_our_name(entry, reply):
                return f"not deleted: {_said('GET', reply)}, and nothing in it bears a name that the run gave"
        reply = self._heard(self._scim.delete(resource))
        promise = (kind(entry.endpoint), reply.status)
        if promise in self._scim.kept_promises:
            return None
        why = self._look(resource, _said("DELETE", reply))
        # A provider that was found once to do what it says is believed, one that was not is asked each time.
        if why is None and reply.status in (204, *GONE):
            self._scim.kept_promises.add(promise)
        return why

    def _look(self, resource: Resource, said: str) -> str | None:
        """Read a resource again, and return why it is not deleted, or None."""
        reply = self._heard(self._scim.read(resource))
        if reply.status in GONE:
            return None
        if not reply.ok:
            return f"{said}, then {_said('GET', reply)}"
        if not is_inactive(reply.json):
            return f"{said}, but the resource is still there"
        if self._deactivates:
            return None
        return (
            f"{said}, but the resource is still there, deactivated: if that is how this application deletes, "
            "its profile should say delete: deactivates"
        )

    def _search(self, entry: Entry) -> str | None:
        """Look by its name for a resource whose creation told no id, and delete it."""
        if not entry.name:
            return entry.doubt or None
        attribute = SEARCHED["displayname" if kind(entry.endpoint) == "group" else "username"]
        condition = f"{attribute} eq {json.dumps(entry.name, ensure_ascii=False)}"
        reply = self._heard(self._scim.search(entry.endpoint, filter=condition))
        items = list_items(reply.json) if reply.ok else None
        if items is None:
            doubt = entry.doubt or "its creation got no clear answer"
            return f"{doubt}, and {_said('the search for its name', reply)}"
        same = [item for item in items if self._bears_the_name(entry, item)]
        if not same:
            return f"{entry.doubt}, and a search does not find its name" if entry.doubt else None
        if self._mark not in entry.name.casefold():
            return "a resource with its name is there, but the name could be somebody else's too"
        found = [self._ledger.found(entry, name) for item in same if (name := id_in(item))]
        if not found:
            return "a search finds its name, but no id to delete it by"
        return next(filter(None, [self.remove(each) for each in found]), None)

    def _bears_our_name(self, entry: Entry, reply: Reply) -> bool:
        return reply.ok and (
            self._bears_the_name(entry, reply.json)
            or any(self._mark in name.casefold() for name in names_of(reply.json).values())
        )

    @staticmethod
    def _bears_the_name(entry: Entry, resource: object) -> bool:
        return entry.name.casefold() in (name.casefold() for name in names_of(resource).values())

    def _heard(self, reply: Reply) -> Reply:
        self._silent = self._silent + 1 if reply.status is None else 0
        return reply


def _said(what: str, reply: Reply) -> str:
    return f"{what} got no answer" if reply.status is None else f"{what} answered {reply.status}"
