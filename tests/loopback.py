"""A server on loopback that answers as a test says, until the block ends."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Mapping[str, str], bytes]
"""A status, headers, and a body."""

Answering = Callable[[str, str, dict[str, str], bytes], Answer]
"""Takes the method, the path, the headers with their names in small letters, and the body."""


SHOWN = "tls-client"
"""Under this name stands among the headers, over TLS, whose certificate the client has shown."""


@contextmanager
def answering(answer: Answering, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve on a free port, over TLS where a context says how; yields the address, without a slash at its end."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if isinstance(self.connection, ssl.SSLSocket):
                shown: Any = self.connection.getpeercert() or {}
                headers[SHOWN] = str(dict(pair for name in shown.get("subject", ()) for pair in name).get("commonName"))
            status, given, content = answer(self.command, self.path, headers, body)
            self.send_response(status)
            for name, value in {**given, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_any

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with serving(Handler, tls) as port:
        yield f"http{'s' if tls else ''}://127.0.0.1:{port}"


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve with a handler on a free port, over TLS where a context says how; yields the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if tls is not None:
        # Each connection shakes hands in its own thread, so that one that does not keeps nobody waiting.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
