"""Measures the suite against two other public tools: scim2-tester (through scim2-cli) and scim-sanity.

All three run over the same unchanged scim2-server, each over a new one: seconds, requests, and how much each decided.
That is counted in two ways, for each tool alike: verdicts, which are the lines of the others that say success or
error and our checks; and what these are about, which are the names of the others' checks and our requirements. A tool
that says the same of thirty attributes has thirty verdicts about one thing. Then all three run over the same faults
of the catalogue: a tool sees one where something fails that does not fail without it. The peers are installed into an
environment of their own, which takes a package index.

    python bench/peers.py --faults 40 --json peers.json --markdown peers.md
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shared import add_outputs, environment, write_outputs

from scim_conformance.power.trial import Order, processors, try_all
from scim_conformance.provider.faults import Fault, all_faults

TOKEN = "peers-token-0123456789abcdef0123"
VERSIONS = ("scim2-cli==0.6.0", "scim2-tester==0.5.2", "scim-sanity==0.7.4")
LONGEST = 600
NOT_OF_THE_RFCS = ("entra", "okta", "profile", "soft-delete")
"""Areas of which the peers do not speak, so that a fault of theirs would prove nothing."""


@dataclass(frozen=True)
class Said:
    """What a tool said of a server."""

    verdicts: int
    """Lines that say success or error; of ours, checks."""

    decided: int
    """What they are about: names of the others' checks; of ours, requirements."""

    failing: Counter[str]


@dataclass
class Row:
    """One tool in the comparison."""

    tool: str
    seconds: float
    requests: int
    verdicts: int
    decided: int
    failing: int
    seen: int | None = None

    def of_each(self, count: int) -> str:
        """Return the cells for so many things: their number, and milliseconds and requests for one of them."""
        return f"{count} | {1000 * self.seconds / count:.0f} | {self.requests / count:.1f}"


def scim2_tester(said: str) -> Said:
    """Read what ``scim test`` prints: a line that begins with the outcome for each result."""
    lines = re.findall(r"^(SUCCESS|COMPLIANT|ACCEPTABLE|DEVIATION|ERROR|CRITICAL) (\S+)", said, re.MULTILINE)
    wrong = Counter(name for outcome, name in lines if outcome in ("DEVIATION", "ERROR", "CRITICAL"))
    return Said(len(lines), len({name for _, name in lines}), wrong)


def scim_sanity(said: str) -> Said:
    """Read what ``scim-sanity probe --json-output`` prints."""
    start = said.find("{")
    results = json.loads(said[start:])["results"] if start >= 0 else []
    decided = [each for each in results if each["status"] not in ("skip", "skipped")]
    wrong = Counter(each["name"] for each in decided if each["status"] not in ("pass", "warn", "warning"))
    return Said(len(decided), len({each["name"] for each in decided}), wrong)


def ours(said: str) -> Said:
    """Read results.json."""
    document = json.loads(said)
    checks, decided = (
        [each for each in document[kind] if each["outcome"] in ("passed", "failed", "warned")]
        for kind in ("checks", "requirements")
    )
    wrong = Counter(f"{each['id']}[{each['on']}]" for each in checks if each["outcome"] == "failed")
    return Said(len(checks), len(decided), wrong)


@dataclass(frozen=True)
class Tool:
    """A tool: how it is run on an address, in a folder, and how what it says is read."""

    name: str
    run: Callable[[str, Path], str]
    read: Callable[[str], Said]


def tools(peers: Path) -> list[Tool]:
    """Return the three; the peers are in the environment whose programs are here."""

    def command(folder: Path, *words: str) -> str:
        done = subprocess.run(
            words, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=LONGEST, check=False
        )
        return done.stdout + done.stderr

    def suite(url: str, folder: Path) -> str:
        run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--profile", "generic"]
        command(folder, *run, "--url", url, "--token", TOKEN, "--scim-seed", "7")
        return (folder / "scim-report" / "results.json").read_text(encoding="utf-8")

    def tester(url: str, folder: Path) -> str:
        return command(folder, str(peers / "scim"), "--url", url, "-h", f"Authorization: Bearer {TOKEN}", "test")

    def sanity(url: str, folder: Path) -> str:
        run = [str(peers / "scim-sanity"), "probe", url, "--token", TOKEN]
        return command(folder, *run, "--i-accept-side-effects", "--json-output")

    return [
        Tool("scim-conformance", suite, ours),
        Tool("scim2-tester 0.5.2", tester, scim2_tester),
        Tool("scim-sanity 0.7.4", sanity, scim_sanity),
    ]


