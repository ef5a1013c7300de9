from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from provider_by_hand import profile, rule

from scim_conformance.files import read_json
from scim_conformance.profile import Limits, bundled, load
from scim_conformance.provider.shape import Shape, shape_of
from scim_conformance.wire import ENTERPRISE, GROUP, USER, SchemaSet

CUSTOM = "urn:ietf:params:scim:schemas:extension:Acme:2.0:User"


def shape(*args: Any, **kwargs: Any) -> Shape:
    return shape_of(profile(*args, **kwargs), read_json("scim/core-schemas.json"))


def schema(shaped: Shape, urn: str) -> dict[str, Any]:
    return next(each for each in shaped.schemas if each["id"] == urn)


def attributes(shaped: Shape, urn: str = USER) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in schema(shaped, urn)["attributes"]}


def subs(attribute: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in attribute["subAttributes"]}


def test_the_user_has_the_profile_s_attributes_and_a_user_name() -> None:
    shaped = shape(rule("title"), rule("active", "boolean"))

    assert set(attributes(shaped)) == {"userName", "title", "active"}
    assert [each["id"] for each in shaped.schemas] == [USER]


def test_a_generic_provider_has_the_whole_user_of_the_rfc() -> None:
    core = {each["id"]: each for each in read_json("scim/core-schemas.json")}

    shaped = shape(rule("name.givenName"), rule(f"{ENTERPRISE}:manager.value"), slug="generic", groups=())

    for urn in (USER, GROUP, ENTERPRISE):
        for each in core[urn]["attributes"]:
            parts = {sub["name"] for sub in each.get("subAttributes", ())}
            assert parts <= {sub["name"] for sub in attributes(shaped, urn)[each["name"]].get("subAttributes", ())}


def test_of_a_complex_attribute_the_sub_attributes_stay_that_the_profile_names() -> None:
    shaped = shape(rule("name.givenName"), rule("name.familyName"))

    assert set(subs(attributes(shaped)["name"])) == {"givenName", "familyName"}


def test_of_a_multi_valued_attribute_stays_what_tells_its_elements_apart() -> None:
    shaped = shape(rule('addresses[type eq "work"].postalCode'), rule('emails[type eq "work"].value'))

    assert set(subs(attributes(shaped)["addresses"])) == {"postalCode", "type", "primary"}
    assert set(subs(attributes(shaped)["emails"])) == {"value", "type", "primary", "display"}


def test_an_attribute_named_without_sub_attribute_stays_whole() -> None:
    shaped = shape(rule("name", "complex"), rule("name.givenName"))

    assert "honorificPrefix" in subs(attributes(shaped)["name"])


def test_a_required_sub_attribute_makes_its_attribute_required() -> None:
    shaped = shape(
        rule("name.givenName", required=True),
        rule("name.familyName"),
        rule('roles[primary eq "True"].value', required=True),
    )

    name, roles = attributes(shaped)["name"], attributes(shaped)["roles"]
    assert name["required"]
    assert subs(name)["givenName"]["required"]
    assert not subs(name)["familyName"]["required"]
    assert roles["required"]
    assert subs(roles)["value"]["required"]


@pytest.mark.parametrize(
    ("said", "served"),
    [
        ("createOnly", "immutable"),
        ("immutable", "immutable"),
        ("readOnly", "readOnly"),
        ("readWrite", "readWrite"),
    ],
)
def test_mutability_is_served_in_the_words_of_scim(said: Any, served: str) -> None:
    shaped = shape(rule(f"{ENTERPRISE}:costCenter", mutability=said))

    assert attributes(shaped, ENTERPRISE)["costCenter"]["mutability"] == served


def test_an_attribute_that_the_rfc_does_not_have_is_defined_by_its_type() -> None:
    shaped = shape(rule("badge", "integer", required=True), rule('cars[type eq "leased"].plate'))

    assert attributes(shaped)["badge"]["type"] == "integer"
    assert attributes(shaped)["badge"]["required"]
    cars = attributes(shaped)["cars"]
    assert (cars["type"], cars["multiValued"]) == ("complex", True)
    assert {"plate", "type", "primary"} <= set(subs(cars))


def test_a_sub_attribute_that_the_rfc_does_not_have_joins_those_it_has() -> None:
    shaped = shape(rule("name.givenName"), rule("name.birthName"), rule("emails[verified eq true].value"))

    assert set(subs(attributes(shaped)["name"])) == {"givenName", "birthName"}
    assert subs(attributes(shaped)["emails"])["verified"]["type"] == "boolean"


