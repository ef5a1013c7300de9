"""Deletes what the run created, and says what it could not delete."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from scim_conformance.wire import list_items

from .creations import is_inactive
from .finding import CanNotLook, beginning_with, named_by, total_of
from .guard import NotOurs
from .ledger import Entry, Ledger
from .reply import Reply, Resource, id_in
from .scim import Scim
from .sending import Unreachable
from .strangers import names_of
from .target import kind

GONE = (404, 410)

PATIENCE = 3
"""After so many deletions without an answer in a row the provider is not asked any more."""

LATE_SECONDS = 3.0
"""How long a creation whose answer never came is given to show, before it counts as never done."""

_LATER = object()
"""Said of what is looked at once more when the run ends."""


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
    scim: Scim,
    ledger: Ledger,
    *,
    delete_means: str | None,
    spare: Collection[tuple[str, str]] = (),
    last: bool = True,
    sleep: Callable[[float], None] = time.sleep,
) -> Cleaned:
    """Delete what is open in the ledger, the newest first, but what is still needed.

    ``spare`` names that by endpoint and id. What can't be deleted is told once: it stays in the ledger, and this
    process does not try it again. What may be on its way yet, or can't be reached, is left for the ``last`` time.
    """
    if ledger is not scim.ledger:
        scim.inherit(ledger)
    sweep = _Sweep(scim, ledger, delete_means)
    due = _due(ledger, spare)
    leftovers, later = sweep.over(due)
    # What has turned out not to be what its creation said is known by its name from now on.
    more, still = sweep.over([entry for entry in _due(ledger, spare) if entry not in due])
    leftovers, later = leftovers + more, later + still
    if last and later:
        if any(entry.id is None and not entry.answered for entry in later):
            sleep(LATE_SECONDS)
        sweep.begin_last()
        leftovers += sweep.over(_due(ledger, spare))[0]
    users = [entry for entry in ledger.take_closed() if kind(entry.endpoint) == "user"]
    return Cleaned(leftovers, len(users) if delete_means == "deactivates" else 0)


def _due(ledger: Ledger, spare: Collection[tuple[str, str]]) -> list[Entry]:
    return [entry for entry in ledger.to_delete if (entry.endpoint, entry.id) not in spare]


def leftovers_of(ledger: Ledger) -> list[Leftover]:
    """Return all that is open in a ledger, with the reason, also where nobody got to it."""
    stopped = "not tried: the run was stopped before"
    return [Leftover(entry.endpoint, entry.id, ledger.why_left(entry) or stopped, entry.name) for entry in ledger.open]


class _Sweep:
    def __init__(self, scim: Scim, ledger: Ledger, delete_means: str | None) -> None:
        self._last = False
        """Whether this is the last look, after which what is not found counts as never made."""

        self._scim = scim
        self._ledger = ledger
        self._deactivates = delete_means == "deactivates"
        self._mark = (scim.mark or ledger.run).casefold()
        self._silent = 0
        self._stopped: str | None = None
        self._cut_off = False
        self._listed: dict[str, list[dict[str, Any]]] = {}

    def begin_last(self) -> None:
        """Look for the last time, also for a provider that could not be reached before."""
        self._last = True
        if self._cut_off:
            self._stopped = None

    def over(self, entries: list[Entry]) -> tuple[list[Leftover], list[Entry]]:
        """Delete what these entries stand for; return what is left, and what is to be looked at once more."""
        left, later = [], []
        for entry in entries:
            why = self._remove(entry)
            if why is _LATER:
                later.append(entry)
            elif why is not None:
                left.append(Leftover(entry.endpoint, entry.id, str(why), entry.name))
        return left, later

    def _remove(self, entry: Entry) -> object:
        """Delete what an entry stands for, and return why it may still be there, or None."""
        why = self._stopped_or(entry)
        if why is None:
            self._ledger.settle(entry)
        elif why is not _LATER:
            if entry.id is not None:
                self._ledger.still_there(entry.endpoint, entry.id)
            self._ledger.give_up(entry, str(why))
        return why

    def _stopped_or(self, entry: Entry) -> object:
        if self._stopped is not None:
            return self._stopped if self._last else _LATER
        try:
            why = self._search(entry) if entry.id is None else self._delete(entry, entry.id)
        except Unreachable as error:
            self._stopped, self._cut_off = f"not deleted: {error}", True
            return self._stopped if self._last else _LATER
        except NotOurs as error:
            return f"not deleted: {error}" if entry.id and self._ledger.has_open(entry.endpoint, entry.id) else None
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

    def _search(self, entry: Entry) -> object:
        """Look by its name for a resource whose creation told no id, and delete it."""
        if not entry.name:
            return entry.doubt or None
        condition = f"{named_by(entry.endpoint)} eq {json.dumps(entry.name, ensure_ascii=False)}"
        reply = self._heard(self._scim.search(entry.endpoint, filter=condition))
        items = list_items(reply.json) if reply.ok else None
        same = [item for item in items or () if self._bears_the_name(entry, item)]
        if not same and (items is None or items or total_of(reply)):
            # The provider takes no such filter, or ignores it: all names that begin as the run's have to be looked at.
            if not self._last:
                return _LATER
            try:
                same = [item for item in self._all_of_the_run(entry.endpoint) if self._bears_the_name(entry, item)]
            except CanNotLook:
                doubt = entry.doubt or "its creation got no clear answer"
                return f"{doubt}, and {_said('the search for its name', reply)}"
        if not same and not entry.doubt:
            return None if entry.answered or self._last else _LATER
        if not same:
            return f"{entry.doubt}, and a search does not find its name"
        if self._mark not in entry.name.casefold():
            return "a resource with its name is there, but the name could be somebody else's too"
        return self._delete_all(entry, same)

    def _delete_all(self, entry: Entry, same: list[Any]) -> object:
        """Delete all that bears the name of an entry, save what is known by another entry."""
        ids = [name for item in same if (name := id_in(item))]
        if not ids:
            return "a search finds its name, but no id to delete it by"
        ledger, endpoint = self._ledger, entry.endpoint
        # Read once and seen to be somebody else's: another search that tells it says nothing new.
        theirs = [id for id in ids if ledger.is_mistaken_at(endpoint, id)]
        if len(theirs) == len(ids):
            return "a search finds its name, but with the id of somebody else's resource"
        new = [id for id in ids if id not in theirs and not ledger.has_open(endpoint, id)]
        found = [self._ledger.found(entry, id) for id in new]
        return next((why for each in found if (why := self._remove(each)) is not None), None)

    def _all_of_the_run(self, endpoint: str) -> list[dict[str, Any]]:
        """Return what bears the run's mark at an endpoint, looked for once."""
        if endpoint not in self._listed:
            found = beginning_with(self._scim, endpoint, self._scim.mark or self._ledger.run)
            self._listed[endpoint] = [item for item in found if self._is_marked(item)]
        return self._listed[endpoint]

    def _bears_our_name(self, entry: Entry, reply: Reply) -> bool:
        return reply.ok and (self._bears_the_name(entry, reply.json) or self._is_marked(reply.json))

    def _is_marked(self, resource: object) -> bool:
        return any(self._mark in name for name in _names(resource))

    @staticmethod
    def _bears_the_name(entry: Entry, resource: object) -> bool:
        return entry.name.casefold() in _names(resource)

    def _heard(self, reply: Reply) -> Reply:
        self._silent = self._silent + 1 if reply.status is None else 0
        return reply


def _names(resource: object) -> Iterator[str]:
    return (name.casefold() for name in names_of(resource).values())


def _said(what: str, reply: Reply) -> str:
    return f"{what} got no answer" if reply.status is None else f"{what} answered {reply.status}"
