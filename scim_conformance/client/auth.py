"""How a request signs in: with a bearer token, with a user name and password, or not at all.

Tokens that a token endpoint gives out are in ``tokens.py``, those that a command prints in ``token_command.py``.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

from .passage import NOTHING_MORE, Passage
from .proxies import proxy_secrets
from .secrets import Secret

BEARER_FOR_CURL = '-H "Authorization: Bearer $SCIM_TOKEN"'

_VISIBLE = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class Credentials:
    """The Authorization header of a run and what goes along with it, and how curl gives both without showing them."""

    header: Secret | None = None
    secrets: tuple[Secret, ...] = ()
    curl: str = ""
    passage: Passage = NOTHING_MORE
    """Goes along with every request, also with one that does not sign in."""

    def option(self, name: str, value: str) -> str | None:
        """Return curl's option for a header that is a secret of these credentials, or None where it is another one."""
        if name.lower() == "authorization":
            return self.curl if self.header is not None and self.header.reveal() == value else None
        return self.passage.option(name, value)

    def confide(self, tell: Callable[[Secret], None]) -> None:
        """Tell every secret that these credentials have, or will ever have, to whoever has to hide it."""
        # The password of a proxy is in no answer of the provider, but may be in what a broken one repeats.
        for secret in (*self.secrets, *self.passage.secrets, *proxy_secrets()):
            tell(secret)

    def renew(self, refused: str | None) -> bool:
        """Tell whether there is another header than the one that was refused, so that one more try makes sense."""
        return False


def bearer(token: Secret) -> Credentials:
    """Sign in with a bearer token."""
    if not _VISIBLE.fullmatch(token.reveal()):
        raise ValueError(
            "The token is empty or holds a space, a line break or another character that HTTP can't carry: "
            "give the token alone, without the word Bearer and without quotes."
        )
    return Credentials(Secret(f"Bearer {token.reveal()}"), (token,), BEARER_FOR_CURL)


def basic(username: str, password: Secret) -> Credentials:
    """Sign in with a user name and a password."""
    if ":" in username:
        raise ValueError(f"The user name {username!r} holds a colon, which basic authentication can't carry.")
    coded = Secret(base64.b64encode(f"{username}:{password.reveal()}".encode()).decode())
    return Credentials(Secret(f"Basic {coded.reveal()}"), (password, coded), '-u "$SCIM_USERNAME:$SCIM_PASSWORD"')


def none() -> Credentials:
    """Do not sign in."""
    return Credentials()


def authentication(
    kind: str, *, token: Secret | None = None, username: str | None = None, password: Secret | None = None
) -> Credentials:
    """Return the credentials for a profile's kind of authentication: ``bearer``, ``basic`` or ``none``."""
    if kind == "none":
        return none()
    if kind == "bearer" and token is not None:
        return bearer(token)
    if kind == "basic" and username is not None and password is not None:
        return basic(username, password)
    needs = {"bearer": "a token", "basic": "a user name and a password"}.get(kind)
    raise ValueError(f"{kind} authentication needs {needs}." if needs else f"{kind!r} is no authentication.")
