"""Carries one request to the provider and its answer back, within a bounded time and size."""

from __future__ import annotations

import contextvars
import ipaddress
import logging
import re
import ssl
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from .reply import Headers

CONNECT_SECONDS = 10.0
LARGEST_BODY = 10_000_000

# Servers drop idle connections after two seconds or more; one that is dropped while a request is on its way
# would look like a provider that gives no answer.
_KEEP_ALIVE_SECONDS = 1.0

_deadline: contextvars.ContextVar[float] = contextvars.ContextVar("deadline")


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

    def __init__(self, base: httpx.URL, timeout: float, transport: httpx.BaseTransport | None = None) -> None:
        self._host = f"{base.host}:{base.port}" if base.port else base.host
        self._timeout = timeout
        self._transport = transport or _Transport(base)
        # It writes whole headers at the level DEBUG, cookies among them.
        logging.getLogger("httpcore").setLevel(logging.INFO)

    def send(self, request: httpx.Request) -> Answer:
        """Send a request and return what came back, or raise :class:`Unreachable`."""
        request.extensions["timeout"] = {
            "connect": min(CONNECT_SECONDS, self._timeout),
            "read": self._timeout,
            "write": self._timeout,
            "pool": self._timeout,
        }
        token = _deadline.set(time.monotonic() + self._timeout)
        try:
            answer = self._send(request)
        finally:
            _deadline.reset(token)
        # Raised only here, where no exception of the layers below is handled: their frames hold the headers.
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _send(self, request: httpx.Request) -> Answer | Exception:
        begin = time.perf_counter()
        status: int | None = None
        headers, content, problem = Headers(), b"", None
        try:
            response = self._transport.handle_request(request)
            try:
                status, headers = response.status_code, Headers.of(response.headers.raw)
                content, problem = _read(response)
            finally:
                response.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            return Unreachable(self._host, why_no_connection(error))
        except httpx.LocalProtocolError:
            return ValueError("The request can't be sent: HTTP doesn't allow what stands in its headers.")
        except httpx.DecodingError:
            problem = f"the body is not encoded as Content-Encoding says: {headers.get('Content-Encoding')}"
        except httpx.TransportError as error:
            status, headers, problem = None, Headers(), self._why_no_answer(error, status)
        except BaseException as error:
            # The frames below hold the headers as they are sent, and a traceback may show what frames hold.
            error.__traceback__ = None
            error.__suppress_context__ = True
            raise
        return Answer(status, headers, content, problem, time.perf_counter() - begin)

    def _why_no_answer(self, error: httpx.TransportError, status: int | None) -> str:
        where = "without an answer" if status is None else f"in the middle of the answer {status}"
        if isinstance(error, httpx.TimeoutException):
            return f"{self._timeout:g} s passed {where}"
        words = own_words(error)
        broken = not isinstance(error, httpx.RemoteProtocolError) or "disconnected" in words
        if status is not None or broken:
            return f"the connection was closed {where}: {words}"
        return f"the answer is not HTTP: {words}"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Bound all that the sockets of :func:`connections` do, as one request may take so long as a whole."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def connections(base: httpx.URL) -> httpcore.ConnectionPool:
    """Return the connections themselves, for who sends so much that what httpx makes of a request costs too much."""
    return _Transport(base)._pool


def own_words(error: Exception) -> str:
    """Return what an exception says without the provider's bytes that it may quote."""
    return re.split(r"b['\"]|bytearray", str(error))[0].strip(" :(.") or type(error).__name__


def why_no_connection(error: Exception) -> str:
    """Return why no connection can be opened, in words that hold nothing of the provider's bytes."""
    if isinstance(error, httpx.ConnectTimeout | httpcore.ConnectTimeout):
        return "it was not answered in time"
    words = own_words(error)
    if "CERTIFICATE_VERIFY_FAILED" in words:
        return f"{words}; a certificate authority of your own goes into the file that SSL_CERT_FILE names"
    return words


def _read(response: httpx.Response) -> tuple[bytes, str | None]:
    chunks, size = [], 0
    for chunk in response.iter_bytes():
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST_BODY:
            return b"", f"the body is longer than {LARGEST_BODY // 1_000_000} MB and was not read to its end"
    return b"".join(chunks), None


class _Transport(httpx.HTTPTransport):
    """httpx's transport, whose sockets also keep to the time that a request may take as a whole."""

    def __init__(self, base: httpx.URL) -> None:
        super().__init__(
            # Without TLS there is no certificate to verify, and the authorities take long to read.
            verify=base.scheme == "https",
            limits=httpx.Limits(keepalive_expiry=_KEEP_ALIVE_SECONDS),
            proxy=_proxy(base),
        )
        # httpx has no setting for it: its timeouts bound each read, and one byte at a time can last for ever.
        self._pool._network_backend = _BoundedBackend(self._pool._network_backend)


class _BoundedBackend(httpcore.NetworkBackend):
    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._backend.connect_tcp(host, port, left, local_address, socket_options))


class _BoundedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, too_late: type[Exception]) -> float | None:
    """Return how long an operation may take, so that the request ends in time."""
    deadline = _deadline.get(None)
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        raise too_late()
    return left if timeout is None else min(timeout, left)


def _proxy(base: httpx.URL) -> httpx.Proxy | None:
    """Return the proxy that the environment names for the provider; none for this machine itself."""
    if _is_loopback(base.host) or urllib.request.proxy_bypass(base.host):
        return None
    proxies = urllib.request.getproxies()
    address = proxies.get(base.scheme) or proxies.get("all")
    return httpx.Proxy(address if "://" in address else f"http://{address}") if address else None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
