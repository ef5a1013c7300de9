"""A lean way to a provider, for many requests: it records nothing, and one thread uses it at a time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import quote

import httpcore

from .addressing import Address
from .auth import Credentials
from .bounded import course, cut_off_rest
from .connecting_words import of_proxy
from .curl import SECRET_HERE, curl
from .outgoing import CONTENT_TYPE
from .pacing import Pace, pause
from .receiving import received
from .redaction import Redactor
from .reply import Headers, read_body
from .sending import CONNECT_SECONDS, MORE_CAME, Unreachable, connections, own_words, why_no_connection

ACCEPT = "application/scim+json"
"""What Entra accepts, and its validation template; our other clients take plain JSON, too."""

LONGEST_TEXT = 2_000
"""How many characters of a body are kept for the story of a failure."""

_SAFE = "/%:@!$&'()*+,;=~"
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_NO_ANSWER = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


@dataclass(frozen=True, eq=False, repr=False)
class Carried:
    """What came back for one request, and how long its last try took."""

    status: int | None
    """None where there was no answer; ``text`` then says why."""

    json: Any
    headers: Mapping[str, str]
    """The headers, their names in small letters."""

    text: str
    """The body where it is no JSON or no success, without secrets and cut where it is long."""

    seconds: float


class Wait(NamedTuple):
    """A pause that the provider has asked for."""

    status: int
    seconds: float


class _Raw(NamedTuple):
    status: int | None
    headers: Mapping[str, str]
    content: bytes
    problem: str
    seconds: float


class PlainPort:
    """Carries requests over connections of its own, and waits where the provider asks for it."""

    def __init__(
        self,
        base_url: str,
        auth: Credentials,
        *,
        pace: Pace | None = None,
        timeout: float = 30.0,
        user_agent: str = "scim-conformance",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.waited: Callable[[Wait], None] = lambda wait: None
        """Told of each pause that the provider asks for."""

        base = Address(base_url).base
        self._base = str(base).rstrip("/")
        self._path = base.raw_path.decode().rstrip("/")
        self._url = httpcore.URL(scheme=base.raw_scheme, host=base.raw_host, port=base.port, target=b"/")
        self._host = base.netloc.decode()
        self._auth = auth
        self._headers = [("Host", self._host), ("Accept", ACCEPT), ("Accept-Encoding", "identity")]
        self._headers.append(("User-Agent", user_agent))
        self._headers += [(each.name, each.value.reveal()) for each in auth.passage.headers]
        # One thread has one request at a time: what a pool does to find a connection for each costs a tenth of it.
        self._pool = connections(base, auth.passage)
        self._connection: httpcore.ConnectionInterface | None = None
        self._timeout = timeout
        self._pace = pace or Pace(None)
        self._sleep = sleep
        self._redactor = Redactor()
        auth.confide(self._redactor.add)

    def __repr__(self) -> str:
        return f"<PlainPort to {self._host}>"

    def close(self) -> None:
        """Close the connections."""
        if self._connection is not None:
            self._connection.close()
        self._pool.close()

    def send(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Carried:
        """Send a request, and once more where the provider asks to wait; Unreachable where nobody listens.

        ``path`` is below the base URL; what can't stand in an address is encoded.
        """
        target, content = self._target(path, params), None if json is None else _dumps(json).encode()
        header = self._authorization()
        raw = self._answer(method, target, content, header)
        if raw.status == 401 and self._auth.renew(header):
            raw = self._answer(method, target, content, self._authorization())
        read, is_json = _read(raw.content)
        good = is_json and raw.status is not None and 200 <= raw.status < 300
        return Carried(raw.status, read, raw.headers, "" if good else self._text(raw), raw.seconds)

    def curl(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> str:
        """Return the command line that repeats a request, its secrets taken from the environment."""
        content = None if json is None else _dumps(json)
        header = self._authorization()
        return curl(
            method,
            self._base + self._target(path, params).removeprefix(self._path),
            self._lines(None if content is None else content.encode(), header),
            content,
            redact=lambda text: self._redactor.text(text, SECRET_HERE),
            sign_in=self._auth.option,
            also=self._auth.passage.curl(),
        )

    def _target(self, path: str, params: Mapping[str, Any] | None) -> str:
        # %20 for a space, as RFC 3986 has it; a plus is a plus to many servers.
        query = "&".join(f"{quote(name)}={quote(str(value), safe='')}" for name, value in (params or {}).items())
        return f"{self._path}/{quote(path.lstrip('/'), safe=_SAFE)}" + (f"?{query}" if query else "")

    def _authorization(self) -> str | None:
        header = self._auth.header
        return None if header is None else header.reveal()

    def _lines(self, content: bytes | None, authorization: str | None) -> list[tuple[str, str]]:
        lines = list(self._headers)
        if authorization is not None:
            lines.append(("Authorization", authorization))
        if content is not None:
            lines += (("Content-Type", CONTENT_TYPE), ("Content-Length", str(len(content))))
        return lines

    def _answer(self, method: str, target: str, content: bytes | None, authorization: str | None) -> _Raw:
        waited = 0.0
        url = httpcore.URL(
            scheme=self._url.scheme, host=self._url.host, port=self._url.port, target=target.encode("ascii")
        )
        lines = [(name.encode(), value.encode()) for name, value in self._lines(content, authorization)]
        for tries in count(1):
            self._pace.wait()
            raw = self._once(method, url, lines, content)
            seconds = (
                pause(raw.status, Headers(raw.headers.items()), tries, waited) if raw.status in (429, 503) else None
            )
            if seconds is None or raw.status is None:
                break
            self.waited(Wait(raw.status, seconds))
            self._pace.hold(seconds)
            self._sleep(seconds)
            waited += seconds
        return raw

    def _once(self, method: str, url: httpcore.URL, lines: list[tuple[bytes, bytes]], content: bytes | None) -> _Raw:
        timeout = {
            "connect": min(CONNECT_SECONDS, self._timeout),
            "read": self._timeout,
            "write": self._timeout,
            "pool": self._timeout,
        }
        request = httpcore.Request(method, url, headers=lines, content=content, extensions={"timeout": timeout})
        begin = time.perf_counter()
        unreachable = None
        try:
            with course(self._timeout):
                response = self._connected(url).handle_request(request)
                headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                try:
                    body, problem = received(response.stream, Headers(headers.items()))  # type: ignore[arg-type]
                    if problem is None and cut_off_rest(response):
                        problem = MORE_CAME
                finally:
                    response.close()
                if response.status == 407:
                    unreachable = of_proxy("407", url.scheme.decode())
        except httpcore.ProxyError as error:
            unreachable = of_proxy(own_words(error), url.scheme.decode())
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            unreachable = why_no_connection(error)
        except _NO_ANSWER as error:
            return _Raw(None, {}, b"", self._why(error), time.perf_counter() - begin)
        if unreachable is not None:
            # Raised only here: the frames below hold the headers, and a traceback may show what frames hold.
            raise Unreachable(self._host, unreachable)
        return _Raw(response.status, headers, body, problem or "", time.perf_counter() - begin)

    def _connected(self, url: httpcore.URL) -> httpcore.ConnectionInterface:
        known = self._connection
        if known is None or known.is_closed() or known.has_expired() or not known.is_available():
            if known is not None:
                known.close()
            self._connection = known = self._pool.create_connection(url.origin)
        return known

    def _why(self, error: Exception) -> str:
        if isinstance(error, httpcore.TimeoutException):
            return f"{self._timeout:g} s passed without an answer"
        return f"the connection was closed without an answer: {own_words(error)}"

    def _text(self, raw: _Raw) -> str:
        if raw.status is None or raw.problem:
            return raw.problem
        # Cut after the secrets are out: half of one would not be found.
        return self._redactor.text(raw.content.decode(errors="replace"))[:LONGEST_TEXT]


def _read(content: bytes) -> tuple[Any, bool]:
    body = read_body(content, "")
    return body.json, body.is_json or not content
