"""What a property leaves: a story that can be repeated, and an example that is tried again."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.kept_examples import KeptExamplesError, load_examples, save_examples
from scim_conformance.plugin.drawing import story, with_variables

Suite = Callable[..., Any]
Bring = Callable[[str], dict[str, str]]

FAILS_ON_D = '''
from hypothesis import strategies as st
from scim_conformance import check, expect

@check("read.any-word-holds", verifies="RFC7644-3.4.1-01")
def test_words(scim, new_user, examples):
    """No word holds a d."""
    user = new_user()

    @examples(recipe=st.text("abcd", min_size=1, max_size=6))
    def holds(recipe):
        scim.patch(user, {"op": "replace", "path": "displayName", "value": recipe})
        expect.that("d" not in recipe, "A word holds a d", expected="no d", actual=recipe)
'''


def exchange(method: str, path: str, status: int, curl: str, body: Any = None) -> dict[str, Any]:
    url = f"http://127.0.0.1:9/v2{path}"
    return {"method": method, "url": url, "status": status, "curl": curl, "response": {"headers": {}, "body": body}}


def test_a_story_hands_on_the_ids_of_what_it_creates() -> None:
    create = "curl -sSi -X POST http://127.0.0.1:9/v2/Users --data-binary '{}'"
    change = 'curl -sSi -X PATCH http://127.0.0.1:9/v2/Groups/7 --data-binary \'{"value": "abc-123-d"}\''
    steps = list(
        story(
            [
                exchange("POST", "/Users", 201, create, {"id": "abc-123-d"}),
                exchange("GET", "/Users/abc-123-d", 200, "curl -sSi http://127.0.0.1:9/v2/Users/abc-123-d"),
                exchange("PATCH", "/Groups/7", 500, change),
            ]
        )
    )

    assert [each["says"] for each in steps] == [
        "POST /v2/Users answered 201",
        "GET /v2/Users/abc-123-d answered 200",
        "PATCH /v2/Groups/7 answered 500",
    ]
    assert steps[0]["repeat"].startswith("ID1=$(curl -sS -X POST")
    assert steps[1]["repeat"].endswith("/v2/Users/${ID1}")
    assert """'{"value": "'"$ID1"'"}'""" in steps[2]["repeat"]


@pytest.mark.parametrize(
    "line",
    [
        "echo the-id-1/the-id-1",
        "echo 'one \"the-id-1\" two'",
        """echo 'it'"'"'s the-id-1' plain""",
        'echo "$HOME the-id-1"',
        "echo $'a\\tthe-id-1'",
    ],
)
def test_a_line_with_variables_says_the_same_to_bash(line: str) -> None:
    changed = with_variables(line, {"the-id-1": "ID1"})

    assert "the-id-1" not in changed
    said = [
        subprocess.run(
            ["bash", "-c", f"ID1=the-id-1; {each}"],
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
            env=os.environ,
        ).stdout
        for each in (line, changed)
    ]
    assert said[0] == said[1]


def test_what_was_kept_comes_back_and_nothing_is_kept_twice(tmp_path: Path) -> None:
    path = tmp_path / "x.examples.json"
    found = [
        {"id": "a.b", "on": None, "drawn": {"example": ["ß", 1]}},
        {"id": "a.b", "on": "row", "drawn": {"example": {"x": None}}},
        {"id": "a.c", "on": None, "drawn": {"example": None}},
        {"id": "a.d", "on": None},
    ]

    assert save_examples(path, {}, found) == 2
    kept = load_examples(path)
    assert kept == {("a.b", None): (["ß", 1],), ("a.b", "row"): ({"x": None},)}
    assert save_examples(path, kept, found) == 0
    assert save_examples(path, kept, [{"id": "a.b", "on": None, "drawn": {"example": [2]}}]) == 1
    assert load_examples(path)["a.b", None] == (["ß", 1], [2])


@pytest.mark.parametrize("text", ["{", "{}", "[1]", '[{"check": "a.b"}]', '[{"check": "a.b", "on": 1, "example": 1}]'])
def test_a_file_that_can_not_be_read_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.examples.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(KeptExamplesError, match=r"x\.examples\.json.*--scim-save-examples"):
        load_examples(path)


def test_what_a_property_fails_on_is_kept_and_tried_first_in_the_next_run(
    suite: Suite, bring: Bring, tmp_path: Path
) -> None:
    chosen = ("--profile", "generic", "--demo", "-k", "any-word-holds")
    first = suite(*chosen, "--scim-save-examples", "--scim-seed", "3", env=bring(FAILS_ON_D))

    (found,) = (each for each in first.results["checks"] if each["id"] == "read.any-word-holds")
    assert found["outcome"] == "failed"
    assert found["actual"] == found["drawn"]["example"] == "d"
    assert [each["says"].split()[0] for each in found["story"]] == ["PATCH"]
    assert json.loads((tmp_path / "generic.examples.json").read_text(encoding="utf-8")) == [
        {"check": "read.any-word-holds", "on": None, "example": "d"}
    ]

    again = suite(*chosen, "--scim-seed", "4", env={"PYTHONPATH": str(tmp_path / "site")})
    (found,) = (each for each in again.results["checks"] if each["id"] == "read.any-word-holds")
    assert found["drawn"] == {"examples": 1, "found_after": None, "example": "d"}
    # The user is created, read to be sure that it is ours, and the kept example is all that is sent.
    assert found["requests"] == 3


def test_ci_draws_the_same_each_night_unless_it_is_told_otherwise(suite: Suite) -> None:
    chosen = ("--profile", "generic", "--demo", "-k", "discovery.config-answers")

    assert suite(*chosen, env={"CI": "true"}).results["run"]["seed"] == 1
    assert suite(*chosen, "--scim-seed", "5", env={"CI": "true"}).results["run"]["seed"] == 5
