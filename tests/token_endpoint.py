"""A token endpoint on loopback that looks at everything that it is sent, and can be wrong in many ways."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from scim_conformance.provider import Provider
from tests.loopback import Answer, answering

CLIENT_ID = "client:of the test"
CLIENT_SECRET = "s3cr3t&of+the=client/%41~ü"
"""Every character in it that an encoding could lose."""

SCOPE = "scim.read scim.write"
KEY = b"the key that signs the assertions of the tests"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(repr=False)
class Asked:
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    form: dict[str, str]


class Refusal(Exception):
    """An OAuth error: https://www.rfc-editor.org/rfc/rfc6749#section-5.2"""

    def __init__(self, code: str, status: int = 400, description: str = "") -> None:
        super().__init__(code)
        self.code, self.status, self.description = code, status, description


@dataclass(repr=False)
class TokenEndpoint:
    """Gives out tokens for the client credentials grant, to a client with a secret or with an assertion."""

    client_id: str = CLIENT_ID
    secret: str = CLIENT_SECRET
    audience: str = "api://the-application"
    scopes: frozenset[str] = frozenset(SCOPE.split())
    life: Any = 3600
    """What it says of the life of its tokens; a number is also how long they live."""

    grace: float = 0.0
    """How many seconds longer they live."""

    made: Callable[[], str] = lambda: f"issued.{secrets.token_urlsafe(24)}"
    """Makes the next token."""

    spoil: Callable[[Asked, dict[str, Any]], Answer | dict[str, Any]] | None = None
    """Changes the body of a success, or answers in its place."""

    believes_any_secret: bool = False
    wants: str = "any"
    """Where the secret has to be: ``header``, ``body``, or any of both."""

    uses: dict[str, int] = field(default_factory=dict)
    """How many uses are left of a token that is taken back without a word."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    issued: dict[str, float] = field(default_factory=dict)
    guard: Any = field(default_factory=threading.Lock)

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Answer one request."""
        try:
            asked = self._read(method, path, headers, body)
            self._authenticate(asked)
            self._look_at_scope(asked)
        except Refusal as refusal:
            said = {"error": refusal.code, "error_description": refusal.description or f"{body.decode()} is refused"}
            challenge = {"WWW-Authenticate": 'Basic realm="tokens"'} if refusal.status == 401 else {}
            return refusal.status, {**JSON, **challenge}, json.dumps(said).encode()
        with self.guard:
            token = self.made()
            lives = self.life if isinstance(self.life, int | float) else 3600
            self.issued[token] = time.monotonic() + lives + self.grace
        given = {"access_token": token, "token_type": "Bearer", "expires_in": self.life}
        changed = self.spoil(asked, given) if self.spoil else given
        return changed if isinstance(changed, tuple) else (200, JSON, json.dumps(changed).encode())

    def accepts(self, token: str) -> bool:
        """Tell whether a token that somebody shows is one of those that are good now."""
        with self.guard:
            if token in self.uses:
                self.uses[token] -= 1
            return self.issued.get(token, 0.0) > time.monotonic() and self.uses.get(token, 0) >= 0

    def _read(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Asked:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
        asked = Asked(path, headers, dict(pairs))
        self.asked.append(asked)
        if method != "POST" or headers.get("content-type") != "application/x-www-form-urlencoded":
            raise Refusal("invalid_request")
        if len(pairs) != len(asked.form) or not all(asked.form.values()):
            raise Refusal("invalid_request", description="a parameter stands there twice, or without a value")
        if asked.form.get("grant_type") != "client_credentials":
            raise Refusal("unsupported_grant_type")
        return asked

    def _authenticate(self, asked: Asked) -> None:
        ways = {
            "header": "authorization" in asked.headers,
            "body": "client_secret" in asked.form,
            "assertion": "client_assertion" in asked.form,
        }
        (way, *others) = [name for name, used in ways.items() if used] or [""]
        if others or not way:
            raise Refusal("invalid_request", description="there must be one way to authenticate")
        if way == "assertion":
            self._look_at_assertion(asked)
        elif self.wants not in ("any", way) or not self._believes(_shown(asked, way)):
            raise Refusal("invalid_client", 401)

    def _believes(self, shown: tuple[str, str]) -> bool:
        return self.believes_any_secret or shown == (self.client_id, self.secret)

    def _look_at_assertion(self, asked: Asked) -> None:
        if asked.form.get("client_assertion_type") != ASSERTION_TYPE or asked.form.get("client_id") != self.client_id:
            raise Refusal("invalid_client", 401)
        claims = claims_of(asked.form["client_assertion"])
        if claims.get("aud") != self.audience or claims.get("exp", 0) < time.time():
            raise Refusal("invalid_client", 401, "the assertion is for somebody else, or has run out")

    def _look_at_scope(self, asked: Asked) -> None:
        if not set(asked.form.get("scope", "").split()) <= self.scopes:
            raise Refusal("invalid_scope")


JSON = {"Content-Type": "application/json", "Cache-Control": "no-store"}


def _shown(asked: Asked, way: str) -> tuple[str, str]:
    if way == "body":
        return asked.form.get("client_id", ""), asked.form["client_secret"]
    scheme, _, coded = asked.headers["authorization"].partition(" ")
    if scheme != "Basic":
        raise Refusal("invalid_client", 401)
    name, _, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    return unquote_plus(name), unquote_plus(secret)


def jwt(key: bytes = KEY, **claims: Any) -> str:
    """Return a signed JWT with these claims, good for an hour unless they say otherwise."""
    said = {"aud": "api://the-application", "exp": int(time.time()) + 3600, **claims}
    head = ".".join(_packed(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, said))
    return f"{head}.{_packed(hmac.digest(key, head.encode(), hashlib.sha256))}"


def claims_of(token: str) -> dict[str, Any]:
    """Return the claims of a JWT, or refuse it."""
    head, _, signature = token.rpartition(".")
    parts = head.split(".")
    right = _packed(hmac.digest(KEY, head.encode(), hashlib.sha256))
    if len(parts) != 2 or not hmac.compare_digest(signature, right):
        raise Refusal("invalid_client", 401, "the signature of the assertion is wrong")
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    return claims


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@contextmanager
def served(endpoint: TokenEndpoint, path: str = "/oauth/token") -> Iterator[TokenEndpoint]:
    """Serve a token endpoint on loopback, until the block ends."""

    def answer(method: str, asked: str, headers: dict[str, str], body: bytes) -> Answer:
        return endpoint.answer(method, asked, headers, body) if urlsplit(asked).path == path else (404, {}, b"")

    with answering(answer) as url:
        endpoint.url = f"{url}{path}"
        yield endpoint


def let_in(provider: Provider, endpoint: TokenEndpoint) -> None:
    """Let the embedded provider take the tokens of an endpoint as long as they are good, and no other one."""

    def guarded(answer: Any) -> Any:
        def look(request: Any) -> Any:
            scheme, _, token = (request.header("Authorization") or "").partition(" ")
            if not token:
                return answer(request)
            shown = provider.token if endpoint.accepts(token) else "a token of nobody"
            others = {name: value for name, value in request.headers.items() if name.lower() != "authorization"}
            return answer(replace(request, headers={**others, "Authorization": f"{scheme} {shown}"}))

        return look

    provider.wrap(guarded)
