"""How many requests a second a provider answers is measured in ten seconds, and judged by the numbers alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import httpx
import pytest
from client_by_hand import BASE, MARK, TOKEN, error, listing, talking

from scim_conformance.client import Recorder, Redactor, Secret, Unreachable, bearer
from scim_conformance.client.measuring import measure
from scim_conformance.client.rates import Plan, Rate, Sample, judged

ASKED = {"filter": f'userName eq "{MARK}nobody"', "count": 1}


class Clock:
    """A clock that goes on only while somebody sleeps or answers."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class AtOnce(Executor):
    """Does everything where it is asked for, so that a test is the same each time."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class Meter:
    """A measurement of a provider that takes its time from the clock."""

    def __init__(self, answering: Callable[[int], httpx.Response], takes: float = 0.0) -> None:
        self.clock = Clock()
        self.asked: list[httpx.Request] = []
        self.recorder = Recorder()
        self._answering, self._takes = answering, takes

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        self.clock.now += self._takes
        return self._answering(len(self.asked))

    def measure(self, **options: Any) -> Rate:
        return measure(
            BASE,
            bearer(Secret(TOKEN)),
            ASKED,
            recorder=self.recorder,
            redactor=Redactor([Secret(TOKEN)]),
            transport=httpx.MockTransport(self._answer),
            clock=self.clock,
            sleep=self.clock.sleep,
            executor=AtOnce(),
            **options,
        )


def test_a_fast_provider_is_asked_for_ten_seconds_and_no_more_than_300_times() -> None:
    meter = Meter(lambda _: listing(), takes=0.01)
    rate = meter.measure()

    assert rate.holds is True
    assert (rate.sent, rate.well, rate.rate) == (260, 260, 26.0)
    assert len(meter.asked) == 260
    assert rate.seconds == pytest.approx(10, abs=0.1)
    assert rate.latency == {"p50": 0.01, "p90": 0.01, "p95": 0.01, "p99": 0.01, "max": 0.01}
    assert rate.statuses == {"200": 260}
    assert rate.says == "260 of 260 requests were answered well, 26 a second over 10 s."


def test_what_is_asked_reads_one_user_at_most_and_signs_in() -> None:
    meter = Meter(lambda _: listing())
    meter.measure()
    (first, *_) = meter.asked

    assert {request.method for request in meter.asked} == {"GET"}
    assert dict(first.url.params) == {"filter": ASKED["filter"], "count": "1"}
    assert first.url.path == "/scim/v2/Users"
    assert first.headers["Authorization"] == f"Bearer {TOKEN}"


def test_good_answers_are_counted_and_not_kept() -> None:
    meter = Meter(lambda _: listing())
    meter.measure()

    assert meter.recorder.exchanges == []


def test_a_provider_that_puts_off_is_left_alone_as_soon_as_it_can_not_hold() -> None:
    put_off = httpx.Response(429, headers={"Retry-After": "7"}, json={"detail": TOKEN})
    meter = Meter(lambda n: listing() if n <= 20 else put_off)
    rate = meter.measure()

    assert rate.holds is False
    assert rate.statuses == {"200": 20, "429": 16}
    assert rate.retry_after == (7.0,)
    assert "16 were put off with 429 or 503, with a Retry-After." in rate.says
    (kept,) = meter.recorder.exchanges
    assert (kept.status, rate.exchanges) == (429, (kept.n,))
    assert TOKEN not in json.dumps(kept.as_dict())


def test_a_limit_of_exactly_25_a_second_is_enough() -> None:
    # In each second of 26 requests the last one is put off.
    rate = Meter(lambda n: error(429) if n % 26 == 0 else listing()).measure()

    assert (rate.holds, rate.well, rate.rate) == (True, 250, 25.0)
    assert "(429 or 503: 10)" in rate.says


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refused_question_decides_nothing(status: int) -> None:
    rate = Meter(lambda _: error(status)).measure()

    assert rate.holds is None
    assert rate.sent == 16
    assert str(status) in rate.says
    assert "nothing is known of the rate" in rate.says


def test_a_success_without_json_is_no_good_answer() -> None:
    rate = Meter(lambda _: httpx.Response(200, text="<html>")).measure()

    assert (rate.holds, rate.well) == (None, 0)


@pytest.mark.parametrize(("limit", "sent"), [(24.9, 0), (5, 0), (25, 250), (26, 260), (100, 260), (None, 260)])
def test_the_limit_of_the_run_is_kept(limit: float | None, sent: int) -> None:
    meter = Meter(lambda _: listing())
    rate = meter.measure(limit=limit)

    assert len(meter.asked) == rate.sent == sent
    assert rate.holds is (None if sent == 0 else True)
    if sent == 0:
        assert f"may send {limit:g} requests a second" in rate.says


def test_answers_without_connection_are_no_answers() -> None:
    def breaking(n: int) -> httpx.Response:
        if n % 2:
            raise httpx.ConnectError("refused")
        return listing()

    rate = Meter(breaking).measure()

    assert rate.holds is False
    assert rate.statuses == {"200": 15, "none": 16}
    assert "16 got no answer" in rate.says


def test_a_provider_that_is_not_there_is_told_as_such() -> None:
    def breaking(_: int) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(Unreachable):
        Meter(breaking).measure()


def samples(count: int, every: float, takes: float | Callable[[int], float]) -> list[Sample]:
    """Requests at a steady pace, each answered after some seconds."""
    lasting = takes if callable(takes) else lambda _: takes
    return [Sample(i * every, i * every + lasting(i), 200, True) for i in range(count)]


@pytest.mark.parametrize("takes", [0.0, 0.3, 1.9])
def test_how_long_each_answer_takes_does_not_matter_where_many_are_given_at_once(takes: float) -> None:
    assert judged(samples(260, 1 / 26, takes), Plan()).holds is True


def test_a_provider_that_falls_behind_is_too_slow() -> None:
    # It answers 20 a second, one after the other: the queue grows.
    rate = judged(samples(250, 1 / 26, lambda i: (i + 1) / 20 - i / 26), Plan(), crowded=True)

    assert rate.holds is False
    assert rate.rate == pytest.approx(20.5, abs=0.6)
    assert rate.well == 250


def test_one_late_answer_decides_nothing() -> None:
    assert judged(samples(260, 1 / 26, lambda i: 5.0 if i == 259 else 0.1), Plan()).holds is True


def test_a_machine_of_ours_that_is_too_slow_decides_nothing() -> None:
    few = samples(200, 0.05, 0.01)

    assert judged(few, Plan()).holds is None
    assert "could send no more than 200" in judged(few, Plan()).says
    assert judged(few, Plan(), crowded=True).holds is False


def test_percentiles_are_of_all_that_was_answered() -> None:
    silent = Sample(0.0, 10.0, None, False)
    rate = judged([*samples(101, 0.01, lambda i: i / 100), silent], Plan())

    assert rate.latency == {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "max": 1.0}
    assert json.loads(json.dumps(rate.as_dict()))["statuses"] == {"200": 101, "none": 1}


def test_several_connections_are_used_where_answers_are_slow() -> None:
    """On a real socket: each answer takes a fifth of a second, and yet 50 a second come."""
    at_once, most = threading.Semaphore(0), [0, 0]
    lock = threading.Lock()
    body = b'{"Resources": [], "totalResults": 0}'

    def serve(connection: Any) -> None:
        threading.Thread(target=keep_serving, args=(connection,), daemon=True).start()

    def keep_serving(connection: Any) -> None:
        try:
            while b"\r\n\r\n" in connection.recv(65_536):
                with lock:
                    most[0] += 1
                    most[1] = max(most)
                at_once.acquire(timeout=0.2)
                with lock:
                    most[0] -= 1
                head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                connection.sendall(head.encode() + body)
        except OSError:
            return

    with talking(serve) as url:
        rate = measure(
            url,
            bearer(Secret(TOKEN)),
            ASKED,
            recorder=Recorder(),
            redactor=Redactor(),
            timeout=5.0,
            plan=Plan(needed=25.0, pace=50.0, seconds=1.0),
        )

    assert rate.holds is True
    assert (rate.sent, rate.well) == (50, 50)
    assert 2 <= most[1] <= 50
    assert rate.latency["p50"] >= 0.2


def test_a_measurement_that_ends_early_says_how_long_it_took() -> None:
    rate = Meter(lambda n: error(503) if n > 26 else listing()).measure()

    assert (rate.sent, rate.rate) == (42, 16.2)
    assert "26 of 42 requests were answered well, 16.2 a second over 1.6 s." in rate.says
