"""Which checks of other areas a fault may turn red, and why: the rows beside the faults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "provider" / "faults" / "neighbours"


@dataclass(frozen=True)
class Row:
    """One reason, the faults that it is about, and the checks that it lets turn red."""

    because: str
    faults: tuple[str, ...]
    red: tuple[str, ...]

    def allows(self, fault: str, check: str) -> bool:
        """Tell whether this row lets a fault turn a check red."""
        return any(fnmatchcase(fault, each) for each in self.faults) and any(
            fnmatchcase(check, each) for each in self.red
        )


@dataclass(frozen=True)
class Neighbours:
    """All the rows."""

    rows: tuple[Row, ...]

    def allow(self, fault: str, check: str) -> bool:
        """Tell whether any row lets a fault turn a check red."""
        return any(row.allows(fault, check) for row in self.rows)

    def mistakes(self, faults: Iterable[str], checks: Iterable[str]) -> list[str]:
        """Return what the rows name that isn't there."""
        faults, checks = list(faults), list(checks)
        return [
            f"{row.because!r} names {kind} {pattern}, which is not there"
            for row in self.rows
            for kind, patterns, known in (("the fault", row.faults, faults), ("the check", row.red, checks))
            for pattern in patterns
            if not any(fnmatchcase(each, pattern) for each in known)
        ]


def load_neighbours(folder: Path = FOLDER) -> Neighbours:
    """Read the rows of all areas."""
    rows = []
    for path in sorted(folder.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or ():
            rows.append(Row(entry["because"], tuple(entry["faults"]), tuple(entry["red"])))
    return Neighbours(tuple(rows))
