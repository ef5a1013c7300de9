"""A file of JSON lines that survives the process that writes it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import fcntl

VERSION = 1

Line = dict[str, Any]


class LedgerError(Exception):
    """The ledger can't be written, so nothing may be created on the provider."""


class Journal:
    """One file of one process: its first line says for which run and URL, each other what was done."""

    def __init__(self, path: Path, run: str, *, durable: bool = True) -> None:
        self._durable = durable
        self.path = path
        self.run = run
        self._fd: int | None = None
        self._made_folder = False

    @classmethod
    def begin(cls, path: Path, url: str, run: str, *, durable: bool = True) -> Journal:
        """Open the file of a run for writing, and make it where it isn't there."""
        journal = cls(path, run, durable=durable)
        try:
            journal._made_folder = not path.parent.exists()
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise _error(path, error) from None
        journal._open()
        if path.stat().st_size == 0:
            journal.write({"ledger": VERSION, "url": url, "run": run})
            if durable:
                _sync_folder(path.parent)
        return journal

    @classmethod
    def find(cls, path: Path, url: str) -> Journal | None:
        """Return the file that a process left behind; None where it is for another URL or still in use."""
        found = cls._look(path, url)
        return cls(path, found[0]) if found and not found[1] else None

    @classmethod
    def run_going_on(cls, path: Path, url: str) -> str | None:
        """Return the run that is still writing a file; None where it is for another URL or nobody writes it."""
        found = cls._look(path, url)
        return found[0] if found and found[1] else None

    @staticmethod
    def _look(path: Path, url: str) -> tuple[str, bool] | None:
        """Return the run of a file, and whether a process has it in use."""
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                first = _parse(file.readline())
                if first is None or first.get("url") != url:
                    return None
                return str(first.get("run")), _is_in_use(file.fileno())
        except OSError:
            return None

    def lines(self) -> Iterator[Line]:
        """Yield what was written; a line that a crash has cut short is left out."""
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for text in file:
                line = _parse(text)
                if line is not None and "do" in line:
                    yield line

    def write(self, line: Line, *, lasting: bool = True) -> None:
        """Add a line and hand it to the system, which keeps it whatever becomes of this process.

        A lasting one is on the disk too when this returns, and so outlives the machine's own end.
        """
        data = (json.dumps(line) + "\n").encode()
        fd = self._open()
        try:
            before = os.lseek(fd, 0, os.SEEK_END)
            try:
                _put(fd, data)
                if self._durable and lasting:
                    _sync(fd)
            except OSError:
                # Half a line would swallow the one that comes after it.
                with suppress(OSError):
                    os.ftruncate(fd, before)
                raise
        except OSError as error:
            raise _error(self.path, error) from None

    def close(self, *, remove: bool) -> None:
        """Close the file, and remove it where nobody needs it any more."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
        if remove:
            # In a folder that has become read-only it stays; whoever sweeps later finds nothing of it on the provider.
            with suppress(OSError):
                self.path.unlink()
        if remove and self._made_folder:
            # A demo has another port, and so another folder, each time. Where other files are in it, it stays.
            with suppress(OSError):
                self.path.parent.rmdir()

    def _open(self) -> int:
        if self._fd is None:
            try:
                self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
                _lock(self._fd)
                if not _ends_with_newline(self._fd):
                    _put(self._fd, b"\n")
            except OSError as error:
                raise _error(self.path, error) from None
        return self._fd


def _error(path: Path, error: OSError) -> LedgerError:
    return LedgerError(
        f"The ledger {path} can't be written: {error.strerror}. Without it a crash would leave on the provider what "
        "was made there, so nothing more is created: make room there, or name another folder with --scim-ledger DIR."
    )


def _parse(text: str) -> Line | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def _put(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]


def _ends_with_newline(fd: int) -> bool:
    size = os.lseek(fd, 0, os.SEEK_END)
    if size == 0:
        return True
    os.lseek(fd, size - 1, os.SEEK_SET)
    return os.read(fd, 1) == b"\n"


def _sync(fd: int) -> None:
    if sys.platform == "linux":
        os.fdatasync(fd)
    else:
        os.fsync(fd)


def _sync_folder(folder: Path) -> None:
    # The new name itself must survive too; Windows can't open a folder, and needs it not.
    if sys.platform != "win32":
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def _lock(fd: int) -> None:
    """Say for as long as this process lives that the file is in use."""
    if sys.platform != "win32":
        # Some network file systems know no locks; the lock only spares another run a doubt.
        with suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_in_use(fd: int) -> bool:
    if sys.platform != "win32":
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        fcntl.flock(fd, fcntl.LOCK_UN)
    return False
