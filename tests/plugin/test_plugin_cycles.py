"""Cycles and stories on the embedded provider: played once, shown where they belong, blocked where they can't be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Suite = Callable[..., Any]

STORY = "entra.any-story-holds"


def by_row(done: Any) -> dict[tuple[str, str | None], dict[str, Any]]:
    return {(each["id"], each["on"]): each for each in done.results["checks"]}


@pytest.mark.long
def test_the_scenes_are_played_once_for_each_dialect(suite: Suite) -> None:
    one = suite("--profile", "entra", "--demo", "-k", "entra.cycle-deletes-groups")
    all = suite("--profile", "entra", "--demo", "-k", "entra.cycle")

    assert one.code == all.code == 0, all.output
    assert all.results["run"]["requests"] <= one.results["run"]["requests"] + 2
    assert all.results["leftovers"] == []


def test_a_check_shows_the_exchanges_of_its_expectation_only(suite: Suite) -> None:
    done = suite("--profile", "entra", "--demo", "-k", "entra.cycle-deletes-groups")

    found = by_row(done)["entra.cycle-deletes-groups", "default"]
    shown = [each for each in done.results["exchanges"] if each["n"] in found["exchanges"]]
    assert [each["method"] for each in shown].count("DELETE") == 1
    assert len(shown) <= 8


@pytest.mark.long
def test_a_finding_shows_its_exchanges_also_where_another_check_has_shown_them(suite: Suite) -> None:
    done = suite("--profile", "entra", "--demo", "--scim-demo-fault", "entra-restored-without-groups", "-k", "cycle")

    red = {key: each for key, each in by_row(done).items() if each["outcome"] == "failed"}
    assert {id for id, _ in red} >= {"entra.cycle-restores-into-groups"}
    assert all(each["exchanges"] for each in red.values())


def test_a_story_that_does_not_hold_is_told_in_words_with_its_own_exchanges(suite: Suite) -> None:
    done = suite("--profile", "entra", "--demo", "--scim-demo-fault", "entra-name-never-free", "-k", STORY)

    assert done.code == 1
    found = by_row(done)[STORY, "default"]
    assert found["outcome"] == "failed"
    assert found["message"] == "After a story the provider holds something else"
    assert found["actual"][:3] == ["1. Anna joins.", "2. A cycle runs.", "3. Anna is deleted for good."]
    assert 0 < len(found["exchanges"]) <= 60
    assert done.results["leftovers"] == []


@pytest.mark.long
def test_the_same_seed_tells_the_same_stories(suite: Suite) -> None:
    runs = [suite("--profile", "entra", "--demo", "-k", STORY, "--scim-seed", "3") for _ in range(2)]

    assert runs[0].code == 0
    assert runs[0].results["run"]["requests"] == runs[1].results["run"]["requests"]


def test_stories_are_blocked_where_the_fixed_scenes_fail_already(suite: Suite) -> None:
    done = suite(
        "--profile", "entra", "--demo", "--scim-demo-fault", "entra-meta-refused", "-k", "entra.cycle or any-story"
    )

    found = by_row(done)
    assert found["entra.cycle-creates-who-is-in-scope", "default"]["outcome"] == "failed"
    assert found[STORY, "default"]["outcome"] == "blocked"
    assert found[STORY, "default"]["cause"] == "entra.cycle-creates-who-is-in-scope"
