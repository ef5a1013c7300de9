"""What no schema can say of signing in: which keys belong to which kind, and where a secret may travel."""

from __future__ import annotations

import ipaddress
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .paths import Steps
from .shape import SECRETS, Finding


class Keys(NamedTuple):
    """The keys that a kind of signing in cannot do without, and those that it may have."""

    needed: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


_ALWAYS = ("headers", "client_certificate")
_ASKED = ("scope", "audience", "resource")

KEYS: Mapping[str, Keys] = {
    "bearer": Keys(allowed=("token", "token_in_query", *_ALWAYS)),
    "basic": Keys(("username", "password"), _ALWAYS),
    "client-credentials": Keys(
        ("token_url", "client_id", "client_secret"), ("send", *_ASKED, "token_in_query", *_ALWAYS)
    ),
    "jwt-assertion": Keys(
        ("token_url", "client_id", "assertion"), (*_ASKED, "base_address", "token_in_query", *_ALWAYS)
    ),
    "none": Keys(allowed=_ALWAYS),
}

OURS = frozenset(
    {
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "if-match",
        "if-none-match",
        "proxy-authorization",
        "transfer-encoding",
        "user-agent",
    }
)
"""Headers that a run sets itself, so that a profile can't."""

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")

ALL_KEYS = tuple(dict.fromkeys(key for keys in KEYS.values() for key in (*keys.needed, *keys.allowed)))


def auth_findings(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with ``auth``; no value from there is repeated in a message."""
    auth = data.get("auth")
    if not isinstance(auth, dict):
        return
    kind = auth.get("kind")
    if isinstance(kind, str) and kind in KEYS:
        yield from _keys(auth, kind, KEYS[kind])
    yield from _commands(auth)
    yield from _headers(auth.get("headers"))
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


def _commands(auth: Mapping[str, Any]) -> Iterator[Finding]:
    headers = auth.get("headers")
    named: list[tuple[Steps, Any]] = [(("auth", key), value) for key, value in auth.items()]
    named += [
        (("auth", "headers", key), value) for key, value in (headers if isinstance(headers, dict) else {}).items()
    ]
    for steps, value in named:
        command = value.get("command") if isinstance(value, dict) else None
        if isinstance(command, str) and not _words(command):
            what = "This is no command: it is empty, or a quote in it has no end."
            yield Finding(steps, what, "Write it as a list of words, such as {command: [vault, read, …]}.")


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


def _headers(headers: Any) -> Iterator[Finding]:
    seen: set[str] = set()
    for name in headers if isinstance(headers, dict) else ():
        steps = ("auth", "headers", name)
        if not _HEADER_NAME.fullmatch(name):
            yield Finding(("auth", "headers"), "A name here is none of a header.", "Use letters, digits and hyphens.")
        elif name.lower() in OURS:
            what = f"`{name}` is a header that a run sets itself."
            yield Finding(steps, what, "Take it out; `kind` says how a run signs in.")
        elif name.lower() in seen:
            yield Finding(steps, f"`{name}` stands here twice.", "Keep it once.")
        seen.add(name.lower())


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
