"""Carries out action.yml as a runner of GitHub's does: its own steps in bash, and others' actions by stand-ins.

What it knows of the language of expressions is what action.yml uses; anything else is an error of the test.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.suite_process import environment

ROOT = Path(__file__).resolve().parent.parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))

_TOKEN = re.compile(r"\s*(==|!=|&&|\|\||'(?:[^']|'')*'|[A-Za-z_][\w.-]*(?:\(\))?)")


def tokens(expression: str) -> list[str]:
    """Split an expression into its words."""
    found, place = [], 0
    while expression[place:].strip():
        match = _TOKEN.match(expression, place)
        assert match, f"this runner knows nothing like {expression[place:]!r}"
        found.append(match[1])
        place = match.end()
    return found


@dataclass
class Job:
    """One job: its folders, what its steps have said, and how each has ended."""

    folder: Path
    cache: Path
    run_id: int = 1
    log: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)
    failed: bool = False

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def summary(self) -> str:
        return (self.folder / "summary.md").read_text(encoding="utf-8")

    @property
    def artefacts(self) -> Path:
        return self.folder / "artefacts"

    def value(self, word: str, inputs: Mapping[str, str]) -> str | bool:
        """Return what one word of an expression stands for."""
        if word.startswith("'"):
            return word[1:-1].replace("''", "'")
        if word == "always()":
            return True
        first, *rest = word.split(".")
        if first == "inputs":
            return inputs[rest[0]]
        if first == "steps":
            assert rest[1] == "outputs"
            return self.outputs.get(rest[0], {}).get(rest[2], "")
        return {"github.run_id": str(self.run_id), "github.run_attempt": "1"}[word]

    def evaluated(self, expression: str, inputs: Mapping[str, str]) -> str | bool:
        """Return what an expression stands for: || binds less than &&, and that less than == and !=."""
        for operator in ("||", "&&"):
            parts = _split(tokens(expression), operator)
            if len(parts) > 1:
                values = [self.evaluated(" ".join(part), inputs) for part in parts]
                wanted = operator == "||"
                return next((value for value in values[:-1] if bool(value) is wanted), values[-1])
        words = tokens(expression)
        if len(words) == 1:
            return self.value(words[0], inputs)
        left, operator, right = words
        return (self.value(left, inputs) == self.value(right, inputs)) is (operator == "==")

    def filled(self, text: str, inputs: Mapping[str, str]) -> str:
        """Return a text with its expressions replaced."""
        return re.sub(r"\$\{\{(.+?)\}\}", lambda found: str(self.evaluated(found[1], inputs)), text)

    def is_due(self, step: Mapping[str, Any], inputs: Mapping[str, str]) -> bool:
        condition = str(step.get("if", ""))
        if self.failed and "always()" not in condition:
            return False
        return not condition or bool(self.evaluated(condition, inputs))


def _split(words: list[str], at: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == at:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def carried_out(job: Job, given: Mapping[str, str], variables: Mapping[str, str] | None = None) -> Job:
    """Carry out the action in a job, with these inputs and with these variables of the job."""
    declared = ACTION["inputs"]
    assert set(given) <= set(declared)
    inputs = {name: str(each.get("default", "")) for name, each in declared.items()} | dict(given)
    job.workspace.mkdir(parents=True, exist_ok=True)
    for step in ACTION["runs"]["steps"]:
        if not job.is_due(step, inputs):
            continue
        job.ran.append(step["name"])
        if "uses" in step:
            settings = {name: job.filled(str(value), inputs) for name, value in step.get("with", {}).items()}
            _STAND_INS[step["uses"].partition("@")[0]](job, step, settings)
        else:
            _in_bash(job, step, inputs, variables or {})
    return job


def _in_bash(job: Job, step: Mapping[str, Any], inputs: Mapping[str, str], variables: Mapping[str, str]) -> None:
    output = job.folder / "output"
    output.write_text("", encoding="utf-8")
    known = environment(
        job.folder / "state",
        **{
            "GITHUB_ACTIONS": "true",
            "CI": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(job.folder / "summary.md"),
            "GITHUB_WORKSPACE": str(job.workspace),
            "RUNNER_TEMP": str(job.folder / "temp"),
            **variables,
            **{name: job.filled(str(value), inputs) for name, value in step.get("env", {}).items()},
        },
    )
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=job.workspace,
        env=known,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    job.log += done.stdout
    job.failed |= done.returncode != 0
    if "id" in step:
        job.outputs[step["id"]] = read_outputs(output.read_text(encoding="utf-8"))


def read_outputs(text: str) -> dict[str, str]:
    """Return what a step has written to its file of outputs, each as NAME<<END, lines, END."""
    found = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, _, end = line.partition("<<")
        assert end, line
        value = []
        for each in lines:
            if each == end:
                break
            value.append(each)
        found[name] = "\n".join(value)
    return found


def _python(job: Job, step: Mapping[str, Any], settings: Mapping[str, str]) -> None:
    job.outputs[step["id"]] = {"python-path": sys.executable}


def _restored(job: Job, step: Mapping[str, Any], settings: Mapping[str, str]) -> None:
    keys = [settings["key"], *settings["restore-keys"].split()]
    kept = sorted(path for path in job.cache.glob("*") if any(_unquoted(path).startswith(key) for key in keys))
    if kept:
        shutil.copytree(kept[-1], job.workspace / settings["path"])


def _saved(job: Job, step: Mapping[str, Any], settings: Mapping[str, str]) -> None:
    place = job.cache / settings["key"].replace("/", "%2F")
    assert not place.exists(), "a key is written once"
    shutil.copytree(job.workspace / settings["path"], place)


def _unquoted(path: Path) -> str:
    return path.name.replace("%2F", "/")


def _uploaded(job: Job, step: Mapping[str, Any], settings: Mapping[str, str]) -> None:
    assert not re.search(r'[":<>|*?\r\n\\/]', settings["name"]), "an artefact can't be called so"
    source = job.workspace / settings["path"]
    if source.exists():
        shutil.copytree(source, job.artefacts / settings["name"])


_STAND_INS = {
    "actions/setup-python": _python,
    "actions/cache/restore": _restored,
    "actions/cache/save": _saved,
    "actions/upload-artifact": _uploaded,
}


def new_job(folder: Path, cache: Path, run_id: int) -> Job:
    """Return a job in a folder of its own, with the cache that the runs of a workflow share."""
    (folder / "temp").mkdir(parents=True)
    (folder / "summary.md").write_text("", encoding="utf-8")
    cache.mkdir(exist_ok=True)
    assert os.access(folder, os.W_OK)
    return Job(folder, cache, run_id)
