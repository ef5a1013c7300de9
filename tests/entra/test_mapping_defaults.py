"""The default mapping, cut to each profile: what flows from where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scim_conformance.entra.directory import Directory, source_attributes
from scim_conformance.entra.directory.model import AppRole
from scim_conformance.entra.mapping import AttributeMapping, Flow, groups_mapping, roles_offered, users_mapping
from scim_conformance.people.employees import employee
from scim_conformance.profile import AttributeRule, Profile, ResourceRules, bundled, load
from scim_conformance.wire import ENTERPRISE, USER, AttributePath, SchemaSet

ACTIVE = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
SINGLE = "SingleAppRoleAssignment([appRoleAssignments])"
ADA: dict[str, Any] = {
    "objectId": "1",
    "userPrincipalName": "ada@example.com",
    "mailNickname": "ada",
    "IsSoftDeleted": False,
    "displayName": "Ada Lovelace",
    "givenName": "Ada",
    "surname": "Lovelace",
    "telephoneNumber": "+1-202-555-0100",
    "department": "Engines",
    "proxyAddresses": ["ada@example.org", "countess@example.org"],
    "appRoleAssignments": (AppRole("1", "Viewer", "Viewer"), AppRole("2", "Admin", "Admin")),
    "manager": "2",
}


def profile(name: str) -> Profile:
    return load(name, cwd=Path("/"))


def rule(path: str, type: str = "string", **said: Any) -> AttributeRule:
    return AttributeRule(path, AttributePath.parse(path), type, **said)  # type: ignore[arg-type]


def rules(*rows: AttributeRule, **said: Any) -> ResourceRules:
    return ResourceRules(supported=True, attributes=rows, **said)


def only(row: AttributeRule, **said: Any) -> Flow:
    (flow,) = users_mapping(rules(row), **said).flows
    return flow


def sources(mapping: AttributeMapping) -> dict[str, str]:
    return {flow.path: flow.text for flow in mapping.flows}


def test_what_flows_into_kpifire() -> None:
    kpifire = profile("kpifire")
    users, groups = users_mapping(kpifire.users), groups_mapping(kpifire.groups)

    assert [(f.path, f.text, f.type, f.matching, f.apply, f.required) for f in users.flows] == [
        ("userName", "[userPrincipalName]", "string", 1, "Always", True),
        ("active", ACTIVE, "boolean", 0, "Always", False),
        ("name.givenName", "[givenName]", "string", 0, "Always", False),
        ("name.familyName", "[surname]", "string", 0, "Always", False),
        ('phoneNumbers[type eq "work"].value', "[telephoneNumber]", "string", 0, "Always", False),
        (f"{ENTERPRISE}:department", "[department]", "string", 0, "Always", False),
    ]
    assert [(f.path, f.text, f.type, f.matching, f.apply, f.required) for f in groups.flows] == [
        ("displayName", "[displayName]", "string", 1, "Always", True),
        ("members", "[members]", "reference", 0, "Always", False),
    ]


def test_what_flows_into_rhombus() -> None:
    rhombus = profile("rhombus")

    assert [(f.path, f.text, f.function, f.matching, f.required) for f in users_mapping(rhombus.users).flows] == [
        ("userName", "[userPrincipalName]", "", 1, True),
        ("active", ACTIVE, "Switch", 0, True),
        ("name.givenName", "[givenName]", "", 0, True),
        ("name.familyName", "[surname]", "", 0, True),
        ('roles[primary eq "True"].value', SINGLE, "SingleAppRoleAssignment", 0, True),
    ]
    assert groups_mapping(rhombus.groups).flows == ()
    assert roles_offered(rhombus.users) == ("Viewer",)


def test_what_flows_into_iprova() -> None:
    iprova = profile("iprova")

    assert sources(users_mapping(iprova.users)) == {
        "userName": "[userPrincipalName]",
        "active": ACTIVE,
        "displayName": "[displayName]",
        'emails[type eq "work"].value': "[mail]",
        "preferredLanguage": "[preferredLanguage]",
        'phoneNumbers[type eq "work"].value': "[telephoneNumber]",
        "externalId": "[mailNickname]",
    }
    assert sources(groups_mapping(iprova.groups)) == {
        "displayName": "[displayName]",
        "members": "[members]",
        "externalId": "[objectId]",
    }


def test_what_promapp_takes_once_applies_only_during_creation() -> None:
    flows = {flow.path: flow for flow in users_mapping(profile("promapp").users).flows}

    assert {path for path, flow in flows.items() if flow.apply == "ObjectAddOnly"} == {"userName", "timezone"}
    assert set(flows) - {"userName", "timezone"} == {
        "name.familyName",
        "name.givenName",
        'emails[type eq "work"].value',
    }


def test_what_rfpio_takes_once_applies_only_during_creation() -> None:
    flows = users_mapping(profile("rfpio").users).flows

    assert [(flow.path, flow.apply) for flow in flows] == [
        ("userName", "ObjectAddOnly"),
        ('emails[type eq "work"].value', "ObjectAddOnly"),
        (f"{ENTERPRISE}:costCenter", "ObjectAddOnly"),
    ]
    assert flows[2].text.startswith("[extensionAttribute")


def test_the_whole_default_mapping_is_in_the_profile_of_entra() -> None:
    mapping = users_mapping(profile("entra").users)
    texts = sources(mapping)

    assert texts['emails[type eq "other"].value'] == "[proxyAddresses]"
    assert texts['addresses[type eq "other"].formatted'] == "[physicalDeliveryOfficeName]"
    assert [flow.path for flow in mapping.matching] == ["userName", "externalId"]
    assert [flow.path for flow in mapping.references] == [f"{ENTERPRISE}:manager"]
    assert not [text for text in texts.values() if "extensionAttribute" in text]


@pytest.mark.parametrize("name", bundled())
def test_every_attribute_of_a_bundled_profile_flows_and_nothing_else(name: str) -> None:
    it = profile(name)

    assert [f.path for f in users_mapping(it.users).flows] == [each.path for each in it.users.attributes]
    assert [f.path for f in groups_mapping(it.groups).flows] == [each.path for each in it.groups.attributes]


@pytest.mark.parametrize("name", bundled())
def test_each_row_can_be_computed_for_a_user_who_has_nothing(name: str) -> None:
    mapping = users_mapping(profile(name).users)

    assert set(mapping.values({}, create=True)) == {flow.path for flow in mapping.flows if not flow.is_reference}


def test_a_made_up_employee_has_whatever_a_mapping_reads() -> None:
    directory = Directory()
    directory.add_person(employee(7, 1, "run"), object_id="1")
    person = directory.person("1")
    assert person is not None
    seen = source_attributes(directory, person, is_soft_deleted=False)
    for name in bundled():
        mapping = users_mapping(profile(name).users)
        empty = [flow.text for flow in mapping.flows if not flow.is_reference and flow.value(seen) in (None, "")]
        assert [text for text in empty if text != SINGLE] == []


def test_the_values_are_those_of_the_directory() -> None:
    values = users_mapping(profile("entra").users).values(ADA, create=True)

    assert values["userName"] == "ada@example.com"
    assert values["active"] == "True"
    assert values['emails[type eq "other"].value'] == "ada@example.org"
    assert values["title"] is None
    assert not [path for path in values if "manager" in path]


def test_a_manager_is_a_reference_however_the_profile_writes_it() -> None:
    for path, type in ((f"{ENTERPRISE}:manager", "reference"), (f"{ENTERPRISE}:manager.value", "string")):
        flow = only(rule(path, type))
        assert (flow.is_reference, flow.text, flow.value(ADA)) == (True, "[manager]", "2")


def test_an_address_is_no_reference_to_a_user() -> None:
    assert not only(rule("profileUrl", "reference")).is_reference
    assert only(rule("urn:x:y:2.0:User:home", "reference")).text == '"https://example.com/"'


@pytest.mark.parametrize(
    "row",
    [
        rule("id"),
        rule("meta.created", "dateTime"),
        rule("title", mutability="readOnly"),
        rule("password"),
        rule("entitlements.value"),
        rule(f"{ENTERPRISE}:manager", "reference", mutability="readOnly"),
        rule(f"{ENTERPRISE}:manager.displayName"),
        rule("name", "complex"),
    ],
    ids=lambda row: str(row.path),
)
def test_what_entra_can_not_send_is_left_out(row: AttributeRule) -> None:
    assert users_mapping(rules(row)).flows == ()


@pytest.mark.parametrize(
    ("row", "text", "value"),
    [
        (rule("userType", samples=("Staff", "Guest")), '"Staff"', "Staff"),
        (rule("title", samples=("Engineer",)), '"Engineer"', "Engineer"),
        (rule("urn:x:y:2.0:User:badge", pattern="[A-Z]{3}", samples=("ABC",)), '"ABC"', "ABC"),
        (rule("urn:x:y:2.0:User:external", "boolean"), '"True"', "True"),
        (rule("urn:x:y:2.0:User:floor", "integer", samples=(7,)), '"7"', 7),
        (rule("urn:x:y:2.0:User:floor", "integer"), '"1"', 1),
        (rule("urn:x:y:2.0:User:rate", "decimal"), '"1.5"', 1.5),
        (rule("urn:x:y:2.0:User:since", "dateTime"), '"2026-01-01T00:00:00Z"', "2026-01-01T00:00:00Z"),
    ],
)
def test_what_is_not_free_to_choose_is_a_constant(row: AttributeRule, text: str, value: Any) -> None:
    flow = only(row)

    assert (flow.text, flow.value({})) == (text, value)
    assert type(flow.value({})) is type(value)


def test_a_sample_that_the_caller_has_for_a_pattern_is_a_constant() -> None:
    assert only(rule("title", pattern="[A-Z]{3}"), samples={"title": "XYZ"}).text == '"XYZ"'
    assert only(rule("title", samples=("ABC",)), samples={"title": "XYZ"}).text == '"ABC"'


@pytest.mark.parametrize("path", ["userName", "externalId", "title"])
def test_what_tells_users_apart_is_never_a_constant(path: str) -> None:
    row = rule(path, samples=("one", "two"))
    (flow,) = users_mapping(rules(row, matching=(path,))).flows

    assert flow.text.startswith("[")
    assert flow.matching == 1


def test_whether_a_user_is_active_is_never_a_constant() -> None:
    assert only(rule("active", "boolean", samples=(True,))).text == ACTIVE


SCHEMAS = SchemaSet.from_documents(
    [
        {
            "id": USER,
            "name": "User",
            "attributes": [
                {"name": "userName", "type": "string"},
                {"name": "nickName", "type": "string", "mutability": "readOnly"},
                {"name": "userType", "type": "string", "canonicalValues": ["Contractor", "Employee"]},
            ],
        }
    ]
)


def test_the_schemas_tell_what_is_read_only_and_which_values_there_are() -> None:
    mapping = users_mapping(rules(rule("userName"), rule("nickName"), rule("userType")), schemas=SCHEMAS)

    assert sources(mapping) == {"userName": "[userPrincipalName]", "userType": '"Contractor"'}


@pytest.mark.parametrize("path", ["USERNAME", f"{USER}:userName"])
def test_a_path_is_known_however_it_is_spelled(path: str) -> None:
    flow = only(rule(path))

    assert (flow.text, flow.path, flow.matching) == ("[userPrincipalName]", path, 1)


def test_an_email_of_a_type_that_the_table_does_not_know_is_the_mail() -> None:
    assert only(rule("emails[primary eq true].value")).text == "[mail]"
    assert only(rule('addresses[type eq "home"].country')).text == "[country]"


def test_the_source_of_an_unknown_attribute_depends_on_its_path_alone() -> None:
    one, two = rule("urn:x:y:2.0:User:one"), rule("urn:x:y:2.0:User:two")

    together = sources(users_mapping(rules(two, one)))
    assert together == {one.path: only(one).text, two.path: only(two).text}
    assert len(set(together.values())) == 2


def test_fifteen_unknown_attributes_have_fifteen_sources() -> None:
    rows = [rule(f"urn:x:y:2.0:User:a{number}") for number in range(20)]
    texts = list(sources(users_mapping(rules(*rows))).values())

    assert set(texts) == {f"[extensionAttribute{number}]" for number in range(1, 16)}
    assert len(set(texts[:15])) == 15


ROLE_PATHS = ['roles[primary eq "True"].value', 'roles[primary eq "True"].display', 'roles[primary eq "True"].type']


@pytest.mark.parametrize("path", [*ROLE_PATHS, 'roles[primary eq "True"]', "roles.value"])
def test_one_role_flows_into_a_place_for_one(path: str) -> None:
    flow = only(rule(path, samples=("Viewer",)))

    assert (flow.text, flow.value(ADA)) == (SINGLE, "Viewer")


def test_all_roles_flow_into_roles() -> None:
    flow = only(rule("roles", "complex"))

    assert flow.text == "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])"
    assert flow.value(ADA) == ("Viewer", "Admin")


@pytest.mark.parametrize(
    ("rows", "offered"),
    [
        ([], ("User", "Admin")),
        ([rule("roles", "complex", samples=({"value": "Editor"}, {"value": "Reader"}))], ("Editor", "Reader")),
        ([rule("roles[primary eq true].value", samples=("A", "B", "A"))], ("A", "B")),
        ([rule("roles[primary eq true].type", samples=("A",))], ("User", "Admin")),
        ([rule("roles.value", pattern="A.*")], ("Admin",)),
        ([rule("roles.value", pattern="[0-9]+")], ()),
    ],
)
def test_the_roles_offered_are_those_that_the_application_takes(
    rows: list[AttributeRule], offered: tuple[str, ...]
) -> None:
    assert roles_offered(rules(*rows)) == offered


PATHS = st.sampled_from(
    ["userName", "title", "name.givenName", 'emails[type eq "work"].value', "urn:x:y:2.0:User:z", "locale", "active"]
)
TYPES = st.sampled_from(["string", "boolean", "integer", "decimal", "dateTime", "reference", "binary"])


@given(st.lists(st.builds(rule, PATHS, TYPES, required=st.booleans()), unique_by=lambda each: each.path))
def test_a_required_attribute_is_never_left_out(rows: list[AttributeRule]) -> None:
    mapping = users_mapping(rules(*rows))

    assert [(flow.path, flow.required) for flow in mapping.flows] == [(each.path, each.required) for each in rows]
