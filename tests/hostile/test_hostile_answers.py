"""Whatever comes back for one request, the client says what is wrong with it in bounded time and memory."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from scim_conformance.client.pacing import LONGEST_WAIT, TRIES
from tests.hostile.catalogue import CATALOGUE
from tests.hostile.front import Answer, Asked, Front, serving
from tests.hostile.lone_client import LoneClient

BODY = b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}'

TIMEOUT = 0.5


def right(_: Asked) -> Answer:
    headers = [("Content-Type", "application/scim+json"), ("Content-Length", str(len(BODY)))]
    return Answer("200 OK", headers, BODY)


@pytest.mark.parametrize("name", CATALOGUE)
def test_an_answer_is_told_in_bounded_time(tmp_path: Path, name: str) -> None:
    found = CATALOGUE[name]
    timeout = TIMEOUT if found.slow else 5.0
    spoilt = Front(right, found.spoil, lambda asked: "filter=" in asked.query)
    with serving(spoilt) as front, LoneClient(tmp_path, front.url, timeout) as client:
        begin, used = time.monotonic(), time.process_time()
        reply = client.scim.search("Users", filter='userName eq "x"')
        took, worked = time.monotonic() - begin, time.process_time() - used
        after = client.scim.search("Users")

    assert sum(client.slept) <= LONGEST_WAIT
    # Left alone, it would go on for a minute; a machine that is busy with something else decides nothing.
    assert took < 20
    assert worked < 6
    assert front.spoilt <= (TRIES if found.family == "waiting" else 1)
    if found.told:
        assert str(reply.problem).startswith(found.told), reply.problem
    elif not found.slow:
        assert reply.problem is None, reply.problem
    assert reply.status == found.status
    assert front.sent < 40_000_000
    assert (after.status, after.text.encode(), after.problem) == (200, BODY, None)
    if found.legal:
        assert reply.text.encode() == BODY
