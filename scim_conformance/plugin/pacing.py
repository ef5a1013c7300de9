"""One pace for all processes of a run, so that together they keep to the rate, and wait when one is asked to."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from scim_conformance.client.pacing import Pace
from scim_conformance.client.turns import SharedTurns


class SharedPace:
    """The pace that the controller makes and its workers join."""

    def __init__(self, rate: float | None) -> None:
        self._rate = rate
        self._file: Path | None = None
        self._turns: SharedTurns | None = None

    def offer(self) -> tuple[str, Pace]:
        """Return the file by which workers take turns, made with the first of them, and the pace that keeps to it."""
        if self._file is None:
            self._file = Path(tempfile.mkdtemp(prefix="scim-conformance-")) / "turns"
            self._turns = SharedTurns.make(self._file)
        return str(self._file), Pace(self._rate, turns=self._turns)

    def join(self, file: str, workers: int) -> Pace:
        """Return the pace of a worker."""
        try:
            self._turns = SharedTurns(Path(file))
        except OSError:
            # On another machine, where the file isn't: its part is less than there may be, and never too much.
            return Pace(self._rate / workers if self._rate else None)
        return Pace(self._rate, turns=self._turns)

    def close(self) -> None:
        """Take no more turns; who has made the file removes it."""
        if self._turns is not None:
            self._turns.close()
            self._turns = None
        if self._file is not None:
            shutil.rmtree(self._file.parent, ignore_errors=True)
            self._file = None
