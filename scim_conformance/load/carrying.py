"""Carries the requests of one virtual user: at the pace, into ledger and statistics, and to nobody else's harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scim_conformance.client import Ledger, Unreachable
from scim_conformance.client.creations import Attempt, is_somebody_elses
from scim_conformance.client.plain_port import Carried, PlainPort, Wait
from scim_conformance.client.reply import id_in, id_in_location
from scim_conformance.client.strangers import names_of
from scim_conformance.client.target import Target
from scim_conformance.entra.port import Answer
from scim_conformance.sync.failing import plain

from .beat import Beat
from .metering import Meter

NOT_OURS = "not sent: this load has not made it, and changes only what it made"
LONGEST_ERROR = 120


Told = Callable[[str, str, float | None, str], None]
"""Told of each request: its method, its kind, its seconds, and its error, which is empty where it went well."""


def untold(method: str, kind: str, seconds: float | None, error: str) -> None:
    """Tell nobody."""


@dataclass
class Lane:
    """What all carriers of one worker share."""

    meter: Meter
    ledger: Ledger
    mark: str
    beat: Beat
    tell: Told = untold
    strangers: int = 0
    """How many requests were not sent because they would have changed what the load did not make."""


class Carrier:
    """A port for the provisioning engine."""

    def __init__(self, port: PlainPort, lane: Lane, shared: frozenset[str] = frozenset()) -> None:
        self.doing = ""
        """What the virtual user does at the moment: the kind under which its PATCH is counted."""

        self.gather: Callable[[], None] = lambda: None
        """Called right before a group is changed."""

        self._port = port
        self._lane = lane
        self._shared = shared
        self._method = self._kind = ""
        port.waited = self._waited

    def close(self) -> None:
        """Close the connections."""
        self._port.close()

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        """Send a request, if nothing of anybody else can come to harm by it."""
        target = Target.parse(path)
        if method not in ("GET", "POST") and not self._may_change(target):
            self._lane.strangers += 1
            return Answer(None, text=NOT_OURS)
        self._lane.beat.wait()
        if method == "PATCH" and target.endpoint == "Groups":
            self.gather()
        self._method, self._kind = method, kind_of(method, target, params, self.doing)
        intent = self._intend(target, json) if method == "POST" else 0
        self._lane.meter.send()
        try:
            carried = self._port.send(method, path, params=params, json=json)
        except Unreachable as error:
            if intent:
                self._lane.ledger.refused(intent)
            self._count(None, 0.0, plain(error.why))
            return Answer(None, text=error.why)
        good = carried.status is not None and 200 <= carried.status < 300
        self._count(carried.status, carried.seconds, "" if good else error_of(carried))
        if intent:
            self._created(target.endpoint, intent, json, carried)
        elif method == "DELETE" and target.id and carried.status in (204, 404, 410):
            self._lane.ledger.deleted(target.endpoint, target.id)
        return Answer(carried.status, carried.json, carried.headers, 0, carried.seconds, carried.text)

    def _may_change(self, target: Target) -> bool:
        if target.id is None:
            return False
        return self._lane.ledger.owns(target.endpoint, target.id) or (
            target.endpoint == "Groups" and target.id in self._shared
        )

    def _intend(self, target: Target, body: Any) -> int:
        return self._lane.ledger.intent(target.endpoint, Attempt(target.endpoint, names_of(body)).name)

    def _created(self, endpoint: str, intent: int, body: Any, carried: Carried) -> None:
        ledger, status = self._lane.ledger, carried.status
        if status is None or status >= 500:
            # It may have been created all the same: the cleanup looks for its name.
            return
        if not 200 <= status < 300:
            ledger.refused(intent)
            return
        if is_somebody_elses(names_of(body), names_of(carried.json), self._lane.mark):
            ledger.doubted(intent, f"answered {status} with another resource than the one that was sent")
            return
        found = id_in(carried.json) or id_in_location(carried.headers.get("location"), endpoint)
        if found:
            ledger.created(endpoint, found, intent=intent)
        else:
            ledger.doubted(intent, f"answered {status} without an id")

    def _waited(self, wait: Wait) -> None:
        self._lane.meter.wait(wait.status, wait.seconds)
        self._lane.tell(self._method, self._kind, None, f"{wait.status}: put off by the provider")

    def _count(self, status: int | None, seconds: float, error: str) -> None:
        self._lane.meter.answer(status, seconds, good=not error)
        self._lane.tell(self._method, self._kind, seconds, error)


def kind_of(method: str, target: Target, params: Mapping[str, Any] | None, doing: str) -> str:
    """Return the kind of a request, by which it is counted."""
    if method == "GET":
        what = "user" if target.endpoint == "Users" else "group"
        return f"read {what}" if target.id else f"match {what}"
    if method == "POST":
        return "create"
    return "delete" if method == "DELETE" else doing or "change"


def error_of(carried: Carried) -> str:
    """Return what an answer that is no success says, without generated values: the same errors read the same."""
    if carried.status is None:
        return plain(carried.text or "no answer")
    body = carried.json if isinstance(carried.json, dict) else {}
    said = " ".join(str(body[name]) for name in ("scimType", "detail") if isinstance(body.get(name), str))
    return f"{carried.status}: {plain(said)}".rstrip(": ")[:LONGEST_ERROR]
