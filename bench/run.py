"""Runs the benchmarks one after another, and writes what they say as one page.

Every figure is a ratio of what was measured in the same run, so it means something on any machine that is left alone.
What people have written of the figures, under a heading of its own, stays in the page.

    python bench/run.py --json benchmarks.json --markdown docs/benchmarks.md
    python bench/run.py --only overhead start-up
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import latency
import overhead
import peers
import startup
import strangers
from shared import add_outputs

WORDS = "## What was found"
"""The heading under which people write."""


@dataclass(frozen=True)
class Benchmark:
    """One of the benchmarks: how it measures, how it shows that, and what it is about."""

    name: str
    title: str
    says: str
    measure: Callable[..., dict[str, Any]]
    table: Callable[[dict[str, Any]], str]


BENCHMARKS = (
    Benchmark(
        "overhead",
        "What the suite costs beside its requests",
        "The suite over the embedded provider, which has a process of its own, against a bare loop of httpx that sends "
        "the very same requests to a new one.",
        overhead.measure,
        overhead.table,
    ),
    Benchmark(
        "peers",
        "Against other tools",
        "Each over a new scim2-server, unchanged, and over the same faults, drawn from those that break a MUST. "
        "Verdicts are the lines of the others that say success or error, and our checks that passed, failed or were "
        "warned; what they are about are the names of the others' checks, and our requirements.",
        peers.measure,
        peers.table,
    ),
    Benchmark(
        "latency",
        "Where each answer takes 50 ms",
        "In one process and with xdist's workers, against the time that waiting alone takes: for what was put in "
        "front, and for the answers as they came, to which the provider's own work adds. Where there are more workers "
        "than processors, the work itself is a bound, too.",
        latency.measure,
        latency.table,
    ),
    Benchmark(
        "strangers",
        "On a tenant with many people in it",
        "The suite on the embedded provider with so many users that no run has made.",
        strangers.measure,
        strangers.table,
    ),
    Benchmark(
        "start-up",
        "From the command to the first request, and beside other tests",
        "What the plugin adds to a run of pytest that is not about it, and how long the suite takes to start.",
        startup.measure,
        startup.table,
    ),
)


def page(measured: dict[str, Any]) -> str:
    """Return all that was measured as a page of Markdown."""
    lines = ["# Benchmarks", "", f"`python bench/run.py`, {measured['date']}, {measured['machine']}.", ""]
    for each in BENCHMARKS:
        if each.name in measured["benchmarks"]:
            lines += [f"## {each.title}", "", each.says, "", each.table(measured["benchmarks"][each.name])]
    return "\n".join(lines)


def words_of(file: Path) -> str:
    """Return what people have written in a page of an earlier run."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return text[text.index(WORDS) :] if WORDS in text else ""


def machine() -> str:
    """Return in a few words what this was measured on."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"Python {platform.python_version()}, {platform.system()}, {processors} processors"


def main() -> int:
    """Measure, show and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [each.name for each in BENCHMARKS]
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--peers", type=Path, metavar="BIN", help="the programs of an environment that has the peers")
    parser.add_argument("--faults", type=int, default=40, metavar="N", help="how many all tools are run over")
    parser.add_argument("--again", type=Path, metavar="FILE", help="keep what was measured in this earlier --json")
    add_outputs(parser)
    given = parser.parse_args()
    measured: dict[str, Any] = {"date": str(datetime.date.today()), "machine": machine(), "benchmarks": {}}
    if given.again:
        measured["benchmarks"] = json.loads(given.again.read_text(encoding="utf-8"))["benchmarks"]
    for each in BENCHMARKS:
        if each.name in given.only:
            print(f"{each.title} …", file=sys.stderr)
            options = {"peers": given.peers, "faults": given.faults} if each.measure is peers.measure else {}
            measured["benchmarks"][each.name] = each.measure(**options)
            if given.json:
                given.json.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    text = page(measured)
    if given.markdown:
        given.markdown.write_text(f"{text}\n{words_of(given.markdown)}".rstrip() + "\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
