"""Measures how fast entra-sync is against a bare loop that sends the same requests with httpx.

A small and fast provider runs in a process of its own. entra-sync runs once to record its requests; then both take
turns, each against a new provider and in a new process, so that what else the machine does hits both.

    python bench/entra_sync.py --users 2000 --rounds 3 --json entra-sync.json --markdown entra-sync.md
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

HERE = Path(__file__).parent
TOKEN = "bench-token-0123456789"
GOAL = 0.8


@contextmanager
def provider() -> Iterator[str]:
    """Run a provider in another process, and give its URL."""
    process = subprocess.Popen([sys.executable, HERE / "fast_provider.py"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def sync(url: str, folder: Path, options: list[str]) -> list[str]:
    """Return the arguments of one run of entra-sync that leaves everything where it is."""
    state = tempfile.mkdtemp(dir=folder)
    where = ["--profile", "entra", "--url", url, "--token", TOKEN, "--state", state]
    return ["entra-sync", *where, "--workers", "1", "--verify", "0", "--keep", "--seed", "1", *options]


def record(folder: Path, options: list[str]) -> Path:
    """Run entra-sync once, and write down what it sends."""
    from scim_conformance import cli
    from scim_conformance.client.plain_port import Carried, PlainPort

    sent: list[dict[str, Any]] = []
    send = PlainPort.send

    def recording(port: PlainPort, method: str, path: str, **what: Any) -> Carried:
        sent.append({"method": method, "path": path, **what})
        return send(port, method, path, **what)

    PlainPort.send = recording  # type: ignore[assignment,method-assign]
    try:
        with provider() as url:
            if cli.main(sync(url, folder, options)) != 0:
                raise SystemExit("The run that was to be recorded has failed.")
    finally:
        PlainPort.send = send  # type: ignore[method-assign]
    path = folder / "requests.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in sent), encoding="utf-8")
    return path


def bare(url: str, recorded: Path) -> None:
    """Send what was recorded as fast as httpx does, and print how long it took."""
    requests = [json.loads(line) for line in recorded.read_text(encoding="utf-8").splitlines()]
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Accept": "application/scim+json",
        "Accept-Encoding": "identity",
        "Content-Type": "application/scim+json",
    }
    with httpx.Client(base_url=url, headers=headers, trust_env=False) as client:
        begin, cpu = time.perf_counter(), time.process_time()
        for each in requests:
            answer = client.request(each["method"], each["path"], params=each["params"], json=each["json"])
            if answer.status_code >= 400:
                raise SystemExit(f"{each['method']} {each['path']} answered {answer.status_code}")
            if answer.content:
                answer.json()
        seconds, cpu_seconds = time.perf_counter() - begin, time.process_time() - cpu
    print(json.dumps({"requests": len(requests), "seconds": seconds, "cpu_seconds": cpu_seconds}))


class Speed(NamedTuple):
    """How fast somebody was: requests a second, and microseconds of the processor's time a request."""

    rate: float
    cpu: float

    @classmethod
    def of(cls, parts: list[dict[str, Any]]) -> Speed:
        """Return the speed of all parts together."""
        requests = sum(part["requests"] for part in parts)
        seconds, cpu = (sum(part[name] for part in parts) for name in ("seconds", "cpu_seconds"))
        return cls(requests / seconds, cpu / requests * 1e6)


def bare_speed(recorded: Path) -> Speed:
    """Measure the bare loop."""
    with provider() as url:
        command = [sys.executable, str(Path(__file__)), "--bare", url, str(recorded)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Speed.of([json.loads(done.stdout)])


def sync_speed(folder: Path, options: list[str]) -> Speed:
    """Measure entra-sync."""
    report = folder / "report.json"
    with provider() as url:
        command = [sys.executable, "-m", "scim_conformance", *sync(url, folder, options), "--json", str(report)]
        subprocess.run(command, capture_output=True, text=True, check=True)
    return Speed.of(json.loads(report.read_text(encoding="utf-8"))["cycles"])


def measure(options: list[str], rounds: int) -> dict[str, Any]:
    """Let both take turns, and return what was measured."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recorded = record(folder, options)
        ours, theirs = [], []
        for _ in range(rounds):
            theirs.append(bare_speed(recorded))
            ours.append(sync_speed(folder, options))
        requests = len(recorded.read_text(encoding="utf-8").splitlines())
    ratios = [own.rate / other.rate for own, other in zip(ours, theirs, strict=True)]
    return {
        "options": options,
        "requests": requests,
        "entra_sync_per_second": [round(each.rate) for each in ours],
        "bare_httpx_per_second": [round(each.rate) for each in theirs],
        "entra_sync_cpu_microseconds": [round(each.cpu) for each in ours],
        "bare_httpx_cpu_microseconds": [round(each.cpu) for each in theirs],
        "ratios": [round(each, 3) for each in ratios],
        "ratio": round(statistics.median(ratios), 3),
        "goal": GOAL,
        "python": platform.python_version(),
        "httpx": httpx.__version__,
    }


def markdown(found: dict[str, Any]) -> str:
    """Return what was measured as a page."""
    columns = ["bare_httpx_per_second", "entra_sync_per_second", "ratios"]
    columns += ["bare_httpx_cpu_microseconds", "entra_sync_cpu_microseconds"]
    rows = zip(*(found[name] for name in columns), strict=True)
    lines = [
        "# entra-sync against a bare loop",
        "",
        f"{found['requests']:,} requests of `entra-sync {' '.join(found['options'])}`, one worker, Python "
        f"{found['python']}, httpx {found['httpx']}. Requests a second; the goal is a ratio of {found['goal']}. Beside "
        "them the processor's time for a request, in microseconds, without that of the provider.",
        "",
        "| round | bare httpx | entra-sync | ratio | bare httpx, CPU | entra-sync, CPU |",
        "| --- | --- | --- | --- | --- | --- |",
        *(f"| {n} | {' | '.join(f'{each:,}' for each in row)} |" for n, row in enumerate(rows, 1)),
        "",
        f"Median of the ratios: {found['ratio']}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, and return 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description="Measures entra-sync against a bare loop with httpx.")
    parser.add_argument("--users", type=int, default=2000)
    parser.add_argument("--groups", type=int, default=40)
    parser.add_argument("--cycles", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--bare", nargs=2, metavar=("URL", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.bare:
        bare(given.bare[0], Path(given.bare[1]))
        return 0
    options = ["--users", str(given.users), "--groups", str(given.groups), "--cycles", str(given.cycles)]
    found = measure(options, given.rounds)
    print(markdown(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if given.markdown:
        given.markdown.write_text(markdown(found), encoding="utf-8")
    return 0 if found["ratio"] >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
