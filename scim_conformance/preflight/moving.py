"""Where a redirect leads, told without going there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

SIGN_IN = ("login", "signin", "sign-in", "sign_in", "logon", "sso", "saml", "authorize", "oauth", "auth/realms")
"""What stands in the addresses of pages on which people sign in."""


@dataclass(frozen=True)
class Move:
    """The kind of a redirect, where it leads without any query, and the base URL that it speaks of."""

    kind: str
    location: str
    base: str = ""


def move(base: str, route: str, location: str | None) -> Move:
    """Read a Location; ``route`` is what was asked for below ``base``, such as ``/Users``."""
    if not location:
        return Move("moved", "without a Location")
    asked = base.rstrip("/") + route
    try:
        parts = urlsplit(urljoin(asked, location.strip()))
    except ValueError:
        return Move("moved", "with a Location that is no address")
    path, origin = parts.path, f"{parts.scheme}://{parts.hostname or ''}{_port(parts.netloc)}"
    shown = origin + path
    if any(word in shown.casefold() for word in SIGN_IN):
        return Move("moved-sign-in", shown)
    if shown == f"{asked}/":
        return Move("moved-slash", shown)
    new = shown.rstrip("/").removesuffix(route) if path.rstrip("/").endswith(route) else ""
    if new and new.partition("://")[2] == base.partition("://")[2] and parts.scheme == "https":
        return Move("moved-https", shown, new)
    return Move("moved", shown, new)


def _port(netloc: str) -> str:
    found = netloc.rpartition("@")[2].rpartition(":")
    return f":{found[2]}" if found[1] and found[2].isdigit() else ""
