"""A run that is told to stop: once it cleans up and reports, twice it stops at once.

SIGTERM and the end of a terminal count as Ctrl-C. Under xdist the controller is the one that is told: it passes that on
to its workers, waits until they have cleaned up, and takes in what they say. What is sent to all processes of a group
reaches the workers twice, so a worker counts only what the controller passes on.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Generator
from types import FrameType
from typing import Any

import pytest

from scim_conformance.client import Signals

LONGEST_SECONDS = 60.0
"""How long the workers may take to clean up."""

_TOLD = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_PASSED_ON = getattr(signal, "SIGUSR1", None)
_UNSET = (signal.SIG_DFL, signal.default_int_handler)

Handler = Callable[[int, FrameType | None], Any] | int | None


class Stopping:
    """Whether this process was told to stop, and how often."""

    def __init__(self, worker: bool) -> None:
        self.times = 0
        self.waits = False
        """Whether the run cleans up or waits for others that do, so that a second signal ends just that."""

        self._worker = worker
        self._passed = 0
        self._signals = Signals()
        self._before: dict[int, Handler] = {}

    @property
    def at_once(self) -> bool:
        """Whether nothing more is to be sent, not even to clean up."""
        return self.times > 1

    def listen(self) -> None:
        """Begin to take note of signals; what whoever has started us wants ignored stays ignored."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _TOLD:
            # A worker has to hear when its controller is gone: then xdist's channel sends it a SIGINT.
            if signal.getsignal(number) in _UNSET or (self._worker and number == signal.SIGINT):
                self._before[number] = signal.signal(number, self._told)
        if self._worker and _PASSED_ON is not None:
            self._before[_PASSED_ON] = signal.signal(_PASSED_ON, self._passed_on)

    def end(self) -> None:
        """Leave signals as they were."""
        while self._before:
            number, handler = self._before.popitem()
            signal.signal(number, handler)

    def through(self, clean: Callable[[], None]) -> bool:
        """Clean up to the end though one signal may come in between; tell whether it came to its end."""
        while not self.at_once:
            try:
                self.waits = True
                clean()
                return True
            except KeyboardInterrupt:
                self.times = max(self.times, 1)
            finally:
                self.waits = False
        return False

    def _told(self, number: int, frame: FrameType | None) -> None:
        if self._worker and self.times:
            return
        if not self._signals.comes_later(number, frame):
            self._stop()

    def _passed_on(self, number: int, frame: FrameType | None) -> None:
        if self._signals.comes_later(number, frame):
            return
        # The first one may tell what this process knows already from the signal that all have got.
        self._passed += 1
        if self._passed > self.times:
            self._stop()

    def _stop(self) -> None:
        self.times += 1
        # Anywhere else the second one would only tear the report; it is on its way, and nothing more is sent.
        if self.times != 2 or self.waits:
            raise KeyboardInterrupt


class Workers:
    """The workers of xdist, as far as a controller that has been told to stop needs them."""

    def __init__(self, config: pytest.Config, stopping: Stopping) -> None:
        self._config = config
        self._stopping = stopping
        self._session: Any = None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """Have the workers of an interrupted run clean up, and hear them out."""
        try:
            return (yield)
        except KeyboardInterrupt:
            self._stopping.times = max(self._stopping.times, 1)
            self._stop()
            raise

    def _stop(self) -> None:
        """Pass the signal on, and take in what is still said; a second one ends the waiting."""
        self._session = self._config.pluginmanager.get_plugin("dsession")
        if getattr(self._session, "sched", None) is None:
            return
        if self._stopping.at_once:
            self._pass_on()
        try:
            self._stopping.waits = True
            self._pass_on()
            self._listen(time.monotonic() + (0 if self._stopping.at_once else LONGEST_SECONDS))
        except KeyboardInterrupt:
            self._pass_on()
        finally:
            self._stopping.waits = False

    @property
    def _busy(self) -> Any:
        return self._session._active_nodes

    def _pass_on(self) -> None:
        for node in list(self._busy):
            process = getattr(getattr(node.gateway, "_io", None), "popen", None)
            if process is None or _PASSED_ON is None:
                # On another machine, or on Windows: it ends after the check at hand.
                node.shutdown()
            else:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, _PASSED_ON)

    def _listen(self, until: float) -> None:
        """Take events as xdist does, save that nobody who ends is replaced."""
        hook = self._session.config.hook
        while self._busy and time.monotonic() < until:
            try:
                name, told = self._session.queue.get(timeout=0.2)
            except queue.Empty:
                self._take_in_ended()
                continue
            if name == "testreport":
                self._session.worker_testreport(**told)
            elif name in ("workerfinished", "errordown"):
                hook.pytest_testnodedown(node=told["node"], error=told.get("error"))
                self._busy.discard(told["node"])

    def _take_in_ended(self) -> None:
        """Take in who has ended unnoticed: the signal may come just where xdist takes an event out of its queue."""
        for node in [each for each in self._busy if getattr(each, "_down", False)]:
            self._session.config.hook.pytest_testnodedown(node=node, error=None)
            self._busy.discard(node)
