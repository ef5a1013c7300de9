"""The request as it goes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypedDict

import httpx

from .auth import Credentials
from .secrets import Secret

ACCEPT = "application/scim+json, application/json;q=0.9"
CONTENT_TYPE = "application/scim+json"

HeaderValues = Mapping[str, "str | Secret | None"]


class Options(TypedDict, total=False):
    """What a request may have besides its method and path."""

    params: Mapping[str, Any] | None
    json: Any
    content: str | bytes | None
    headers: HeaderValues | None
    auth: bool


def request_of(method: str, url: httpx.URL, options: Options, auth: Credentials, user_agent: str) -> httpx.Request:
    """Return the request; nothing else here holds the credentials in the clear, and its repr hides them."""
    content = _content(options)
    headers: dict[str, tuple[str, str | Secret | None]] = {
        "accept": ("Accept", ACCEPT),
        # What was on the wire is what is recorded and what curl shows.
        "accept-encoding": ("Accept-Encoding", "identity"),
        "user-agent": ("User-Agent", user_agent),
        "content-type": ("Content-Type", CONTENT_TYPE if content is not None else None),
        "authorization": ("Authorization", auth.header if options.get("auth", True) else None),
    }
    headers |= {each.name.lower(): (each.name, each.value) for each in auth.passage.headers}
    headers |= {name.lower(): (name, value) for name, value in (options.get("headers") or {}).items()}
    return httpx.Request(
        method,
        url,
        headers=[(name.encode(), _plain(value)) for name, value in headers.values() if value is not None],
        content=content,
    )


def json_of(options: Options) -> Any:
    """Return the JSON value that a request sends, or None."""
    if "json" in options:
        return options["json"]
    try:
        return json.loads(options.get("content") or "")
    except (ValueError, RecursionError):
        return None


def dumps(value: Any) -> str:
    """Return JSON as it is sent: as short as it can be, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _content(options: Options) -> bytes | None:
    given, content = options.get("json", ...), options.get("content")
    if given is ...:
        return content.encode() if isinstance(content, str) else content
    if content is not None:
        raise ValueError("A request has one body: give json or content, not both.")
    try:
        return dumps(given).encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair can only be sent escaped.
        return json.dumps(given, separators=(",", ":")).encode()


def _plain(value: str | Secret) -> bytes:
    return (value.reveal() if isinstance(value, Secret) else value).encode()