@contextlib.contextmanager
def listening(command: Sequence[str], log: Path) -> Iterator[str]:
    """Run a server on a free port until the end, and yield its address; what it logs goes into the file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("w") as stream:
        server = subprocess.Popen([*command, "--port", str(port)], stdout=stream, stderr=stream)
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}/v2"
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(port: int, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise SystemExit("The server does not listen.")


def unchanged(tool: Tool, folder: Path) -> Row:
    """Run a tool over a new scim2-server, which logs a line for each request."""
    log = folder / "requests.log"
    program = str(Path(sys.executable).parent / "scim2-server")
    with listening([program, "--hostname", "127.0.0.1", "--bearer-token", TOKEN], log) as url:
        begin = time.monotonic()
        said = tool.read(tool.run(url, folder))
        seconds = time.monotonic() - begin
    requests = len(re.findall(r"^127\.0\.0\.1 - - \[", log.read_text(errors="replace"), re.MULTILINE))
    return Row(tool.name, round(seconds, 2), requests, said.verdicts, said.decided, said.failing.total())


def seen_by_peers(tool: Tool, faults: Sequence[Fault], folder: Path) -> list[str]:
    """Run a peer over the right provider, then over each fault, and return the faults under which more fails."""
    serve = [sys.executable, "-m", "scim_conformance", "serve", "--profile", "generic", "--token", TOKEN]
    found = []
    usual: Counter[str] = Counter()
    for fault in (None, *faults):
        with listening([*serve, *(("--fault", fault.id) if fault else ())], folder / "served.log") as url:
            said = tool.read(tool.run(url, folder))
        if fault is None:
            usual = said.failing
        elif said.failing - usual or not said.decided:
            found.append(fault.id)
        print(f"{tool.name}: {fault.id if fault else 'the right provider'}", file=sys.stderr)
    return found


def seen_by_us(faults: Sequence[Fault]) -> list[str]:
    """Run the suite over each fault, and return those under which something turns red."""
    orders = [Order(each.id, "generic") for each in faults]
    return [str(each.fault) for each in try_all(orders, jobs=processors()) if "failed" in each.reds.values()]


def some_faults(number: int, seed: int) -> list[Fault]:
    """Draw faults that break a MUST of the RFCs, of the whole catalogue."""
    known = [
        each
        for each in all_faults().values()
        if each.level == "MUST" and each.area not in NOT_OF_THE_RFCS and each.profile == "generic" and not each.loopback
    ]
    return random.Random(seed).sample(known, min(number, len(known)))


def measure(faults: int = 40, seed: int = 1, peers: Path | None = None) -> dict[str, Any]:
    """Run all three, and return what was seen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = peers or _installed(folder / "peers")
        chosen = some_faults(faults, seed)
        rows, seen = [], {}
        for number, tool in enumerate(tools(programs)):
            own = folder / str(number)
            own.mkdir()
            rows.append(unchanged(tool, own))
            seen[tool.name] = seen_by_peers(tool, chosen, own) if number else seen_by_us(chosen)
            rows[-1].seen = len(seen[tool.name])
    return {"rows": [asdict(row) for row in rows], "faults": [each.id for each in chosen], "seen": seen, "seed": seed}


def _installed(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", *VERSIONS], check=True)
    return folder / "bin"


def table(measured: dict[str, Any]) -> str:
    """Return a Markdown table of what was measured."""
    count = len(measured["faults"])
    lines = [
        f"| tool | seconds | requests | verdicts | ms each | requests each "
        f"| about so many things | ms each | requests each | of {count} faults |",
        f"| --- |{' ---: |' * 9}",
    ]
    for given in measured["rows"]:
        row = Row(**given)
        lines.append(
            f"| {row.tool} | {row.seconds:.1f} | {row.requests} | {row.of_each(row.verdicts)} "
            f"| {row.of_each(row.decided)} | {row.seen} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, show and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=40, metavar="N", help="over so many faults (default: 40)")
    parser.add_argument("--seed", type=int, default=1, help="of the choice of the faults")
    parser.add_argument("--peers", type=Path, metavar="BIN", help="the programs of an environment that has the peers")
    add_outputs(parser)
    given = parser.parse_args()
    measured = measure(given.faults, given.seed, given.peers)
    print(table(measured), end="")
    write_outputs(given, measured, table(measured))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
