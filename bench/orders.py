"""Shows that a check says the same wherever it stands: in any order, in any number of processes, and all alone.

The suite runs over the right provider and over faulty ones: in the order of its files, reversed, shuffled, and spread
over workers. Then each check runs alone. Whatever says something else than in the first run is listed, and the exit
code is 1.

    python bench/orders.py --json orders.json --markdown orders.md
    python bench/orders.py --runs one shuffled --alone 0 --profile generic
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared import add_outputs, environment, write_outputs

HERE = Path(__file__).parent
PROFILES = ("generic", "entra")
FAULTS = ("patch-username-removes-user", "delete-then-get-200", "filter-attrname-case-sensitive")
"""None by which a request changes resources that it does not name: then workers do disturb each other."""

SEED = 7
LONGEST = 900
"""How many seconds one run may take."""

Outcomes = dict[str, str]


@dataclass(frozen=True)
class Way:
    """One way to run the suite: an order, and a number of workers; 0 is this process without any."""

    name: str
    order: str = ""
    workers: int = 0


WAYS = {
    way.name: way
    for way in (
        Way("one"),
        Way("reversed", "reversed"),
        Way("shuffled", "1"),
        Way("shuffled again", "2"),
        Way("-n 1", "", 1),
        Way("-n 4", "3", 4),
        Way("-n 16", "4", 16),
    )
}


@dataclass(frozen=True)
class Said:
    """What one run has said."""

    outcomes: Outcomes
    verdicts: dict[str, str]
    requests: int
    seconds: float


def said(document: dict[str, Any], seconds: float) -> Said:
    """Return what stands in a results.json."""
    outcomes = {f"{each['id']}[{each['on'] or ''}]".replace("[]", ""): each["outcome"] for each in document["checks"]}
    return Said(outcomes, document["verdicts"], document["run"]["requests"], seconds)


def run(way: Way, profile: str, fault: str | None, folder: Path, *, on_socket: bool) -> Said:
    """Run the suite in one way."""
    begin = time.perf_counter()
    # A machine that is busy with sixteen workers may be slow to answer; that is no finding here.
    arguments = ["--scim-profile", profile, "--scim-seed", str(SEED), "--scim-timeout", "120"]
    arguments += ["--scim-demo-fault", fault] if fault else []
    if way.workers:
        return said(_apart(way, arguments, folder), time.perf_counter() - begin)
    return said(_inside(way.order, arguments, folder, on_socket=on_socket), time.perf_counter() - begin)


def _apart(way: Way, arguments: Sequence[str], folder: Path) -> dict[str, Any]:
    """Run pytest with workers, as users do."""
    results = folder / "results.json"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "shuffling", "-q", "--tb=no"]
    command += ["--scim-demo", "-n", str(way.workers), "--scim-results", str(results), *arguments]
    known = environment(folder)
    known["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
    known["BENCH_ORDER"] = way.order
    done = subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, timeout=LONGEST, check=False)
    if not results.exists():
        raise SystemExit(f"The run with {way.name} has written nothing:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    document: dict[str, Any] = json.loads(results.read_text(encoding="utf-8"))
    return document


def _inside(
    order: str,
    arguments: Sequence[str],
    folder: Path,
    *,
    checks: frozenset[str] | None = None,
    on_socket: bool = False,
) -> dict[str, Any]:
    """Run the suite in a process forked from this one, which has everything loaded."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run_inside, args=(order, arguments, folder, checks, on_socket, theirs))
    process.start()
    theirs.close()
    document: dict[str, Any] = ours.recv()
    process.join()
    if "problem" in document:
        raise SystemExit(document["problem"])
    return document


def _run_inside(
    order: str, arguments: Sequence[str], folder: Path, checks: frozenset[str] | None, on_socket: bool, to: Any
) -> None:
    from scim_conformance.plugin.inside import NoResults, run_suite

    os.environ["BENCH_ORDER"] = order
    try:
        document = run_suite([*arguments, "-p", "shuffling"], folder, checks=checks, on_socket=on_socket)
        to.send({name: document[name] for name in ("checks", "verdicts", "run")})
    except NoResults as error:
        to.send({"problem": str(error)})


