"""Ctrl-C leaves no lock taken, wherever in a request it comes."""

from __future__ import annotations

import signal
import threading
from itertools import count
from typing import Any

import httpx
import pytest
from httpcore import _synchronization as synchronization

from scim_conformance.client import interruptible
from scim_conformance.client.sending import Line
from tests.loopback import answering

LOCKS = 14
"""More than one request takes."""


def test_who_never_gets_past_taking_a_lock_is_interrupted_after_all() -> None:
    class Stuck:
        def __enter__(self) -> None:
            signal.raise_signal(signal.SIGINT)
            while True:
                pass

        def __exit__(self, *error: object) -> None:
            raise AssertionError("never entered")

    with interruptible(), pytest.raises(KeyboardInterrupt), Stuck():
        pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_are_as_they_were_afterwards(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with interruptible(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
    assert signal.getsignal(number) is before


def test_what_is_to_be_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruptible():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("place", range(1, LOCKS + 1))
def test_ctrl_c_leaves_no_lock_of_the_connections_taken(monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    taken = count(1)

    def interrupted(lock: type) -> Any:
        enter = lock.__enter__  # type: ignore[attr-defined]

        def __enter__(self: Any) -> Any:
            entered = enter(self)
            if next(taken) == place:
                signal.raise_signal(signal.SIGINT)
            return entered

        return __enter__

    for lock in (synchronization.Lock, synchronization.ThreadLock):
        monkeypatch.setattr(lock, "__enter__", interrupted(lock))
    with answering(lambda *_: (200, {}, b"{}")) as url:
        line, request = Line(httpx.URL(url), 5.0), httpx.Request("GET", url)
        with interruptible(), pytest.raises(KeyboardInterrupt):
            all(iter(lambda: line.send(request).status == 200, False))
        assert next(taken) > place

        answers: list[int | None] = []
        waiting = threading.Thread(target=lambda: answers.append(line.send(request).status), daemon=True)
        waiting.start()
        waiting.join(10)
        line.close()
    assert answers == [200]
