"""A run that is told to stop waits for its workers, for nobody who has ended already, and never for itself."""

from __future__ import annotations

import queue
import signal
import threading
from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from httpcore import _synchronization as synchronization

from scim_conformance.client.sending import Line
from scim_conformance.plugin.stopping import Stopping, Workers
from tests.loopback import answering


class Told:
    """Notes whose end was told."""

    def __init__(self) -> None:
        self.ended: list[Any] = []

    def pytest_testnodedown(self, node: Any, error: object) -> None:
        self.ended.append(node)


def workers(told: Told, *nodes: Any) -> tuple[Workers, Any]:
    hook = SimpleNamespace(pytest_testnodedown=told.pytest_testnodedown)
    session = SimpleNamespace(
        sched=object(), _active_nodes=set(nodes), queue=queue.Queue(), config=SimpleNamespace(hook=hook)
    )
    manager = SimpleNamespace(get_plugin=lambda name: session if name == "dsession" else None)
    config: Any = SimpleNamespace(pluginmanager=manager)
    return Workers(config, Stopping(worker=False)), session


class Node:
    """As xdist's controller knows a worker, without a process."""

    def __init__(self, *, down: bool) -> None:
        self._down = down
        self.gateway = object()
        self.asked = 0

    def shutdown(self) -> None:
        self.asked += 1


def test_a_worker_whose_end_got_lost_is_not_waited_for() -> None:
    told, lost, heard = Told(), Node(down=True), Node(down=False)
    made, session = workers(told, lost, heard)
    session.queue.put(("workerfinished", {"node": heard}))
    made._stop()
    assert told.ended == [heard, lost]
    assert session._active_nodes == set()
    assert heard.asked == 1


@pytest.fixture
def stopping() -> Iterator[Stopping]:
    made = Stopping(worker=False)
    made.listen()
    yield made
    made.end()


def test_whoever_takes_a_lock_is_not_interrupted_before_it_is_sure_to_be_let_go(stopping: Stopping) -> None:
    class Lock:
        def __init__(self) -> None:
            self.inner = threading.Lock()

        def __enter__(self) -> None:
            self.inner.acquire()
            signal.raise_signal(signal.SIGINT)

        def __exit__(self, *error: object) -> None:
            self.inner.release()

    lock, patience = Lock(), threading.Event()
    with pytest.raises(KeyboardInterrupt), lock:
        patience.wait(10)
    assert not lock.inner.locked()
    assert stopping.times == 1


def test_who_never_gets_past_taking_a_lock_is_interrupted_after_all(stopping: Stopping) -> None:
    class Stuck:
        def __enter__(self) -> None:
            signal.raise_signal(signal.SIGINT)
            while True:
                pass

        def __exit__(self, *error: object) -> None:
            raise AssertionError("never entered")

    with pytest.raises(KeyboardInterrupt), Stuck():
        pass
    assert stopping.times == 1


@pytest.mark.parametrize("place", range(1, 15))
def test_ctrl_c_leaves_no_lock_of_the_connections_taken(
    stopping: Stopping, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
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
        with pytest.raises(KeyboardInterrupt):
            all(iter(lambda: line.send(request).status == 200, False))
        assert next(taken) > place

        answers: list[int | None] = []
        waiting = threading.Thread(target=lambda: answers.append(line.send(request).status), daemon=True)
        waiting.start()
        waiting.join(10)
        line.close()
    assert answers == [200]
