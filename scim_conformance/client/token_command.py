"""Tokens that a command prints: run before the first request, and again when a token is refused."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from .auth import bearer
from .command import SECONDS, CommandError, secret_of
from .passage import NOTHING_MORE, Passage
from .renewing import RenewedTokens, SignInError, Token
from .secrets import Secret


class CommandTokens(RenewedTokens):
    """Credentials whose token is printed by a command."""

    def __init__(
        self,
        command: Sequence[str],
        here: Path,
        token: Token | None = None,
        *,
        where: str = "auth.token",
        seconds: float = SECONDS,
        passage: Passage = NOTHING_MORE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.command = tuple(command)
        self.here = here
        self.where = where
        """The place that names the command, for messages."""

        self._seconds = seconds
        super().__init__(token, passage=passage, clock=clock)

    def __repr__(self) -> str:
        return f"<CommandTokens of {self.command[0]}>"

    def _ask(self) -> Token:
        found = _token(self.command, self.here, self._seconds)
        # Raised here, where no frame holds what was printed.
        if isinstance(found, str):
            raise SignInError(self.command[0], f"No token from {self.where}: {found}")
        return Token(found)


def _token(command: Sequence[str], here: Path, seconds: float) -> Secret | str:
    try:
        token = secret_of(command, here, seconds=seconds)
    except CommandError as error:
        return str(error)
    try:
        bearer(token)
    except ValueError:
        return (
            f"The command {command[0]} has printed more than a token, or one that holds a space, a line break or "
            "another character that HTTP can't carry. Let it print the token alone."
        )
    return token
