"""The gallery tests that send their requests themselves: what the template says, and what is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from gallery_by_hand import MARK, Wire, loaded, stand

from scim_conformance.entra.gallery import direct_create, direct_manager, direct_null, direct_update
from scim_conformance.entra.gallery.ground import Ground
from scim_conformance.entra.gallery.trail import Outcome, Trail
from scim_conformance.entra.managers import MANAGER
from scim_conformance.entra.port import Answer, Port
from scim_conformance.wire import ENTERPRISE

EXTENSION = ENTERPRISE


def played(test: Callable[[Ground, Trail], Outcome], ground: Ground) -> Outcome:
    return test(ground, Trail(ground.port))


def left(wire: Wire) -> int:
    return sum(wire.carry("GET", endpoint).json.get("totalResults", 0) for endpoint in ("Users", "Groups"))


def refusing(method: str, status: int, endpoint: str = "", scim_type: str = "") -> Any:
    """Answer every request of a kind with an error."""

    def answer(asked: str, path: str, body: Any, carry: Port) -> Answer | None:
        error = {"status": str(status), "scimType": scim_type, "detail": "no"}
        return Answer(status, error, text=str(error)) if asked == method and path.startswith(endpoint) else None

    return answer


def changing(method: str, change: Callable[[dict[str, Any]], Any]) -> Any:
    """Let the provider answer, and change what it says of one user."""

    def answer(asked: str, path: str, body: Any, carry: Port) -> Answer | None:
        if asked != method or (method == "GET" and not path.startswith("Users/")):
            return None
        found = carry(asked, path, json=body)
        return replace(found, json=change(dict(found.json)))

    return answer


# Creating


def test_a_user_is_created_and_deleted() -> None:
    ground, wire = stand("kpifire")
    outcome = played(direct_create.user, ground)
    assert (outcome.result, outcome.documented) == ("success", "passed")
    assert [method for method, _, _ in wire.sent] == ["POST", "DELETE"]
    assert wire.sent[0][2]["userName"].startswith(f"{MARK}lascuser")


def test_a_refusal_says_what_the_provider_said() -> None:
    ground, wire = stand("kpifire")
    wire.answering = refusing("POST", 400, scim_type="invalidValue")
    outcome = played(direct_create.user, ground)
    assert outcome.result == (
        "FAILED - Action: SCIM_Direct_Create_User - HTTP 400. No user id returned. "
        "Returned userName did not match sent userName. scimType=invalidValue. detail=no."
    )
    assert outcome.documented == "failed"
    assert outcome.error_details.startswith("SCIM POST /Users HTTP 400. Response: ")


def test_no_answer_is_status_0() -> None:
    ground, wire = stand("kpifire")
    wire.answering = lambda *_: Answer(None)
    assert "HTTP 0." in played(direct_create.user, ground).result


def test_a_conflict_is_no_finding_because_the_template_repeats_its_values() -> None:
    ground, wire = stand("kpifire")
    wire.answering = refusing("POST", 409, scim_type="uniqueness")
    outcome = played(direct_create.user, ground)
    assert outcome.result.startswith("FAILED")
    assert outcome.documented == "undecided"


def test_a_refused_role_that_the_profile_does_not_know_is_no_finding() -> None:
    ground, wire = stand("rhombus", overrides=({'roles[primary eq "True"].value': "Emperor"},))
    wire.answering = refusing("POST", 400)
    assert played(direct_create.user, ground).documented == "undecided"


def test_status_200_passes_in_the_template_alone() -> None:
    ground, wire = stand("kpifire")

    def ok(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        return replace(carry(method, path, json=body), status=200) if method == "POST" else None

    wire.answering = ok
    outcome = played(direct_create.user, ground)
    assert (outcome.result, outcome.documented) == ("success", "failed")
    assert "3.3" in outcome.why


def test_an_answer_in_another_case_fails() -> None:
    ground, wire = stand("kpifire")
    wire.answering = changing("POST", lambda body: {**body, "userName": body["userName"].upper()})
    outcome = played(direct_create.user, ground)
    assert "did not match" in outcome.result
    assert outcome.documented == "failed"
    assert left(wire) == 0


def test_an_answer_without_a_body_fails() -> None:
    ground, wire = stand("kpifire")
    wire.answering = changing("POST", lambda _: None)
    outcome = played(direct_create.user, ground)
    assert "No user id returned." in outcome.result
    assert outcome.documented == "failed"


def test_a_group_is_created_and_deleted() -> None:
    ground, wire = stand("entra")
    assert played(direct_create.group, ground).result == "success"
    assert [method for method, _, _ in wire.sent] == ["POST", "DELETE"]


def test_groups_are_asked_for_where_there_are_none() -> None:
    ground, wire = stand("rhombus")
    outcome = played(direct_create.group, ground)
    assert outcome.result.startswith("FAILED - Action: SCIM_Direct_Create_Group - HTTP 404. No group id returned.")
    assert outcome.documented == "failed"
    assert "recommend" in outcome.why
    assert len(wire.sent) == 1


# Updating


def test_all_attributes_are_updated_in_both_forms() -> None:
    ground, wire = stand("entra")
    outcome = played(direct_update.user, ground)
    assert (outcome.result, outcome.documented) == ("success", "passed")
    first, second = [body["Operations"] for _, body in wire.asked("PATCH")]
    assert [each for each in first if "path" not in each]
    assert all("path" in each for each in second)
    names = {each["path"] for each in second}
    assert {"userName", "externalId", 'emails[type eq "work"].value'} <= names
    assert not names & {"active", MANAGER}
    assert left(wire) == 0


def test_the_new_user_name_is_no_address_and_begins_with_the_mark() -> None:
    ground, wire = stand("entra")
    played(direct_update.user, ground)
    values = {each["path"]: each["value"] for each in wire.asked("PATCH")[1][1]["Operations"]}
    assert values["userName"].startswith(f"{MARK}upd-")
    assert values["title"].startswith("upd-")


def test_a_server_that_wants_addresses_may_refuse_the_new_user_name() -> None:
    profile = loaded("kpifire", "users.user_name=email")
    ground, wire = stand(profile)
    wire.answering = refusing("PATCH", 400)
    outcome = played(direct_update.user, ground)
    assert outcome.result.startswith("FAILED - Action: SCIM_Update_Patch_User - HTTP 400. Mismatches=5.")
    assert outcome.documented == "undecided"
    assert "userName" in outcome.why


def test_a_refusal_without_a_reason_fails() -> None:
    ground, wire = stand("kpifire")
    wire.answering = refusing("PATCH", 400)
    assert played(direct_update.user, ground).documented == "failed"


def test_an_attribute_that_does_not_change_is_a_mismatch() -> None:
    ground, wire = stand("kpifire")
    wire.answering = changing("GET", lambda body: {**body, "name": {**body["name"], "givenName": "old"}})
    outcome = played(direct_update.user, ground)
    assert outcome.result == "FAILED - Action: SCIM_Update_Patch_User - HTTP 204. Mismatches=1."
    assert outcome.documented == "failed"
    assert [row["path"] for row in outcome.detailed["mismatches"]] == ["name.givenName"]


def test_names_of_attributes_in_another_case_are_right() -> None:
    ground, wire = stand("kpifire")
    wire.answering = changing(
        "GET", lambda body: {k: v for k, v in body.items() if k != "name"} | {"NAME": body["name"]}
    )
    outcome = played(direct_update.user, ground)
    assert outcome.result.endswith("Mismatches=2.")
    assert outcome.documented == "passed"


def test_a_failed_creation_is_status_0_of_the_patch() -> None:
    ground, wire = stand("kpifire")
    wire.answering = refusing("POST", 500)
    outcome = played(direct_update.user, ground)
    assert "HTTP 0." in outcome.result
    assert outcome.documented == "failed"


def test_one_form_that_fails_fails_the_test_by_the_documentation() -> None:
    ground, wire = stand("kpifire")

    def only_flat(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        is_verbose = method == "PATCH" and all("path" in each for each in body["Operations"])
        return Answer(400, {}) if is_verbose else None

    wire.answering = only_flat
    outcome = played(direct_update.user, ground)
    assert (outcome.result, outcome.documented) == ("success", "failed")
    assert outcome.detailed["verbose"]["result"].startswith("FAILED")
    assert "verbose" in outcome.why


def test_nothing_to_update_passes() -> None:
    ground, _ = stand("kpifire")
    ground = replace(ground, users=tuple(replace(each, mutability="readOnly") for each in ground.users))
    assert played(direct_update.user, ground).result == "success (no updatable attributes)"


def test_all_attributes_of_a_group_are_updated() -> None:
    ground, wire = stand("entra")
    assert played(direct_update.group, ground).result == "success"
    ((_, body),) = wire.asked("PATCH")
    assert [each["path"] for each in body["Operations"]] == ["displayName", "externalId"]
    assert left(wire) == 0


def test_a_group_that_keeps_its_name_fails() -> None:
    ground, wire = stand("entra")

    def keeps(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        return Answer(204) if method == "PATCH" else None

    wire.answering = keeps
    outcome = played(direct_update.group, ground)
    assert outcome.result == "FAILED - Action: SCIM_GroupUpdate_Patch_Group - HTTP 204. Mismatches=2"
    assert outcome.documented == "failed"


# Emptying


def test_attributes_are_emptied_by_empty_texts_and_by_nulls() -> None:
    ground, wire = stand("kpifire")
    outcome = played(direct_null.play, ground)
    assert (outcome.result, outcome.documented) == ("success", "passed")
    methods = [method for method, _, _ in wire.sent]
    assert methods == ["POST", "GET", "GET", "PATCH", "GET", "PATCH", "GET", "DELETE"] * 2
    sent = [each["value"] for _, body in wire.asked("PATCH")[2:] for each in body["Operations"]]
    assert sent == [""] * 4 + [None] * 4


def test_required_matching_and_reference_attributes_are_not_emptied() -> None:
    ground, wire = stand("entra")
    played(direct_null.play, ground)
    paths = {each["path"] for each in wire.asked("PATCH")[2][1]["Operations"]}
    assert "title" in paths
    assert not paths & {"userName", "active", "externalId", MANAGER}


def test_an_empty_text_that_stays_after_null_fails_in_the_workflow_alone() -> None:
    ground, wire = stand("kpifire")
    empty = {"givenName": "", "familyName": ""}
    wire.answering = changing("GET", lambda body: {**body, "name": empty, EXTENSION: {}, "phoneNumbers": []})
    outcome = played(direct_null.play, ground)
    assert outcome.result == (
        "FAILED - Action: Compose_SCIM_Null_Update_Summary - null update verification failed. Passed: 4/4 attributes"
    )
    assert outcome.documented == "passed"
    assert outcome.detailed["phase2_null_failedVerifications"] == 2


def test_a_value_that_stays_fails() -> None:
    ground, wire = stand("kpifire")
    wire.answering = changing("GET", lambda body: {**body, EXTENSION: {"department": "Research"}})
    outcome = played(direct_null.play, ground)
    assert outcome.result.endswith("Passed: 3/4 attributes")
    assert outcome.documented == "failed"
    assert "department" in outcome.why


def test_an_element_of_a_list_is_looked_at_after_the_empty_text_only() -> None:
    ground, wire = stand("kpifire")
    phones = [{"type": "work", "value": "+1-202-555-0100"}]

    def stays(after: int) -> Any:
        def answer(method: str, path: str, body: Any, carry: Port) -> Answer | None:
            patched = len([None for each, _, _ in wire.sent if each == "PATCH"])
            if method == "GET" and path.startswith("Users/") and patched % 2 == after:
                found = carry(method, path)
                return replace(found, json={**found.json, "phoneNumbers": phones})
            return None

        return answer

    wire.answering = stays(0)
    assert played(direct_null.play, ground).result == "success"
    wire.answering = stays(1)
    wire.sent.clear()
    assert played(direct_null.play, ground).documented == "failed"


@pytest.mark.parametrize(
    ("method", "endpoint", "step", "documented"),
    [
        ("POST", "Users", "SCIM_Create_Null_Test_User", "failed"),
        ("GET", "Schemas", "SCIM_Get_Schemas", "undecided"),
        ("PATCH", "Users", "SCIM_Patch_Null_Update", "failed"),
    ],
)
def test_a_request_that_fails_names_its_step(method: str, endpoint: str, step: str, documented: str) -> None:
    ground, wire = stand("kpifire")
    wire.answering = refusing(method, 500, endpoint)
    outcome = played(direct_null.play, ground)
    assert outcome.result == f"FAILED - Action: {step}"
    assert outcome.documented == documented
    assert left(wire) == 0


def test_a_boolean_may_be_refused_an_empty_text() -> None:
    profile = loaded("kpifire")
    rules = tuple(
        replace(rule, type="boolean") if rule.path.endswith("department") else rule for rule in profile.users.attributes
    )
    ground, wire = stand(replace(profile, users=replace(profile.users, attributes=rules)))
    wire.answering = refusing("PATCH", 400)
    outcome = played(direct_null.play, ground)
    assert outcome.documented == "undecided"
    assert "takes no text" in outcome.why


def test_nothing_to_empty_is_not_the_provider_s_fault() -> None:
    ground, wire = stand("rhombus")
    outcome = played(direct_null.play, ground)
    assert outcome.result == "FAILED - Action: SCIM_Patch_Null_Update"
    assert outcome.documented == "passed"
    assert wire.asked("PATCH")[0][1]["Operations"] == []


# The manager


def test_a_manager_is_set_changed_and_taken_away_by_texts() -> None:
    ground, wire = stand("entra")
    assert played(direct_manager.play, ground).result == "success"
    operations = [body["Operations"][0] for _, body in wire.asked("PATCH")]
    assert [(each["op"], each["path"]) for each in operations] == [
        ("Add", MANAGER),
        ("replace", MANAGER),
        ("replace", MANAGER),
    ]
    assert operations[2]["value"] == ""
    assert len(wire.sent) == 12
    assert left(wire) == 0


def test_without_a_manager_the_test_is_skipped() -> None:
    ground, wire = stand("kpifire")
    outcome = played(direct_manager.play, ground)
    assert outcome.result == "SKIPPED - manager attribute not in target directory"
    assert outcome.documented == "skipped"
    assert not wire.sent


@pytest.mark.parametrize("remains", [{}, {"value": None}])
def test_an_empty_object_that_is_left_of_the_manager_fails_in_the_template_alone(remains: dict[str, Any]) -> None:
    ground, wire = stand("entra")

    def leaves(body: dict[str, Any]) -> dict[str, Any]:
        extension = body.get(EXTENSION, {})
        return body if "manager" in extension else {**body, EXTENSION: {**extension, "manager": remains}}

    wire.answering = changing("GET", leaves)
    outcome = played(direct_manager.play, ground)
    assert outcome.result == (
        "FAILED - Action: SCIM_Manager_Get_After_Remove - Manager value not removed after null PATCH"
    )
    assert outcome.documented == "passed"


def test_a_manager_that_stays_fails() -> None:
    ground, wire = stand("entra")
    wire.answering = changing("GET", lambda body: {**body, EXTENSION: {"manager": {"value": "somebody"}}})
    outcome = played(direct_manager.play, ground)
    assert outcome.result.endswith("SCIM_Manager_Get_After_Set - Manager value not set correctly after PATCH")
    assert outcome.documented == "failed"


def test_a_refused_text_is_told_with_its_status() -> None:
    ground, wire = stand("entra")
    wire.answering = refusing("PATCH", 400)
    outcome = played(direct_manager.play, ground)
    assert outcome.result == ("FAILED - Action: SCIM_Manager_Patch_Set_Manager - Set manager PATCH returned HTTP 400")
    assert outcome.documented == "failed"
    assert [path for path, _ in wire.asked("DELETE")][-1] == "Users/UNKNOWN"


def test_a_second_user_with_the_same_values_may_be_refused() -> None:
    ground, wire = stand("entra")

    def unique(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        posts = sum(each == "POST" for each, _, _ in wire.sent)
        return Answer(409, {"scimType": "uniqueness"}) if method == "POST" and posts > 1 else None

    wire.answering = unique
    outcome = played(direct_manager.play, ground)
    assert outcome.result.endswith("Manager value not set correctly after PATCH")
    assert outcome.documented == "undecided"
    assert left(wire) == 0
