"""A controller of xdist that is told to stop waits for its workers, and for nobody who has ended already."""

from __future__ import annotations

import queue
from types import SimpleNamespace
from typing import Any

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
