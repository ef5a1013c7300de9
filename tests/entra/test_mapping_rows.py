"""A mapping is read from rows, and gives for each user what its rows say."""

from __future__ import annotations

import pytest

from scim_conformance.entra.mapping import AttributeMapping, MappingError, Row, mapping_of


def test_rows_make_a_mapping() -> None:
    mapping = mapping_of(
        [
            Row("ToLower([mail])", "userName", matching=2, required=True),
            Row("[employeeId]", "externalId", matching=1),
            Row('"Employee"', " userType ", apply="ObjectAddOnly"),
            Row("[manager]", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", type="reference"),
        ]
    )

    assert [flow.path for flow in mapping.matching] == ["externalId", "userName"]
    assert [(f.path, f.text, f.function, f.apply) for f in mapping.flows[:3]] == [
        ("userName", "ToLower([mail])", "ToLower", "Always"),
        ("externalId", "[employeeId]", "", "Always"),
        ("userType", '"Employee"', "", "ObjectAddOnly"),
    ]
    assert [flow.text for flow in mapping.references] == ["[manager]"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (Row("[mail", "userName"), "Row 1, the source of userName: At character 1 of the expression: Expected"),
        (Row("[mail]", "emails[type"), "Row 1: 'emails[type' is not an attribute path"),
        (Row("[objectId]", "ID"), "Row 1: id is the provider's own"),
        (Row("[appRoleAssignments]", "roles"), "put one of the role functions around it"),
        (Row('Join(",", [appRoleAssignments])', "roles"), "put one of the role functions around it"),
        (Row('SelectUniqueValue("a", "b")', "userName", matching=1), "SelectUniqueValue can't stand at a matching"),
        (Row('SelectUniqueValue("a", "b")', "nickName"), "let it apply only during object creation"),
    ],
)
def test_a_row_that_entra_would_not_take_is_refused(row: Row, message: str) -> None:
    with pytest.raises(MappingError) as refused:
        mapping_of([row])

    assert message in str(refused.value)


def test_two_rows_with_one_target_are_refused_however_they_spell_it() -> None:
    rows = [Row("[mail]", 'emails[type eq "work"].value'), Row("[mail]", 'emails[TYPE eq "Work"].Value')]

    with pytest.raises(MappingError, match=r"Row 2 has the target emails\[TYPE eq \"Work\"\].Value, as row 1 has"):
        mapping_of(rows)


def creating(mapping: AttributeMapping, **source: object) -> dict[str, object]:
    return mapping.values(source, create=True)


def updating(mapping: AttributeMapping, **source: object) -> dict[str, object]:
    return mapping.values(source, create=False)


def test_a_default_value_is_sent_where_there_is_none_and_only_at_creation() -> None:
    mapping = mapping_of([Row("[jobTitle]", "title", default="Employee")])

    assert creating(mapping) == creating(mapping, jobTitle="") == {"title": "Employee"}
    assert creating(mapping, jobTitle="Boss") == {"title": "Boss"}
    assert updating(mapping) == {"title": None}


def test_what_applies_only_at_creation_is_not_there_later() -> None:
    mapping = mapping_of([Row("[jobTitle]", "title", apply="ObjectAddOnly"), Row("[mail]", "userName")])

    assert set(creating(mapping)) == {"title", "userName"}
    assert set(updating(mapping)) == {"userName"}


def test_what_is_to_be_ignored_where_it_is_empty_is_not_there_then() -> None:
    mapping = mapping_of([Row("IgnoreFlowIfNullOrEmpty([department])", "title"), Row("[mail]", "userName")])

    assert updating(mapping, department="") == {"userName": None}
    assert updating(mapping, department="Sales") == {"title": "Sales", "userName": None}


def test_of_a_list_the_first_flows_into_a_place_for_one() -> None:
    mapping = mapping_of([Row("[otherMails]", 'emails[type eq "home"].value'), Row("[otherMails]", "nickName")])

    values = creating(mapping, otherMails=["a@example.com", "b@example.com"])
    assert values == {'emails[type eq "home"].value': "a@example.com", "nickName": ("a@example.com", "b@example.com")}
    assert creating(mapping, otherMails=[])['emails[type eq "home"].value'] is None


def test_a_text_becomes_a_number_where_the_attribute_is_one_and_never_a_boolean() -> None:
    rows = [Row("[a]", "urn:x:y:2.0:User:n", type="integer"), Row("[b]", "active", type="boolean")]

    assert creating(mapping_of(rows), a="7", b="True") == {"urn:x:y:2.0:User:n": 7, "active": "True"}
    assert creating(mapping_of(rows), a="seven", b=True) == {"urn:x:y:2.0:User:n": "seven", "active": True}
