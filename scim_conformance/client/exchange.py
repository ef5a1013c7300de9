"""One request and its response, as they may be kept: secrets and strangers are out before it exists."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from .auth import Credentials
from .curl import SECRET_HERE, curl
from .keeping import LONGEST_JSON, LONGEST_STRING, LONGEST_TEXT, Room, beginning, cut, names_in, short_headers
from .outgoing import dumps
from .redaction import Redactor, names_secrets, passwords
from .reply import Body, Headers
from .strangers import Strangers
from .target import Target

MOST_PASSWORDS = 1000
"""How many of the passwords that were sent are looked for in later answers."""

PARAMETERS = ("filter", "attributes", "excludedAttributes", "sortBy", "startIndex", "count", "cursor")
"""The parameters of a query that make it another kind of request."""


@dataclass(frozen=True, eq=False, repr=False)
class Exchange:
    """One request and its response, in the shape in which results.json holds it."""

    n: int
    method: str
    url: str
    request: dict[str, Any]
    status: int | None
    response: dict[str, Any]
    started: str
    seconds: float
    curl: str

    def __repr__(self) -> str:
        return f"<Exchange {self.n}: {self.method} {self.status or 'without an answer'}>"

    def as_dict(self) -> dict[str, Any]:
        """Return the exchange as it stands in results.json."""
        return {
            "n": self.n,
            "method": self.method,
            "url": self.url,
            "request": self.request,
            "status": self.status,
            "response": self.response,
            "started": self.started,
            "seconds": self.seconds,
            "curl": self.curl,
        }


class Recorder:
    """Holds the exchanges of a run in the order in which they ended."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self._numbers = count(1)

    def number(self) -> int:
        """Return the number of the next exchange."""
        return next(self._numbers)

    def add(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        self.exchanges.append(exchange)

    def mark(self) -> int:
        """Return a point in time that :meth:`since` understands."""
        return len(self.exchanges)

    def since(self, mark: int) -> list[Exchange]:
        """Return the exchanges that ended after :meth:`mark` was called."""
        return self.exchanges[mark:]


@dataclass(frozen=True, eq=False, repr=False)
class Sent:
    """A request as it went out, secrets still in it; it lives no longer than the request."""

    method: str
    url: str
    target: Target
    headers: Headers
    content: bytes | None

    @classmethod
    def of(cls, request: httpx.Request, target: Target) -> Sent:
        """Take down a request in the spelling in which it goes out."""
        headers = Headers.of(request.headers.raw)
        content = request.content if "Content-Length" in headers else None
        return cls(request.method, str(request.url), target, headers, content)

    @property
    def kind(self) -> str:
        """What it has in common with requests that a provider treats alike; a word for people, without any value."""
        names = {name for name, _ in parse_qsl(urlsplit(self.url).query, keep_blank_values=True)}
        asked = [name for name in PARAMETERS if name in names]
        return f"{self.method} {self.target.route}{' with ' if asked else ''}{' and '.join(asked)}"


class Scribe:
    """Writes exchanges: what goes through here is what any file of the run may hold."""

    def __init__(self, redactor: Redactor, strangers: Strangers, credentials: Credentials) -> None:
        self._redactor = redactor
        self._strangers = strangers
        self._credentials = credentials
        self._room = Room()
        self._passwords: dict[str, None] = {}

    def exchange(
        self,
        n: int,
        sent: Sent,
        status: int | None,
        headers: Headers,
        body: Body,
        problem: str | None,
        seconds: float,
    ) -> Exchange:
        """Return what is kept of a request and its answer."""
        hidden, kept, repeatable = self._request_body(sent.content)
        # A provider may show a password in what it answers much later.
        self._passwords.update(dict.fromkeys(hidden[: MOST_PASSWORDS - len(self._passwords)]))
        hidden += [each for each in self._passwords if each in body.text]
        whole = not body.is_json or self._room.takes(len(body.text))
        response: dict[str, Any] = {
            "headers": short_headers(self._redactor.headers(headers)),
            "body": self._response_body(sent, status, body, hidden, whole),
        }
        if not whole:
            response["cut"] = True
        # A name that is hidden in the body, since it may be a stranger's, is not told here.
        repeated = sorted(set(body.repeated) & set(names_in(response["body"]))) if body.repeated else []
        if repeated:
            response["repeated"] = repeated
        if problem:
            response["problem"] = self._redactor.text(problem)
        return Exchange(
            n,
            sent.method,
            self._redactor.text(sent.url),
            {"headers": self._redactor.headers(sent.headers), "body": kept},
            status,
            response,
            (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="milliseconds"),
            round(seconds, 6),
            curl(
                sent.method,
                sent.url,
                sent.headers.items(),
                repeatable,
                redact=lambda text: self._redactor.text(text, SECRET_HERE),
                sign_in=self._credentials.option,
                also=self._credentials.passage.curl(),
            ),
        )

    def _request_body(self, content: bytes | None) -> tuple[list[str], Any, str | None]:
        """Return the passwords in a sent body, the body as it is kept, and as curl repeats it."""
        if not content:
            return [], None, None if content is None else ""
        text = content.decode(errors="surrogateescape")
        value = _json(text)
        # In the text too: the value is only looked through as deep as it is kept.
        hidden = passwords(value) + passwords(text) if names_secrets(text) else []
        if value is None or len(text) > LONGEST_JSON or not _is_spelled(text, value):
            # Kept as text, since its very spelling may be what the check is about.
            return hidden, self._text(text, hidden), self._redactor.named(text, hidden)
        kept = self._redactor.json(value)
        return hidden, kept, dumps(kept) if hidden else text

    def _response_body(self, sent: Sent, status: int | None, body: Body, hidden: list[str], whole: bool) -> Any:
        if not body.text:
            return None
        if not body.is_json:
            text = self._strangers.hide_text(body.text, sent.target, sent.method, status)
            return self._text(text, hidden)
        shown = body.json if whole else beginning(body.json)
        kept = self._redactor.json(self._strangers.hide(shown, sent.target, status), hidden)
        return kept if whole else cut(dumps(kept), len(body.text))

    def _text(self, text: str, hidden: list[str]) -> str:
        # Cut twice: what is redacted must not end in the middle of a secret, and need not be 10 MB long.
        redacted = self._redactor.named(self._redactor.text(text[:LONGEST_STRING]), hidden)
        kept = redacted.encode(errors="backslashreplace").decode()
        return kept if len(text) <= LONGEST_TEXT else cut(kept, len(text))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_spelled(text: str, value: Any) -> bool:
    """Tell whether a text is the one that JSON of this client would be."""
    try:
        return dumps(value) == text
    except RecursionError:
        return False
