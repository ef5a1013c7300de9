"""What no schema can say of signing in: which keys belong to which kind, and where a secret may travel."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .shape import SECRETS, Finding


class Keys(NamedTuple):
    """The keys that a kind of signing in cannot do without, and those that it may have."""

    needed: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


KEYS: Mapping[str, Keys] = {
    "bearer": Keys(allowed=("token",)),
    "basic": Keys(("username", "password")),
    "client-credentials": Keys(("token_url", "client_id", "client_secret"), ("send", "scope")),
    "jwt-assertion": Keys(("token_url", "client_id", "assertion"), ("scope", "base_address")),
    "none": Keys(),
}

ALL_KEYS = tuple(dict.fromkeys(key for keys in KEYS.values() for key in (*keys.needed, *keys.allowed)))


def auth_findings(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with ``auth``; no value from there is repeated in a message."""
    auth = data.get("auth")
    if not isinstance(auth, dict):
        return
    kind = auth.get("kind")
    if isinstance(kind, str) and kind in KEYS:
        yield from _keys(auth, kind, KEYS[kind])
    for key in ("token_url", "base_address"):
        if isinstance(auth.get(key), str):
            yield from _address(key, auth[key])


def _keys(auth: Mapping[str, Any], kind: str, keys: Keys) -> Iterator[Finding]:
    for key in ALL_KEYS:
        if key in auth and key not in (*keys.needed, *keys.allowed):
            yield Finding(("auth", key), f"`{key}` has no meaning with `kind: {kind}`.", "Take it out.")
        if key not in auth and key in keys.needed:
            secret = ("auth", key) in SECRETS
            fix = f"Add {key}: {'{env: NAME} or {file: path}' if secret else 'https://…'}."
            yield Finding(("auth",), f"`{key}` is missing.", fix)


def _address(key: str, text: str) -> Iterator[Finding]:
    try:
        url = urlsplit(text)
        host = url.hostname or ""
        unusable = url.port == 0
    except ValueError:
        unusable, url, host = True, urlsplit(""), ""
    if unusable:
        yield Finding(("auth", key), "This is no URL.", "Compare its brackets, slashes and port.")
    elif "@" in url.netloc or url.fragment:
        what = "The URL carries a user name, a password or a fragment."
        yield Finding(("auth", key), what, "Keep scheme, host and path; secrets are named by the other keys of `auth`.")
    elif key == "token_url" and url.scheme != "https" and not _is_loopback(host):
        what = "The client's secret would cross the network for all to read."
        yield Finding(("auth", key), what, "Write https://; http is for a token endpoint on this machine.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
