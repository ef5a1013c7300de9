"""The steps of action.yml that are ours: ``python ci/action prepare``, ``run`` and ``end``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import inputs
import judging
import runner
import suite

ACTION = Path(__file__).resolve().parent.parent.parent


def prepare() -> int:
    """Look at the inputs, install what is asked for, and say where things are."""
    given = inputs.read(os.environ)
    runner.mask(given["token"])
    wrong = list(inputs.mistakes(given))
    for each in wrong:
        runner.error("Wrong input", each)
    if wrong:
        return 1
    python = given["python"] or _installed(inputs.requirements(given, ACTION))
    outputs = {"python": python, "name": given.name, "report-dir": given.report_dir, "last-dir": given.last_dir}
    for name, value in outputs.items():
        runner.output(name, value)
    return 0


def _installed(requirements: list[str]) -> str:
    """Install into an environment of its own, and return its Python."""
    folder = Path(os.environ["RUNNER_TEMP"]) / "scim-conformance"
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    place = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = [str(place), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *requirements], check=True)
    return str(place)


def run() -> int:
    """Run the suite and say how it ended; whether the job fails is told when the report is kept."""
    given = inputs.read(os.environ)
    places = suite.Places(Path(given.report_dir), Path(given.last_dir))
    # What an earlier step of the job has left would be taken for what this one finds.
    for stale in (places.results, places.compared):
        stale.unlink(missing_ok=True)
    code = suite.run(given, places.report)
    document = judging.read(places.results)
    compares = given.is_on("compare") and document is not None
    ended = judging.Ended(code, document, suite.since_the_last(places) if compares else None)
    outputs = {
        "exit-code": str(code),
        "verdicts": json.dumps(document["verdicts"]) if document else "",
        "results": str(places.results) if document else "",
        "keep": "true" if given.is_on("compare") and suite.keep(places, ended) else "false",
        "because": judging.because(given["fail-on"] or "failed", ended),
    }
    for name, value in outputs.items():
        runner.output(name, value)
    return 0


def end() -> int:
    """Fail the job where it has to."""
    because = os.environ.get("BECAUSE", "")
    if because:
        runner.error("SCIM conformance", because)
        return 1
    return 0


STEPS: Mapping[str, Callable[[], int]] = {"prepare": prepare, "run": run, "end": end}

if __name__ == "__main__":
    sys.exit(STEPS[sys.argv[1]]())
