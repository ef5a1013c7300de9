"""Carries one request to the provider and its answer back, within a bounded time and size."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass, replace

import httpcore
import httpx

from .bounded import BoundedBackend, Course, course, cut_off_rest
from .connecting_words import of_proxy, with_remedy
from .passage import NOTHING_MORE, Passage
from .proxies import proxy_of
from .reading import refuse_writing
from .receiving import LARGEST_BODY, received
from .reply import Headers

CONNECT_SECONDS = 10.0

MORE_CAME = "bytes came after the end of the answer"

# Servers drop idle connections after two seconds or more; one that is dropped while a request is on its way
# would look like a provider that gives no answer.
_KEEP_ALIVE_SECONDS = 1.0

_TRIES = 3
"""How often a request is sent whose connection turns out to have been closed before."""


class Unreachable(Exception):
    """No connection to the provider can be opened."""

    def __init__(self, host: str, why: str) -> None:
        super().__init__(
            f"No connection to {host} can be opened: {why}. Check the URL, and that this machine reaches it."
        )
        self.host = host
        self.why = why


@dataclass(frozen=True, repr=False)
class Answer:
    """What came back: a status or, where it is None, a problem that says why there is none."""

    status: int | None
    headers: Headers
    content: bytes
    problem: str | None
    seconds: float


class Line:
    """The connections to one provider.

    Requests go to the transport itself and not through httpx.Client: what a browser does for its user, such
    as to send cookies back or to look into redirects, would only hide what the provider did. Nor does the
    transport log addresses, which may hold a secret.
    """

    def __init__(
        self,
        base: httpx.URL,
        timeout: float,
        transport: httpx.BaseTransport | None = None,
        passage: Passage = NOTHING_MORE,
    ) -> None:
        self.read_only = False
        """Whether nothing may leave that could change anything."""

        self._host = f"{base.host}:{base.port}" if base.port else base.host
        self._timeout = timeout
        self._way = (base, passage)
        self._transport = transport or _Transport(base, passage)
        self._keeps = transport is None
        self._left: list[httpx.BaseTransport] = []
        # It writes whole headers at the level DEBUG, cookies among them.
        logging.getLogger("httpcore").setLevel(logging.INFO)

    def send(self, request: httpx.Request, timeout: float | None = None) -> Answer:
        """Send a request and return what came back in time, or raise :class:`Unreachable`."""
        self.refuse(request)
        given = timeout or self._timeout
        request.extensions["timeout"] = {
            "connect": min(CONNECT_SECONDS, self._timeout),
            "read": given,
            "write": given,
            "pool": given,
        }
        with course(given) as at_hand:
            answer = self._send(request, at_hand)
            for _ in range(1, _TRIES):
                if not self._was_dropped(request, at_hand, answer):
                    break
                answer = self._send(request, at_hand)
        # Raised only here, where no exception of the layers below is handled: their frames hold the headers.
        if isinstance(answer, Exception):
            raise answer
        return answer

    def refuse(self, request: httpx.Request) -> None:
        """Raise where a run that only reads would write."""
        if self.read_only:
            refuse_writing(request.method)

    def close(self) -> None:
        """Close the connections."""
        for each in (self._transport, *self._left):
            each.close()

    def _was_dropped(self, request: httpx.Request, at_hand: Course, answer: Answer | Exception) -> bool:
        """Tell whether a read met a connection that the provider had closed, as it may at any time.

        https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1
        """
        is_read = request.method in ("GET", "HEAD")
        silent = isinstance(answer, Answer) and answer.status is None and not at_hand.heard
        if not (is_read and silent and at_hand.reused and time.monotonic() < at_hand.deadline):
            return False
        if self._keeps:
            # What writes can't be sent twice, so from now on each request gets a connection of its own.
            self._keeps = False
            self._left.append(self._transport)
            self._begin_anew()
        return True

    def _send(self, request: httpx.Request, at_hand: Course) -> Answer | Exception:
        begin = time.perf_counter()
        status: int | None = None
        headers, content, problem = Headers(), b"", None
        try:
            response = self._transport.handle_request(request)
            try:
                status, headers = response.status_code, Headers.of(response.headers.raw)
                content, problem = received(response.stream, headers, LARGEST_BODY)  # type: ignore[arg-type]
                if problem is None and cut_off_rest(response):
                    problem = MORE_CAME
            finally:
                response.close()
            if status == 407:
                # No server says so: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.8
                return Unreachable(self._host, of_proxy("407", request.url.scheme))
        except httpx.ProxyError as error:
            return Unreachable(self._host, of_proxy(own_words(error), request.url.scheme))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return Unreachable(self._host, why_no_connection(error))
        except httpx.LocalProtocolError:
            return ValueError("The request can't be sent: HTTP doesn't allow what stands in its headers.")
        except httpx.TransportError as error:
            status, headers, problem = None, Headers(), self._why_no_answer(error, status, at_hand)
        except BaseException as error:
            # The frames below hold the headers as they are sent, and a traceback may show what frames hold.
            error.__traceback__ = None
            error.__suppress_context__ = True
            # What was cut short may hold a lock of these connections for ever, which closing them would need too.
            self._begin_anew()
            raise
        return Answer(status, headers, content, problem, time.perf_counter() - begin)

    def _begin_anew(self) -> None:
        """Open other connections from now on, unless whoever uses the line has given it its own."""
        if isinstance(self._transport, _Transport):
            self._transport = _Transport(*self._way, keep=self._keeps)

    def _why_no_answer(self, error: httpx.TransportError, status: int | None, at_hand: Course) -> str:
        where = "without an answer" if status is None else f"in the middle of the answer {status}"
        if isinstance(error, httpx.TimeoutException):
            return f"{at_hand.seconds:g} s passed {where}"
        if status is None and not at_hand.is_http:
            return "the answer is not HTTP: it does not begin with a status line"
        words = own_words(error)
        broken = not isinstance(error, httpx.RemoteProtocolError) or "disconnected" in words
        if status is not None or broken:
            if status is None and at_hand.heard:
                words = "it ended in the middle of the headers"
            return f"the connection was closed {where}: {with_remedy(words)}"
        return f"the answer is not HTTP: {words}"


def connections(base: httpx.URL, passage: Passage = NOTHING_MORE) -> httpcore.ConnectionPool:
    """Return the connections themselves, for who sends so much that what httpx makes of a request costs too much."""
    return _Transport(base, passage)._pool


def own_words(error: Exception) -> str:
    """Return what an exception says without the provider's bytes that it may quote."""
    return re.split(r"b['\"]|bytearray", str(error))[0].strip(" :(.") or type(error).__name__


