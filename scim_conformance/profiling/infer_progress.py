"""Says what is being done while an endpoint is looked at."""

from __future__ import annotations

from typing import TextIO


class Progress:
    """Says what is being done: one line that changes on a terminal, a line each elsewhere."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._changes = out.isatty()

    def say(self, line: str) -> None:
        """Say what comes now."""
        if self._changes:
            print(f"\x1b[2K{line[:79]}", end="\r", file=self._out, flush=True)
        else:
            print(line, file=self._out, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._changes:
            print("\x1b[2K", end="\r", file=self._out, flush=True)
