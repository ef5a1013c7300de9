"""Stories that can't be told name the check that says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scim_conformance.entra.port import Answer
from scim_conformance.entra.scenario import Played
from scim_conformance.entra.scenario.cast import GROUPS, USERS
from scim_conformance.entra.scenario.play import Scene
from scim_conformance.entra.service import Entry, Expectation
from scim_conformance.plugin.fixtures.cycle_causes import cause_of
from scim_conformance.suite import all_checks

STORY = "entra.any-story-holds"
IDS = {name: f"id of {name}" for name in (*USERS, *GROUPS)}
GOOD = Scene((), {}, {}, {}, {})


def failed(part: str, *, is_reference: bool = False) -> Scene:
    kind: Any = "group" if part in GROUPS else "user"
    entry = Entry(1, kind, IDS[part], part, "Update", "failure", (), is_reference=is_reference)
    return Scene((entry,), {}, {}, {}, {})


def deviating(part: str) -> Scene:
    """The account is still there, though it should be gone."""
    kind: Any = "group" if part in GROUPS else "user"
    wanted = Expectation(kind, IDS[part], part, None, exists=False)
    return Scene((), {}, {IDS[part]: wanted}, {IDS[part]: Answer(200, {"id": "1"})}, {})


def played(*scenes: Scene) -> Played:
    return Played(IDS, scenes, Answer(201))


@pytest.mark.parametrize(
    ("scenes", "cause"),
    [
        ((failed("boss"),), "entra.cycle-creates-who-is-in-scope"),
        ((failed("adopted"),), "entra.cycle-matches-an-existing-account"),
        ((failed("mover", is_reference=True),), "entra.cycle-links-managers"),
        ((failed("team"),), "entra.cycle-fills-groups"),
        ((failed("team", is_reference=True),), "entra.cycle-fills-groups"),
        ((GOOD, failed("mover")), "entra.cycle-moves"),
        ((GOOD, failed("renamed")), "entra.cycle-renames-in-place"),
        ((GOOD, failed("renamed", is_reference=True)), "entra.cycle-changes-managers"),
        ((GOOD, failed("guest")), "entra.cycle-disables-leavers"),
        ((GOOD, GOOD, failed("returning")), "entra.cycle-restores-with-the-same-id"),
        ((GOOD, GOOD, deviating("leaving")), "entra.cycle-deletes-the-purged"),
        ((GOOD, GOOD, deviating("project")), "entra.cycle-deletes-groups"),
        ((GOOD, failed("team"), failed("returning")), "entra.cycle-changes-groups"),
        ((GOOD, deviating("boss")), "entra.cycle-leaves-the-rest-alone"),
        ((GOOD, GOOD, GOOD), None),
    ],
)
def test_the_first_thing_that_went_wrong_names_its_check(scenes: tuple[Scene, ...], cause: str | None) -> None:
    assert cause_of(played(*scenes)) == cause


def test_each_part_of_each_cycle_names_a_check_that_is_there() -> None:
    named = {
        cause_of(played(*[GOOD] * number, scene))
        for number in range(3)
        for part in IDS
        for scene in (failed(part), failed(part, is_reference=True), deviating(part))
    }

    assert named <= set(all_checks())
    assert len(named) >= 12


@pytest.mark.long
def test_a_story_that_is_blocked_names_a_check_that_is_red(suite: Callable[..., Any]) -> None:
    done = suite(
        "--profile", "entra", "--demo", "--scim-demo-fault", "entra-restored-without-groups", "-k", "cycle or any-story"
    )

    outcomes = {(check["id"], check["on"]): check["outcome"] for check in done.results["checks"]}
    (story,) = [each for each in done.results["checks"] if each["id"] == STORY and each["on"] == "default"]
    assert (story["outcome"], story["cause"]) == ("blocked", "entra.cycle-restores-into-groups")
    assert outcomes["entra.cycle-restores-into-groups", "default"] == "failed"
