"""Sequences of operations that are made up: legal where they say so, wrong where they say so, dense and repeatable."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from scim_conformance.files import read_json
from scim_conformance.generated.patches import rosters, sequences, spoiled, wrong_operations
from scim_conformance.generated.patches_ground import Ground, ground_of
from scim_conformance.people.recipes import filled
from scim_conformance.profile import AttributeRule, load
from scim_conformance.wire import ENTERPRISE, GROUP, USER, SchemaSet
from scim_conformance.wire.patching import patched

CORE = SchemaSet.from_documents(read_json("scim/core-schemas.json"))
PROFILES = ["generic", "entra", "rhombus", "promapp"]
NAMELESS: dict[str, Any] = {"schemas": [USER], "userName": "ada"}


def rules_of(name: str) -> list[AttributeRule]:
    return list(load(name, cwd=Path()).users.attributes)


def ground(name: str, **more: Any) -> Ground:
    carried = rules_of(name)
    changeable = [rule for rule in carried if rule.patchable is not False and rule.mutability in (None, "readWrite")]
    return ground_of(changeable, carried, CORE, lambda rule: rule in changeable and not rule.required, **more)


def drawn(strategy: SearchStrategy[Any], count: int = 40, start: int = 1) -> list[Any]:
    found: list[Any] = []

    def keep(recipe: Any) -> None:
        found.append(recipe)

    draw: Callable[[], None] = seed(start)(
        settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(strategy)(keep))
    )
    draw()
    return found


@pytest.mark.parametrize("name", PROFILES)
def test_a_right_provider_can_carry_out_every_legal_sequence(name: str) -> None:
    for recipe in drawn(sequences(ground(name, marks=["emails"]))):
        outcome = patched(NAMELESS, recipe, CORE)

        assert outcome.results, recipe
        assert not outcome.is_open


@pytest.mark.parametrize("name", PROFILES)
def test_a_spoiled_sequence_must_be_refused_and_is_legal_without_its_wrong_operation(name: str) -> None:
    for recipe in drawn(spoiled(ground(name), CORE)):
        operations, wrong = recipe["operations"], recipe["wrong"]

        assert patched(NAMELESS, operations, CORE).must_be_refused
        assert patched(NAMELESS, [operations[wrong]], CORE).must_be_refused
        rest = [*operations[:wrong], *operations[wrong + 1 :]]
        assert patched(NAMELESS, rest, CORE).results


def test_every_wrong_operation_must_be_refused_by_itself() -> None:
    for operation in wrong_operations(ground("generic"), CORE):
        assert patched(NAMELESS, [operation], CORE).must_be_refused, operation


def test_a_group_ends_with_members_of_its_crew() -> None:
    group = {"schemas": [GROUP], "displayName": "Crew", "members": [{"value": "id0"}]}
    crew = [f"id{number}" for number in range(5)]
    sizes = Counter[int]()

    for recipe in drawn(rosters(len(crew))):
        outcome = patched(group, filled(recipe, "Name", crew), CORE, GROUP)

        assert outcome.results, recipe
        for result in outcome.results:
            members = [each["value"] for each in result.get("members", [])]
            assert set(members) <= set(crew)
            assert len(set(members)) == len(members)
            sizes[len(members)] += 1
    assert set(sizes) == {0, 1, 2, 3, 4, 5}


@pytest.mark.parametrize("strategy", [sequences(ground("generic")), spoiled(ground("generic"), CORE), rosters()])
def test_a_recipe_is_plain_json_and_a_seed_draws_the_same_again(strategy: SearchStrategy[Any]) -> None:
    recipes = drawn(strategy, 30, start=5)

    assert json.loads(json.dumps(recipes)) == recipes
    assert drawn(strategy, 30, start=5) == recipes
    assert drawn(strategy, 30, start=6) != recipes


def test_sequences_are_dense_and_meet_on_few_attributes() -> None:
    recipes = drawn(sequences(ground("generic")), 100)

    lengths = [len(recipe) for recipe in recipes]
    assert max(lengths) == 6
    assert sum(lengths) / len(lengths) > 3
    kinds = {operation["op"] for recipe in recipes for operation in recipe}
    assert kinds == {"add", "replace", "remove"}
    texts = [json.dumps(recipe, ensure_ascii=False) for recipe in recipes]
    for part in ("[type eq", "[value eq", " and ", '{"op": "add", "value"', ENTERPRISE, "李雷"):
        assert any(part in text for text in texts), part


def test_what_names_a_user_or_cannot_be_read_back_is_left_alone() -> None:
    every = ground("generic")

    paths = {field.path.casefold() for field in every.fields}
    assert not paths & {"username", "externalid", "password", "active"}
    assert {several.name for several in every.several} == {"emails", "phoneNumbers"}
    assert [parts.name for parts in every.parts] == ["name"]


def test_what_the_profile_requires_or_does_not_patch_is_neither_removed_nor_changed() -> None:
    carried = rules_of("generic")
    frozen, needed = "title", "name.givenName"
    found = ground_of(
        [rule for rule in carried if rule.path != frozen],
        carried,
        CORE,
        lambda rule: rule.path not in (needed, "locale"),
    )

    for recipe in drawn(sequences(found), 80):
        for operation in recipe:
            path = operation.get("path", "")
            given = operation.get("value")
            assert path != frozen
            assert frozen not in (given if isinstance(given, dict) else {})
            assert operation["op"] != "remove" or path not in (needed, "name", "locale")


def test_sequences_get_samples_and_texts_that_match_the_pattern() -> None:
    carried = load(
        "generic",
        ["users.attributes[title].samples=[Boss, Aide]", 'users.attributes[nickName].pattern="[A-Z]{3}"'],
        cwd=Path(),
    ).users.attributes
    wanted = [rule for rule in carried if rule.path in ("title", "nickName")]
    found = ground_of(wanted, wanted, CORE, lambda rule: True)

    values = [
        (name, value)
        for recipe in drawn(sequences(found), 60)
        for operation in recipe
        if operation["op"] != "remove"
        for name, value in (
            operation["value"].items() if "path" not in operation else [(operation["path"], operation["value"])]
        )
    ]

    assert {value for name, value in values if name == "title"} == {"Boss", "Aide"}
    nicks = [value for name, value in values if name == "nickName"]
    assert nicks
    assert all(len(nick) == 3 and nick.isascii() and nick.isupper() for nick in nicks)


def test_only_a_provider_that_describes_its_users_is_sent_types_that_the_profile_does_not_name() -> None:
    types = {several.name: several.types for several in ground("generic", described=False).several}

    assert types == {"emails": ("work", "home"), "phoneNumbers": ("work", "mobile")}
    assert "other" in ground("generic").several[0].types


def test_a_profile_that_lets_nothing_change_gives_nothing_to_try() -> None:
    assert ground("rfpio").subjects == ()
