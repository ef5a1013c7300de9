"""What a worker's port writes down, and what it never sends."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.client import Unreachable
from scim_conformance.client.plain_port import Carried
from scim_conformance.sync.cleaning import Cleaner
from scim_conformance.sync.guarding import NOT_OURS, Guard
from scim_conformance.sync.keeping import State

MARK = "scimconf-test-"
USER = {"userName": f"{MARK}1@example.com"}


class Port:
    """Answers what a test has prepared, and remembers what was sent and what stood in the state then."""

    def __init__(self, state: State, *answers: tuple[int | None, Any]) -> None:
        self.sent: list[tuple[str, str]] = []
        self.open: list[list[str]] = []
        self._state = state
        self._answers = list(answers)

    def send(self, method: str, path: str, *, params: Any = None, json: Any = None) -> Carried:
        self.sent.append((method, path))
        self.open.append([made.name for made in self._state.made("user")])
        status, body = self._answers.pop(0)
        if status == -1:
            raise Unreachable("127.0.0.1:1", "nobody listens")
        return Carried(status, body, {}, "", 0.01)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    made = State(tmp_path / "state.sqlite")
    yield made
    made.close()


def guard(state: State, *answers: tuple[int | None, Any]) -> tuple[Guard, Port]:
    port = Port(state, *answers)
    return Guard(port, state, MARK, count(1)), port  # type: ignore[arg-type]


def test_a_creation_is_written_down_before_it_is_sent(state: State) -> None:
    carry, port = guard(state, (201, {**USER, "id": "7"}))

    answer = carry("POST", "/Users", json=USER)

    assert port.open == [[USER["userName"]]]
    assert answer.status == 201
    assert answer.n == 1
    assert state.owns("user", "7")
    assert carry.tally.requests == {"POST /Users": 1}


@pytest.mark.parametrize(
    ("status", "body", "doubted"),
    [
        (400, {"detail": "no"}, False),
        (409, {"detail": "taken"}, False),
        (500, {"detail": "bug"}, True),
        (None, None, True),
        (201, {}, True),
        (201, {"id": "5", "userName": "ann"}, True),
    ],
)
def test_only_a_clear_refusal_ends_the_doubt_about_a_creation(
    state: State, status: int | None, body: Any, doubted: bool
) -> None:
    carry, _ = guard(state, (status, body))

    carry("POST", "/Users", json=USER)

    assert (state.in_doubt(USER["userName"]) is not None) is doubted
    assert not state.owns("user", "5")


def test_a_creation_that_reached_nobody_leaves_nothing(state: State) -> None:
    carry, _ = guard(state, (-1, None))

    with pytest.raises(Unreachable):
        carry("POST", "/Users", json=USER)
    assert state.count() == 0


def test_a_search_that_finds_what_was_in_doubt_makes_it_ours(state: State) -> None:
    listed = {"Resources": [{"id": "8", **USER}, {"id": "9", "userName": "ann"}]}
    carry, _ = guard(state, (500, None), (200, listed))

    carry("POST", "/Users", json=USER)
    carry("GET", "/Users", params={"filter": "…"})

    assert state.owns("user", "8")
    assert not state.owns("user", "9")
    assert carry.tally.requests["GET /Users?filter"] == 1


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/Users/9", "/Groups/7", "/Users", "/Bulk", "/Me", "/Users/7/more", "/"])
def test_nothing_is_changed_that_the_run_has_not_made(state: State, method: str, path: str) -> None:
    state.created(state.intend("user", USER["userName"]), "7")
    carry, port = guard(state)

    answer = carry(method, path, json={})

    assert port.sent == []
    assert (answer.status, answer.text) == (None, NOT_OURS)
    assert carry.tally.strangers == 1
    assert carry.tally.sent == 0


def test_what_the_run_has_made_is_changed_and_deleted(state: State) -> None:
    state.created(state.intend("user", USER["userName"]), "7")
    carry, port = guard(state, (204, None), (204, None))

    carry("PATCH", "/Users/7", json={})
    carry("DELETE", "/Users/7")

    assert port.sent == [("PATCH", "/Users/7"), ("DELETE", "/Users/7")]
    assert state.was_deleted("user", "7")


def test_the_last_requests_and_the_last_failures_are_remembered(state: State) -> None:
    carry, _ = guard(state, (404, None), *[(200, {})] * 50)
    for _ in range(51):
        carry("GET", "/Users/7")

    assert [sent.n for sent in carry.sent((1, 2, 51))] == [1, 51]


def cleaner(state: State, carry: Guard, *, deactivates: bool = False) -> Cleaner:
    return Cleaner(state, MARK, [carry], deactivates=deactivates)


def test_a_deletion_is_looked_at_until_one_was_true(state: State) -> None:
    for number in range(3):
        state.created(state.intend("user", f"{MARK}{number}"), str(number))
    carry, port = guard(state, (204, None), (404, None), (204, None), (204, None))

    cleaned = cleaner(state, carry).clean()

    assert [method for method, _ in port.sent] == ["DELETE", "GET", "DELETE", "DELETE"]
    assert (cleaned.deleted, state.count()) == (3, 0)


def test_what_is_still_there_after_its_deletion_is_told_and_kept_in_the_state(state: State) -> None:
    state.created(state.intend("user", f"{MARK}1"), "1")
    carry, _ = guard(state, (204, None), (200, {"id": "1", "active": True}))

    cleaned = cleaner(state, carry).clean()

    assert cleaned.left == {"DELETE answered 204, and it is still there": 1}
    assert state.count() == 1


def test_where_deleting_deactivates_the_accounts_stay_and_are_counted(state: State) -> None:
    state.created(state.intend("user", f"{MARK}1"), "1")
    carry, _ = guard(state, (204, None), (200, {"id": "1", "active": False}))

    cleaned = cleaner(state, carry, deactivates=True).clean()

    assert (cleaned.deleted, cleaned.staying, cleaned.left.total(), state.count()) == (1, 1, 0, 0)


def test_a_creation_without_an_answer_is_searched_by_its_name_and_deleted(state: State) -> None:
    state.intend("user", USER["userName"])
    listed = {"totalResults": 1, "Resources": [{"id": "8", **USER}]}
    carry, port = guard(state, (200, listed), (204, None), (404, None))

    cleaned = cleaner(state, carry).clean()

    assert port.sent == [("GET", "/Users"), ("DELETE", "/Users/8"), ("GET", "/Users/8")]
    assert cleaned.left.total() == state.count() == 0


def test_a_provider_that_is_gone_is_not_asked_for_each_account(state: State) -> None:
    for number in range(5):
        state.created(state.intend("user", f"{MARK}{number}"), str(number))
    carry, port = guard(state, (-1, None))

    cleaned = cleaner(state, carry).clean()

    assert len(port.sent) == 1
    assert cleaned.left == {"the provider can't be reached: nobody listens": 5}
    assert state.count() == 5
