"""Credentials whose token is asked for before the first request, and again when it runs out or is refused."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace

from .auth import BEARER_FOR_CURL, Credentials
from .passage import NOTHING_MORE, Passage
from .secrets import Secret
from .sending import Unreachable

EARLY_SECONDS = 30.0
"""How long before its end a token is replaced, so that no request with it is on its way too late."""

PATIENCE_SECONDS = 60.0
"""How long after a refused token was replaced the next one is not: some providers refuse every token."""


class SignInError(Unreachable):
    """Nobody gives a token; the message says what was answered and what to do."""

    def __init__(self, host: str, why: str) -> None:
        Exception.__init__(self, why)
        self.host = host
        self.why = why


@dataclass(frozen=True)
class Token:
    """A token, and how many seconds it is good for; None where nobody says."""

    value: Secret
    seconds: float | None = None


class RenewedTokens(Credentials, ABC):
    """Credentials whose token somebody gives out; several threads may use them at once."""

    def __init__(
        self,
        token: Token | None = None,
        *,
        passage: Passage = NOTHING_MORE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._passage = passage
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

    @abstractmethod
    def _ask(self) -> Token:
        """Return a new token, or raise SignInError."""

    @property
    def _proofs(self) -> tuple[Secret, ...]:
        """With what a token is asked for."""
        return ()

    @property
    def passage(self) -> Passage:
        """What goes along with every request."""
        return self._passage

    @property
    def header(self) -> Secret:
        """The header for a request that goes out now; SignInError where there is no token to be had."""
        return _header(self.fetch().value)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """With what tokens are asked for, and every token that was given until now."""
        return (*self._proofs, *self._given)

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
        """For how many seconds the token at hand was given; None where there is none, or nobody says."""
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

    def option(self, name: str, value: str) -> str | None:
        """Return curl's option for a header that these credentials have given, else None."""
        if name.lower() == "authorization":
            return self.curl if self._has_given(value) else None
        return self._passage.option(name, value)

    def confide(self, tell: Callable[[Secret], None]) -> None:
        """Tell every secret, and each token that is yet to come as soon as it is there."""
        with self._lock:
            self._tell.append(tell)
            super().confide(tell)

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
            return self._take(self._ask()).value.reveal() != _bare(refused)

    def _hide(self, *secrets: Secret) -> None:
        for tell in self._tell:
            for secret in secrets:
                tell(secret)

    def _has_given(self, header: str) -> bool:
        return any(_header(token).reveal() == header for token in tuple(self._given))

    def _left(self, token: Token) -> float | None:
        return None if token.seconds is None else self._since + token.seconds - self._clock()

    def _take(self, token: Token) -> Token:
        self._token, self._since = token, self._clock()
        # The same one may be given again; the last of the list is the one at hand.
        self._given = [*(each for each in self._given if each != token.value), token.value]
        self._hide(token.value)
        return token


def _bare(header: str) -> str:
    return header.partition(" ")[2]


def _header(token: Secret) -> Secret:
    return Secret(f"Bearer {token.reveal()}")
