"""The gallery test of /Schemas: which names it reads out of the schemas."""

from __future__ import annotations

from typing import Any

import pytest
from gallery_by_hand import loaded, stand

from scim_conformance.entra.gallery.direct_schema import flattened, play
from scim_conformance.entra.gallery.trail import Outcome, Trail
from scim_conformance.entra.port import Answer
from scim_conformance.wire import ENTERPRISE, GROUP, USER


def attribute(
    name: str, type: str = "string", *subs: dict[str, Any], several: Any = False, **more: Any
) -> dict[str, Any]:
    return {"name": name, "type": type, "multiValued": several, "subAttributes": list(subs), **more}


def names(*attributes: dict[str, Any]) -> list[str]:
    return list(flattened({"id": USER, "attributes": list(attributes)}))


VALUE, PRIMARY = attribute("value"), attribute("primary", "boolean")
TYPE = attribute("type", canonicalValues=["work", "home"])


def test_a_simple_attribute_is_known_by_its_name() -> None:
    assert names(attribute("title"), attribute("active", "boolean")) == ["title", "active"]


def test_a_reference_is_not_found_but_for_manager_and_members() -> None:
    assert names(attribute("profileUrl", "reference")) == []
    assert names(attribute("manager", "complex", VALUE), attribute("members", "complex", several=True)) == [
        "manager",
        "members",
    ]


def test_parts_of_an_object_are_found_if_they_are_simple() -> None:
    name = attribute("name", "complex", attribute("givenName"), attribute("link", "reference"))
    assert names(name) == ["name.givenName"]


def test_elements_are_known_by_the_canonical_values_of_their_type() -> None:
    emails = attribute("emails", "complex", VALUE, TYPE, PRIMARY, several=True)
    assert names(emails) == ['emails[type eq "work"].value', 'emails[type eq "home"].value']


def test_without_canonical_values_only_the_primary_element_is_known() -> None:
    roles = attribute("roles", "complex", VALUE, attribute("type"), PRIMARY, several=True)
    assert names(roles) == ['roles[primary eq "True"].value', 'roles[primary eq "True"].type']


def test_words_are_read_to_the_letter() -> None:
    assert names(attribute("emails", "Complex", VALUE, several=True)) == ["emails"]
    assert names(attribute("emails", "complex", VALUE, several="true")) == ["emails.value"]


def outcome_of(profile: str, documents: Any, status: int = 200) -> Outcome:
    body = {"Resources": documents}
    ground, wire = stand(profile)
    wire.answering = lambda *_: Answer(status, body, text=str(body))
    return play(ground, Trail(wire))


def kpifire_schemas(types: list[str] | None, *more: dict[str, Any]) -> list[dict[str, Any]]:
    type = attribute("type", **({"canonicalValues": types} if types else {}))
    user = [
        attribute("userName"),
        attribute("active", "boolean"),
        attribute("name", "complex", attribute("givenName"), attribute("familyName")),
        attribute("phoneNumbers", "complex", VALUE, type, several=True),
        *more,
    ]
    group = [attribute("displayName"), attribute("members", "complex", VALUE, several=True)]
    return [
        {"id": USER, "attributes": user},
        {"id": GROUP, "attributes": group},
        {"id": ENTERPRISE, "attributes": [attribute("department")]},
    ]


def test_everything_that_is_in_the_schemas_is_found() -> None:
    outcome = outcome_of("kpifire", kpifire_schemas(["work"]))
    assert (outcome.result, outcome.documented) == ("success", "passed")


def test_a_type_without_canonical_values_fails_in_the_template_alone() -> None:
    outcome = outcome_of("kpifire", kpifire_schemas(None))
    assert outcome.result == (
        "FAILED - Action: Compose_Schema_Discoverability_Summary - "
        'Missing user attrs: ["phoneNumbers[type eq \\"work\\"].value"] | Missing group attrs: []'
    )
    assert outcome.documented == "passed"
    assert "canonicalValues" in outcome.why


def test_an_attribute_that_no_schema_declares_fails() -> None:
    documents = kpifire_schemas(["work"])
    documents[2]["attributes"] = []
    outcome = outcome_of("kpifire", documents)
    assert outcome.documented == "failed"
    assert "department" in outcome.why
    assert outcome.error_details == (
        'Missing user attributes (1): ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"]. '
        "Missing group attributes (0): []."
    )


def test_a_missing_schema_of_groups_is_told_by_its_attributes() -> None:
    documents = [each for each in kpifire_schemas(["work"]) if each["id"] != GROUP]
    outcome = outcome_of("kpifire", documents)
    assert 'Missing group attrs: ["displayName", "members"]' in outcome.result
    assert outcome.detailed["groupSchemaFound"] is False


def test_external_id_need_not_be_in_a_schema() -> None:
    ground, wire = stand("entra")
    outcome = play(ground, Trail(wire))
    assert 'Missing user attrs: ["externalId"]' in outcome.result
    assert outcome.documented == "passed"


def test_a_bare_list_of_roles_can_never_be_found() -> None:
    roles = attribute("roles", "complex", VALUE, attribute("type"), several=True)
    profile = loaded("kpifire", "users.attributes[name.givenName].path=roles")
    ground, wire = stand(profile)
    wire.answering = lambda *_: Answer(200, {"Resources": kpifire_schemas(["work"], roles)})
    outcome = play(ground, Trail(wire))
    assert 'Missing user attrs: ["roles"]' in outcome.result
    assert outcome.documented == "passed"


@pytest.mark.parametrize(
    ("status", "documents", "text"),
    [
        (404, [], "/Schemas endpoint returned HTTP 404"),
        (203, [{"id": USER}], "HTTP 203"),
        (200, [], "endpoint returned no schemas"),
        (200, None, "endpoint returned no schemas"),
    ],
)
def test_an_endpoint_that_lists_nothing_fails(status: int, documents: Any, text: str) -> None:
    outcome = outcome_of("kpifire", documents, status)
    assert outcome.result == f"FAILED - Action: SCIM_Get_Schemas - {text}"
    assert outcome.documented == "failed"


@pytest.mark.parametrize("odd", ["text", [1, "x"], [{"id": USER, "attributes": {"a": 1}}], [{"attributes": [None]}]])
def test_no_answer_makes_it_fall_over(odd: Any) -> None:
    assert outcome_of("kpifire", odd).result.startswith("FAILED")
