"""What may stand between a run and its provider: a server that speaks TLS and asks for a certificate, and a proxy.

The keys and certificates under ``tests/data/tls`` were made by openssl for these tests, for a hundred years.
"""

from __future__ import annotations

import base64
import http.client
import select
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.loopback import SHOWN, Answer, answering, serving

KEYS = Path(__file__).parent / "data" / "tls"
AUTHORITY = KEYS / "authority.pem"
"""Has signed the certificates of the server and of the client."""

CLIENT = KEYS / "client.pem"
CLIENT_CERTIFICATE = KEYS / "client-certificate.pem"
CLIENT_KEY = KEYS / "client-key.pem"
KEY_PASSWORD = "the key & its p4ssword"
CLIENT_NAME = "the provisioning service"

HOST = "scim.example"
"""A name in the server's certificate; no name service knows it, so only a proxy finds it."""

PROXY_USER, PROXY_PASSWORD = "ann", "pr0xy:p@ss/word%of+the=test"


def asking_for_a_certificate(*, wanted: bool = True) -> ssl.SSLContext:
    """A server's TLS, with a certificate that only the authority of the tests vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(KEYS / "authority-server.pem")
    context.load_verify_locations(AUTHORITY)
    context.verify_mode = ssl.CERT_REQUIRED if wanted else ssl.CERT_OPTIONAL
    return context


@contextmanager
def in_front_of(url: str, noted: list[dict[str, str]], *, wanted: bool = True) -> Iterator[str]:
    """Speak TLS in front of a server of plain HTTP; yields the address of what clients see."""
    there = urlsplit(url)

    def carry(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        noted.append(headers)
        connection = http.client.HTTPConnection(str(there.hostname), there.port or 80, timeout=10)
        try:
            kept = {name: value for name, value in headers.items() if name not in (SHOWN, "connection")}
            connection.request(method, path, body or None, kept)
            answer = connection.getresponse()
            content = answer.read()
            dropped = ("content-length", "connection", "date", "server", "transfer-encoding")
            given = {name: value for name, value in answer.getheaders() if name.lower() not in dropped}
            return answer.status, given, content
        finally:
            connection.close()

    with answering(carry, asking_for_a_certificate(wanted=wanted)) as address:
        yield f"{address}{there.path}"


@dataclass
class Proxy:
    """What a proxy has been asked, and whom it lets through."""

    port: int = 0
    to: int = 0
    """The port of this machine at which every host is found."""

    password: str | None = None
    asked: list[str] = field(default_factory=list)
    """The request lines, without the version."""

    headers: list[dict[str, str]] = field(default_factory=list)

    def lets_in(self, shown: str | None) -> bool:
        """Tell whether a Proxy-Authorization is the right one."""
        right = base64.b64encode(f"{PROXY_USER}:{self.password}".encode()).decode()
        return self.password is None or shown == f"Basic {right}"


@contextmanager
def proxying(proxy: Proxy) -> Iterator[str]:
    """Serve a proxy on a free port; yields its address. All hosts are one port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def refused(self) -> bool:
            proxy.asked.append(f"{self.command} {self.path}")
            proxy.headers.append({name.lower(): value for name, value in self.headers.items()})
            if proxy.lets_in(self.headers.get("Proxy-Authorization")):
                return False
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="the proxy"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return True

        def do_CONNECT(self) -> None:
            if self.refused():
                return
            with socket.create_connection(("127.0.0.1", proxy.to), 10) as there:
                self.send_response(200)
                self.end_headers()
                _between(self.connection, there)
            self.close_connection = True

        def forward(self) -> None:
            if self.refused():
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            there = urlsplit(self.path)
            connection = http.client.HTTPConnection("127.0.0.1", proxy.to, timeout=10)
            kept = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")}
            connection.request(self.command, there._replace(scheme="", netloc="").geturl(), body or None, kept)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = forward

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with serving(Handler) as port:
        proxy.port = port
        yield f"http://127.0.0.1:{port}"


def _between(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until one side ends or nothing comes for ten seconds."""
    pairs = {one: other, other: one}
    with suppress(OSError):
        while True:
            ready, _, _ = select.select(list(pairs), [], [], 10)
            for side in ready:
                data = side.recv(65536)
                if not data:
                    return
                pairs[side].sendall(data)
            if not ready:
                return
