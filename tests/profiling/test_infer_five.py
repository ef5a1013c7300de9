"""``profile infer --probe`` gives back the five profiles of the mission, when it looks at their demo providers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from inferring_by_hand import MARK, Looked, facts_of, look_at

from scim_conformance.profile import load

DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "inferred_differences.yaml").read_text(encoding="utf-8"))
REASONS = DATA.pop("reasons")


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Looked]:
    """What a look at the demo provider of each of the five gives; each is looked at once."""
    return cache(lambda name: look_at(tmp_path_factory.mktemp(name), name))


def row_of(place: str) -> str | None:
    found = re.match(r"((?:users|groups)\.attributes\[.+\])\.\w+$", place)
    return found[1] if found else None


@pytest.mark.parametrize("name", DATA)
def test_the_profile_comes_back_but_for_what_no_endpoint_can_show(name: str, five: Callable[[str], Looked]) -> None:
    looked = five(name)
    stated = dict(facts_of(load(name, cwd=Path.cwd())))
    found = dict(facts_of(looked.profile))

    differs = {place: [value, found.get(place)] for place, value in stated.items() if found.get(place) != value}
    known = {row_of(place) for place in stated}
    more = {row for place in found if (row := row_of(place)) and row not in known}

    assert differs == {place: entry[:2] for place, entry in DATA[name]["differs"].items()}
    assert more == set(DATA[name]["more"])
    assert looked.requests <= 80
    assert looked.notes.remarks[1:] == []


@pytest.mark.parametrize("name", DATA)
def test_nothing_stays_behind_and_no_stranger_is_touched(
    name: str, tmp_path: Path, five: Callable[[str], Looked]
) -> None:
    untouched = look_at(tmp_path, name, probe=False).names()
    looked = five(name)

    assert looked.names() == untouched
    assert looked.cleaned.leftovers == []
    # Whatever was written to anything bore the mark, or the id of something that did.
    ours = looked.scim.ledger.ours
    for exchange in looked.scim.recorder.exchanges:
        if exchange.method in ("PUT", "PATCH", "DELETE"):
            assert exchange.url.rpartition("/")[2] in ours
        if exchange.method == "POST" and (names := re.findall(r'"(?:userName|displayName)": "([^"]+)"', str(exchange))):
            assert all(each.startswith(MARK) for each in names)


def test_every_difference_has_a_reason_that_is_used() -> None:
    told = [entry[2] for data in DATA.values() for entry in data["differs"].values()]
    told += [reason for data in DATA.values() for reason in data["more"].values()]

    assert set(told) == set(REASONS)


@pytest.mark.parametrize("name", DATA)
def test_each_fact_says_where_it_comes_from(name: str, five: Callable[[str], Looked]) -> None:
    profile = five(name).profile

    for place, _ in facts_of(profile):
        where = "auth" if place == "auth.kind" else place
        assert profile.source_of(where) is not None, place
    tried = profile.source_of("users.attributes[userName].filterable")
    assert tried is not None
    assert (tried.key, tried.sure) == ("tried", "deduced")
    assert profile.assumed() == ()


def test_without_trying_nothing_is_written_and_what_no_document_says_stays_unknown(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "kpifire", probe=False)

    assert {exchange.method for exchange in looked.scim.recorder.exchanges} == {"GET"}
    assert looked.requests <= 6
    assert looked.profile.delete is None
    assert looked.profile.users.user_name is None
    assert {rule.filterable for rule in looked.profile.users.attributes} == {None}
    assert looked.row("userName")["required"] is True
    source = looked.profile.source_of("users.attributes[userName].required")
    assert source is not None
    assert (source.key, source.sure) == ("schemas", "documented")
