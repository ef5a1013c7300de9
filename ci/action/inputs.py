"""What the action was asked for: its inputs, and what is wrong with them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

FAIL_ON = ("failed", "warned", "regressions", "never")

SWITCHES = ("demo", "certify", "compare")

LAST = ".scim-conformance"
"""The folder, below the workspace, in which the results of the last run are fetched and kept."""

_SECRET = re.compile(r"--(?:scim-)?token(?:=.*)?")


@dataclass(frozen=True)
class Inputs:
    """The inputs of the action, each as text; an input that was left out is empty."""

    given: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.given.get(name, "")

    def is_on(self, name: str) -> bool:
        """Tell whether a switch is on."""
        return self[name] == "true"

    @property
    def name(self) -> str:
        """What the run is called in artefacts and caches, which take no slash and few signs."""
        stem = re.sub(r"\.ya?ml$", "", re.split(r"[\\/]", self["profile"])[-1])
        return re.sub(r"[^A-Za-z0-9._-]+", "-", self["name"] or stem).strip("-.") or "run"

    @property
    def report_dir(self) -> str:
        """Where the report goes."""
        return self["report-dir"] or "scim-report"

    @property
    def last_dir(self) -> str:
        """Where the results of the last run are."""
        return f"{LAST}/{self.name}"

    @property
    def options(self) -> list[str]:
        """The further options, as words."""
        return shlex.split(self["options"])

    @property
    def packages(self) -> list[str]:
        """The further packages, as pip takes them."""
        return shlex.split(self["packages"])


def read(environment: Mapping[str, str]) -> Inputs:
    """Return the inputs that the steps of action.yml hand over as variables."""
    return Inputs(
        {
            key.removeprefix("INPUT_").lower().replace("_", "-"): value.strip()
            for key, value in environment.items()
            if key.startswith("INPUT_")
        }
    )


def mistakes(inputs: Inputs) -> Iterator[str]:
    """Yield everything that is wrong with the inputs, each as a sentence that says what to write."""
    if not inputs["profile"]:
        yield "profile is missing: write the path of a profile, or the name of a bundled one."
    for name in SWITCHES:
        if inputs[name] not in ("true", "false", ""):
            yield f"{name} is {inputs[name]!r}: write true or false."
    if inputs["fail-on"] not in (*FAIL_ON, ""):
        yield f"fail-on is {inputs['fail-on']!r}: write one of {', '.join(FAIL_ON)}."
    if inputs["workers"] and not re.fullmatch(r"[1-9][0-9]*|auto", inputs["workers"]):
        yield f"workers is {inputs['workers']!r}: write a number, auto, or nothing."
    for name in ("options", "packages"):
        try:
            shlex.split(inputs[name])
        except ValueError as error:
            yield f"{name} can't be read as on a command line: {error}."
            continue
        if any(_SECRET.fullmatch(word) for word in shlex.split(inputs[name])):
            yield f"{name} holds a token, which would stand in the log: write it into the input token, from a secret."
    if _leaves_the_workspace(inputs.report_dir):
        yield f"report-dir is {inputs.report_dir!r}: name a folder below the workspace."
    if inputs["python"] and (inputs["version"] or inputs["packages"]):
        yield "python names an environment that is ready: leave version and packages out, or leave python out."


def _leaves_the_workspace(folder: str) -> bool:
    rooted = folder.startswith(("/", "\\", "~")) or PureWindowsPath(folder).drive != ""
    return rooted or ".." in PurePosixPath(folder.replace("\\", "/")).parts


def requirements(inputs: Inputs, action: Path) -> list[str]:
    """Return what pip installs: this action's own code or the release that was asked for, and what goes with it."""
    extra = "[xdist]" if inputs["workers"] else ""
    own = f"scim-conformance{extra}=={inputs['version']}" if inputs["version"] else f"{action}{extra}"
    return [own, *inputs.packages]
