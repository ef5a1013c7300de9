"""Asks an application of this very process, without a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def in_process(application: WSGIApplication) -> httpx.BaseTransport:
    """Return what carries requests to a WSGI application of this process."""
    return _InProcess(app=application)


class _InProcess(httpx.WSGITransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the application; one that gives no answer is as silent here as it is on a socket."""
        # httpx's own takes ASCII only, though a server hands on the bytes of a header as Latin-1.
        odd = {name: value for name, value in request.headers.raw if not value.isascii()}
        plain = httpx.Request(
            request.method,
            request.url,
            headers=[(name, value) for name, value in request.headers.raw if name not in odd],
            content=request.read(),
        )

        def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            environ |= {_key(name): value.decode("latin-1") for name, value in odd.items()}
            return self.app(environ, start_response)

        try:
            return httpx.WSGITransport(app=application).handle_request(plain if odd else request)
        except TimeoutError:
            raise httpx.ReadTimeout("no answer") from None
        except ConnectionError:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.") from None


def _key(header: bytes) -> str:
    name = header.decode("ascii").upper().replace("-", "_")
    return name if name == "CONTENT_TYPE" else f"HTTP_{name}"
