"""Measures how surely the properties find the defects that only generated data can see.

Each fault runs over so many seeds, with the examples that a run has by default, and only with the checks that are to
see it. Told are: in how many runs it was found, and the median number of examples until then.

    python bench/generated_faults.py --seeds 30 --json generated.json --markdown generated.md
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from shared import add_outputs, write_outputs

from scim_conformance.outcomes import Outcome
from scim_conformance.power.trial import Order, warm
from scim_conformance.provider.faults import Fault, all_faults

GOAL = 0.9
"""In how many of its runs each fault is to be found."""


@dataclass(frozen=True)
class Measured:
    """What the runs of one fault have shown."""

    fault: str
    seen_by: str
    runs: int
    found: int
    median: float | None
    """Of the number of examples until one failed."""

    requests: float
    """The median of what the checks cost a run."""


def generated() -> list[Fault]:
    """Return the faults that only generated data can see."""
    return [each for each in all_faults().values() if each.generated]


def run_once(job: tuple[str, str, int, str]) -> tuple[str, int | None, int]:
    """Run the checks of a fault with one seed: after how many examples it was found, and what that has cost."""
    id, profile, seed, folder = job
    checks = frozenset(all_faults()[id].seen_by)
    document = Order(id, profile, checks, seed).run(Path(folder, str(os.getpid())))
    rows = [row for row in document["checks"] if row["id"] in checks]
    # Of most garbage no standard says more than that it should be refused, so that a check only warns of it.
    red = [row for row in rows if row["outcome"] in (Outcome.FAILED, Outcome.WARNED)]
    found = [row["drawn"]["found_after"] for row in red if "drawn" in row]
    return id, min((each for each in found if each is not None), default=None), sum(row["requests"] for row in rows)


def measured(fault: Fault, runs: Sequence[tuple[int | None, int]]) -> Measured:
    """Fold the runs of one fault."""
    found = [after for after, _ in runs if after is not None]
    return Measured(
        fault.id,
        ", ".join(fault.seen_by),
        len(runs),
        len(found),
        statistics.median(found) if found else None,
        statistics.median(requests for _, requests in runs),
    )


def table(rows: Iterable[Measured]) -> str:
    """Return the figures as a table in Markdown."""
    lines = ["| fault | seen by | found in | median of examples | requests |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        median = "-" if row.median is None else f"{row.median:g}"
        lines.append(f"| `{row.fault}` | `{row.seen_by}` | {row.found} of {row.runs} | {median} | {row.requests:g} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measurement; return 1 where a fault is found too seldom."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=30, metavar="N", help="runs a fault (default: 30)")
    parser.add_argument("--fault", action="append", metavar="ID", help="only this fault; may be repeated")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="runs at once")
    add_outputs(parser)
    asked = parser.parse_args(arguments)

    faults = [each for each in generated() if not asked.fault or each.id in asked.fault]
    runs: dict[str, list[tuple[int | None, int]]] = {each.id: [] for each in faults}
    warm({each.profile for each in faults})
    with tempfile.TemporaryDirectory() as folder:
        jobs = [(each.id, each.profile, seed, folder) for each in faults for seed in range(1, asked.seeds + 1)]
        with multiprocessing.get_context("fork").Pool(asked.jobs, maxtasksperchild=1) as pool:
            for number, (id, after, requests) in enumerate(pool.imap_unordered(run_once, jobs), 1):
                runs[id].append((after, requests))
                print(f"\r{number} of {len(jobs)} runs", end="", file=sys.stderr)
    print(file=sys.stderr)
    rows = [measured(each, runs[each.id]) for each in faults]
    text = table(rows)
    print(text, end="")
    write_outputs(asked, [asdict(row) for row in rows], text)
    return int(any(row.found < GOAL * row.runs for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
