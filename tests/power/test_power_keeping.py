"""The runs of an earlier matrix, taken over into a later one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scim_conformance.power.keeping import NotKept, document, kept
from scim_conformance.power.matrix import Matrix, judge
from scim_conformance.power.neighbours import Neighbours
from scim_conformance.power.trial import Trial
from scim_conformance.provider.faults import Fault

CHECKS = ("filter.one", "read.one", "read.two")


def matrix_of(*trials: Trial) -> Matrix:
    faults = [Fault(str(each.fault), "read", "MUST", "It is wrong.", seen_by=("read.one",)) for each in trials]
    judged = [judge(fault, trial, Neighbours(())) for fault, trial in zip(faults, trials, strict=True)]
    return Matrix(tuple(judged), CHECKS, {}, permissive=frozenset({"read.two"}))


def test_only_runs_that_were_good_are_taken_over(tmp_path: Path) -> None:
    good = Trial("good", {"read.one": "failed", "filter.one": "blocked"}, CHECKS[:2], ("read.two",), 2, 9, 0.5)
    unseen = Trial("unseen", {}, CHECKS, effects=1)
    astray = Trial("astray", {"read.one": "failed", "filter.one": "failed"}, CHECKS, effects=1)
    trials = {str(each.fault): each for each in (good, unseen, astray)}
    path = tmp_path / "power.json"
    path.write_text(json.dumps(document(matrix_of(*trials.values()), trials, seconds=1)), encoding="utf-8")

    again = kept(path)

    assert set(again) == {"good"}
    assert again["good"].reds == good.reds
    assert (again["good"].effects, again["good"].requests, again["good"].seconds) == (2, 9, 0.5)
    before, after = matrix_of(good), matrix_of(again["good"])
    assert after.judged[0].is_good
    assert after.judged[0].red == before.judged[0].red
    assert after.never_red == before.never_red == ("filter.one",)


@pytest.mark.parametrize("text", ["", "[]", '{"faults": [{"id": "some"}]}'])
def test_a_file_that_holds_no_matrix_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "power.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotKept, match="holds no matrix"):
        kept(path)
    with pytest.raises(NotKept, match="holds no matrix"):
        kept(tmp_path / "missing.json")