def differences(first: Outcomes, other: Outcomes) -> dict[str, list[str]]:
    """Return the checks that say something else, each with what the first and the other run said."""
    names = sorted(first.keys() | other.keys())
    pairs = {name: [first.get(name, "not run"), other.get(name, "not run")] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def alone(
    profile: str, reference: Outcomes, ids: Sequence[str], folder: Path, *, on_socket: bool
) -> dict[str, list[str]]:
    """Run each check by itself, and return those that say something else than in the whole run."""
    found: dict[str, list[str]] = {}
    for id in ids:
        document = _inside(
            "",
            ["--scim-profile", profile, "--scim-seed", str(SEED)],
            folder,
            checks=frozenset([id]),
            on_socket=on_socket,
        )
        outcomes = said(document, 0).outcomes
        found |= differences({name: reference[name] for name in reference if name.partition("[")[0] == id}, outcomes)
    return found


def lonely(reference: Outcomes, number: int | None) -> list[str]:
    """Return the ids of the checks to run alone: so many, drawn by the seed, or all that are no watchers.

    A watcher looks at what all others have asked, so that it has nothing to say alone.
    """
    from scim_conformance.suite import watchers

    of_watchers = {check.id for check, _ in watchers().values()}
    ids = sorted({name.partition("[")[0] for name in reference} - of_watchers)
    return ids if number is None else sorted(random.Random(SEED).sample(ids, min(number, len(ids))))


def measure(
    profiles: Sequence[str] = PROFILES,
    faults: Sequence[str] = FAULTS,
    ways: Sequence[str] = tuple(WAYS),
    number_alone: int | None = None,
) -> dict[str, Any]:
    """Run the suite in all ways, and return what each said otherwise than the first."""
    _warm(profiles)
    rows = []
    folder = Path(tempfile.mkdtemp(prefix="scim-conformance-orders-"))
    try:
        for profile in profiles:
            for fault in (None, *faults):
                rows += list(_rows(profile, fault, [WAYS[name] for name in ways], number_alone, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"seed": SEED, "runs": rows, "differences": sum(len(row["differences"]) for row in rows)}


def _rows(
    profile: str, fault: str | None, ways: Sequence[Way], number_alone: int | None, folder: Path
) -> Iterator[dict[str, Any]]:
    first: Said | None = None
    # Over a socket the provider has another scheme and another clock: like is compared with like.
    on_socket = any(way.workers for way in ways)
    for way in ways:
        now = run(way, profile, fault, folder, on_socket=on_socket)
        first = first or now
        changed = differences(first.outcomes, now.outcomes) | differences(first.verdicts, now.verdicts)
        yield _told(profile, fault, way.name, len(now.outcomes), now.requests, changed)
    if fault is None and first is not None and number_alone != 0:
        ids = lonely(first.outcomes, number_alone)
        yield _told(
            profile, fault, "alone", len(ids), None, alone(profile, first.outcomes, ids, folder, on_socket=on_socket)
        )


def _told(
    profile: str, fault: str | None, way: str, checks: int, requests: int | None, changed: dict[str, list[str]]
) -> dict[str, Any]:
    print(f"{profile}, {fault or 'right'}, {way}: {checks} checks, {len(changed)} differ", file=sys.stderr, flush=True)
    for name, (before, after) in changed.items():
        print(f"    {name}: {before}, here {after}", file=sys.stderr, flush=True)
    return {
        "profile": profile,
        "fault": fault,
        "way": way,
        "checks": checks,
        "requests": requests,
        "differences": changed,
    }


def _warm(profiles: Sequence[str]) -> None:
    from scim_conformance.profile import load
    from scim_conformance.provider import build
    from scim_conformance.provider.faults import all_faults
    from scim_conformance.suite import all_checks

    for name in ("hypothesis", "scim_conformance.plugin.controlling"):
        importlib.import_module(name)
    all_checks()
    all_faults()
    for name in profiles:
        build(load(name, cwd=Path.cwd()), token="warm")


def table(measured: dict[str, Any]) -> str:
    """Return a Markdown table of what was measured."""
    lines = ["| profile | provider | way | checks | requests | differ |", "| --- | --- | --- | ---: | ---: | ---: |"]
    for row in measured["runs"]:
        provider, requests = row["fault"] or "right", row["requests"] or ""
        cells = (row["profile"], provider, row["way"], row["checks"], requests, len(row["differences"]))
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, show and write."""
    parser = argparse.ArgumentParser(description="Shows that a check says the same wherever it stands.")
    parser.add_argument("--profile", action="append", help="may be repeated; otherwise " + " and ".join(PROFILES))
    parser.add_argument("--fault", action="append", help="may be repeated; otherwise three")
    parser.add_argument("--right", action="store_true", help="only the right provider")
    parser.add_argument("--runs", nargs="+", choices=sorted(WAYS), default=list(WAYS))
    parser.add_argument("--alone", type=int, metavar="N", help="only so many checks alone; otherwise all")
    add_outputs(parser)
    given = parser.parse_args()
    faults = () if given.right else given.fault or FAULTS
    measured = measure(given.profile or PROFILES, faults, given.runs, given.alone)
    write_outputs(given, measured, table(measured))
    print(table(measured))
    return 1 if measured["differences"] else 0


if __name__ == "__main__":
    sys.exit(main())
