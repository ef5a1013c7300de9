"""action.yml as a document: nothing that it names is missing, and nothing that comes from outside is run as code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from action_runner import ACTION, ROOT, tokens

STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]

OUTPUTS = {
    "python": {"python-path"},
    "prepare": {"python", "name", "report-dir", "last-dir"},
    "run": {"exit-code", "verdicts", "results", "keep", "because"},
}
"""What each step hands on; what ours do, the tests of their runs hold."""


def texts(part: Any) -> Iterator[str]:
    """Yield every text of a part of the document."""
    if isinstance(part, dict):
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)
    else:
        yield str(part)


def expressions() -> Iterator[str]:
    """Yield every expression of the action, those of conditions too."""
    for text in texts({"outputs": ACTION["outputs"], "steps": STEPS}):
        yield from re.findall(r"\$\{\{(.+?)\}\}", text)
    yield from (str(step["if"]) for step in STEPS if "if" in step)


def words(first: str) -> set[tuple[str, ...]]:
    """Return the words of all expressions that begin so, in their parts."""
    split = (word.split(".") for expression in expressions() for word in tokens(expression))
    return {tuple(parts[1:]) for parts in split if parts[0] == first}


def test_every_input_is_used_and_every_one_that_is_used_is_declared() -> None:
    assert words("inputs") == {(name,) for name in ACTION["inputs"]}


def test_every_output_of_a_step_that_is_used_is_one_that_it_hands_on() -> None:
    used = words("steps")

    assert {step["id"] for step in STEPS if "id" in step} == set(OUTPUTS)
    assert used == {(step, "outputs", name) for step, names in OUTPUTS.items() for name in names}


def test_a_step_uses_only_what_earlier_steps_hand_on() -> None:
    known: set[str] = set()
    for step in STEPS:
        used = set(re.findall(r"steps\.([\w-]+)\.", " ".join(texts(step))))
        assert used <= known, step["name"]
        known |= {step["id"]} if "id" in step else set()


def test_nothing_that_comes_from_outside_is_pasted_into_a_command() -> None:
    for step in STEPS:
        if "run" in step:
            assert "${{" not in step["run"], step["name"]
            assert step["shell"] == "bash"


def test_the_token_goes_by_a_variable_and_only_where_it_is_needed() -> None:
    for step in STEPS:
        places = {name for name, value in step.get("env", {}).items() if "inputs.token" in str(value)}
        assert places <= {"INPUT_TOKEN"}
        assert "inputs.token" not in " ".join(texts({**step, "env": {}}))


def test_every_variable_of_a_step_is_an_input_under_its_own_name() -> None:
    for step in STEPS:
        for name, value in step.get("env", {}).items():
            if name.startswith("INPUT_"):
                assert value == "${{ inputs." + name.removeprefix("INPUT_").lower().replace("_", "-") + " }}"


@pytest.mark.parametrize("step", [step for step in STEPS if "uses" in step], ids=lambda step: str(step["uses"]))
def test_an_action_of_others_is_pinned_to_one_commit(step: dict[str, Any]) -> None:
    assert re.fullmatch(r"actions/[\w/-]+@[0-9a-f]{40}", step["uses"])
    line = next(each for each in (ROOT / "action.yml").read_text("utf-8").splitlines() if step["uses"] in each)
    assert re.search(r" # v\d+\.\d+\.\d+$", line)


def test_the_docs_explain_every_input_and_every_output() -> None:
    page = (Path(ROOT) / "docs" / "ci.md").read_text(encoding="utf-8")

    told = set(re.findall(r"^\| `([a-z-]+)`", page, re.MULTILINE))
    assert set(ACTION["inputs"]) | set(ACTION["outputs"]) <= told
