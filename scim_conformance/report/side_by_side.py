"""Several runs next to each other, made of their results.json: what each says of each check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .words import NAMES, OUTCOMES, VERDICTS, Check, Document, name_of

NOT_RUN = "not run"
"""Stands where a run has nothing to say of a check."""

Runs = Sequence[Document]


@dataclass(frozen=True)
class Cell:
    """What one run says of one check, all rows of the check together."""

    checks: tuple[Check, ...]

    @property
    def outcome(self) -> str:
        """The outcome that speaks for all rows: what needs a hand first."""
        found = {check["outcome"] for check in self.checks}
        return next((outcome for outcome in OUTCOMES if outcome in found), NOT_RUN)

    @property
    def phrase(self) -> str:
        """The outcome, and of how many rows it is the outcome where there are several."""
        number = Counter(check["outcome"] for check in self.checks)[self.outcome]
        return self.outcome if number == len(self.checks) else f"{self.outcome} {number} of {len(self.checks)}"

    @property
    def reasons(self) -> dict[str, list[str]]:
        """What was found where the check did not pass, and on which rows."""
        found: dict[str, list[str]] = {}
        for check in self.checks:
            if check["outcome"] == self.outcome and check["message"]:
                found.setdefault(str(check["message"]), []).append(name_of(check))
        return found


@dataclass(frozen=True)
class Row:
    """One check, and what each run says of it."""

    id: str
    area: str
    level: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Tell whether the runs that have this check say different things of it."""
        return len({cell.outcome for cell in self.cells} - {NOT_RUN}) > 1

    @property
    def is_fine(self) -> bool:
        """Tell whether nothing needs a hand in any of the runs."""
        return {cell.outcome for cell in self.cells} <= {"passed", "omitted", NOT_RUN}


def rows(runs: Runs) -> list[Row]:
    """Return all checks of all runs, by id."""
    by_id: dict[str, list[list[Check]]] = {}
    for place, run in enumerate(runs):
        for check in run["checks"]:
            by_id.setdefault(str(check["id"]), [[] for _ in runs])[place].append(check)
    found = []
    for id, parts in sorted(by_id.items()):
        first = next(check for part in parts for check in part)
        cells = tuple(Cell(tuple(part)) for part in parts)
        found.append(Row(id, str(first["area"]), str(first["level"]), str(first.get("title", "")), cells))
    return found


def grouped(runs: Runs) -> dict[str, list[Row]]:
    """Return the checks under the headings under which they are read: what tells the runs apart first."""
    found: dict[str, list[Row]] = {"They differ": [], "All need a hand": [], "All are well": []}
    for row in rows(runs):
        heading = "They differ" if row.differs else "All are well" if row.is_fine else "All need a hand"
        found[heading].append(row)
    return found


def verdicts(runs: Runs) -> Iterator[tuple[str, list[str]]]:
    """Yield each standard that some run has asked about, with the verdict of every run."""
    for standard, name in NAMES.items():
        found = [str(run["verdicts"].get(standard, "not-asked")) for run in runs]
        if set(found) != {"not-asked"}:
            yield name, [VERDICTS.get(verdict, verdict) for verdict in found]


def numbers(runs: Runs) -> Iterator[tuple[str, list[int]]]:
    """Yield each outcome that some run has, with how often every run has it."""
    counts: list[Mapping[str, int]] = [Counter(check["outcome"] for check in run["checks"]) for run in runs]
    for outcome in OUTCOMES:
        if any(count[outcome] for count in counts):
            yield outcome, [count[outcome] for count in counts]


def remarks(runs: Runs) -> Iterator[str]:
    """Yield why two columns may differ though the servers do not."""
    releases = sorted({str(run["suite"].get("version")) for run in runs})
    if len(releases) > 1:
        yield f"The runs are of different releases of the suite ({', '.join(releases)}), which may ask differently."
    for place, run in enumerate(runs, 1):
        left_out = run["run"].get("left_out")
        if left_out:
            yield f"In run {place}, {left_out} checks were left out by a selection."
        if run["run"].get("interrupted"):
            yield f"Run {place} was interrupted."
        if run["run"].get("withheld"):
            yield f"Run {place} only read, which left out {run['run']['withheld']} checks."
        if run["run"].get("stopped"):
            yield f"In run {place} no check was run: {run['run']['stopped']['says']}"
        elif run["provider"].get("unreachable"):
            yield f"In run {place} the provider could not be reached."
