"""Where a request goes: below the base URL, and never to another origin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from .target import Target

_HOST = re.compile(rb"[\w.:-]+")


class Address:
    """The base URL of a provider."""

    def __init__(self, base_url: str) -> None:
        try:
            url = httpx.URL(base_url.strip().rstrip("/"))
        except httpx.InvalidURL as error:
            raise ValueError(f"The base URL is no valid URL: {error}") from None
        if url.scheme not in ("http", "https") or not _HOST.fullmatch(url.raw_host):
            raise ValueError("The base URL must be an http or https address with a host.")
        if url.userinfo or url.query or url.fragment:
            raise ValueError("The base URL must have no user name, password, query or fragment.")
        self.base = url
        self._text = str(url).rstrip("/")
        self._path = url.raw_path.decode().rstrip("/")

    def url(self, path: str, params: Mapping[str, Any] | None = None) -> httpx.URL | str:
        """Return the address of a request, or in words why nothing may be sent there."""
        address, query = self._absolute(path), _query(params or {})
        try:
            url = httpx.URL(f"{address}{'&' if '?' in address else '?'}{query}" if query else address)
        except httpx.InvalidURL:
            return "nothing was sent: the address is no valid URL"
        # Whoever follows a Location that leads elsewhere would give the token away.
        if _origin(url) != _origin(self.base) or url.userinfo:
            return f"nothing was sent: {url.scheme}://{url.netloc.decode()} is not the origin of the provider"
        return url

    def target(self, url: httpx.URL, endpoints: Iterable[str]) -> Target:
        """Return what an address names below the base URL."""
        path = url.raw_path.decode().partition("?")[0]
        below = path.removeprefix(self._path) if f"{path}/".startswith(f"{self._path}/") else path
        return Target.parse(below, endpoints)

    def _absolute(self, path: str) -> str:
        if path.lower().startswith(("http://", "https://")):
            return path
        below = f"/{path.lstrip('/')}"
        if self._path and f"{below}/".startswith(f"{self._path}/"):
            # A Location may be relative to the origin instead of the base URL.
            return self._text.removesuffix(self._path) + below
        return self._text + below


def _query(params: Mapping[str, Any]) -> str:
    """Return a query with %20 for a space, as RFC 3986 has it; a plus is a plus to many servers."""
    given = {name: _value(value) for name, value in params.items() if value is not None}
    return urlencode(given, quote_via=quote, safe="")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host.lower(), url.port
