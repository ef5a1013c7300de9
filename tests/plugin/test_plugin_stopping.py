"""A run that is told to stop waits for its workers, for nobody who has ended already, and never for itself."""

from __future__ import annotations

import queue
import signal
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from scim_conformance.plugin.stopping import Stopping, Workers


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
