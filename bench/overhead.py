"""Measures what the suite costs beside its requests: its time against a loop that sends the very same ones.

The suite runs over the embedded provider, which has a process of its own and writes down what it is sent. A bare loop
of httpx then sends the same to a new one; ids and versions, which the provider assigns, are put in as it assigns them.

    python bench/overhead.py --rounds 3 --json overhead.json --markdown overhead.md
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from shared import add_outputs, environment, served, write_outputs

TOKEN = "overhead-token-0123456789abcdef"
GOAL = 1.3
LONGEST = 900

_ASSIGNED = re.compile(r"[0-9a-f]{32}|W/\"[^\"]+")
"""What the embedded provider assigns: ids and versions."""


def recording(profile: str, file: Path) -> contextlib.AbstractContextManager[str]:
    """Serve the embedded provider, and have what it saw in the file when it has ended."""
    return served("recording_provider.py", "--profile", profile, "--token", TOKEN, "--file", str(file))


def suite(profile: str, folder: Path, selection: Sequence[str]) -> tuple[list[dict[str, Any]], float]:
    """Run the suite, and return the exchanges and the seconds from the first of them to the end of the run."""
    file = folder / "sent.jsonl"
    with recording(profile, file) as url:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-q"]
        command += ["--profile", profile, "--url", url, "--token", TOKEN, "--scim-seed", "7", *selection]
        done = subprocess.run(
            command, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=LONGEST, check=False
        )
    if done.returncode:
        raise SystemExit(f"The run ended with {done.returncode}:\n{done.stdout[-2000:]}")
    written = json.loads((folder / "scim-report" / "results.json").read_text(encoding="utf-8"))
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()], written["run"]["seconds"]


def bare(profile: str, folder: Path, exchanges: Sequence[dict[str, Any]]) -> tuple[float, int]:
    """Send the same requests from a loop: the seconds that it took, and how many answers had the same status."""
    assigned: dict[str, str] = {}
    same, seconds = 0, 0.0

    def now(text: str) -> str:
        return _ASSIGNED.sub(lambda found: assigned.get(found[0], found[0]), text)

    with recording(profile, folder / "again.jsonl") as url, httpx.Client(timeout=30) as client:
        origin = url.removesuffix("/v2")
        for each in exchanges:
            target, body = now(each["target"]), now(each["body"])
            headers = {name: now(value).encode("latin-1") for name, value in each["headers"].items() if name != "HOST"}
            content = body.encode("latin-1")
            begin = time.perf_counter()
            reply = client.request(each["method"], origin + target, headers=headers, content=content or None)
            seconds += time.perf_counter() - begin
            same += reply.status_code == each["status"]
            old, new = assigned_in(each["answer"]), assigned_in(reply.content.decode("latin-1"))
            if len(old) == len(new):
                assigned.update(zip(old, new, strict=True))
    return seconds, same


def assigned_in(answer: str) -> list[str]:
    """Return the id and the version of the resource that an answer shows, or those of a bulk request's."""
    try:
        shown = json.loads(answer)
    except ValueError:
        return []
    results = shown.get("Operations") or [
        {"location": shown.get("id"), "version": shown.get("meta", {}).get("version")}
    ]
    found = (f"{each.get('location')} {each.get('version')}" for each in results)
    return [one for text in found for one in _ASSIGNED.findall(text)]


def measure(rounds: int = 3, profile: str = "generic", selection: Sequence[str] = ()) -> dict[str, Any]:
    """Run the suite and the loop in turn, and return the medians."""
    ours, loops, alike, requests = [], [], [], 0
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            exchanges, seconds = suite(profile, Path(name), selection)
            looped, same = bare(profile, Path(name), exchanges)
        requests = len(exchanges)
        ours.append(1000 * seconds / requests)
        loops.append(1000 * looped / requests)
        alike.append(same / requests)
        print(f"round {number + 1}: {ours[-1]:.2f} ms and {loops[-1]:.2f} ms a request", file=sys.stderr)
    ratio = statistics.median(one / other for one, other in zip(ours, loops, strict=True))
    return {
        "profile": profile,
        "requests": requests,
        "rounds": rounds,
        "suite_ms": round(statistics.median(ours), 3),
        "loop_ms": round(statistics.median(loops), 3),
        "ratio": round(ratio, 2),
        "same_status": round(min(alike), 3),
        "goal": GOAL,
    }


def table(measured: dict[str, Any]) -> str:
    """Return a Markdown table of what was measured."""
    return (
        "| profile | requests | the suite, ms a request | a bare loop, ms a request | ratio | same status |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: |\n"
        f"| `{measured['profile']}` | {measured['requests']} | {measured['suite_ms']:.2f} | {measured['loop_ms']:.2f} "
        f"| {measured['ratio']:.2f} | {100 * measured['same_status']:.1f} % |\n"
    )


def main() -> int:
    """Measure, show and write; return 1 where the suite costs more than it should."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--profile", default="generic")
    parser.add_argument("--select", default="", metavar="-k", help="only these checks, as -k takes them")
    add_outputs(parser)
    given = parser.parse_args()
    measured = measure(given.rounds, given.profile, ["-k", given.select] if given.select else [])
    print(table(measured), end="")
    write_outputs(given, measured, table(measured))
    return int(measured["ratio"] > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
