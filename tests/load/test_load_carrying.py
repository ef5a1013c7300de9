"""What goes out for a virtual user, what must not, and how it is counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from load_by_hand import new_mark

from scim_conformance.client import Credentials, Ledger
from scim_conformance.client.plain_port import PlainPort
from scim_conformance.load.beat import Beat
from scim_conformance.load.carrying import Carrier, Lane
from scim_conformance.load.metering import Meter
from tests.loopback import Answer, answering

MARK = new_mark()
BODY = {"userName": f"{MARK}1@example.com"}


@pytest.fixture
def told() -> list[tuple[str, str, str]]:
    return []


@pytest.fixture
def carried(
    tmp_path: Path, credentials: Credentials, told: list[tuple[str, str, str]]
) -> Callable[[Callable[..., Answer]], Any]:
    @contextmanager
    def serving(answer: Callable[[str, str], tuple[int, dict[str, str], Any]]) -> Iterator[tuple[Carrier, Lane]]:
        def respond(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
            status, given, content = answer(method, path)
            return status, given, json.dumps(content).encode()

        with answering(respond) as url:
            ledger = Ledger(tmp_path / "ledgers", url, MARK, "one", durable=False)
            tell = lambda method, kind, seconds, error: told.append((method, kind, error))  # noqa: E731
            lane = Lane(Meter(10), ledger, MARK, Beat(1_000), tell)
            port = PlainPort(url, credentials, timeout=5, sleep=lambda seconds: None)
            yield Carrier(port, lane, frozenset({"shared"})), lane
            port.close()
            ledger.close()

    return serving


def test_what_was_created_may_be_changed_and_nothing_else(carried: Any, told: list[Any]) -> None:
    with carried(lambda method, path: (201, {}, {**BODY, "id": "mine"})) as (carrier, lane):
        assert carrier("PATCH", "/Users/mine", json={}).status is None
        assert carrier("DELETE", "/Users", json={}).status is None
        assert lane.strangers == 2
        assert not told, "nothing of that was sent"

        assert carrier("POST", "/Users", json=BODY).status == 201
        carrier.doing = "update"
        assert carrier("PATCH", "/Users/mine", json={}).ok
        carrier.doing = "add members"
        assert carrier("PATCH", "/Groups/shared", json={}).ok
        assert lane.strangers == 2
    assert told == [("POST", "create", ""), ("PATCH", "update", ""), ("PATCH", "add members", "")]


def test_a_creation_stands_in_the_ledger_before_it_is_answered(carried: Any) -> None:
    names: list[str] = []

    def answer(method: str, path: str) -> tuple[int, dict[str, str], Any]:
        names.extend(entry.name for entry in lane.ledger.open)
        return 500, {}, {}

    with carried(answer) as (carrier, lane):
        carrier("POST", "/Users", json=BODY)
        assert names == [BODY["userName"]]
        # It may have been carried out all the same.
        assert [entry.name for entry in lane.ledger.open] == [BODY["userName"]]


def test_a_refused_creation_leaves_nothing_to_delete(carried: Any) -> None:
    with carried(lambda method, path: (409, {}, {})) as (carrier, lane):
        carrier("POST", "/Users", json=BODY)
        assert lane.ledger.open == []


def test_somebody_else_s_account_is_never_taken_for_ours(carried: Any) -> None:
    with carried(lambda method, path: (200, {}, {"id": "theirs", "userName": "jane@example.com"})) as (carrier, lane):
        carrier("POST", "/Users", json=BODY)
        assert not lane.ledger.owns("Users", "theirs")
        assert carrier("PATCH", "/Users/theirs", json={}).status is None
        assert lane.strangers == 1


def test_errors_are_told_without_generated_values(carried: Any, told: list[Any]) -> None:
    body = {"scimType": "uniqueness", "detail": f"{BODY['userName']} is taken"}
    with carried(lambda method, path: (409, {}, body)) as (carrier, lane):
        carrier("POST", "/Users", json=BODY)
    assert told == [("POST", "create", "409: uniqueness … is taken")]
    assert lane.meter.as_dict()["well"] == 0


def test_each_time_that_a_request_is_put_off_is_counted(carried: Any, told: list[Any]) -> None:
    answers = [(429, {"Retry-After": "1"}, {}), (200, {}, {"Resources": []})]
    with carried(lambda method, path: answers.pop(0)) as (carrier, lane):
        assert carrier("GET", "/Users", params={"filter": 'userName eq "x"'}).status == 200
    assert told == [("GET", "match user", "429: put off by the provider"), ("GET", "match user", "")]
    assert lane.meter.as_dict()["throttled"] == 1
    assert lane.meter.as_dict()["sent"] == 2
    assert lane.meter.as_dict()["well"] == 1


def test_a_provider_that_is_not_there_is_an_answer_like_any_other(
    tmp_path: Path, credentials: Credentials, told: list[Any]
) -> None:
    url = "http://127.0.0.1:9"
    ledger = Ledger(tmp_path / "ledgers", url, MARK, "one", durable=False)
    lane = Lane(Meter(10), ledger, MARK, Beat(1_000), lambda *each: told.append(each))
    carrier = Carrier(PlainPort(url, credentials, timeout=2), lane)
    assert carrier("POST", "/Users", json=BODY).status is None
    assert ledger.open == [], "what was never sent created nothing"
    assert lane.meter.as_dict()["statuses"] == {"no answer": 1}
    assert told[0][3]
    carrier.close()
    ledger.close()
