"""How far a run has come, said while it runs: one line that changes on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import TextIO

QUIET_SECONDS = 10.0
"""How long nothing is said where nobody sees a line change."""

TERMINAL_SECONDS = 0.5


class Progress:
    """Says again and again what ``look`` tells: how much is done, how much has failed, and how many requests it took.

    ``then`` is what comes when all is done that is counted.
    """

    def __init__(
        self,
        what: str,
        total: int,
        look: Callable[[], tuple[int, int, int]],
        *,
        then: str = "",
        out: TextIO | None = None,
        every: float | None = None,
    ) -> None:
        self._what = what
        self._total = total
        self._look = look
        self._then = then
        self._out = out or sys.stderr
        self._is_terminal = self._out.isatty()
        self._every = every or (TERMINAL_SECONDS if self._is_terminal else QUIET_SECONDS)
        self._ended = threading.Event()
        self._begin = time.monotonic()
        self._thread = threading.Thread(target=self._tell_again, daemon=True)

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        if self._is_terminal:
            print("\x1b[2K", end="\r", file=self._out, flush=True)

    def line(self) -> str:
        """Return what there is to say now."""
        done, failed, requests = self._look()
        passed = max(time.monotonic() - self._begin, 1e-6)
        text = f"{self._what}: {done:,} of {self._total:,}, {requests / passed:,.0f} requests/s"
        if failed:
            text += f", {failed:,} failed"
        if 0 < done < self._total:
            text += f", {_told(passed / done * (self._total - done))} to go"
        if done >= self._total and self._then:
            text += f", now {self._then}"
        return text

    def _tell_again(self) -> None:
        while not self._ended.wait(self._every):
            if self._is_terminal:
                print(f"\x1b[2K{self.line()[:79]}", end="\r", file=self._out, flush=True)
            else:
                print(self.line(), file=self._out, flush=True)


def _told(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
