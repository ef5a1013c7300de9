"""Answers that are JSON and HTTP, and lead a client that believes them astray."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.hostile.behaviour import behaviour
from tests.hostile.front import Talk
from tests.hostile.of_bodies import with_body

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
BUSY = b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "429", "detail": "Busy"}'


def listed(talk: Talk, total: Any, number: int, start: Any = 1, called: str = "") -> None:
    """Answer with a list of users whom nobody has created."""
    with_body(talk, _list(json.dumps(total), number, json.dumps(start), called))


@cache
def _list(total: str, number: int, start: str, called: str) -> bytes:
    users = [
        {"schemas": [USER], "id": f"of-nobody-{called}{n}", "userName": f"nobody-{called}{n}"} for n in range(number)
    ]
    numbers = {"totalResults": json.loads(total), "startIndex": json.loads(start), "itemsPerPage": number}
    return json.dumps({"schemas": [LIST], **numbers, "Resources": users}).encode()


@behaviour("a list that never ends", "lists")
def endless_list(talk: Talk) -> None:
    listed(talk, 10 * (talk.asked.n + 2), 5, called=f"{talk.asked.n}-")


@behaviour("a list of 40,000", "lists")
def long_list(talk: Talk) -> None:
    listed(talk, 40_000, 40_000)


@behaviour("a list of 8,000", "lists")
def list_of_many(talk: Talk) -> None:
    listed(talk, 8_000, 8_000)


@behaviour("a total of 10 to the 250th", "lists")
def huge_total(talk: Talk) -> None:
    listed(talk, 10**250, 1)


@behaviour("a total below nothing", "lists")
def negative_total(talk: Talk) -> None:
    listed(talk, -5, 1, -7)


@behaviour("a total that is a list", "lists")
def odd_total(talk: Talk) -> None:
    listed(talk, [[]], 1, {})


@behaviour("to wait for a year", "waiting", status=429)
def wait_a_year(talk: Talk) -> None:
    with_body(talk, BUSY, "Retry-After: 31536000", status=b"429 Too Many Requests")


@behaviour("to wait for less than nothing", "waiting", status=429)
def wait_less(talk: Talk) -> None:
    with_body(talk, BUSY, "Retry-After: -5", status=b"429 Too Many Requests")


@behaviour("to wait until a day that is over", "waiting", status=429)
def wait_until_past(talk: Talk) -> None:
    with_body(talk, BUSY, "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", status=b"429 Too Many Requests")


@behaviour("to wait for garbage", "waiting", status=429)
def wait_for_garbage(talk: Talk) -> None:
    with_body(talk, BUSY, "Retry-After: 1e9; soon \xc3\xa9", status=b"429 Too Many Requests")


@behaviour("to wait until a day that no calendar has", "waiting", status=429)
def wait_until_no_day(talk: Talk) -> None:
    when = "Wed, 21 Oct 2015 07:28:00 +99999999999999999999"
    with_body(talk, BUSY, f"Retry-After: {when}", status=b"429 Too Many Requests")
