"""The run of the suite, and its comparison with the last one, as a job of GitHub's asks for them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import judging
import runner
from inputs import Inputs

OF_ONE_VALUE = {
    "profile": "--scim-profile",
    "waivers": "--scim-waivers",
    "baseline": "--scim-baseline",
    "select": "-k",
    "select-marked": "-m",
    "workers": "-n",
}
"""The inputs that are handed to pytest as they are, each with its option."""

FILES = {"--scim-har": "run.har", "--scim-markdown": "summary.md", "--junit-xml": "junit.xml"}
"""What a run writes beside its report, by the option that asks for it."""


@dataclass(frozen=True)
class Places:
    """Where the files of a run are."""

    report: Path
    last: Path

    @property
    def results(self) -> Path:
        """What the run finds."""
        return self.report / "results.json"

    @property
    def compared(self) -> Path:
        """What has changed since the last run."""
        return self.report / "compared.txt"


def words(inputs: Inputs, report: Path) -> Iterator[str]:
    """Yield the words that follow pytest on its command line."""
    for name, option in OF_ONE_VALUE.items():
        if inputs[name]:
            yield from (option, inputs[name])
    for name in ("demo", "certify"):
        if inputs.is_on(name):
            yield f"--scim-{name}"
    if inputs["fail-on"] == "warned":
        yield "--scim-strict"
    yield from ("--scim-report-dir", str(report))
    for option, file in FILES.items():
        yield from (option, str(report / file))
    yield from inputs.options


def environment(inputs: Inputs, known: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of the run: the token goes this way, and on no command line."""
    kept = {name: value for name, value in known.items() if not name.startswith("INPUT_")}
    given = {"SCIM_URL": inputs["url"], "SCIM_TOKEN": inputs["token"]}
    return kept | {name: value for name, value in given.items() if value}


def run(inputs: Inputs, report: Path) -> int:
    """Run the suite, and return its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        # What the caller's repository sets for its own tests has no say here.
        settings = Path(folder) / "pytest.ini"
        settings.write_text("[pytest]\n", encoding="utf-8")
        own = ["-c", str(settings), "--rootdir", folder, "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", *own, *words(inputs, report)]
        return subprocess.run(command, env=environment(inputs, os.environ), check=False).returncode


def compare(old: Path, new: Path) -> tuple[bool | None, str]:
    """Return whether something is worse than before, and what has changed, in words."""
    command = [sys.executable, "-m", "scim_conformance", "compare", str(old), str(new)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, capture_output=True, encoding="utf-8", check=False
    )
    worse = {0: False, 1: True}.get(done.returncode)
    return worse, (done.stdout if worse is not None else done.stderr).strip("\n")


def since_the_last(places: Places) -> bool | None:
    """Say what has changed since the last run, in the log, on the page of the job and in a file."""
    old = places.last / "results.json"
    if not old.is_file() or not places.results.is_file():
        runner.say("There are no results of an earlier run to compare these with.")
        return None
    worse, told = compare(old, places.results)
    places.compared.write_text(f"{told}\n", encoding="utf-8")
    runner.quoted(told)
    runner.summary(f"\n## Since the last run\n\n{runner.fenced(told)}\n")
    return worse


def keep(places: Places, ended: judging.Ended) -> bool:
    """Put the results where the next run looks for them, where it can be compared with them."""
    if not ended.is_worth_keeping:
        return False
    places.last.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(places.results, places.last / "results.json")
    return True
