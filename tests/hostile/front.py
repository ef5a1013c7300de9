"""A server of raw bytes on loopback: it answers as a right application does, but where a test has it misbehave."""

from __future__ import annotations

import io
import socket
import ssl
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

MOST_SECONDS = 60.0
"""For how long one connection is served at most, so that no test can hang."""


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    n: int
    """How many came before it, from anybody."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    """Their names in small letters."""

    body: bytes


@dataclass
class Answer:
    """An answer that is still to be written."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def head(self, *, without: Iterable[str] = (), more: Iterable[tuple[str, str]] = ()) -> bytes:
        """Return the status line and the headers, and not yet the empty line behind them."""
        left_out = {name.lower() for name in without}
        lines = [f"{name}: {value}" for name, value in self.headers if name.lower() not in left_out]
        lines += [f"{name}: {value}" for name, value in more]
        return "\r\n".join([f"HTTP/1.1 {self.status}", *lines]).encode() + b"\r\n"

    def written(self) -> bytes:
        """Return the answer as a right server writes it."""
        return self.head() + b"\r\n" + self.body


class Talk:
    """One request, the right answer to it, and the connection on which to answer otherwise."""

    def __init__(self, front: Front, connection: socket.socket, asked: Asked, answer: Answer) -> None:
        self.front, self.asked, self.answer = front, asked, answer
        self.connection = connection
        self._until = time.monotonic() + MOST_SECONDS

    def send(self, *parts: bytes) -> None:
        """Send these bytes; raises where the client has gone."""
        for part in parts:
            self.connection.sendall(part)
            self.front.sent += len(part)

    def for_ever(self, part: bytes, pause: float = 0.0) -> None:
        """Send the same bytes again and again, until the client has gone."""
        while time.monotonic() < self._until:
            self.send(part)
            if pause:
                time.sleep(pause)

    def wait(self) -> None:
        """Say nothing until the client has gone."""
        self.connection.settimeout(max(0.1, self._until - time.monotonic()))
        while self.connection.recv(65_536):
            pass

    def close(self) -> None:
        """Close the connection as it is proper."""
        raise Closed

    def reset(self) -> None:
        """Break the connection off."""
        # Without lingering, to close is to reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Closed


class Closed(Exception):
    """The connection ends here."""


Spoil = Callable[[Talk], None]
Application = Callable[[Asked], Answer]


@dataclass
class Front:
    """What a server has seen, and how it answers."""

    right: Application
    spoil: Spoil
    spoils: Callable[[Asked], bool] = lambda asked: True
    url: str = ""
    elsewhere: str = "http://127.0.0.1:9"
    """Another host, for what leads clients away."""

    asked: list[Asked] = field(default_factory=list)
    sent: int = 0
    connections: int = 0
    spoilt: int = 0

    def serve(self, connection: socket.socket) -> None:
        """Answer what comes in over one connection."""
        file = connection.makefile("rb")
        self.connections += 1
        while (asked := self._read(file)) is not None:
            self.asked.append(asked)
            answer = self.right(asked)
            if self.spoils(asked):
                self.spoilt += 1
                self.spoil(Talk(self, connection, asked, answer))
            else:
                connection.sendall(answer.written())

    def _read(self, file: Any) -> Asked | None:
        line = file.readline(200_000).decode("latin-1").split()
        if len(line) != 3:
            return None
        headers: dict[str, str] = {}
        while (header := file.readline(65_537).decode("latin-1").rstrip("\r\n")) != "":
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        path, _, query = line[1].partition("?")
        body = file.read(int(headers.get("content-length", 0)))
        return Asked(len(self.asked), line[0], path, query, headers, body)


@contextmanager
def serving(front: Front, context: ssl.SSLContext | None = None, path: str = "/v2") -> Iterator[Front]:
    """Serve on a free port, by TLS where a context is given, until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    connections: set[socket.socket] = set()
    ended = threading.Event()

    def talk(connection: socket.socket) -> None:
        with suppress(OSError, Closed, ValueError):
            connection.settimeout(MOST_SECONDS)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stream = context.wrap_socket(connection, server_side=True) if context else connection
            with suppress(Closed):
                front.serve(stream)
            if stream is not connection:
                stream.close()
        connections.discard(connection)
        connection.close()

    def accept() -> None:
        with suppress(OSError):
            while not ended.is_set():
                connection, _ = listener.accept()
                connections.add(connection)
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    front.url = f"{'https' if context else 'http'}://127.0.0.1:{listener.getsockname()[1]}{path}"
    try:
        yield front
    finally:
        ended.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for each in list(connections):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def of_wsgi(application: Any) -> Application:
    """Return what asks a WSGI application of this process."""

    def ask(asked: Asked) -> Answer:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": asked.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(asked.path, "latin-1"),
            "QUERY_STRING": asked.query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": asked.headers.get("host", "").rpartition(":")[2],
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": asked.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(asked.body)) if asked.body else "",
            "wsgi.input": io.BytesIO(asked.body),
            "wsgi.errors": sys.stderr,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in asked.headers.items()},
        }
        started: list[tuple[str, list[tuple[str, str]]]] = []
        body = b"".join(application(environ, lambda status, headers, exc=None: started.append((status, headers))))
        status, headers = started[0]
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        if not status.startswith(("204", "304")):
            kept.append(("Content-Length", str(len(body))))
        return Answer(status, kept, body)

    return ask
