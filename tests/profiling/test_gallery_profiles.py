"""The profiles of the gallery: all of them are valid, whole and look alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scim_conformance.profile import Profile, load
from scim_conformance.profile.finding import bundled, gallery


@pytest.fixture(scope="module")
def profiles() -> dict[str, Profile]:
    return {name: load(name, cwd=Path(__file__).parent) for name in gallery()}


def test_there_are_two_hundred_and_fifty_and_all_are_valid(profiles: dict[str, Profile]) -> None:
    assert len(profiles) >= 252
    assert not set(profiles) & set(bundled())


def test_each_says_where_it_comes_from(profiles: dict[str, Profile]) -> None:
    page = re.compile(r"https://learn\.microsoft\.com/entra/identity/saas-apps/[\w-]+-tutorial")
    lacking = [name for name, made in profiles.items() if not page.fullmatch(made.sources["entra"].url or "")]

    assert not lacking


def test_each_lists_attributes_of_users_and_what_they_are_matched_by(profiles: dict[str, Profile]) -> None:
    assert not [name for name, made in profiles.items() if not made.users.attributes or not made.users.matching]
    assert not [name for name, made in profiles.items() if made.groups.supported and not made.groups.matching]


def test_the_line_for_editors_leads_to_the_schema() -> None:
    for path in gallery().values():
        first, *_ = path.read_text(encoding="utf-8").splitlines()
        prefix = "# yaml-language-server: $schema="
        assert (path.parent / first.removeprefix(prefix)).resolve().is_file(), path.name


def test_the_one_that_is_incomplete_says_so(profiles: dict[str, Profile]) -> None:
    visibly = profiles["visibly"]

    assert "incomplete" in (visibly.about or "")
    assert "incomplete" in (visibly.facts["users.attributes"].note or "")


def test_a_profile_of_the_gallery_is_found_by_its_name_and_can_be_extended(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("extends: zoom\nname: Mine\n", encoding="utf-8")

    mine, zoom = load("mine.yaml", cwd=tmp_path), load("zoom.yaml", cwd=tmp_path)

    assert mine.users.attributes == zoom.users.attributes
