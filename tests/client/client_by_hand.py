"""A small provider, servers that misbehave, and a client of either, for the tests of the client."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from scim_conformance.client import Credentials, Exchange, Ledger, Recorder, Redactor, Scim, Secret, bearer
from tests.loopback import Answer, answering

BASE = "https://api.example.com/scim/v2"
TOKEN = "s3cr3t-T0ken/with+odd=signs~0123"
MARK = "scimconf-65a1-"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"

Answering = Callable[[httpx.Request], httpx.Response]


class Bench:
    """A client whose every part a test can look at."""

    def __init__(
        self,
        folder: Path,
        answering: Answering | None = None,
        *,
        url: str = BASE,
        auth: Credentials | None = None,
        **options: Any,
    ) -> None:
        self.asked: list[httpx.Request] = []
        self.slept: list[float] = []
        self.recorder = Recorder()
        self.ledger = Ledger(folder, url, MARK, "main")
        self.redactor = Redactor()
        transport = None if answering is None else httpx.MockTransport(self._noted(answering))
        self.scim = Scim(
            url,
            auth or bearer(Secret(TOKEN)),
            recorder=self.recorder,
            ledger=self.ledger,
            redactor=self.redactor,
            mark=MARK,
            transport=transport,
            sleep=self.slept.append,
            **options,
        )

    def _noted(self, answering: Answering) -> Answering:
        def answer(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            return answering(request)

        return answer

    @property
    def last(self) -> Exchange:
        """The exchange that was recorded last."""
        return self.recorder.exchanges[-1]

    def kept(self) -> str:
        """Everything that a file of the run could hold."""
        dumped = json.dumps([exchange.as_dict() for exchange in self.recorder.exchanges], ensure_ascii=False)
        return dumped + repr((self.recorder.exchanges, self.scim, self.redactor, self.ledger))


Benches = Callable[..., Bench]


class Provider:
    """A provider that stores users and groups; a test changes what it answers."""

    def __init__(self) -> None:
        self.stored: dict[str, dict[str, dict[str, Any]]] = {}
        self.overrides: dict[tuple[str, str], Answering] = {}
        self._made = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        parts = request.url.path.removeprefix("/scim/v2").strip("/").split("/")
        override = self.overrides.get((request.method, parts[0]))
        return override(request) if override else self.answer(request, *parts)

    def answer(self, request: httpx.Request, endpoint: str, found: str = "") -> httpx.Response:
        """Do what a provider that is right does."""
        stored = self.stored.setdefault(endpoint, {})
        if request.method == "POST":
            self._made += 1
            name = f"{endpoint[0].lower()}-{self._made}"
            stored[name] = {**json.loads(request.content), "id": name}
            return httpx.Response(201, json=stored[name], headers={"Location": f"{BASE}/{endpoint}/{name}"})
        if not found:
            condition = request.url.params.get("filter", "")
            wanted = json.loads(condition.partition(" eq ")[2]) if condition else None
            return listing(*(item for item in stored.values() if not wanted or wanted in item.values()))
        if found not in stored:
            return error(404)
        if request.method == "DELETE":
            del stored[found]
            return httpx.Response(204)
        return httpx.Response(200, json=stored[found])


def listing(*resources: Any) -> httpx.Response:
    body = {"schemas": [LIST], "totalResults": len(resources), "Resources": list(resources)}
    return httpx.Response(200, json=body)


def error(status: int, detail: str = "no") -> httpx.Response:
    return httpx.Response(status, json={"schemas": [ERROR], "status": str(status), "detail": detail})


def user(name: str = "bo", **more: Any) -> dict[str, Any]:
    return {"schemas": [USER], "userName": f"{MARK}{name}", **more}


@contextmanager
def talking(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on loopback that does with each connection what ``serve`` does; yields its base URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)
    connections: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(10)
                connections.append(connection)
                with suppress(OSError):
                    serve(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/scim/v2"
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        thread.join(10)
        for connection in connections:
            connection.close()


def request_of(connection: socket.socket) -> bytes:
    """Read a request up to the end of its headers."""
    data = b""
    while b"\r\n\r\n" not in data and (more := connection.recv(65_536)):
        data += more
    return data


@contextmanager
def echoing() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server on loopback that notes each request as it arrives; yields its base URL and the notes."""
    noted: list[dict[str, Any]] = []

    def note(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        noted.append({"method": method, "path": path, "headers": headers, "body": body})
        return 200, {}, b""

    with answering(note) as url:
        yield f"{url}/scim/v2", noted
