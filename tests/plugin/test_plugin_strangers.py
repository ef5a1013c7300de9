"""Whatever a provider answers, nobody is changed whom the run did not create; the provider itself says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from strangers_by_hand import LIES, Population, run_over

PART = "create.group or create.answer-is or delete.then or patch-group.add-m or bulk.creates or garbage"
"""What creates, changes, deletes, refers, and goes by what it has searched for."""


def hold(population: Population) -> None:
    assert population.created > 0, "the run has tried to create somebody"
    assert population.named == []
    assert population.touched == []


@pytest.mark.parametrize("lie", LIES)
def test_no_stranger_is_touched_by_a_part_of_the_suite(
    lie: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results, population = run_over(monkeypatch, lie, tmp_path, "-k", PART)

    hold(population)
    assert {check["outcome"] for check in results["checks"]} != {"passed"} or lie == "ignoring_filters"
    told = {each["id"] for each in results["leftovers"]} | {each["name"] for each in results["leftovers"]}
    assert not population.left or told, "what could not be deleted is told"


@pytest.mark.long
@pytest.mark.parametrize("lie", LIES)
def test_no_stranger_is_touched_by_the_whole_suite(lie: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results, population = run_over(monkeypatch, lie, tmp_path)

    hold(population)
    assert [check for check in results["checks"] if check["outcome"] == "broken"] == []


@pytest.mark.parametrize("lie", ["telling_ids_of_strangers", "answering_with_strangers"])
def test_what_a_creation_has_mixed_up_is_no_bug_of_the_suite(
    lie: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results, _ = run_over(monkeypatch, lie, tmp_path, "-k", "create.answer or delete.then")

    outcomes = {check["outcome"] for check in results["checks"]}
    assert "broken" not in outcomes
    assert outcomes & {"failed", "blocked"}
