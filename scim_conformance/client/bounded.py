"""Sockets that keep to the time that a request may take as a whole, and know what has come over them."""

from __future__ import annotations

import contextvars
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpcore

STATUS_LINE = b"HTTP/"


@dataclass
class Course:
    """How one request is getting on."""

    deadline: float
    seconds: float
    """How long it may take as a whole."""

    heard: bytearray = field(default_factory=bytearray)
    """The first bytes of the answer."""

    reused: bool = False
    """Whether its connection has carried another request before."""

    @property
    def is_http(self) -> bool:
        """Whether what has come so far may be the beginning of an answer by HTTP."""
        return self.heard.startswith(STATUS_LINE[: len(self.heard)])


_course: contextvars.ContextVar[Course] = contextvars.ContextVar("course")


@contextmanager
def course(seconds: float) -> Iterator[Course]:
    """Bound all that the sockets of a :class:`BoundedBackend` do, and take note of what comes over them."""
    at_hand = Course(time.monotonic() + seconds, seconds)
    token = _course.set(at_hand)
    try:
        yield at_hand
    finally:
        _course.reset(token)


class BoundedBackend(httpcore.NetworkBackend):
    """Opens connections that end in time."""

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
        """Connect within the time that is left."""
        left = _left(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._backend.connect_tcp(host, port, left, local_address, socket_options))


class _BoundedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self._used = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))
        at_hand = _course.get(None)
        if at_hand is not None and len(at_hand.heard) < len(STATUS_LINE):
            at_hand.heard += data[: len(STATUS_LINE)]
        self._used = self._used or bool(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        at_hand = _course.get(None)
        if at_hand is not None:
            at_hand.reused = self._used
            # A proxy may have answered before.
            at_hand.heard.clear()
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
    at_hand = _course.get(None)
    if at_hand is None:
        return timeout
    left = at_hand.deadline - time.monotonic()
    if left <= 0:
        raise too_late()
    return left if timeout is None else min(timeout, left)


_WAY_TO_H11 = ("_httpcore_stream", "_stream", "_connection", "_h11_state")


def cut_off_rest(response: Any) -> bool:
    """Close the connection of an answer that was read to its end where more has come, and tell whether it had.

    What stands behind an answer would be taken for the answer to the next request. Neither httpx nor httpcore tells of
    it, so this looks where h11 keeps it; a provider can't be told from a right one where that is elsewhere.
    """
    found = response.stream
    for name in _WAY_TO_H11:
        found = getattr(found, name, found)
    rest = getattr(found, "trailing_data", (b"", False))[0]
    if rest:
        response.extensions["network_stream"].close()
    return bool(rest)
