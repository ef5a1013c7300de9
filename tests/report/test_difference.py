"""Between expected and actual the difference is marked, down to letters, and nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from page_by_hand import Page

from scim_conformance.report.difference import marked, pieces, places


@pytest.mark.parametrize(
    ("expected", "actual", "left", "right"),
    [
        ("the title of a user", "the name of a user", "the <del>title</del> of a user",
         "the <ins>name</ins> of a user"),
        ("https://a/Users/1%3D", "https://a/Users/1", "https://a/Users/1<del>%3D</del>", "https://a/Users/1"),
        ("Bravo", "bravo", "<del>B</del>ravo", "<ins>b</ins>ravo"),
        ("409", "500 broke down", "409", "500 broke down"),
        ("same", "same", "same", "same"),
        (True, "true", "true", "true"),
        ({"b": 1, "a": "x"}, {"a": "x", "b": 2}, '{\n  "a": "x",\n  "b": <del>1</del>\n}',
         '{\n  "a": "x",\n  "b": <ins>2</ins>\n}'),
        (["a<b", "c"], ["c"], '[\n  <del>"a&lt;b",</del>\n  "c"\n]', '[\n  "c"\n]'),
    ],
)  # fmt: skip
def test_what_differs_is_marked(expected: Any, actual: Any, left: str, right: str) -> None:
    assert marked(expected, actual) == (left, right)


def test_nothing_is_lost_or_added_by_marking() -> None:
    one, other = {"a": [1, {"b": "<é>"}], "c": None}, {"a": [1, {"b": "<è>"}, 3], "d": ""}
    for html, value in zip(marked(one, other), (one, other), strict=True):
        assert json.loads(Page(html).text) == value


def test_long_texts_are_not_compared_word_by_word() -> None:
    left, right = pieces("word " * 5000, "word " * 4999)

    assert left == [("word " * 5000, False)]
    assert right == [("word " * 4999, False)]


@pytest.mark.parametrize(
    ("expected", "actual", "named"),
    [
        ({"name": {"familyName": "a", "givenName": "b"}}, {"name": {"familyName": "c"}, "x": 1},
         ["name.familyName", "name.givenName (missing)", "x (not expected)"]),
        ({"emails": [{"value": "a"}]}, {"emails": [{"value": "b"}]}, ["emails[0].value"]),
        ({"emails": [1, 2]}, {"emails": [1]}, ["emails (1 instead of 2 values)"]),
        ({"active": True}, {"active": 1}, ["active"]),
        ({"a": 1}, [1], []),
        ("a", "b", []),
        ({str(n): n for n in range(10)}, {}, [*(f"{n} (missing)" for n in range(8)), "…"]),
    ],
)  # fmt: skip
def test_the_places_that_differ_are_named(expected: Any, actual: Any, named: list[str]) -> None:
    assert places(expected, actual) == named
