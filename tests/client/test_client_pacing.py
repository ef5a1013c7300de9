"""Requests go no faster than was asked, and wait when the provider asks for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from client_by_hand import Benches, user

from scim_conformance.client.pacing import Pace, retry_after

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 7 ", 7.0),
        ("99999999999999999999", 999999999.0),
        (format_datetime(NOON + timedelta(seconds=9), usegmt=True), 9.0),
        ("Tue, 01 Jan 2030 12:00:09 -0000", 9.0),
        ("Tue, 01 Jan 2030 13:00:09 +0100", 9.0),
        (format_datetime(NOON - timedelta(hours=1), usegmt=True), 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("Tue, 99 Foo 2030 25:00:00 GMT", None),
        ("Tue, 01 Jan 2030 12:00:09 +99999999999999999999", None),
        (f"Tue, {'7' * 40} Jan 2030 12:00:09 GMT", None),
    ],
)
def test_retry_after_is_understood(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, lambda: NOON) == seconds


def busy(status: int, times: int, **headers: str) -> object:
    """Refuse some times, then accept."""
    left = [httpx.Response(status, headers=headers)] * times

    def answer(_: httpx.Request) -> httpx.Response:
        return left.pop() if left else httpx.Response(201, json={"id": "1"})

    return answer


@pytest.mark.parametrize(
    ("status", "times", "header", "slept", "final"),
    [
        (429, 1, "2", [2.0], 201),
        (503, 1, "2", [2.0], 201),
        (429, 2, "0", [0.0, 0.0], 201),
        (429, 2, None, [1.0, 2.0], 201),
        (429, 2, "soon", [1.0, 2.0], 201),
        (429, 3, None, [1.0, 2.0], 429),
        (429, 9, "1", [1.0, 1.0], 429),
        (503, 1, None, [], 503),
        (429, 1, "31", [], 429),
        (429, 2, "16", [16.0], 429),
        (429, 2, "15", [15.0, 15.0], 201),
        (500, 1, "1", [], 500),
    ],
)
def test_a_busy_provider_is_asked_again_within_bounds(
    bench: Benches, status: int, times: int, header: str | None, slept: list[float], final: int
) -> None:
    made = bench(busy(status, times, **({"Retry-After": header} if header else {})))
    reply = made.scim.create("Users", user())
    assert reply.status == final
    assert made.slept == slept
    assert made.scim.waits == [(status, seconds) for seconds in slept]
    assert [exchange.status for exchange in made.recorder.exchanges] == [status] * len(slept) + [final]
    assert reply.n == made.last.n == len(slept) + 1
    assert len(made.asked) == len(slept) + 1


@pytest.mark.parametrize(("times", "open_"), [(1, 1), (9, 0)])
def test_the_ledger_follows_the_last_try(bench: Benches, times: int, open_: int) -> None:
    made = bench(busy(429, times))
    made.scim.create("Users", user())
    assert len(made.ledger.open) == open_


def test_requests_begin_no_faster_than_the_rate() -> None:
    now = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    # Two hundredths longer than the rate says.
    pace = Pace(4.08, clock=lambda: now[0], sleep=sleep)
    pace.wait()
    pace.wait()
    now[0] += 0.1
    pace.wait()
    now[0] += 5
    pace.wait()
    assert slept == [0.25, 0.15]


def test_without_a_rate_nothing_waits() -> None:
    Pace(None, sleep=lambda _: pytest.fail("it waited")).wait()


@pytest.mark.parametrize("rate", [0, -1])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="more than 0"):
        Pace(rate)


def test_the_client_keeps_to_its_rate(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(200), rate=2)
    for _ in range(3):
        made.scim.get("Users")
    assert len(made.slept) == 2
    assert sum(made.slept) == pytest.approx(1.5, abs=0.2)
