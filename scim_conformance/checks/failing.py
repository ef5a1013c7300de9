"""Requests that are all refused, one for each way to fail, and what has no place in an answer to them."""

from __future__ import annotations

import re
from typing import Any

from scim_conformance import wire
from scim_conformance.client import NOBODY, Reply, Resource, Scim

SCIM_TYPES = (
    "invalidFilter",
    "tooMany",
    "uniqueness",
    "mutability",
    "invalidSyntax",
    "invalidPath",
    "noTarget",
    "invalidValue",
    "invalidVers",
    "sensitive",
    # Of other documents of the same family.
    "invalidCursor",
    "expiredCursor",
    "invalidCount",
)
"""The keywords of RFC 7644 table 9, and those that RFC 9865 adds."""

SECRET = "Scimconf-9xK!trail-0417"
"""A password, so that it can be looked for."""

NOWHERE = "NothingIsHere"
"""An endpoint that nobody has."""

INSIDE = re.compile(
    r"Traceback \(most recent|\bFile \"[^\"]+\", line \d+|^\s*at [\w.$<> ]+\([^)]*:\d+\)|\.java:\d+\)|\.cs:line \d+"
    r"|/(?:usr|home|var|opt|app|srv|root)/[\w./-]+\.\w{1,5}\b|[A-Z]:\\\w+\\|node_modules/"
    r"|\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|SQLSTATE|ORA-\d{5}|psycopg|sqlalchemy|sqlite3\.|java\.lang\."
    r"|System\.\w+Exception",
    re.M,
)
"""What a stack trace, a path of a file or SQL looks like."""


def refusals(scim: Scim, users: str, known: Resource, people: Any) -> dict[str, Reply]:
    """Send a request for each way to fail, and return the answers by what is wrong with each request."""
    taken = (known.sent or {}).get("userName")
    return {
        "an endpoint that is not there": scim.get(NOWHERE),
        "an id that nobody has": scim.get(f"{users}/{NOBODY}"),
        "a PUT of nobody": scim.put(f"{users}/{NOBODY}", json=people.user()),
        "a DELETE of nobody": scim.request("DELETE", f"{users}/{NOBODY}"),
        "broken JSON": scim.post(users, content=b'{"schemas": ['),
        "an empty body": scim.post(users, content=b""),
        "an array": scim.post(users, json=[]),
        "a wrong type": scim.post(users, json={**people.user(), "userName": {"value": "a"}}),
        "a userName in use": scim.post(users, json={**people.user(), "userName": taken}),
    }


def odd_requests(scim: Scim, users: str) -> dict[str, Reply]:
    """Send requests that may find their way into a query or a path, and return the answers by what is odd."""
    return {
        "a quote in an id": scim.get(f"{users}/%27%20OR%20%271%27%3D%271"),
        "a path in an id": scim.get(f"{users}/..%2F..%2Fetc%2Fpasswd"),
        "the way to all users in an id": scim.get(f"{users}/..%2F{users}"),
        "a zero byte in an id": scim.get(f"{users}/%00"),
        "a long id": scim.get(f"{users}/{'9' * 2000}"),
    }


def is_error(reply: Reply) -> bool:
    """Tell whether an answer is an error by its body."""
    named = reply.json.get("schemas") if isinstance(reply.json, dict) else None
    return isinstance(named, list) and wire.ERROR.casefold() in [str(name).casefold() for name in named]
