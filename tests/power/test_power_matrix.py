"""What is made of the outcomes of one run on a faulty provider."""

from __future__ import annotations

from typing import Any

import pytest

from scim_conformance.power.matrix import Matrix, Sight, judge
from scim_conformance.power.neighbours import Neighbours, Row
from scim_conformance.power.text import line, markdown, summary
from scim_conformance.power.trial import Trial
from scim_conformance.provider.faults import Fault

ALONE = Neighbours(())
CHECKS = ("read.one", "read.two", "filter.one")


def fault(**facts: Any) -> Fault:
    return Fault(**{"id": "some-fault", "area": "read", "level": "MUST", "title": "It is wrong.", **facts})


def trial(effects: int = 1, problem: str | None = None, **reds: str) -> Trial:
    named = {name.replace("_", "."): outcome for name, outcome in reds.items()}
    return Trial("some-fault", named, checks=CHECKS, effects=effects, requests=3, seconds=0.5, problem=problem)


@pytest.mark.parametrize(
    ("given", "reds", "sight"),
    [
        ({}, {"read_one": "failed"}, Sight.SEEN),
        ({}, {"filter_one": "failed"}, Sight.ELSEWHERE),
        ({}, {}, Sight.UNSEEN),
        ({}, {"read_one": "blocked"}, Sight.UNSEEN),
        ({}, {"read_one": "broken"}, Sight.UNSEEN),
        # What a standard demands must be told as a failure.
        ({}, {"read_one": "warned"}, Sight.UNSEEN),
        ({"level": "SHOULD"}, {"read_one": "warned"}, Sight.SEEN),
        ({"level": "ADVICE"}, {"read_one": "failed"}, Sight.SEEN),
        ({"legal": "RFC7644-3.6"}, {}, Sight.SILENT),
        ({"legal": "RFC7644-3.6"}, {"read_one": "warned"}, Sight.SILENT),
        ({"legal": "RFC7644-3.6"}, {"read_one": "failed"}, Sight.ALARM),
        ({"legal": "RFC7644-3.6"}, {"read_one": "blocked"}, Sight.ALARM),
        ({"legal": "RFC7644-3.6"}, {"read_one": "broken"}, Sight.ALARM),
    ],
)
def test_a_fault_is_seen_where_a_check_of_its_area_says_so(
    given: dict[str, Any], reds: dict[str, str], sight: Sight
) -> None:
    assert judge(fault(**given), trial(**reds), ALONE).sight == sight


def test_a_fault_without_effect_proves_nothing_whatever_turned_red() -> None:
    assert judge(fault(), trial(effects=0, read_one="failed"), ALONE).sight == Sight.NO_EFFECT


def test_a_run_that_did_not_end_says_nothing() -> None:
    judged = judge(fault(), trial(problem="the suite did not end"), ALONE)
    assert judged.sight == Sight.UNKNOWN
    assert judged.why == "the suite did not end"
    assert not judged.is_good


def test_checks_that_a_fault_names_must_turn_red_where_they_ran() -> None:
    named = fault(seen_by=("read.one", "read.two", "read.left-out"))
    judged = judge(named, trial(read_one="failed"), ALONE)
    assert judged.missed == ("read.two",)
    assert not judged.is_good


def test_a_red_of_another_area_needs_a_reason() -> None:
    strays = judge(fault(), trial(read_one="failed", filter_one="failed"), ALONE)
    assert strays.stray == ("filter.one",)
    assert not strays.is_good

    told = Neighbours((Row("They search.", ("some-*",), ("filter.*",)),))
    assert judge(fault(), trial(read_one="failed", filter_one="failed"), told).is_good
    assert judge(fault(seen_by=("filter.one",)), trial(read_one="failed", filter_one="failed"), ALONE).is_good


def test_what_the_rows_of_neighbours_name_has_to_be_there() -> None:
    rows = Neighbours((Row("They search.", ("some-fault", "gone"), ("filter.*", "sort.gone")),))
    assert rows.mistakes(["some-fault"], CHECKS) == [
        "'They search.' names the fault gone, which is not there",
        "'They search.' names the check sort.gone, which is not there",
    ]


def matrix(*trials: Trial, base: dict[str, str] | None = None) -> Matrix:
    return Matrix(tuple(judge(fault(), each, ALONE) for each in trials), CHECKS, base or {})


def test_every_check_has_to_be_turned_red_by_some_fault() -> None:
    found = matrix(trial(read_one="failed"), trial(read_two="failed"))
    assert found.never_red == ("filter.one",)
    assert found.to_mend() == ["filter.one: no fault turns it red"]


def test_a_check_of_what_is_only_allowed_need_not_turn_red_but_fall_silent() -> None:
    spoken = Trial("some-fault", {"read.one": "failed", "read.two": "failed"}, checks=CHECKS[:2], effects=1)
    silent = Trial("some-fault", spoken.reds, checks=CHECKS[:2], omitted=("filter.one",), effects=1)
    for trials, never in (([spoken], ("filter.one",)), ([spoken, silent], ())):
        found = Matrix(matrix(*trials).judged, CHECKS, {}, permissive=frozenset({"filter.one"}))
        assert found.never_red == never


def test_only_areas_that_were_tried_as_a_whole_are_asked_for_it() -> None:
    found = Matrix(matrix(trial(read_one="failed")).judged, CHECKS, {}, areas=frozenset({"read"}))
    assert found.never_red == ("read.two",)


def test_all_that_is_to_be_mended_is_said() -> None:
    found = matrix(trial(read_one="failed", read_two="broken", filter_one="failed"), base={"read.one": "failed"})
    assert found.to_mend() == [
        "the right provider: read.one is failed",
        "some-fault: filter.one turns red, and no row of neighbours says why",
        "some-fault: read.two is broken",
        "read.two: no fault turns it red",
    ]


def test_the_matrix_is_written_as_lines_and_a_page() -> None:
    found = matrix(trial(read_one="failed", filter_one="failed"))
    assert line(found.judged[0]).splitlines() == [
        "seen      some-fault                               read.one +1",
        "          stray: filter.one",
    ]
    assert "    1 seen       a check of the fault's own area turned red" in list(summary(found, seconds=2))
    page = markdown(found, seconds=2)
    assert "| `some-fault` | It is wrong. | MUST | seen | read.one, filter.one |" in page
