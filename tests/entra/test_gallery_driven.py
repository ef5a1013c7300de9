"""The gallery tests that go through provisioning: what they say of providers that are wrong in one way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from gallery_by_hand import Wire, loaded, stand

from scim_conformance.entra.gallery.ground import Ground
from scim_conformance.entra.gallery.record import Record
from scim_conformance.entra.gallery.run import played
from scim_conformance.entra.gallery.run import tests as all_tests
from scim_conformance.entra.port import Answer, Port
from scim_conformance.wire import ENTERPRISE

Change = Callable[[dict[str, Any]], dict[str, Any]]


def play(name: str, ground: Ground) -> Record:
    return played(next(test for test in all_tests() if test.name == name), ground)


def stand_showing(profile: str, change: Change) -> tuple[Ground, Wire]:
    """A provider whose searches show every user and group changed."""
    ground, wire = stand(profile)
    inner = wire.carry

    def shown(method: str, path: str, *, params: Any = None, json: Any = None) -> Answer:
        found = inner(method, path, params=params, json=json)
        resources = found.json.get("Resources") if isinstance(found.json, dict) and params else None
        if not isinstance(resources, list):
            return found
        return replace(found, json={**found.json, "Resources": [change(dict(each)) for each in resources]})

    wire.carry = shown
    return ground, wire


def refusing(method: str, status: int, kind: str = "Users") -> Any:
    def answer(asked: str, path: str, body: Any, carry: Port) -> Answer | None:
        return Answer(status, {"detail": "no"}) if asked == method and path.startswith(kind) else None

    return answer


def test_a_provider_that_refuses_to_create_is_told_by_log_and_search() -> None:
    ground, wire = stand("kpifire")
    wire.answering = refusing("POST", 500)
    record = play("Create_User_Test", ground)
    assert record.result == (
        "FAILED - [Create Phase] Provisioning: Verify_Provisioning_Logs: failure | "
        "SCIM: SCIM_Query_Created_User: User not found on SCIM server after provisioning"
    )
    assert (record.simulated, record.documented) == (True, "failed")
    assert "500" in record.error_details["provisioningLogs"]
    assert record.error_details["scimCheck"].endswith(
        "SCIM query returned 0 resources (expected >= 1). totalResults: 0"
    )


def test_a_conflict_of_values_that_the_template_repeats_is_no_finding() -> None:
    ground, wire = stand("kpifire")
    wire.answering = refusing("POST", 409)
    assert play("Create_User_Test", ground).documented == "undecided"
    assert play("POD_User_Test", ground).documented == "undecided"


def test_a_refusal_without_a_reason_fails() -> None:
    ground, wire = stand("entra")
    wire.answering = refusing("POST", 400)
    assert play("Create_User_Test", ground).documented == "failed"
    assert play("User_Update_Manager_Test", ground).documented == "failed"


def test_a_refusal_of_values_that_the_application_may_refuse_is_no_finding() -> None:
    profile = loaded("kpifire", "users.attributes[name.givenName].pattern='[A-Z]{3}'")
    ground, wire = stand(profile)
    wire.answering = refusing("POST", 400)
    for name in ("Create_User_Test", "Restore_User_Test", "Group_Update_Add_Member_Test"):
        record = play(name, ground)
        assert (record.standing, record.documented) == ("failed", "undecided"), name
        assert "pattern" in record.why


def test_a_later_request_that_fails_is_told_with_its_phase() -> None:
    ground, wire = stand("kpifire")

    def third_search_fails(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        searches = sum((each, at) == ("GET", "Users") for each, at, _ in wire.sent)
        return Answer(503, {}) if method == "GET" and searches == 4 else None

    wire.answering = third_search_fails
    record = play("Disable_User_Test", ground)
    assert record.result == "FAILED - [Disable Phase] Failed Action: DisableUserTest_Disable_Query_User"


def test_a_search_that_answers_404_ends_the_test_at_its_first_step() -> None:
    ground, wire = stand("kpifire")
    wire.answering = refusing("GET", 404)
    record = play("Create_User_Test", ground)
    assert record.result == "FAILED - [Create Phase] Failed Action: Create_User_Initial_Verify_User_Exists"
    assert record.documented == "failed"
    assert len(wire.sent) == 1


def test_active_as_a_text_is_not_disabled() -> None:
    def as_text(resource: dict[str, Any]) -> dict[str, Any]:
        return {**resource, "active": str(resource.get("active"))}

    ground, _ = stand_showing("kpifire", as_text)
    record = play("Disable_User_Test", ground)
    assert "DisableUserTest: User still active on SCIM server after disable" in record.result
    assert record.result.startswith("FAILED - [Disable Phase]")
    assert record.documented == "failed"
    assert "active: False" in record.error_details["scimCheck"]


def test_a_provider_that_hides_disabled_users_fails() -> None:
    ground, wire = stand("kpifire")
    inner = wire.carry

    def hides(method: str, path: str, *, params: Any = None, json: Any = None) -> Answer:
        found = inner(method, path, params=params, json=json)
        if params and isinstance(found.json, dict):
            shown = [each for each in found.json.get("Resources", []) if each.get("active") is not False]
            return replace(found, json={**found.json, "Resources": shown, "totalResults": len(shown)})
        return found

    wire.carry = hides
    assert play("Disable_User_Test", ground).documented == "failed"
    assert play("Restore_User_Test", ground).result.startswith("FAILED - [Deassign Phase]")


def test_an_application_that_can_t_disable_is_undecided_since_the_pages_differ() -> None:
    ground, _ = stand("promapp")
    record = play("Disable_User_Test", ground)
    assert record.standing == "failed"
    assert record.documented == "undecided"
    restored = play("Restore_User_Test", ground)
    assert restored.standing == "failed"
    assert restored.documented == "passed"


def test_an_update_that_is_not_stored_names_the_attribute() -> None:
    ground, wire = stand("kpifire")

    def forgets(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        if method == "GET" and path.startswith("Users/"):
            found = carry(method, path)
            return replace(found, json={**found.json, "name": {"givenName": "old", "familyName": "old"}})
        return None

    wire.answering = forgets
    record = play("Update_User_Test", ground)
    assert record.result == (
        "FAILED - [Update Phase] Provisioning: success | "
        "SCIM: Update_User_-_Attribute_Match_Summary: Attribute mismatch: 2 attributes failed"
    )
    assert record.documented == "failed"
    assert "name.givenName is 'old', expected 'SecondFirst'" in record.why


def test_values_in_another_case_are_as_good_to_the_template() -> None:
    ground, wire = stand("kpifire")

    def shouts(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        if method == "GET" and path.startswith("Users/"):
            found = carry(method, path)
            return replace(found, json={**found.json, "userName": found.json["userName"].upper()})
        return None

    wire.answering = shouts
    assert play("Update_User_Test", ground).result == "success"


def test_a_function_that_the_template_does_not_compute_is_no_finding() -> None:
    ground, _ = stand("generic")
    record = play("Update_User_Test", ground)
    assert record.result.endswith("Attribute mismatch: 2 attributes failed")
    assert record.documented == "passed"
    assert "timezone" in record.why


def test_where_nothing_can_be_updated_nothing_is_decided() -> None:
    ground, _ = stand("rfpio")
    record = play("Update_User_Test", ground)
    assert "NO_LOGS_FOUND" in record.result
    assert record.documented == "undecided"


def test_a_deleted_user_that_reads_as_inactive_is_a_warning() -> None:
    ground, wire = stand("kpifire")

    def keeps(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        return Answer(204) if method == "DELETE" else None

    wire.answering = keeps
    record = play("Delete_User_Test", ground)
    assert record.result == (
        "WARNING - [Delete Phase] Provisioning: success | SCIM: User still present on SCIM server (statusCode: 200)"
    )
    assert (record.category, record.documented) == ("optional", "failed")


def test_a_deleted_user_that_no_search_finds_is_gone_by_the_overview() -> None:
    ground, wire = stand("kpifire")

    def remembers(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        deleted = any(each == "DELETE" for each, _, _ in wire.sent)
        return Answer(200, {"active": False}) if deleted and method == "GET" and path.startswith("Users/") else None

    wire.answering = remembers
    record = play("Delete_User_Test", ground)
    assert record.standing == "failed"
    assert record.documented == "passed"


def test_a_provider_without_memory_of_its_ids_breaks_the_link() -> None:
    renamed: list[str] = []

    def other_id(resource: dict[str, Any]) -> dict[str, Any]:
        renamed.append("")
        return {**resource, "id": f"{resource['id']}-{len(renamed)}"}

    ground, _ = stand_showing("kpifire", other_id)
    record = play("Restore_User_Test", ground)
    assert "Identity link NOT preserved (RFC 7643 Section 3.1)" in record.result
    assert record.detailed["identityLinkPreserved"] is False
    assert record.documented == "failed"


def test_a_manager_that_no_search_shows_fails_when_it_is_set() -> None:
    def without(resource: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in resource.items() if name != ENTERPRISE}

    ground, _ = stand_showing("entra", without)
    record = play("User_Update_Manager_Test", ground)
    assert record.result == (
        "FAILED - [Set Manager Phase] Provisioning: success | "
        "SCIM: SCIM manager verification failed: manager not found in SCIM response"
    )


def test_a_manager_that_stays_fails_in_the_last_phase() -> None:
    ground, wire = stand("entra")

    def keeps(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        if method != "PATCH":
            return None
        is_removal = any("manager" in str(each.get("path")) and not each.get("value") for each in body["Operations"])
        return Answer(204) if is_removal else None

    wire.answering = keeps
    record = play("User_Update_Manager_Test", ground)
    assert record.result == (
        "FAILED - [Remove Manager Phase] Provisioning: success | "
        "SCIM: SCIM manager verification failed: manager still present in SCIM response"
    )


def test_a_member_that_is_not_stored_fails_by_the_overview_alone() -> None:
    ground, wire = stand("kpifire")
    wire.answering = lambda method, path, *_: Answer(204) if (method, path[:7]) == ("PATCH", "Groups/") else None
    record = play("Group_Update_Add_Member_Test", ground)
    assert record.result == "success"
    assert record.documented == "failed"


def test_members_that_no_search_shows_are_asked_for() -> None:
    def without(resource: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in resource.items() if name != "members"}

    ground, _ = stand_showing("kpifire", without)
    added = play("Group_Update_Add_Member_Test", ground)
    assert (added.result, added.documented) == ("success", "passed")
    assert "search" in added.why
    # To remove one, the template waits until a search has shown it.
    removed = play("Group_Update_Remove_Member_Test", ground)
    assert removed.result == (
        "FAILED - [Create Phase] Provisioning: success | SCIM: SCIM check: Group found=True, User found=True"
    )
    assert removed.documented == "passed"


def test_a_hidden_member_that_stays_fails() -> None:
    def without(resource: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in resource.items() if name != "members"}

    ground, wire = stand_showing("kpifire", without)

    def keeps(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        removes = method == "PATCH" and any(each["op"].casefold() == "remove" for each in body["Operations"])
        return Answer(204) if removes else None

    wire.answering = keeps
    record = play("Group_Update_Remove_Member_Test", ground)
    assert (record.standing, record.documented) == ("failed", "failed")
    assert "still a member" in record.why


def test_a_member_that_stays_fails_by_the_documentation_alone() -> None:
    ground, wire = stand("kpifire")

    def keeps(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        removes = method == "PATCH" and any(each["op"].casefold() == "remove" for each in body["Operations"])
        return Answer(204) if removes else None

    wire.answering = keeps
    record = play("Group_Update_Remove_Member_Test", ground)
    assert (record.result, record.documented) == ("success", "failed")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Create_Group_Test", "Create_Group_Query_Create_Group: Group not found on SCIM server after provisioning"),
        ("POD_Group_Test", "FAILED - Action: POD_SCIM_Get_Group - group not found on SCIM endpoint"),
        ("Restore_Group_Test", "WARNING - [Create Phase] Action: RestoreGroupTest_SCIM_Check_Created"),
        ("Group_Update_Add_Member_Test", "SCIM check: Group found=False, User found=True"),
    ],
)
def test_a_group_that_is_not_created_is_told_by_each_test(name: str, text: str) -> None:
    ground, wire = stand("kpifire")
    wire.answering = refusing("POST", 400, "Groups")
    record = play(name, ground)
    assert text in record.result
    assert record.documented == "failed"


def test_a_group_that_keeps_its_name_fails() -> None:
    ground, wire = stand("kpifire")
    wire.answering = lambda method, *_: Answer(204) if method == "PATCH" else None
    record = play("Update_Group_Test", ground)
    assert record.result == (
        "FAILED - [Update Phase] Provisioning: success | SCIM: "
        "Update_Group_Query_Group_By_Id_After_Attributes_Update: Group not found on SCIM server after update"
    )


def test_a_group_that_stays_is_a_warning() -> None:
    ground, wire = stand("kpifire")
    wire.answering = lambda method, *_: Answer(204) if method == "DELETE" else None
    deleted, restored = play("Delete_Group_Test", ground), play("Restore_Group_Test", ground)
    assert deleted.result.endswith(
        "Delete_Step6_Check_Group_Exists_Final: Group still exists on SCIM server after deletion"
    )
    assert restored.result.startswith("WARNING - [Unassign Phase]")
    assert {deleted.documented, restored.documented} == {"failed"}


def test_what_the_log_of_on_demand_says_counts_by_the_documentation() -> None:
    ground, wire = stand("kpifire")

    def created_and_refused(method: str, path: str, body: Any, carry: Port) -> Answer | None:
        if method != "POST":
            return None
        carry(method, path, json=body)
        return Answer(500, {})

    wire.answering = created_and_refused
    record = play("POD_User_Test", ground)
    assert (record.result, record.documented) == ("success", "failed")
    assert "500" in record.why


@pytest.mark.parametrize("body", [None, [], "text", {"Resources": "x"}, {"Resources": [None]}, {"id": 5}])
@pytest.mark.parametrize("status", [200, 500])
def test_no_answer_makes_a_test_fall_over(body: Any, status: int) -> None:
    ground, wire = stand(loaded("entra"))
    wire.answering = lambda *_: Answer(status, body)
    assert {played(test, ground).name for test in all_tests()} == {test.name for test in all_tests()}


def test_a_provider_that_shows_a_change_after_a_while_is_waited_for() -> None:
    waited: list[float] = []
    ground, wire = stand("kpifire", wait=waited.append)
    inner = wire.carry

    def late(method: str, path: str, *, params: Any = None, json: Any = None) -> Answer:
        found = inner(method, path, params=params, json=json)
        is_new = method == "GET" and params and not waited
        return replace(found, json={**found.json, "totalResults": 0, "Resources": []}) if is_new else found

    wire.carry = late
    assert play("Create_User_Test", ground).result == "success"
    assert len(waited) == 1


def test_nobody_waits_for_ever() -> None:
    waited: list[float] = []
    ground, wire = stand("kpifire", wait=waited.append)
    wire.answering = lambda method, path, *_: Answer(204) if method == "PATCH" else None
    assert play("Disable_User_Test", ground).standing == "failed"
    assert sum(waited) == 5.0
    waited.clear()
    wire.answering = refusing("POST", 500)
    assert play("Create_User_Test", ground).standing == "failed"
    assert waited == []
