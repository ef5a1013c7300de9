"""Measures what the strangers on a tenant cost, in requests and in our processor time: 0, 1,000 and 100,000 of them.

python bench/strangers.py --json strangers.json --markdown strangers.md
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared import add_outputs, environment, served, write_outputs

TOKEN = "strangers-token-0123456789abcdef"
NUMBERS = (0, 1_000, 100_000)
LONGEST = 900
PROGRAM = "import resource, sys, pytest; code = pytest.main(sys.argv[1:]); "
TELLS = "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"


def one(strangers: int, profile: str, selection: Sequence[str]) -> dict[str, Any]:
    """Run the suite once, and return what it sent, what it cost, and what it said."""
    asked = ("--profile", profile, "--token", TOKEN, "--strangers", str(strangers))
    with served("crowded_provider.py", *asked) as url, tempfile.TemporaryDirectory() as folder:
        return _run(url, Path(folder), profile, selection) | {"strangers": strangers}


def _run(url: str, folder: Path, profile: str, selection: Sequence[str]) -> dict[str, Any]:
    command = [sys.executable, "-c", PROGRAM + TELLS, "-p", "no:cacheprovider", "-p", "no:xdist", "-q"]
    command += ["--profile", profile, "--url", url, "--token", TOKEN, "--scim-seed", "7", *selection]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=LONGEST, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    results = folder / "scim-report" / "results.json"
    if not results.exists():
        raise SystemExit(f"The run ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    written = json.loads(results.read_text(encoding="utf-8"))
    return {
        "requests": written["run"]["requests"],
        "cpu": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
        "peak_mb": round(int(done.stdout.rsplit("peak ", 1)[1]) / 1024),
        "record_mb": round(results.stat().st_size / 1e6, 1),
        "red": [f"{each['id']}[{each['on']}]" for each in written["checks"] if each["outcome"] in ("failed", "broken")],
    }


def measure(
    numbers: Sequence[int] = NUMBERS, profile: str = "generic", selection: Sequence[str] = ()
) -> dict[str, Any]:
    """Run the suite on a tenant with each number of strangers, and return what each run cost."""
    rows = []
    for number in numbers:
        rows.append(one(number, profile, selection))
        print(f"{number} strangers: {rows[-1]}", file=sys.stderr)
    return {"profile": profile, "rows": rows}


def table(measured: dict[str, Any]) -> str:
    """Return a Markdown table of what was measured; ratios are to the first row."""
    lines = [
        "| strangers | requests | ratio | processor time | ratio | peak memory, MB | results.json, MB | red |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    first = measured["rows"][0]
    for row in measured["rows"]:
        requests, cpu = row["requests"] / first["requests"], row["cpu"] / first["cpu"]
        cells = (f"{row['strangers']:,}", row["requests"], f"{requests:.2f}", f"{row['cpu']:.1f} s", f"{cpu:.2f}")
        lines.append(f"| {' | '.join(map(str, cells))} | {row['peak_mb']} | {row['record_mb']} | {len(row['red'])} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, show and write; return 1 where strangers made something red."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strangers", type=int, nargs="+", default=list(NUMBERS), metavar="N")
    parser.add_argument("--profile", default="generic")
    parser.add_argument("--select", default="", metavar="-k", help="only these checks, as -k takes them")
    add_outputs(parser)
    given = parser.parse_args()
    measured = measure(given.strangers, given.profile, ["-k", given.select] if given.select else [])
    print(table(measured), end="")
    write_outputs(given, measured, table(measured))
    return int(any(row["red"] for row in measured["rows"]))


if __name__ == "__main__":
    raise SystemExit(main())
