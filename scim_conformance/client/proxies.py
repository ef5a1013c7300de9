"""The proxy that the environment names for an address: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY."""

from __future__ import annotations

import base64
import importlib.util
import ipaddress
import urllib.request
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import httpx

from .secrets import Secret

SCHEMES = ("http", "https", "socks5", "socks5h")


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def proxy_of(base: httpx.URL) -> httpx.Proxy | None:
    """Return the proxy that the environment names for an address; none for this machine itself."""
    address = _address_for(base)
    return None if address is None else httpx.Proxy(address)


def proxy_problem(url: str) -> str | None:
    """Return what is wrong with the proxy that the environment names for an address, without its password."""
    base = httpx.URL(url)
    address = _address_for(base)
    if address is None:
        return None
    where = f"The environment variable {base.scheme.upper()}_PROXY (or ALL_PROXY)"
    remedy = f"Correct it, or name {base.host} in NO_PROXY."
    try:
        parsed = urlsplit(address)
        httpx.URL(address)
    except (httpx.InvalidURL, ValueError):
        return f"{where} holds no address of a proxy. {remedy}"
    if parsed.scheme not in SCHEMES or not parsed.hostname:
        return f"{where} names no proxy: its address must begin with http://, https:// or socks5://. {remedy}"
    if parsed.scheme.startswith("socks") and importlib.util.find_spec("socksio") is None:
        return f"{where} names a SOCKS proxy, which takes one more package: pip install socksio. {remedy}"
    return None


def proxy_secrets() -> tuple[Secret, ...]:
    """Return the passwords in the addresses of all proxies of the environment, as they are and as they are sent."""
    return tuple(dict.fromkeys(_secrets()))


def _secrets() -> Iterator[Secret]:
    for address in urllib.request.getproxies().values():
        before, at, _ = _whole(address).partition("://")[2].rpartition("@")
        name, _, password = before.partition(":")
        if not at or not password:
            continue
        pair = f"{unquote(name)}:{unquote(password)}"
        for text in (unquote(password), password, base64.b64encode(pair.encode()).decode()):
            yield Secret(text)


def _address_for(base: httpx.URL) -> str | None:
    proxies = urllib.request.getproxies()
    # Python takes the star only where it stands alone, other programs within a list too.
    everybody = "*" in [each.strip() for each in proxies.get("no", "").split(",")]
    # With the port, as NO_PROXY may name one.
    if everybody or is_loopback(base.host) or urllib.request.proxy_bypass(base.netloc.decode()):
        return None
    address = proxies.get(base.scheme) or proxies.get("all")
    return _whole(address) if address else None


def _whole(address: str) -> str:
    return address if "://" in address else f"http://{address}"
