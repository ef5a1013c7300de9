"""Where the provider may be, when it is not where ``--url`` says."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

MOST = 10
"""How many other addresses are tried; only where nothing answers at the one that was given."""

USUAL = ("/scim/v2", "/scim", "/api/scim/v2", "/v2", "/api/scim", "/api/v2/scim", "/rest/scim/v2")
"""The paths under which providers live, the most usual first."""

ENDPOINTS = frozenset(
    {"users", "groups", "me", "bulk", "schemas", "resourcetypes", "serviceproviderconfig", "serviceproviderconfigs"}
)
"""What stands behind the base path, and is copied along with it now and then."""


def bases(url: str) -> list[str]:
    """Return the base URLs that are worth a try in place of one, the likeliest first."""
    found = dict.fromkeys(root_of(url) + path for path in _paths(urlsplit(url).path.rstrip("/")))
    return [each for each in found if each != url.rstrip("/")][:MOST]


def root_of(url: str) -> str:
    """Return an address without its path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _paths(path: str) -> Iterator[str]:
    shorter = _without_endpoint(path)
    if shorter != path:
        yield shorter
        path = shorter
    if not path.casefold().endswith("/v2"):
        yield f"{path}/v2"
    if not path.casefold().endswith(("/scim", "/scim/v2")):
        yield from (f"{path}/scim/v2", f"{path}/scim")
    if path.casefold().endswith("/v2"):
        yield path.rpartition("/")[0]
    yield from USUAL


def _without_endpoint(path: str) -> str:
    """Return a path up to the endpoint that stands in it, with a resource's id behind or without."""
    segments = path.split("/")
    for place, segment in enumerate(segments):
        if segment.casefold() in ENDPOINTS and len(segments) - place <= 2:
            return "/".join(segments[:place])
    return path
