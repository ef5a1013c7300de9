"""The tests of users that go through provisioning, but for that of the manager."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from scim_conformance.entra.port import Answer, resource_path

from .phases import SUCCESS, but, outcome_of, passed, reason_of
from .record import Standing
from .stage import Stage
from .trail import NOBODY, USERS, Outcome, body_of, http, listed, number
from .updates import differences, updated_values

NO_SWITCH = (
    "Nothing is mapped to active, so the service deletes accounts in place of disabling them. The requirements for "
    "user provisioning take either; the overview of the validation wants them disabled."
)


def create(stage: Stage) -> Outcome:
    """Let a user be created."""
    return _created(stage, "lacreate", "Create_User", "SCIM_Query_Created_User")[0] or passed("The user was created.")


def update(stage: Stage) -> Outcome:
    """Let every mapped attribute of a user be changed."""
    failed, id, name = _created(stage, "laupdate", "Update_User_-", "Update_User_Verify_User_Created")
    if failed:
        return failed
    stage.phase = "Update Phase"
    before = stage.asked("Update_User_-_Query_User", USERS, name)
    target = str((listed(before) or [{}])[0].get("id", ""))
    values = updated_values(stage.ground, name)
    stage.directory.change(id, values)
    stage.cycle()
    person = stage.directory.person(id)
    read = Answer(None)
    if target and person:
        read = stage.poll(
            lambda: stage.trail("GET", resource_path(USERS, target)),
            lambda answer: not differences(stage, person, body_of(answer)),
        )
    compared = differences(stage, person, body_of(read)) if person else ()
    missing = not read.ok or "id" not in body_of(read)
    says = SUCCESS
    if missing:
        says = "Update_User_-_Query_User_By_Id_After_Attributes_Update: User not found on SCIM server after update"
    elif compared:
        says = f"Update_User_-_Attribute_Match_Summary: Attribute mismatch: {len(compared)} attributes failed"
    told = ", ".join(f"{each.target} is {each.actual!r}, expected {each.expected!r}" for each in compared)
    seen = stage.saw(id, "Update", says, told)
    if seen.is_good:
        return passed("Every mapped attribute of the user was changed.")
    outcome = outcome_of(seen)
    if not any(row.apply == "Always" and row.type != "reference" for row in stage.ground.mapping):
        return but(outcome, "undecided", "Nothing that is mapped follows the directory once a user is created.")
    if seen.log == SUCCESS and not missing and all(each.is_as_mapped for each in compared):
        why = (
            "All hold what their expressions give; the template reckons with three functions only, and with no others."
        )
        return but(outcome, "passed", why)
    return outcome


def disable(stage: Stage) -> Outcome:
    """Let a user be disabled, and look whether it is still found."""
    failed, id, name = _created(stage, "ladis", "Disable_User", "SCIM_Query_Created_User", judges_scim=False)
    if failed:
        return failed
    stage.phase = "Disable Phase"
    stage.asked("DisableUserTest_Disable_Query_User", USERS, name)
    stage.directory.disable(id)
    stage.cycle()
    found = listed(stage.search(USERS, name, _is_off))
    active = found[0].get("active") if found else None
    says = SUCCESS if _is_off(found) else "DisableUserTest: User still active on SCIM server after disable"
    detail = (
        "Action: DisableUserTest_Disable_Step6_Check_User_After_Disable - User not disabled on SCIM server. "
        f"Resources count: {len(found)}, active: {active}"
    )
    seen = stage.saw(id, "Disable", says, detail)
    if seen.is_good:
        return passed("The user was disabled, and is still found.")
    return outcome_of(seen) if stage.ground.maps_active else but(outcome_of(seen), "undecided", NO_SWITCH)


def delete(stage: Stage) -> Outcome:
    """Let a user be deleted for good."""
    failed, id, name = _created(stage, "ladel", "DeleteUser", "DeleteUser_Check_User_Synced")
    if failed:
        return failed
    stage.phase = "Delete Phase"
    target = _target(stage, name)
    stage.directory.soft_delete(id)
    stage.clock.advance(timedelta(minutes=2))
    stage.directory.purge(id)
    stage.cycle()
    read = stage.poll(lambda: stage.trail("GET", resource_path(USERS, target)), lambda answer: answer.status == 404)
    active = body_of(read).get("active")
    says = SUCCESS if read.status == 404 else f"User still present on SCIM server (statusCode: {http(read)})"
    seen = stage.saw(id, "Delete", says, f"statusCode: {http(read)}, active: {active}")
    if seen.is_good:
        return passed("The user was deleted.")
    outcome = outcome_of(seen)
    if read.status != 404 and _total(stage.trail.found(USERS, name)) == 0:
        why = "A search finds the user no more, which the overview of the validation takes, too."
        return but(outcome, "passed" if seen.log == SUCCESS else "failed", why)
    return outcome


def restore(stage: Stage) -> Outcome:
    """Let a user's assignment be taken away and given back, and look whether it has kept its account."""
    id, name = stage.person("larestore")
    stage.asked("RestoreUserTest_Initial_Verify_User_Exists", USERS, name)
    stage.assign(id)
    stage.cycle()
    first = stage.poll(lambda: stage.trail.found(USERS, name), lambda answer: _total(answer) == 1)
    target = str((listed(first) or [{}])[0].get("id", ""))
    seen = stage.saw(id, "Create")
    if _total(first) != 1:
        told = f"A search for the new user's name says that there are {_total(first)}, not 1."
        return Outcome(
            "FAILED - [Create Phase] Failed Action: RestoreUserTest_SCIM_Get_Created",
            "undecided" if seen.excuse else "failed",
            f"{told} {seen.why} {seen.excuse}".strip(),
            {"provisioningLogs": seen.error_details["provisioningLogs"], "scimCheck": first.text[:500]},
        )
    if not seen.is_good:
        return outcome_of(seen)
    deassigned = _deassigned(stage, id, name)
    if deassigned is not None:
        return deassigned if stage.ground.maps_active else but(deassigned, *_came_back(stage, id, name))
    return _reassigned(stage, id, name, target)