def test_a_complex_attribute_of_which_only_the_name_is_known_has_a_value() -> None:
    shaped = shape(rule("desk", "complex"), rule("homepage", "reference"))

    assert set(subs(attributes(shaped)["desk"])) == {"value"}
    assert attributes(shaped)["homepage"]["referenceTypes"] == ["external"]


def test_an_extension_of_the_application_s_own_gets_a_schema_and_is_required_where_its_attributes_are() -> None:
    shaped = shape(rule(f"{CUSTOM}:floor", "integer", required=True), rule(f"{ENTERPRISE}:department"))

    assert attributes(shaped, CUSTOM)["floor"]["type"] == "integer"
    assert schema(shaped, CUSTOM)["name"] == "AcmeUser"
    assert shaped.resource_types[0]["schemaExtensions"] == [
        {"schema": CUSTOM, "required": True},
        {"schema": ENTERPRISE, "required": False},
    ]


def test_the_spelling_of_a_urn_does_not_make_another_schema() -> None:
    shaped = shape(rule(f"{ENTERPRISE}:department"), rule(f"{ENTERPRISE.upper()}:division"))

    assert [each["id"] for each in shaped.schemas] == [USER, ENTERPRISE]
    assert set(attributes(shaped, ENTERPRISE)) == {"department", "division"}


def test_common_attributes_are_in_no_schema_unless_more_is_asked_of_them() -> None:
    plain = shape(rule("externalId"), rule("id", mutability="readOnly", required=True))
    strict = shape(rule("externalId", required=True))

    assert set(attributes(plain)) == {"userName"}
    assert attributes(strict)["externalId"]["required"]
    assert attributes(strict)["externalId"]["caseExact"]


@pytest.mark.parametrize("supported", [False, None])
def test_groups_are_there_only_where_the_profile_says_so(supported: bool | None) -> None:
    made = profile(slug="generic")
    object.__setattr__(made.groups, "supported", supported)

    shaped = shape_of(made, read_json("scim/core-schemas.json"))

    assert [each["name"] for each in shaped.resource_types] == ["User"]
    assert GROUP not in [each["id"] for each in shaped.schemas]
    assert "groups" not in attributes(shaped)


def test_groups_have_the_profile_s_attributes_and_a_unique_name() -> None:
    shaped = shape(groups=(rule("members", "reference"),))

    assert set(attributes(shaped, GROUP)) == {"displayName", "members"}
    assert attributes(shaped, GROUP)["displayName"]["uniqueness"] == "server"
    assert {"value", "$ref", "type", "display"} <= set(subs(attributes(shaped, GROUP)["members"]))


@pytest.mark.parametrize("feature", ["patch", "bulk", "filter", "sort", "etag"])
def test_a_feature_is_off_where_the_profile_denies_it(feature: str) -> None:
    assert shape().config[feature]["supported"] is True
    assert shape(features={feature: True}).config[feature]["supported"] is True
    assert shape(features={feature: False}).config[feature]["supported"] is False


def test_passwords_cannot_be_changed_unless_the_profile_says_so() -> None:
    assert shape().config["changePassword"] == {"supported": False}


def test_the_page_limit_of_the_profile_is_told() -> None:
    assert shape(limits=Limits(page_size=7)).config["filter"]["maxResults"] == 7


@pytest.mark.parametrize("name", sorted(bundled()))
def test_the_documents_of_every_bundled_profile_are_valid(name: str, tmp_path: Path) -> None:
    shaped = shape_of(load(name, cwd=tmp_path), read_json("scim/core-schemas.json"))

    for kind, documents in (
        ("schema", shaped.schemas),
        ("resource-type", shaped.resource_types),
        ("service-provider-config", (shaped.config,)),
    ):
        validator = Draft202012Validator(read_json(f"scim/{kind}.schema.json"))
        for document in documents:
            assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize("name", sorted(bundled()))
def test_the_schemas_define_every_attribute_of_every_bundled_profile(name: str, tmp_path: Path) -> None:
    told = load(name, cwd=tmp_path)
    shaped = shape_of(told, read_json("scim/core-schemas.json"))
    schemas = SchemaSet.from_documents(list(shaped.schemas))

    assert not schemas.problems
    for base, rules in ((USER, told.users.attributes), (GROUP, told.groups.attributes)):
        for each in rules:
            if each.target.name != "externalId":
                definition = schemas.find(each.target, base=base)
                assert definition is not None, each.path
                assert definition.required or not each.required, each.path


def test_the_definitions_given_stay_as_they_are() -> None:
    definitions = read_json("scim/core-schemas.json")
    before = repr(definitions)

    shape_of(profile(rule("name.givenName", required=True), groups=()), definitions)

    assert repr(definitions) == before
