"""When requests may begin: a clock for the threads of one process, or for all processes of a run."""

from __future__ import annotations

import os
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LONG_AGO = float("-inf")

_LAYOUT = struct.Struct("ddd")


@dataclass
class Times:
    """What those who take turns know, in seconds of the machine's monotonic clock."""

    free: float = LONG_AGO
    """From when on nobody has a turn yet."""

    last: float = LONG_AGO
    """When the last request began."""

    held: float = LONG_AGO
    """Until when the provider wants to be left alone."""


class Turns(Protocol):
    """What hands out turns."""

    def look(self) -> AbstractContextManager[Times]:
        """Give the times to one thread of one process until it lets go of them."""


class OwnTurns:
    """The turns of the threads of one process."""

    def __init__(self) -> None:
        self._times = Times()
        self._lock = threading.Lock()

    @contextmanager
    def look(self) -> Iterator[Times]:
        """Give the times to one thread until it lets go of them."""
        with self._lock:
            yield self._times


class SharedTurns:
    """The turns of all processes of a run, in a small file that one of them looks at after the other.

    A lock on a file ends with the process that holds it, however that ends; so nobody waits for the dead.
    """

    def __init__(self, file: Path) -> None:
        # Opened as it is: where it isn't there, this is another machine than the one that made it.
        self._file = file.open("r+b", buffering=0)
        self._lock = threading.Lock()

    @classmethod
    def make(cls, file: Path) -> SharedTurns:
        """Make the file, and take turns by it."""
        times = Times()
        file.write_bytes(_LAYOUT.pack(times.free, times.last, times.held))
        return cls(file)

    @contextmanager
    def look(self) -> Iterator[Times]:
        """Give the times to one thread of one process until it lets go of them."""
        with self._lock, _locked(self._file.fileno()):
            self._file.seek(0)
            times = Times(*_LAYOUT.unpack(self._file.read(_LAYOUT.size)))
            yield times
            self._file.seek(0)
            self._file.write(_LAYOUT.pack(times.free, times.last, times.held))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@contextmanager
def _locked(fd: int) -> Iterator[None]:
    if sys.platform == "win32":
        os.lseek(fd, 0, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(fd, 0, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)
    else:
        # Some network file systems know no locks; without one, two requests may begin at once now and then.
        with suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_EX)
        try:
            yield
        finally:
            with suppress(OSError):
                fcntl.flock(fd, fcntl.LOCK_UN)
