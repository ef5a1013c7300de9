"""Made-up people: shaped by the profile, rebuilt by a seed, nobody's addresses."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scim_conformance import wire
from scim_conformance.discovery import core_schemas
from scim_conformance.generated.examples import Examples
from scim_conformance.outcomes import Omitted
from scim_conformance.people import Accepted, Cast, People
from scim_conformance.profile import Profile, bundled, load

PROFILES = sorted(bundled())


def cast_of(name: str, seed: int = 1, mark: str = "scimconf-test-") -> Cast:
    return Cast(load(name, cwd=Path.cwd()), core_schemas(), mark, seed)


def people_of(name: str, seed: int = 1, key: str = "check") -> People:
    cast = cast_of(name, seed)
    paths = tuple(rule.path for rule in cast.candidates())
    return People(cast, Accepted(paths, cast.profile.users.user_name or "any"), key)


@pytest.mark.parametrize("name", PROFILES)
def test_a_user_has_every_attribute_of_the_profile_in_its_type(name: str) -> None:
    body = people_of(name).user()

    kinds = {"string": str, "boolean": bool, "integer": int, "dateTime": str, "reference": str}
    for rule in cast_of(name).candidates():
        assert isinstance(rule.target.read(body), kinds[rule.type]), rule.path
    assert wire.USER in body["schemas"]


def test_the_same_seed_and_check_make_the_same_people_and_others_do_not() -> None:
    def three(seed: int, key: str) -> list[Any]:
        people = people_of("generic", seed, key)
        return [people.user() for _ in range(3)]

    assert three(1, "a") == three(1, "a")
    assert three(1, "a") != three(2, "a")
    names = [user["userName"] for key in ("a", "b", "c") for user in three(1, key)]
    assert len(set(names)) == 9


def test_everybody_bears_the_mark_and_nobody_has_an_address_that_exists() -> None:
    text = json.dumps([people_of("generic").user() for _ in range(5)])

    for found in re.findall(r"[\w.+-]+@([\w.-]+)", text):
        assert found == "example.com"
    for found in re.findall(r"https?://([\w.-]+)", text):
        assert found == "example.com"
    for found in re.findall(r"\+[\d-]+", text):
        assert re.fullmatch(r"\+1-202-555-01\d\d", found)
    assert all(user["userName"].startswith("scimconf-test-") for user in json.loads(text))


def test_an_application_that_wants_addresses_gets_addresses() -> None:
    assert people_of("rfpio").user()["userName"].endswith("@example.com")


def test_attributes_are_left_out_and_given_as_asked() -> None:
    body = people_of("generic").user(without="nickName", having={"title": "Owner", "name.givenName": "Bo"})

    assert "nickName" not in body
    assert body["title"] == "Owner"
    assert body["name"]["givenName"] == "Bo"


def test_samples_and_patterns_of_the_profile_are_respected() -> None:
    profile = load("rhombus", ['users.attributes[name.givenName].pattern="[A-C]{3}"'], cwd=Path.cwd())
    people = People(replace(cast_of("rhombus"), profile=profile), Accepted(tuple(cast_of("rhombus").required())), "x")

    body = people.user()

    assert re.fullmatch(r"[A-C]{3}", body["name"]["givenName"])
    assert body["roles"] == [{"primary": True, "value": "Viewer"}]


def test_two_values_differ_or_the_check_does_not_apply() -> None:
    people = people_of("rhombus")

    one, other = people.two_values("userName")
    assert one != other
    assert set(people.two_values("active")) == {True, False}
    with pytest.raises(Omitted, match="one value"):
        people.two_values('roles[primary eq "True"].value')


def sample(count: int, seed: int) -> list[dict[str, Any]]:
    people, seen = people_of("kpifire"), []

    @Examples(count, seed, lambda: len(seen), requests=count)(sketch=people.users())
    def collect(sketch: Any) -> None:
        seen.append(people.body(sketch))

    return seen


def test_drawn_users_always_have_what_is_required_and_the_rest_sometimes() -> None:
    users = sample(30, 5)

    assert all(user["userName"] for user in users)
    assert 0 < sum("phoneNumbers" in user for user in users) < len(users)
    assert len({user["userName"] for user in users}) == len(users) == 30


def test_a_profile_without_users_still_makes_a_user_name(tmp_path: Path) -> None:
    (tmp_path / "bare.yaml").write_text("name: Bare\n", encoding="utf-8")
    profile: Profile = load("bare.yaml", cwd=tmp_path)
    people = People(Cast(profile, core_schemas(), "m-", 1), Accepted(("userName",)), "k")

    assert people.user().keys() >= {"schemas"}