def on_demand(stage: Stage) -> Outcome:
    """Let one user be provisioned on demand."""
    id, name = stage.person("lapod")
    stage.directory.change(id, {"displayName": f"PODTestUser_{name}"})
    stage.trail.found(USERS, name)
    stage.assign(id)
    entry = stage.service.provision_on_demand(id)
    stage.log.append(entry)
    found = listed(stage.search(USERS, name, bool))
    if not found:
        what = "FAILED - Action: POD_SCIM_Get_User - user not found on SCIM endpoint"
        excuse = stage.excuse(entry)
        documented: Standing = "undecided" if excuse else "failed"
        return Outcome(what, documented, f"Provisioning: {reason_of(entry)} {excuse}".strip(), what)
    # The template deletes this one by itself; so the service is not to be asked for it once more.
    stage.trail("DELETE", resource_path(USERS, str(found[0].get("id") or NOBODY[1])))
    stage.service.links.drop("user", id)
    if entry.result != "success":
        why = f"The template does not look at what the log says, which is: {reason_of(entry)}"
        return Outcome(SUCCESS, "failed", why)
    return passed("The user was provisioned on demand.")


def _created(
    stage: Stage, prefix: str, word: str, step: str, *, judges_scim: bool = True
) -> tuple[Outcome | None, str, str]:
    """Let a user be created; returns what the test says if that fails, the user's id, and its name."""
    id, name = stage.person(prefix)
    stage.asked(f"{word}_Initial_Verify_User_Exists", USERS, name)
    stage.assign(id)
    stage.cycle()
    answer = stage.search(USERS, name, bool)
    found = listed(answer)
    says = SUCCESS if found or not judges_scim else f"{step}: User not found on SCIM server after provisioning"
    detail = (
        "SCIM verification failed: User not found on SCIM server after provisioning. SCIM query returned "
        f"{len(found)} resources (expected >= 1). totalResults: {body_of(answer).get('totalResults', 'N/A')}"
    )
    seen = stage.saw(id, "Create", says, detail)
    return (None if seen.is_good else outcome_of(seen)), id, name


def _deassigned(stage: Stage, id: str, name: str) -> Outcome | None:
    stage.phase = "Deassign Phase"
    stage.directory.unassign(id)
    stage.cycle()
    found = listed(stage.search(USERS, name, _is_off))
    says = "RestoreUserTest_SCIM_Get_Deprovision: User still active on SCIM server after disable"
    detail = f"Resources count: {len(found)}, active: {found[0].get('active') if found else None}"
    seen = stage.saw(id, "Disable", SUCCESS if _is_off(found) else says, detail)
    return None if seen.is_good else outcome_of(seen)


def _reassigned(stage: Stage, id: str, name: str, target: str) -> Outcome:
    stage.phase = "Reassign Phase"
    stage.assign(id)
    stage.cycle()
    answer = stage.search(USERS, name, lambda found: bool(found) and found[0].get("active") is True)
    found = (listed(answer) or [{}])[0]
    says = SUCCESS
    if _total(answer) < 1 or found.get("active") is not True:
        says = "RestoreUserTest_SCIM_Get_Restore: User not re-active on SCIM server after reassign"
    elif str(found.get("id")) != target:
        says = (
            "RestoreUserTest_SCIM_Get_Restore: Identity link NOT preserved (RFC 7643 Section 3.1). "
            f"Original SCIM id: {target}, Final SCIM id: {found.get('id')}"
        )
    seen = stage.saw(id, "", says, f"id: {found.get('id')}, active: {found.get('active')}")
    detailed = {
        "originalScimId": target,
        "finalScimId": str(found.get("id", "")),
        "identityLinkPreserved": str(found.get("id")) == target,
        "restoreMode": "SoftDeleteRestore",
    }
    if seen.is_good:
        why = "The user was disabled and enabled again, under the same id."
        return Outcome("success (SoftDeleteRestore)", "passed", why, detailed=detailed)
    outcome = outcome_of(seen)
    return Outcome(outcome.result, "failed", outcome.why, outcome.error_details, {**outcome.detailed, **detailed})


def _came_back(stage: Stage, id: str, name: str) -> tuple[Standing, str]:
    """Look whether a user that is deleted in place of being disabled comes back, as the overview describes it."""
    gone = stage.logged(id, "Delete") is not None and not listed(stage.trail.found(USERS, name))
    stage.assign(id)
    stage.cycle()
    if gone and listed(stage.trail.found(USERS, name)):
        return "passed", (
            "The user was deleted and created again. The overview of the validation describes the test like that; the "
            "workflow knows only users that are disabled."
        )
    return "failed", "The user was not deleted and created again, either."


def _is_off(found: list[dict[str, Any]]) -> bool:
    return bool(found) and found[0].get("active") is False


def _target(stage: Stage, name: str) -> str:
    found = listed(stage.asked("DeleteUser_Query_User", USERS, name))
    return str(found[0].get("id", "")) if found else NOBODY[1]


def _total(answer: Answer) -> int:
    return number(body_of(answer).get("totalResults"))
