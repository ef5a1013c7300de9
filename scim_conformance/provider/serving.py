"""The provider on a socket: a threaded HTTP/1.1 server, for the demo and for others to try."""

from __future__ import annotations

import contextlib
import io
import select
import socket
import sys
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn
from threading import Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from scim2_server.applications.base import VERSION_PREFIX

if TYPE_CHECKING:
    from . import Provider


SILENT_SECONDS = 60.0
"""How long a provider that is made to hang keeps a connection."""


class Running:
    """A provider that is being served, until it is stopped."""

    def __init__(self, provider: Provider, server: _Server) -> None:
        host, port = server.server_address[:2]
        self._origin = f"http://{host!s}:{port}"
        self.url = f"{self._origin}{VERSION_PREFIX}"
        self._provider = provider
        self._server = server
        if host != "0.0.0.0":
            provider.trust(self._origin)
        # The interval is how long a stop may take; it costs next to nothing while nobody asks.
        self._thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and close every connection; a second call does nothing."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server.close_connections()
            self._provider.distrust(self._origin)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(provider: Provider, host: str = "127.0.0.1", port: int = 0) -> Running:
    """Serve a provider at an address; port 0 takes a free one, which the url of what is returned names."""
    server = _Server((host, port), _Handler)
    server.set_app(lambda environ, start_response: provider.wsgi(environ, start_response))
    return Running(provider, server)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], handler: type[_Handler]) -> None:
        self._connections: set[socket.socket] = set()
        self._guard = Lock()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        # Not HTTPServer's own, which asks the name service what the address is called; that may take seconds.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        with self._guard:
            connections = list(self._connections)
        for each in connections:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Clients go away when they like; anything else is a bug and is shown.
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: _Server

    # wsgiref's own serves one request a connection; the one it inherits from keeps the connection.
    handle = BaseHTTPRequestHandler.handle

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def handle_one_request(self) -> None:
        """Serve the next request of a connection."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline:
            self.close_connection = True
            return
        if len(self.raw_requestline) > 65536:
            self.requestline = self.request_version = self.command = ""
            self.send_error(414)
            self.close_connection = True
            return
        if not self.parse_request():
            return
        body = self._body()
        if body is not None:
            self._answer(body)

    def _body(self) -> bytes | None:
        """Read the whole body, so that the connection stands at the next request whatever is answered."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        length = self.headers.get("Content-Length", "0").strip()
        if not length.isdecimal():
            self.send_error(400, "Content-Length is not a number")
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def _chunks(self) -> bytes | None:
        body = b""
        while True:
            size = self.rfile.readline(1024).partition(b";")[0].strip()
            try:
                count = int(size, 16)
            except ValueError:
                self.send_error(400, "A chunk has no size")
                self.close_connection = True
                return None
            if count <= 0:
                break
            body += self.rfile.read(count)
            self.rfile.readline(1024)
        while self.rfile.readline(65537).strip():
            pass
        return body

    def _answer(self, body: bytes) -> None:
        environ: dict[str, Any] = self.get_environ()
        environ.update(
            {
                "CONTENT_LENGTH": str(len(body)) if body else "",
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "wsgi.input": io.BytesIO(body),
                "wsgi.errors": sys.stderr,
                "wsgi.version": (1, 0),
                "wsgi.url_scheme": "http",
                "wsgi.multithread": True,
                "wsgi.multiprocess": False,
                "wsgi.run_once": False,
            }
        )
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            started[:] = [(status, headers)]

        application: Any = self.server.get_app()
        try:
            payload = b"".join(application(environ, start_response))
        except TimeoutError:
            # A provider that is made to hang: it says nothing until the client goes.
            select.select([self.connection], [], [], SILENT_SECONDS)
            raise
        status, headers = started[0]
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        if code not in ("204", "304") and not any(name.lower() == "content-length" for name, _ in headers):
            self.send_header("Content-Length", str(len(payload)))
        if self.close_connection:
            self.send_header("Connection", "close")
        # Head and body leave in one piece.
        self._headers_buffer.append(b"\r\n" + payload)  # type: ignore[attr-defined]
        self.flush_headers()
