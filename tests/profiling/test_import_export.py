"""Exports of Entra's synchronization schema, read into profiles; the export is made up."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.profile import Profile, load
from scim_conformance.profiling.draft import Draft
from scim_conformance.profiling.export import NoExport, read_export
from scim_conformance.profiling.writing import write_profile


def flow(target: str, expression: str, **more: Any) -> dict[str, Any]:
    kind = "Constant" if expression.startswith('"') else "Function" if "(" in expression else "Attribute"
    return {
        "targetAttributeName": target,
        "source": {"expression": expression, "name": expression.strip('[]"'), "type": kind, "parameters": []},
        "flowType": "Always",
        "flowBehavior": "FlowWhenChanged",
        "matchingPriority": 0,
        "defaultValue": None,
        **more,
    }


def attribute(name: str, kind: str = "String", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "required": False, "caseExact": False, "mutability": "ReadWrite", **more}


EXPORT: dict[str, Any] = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#x",
    "version": "Date:2026-01-01",
    "synchronizationRules": [
        {
            "sourceDirectoryName": "Azure Active Directory",
            "targetDirectoryName": "Fennel",
            "objectMappings": [
                {
                    "enabled": True,
                    "sourceObjectName": "User",
                    "targetObjectName": "urn:ietf:params:scim:schemas:core:2.0:User",
                    "attributeMappings": [
                        flow("externalId", "[mailNickname]", matchingPriority=2),
                        flow("userName", "[userPrincipalName]", matchingPriority=1),
                        flow("active", 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'),
                        flow("userType", '"Member"'),
                        flow("roles", "Conjure([appRoleAssignments])", flowType="ObjectAddOnly"),
                        flow("title", "[jobTitle]", defaultValue="none"),
                        flow("startedOn", "[employeeHireDate]"),
                        flow("userName", "[mail]"),
                        flow('emails[type eq "work"', "[mail]"),
                    ],
                },
                {
                    "enabled": False,
                    "sourceObjectName": "Group",
                    "targetObjectName": "urn:ietf:params:scim:schemas:core:2.0:Group",
                    "attributeMappings": [
                        flow("displayName", "[displayName]", matchingPriority=1),
                        flow("members", "[members]"),
                    ],
                },
            ],
        },
        {"sourceDirectoryName": "Fennel", "targetDirectoryName": "Azure Active Directory", "objectMappings": []},
    ],
    "directories": [
        {
            "name": "Fennel",
            "objects": [
                {
                    "name": "urn:ietf:params:scim:schemas:core:2.0:User",
                    "attributes": [
                        attribute("id", mutability="ReadOnly", required=True),
                        attribute("userName", required=True, mutability="Immutable"),
                        attribute("externalId"),
                        attribute("active", "Boolean"),
                        attribute("userType"),
                        attribute("roles", multivalued=True),
                        attribute("title"),
                        attribute("nickName"),
                    ],
                },
                {
                    "name": "urn:ietf:params:scim:schemas:core:2.0:Group",
                    "attributes": [attribute("displayName"), attribute("members", "Reference", multivalued=True)],
                },
            ],
        }
    ],
}  # fmt: skip


@pytest.fixture
def draft() -> Draft:
    return read_export(EXPORT, stem="schema")


@pytest.fixture
def made(draft: Draft, tmp_path: Path) -> Profile:
    (tmp_path / "made.yaml").write_text(write_profile(draft), encoding="utf-8")
    return load("made.yaml", cwd=tmp_path)


def note(made: Profile, path: str) -> str:
    return next(rule.note or "" for rule in made.users.attributes if rule.path == path)


def test_what_is_mapped_becomes_attributes_with_the_types_that_are_defined(made: Profile) -> None:
    assert made.name == "Fennel"
    assert [(rule.path, rule.type) for rule in made.users.attributes] == [
        ("externalId", "string"),
        ("userName", "string"),
        ("active", "boolean"),
        ("userType", "string"),
        ("roles", "string"),
        ("title", "string"),
        ("startedOn", "string"),
        ('emails[type eq "work"].value', "string"),
    ]


def test_matching_attributes_come_in_the_order_of_their_priority(made: Profile) -> None:
    assert made.users.matching == ("userName", "externalId")


def test_what_is_required_and_what_stays_is_taken_from_the_definitions(made: Profile) -> None:
    user_name = next(rule for rule in made.users.attributes if rule.path == "userName")

    assert (user_name.required, user_name.mutability) == (True, "immutable")
    assert all(rule.required is None for rule in made.users.attributes if rule.path != "userName")


def test_expressions_are_kept_in_notes_and_one_that_is_unknown_is_said(made: Profile, draft: Draft) -> None:
    assert note(made, "userName") == "Entra sends [userPrincipalName]."
    assert note(made, "title") == "Entra sends [jobTitle]. Without a value it sends none."
    assert "There is no function Conjure" in note(made, "roles")
    assert "when it creates, and at no later time" in note(made, "roles")
    assert any(remark.startswith("roles:") and "Conjure" in remark for remark in draft.remarks)


def test_a_constant_is_a_value_that_the_application_takes(made: Profile) -> None:
    assert next(rule.samples for rule in made.users.attributes if rule.path == "userType") == ("Member",)


def test_a_mapping_that_is_switched_off_leaves_open_whether_there_are_groups(made: Profile) -> None:
    assert made.groups.supported is None
    assert "switched the mapping of groups off" in (made.groups.note or "")
    assert made.groups.matching == ("displayName",)


def test_all_that_is_left_out_or_guessed_is_said(draft: Draft) -> None:
    told = "\n".join(draft.remarks)

    assert "Defined for users and not mapped, so left out: id, nickName." in told
    assert "userName is mapped twice" in told
    assert "The rule from Fennel to Azure Active Directory was left out." in told
    assert "startedOn: The export does not define this attribute" in told


def test_an_application_that_entra_gives_no_name_takes_that_of_the_file() -> None:
    export = copy.deepcopy(EXPORT)
    export["synchronizationRules"][0]["targetDirectoryName"] = "customappsso"

    made = read_export(export, stem="my_desk")

    assert made.name == "my desk"
    assert any("customappsso" in remark for remark in made.remarks)


@pytest.mark.parametrize(
    "document",
    [None, [], "x", {}, {"synchronizationRules": []}, {"synchronizationRules": [{"targetDirectoryName": "AAD"}]}],
)
def test_what_is_no_synchronization_schema_is_refused_with_a_reason(document: Any) -> None:
    with pytest.raises(NoExport, match=r"."):
        read_export(document)


@pytest.mark.parametrize("key", ["objectMappings", "attributeMappings", "source", "targetAttributeName", "expression"])
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [None], [{}]])
def test_parts_of_another_kind_do_not_upset_it(key: str, value: Any, tmp_path: Path) -> None:
    def spoilt(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: value if name == key else spoilt(inner) for name, inner in part.items()}
        return [spoilt(each) for each in part] if isinstance(part, list) else part

    (tmp_path / "made.yaml").write_text(write_profile(read_export(spoilt(EXPORT))), encoding="utf-8")

    assert load("made.yaml", cwd=tmp_path).name == "Fennel"
