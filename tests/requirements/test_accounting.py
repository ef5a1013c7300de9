"""Every keyword of the two RFCs is accounted for: by a requirement, or by an exclusion with its reason."""

from __future__ import annotations

import pytest

from scim_conformance.requirements import catalogue
from scim_conformance.suite import all_checks


@pytest.mark.parametrize("document", ["RFC7643", "RFC7644"])
def test_no_keyword_is_left(document: str) -> None:
    everything = {
        f"{section}#{n}" for section, words in catalogue().keywords(document).items() for n in range(1, len(words) + 1)
    }
    covered = {key for row in catalogue().rows if row.id.startswith(f"{document}-") for key in row.covers}
    excluded = {each.keyword for each in catalogue().exclusions if each.document == document}

    assert sorted(everything - covered - excluded) == []


def test_what_is_excluded_is_not_covered_too() -> None:
    covered = {(row.id.partition("-")[0], key) for row in catalogue().rows for key in row.covers}

    assert [each for each in catalogue().exclusions if (each.document, each.keyword) in covered] == []


def test_no_keyword_is_excluded_twice_and_each_has_a_sentence_as_reason() -> None:
    seen = [(each.document, each.keyword) for each in catalogue().exclusions]

    assert len(set(seen)) == len(seen)
    assert [each for each in catalogue().exclusions if len(each.because) < 20 or not each.because.endswith(".")] == []


def test_every_must_that_shows_on_the_wire_has_a_check() -> None:
    observed = {row for check in all_checks().values() for row in check.verifies}

    assert [
        row.id
        for row in catalogue().rows
        if row.level == "MUST" and row.testable and row.standard == "rfc" and row.id not in observed
    ] == []
