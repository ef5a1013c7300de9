"""Ctrl-C, which may come at any point of a request, and must leave no lock taken that cleaning up would wait for.

The locks of httpcore and of queues are taken by methods in Python: what is raised at the end of ``__enter__`` or at the
beginning of ``__exit__`` leaves them taken for ever. A signal that comes there is sent once more a moment later.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

A_MOMENT = 0.01
"""After so many seconds a signal is sent to this process once more."""

MOST_MOMENTS = 100
"""So often at most: what does not get past such a point in this time is interrupted all the same."""

_BAD_POINTS = ("__enter__", "__exit__")


class Signals:
    """The signals of one process, each of which comes again later where it comes at a bad point."""

    def __init__(self) -> None:
        self._moments = 0

    def comes_later(self, number: int, frame: FrameType | None) -> bool:
        """Tell whether a signal is to be taken as not sent yet, since it comes again."""
        bad = frame is not None and frame.f_code.co_name in _BAD_POINTS
        self._moments = self._moments + 1 if bad else 0
        if not 0 < self._moments < MOST_MOMENTS:
            return False
        again = threading.Timer(A_MOMENT, _send, (number,))
        again.daemon = True
        again.start()
        return True


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM raise KeyboardInterrupt, so that what was made is removed first."""
    signals = Signals()

    def stop(number: int, frame: FrameType | None) -> None:
        if not signals.comes_later(number, frame):
            raise KeyboardInterrupt

    told = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.getsignal(number) for number in told}
    for number, handler in before.items():
        # What whoever has started us wants ignored stays ignored.
        if handler != signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _send(number: int) -> None:
    """Send a signal to the main thread, which may be waiting for the network."""
    if sys.platform == "win32":
        signal.raise_signal(number)
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, number)
