"""How the catalogue is made of rows and looked up, tried on made-up rows."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from scim_conformance.requirements import CatalogueError, UnknownRequirement, catalogue
from scim_conformance.requirements.catalogue import Catalogue, build, level_of

KEYWORDS = {"RFC7644": {"3.3": ["MAY", "SHOULD", "SHALL"], "3.6": ["SHOULD NOT"]}}


def row(**changes: Any) -> dict[str, Any]:
    """A row that is right, with changes; a key changed to None is left out."""
    made = {
        "id": "RFC7644-3.3-01",
        "covers": ["3.3#3"],
        "says": "A successful create is answered with 201.",
        "matters": "The client tries again.",
        "mend": "Return 201.",
        "features": [],
    } | changes
    return {key: value for key, value in made.items() if value is not None}


def made_of(*rows: dict[str, Any], retired: dict[str, str] | None = None) -> Catalogue:
    return build(rows, KEYWORDS, retired or {})


@pytest.mark.parametrize(
    ("covers", "level"),
    [(["3.3#1"], "MAY"), (["3.3#2"], "SHOULD"), (["3.3#3"], "MUST"), (["3.3#1", "3.3#2"], "SHOULD")],
)
def test_the_level_is_that_of_the_strongest_keyword(covers: list[str], level: str) -> None:
    assert made_of(row(covers=covers)).rows[0].level == level


@pytest.mark.parametrize(
    ("keyword", "level"),
    [("SHALL NOT", "MUST"), ("REQUIRED", "MUST"), ("NOT RECOMMENDED", "SHOULD"), ("OPTIONAL", "MAY")],
)
def test_each_keyword_gives_its_level(keyword: str, level: str) -> None:
    assert level_of([keyword]) == level


def test_a_word_that_is_no_keyword_gives_no_level() -> None:
    with pytest.raises(CatalogueError, match="WILL"):
        level_of(["WILL"])


def test_link_section_and_standard_follow_from_the_id() -> None:
    made = made_of(row()).get("RFC7644-3.3-01")

    assert made.link == "https://www.rfc-editor.org/rfc/rfc7644#section-3.3"
    assert (made.section, made.standard) == ("3.3", "rfc")


@pytest.mark.parametrize(
    ("id", "standard", "section"),
    [
        ("ENTRA-PATCH-01", "entra", "patch"),
        ("OKTA-USERS-01", "okta", "users"),
        ("PROFILE-DELETE-01", "profile", "delete"),
    ],
)
def test_rows_of_other_standards_bring_their_level_and_link(id: str, standard: str, section: str) -> None:
    other = row(id=id, covers=[], level="PROFILE", level_source="A page.", link="https://example.com/page")

    made = made_of(other).get(id)

    assert (made.standard, made.section, made.link) == (standard, section, "https://example.com/page")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (row(covers=["3.3#4"]), "no keyword 3.3#4; the section has 3"),
        (row(covers=["9.9#1"]), "no keyword 9.9#1; the section has 0"),
        (row(covers=["3.3#0"]), "3.3#0 is no keyword"),
        (row(covers=["3.3"]), "3.3 is no keyword"),
        (row(covers=[]), "needs a level"),
        (row(covers=[], level="MUST"), "level_source"),
        (row(covers=[], level="WISH", level_source="A dream."), "needs a level"),
        (row(level="SHOULD"), "follows from the keywords"),
        (row(features=["teleport"]), "unknown feature teleport; known are bulk"),
        (row(mend=None), "lacks mend"),
        (row(id=None), "a row without id: the row lacks id"),
        (row(saiz="x"), "unknown key saiz"),
        (row(id="RFC7644-3.3-1"), "an id reads RFC7644-3.3-01"),
        (row(id="PROFILE-X-01", covers=[], level="PROFILE", level_source="A page."), "needs a link"),
        (row(id="PROFILE-X-01", link="https://example.com/"), "3.3#3 is no keyword of an RFC"),
        (row(since=0.1), "quoted"),
    ],
)
def test_a_row_that_breaks_the_rules_is_refused_with_its_id_and_the_reason(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(CatalogueError) as raised:
        made_of(wrong)

    assert told in str(raised.value)
    assert str(raised.value).startswith(wrong.get("id", "a row without id"))


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(CatalogueError, match=r"RFC7644-3\.3-01: two rows"):
        made_of(row(), row(says="Something else."))


def test_an_id_that_is_retired_is_never_used_again() -> None:
    with pytest.raises(CatalogueError, match="retired"):
        made_of(row(), retired={"RFC7644-3.3-01": "split"})


def test_an_unknown_id_suggests_its_neighbours() -> None:
    with pytest.raises(UnknownRequirement) as raised:
        made_of(row()).get("rfc7644-3.3-1")

    assert str(raised.value) == "no requirement rfc7644-3.3-1; did you mean RFC7644-3.3-01?"
    assert isinstance(raised.value, KeyError)


def test_an_id_like_no_other_gets_no_suggestion() -> None:
    with pytest.raises(UnknownRequirement) as raised:
        made_of(row()).get("xyz")

    assert str(raised.value) == "no requirement xyz"


def test_a_retired_id_says_why_it_went() -> None:
    with pytest.raises(UnknownRequirement, match="retired: split into two"):
        made_of(retired={"RFC7644-3.3-09": "split into two"}).get("RFC7644-3.3-09")


def test_keywords_are_given_by_section_and_cannot_be_spoilt() -> None:
    made = made_of()
    made.keywords("RFC7644")["3.3"].clear()

    assert made.keywords("rfc7644") == KEYWORDS["RFC7644"]


def test_a_requirement_cannot_be_changed() -> None:
    made = made_of(row()).rows[0]

    with pytest.raises(FrozenInstanceError):
        made.level = "MAY"  # type: ignore[misc]


def test_the_bundled_catalogue_is_read_once() -> None:
    assert catalogue() is catalogue()
