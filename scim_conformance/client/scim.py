"""The client: sends requests to one provider, records each exchange and keeps the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any, Unpack

import httpx

from scim_conformance.wire import patch_body

from .addressing import Address
from .assurance import Assurance
from .auth import Credentials
from .creations import Attempt, attempts, deleted, result, seen
from .exchange import Exchange, Recorder, Scribe, Sent
from .guard import refuse_strangers
from .ledger import Ledger
from .limits import Limits
from .outgoing import HeaderValues, Options, json_of, request_of
from .pacing import Pace, pause
from .redaction import Redactor
from .reply import Body, Headers, Reply, Resource, read_body
from .sending import Answer, Line, Unreachable
from .strangers import Strangers


class Scim:
    """A client of one provider. Several threads may use it at once."""

    def __init__(
        self,
        base_url: str,
        auth: Credentials,
        *,
        recorder: Recorder,
        ledger: Ledger,
        redactor: Redactor,
        mark: str = "",
        timeout: float = 10.0,
        rate: float | None = None,
        read_only: bool = False,
        user_agent: str = "scim-conformance",
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        auth.confide(redactor.add)
        self.recorder = recorder
        self.ledger = ledger
        self.mark = mark
        """Begins the name of everything that the run creates."""

        self.endpoints: dict[str, str] = {}
        """The endpoints that discovery told, where they are not the usual ones."""

        self.waits: list[tuple[int, float]] = []
        """The pauses that the provider has asked for: the status, and the seconds."""

        self._inherited: list[Ledger] = []
        self.kept_promises: set[tuple[str, int | None]] = set()
        """Kinds of resource and answers to DELETE for which a GET has shown that the resource is gone."""

        self._address = Address(base_url)
        self._auth = auth
        self._user_agent = user_agent
        self._line = Line(self._address.base, timeout, transport, auth.passage)
        self._line.read_only = read_only
        self.pace = Pace(rate, sleep=sleep)
        """How fast requests go out."""

        self.limits = Limits(timeout)
        """How long a check may take, and how long the provider is asked that gives no answer."""

        self._sleep = sleep
        self._scribe = Scribe(redactor, Strangers(mark, ledger.owns), auth)
        self.assurance = Assurance(ledger, mark, self.get)
        """What is known of whose the resources are that the run changes."""

    def __repr__(self) -> str:
        return f"<Scim of {self._address.base.host}>"

    @property
    def base_url(self) -> str:
        """Where the provider's endpoints begin."""
        return str(self._address.base)

    def inherit(self, ledger: Ledger) -> None:
        """Take over what a process that has ended has made, so that it can be deleted."""
        self._inherited.append(ledger)

    def _may_change(self, endpoint: str, id: str) -> bool:
        return any(ledger.owns(endpoint, id) for ledger in (self.ledger, *self._inherited))

    def close(self) -> None:
        """Close the connections."""
        self._line.close()

    def request(self, method: str, path: str, **options: Unpack[Options]) -> Reply:
        """Send a request, and once more where the provider asks to wait.

        ``path`` is below the base URL, or a whole address of the same origin. ``json`` is sent as JSON and
        ``content`` as it is; a header given as None is left out; with ``auth=False`` nobody signs in.
        """
        url = self._address.url(path, options.get("params"))
        if isinstance(url, str):
            return Reply(0, method, path, "an address elsewhere", None, Headers(), "", None, url, 0.0)
        request = request_of(method, url, options, self._auth, self._user_agent)
        # Before the ledger expects anything of it.
        self._line.refuse(request)
        sent = Sent.of(request, self._address.target(url, self.endpoints.values()))
        body = json_of(options)
        mistaken = self.ledger.is_mistaken_at
        refuse_strangers(sent.method, sent.target, body, self.mark, owns=self._may_change, mistaken=mistaken)
        reads = self.assurance.reads
        self.assurance.demand(sent.method, sent.target, body)
        if self.assurance.reads > reads:
            # A read that was sent to be sure may have renewed the token.
            request = request_of(method, url, options, self._auth, self._user_agent)
            sent = Sent.of(request, sent.target)
        self.limits.permit(sent.kind)
        tried = [
            (attempt, self.ledger.intent(attempt.endpoint, attempt.name))
            for attempt in attempts(sent.method, sent.target, body, self.ledger.owns)
        ]
        waits = len(self.waits)
        try:
            n, answer = self._answer(request, sent)
            if answer.status == 401 and self._auth.renew(sent.headers.get("Authorization")):
                self._record(n, sent, answer, read_body(answer.content, answer.headers.get("Content-Type", "")))
                request = request_of(method, url, options, self._auth, self._user_agent)
                sent = Sent.of(request, sent.target)
                n, answer = self._answer(request, sent)
        except Unreachable:
            for _, intent in tried:
                self.ledger.refused(intent)
            raise
        read = read_body(answer.content, answer.headers.get("Content-Type", ""))
        problem = answer.problem or read.problem
        reply = Reply(
            n,
            sent.method,
            sent.url,
            sent.target.route,
            answer.status,
            answer.headers,
            read.text,
            read.json,
            problem,
            answer.seconds,
        )
        # Before the exchange is kept: what the ledger holds decides what is a stranger.
        self.assurance.take_in(sent.method, sent.target, reply)
        self._account(tried, sent, body, reply, again=len(self.waits) > waits)
        return replace(reply, kept=self._record(n, sent, answer, read).response["body"])

    def get(self, path: str, **options: Unpack[Options]) -> Reply:
        """Send a GET."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Unpack[Options]) -> Reply:
        """Send a POST."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Unpack[Options]) -> Reply:
        """Send a PUT."""
        return self.request("PUT", path, **options)

    def create(self, endpoint: str, body: Any, *, headers: HeaderValues | None = None) -> Reply:
        """Create a resource; the answer's ``resource`` is what was made."""
        reply = self.request("POST", endpoint, json=body, headers=headers)
        made = Resource.of(endpoint, reply, body) if reply.ok else None
        return replace(reply, resource=made) if made and self.ledger.owns(endpoint, made.id) else reply

    def read(self, resource: Resource, *, headers: HeaderValues | None = None, **params: Any) -> Reply:
        """Read a resource, with parameters such as ``attributes="userName"``."""
        return self.request("GET", resource.path, params=params, headers=headers)

    def search(self, endpoint: str, **params: Any) -> Reply:
        """Search an endpoint, with parameters such as ``filter`` and ``count``."""
        return self.request("GET", endpoint, params=params)

    def patch(self, resource: Resource, *operations: Any, headers: HeaderValues | None = None) -> Reply:
        """Send a PATCH with these operations."""
        return self.request("PATCH", resource.path, json=patch_body(*operations), headers=headers)

    def replace(self, resource: Resource, body: Any, *, headers: HeaderValues | None = None) -> Reply:
        """Replace a resource with PUT."""
        return self.request("PUT", resource.path, json=body, headers=headers)

    def delete(self, resource: Resource, *, headers: HeaderValues | None = None) -> Reply:
        """Delete a resource."""
        return self.request("DELETE", resource.path, headers=headers)

    def _answer(self, request: httpx.Request, sent: Sent) -> tuple[int, Answer]:
        """Return the number and the answer of the last try; those before it are recorded here."""
        waited, kind = 0.0, sent.kind
        for tries in count(1):
            self.pace.wait()
            n = self.recorder.number()
            given = self.limits.timeout(kind)
            answer = self._line.send(request, given)
            self.limits.heard(kind, answer.seconds, answered=answer.status is not None, given=given)
            seconds = pause(answer.status, answer.headers, tries, waited)
            if seconds is None or answer.status is None or not self.limits.waits(seconds):
                break
            self._record(n, sent, answer, read_body(answer.content, answer.headers.get("Content-Type", "")))
            self.waits.append((answer.status, seconds))
            self.pace.hold(seconds)
            self._sleep(seconds)
            waited += seconds
        return n, answer

    def _account(self, tried: list[tuple[Attempt, int]], sent: Sent, body: Any, reply: Reply, *, again: bool) -> None:
        """Enter into the ledger what an answer says."""
        for attempt, intent in tried:
            found = result(attempt, body, reply, self.mark)
            if found.id:
                self.ledger.claimed(found.endpoint, found.id, intent=intent, named=found.named)
            elif found.refused and not (again and reply.status == 409):
                # Else the try before it, which was answered with 503, may have made what is in the way now.
                self.ledger.refused(intent)
            elif found.doubt:
                self.ledger.doubted(intent, found.doubt)
            elif reply.status is not None:
                self.ledger.answered(intent)
        for endpoint, gone in deleted(sent.method, sent.target, body, reply):
            if self.ledger.owns(endpoint, gone):
                self.ledger.deleted(endpoint, gone)
        if seen(sent.method, sent.target, reply):
            # A deletion that was answered with success, and did not happen, has to be done again.
            self.ledger.still_there(sent.target.endpoint, sent.target.id or "")

    def _record(self, n: int, sent: Sent, answer: Answer, body: Body) -> Exchange:
        problem = answer.problem or body.problem
        exchange = self._scribe.exchange(n, sent, answer.status, answer.headers, body, problem, answer.seconds)
        self.recorder.add(exchange)
        return exchange
