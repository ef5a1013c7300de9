"""Asks an application of this very process, without a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def in_process(application: WSGIApplication) -> httpx.BaseTransport:
    """Return what carries requests to a WSGI application of this process."""
    return _InProcess(app=application)


class _InProcess(httpx.WSGITransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the application; one that gives no answer is as silent here as it is on a socket."""
        try:
            return super().handle_request(request)
        except TimeoutError:
            raise httpx.ReadTimeout("no answer") from None
        except ConnectionError:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.") from None
