"""The seven bundled profiles say what is documented, and no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scim_conformance.files import find
from scim_conformance.profile import AttributeRule, Profile, bundled, load
from scim_conformance.wire import ENTERPRISE, GROUP, USER, SchemaSet

SEVEN = ("entra", "generic", "iprova", "kpifire", "promapp", "rfpio", "rhombus")
APPLICATIONS = ("iprova", "kpifire", "promapp", "rfpio", "rhombus")


def bundled_profile(name: str) -> Profile:
    return load(name, cwd=Path("/"))


def rows(profile: Profile) -> dict[str, AttributeRule]:
    return {rule.path: rule for rule in profile.users.attributes}


def test_there_are_seven_of_them() -> None:
    assert tuple(bundled()) == SEVEN


@pytest.mark.parametrize("name", SEVEN)
def test_a_bundled_profile_is_found_with_and_without_yaml_from_anywhere(name: str, tmp_path: Path) -> None:
    assert load(name, cwd=tmp_path) == load(f"{name}.yaml", cwd=tmp_path)
    assert load(name, cwd=tmp_path).slug == name


@pytest.mark.parametrize("name", SEVEN)
def test_its_first_line_names_the_schema_for_editors(name: str) -> None:
    first, *_ = bundled()[name].read_text(encoding="utf-8").splitlines()
    prefix = "# yaml-language-server: $schema="

    assert first.startswith(prefix)
    assert (bundled()[name].parent / first.removeprefix(prefix)).resolve().is_file()


@pytest.mark.parametrize("name", SEVEN)
def test_every_fact_in_it_has_a_source(name: str) -> None:
    profile = bundled_profile(name)
    places = ["users.supported", "groups.supported"]
    places += [key for key in ("delete", "base_url") if key in profile.document]
    places += [f"features.{feature}" for feature in profile.features]
    for section, rules in (("users", profile.users), ("groups", profile.groups)):
        places += [f"{section}.matching"] if rules.matching else []
        places += [f"{section}.attributes[{rule.path}]" for rule in rules.attributes]

    assert [place for place in places if profile.source_of(place) is None] == []


@pytest.mark.parametrize("name", SEVEN)
def test_every_source_in_it_is_used_and_can_be_looked_up(name: str) -> None:
    profile = bundled_profile(name)
    sections = (profile.users, profile.groups)
    used = {fact.source for fact in profile.facts.values()} | {rules.source for rules in sections}
    used |= {rule.source for rules in sections for rule in rules.attributes}

    assert set(profile.sources) - used == set()
    assert [s.key for s in profile.sources.values() if s.url is None and s.sure != "assumed"] == []


@pytest.mark.parametrize("name", SEVEN)
def test_its_types_and_required_flags_agree_with_rfc_7643(name: str) -> None:
    core = SchemaSet.from_documents(json.loads((find("schemas") / "scim/core-schemas.json").read_text("utf-8")))
    profile = bundled_profile(name)
    wrong = []
    for base, rules in ((USER, profile.users), (GROUP, profile.groups)):
        for rule in rules.attributes:
            definition = core.find(rule.target, base=base)
            assert definition is not None, rule.path
            # Entra writes the manager and the members as references, and sends only their ids.
            if rule.type not in (definition.type, "reference" if definition.type == "complex" else None):
                wrong.append((rule.path, rule.type, definition.type))
    assert wrong == []
    assert rows(profile)["userName"].required is True
    assert all(rule.required for rule in profile.groups.attributes if rule.path == "displayName")


@pytest.mark.parametrize("name", [*APPLICATIONS, "entra"])
def test_it_says_by_what_entra_finds_a_user(name: str) -> None:
    profile = bundled_profile(name)

    assert profile.standards == ("rfc", "entra", "profile")
    assert profile.users.matching[0] == "userName"
    assert all(rows(profile)[path].filterable for path in profile.users.matching)


@pytest.mark.parametrize("name", SEVEN)
def test_it_names_no_secret_and_takes_a_bearer_token(name: str) -> None:
    assert bundled_profile(name).auth.kind == "bearer"
    assert bundled_profile(name).auth.token is None


def test_rhombus_requires_five_attributes_and_has_no_groups() -> None:
    profile = bundled_profile("rhombus")
    required = [rule.path for rule in profile.users.attributes if rule.required]

    assert required == [
        "userName",
        "active",
        "name.givenName",
        "name.familyName",
        'roles[primary eq "True"].value',
    ]
    assert [rule.path for rule in profile.users.attributes if rule.filterable] == ["userName"]
    assert profile.groups.supported is False
    assert profile.delete is None


def test_the_role_of_rhombus_is_marked_as_a_placeholder() -> None:
    profile = bundled_profile("rhombus")

    assert profile.assumed() == ('users.attributes[roles[primary eq "True"].value].samples',)
    # What is assumed is the sample only: the attribute stands in Microsoft's table.
    source = profile.source_of('users.attributes[roles[primary eq "True"].value].required')
    assert source is not None
    assert source.sure == "documented"


@pytest.mark.parametrize("name", [name for name in SEVEN if name != "rhombus"])
def test_the_others_assume_nothing(name: str) -> None:
    assert bundled_profile(name).assumed() == ()


def test_kpifire_has_groups_and_leaves_open_what_is_required() -> None:
    profile = bundled_profile("kpifire")

    assert set(rows(profile)) == {
        "userName",
        "active",
        "name.givenName",
        "name.familyName",
        'phoneNumbers[type eq "work"].value',
        f"{ENTERPRISE}:department",
    }
    assert [rule.path for rule in profile.users.attributes if rule.required is not None] == ["userName"]
    assert [(rule.path, rule.filterable) for rule in profile.groups.attributes] == [
        ("displayName", True),
        ("members", False),
    ]
    assert profile.groups.matching == ("displayName",)


def test_iprova_is_known_to_filter_only_by_what_entra_must_match() -> None:
    profile = bundled_profile("iprova")
    known = [
        (f"{section}.attributes[{rule.path}].filterable", rule.filterable)
        for section, rules in (("users", profile.users), ("groups", profile.groups))
        for rule in rules.attributes
        if rule.filterable is not None
    ]

    assert known == [
        ("users.attributes[userName].filterable", True),
        ("groups.attributes[displayName].filterable", True),
    ]
    for place, _ in known:
        source = profile.source_of(place)
        assert source is not None
        assert source.sure == "deduced"
    assert [rule.path for rule in profile.groups.attributes] == ["displayName", "members", "externalId"]


def test_promapp_deactivates_and_changes_only_names_and_mail_by_patch() -> None:
    profile = bundled_profile("promapp")
    patchable = {path: rule.patchable for path, rule in rows(profile).items()}

    assert profile.delete == "deactivates"
    assert profile.groups.supported is False
    assert dict(profile.features) == {"patch": True, "changePassword": False}
    assert patchable == {
        "userName": False,
        "name.familyName": True,
        "name.givenName": True,
        'emails[type eq "work"].value': True,
        "timezone": False,
    }
    # PUT changes all of them, so none is immutable.
    assert {rule.mutability for rule in profile.users.attributes} == {"readWrite"}


def test_rfpio_takes_an_address_as_user_name_and_keeps_it() -> None:
    profile = bundled_profile("rfpio")

    assert profile.users.user_name == "email"
    assert rows(profile)["userName"].mutability == "immutable"
    assert rows(profile)[f"{ENTERPRISE}:costCenter"].mutability == "createOnly"
    assert profile.groups.supported is False
    assert "rfpio_user_role" in (profile.users.note or "")


def test_generic_claims_no_optional_feature() -> None:
    profile = bundled_profile("generic")

    assert profile.features == {}
    assert profile.users.matching == ()
    assert {rule.filterable for rule in profile.users.attributes} == {None}
    assert profile.groups.supported is True


def test_entra_has_the_default_mapping() -> None:
    profile = bundled_profile("entra")

    assert profile.users.matching == ("userName", "externalId")
    assert len(profile.users.attributes) == 18
    assert rows(profile)[f"{ENTERPRISE}:manager"].type == "reference"
    assert [rule.path for rule in profile.groups.attributes] == ["displayName", "members", "externalId"]
