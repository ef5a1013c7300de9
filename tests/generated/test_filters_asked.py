"""The check that draws filters, in whole runs: it finds what only combinations show, and asks for nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scim_conformance.plugin.inside import run_suite

CHECK = "filter.any-filter-finds-the-set"


def checked(folder: Path, *arguments: str) -> dict[str, Any]:
    document = run_suite(["--scim-seed", "7", *arguments], folder, checks=frozenset({CHECK}))
    (found,) = document["checks"]
    exchanges = [each for each in document["exchanges"] if each["n"] in found["exchanges"]]
    return {**found, "asked": [each["url"] for each in exchanges if "filter=" in each["url"]], "told": exchanges}


@pytest.mark.long
def test_a_provider_that_is_right_passes_and_is_asked_nothing_twice(tmp_path: Path) -> None:
    found = checked(tmp_path, "--scim-profile", "generic", "--scim-examples", "3")

    assert found["outcome"] == "passed", found["message"]
    assert found["drawn"]["examples"] >= 5
    assert len(set(found["asked"])) == len(found["asked"])


@pytest.mark.long
def test_what_only_combinations_show_is_found_and_its_exchange_is_last(tmp_path: Path) -> None:
    found = checked(tmp_path, "--scim-profile", "generic", "--scim-demo-fault", "filter-and-before-or-once")

    assert found["outcome"] == "failed"
    assert found["drawn"]["found_after"] <= 40
    assert "filter" in found["expected"]
    last = found["told"][-1]
    said = str(last["request"].get("body") or "") + last["url"]
    assert last["method"] in ("GET", "POST")
    assert "filter" in said


@pytest.mark.long
def test_a_provider_that_has_no_filters_is_not_asked(tmp_path: Path) -> None:
    found = checked(tmp_path, "--scim-profile", "generic", "--scim-set", "features.filter=false")

    assert found["outcome"] == "omitted"
    assert found["asked"] == []
