"""Runs a part of the suite against each hostile behaviour, and measures seconds, memory and what is told.

Each run has a process of its own, and a right provider behind a front that misbehaves on one kind of request: on
searches for users by a filter. Ids are odd in every answer. What is told is compared with the run on the front that
does nothing.

    python bench/hostile.py --json hostile.json --markdown hostile.md
    python bench/hostile.py --only "a bomb of gzip" --only silence
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from scim_conformance.report.causes import causes
from tests.hostile.catalogue import CATALOGUE
from tests.hostile.front import Front
from tests.hostile.odd_ids import ODD_IDS
from tests.hostile.runs import TOKEN, provider_behind
from tests.suite_process import environment
from tests.warm_process import become_a_run, import_all

CHECKS = (
    "filter.eq", "filter.id", "filter.or-w", "filter.nobody", "filter.pr", "filter.and", "filter.user-name",
    "filter.sw-at", "filter.unknown", "pagination.every", "pagination.total", "pagination.rest", "read.user-is-l",
    "create.answers", "create.duplicate", "delete.gone", "discovery.config", "content-negotiation.every", "errors.says",
)  # fmt: skip
"""Words in the names of the checks that are run: enough to see each behaviour from several sides, and fast."""

SELECTION = ("-k", " or ".join(CHECKS))

TIMEOUT = 2.0
"""What a run waits for an answer, in seconds."""

LONGEST = 900.0
"""After so many seconds a run is ended, and counts as one without an end."""

MOST_MORE = 150.0
"""How many megabytes more than the good run a run may take: checks share answers, so some large ones are held."""

GOOD = "none"
"""The run on the front that does nothing."""

Serve = Callable[[], Any]


@dataclass(frozen=True)
class Measured:
    """What one run has shown."""

    name: str
    family: str
    seconds: float
    processor: float
    """How many seconds of the processor the run took."""

    megabytes: float
    """The most memory that the process of the run had."""

    requests: int
    spoilt: int
    """How many answers were hostile."""

    findings: tuple[str, ...]
    """The causes that the report shows, without those of the good run; each in the words of its leading check."""

    reddened: int
    """The checks that did not pass, and passed in the good run."""

    broken: int
    tracebacks: int
    leftovers: int
    code: int


def ways() -> Iterator[tuple[str, str, Serve]]:
    """Yield each way in which a provider is hostile: its name, its family, and what serves it."""
    yield GOOD, "", lambda: provider_behind(spoils=lambda asked: False)
    for each in CATALOGUE.values():
        yield each.name, each.family, lambda each=each: provider_behind(each.spoil)
    for odd in ODD_IDS.values():
        yield odd.name, "ids", lambda odd=odd: provider_behind(around=odd.around)


def measure(
    only: Sequence[str] = (), selection: Sequence[str] = SELECTION, tell: Callable[[str], None] = print
) -> dict[str, Any]:
    """Run the suite against each way, or against those that are named, and return what was measured."""
    rows: list[Measured] = []
    good: dict[str, str] = {}
    meter = Meter()
    try:
        for name, family, begin in ways():
            if only and name not in (*only, GOOD):
                continue
            with tempfile.TemporaryDirectory() as folder, begin() as front:
                row, outcomes = _run(name, family, front, Path(folder), selection, good, meter)
            good = good or outcomes
            rows.append(row)
            tell(_line(row))
    finally:
        meter.close()
    return {"timeout": TIMEOUT, "selection": list(selection), "rows": [asdict(row) for row in rows]}


def _run(
    name: str,
    family: str,
    front: Front,
    folder: Path,
    selection: Sequence[str],
    good: dict[str, str],
    meter: Meter,
) -> tuple[Measured, dict[str, str]]:
    command = [
        "-p",
        "no:cacheprovider",
        "--profile",
        "generic",
        "--url",
        front.url,
        "--token",
        TOKEN,
        "--scim-seed",
        "7",
    ]
    command += ["--scim-examples", "2", "--scim-timeout", str(TIMEOUT), "-q", *selection]
    (folder / "output").touch()
    used = meter.run(folder, command)
    said = (folder / "output").read_text(errors="replace")
    written = folder / "scim-report" / "results.json"
    document = json.loads(written.read_text()) if written.exists() else None
    checks = document["checks"] if document else []
    outcomes = {f"{each['id']}[{each['on']}]": str(each["outcome"]) for each in checks}
    red = [each for each in checks if good.get(f"{each['id']}[{each['on']}]", "passed") == "passed"]
    red = [each for each in red if each["outcome"] in ("failed", "warned", "blocked", "broken")]
    row = Measured(
        name,
        family,
        round(used["seconds"], 2),
        round(used["processor"], 2),
        round(used["kilobytes"] / 1024, 1),
        document["run"]["requests"] if document else 0,
        front.spoilt,
        tuple(_findings(document, red)) if document else (said[-400:],),
        len(red),
        sum(each["outcome"] == "broken" for each in checks),
        said.count("Traceback (most recent call last)"),
        len(document["leftovers"]) if document else 0,
        used["code"],
    )
    return row, outcomes


class Meter:
    """A process that has imported all, and forks one for each run, whose time and memory it tells."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, folder: Path, arguments: Sequence[str]) -> dict[str, Any]:
        """Run pytest with these arguments in a folder, and return what it has used."""
        output, env = str(folder / "output"), environment(folder / "state")
        order = {"folder": str(folder), "arguments": list(arguments), "env": env, "out": output, "err": output}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def serve() -> None:
    """Be the process that forks."""
    import_all()
    for line in sys.stdin:
        begin = time.monotonic()
        child = os.fork()
        if not child:
            become_a_run(json.loads(line))
        usage, code = _ended(child, begin + LONGEST)
        used = {"code": code, "seconds": time.monotonic() - begin, "kilobytes": usage.ru_maxrss}
        print(json.dumps({**used, "processor": usage.ru_utime + usage.ru_stime}), flush=True)


