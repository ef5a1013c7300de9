"""What holds of every declared check."""

from __future__ import annotations

import re

import pytest

from scim_conformance.declare import Check, check
from scim_conformance.plugin.collection import AREAS, FEATURE_MARKERS, features_of, level_of, standard_of
from scim_conformance.requirements import catalogue
from scim_conformance.suite import all_checks, check_files

CHECKS = all_checks()
each_check = pytest.mark.parametrize("declared", CHECKS.values(), ids=list(CHECKS))


def test_there_are_checks_in_every_file() -> None:
    assert len(CHECKS) >= 45
    assert {path.module.rpartition(".")[0] for path in check_files()} == {
        f"scim_conformance.checks.{name}"
        for name in ("rfc6750", "rfc7643", "rfc7644", "rfc9865", "entra", "okta", "profile", "watchers")
    }


@each_check
def test_the_id_is_an_area_and_what_holds(declared: Check) -> None:
    assert re.fullmatch(r"[a-z-]+\.[a-z0-9]+(-[a-z0-9]+)*", declared.id)
    assert declared.area in AREAS


@each_check
def test_it_verifies_rows_of_one_level_and_one_standard(declared: Check) -> None:
    rows = [catalogue().get(id) for id in declared.verifies]
    assert {row.level for row in rows} == {level_of(declared)}
    assert {row.standard for row in rows} == {standard_of(declared)}


@each_check
def test_it_needs_only_known_features(declared: Check) -> None:
    assert set(features_of(declared)) <= set(FEATURE_MARKERS)


@each_check
def test_its_title_is_a_sentence_without_a_modal_verb(declared: Check) -> None:
    assert declared.title.endswith(".")
    assert not re.search(r"\b(should|must|shall)\b", declared.title, re.I)


def test_titles_are_told_apart() -> None:
    titles = [declared.title for declared in CHECKS.values()]
    assert len(set(titles)) == len(titles)


def test_a_check_without_a_sentence_is_refused() -> None:
    with pytest.raises(TypeError, match="docstring"):

        @check("read.nothing", verifies="RFC7644-3.4.1-01")
        def test_nothing() -> None: ...
