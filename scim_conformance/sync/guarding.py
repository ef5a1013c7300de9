"""The port of a worker: writes down what it creates, and lets nothing be changed that the run did not make."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scim_conformance.client import Unreachable
from scim_conformance.client.creations import is_somebody_elses
from scim_conformance.client.plain_port import Carried, PlainPort, Wait
from scim_conformance.client.reply import id_in, id_in_location
from scim_conformance.client.strangers import names_of
from scim_conformance.client.target import Target
from scim_conformance.entra.directory.model import Kind
from scim_conformance.entra.port import Answer
from scim_conformance.wire import list_items

from .keeping import State
from .measuring import Tally

NOT_OURS = "not sent: this run has not made it, and changes only what it made"
GONE = (404, 410)

_KINDS: Mapping[str, Kind] = {"users": "user", "groups": "group"}
_NAMES: Mapping[Kind, str] = {"user": "username", "group": "displayname"}


@dataclass(frozen=True)
class Sent:
    """A request, and in short what came of it."""

    n: int
    method: str
    path: str
    params: Mapping[str, Any] | None
    json: Any
    status: int | None
    text: str


class Guard:
    """Carries the requests of one worker; its answers are those that the provisioning service understands."""

    def __init__(self, port: PlainPort, state: State, mark: str, numbers: Iterator[int]) -> None:
        self.tally = Tally()
        """What is counted; whoever begins another cycle puts a new one here."""

        self._port = port
        self._state = state
        self._mark = mark.casefold()
        self._numbers = numbers
        self._recent: deque[Sent] = deque(maxlen=16)
        self._failed: deque[Sent] = deque(maxlen=16)

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        """Send a request, if nothing of anybody else can come to harm by it."""
        n = next(self._numbers)
        target = Target.parse(path)
        kind = _KINDS.get(target.endpoint.casefold())
        if method not in ("GET", "POST") and not (kind and target.id and self._state.owns(kind, target.id)):
            self.tally.strangers += 1
            self._remember(Sent(n, method, path, params, json, None, NOT_OURS))
            return Answer(None, n=n, text=NOT_OURS)
        names = names_of(json) if method == "POST" and kind and not target.rest else {}
        intent = self._state.intend(kind, names.get(_NAMES[kind], "")) if kind and names else None
        try:
            carried = self._port.send(method, path, params=params, json=json)
        except Unreachable:
            if intent is not None:
                self._state.refused(intent)
            raise
        self.tally.answer(f"{method} {target.route}{_query(params)}", carried.status, carried.seconds)
        self._remember(Sent(n, method, path, params, json, carried.status, carried.text))
        if kind is not None:
            self._account(method, kind, target, carried, intent, names)
        return Answer(carried.status, carried.json, carried.headers, n, carried.seconds, carried.text)

    def waited(self, wait: Wait) -> None:
        """Count a pause that the provider has asked for."""
        self.tally.wait(wait.status, wait.seconds)

    def sent(self, numbers: tuple[int, ...]) -> list[Sent]:
        """Return those of some requests that are still remembered; the last ones, and the last that failed."""
        known = {each.n: each for each in (*self._recent, *self._failed)}
        return [known[n] for n in numbers if n in known]

    def curl(self, sent: Sent) -> str:
        """Return the command line that repeats a request."""
        return self._port.curl(sent.method, sent.path, params=sent.params, json=sent.json)

    def _remember(self, sent: Sent) -> None:
        self._recent.append(sent)
        if sent.status is None or sent.status >= 400:
            self._failed.append(sent)

    def _account(
        self, method: str, kind: Kind, target: Target, carried: Carried, intent: int | None, names: Mapping[str, str]
    ) -> None:
        status = carried.status
        if intent is not None:
            self._created(intent, target.endpoint, carried, names)
        elif method == "DELETE" and target.id and status is not None and (status < 300 or status in GONE):
            self._state.said_gone(kind, target.id)
        elif method == "GET" and status == 200 and not target.rest:
            self._adopt(kind, carried.json)

    def _created(self, intent: int, endpoint: str, carried: Carried, names: Mapping[str, str]) -> None:
        status = carried.status
        if status is None or status >= 500:
            # It may have been created all the same: the next search for its name, or the cleanup, will tell.
            return
        if not 200 <= status < 300:
            self._state.refused(intent)
            return
        # Some providers answer the creation of a user with one that was there before: it must never be changed.
        if is_somebody_elses(names, names_of(carried.json), self._mark):
            return
        found = id_in(carried.json) or id_in_location(carried.headers.get("location"), endpoint)
        if found:
            self._state.created(intent, found)

    def _adopt(self, kind: Kind, body: Any) -> None:
        """Recognise what a creation of this run has made whose answer was never seen."""
        for item in list_items(body) or ():
            name = names_of(item).get(_NAMES[kind], "")
            number = self._state.in_doubt(name)
            found = id_in(item)
            if number is not None and found and self._mark in name.casefold():
                self._state.created(number, found)


def _query(params: Mapping[str, Any] | None) -> str:
    return "?filter" if params and params.get("filter") else ""