def _ended(child: int, until: float) -> tuple[Any, int]:
    """Wait for a process, and return what it has used and its code."""
    while time.monotonic() < until:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid:
            return usage, os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    return os.wait4(child, 0)[2], -9


def _findings(document: dict[str, Any], red: Sequence[dict[str, Any]]) -> Iterator[str]:
    names = {f"{each['id']}[{each['on']}]" for each in red}
    for cause in causes(document):
        if any(f"{each['id']}[{each['on']}]" in names for each in cause.members):
            yield f"{cause.lead['outcome']}: {cause.message}"


def _line(row: Measured) -> str:
    used = f"{row.seconds:6.1f} s {row.processor:5.1f} s of the processor {row.megabytes:5.0f} MB"
    found = f"{row.spoilt:4} hostile, {row.reddened:3} red, {row.broken} broken, {row.tracebacks} tracebacks"
    head = f"{row.name:52} {used} {found}, {row.leftovers} left, code {row.code}"
    return "\n".join([head, *(f"    {each[:150]}" for each in row.findings)])


def table(measured: dict[str, Any]) -> str:
    """Return what was measured as a table in Markdown."""
    rows = measured["rows"]
    good = rows[0]
    heads = (
        "behaviour",
        "s",
        "of the good run",
        "s of the processor",
        "MB",
        "more",
        "hostile answers",
        "findings",
        "what is told",
    )
    lines = [f"| {' | '.join(heads)} |", "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"]
    for row in rows:
        told = "<br>".join(each.replace("|", "\\|") for each in row["findings"]) or "nothing"
        cells = (
            row["name"],
            f"{row['seconds']:.1f}",
            f"{row['seconds'] / good['seconds']:.1f} x",
            f"{row['processor']:.1f}",
            f"{row['megabytes']:.0f}",
            f"{row['megabytes'] - good['megabytes']:+.0f}",
            row["spoilt"],
            len(row["findings"]),
            told,
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def main() -> int:
    """Measure as the command line asks; 1 where a run broke, took too much memory or had no end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only this behaviour; repeatable")
    parser.add_argument("-k", default=SELECTION[1], help="which checks are run, as pytest's -k has it")
    parser.add_argument("--json", type=Path, help="write what was measured here")
    parser.add_argument("--markdown", type=Path, help="write the table here")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve()
        return 0
    measured = measure(given.only, ("-k", given.k), lambda line: print(line, flush=True))
    if given.json:
        given.json.write_text(json.dumps(measured, indent=1) + "\n")
    if given.markdown:
        given.markdown.write_text(table(measured) + "\n")
    most = measured["rows"][0]["megabytes"] + MOST_MORE
    bad = [
        row["name"]
        for row in measured["rows"]
        if row["broken"] or row["tracebacks"] or row["code"] not in (0, 1) or row["megabytes"] > most
    ]
    if bad:
        print(f"Not well: {', '.join(bad)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