def why_no_connection(error: Exception) -> str:
    """Return why no connection can be opened, in words that hold nothing of the provider's bytes."""
    if isinstance(error, httpx.ConnectTimeout | httpcore.ConnectTimeout):
        return "it was not answered in time"
    return with_remedy(own_words(error))


class _Transport(httpx.HTTPTransport):
    """httpx's transport, whose sockets also keep to the time that a request may take as a whole."""

    def __init__(self, base: httpx.URL, passage: Passage, *, keep: bool = True) -> None:
        super().__init__(
            # Without TLS there is no certificate to verify, and the authorities take long to read.
            verify=passage.context() if base.scheme == "https" else False,
            limits=httpx.Limits(max_keepalive_connections=None if keep else 0, keepalive_expiry=_KEEP_ALIVE_SECONDS),
            proxy=_proxy(base, passage),
        )
        # httpx has no setting for it: its timeouts bound each read, and one byte at a time can last for ever.
        self._pool._network_backend = BoundedBackend(self._pool._network_backend)


def _proxy(base: httpx.URL, passage: Passage) -> httpx.Proxy | None:
    proxy = proxy_of(base)
    if proxy is not None and proxy.url.scheme == "https":
        # A proxy may have a certificate of the same house; ours is shown to the provider alone.
        proxy.ssl_context = replace(passage, certificate=None).context()
    return proxy
