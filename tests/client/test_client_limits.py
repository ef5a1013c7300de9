"""A check, a run and a provider that gives no answer are given a limited time."""

from __future__ import annotations

import time

import httpx
import pytest
from client_by_hand import Benches, user

from scim_conformance.client import OutOfTime
from scim_conformance.client.limits import CHECK_TIMEOUTS, HOPELESS, ONE_IN, OUT_OF_TIME, PATIENT, Limits


def limits(**more: float) -> Limits:
    made = Limits(10.0, **more)
    made.begin()
    return made


def silent(made: Limits, times: int, kind: str = "GET /Users") -> None:
    for _ in range(times):
        given = made.timeout(kind)
        made.heard(kind, given, answered=False, given=given)


def test_after_some_silence_a_kind_of_request_is_given_less_time() -> None:
    made = limits()
    silent(made, PATIENT - 1)
    assert made.timeout("GET /Users") == 10

    silent(made, 1)

    assert made.timeout("GET /Users") == 2
    assert made.timeout("POST /Users") == 10


def test_a_kind_whose_answers_are_slow_is_given_twice_what_they_took() -> None:
    made = limits()
    made.heard("GET /Users", 3.5, answered=True, given=10)
    silent(made, PATIENT)
    assert made.timeout("GET /Users") == 7


def test_an_answer_makes_patient_again() -> None:
    made = limits()
    silent(made, HOPELESS)
    made.heard("GET /Users", 0.1, answered=True, given=2)
    made.permit("GET /Users")
    assert made.timeout("GET /Users") == 10


def test_what_never_answers_is_hardly_asked_any_more() -> None:
    made = limits()
    silent(made, HOPELESS)
    said = f"GET /Users got no answer in time {HOPELESS} times on end, so it was not asked again"

    for _ in range(2):
        for _ in range(1, ONE_IN):
            with pytest.raises(OutOfTime, match=said):
                made.permit("GET /Users")
        made.permit("GET /Users")
        silent(made, 1)

    made.permit("GET /Groups")


def test_connections_that_break_at_once_count_for_no_silence() -> None:
    made = limits()
    for _ in range(2 * HOPELESS):
        made.heard("GET /Users", 0.01, answered=False, given=10)
    made.permit("GET /Users")
    assert made.timeout("GET /Users") == 10


def test_a_check_whose_answers_take_too_long_together_is_given_up_and_the_next_begins_anew() -> None:
    made = limits()
    for _ in range(CHECK_TIMEOUTS):
        made.permit("GET /Users")
        made.heard("GET /Users", 9.9, answered=True, given=10)
    assert made.waits(9)

    with pytest.raises(OutOfTime, match=r"its slow answers took 30 times --scim-timeout"):
        made.permit("GET /Users")

    made.begin()
    made.permit("GET /Users")


def test_many_quick_answers_are_no_reason_to_give_a_check_up() -> None:
    made = limits()
    for _ in range(1_000):
        made.heard("GET /Users", 0.9, answered=True, given=10)
        assert made.waits(1)
    made.permit("GET /Users")


def test_when_the_run_has_to_end_nothing_is_sent_but_by_what_cleans_up() -> None:
    now = [100.0]
    made = Limits(10.0, ends=160.0, clock=lambda: now[0])
    made.begin()
    made.permit("GET /Users")
    assert made.waits(30)
    assert not made.waits(61), "a pause that lasts longer than the run"
    now[0] = 160.0
    with pytest.raises(OutOfTime) as raised:
        made.permit("GET /Users")
    assert raised.value.cause == OUT_OF_TIME
    assert made.is_over

    made.end()

    made.permit("DELETE /Users/{id}")


def test_a_request_that_is_not_permitted_leaves_nothing_in_the_ledger(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(201, json={"id": "1"}))
    made.scim.limits = Limits(10.0, ends=time.time() - 1)
    made.scim.limits.begin()
    with pytest.raises(OutOfTime):
        made.scim.create("Users", user())
    assert not made.ledger.open
    assert not made.recorder.exchanges


def test_a_pause_that_the_run_has_no_time_for_is_not_made(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(429, headers={"Retry-After": "20"}))
    made.scim.limits = Limits(10.0, ends=time.time() + 5)
    assert made.scim.get("Users").status == 429
    assert made.slept == []


@pytest.mark.parametrize(
    ("path", "params", "kind"),
    [
        ("Users", {}, "GET /Users"),
        ("Users/7", {}, "GET /Users/{id}"),
        ("Users", {"filter": "a", "count": 1, "odd": "b"}, "GET /Users with filter and count"),
    ],
)
def test_requests_that_are_treated_alike_are_of_one_kind(
    bench: Benches, path: str, params: dict[str, str], kind: str
) -> None:
    def silence(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("no")

    made = bench(silence, timeout=1e-9)
    for _ in range(HOPELESS):
        made.scim.limits.begin()
        made.scim.get(path, params=params)
    with pytest.raises(OutOfTime) as raised:
        made.scim.get(path, params=params)
    assert raised.value.message.startswith(f"{kind} got no answer")
    assert len(made.asked) == HOPELESS
