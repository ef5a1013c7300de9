"""Filters that hypothesis draws: plain JSON, legal, and as simple as can be where something is wrong."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from filters_by_hand import FIELDS, GRAMMAR, PEOPLE, SOURCE, UNIT
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from scim_conformance import expect
from scim_conformance.expect import ExpectationFailed
from scim_conformance.generated.examples import SHRINKING, Examples
from scim_conformance.generated.filters import AT_ONCE, MOST, Field, Grammar, filters
from scim_conformance.generated.filters_text import Source, quoted, text_of
from scim_conformance.wire.filters import parsed

FEW = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
PLAIN = {"case": "same", "urn": False, "not": False}
TEXT = {"part": "whole", "then": "", "case": "same", "escape": "none", "of": 0, "place": 0}


@cache
def some() -> list[list[dict[str, Any]]]:
    return drawn(GRAMMAR, start=1)


def drawn(grammar: Grammar, *, start: int) -> list[list[dict[str, Any]]]:
    found = []

    @seed(start)
    @settings(FEW, derandomize=False)
    @given(filters(grammar))
    def collect(recipes: list[dict[str, Any]]) -> None:
        found.append(recipes)

    collect()
    return found


def recipe(tree: Any, **more: Any) -> dict[str, Any]:
    return {"about": 0, "letters": "same", "spread": False, "by_post": False, "filter": tree, **more}


def condition(name: str, operator: str, to: Any = "none", **more: Any) -> dict[str, Any]:
    value = {} if to == "none" else {"to": to}
    return {"if": name, "op": operator, **PLAIN, **value, **more}


ADA = condition("userName", "eq", TEXT)
KILO = condition("text", "co", {**TEXT, "part": "middle", "from": 1, "size": 2})


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (recipe([[ADA]]), 'userName eq "mark-ada"'),
        (recipe([[ADA]], about=5), 'userName eq "mark-ben"'),
        (recipe([[ADA, KILO]]), 'userName eq "mark-ada" and displayName co "il"'),
        (recipe([[ADA], [KILO]]), 'userName eq "mark-ada" or displayName co "il"'),
        (recipe([[ADA], [KILO]], letters="upper"), 'userName EQ "mark-ada" OR displayName CO "il"'),
        (recipe([[{**ADA, "not": True}]], letters="title"), 'Not (userName Eq "mark-ada")'),
        (recipe([[{"filter": [[ADA], [KILO]], "not": False}, KILO]]),
         '(userName eq "mark-ada" or displayName co "il") and displayName co "il"'),
        (recipe([[{"filter": [[ADA, KILO]], "not": True}]]), 'not (userName eq "mark-ada" and displayName co "il")'),
        (recipe([[{"in": "typed", "not": False, "filter": [[condition("typed.type", "eq", TEXT)]]}]]),
         'emails[type eq "work"]'),
        (recipe([[condition("typed.value", "ew", {**TEXT, "part": "end", "from": 0, "size": 4, "case": "upper"})]]),
         'emails.value ew ".ORG"'),
        (recipe([[condition("extended", "pr", case="upper")]]), f"{UNIT.upper()} pr"),
        (recipe([[condition("text", "pr", urn=True)]]), "urn:ietf:params:scim:schemas:core:2.0:User:displayName pr"),
        (recipe([[condition("flag", "ne", False)]]), "active ne false"),
        (recipe([[condition("gap", "eq", None)]]), "nickName eq null"),
        (recipe([[condition("gap", "eq", {"text": 'a "b" \\', "escape": "none"})]]), 'nickName eq "a \\"b\\" \\\\"'),
        (recipe([[condition("text", "eq", {**TEXT, "of": 3, "escape": "foreign"})]]),
         'displayName eq "\\u5c71\\u7530 \\ud83c\\udf19 \\"x\\" \\\\ y"'),
        (recipe([[condition("text", "sw", {**TEXT, "escape": "first"})]]), 'displayName sw "\\u006bilo"'),
        (recipe([[condition("created", "gt", {"of": 0, "hours": 1, "zone": -12, "fraction": True})]]),
         'meta.created gt "2026-03-01T17:30:00.000-12:00"'),
        (recipe([[condition("created", "le", {"of": 0, "hours": -25, "zone": 0, "fraction": False})]]),
         'meta.created le "2026-03-01T03:30:00Z"'),
    ],
)  # fmt: skip
def test_a_recipe_is_written_as_a_filter(made: dict[str, Any], text: str) -> None:
    assert text_of(made, SOURCE) == text


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (recipe([[ADA]]), 'userName eq "mark-ada" and id pr'),
        (recipe([[ADA], [KILO]]), 'id pr and (userName eq "mark-ada" or displayName co "il")'),
        (recipe([[ADA], [KILO]], spread=True), 'userName eq "mark-ada" and id pr or displayName co "il" and id pr'),
    ],
)
def test_what_keeps_strangers_out_holds_in_every_alternative(made: dict[str, Any], text: str) -> None:
    assert text_of(made, Source(SOURCE.fields, PEOPLE, "id pr")) == text


def test_a_number_is_taken_from_whom_it_belongs_to() -> None:
    floor = Field("number", "urn:example:typed:2.0:User:floor", "integer")
    source = Source({"number": floor}, [{"userName": "ada"}, {floor.path.rpartition(":")[0]: {"floor": 10}}])

    assert text_of(recipe([[condition("number", "le", {"of": 0, "more": -1})]]), source) == f"{floor.path} le 9"


def test_a_filter_by_an_attribute_that_is_lacking_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        text_of(recipe([[ADA]]), Source({}, PEOPLE))


@FEW
@given(st.text(), st.sampled_from(("none", "first", "foreign")))
def test_a_text_in_quotes_is_the_json_of_that_text(text: str, escape: str) -> None:
    assert json.loads(quoted(text, escape)) == text


def test_what_is_drawn_is_plain_json_and_a_legal_filter() -> None:
    # hypothesis also takes values from the sources that are loaded, so one seed alone does not always draw the same.
    found = [recipes for start in range(1, 6) for recipes in drawn(GRAMMAR, start=start)]

    assert json.loads(json.dumps(found)) == found
    texts = [text_of(each, SOURCE) for recipes in found for each in recipes]
    for text in texts:
        parsed(text)
    assert max(map(len, texts)) < 1200
    for sign in ("not (", "Or ", "AND", "[", "]", "null", "\\u", "🌙", "urn:", "example.com", ":00", " pr"):
        assert any(sign in text for text in texts), f"nothing was drawn with {sign}"


def test_a_seed_draws_the_same_filters_and_another_one_others() -> None:
    assert drawn(GRAMMAR, start=1) == some() != drawn(GRAMMAR, start=4)


def test_what_is_not_understood_is_not_drawn() -> None:
    found = json.dumps(drawn(Grammar(FIELDS, {"and"}, {"sw"}, brackets=False, by_post=False), start=1))

    for lost in ('"not": true', '"in": ', '"op": "co"', '"op": "ew"', '"by_post": true'):
        assert lost not in found
    assert '"op": "sw"' in found


def test_no_filter_has_more_conditions_than_an_address_holds() -> None:
    counts = [json.dumps(each).count('"if"') for recipes in some() for each in recipes]

    # Square brackets and groups are finished, once they are begun.
    assert max(counts) <= MOST + 8
    assert min(counts) == 1


@pytest.mark.long
def test_a_filter_that_is_wrong_is_found_and_made_smaller_within_the_budget() -> None:
    sent: list[str] = []
    examples = Examples(10, 5, lambda: len(sent))

    with pytest.raises(ExpectationFailed):

        @examples(recipe=filters(GRAMMAR))
        def holds(recipe: list[dict[str, Any]]) -> None:
            for each in recipe:
                text = text_of(each, SOURCE)
                sent.extend([text] if text not in sent else [])
                expect.that(not _negates_two(each["filter"]), "A not before a group", expected="none", actual=text)

    assert len(sent) <= 40 + SHRINKING
    assert any(_negates_two(each["filter"]) for each in examples.drawn.example)
    assert json.dumps(examples.drawn.example).count('"if"') < AT_ONCE * MOST


def _negates_two(tree: Any) -> bool:
    groups = [factor for together in tree for factor in together if "filter" in factor]
    return any(
        (group["not"] and any(len(together) > 1 for together in group["filter"])) or _negates_two(group["filter"])
        for group in groups
    )
