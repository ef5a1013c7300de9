"""Tokens that a token endpoint gives out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import httpx

from .auth import bearer
from .passage import NOTHING_MORE, Passage
from .renewing import RenewedTokens, SignInError, Token
from .secrets import Secret
from .token_endpoint import Grant, Posted, post
from .token_words import of_no_token, of_refusal

__all__ = ["IssuedTokens", "SignInError", "Token", "life", "request_token"]


class IssuedTokens(RenewedTokens):
    """Credentials whose token comes from a token endpoint."""

    def __init__(
        self,
        grant: Grant,
        token: Token | None = None,
        *,
        timeout: float = 10.0,
        transport: httpx.BaseTransport | None = None,
        passage: Passage = NOTHING_MORE,
        proof: Callable[[], Secret] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.grant = grant
        self._read_proof = proof
        self._timeout = timeout
        self._transport = transport
        self._asked = token is not None
        super().__init__(token, passage=passage, clock=clock)

    def __repr__(self) -> str:
        return f"<IssuedTokens of {self.grant.host}>"

    @property
    def _proofs(self) -> tuple[Secret, ...]:
        return self.grant.secrets

    def _ask(self) -> Token:
        if self._read_proof is not None and self._asked:
            self.grant = replace(self.grant, proof=self._read_proof())
            self._hide(*self.grant.secrets)
        self._asked = True
        return request_token(self.grant, timeout=self._timeout, transport=self._transport, passage=self._passage)


def request_token(
    grant: Grant,
    *,
    timeout: float = 10.0,
    transport: httpx.BaseTransport | None = None,
    passage: Passage = NOTHING_MORE,
) -> Token:
    """Ask the token endpoint once and return the token that it gives, or raise SignInError."""
    answer = post(
        grant.url, form=grant.form(), headers=grant.headers(), timeout=timeout, transport=transport, passage=passage
    )
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
