"""Tokens that a token endpoint gives out: asked for before the first request, and again when they run out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx

from .auth import BEARER_FOR_CURL, Credentials, bearer
from .secrets import Secret
from .sending import Unreachable
from .token_endpoint import Grant, Posted, post
from .token_words import of_no_token, of_refusal

EARLY_SECONDS = 30.0
"""How long before its end a token is replaced, so that no request with it is on its way too late."""

PATIENCE_SECONDS = 60.0
"""How long after a refused token was replaced the next one is not: some providers refuse every token."""


class SignInError(Unreachable):
    """The token endpoint gives no token; the message says what it answered and what to do."""

    def __init__(self, host: str, why: str) -> None:
        Exception.__init__(self, why)
        self.host = host
        self.why = why


@dataclass(frozen=True)
class Token:
    """A token, and how many seconds it is good for; None where the endpoint does not say."""

    value: Secret
    seconds: float | None = None


class IssuedTokens(Credentials):
    """Credentials whose token comes from a token endpoint; several threads may use them at once."""

    def __init__(
        self,
        grant: Grant,
        token: Token | None = None,
        *,
        timeout: float = 10.0,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.grant = grant
        self._timeout = timeout
        self._transport = transport
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._since = 0.0
        self._replaced: float | None = None
        self._given: list[Secret] = []
        self._tell: list[Callable[[Secret], None]] = []
        if token is not None:
            self._take(token)

    # Whoever compares two of them must not ask for a token.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<IssuedTokens of {self.grant.host}>"

    @property
    def header(self) -> Secret:
        """The header for a request that goes out now; SignInError where there is no token to be had."""
        return _header(self.fetch().value)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The proof of the grant, and every token that was given for it until now."""
        return (*self.grant.secrets, *self._given)

    @property
    def curl(self) -> str:
        """How curl gives the header, whichever token it was."""
        return BEARER_FOR_CURL

    @property
    def token(self) -> Token | None:
        """The token at hand and how long it is still good for; None as long as nobody has asked for one."""
        with self._lock:
            return replace(self._token, seconds=self._left(self._token)) if self._token else None

    @property
    def life(self) -> float | None:
        """For how many seconds the token at hand was given; None where there is none, or the endpoint does not say."""
        with self._lock:
            return self._token.seconds if self._token else None

    def fetch(self) -> Token:
        """Return a token that is good for a while, the one at hand or a new one; SignInError where none is given."""
        with self._lock:
            token = self._token
            if token is None:
                return self._take(self._ask())
            left = self._left(token)
            if left is None or left > min(EARLY_SECONDS, (token.seconds or 0.0) / 10):
                return token
            try:
                return self._take(self._ask())
            except SignInError:
                if left > 0:
                    return token
                raise

    def option(self, value: str) -> str | None:
        """Return curl's option for an Authorization header that these credentials have given, else None."""
        return self.curl if self._has_given(value) else None

    def confide(self, tell: Callable[[Secret], None]) -> None:
        """Tell every secret, and each token that is yet to come as soon as it is there."""
        with self._lock:
            self._tell.append(tell)
            for secret in self.secrets:
                tell(secret)

    def renew(self, refused: str | None) -> bool:
        """Replace the token whose header was refused; False where that header is another's, or was just replaced."""
        if refused is None or not self._has_given(refused):
            return False
        with self._lock:
            if _header(self._given[-1]).reveal() != refused:
                return True
            now = self._clock()
            if self._replaced is not None and now - self._replaced < PATIENCE_SECONDS:
                return False
            self._replaced = now
            self._take(self._ask())
            return True

    def _ask(self) -> Token:
        return request_token(self.grant, timeout=self._timeout, transport=self._transport)

    def _has_given(self, header: str) -> bool:
        return any(_header(token).reveal() == header for token in tuple(self._given))

    def _left(self, token: Token) -> float | None:
        return None if token.seconds is None else self._since + token.seconds - self._clock()

    def _take(self, token: Token) -> Token:
        self._token, self._since = token, self._clock()
        # An endpoint may give the same one again; the last of the list is the one at hand.
        self._given = [*(each for each in self._given if each != token.value), token.value]
        for tell in self._tell:
            tell(token.value)
        return token


def _header(token: Secret) -> Secret:
    return Secret(f"Bearer {token.reveal()}")


def request_token(grant: Grant, *, timeout: float = 10.0, transport: httpx.BaseTransport | None = None) -> Token:
    """Ask the token endpoint once and return the token that it gives, or raise SignInError."""
    answer = post(grant.url, form=grant.form(), headers=grant.headers(), timeout=timeout, transport=transport)
    found = _token_of(answer, grant)
    # Raised here, where no frame holds the answer's text.
    if isinstance(found, str):
        raise SignInError(grant.host, found)
    return found


def _token_of(answer: Posted, grant: Grant) -> Token | str:
    """Return the token in an answer, or in words why there is none."""
    if not answer.ok:
        return of_refusal(answer, grant)
    said: Mapping[str, Any] = answer.json if isinstance(answer.json, dict) else {}
    value, kind = said.get("access_token"), said.get("token_type", "Bearer")
    if not isinstance(value, str) or not value:
        return of_no_token(answer, grant, "there is no access_token in its body")
    if not isinstance(kind, str) or kind.casefold() != "bearer":
        # https://www.rfc-editor.org/rfc/rfc6749#section-7.1
        return of_no_token(answer, grant, "its token_type is not Bearer, and SCIM clients send no other")
    try:
        bearer(Secret(value))
    except ValueError:
        return of_no_token(answer, grant, "its access_token holds characters that no header can carry")
    return Token(Secret(value), life(said.get("expires_in")))


def life(expires_in: Any) -> float | None:
    """Return the seconds that ``expires_in`` names, as a number or as a text; None where it names none."""
    if isinstance(expires_in, str) and expires_in.strip().isascii() and expires_in.strip().isdigit():
        expires_in = int(expires_in.strip()[:12])
    if isinstance(expires_in, bool) or not isinstance(expires_in, int | float):
        return None
    return float(expires_in) if 0 < expires_in < 1e12 else None
