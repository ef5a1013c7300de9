"""The models of what must be there after changes in any order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from scim_conformance.generated import orders, orders_members

GROUND = orders.Ground(("one", "other"), switches=True, renames=True, patches=True, deletes=True)
GROUPS = orders_members.Ground(patches=True, deletes=True)


def drawn(strategy: SearchStrategy[Any], start: int, count: int = 12) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    @seed(start)
    @settings(max_examples=count, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(strategy)
    def draw(recipe: dict[str, Any]) -> None:
        found.append(recipe)

    draw()
    return found


STRATEGIES = {"accounts": lambda: orders.recipes(GROUND), "memberships": lambda: orders_members.recipes(GROUPS)}


@pytest.mark.parametrize("kind", STRATEGIES)
def test_recipes_are_plain_json_and_the_same_for_the_same_seed(kind: str) -> None:
    recipes = drawn(STRATEGIES[kind](), 1)
    assert json.loads(json.dumps(recipes)) == recipes
    assert recipes == drawn(STRATEGIES[kind](), 1)
    assert recipes != drawn(STRATEGIES[kind](), 2)


@pytest.mark.parametrize("left_out", ["patches", "deletes", "renames", "switches"])
def test_what_a_provider_does_not_have_is_not_drawn(left_out: str) -> None:
    facts = dict.fromkeys(("patches", "deletes", "renames", "switches"), True)
    ground = orders.Ground(("one",), **{**facts, left_out: False})
    words = {"patches": '"patch"', "deletes": '"again"', "renames": '"name"', "switches": '"active"'}
    assert words[left_out] not in json.dumps(drawn(orders.recipes(ground), 3, 60))
    assert words[left_out] in json.dumps(drawn(orders.recipes(orders.Ground(("one",), **facts)), 3, 60))


def lived(*steps: orders.Step, **given: Any) -> orders.State:
    state = orders.begun(GROUND, {"active": True, **given})
    for step in steps:
        state = orders.after(GROUND, state, step)
    return state


def patch(**given: Any) -> orders.Step:
    return {"do": "patch", "given": given}


def put(**given: Any) -> orders.Step:
    return {"do": "put", "given": given}


def test_a_patch_changes_what_it_names_and_nothing_else() -> None:
    assert lived(patch(one=None, active=False), one=0, other=1) == {
        "name": (0,),
        "active": (False,),
        "one": (None,),
        "other": (1,),
    }


def test_a_put_may_clear_what_it_leaves_out_and_may_keep_it() -> None:
    state = lived(put(other=2), one=0, other=1)
    assert (state["one"], state["other"], state["active"]) == ((0, None), (2,), (True,))


def test_a_put_never_brings_back_what_was_removed() -> None:
    state = lived(patch(one=None), put(), one=0)
    assert orders.deviations(state, {"name": 0, "active": True, "one": 0}) == ["one"]
    assert orders.deviations(state, {"name": 0, "active": True}) == []


def test_who_is_created_again_has_nothing_of_the_one_before_but_the_name() -> None:
    state = lived(patch(name=2), {"do": "again", "given": {"active": False}}, one=0, other=1)
    assert state == {"name": (2,), "active": (False,), "one": (None,), "other": (None,)}


def test_a_rename_does_not_activate() -> None:
    state = lived(patch(active=False), patch(name=1))
    assert orders.deviations(state, {"name": 1, "active": True}) == ["active"]


def test_what_is_certainly_not_there_is_not_removed_once_more() -> None:
    assert orders.operations(lived(one=0), {"one": None, "other": None, "active": False}) == {
        "one": None,
        "active": False,
    }


def test_a_put_repeats_the_name_and_whether_the_account_is_active() -> None:
    assert orders.kept(lived(patch(active=False), patch(name=1), one=2)) == {"name": 1, "active": False}


def told(recipe: orders_members.Recipe) -> orders_members.State:
    state = orders_members.begun(recipe)
    for each in recipe["steps"]:
        if (step := orders_members.without_doubts(state, each)) is not None:
            state = orders_members.after(state, step)
    return state


def story(groups: list[list[int]], *steps: dict[str, Any]) -> orders_members.State:
    return told({"groups": groups, "steps": list(steps)})


def deviating(state: orders_members.State, *held: set[tuple[int, int]]) -> list[int]:
    return orders_members.deviations(state, {place: frozenset(each) for place, each in enumerate(held)})


def test_who_was_deleted_may_stay_in_a_group_and_need_not() -> None:
    state = story([[0, 1]], {"do": "delete", "user": 0})
    assert deviating(state, {(1, 0)}) == deviating(state, {(0, 0), (1, 0)}) == []
    assert deviating(state, {(0, 0)}) == [0]


def test_who_comes_back_under_the_name_is_in_no_group() -> None:
    state = story([[0, 1], [0]], {"do": "again", "user": 0})
    assert deviating(state, {(1, 0)}, set()) == []
    assert deviating(state, {(1, 0), (0, 1)}, {(0, 1)}) == [0, 1]


def test_who_joins_after_a_return_is_in_the_group() -> None:
    state = story([[0, 1]], {"do": "again", "user": 0}, {"do": "patch", "group": 0, "add": [0], "remove": [1]})
    assert deviating(state, {(0, 1)}) == []
    assert deviating(state, {(0, 1), (1, 0)}) == deviating(state, set()) == [0]


def test_a_put_says_who_is_in_a_group() -> None:
    assert deviating(story([[0, 1]], {"do": "put", "group": 0, "members": [2]}), {(2, 0)}) == []


def test_a_group_that_was_deleted_is_not_looked_at() -> None:
    state = story([[0], [1]], {"do": "disband", "group": 1})
    assert deviating(state, {(0, 0)}) == []
    assert orders_members.without_doubts(state, {"do": "put", "group": 1, "members": [0]}) is None


def test_what_the_standard_leaves_open_is_not_sent() -> None:
    state = story([[0, 1]], {"do": "delete", "user": 2})
    patch_of_nobody = {"do": "patch", "group": 0, "add": [0, 2], "remove": [2]}
    assert orders_members.without_doubts(state, patch_of_nobody) is None
    assert orders_members.without_doubts(state, {"do": "delete", "user": 2}) is None


def test_each_step_alone_is_a_recipe_of_its_own() -> None:
    recipe = {"groups": [[0, 1]], "steps": [{"do": "again", "user": 0}, {"do": "put", "group": 0, "members": []}]}
    alone = orders_members.alone(recipe)
    assert [[step["do"] for step in each["steps"]] for each in alone] == [[], ["delete"], ["again"], ["put"]]
    # Where nobody is in a group, nobody can come back into it.
    assert alone[2]["groups"] == [[]]
    single = orders.alone({"begin": {}, "steps": [patch(one=1), put()]})
    assert [len(each["steps"]) for each in single] == [0, 1, 1]
