"""The tests of groups that go through provisioning."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from scim_conformance.entra.port import resource_path

from .direct_create import NO_GROUPS
from .ground import Ground
from .phases import SUCCESS, but, outcome_of, passed, reason_of, worst
from .record import Category
from .stage import Stage, staged
from .trail import GROUPS, NOBODY, USERS, Outcome, Trail, body_of, listed

PROSE = (
    "FAILED - [Initialization Phase] Schema_Discovery - /Schemas did not return Group schema "
    "(urn:ietf:params:scim:schemas:core:2.0:Group). Group provisioning is mandatory."
)
"""What the pages say that the mandatory tests of groups report where there are no groups."""


NOT_SHOWN = (
    "A search shows no members, for which the template waits; the group shows them when it is asked for them, which "
    "RFC 7643 section 7 allows (returned: request)."
)


def grouped(category: Category, play: Callable[[Stage], Outcome]) -> Callable[[Ground, Trail], Outcome]:
    """Return a test that is run only where groups are provisioned."""
    on_stage = staged(play)

    def test(ground: Ground, trail: Trail) -> Outcome:
        if ground.has_groups:
            return on_stage(ground, trail)
        if category == "optional":
            return Outcome("SKIPPED", "skipped", NO_GROUPS)
        why = f"{NO_GROUPS} By the overview the test says: {PROSE} In the workflow it is simply not run."
        return Outcome("SKIPPED", "failed", why, detailed={"prose": PROSE})

    return test


def create(stage: Stage) -> Outcome:
    """Let a group be created."""
    name = stage.ground.names.group("LACreateGroup-(", ")")
    failed, _ = _created(stage, name, "Create_Group", "Create_Group_Query_Create_Group")
    return failed or passed("The group was created.")


def update(stage: Stage) -> Outcome:
    """Let a group get another name."""
    name = stage.ground.names.group("LAUpdateGroup-")
    failed, id = _created(stage, name, "Update_Group", "Update_Group_Query_Created_Group")
    if failed:
        return failed
    stage.phase = "Update Phase"
    stage.asked("Update_Group_Query_Group", GROUPS, name)
    renamed = f"{name}-Modified"
    stage.directory.change_team(id, {"displayName": renamed, "description": "Updated Test Group Description"})
    stage.cycle()
    found = listed(stage.search(GROUPS, renamed, bool))
    says = "Update_Group_Query_Group_By_Id_After_Attributes_Update: Group not found on SCIM server after update"
    is_there = bool(found) and "-Modified" in json.dumps(found)
    seen = stage.saw(id, "Update", SUCCESS if is_there else says)
    return passed("The group was renamed.") if seen.is_good else outcome_of(seen)


def delete(stage: Stage) -> Outcome:
    """Let a group be deleted."""
    name = stage.ground.names.group("LADeleteGroup-")
    failed, id = _created(stage, name, "Delete_Group", "Delete_Group_Query_Created_Group")
    if failed:
        return failed
    stage.phase = "Delete Phase"
    stage.asked("Delete_Group_Query_Group", GROUPS, name)
    stage.directory.delete_team(id)
    stage.cycle()
    left = listed(stage.search(GROUPS, name, _nobody))
    says = "Delete_Step6_Check_Group_Exists_Final: Group still exists on SCIM server after deletion"
    seen = stage.saw(id, "Delete", says if left else SUCCESS)
    if seen.entry and seen.entry.result != "success":
        seen = replace(seen, log_says=f"Delete provisioning log status: {seen.entry.result}")
    return passed("The group was deleted.") if seen.is_good else outcome_of(seen)


def add_member(stage: Stage) -> Outcome:
    """Let a user join a group."""
    name = stage.ground.names.group("LAMemberGroup-")
    failed, group, user, account = _group_and_user(stage, name, "lamem1", joined=False)
    if failed:
        return failed
    stage.phase = "Add Member Phase"
    stage.directory.join(group, user)
    before = len(stage.log)
    stage.cycle()
    found = listed(stage.search(GROUPS, name, lambda groups: _names(groups, account)))
    says = "Add_Step6_Query_Group_With_Members: Member not found in group on SCIM server after add member"
    seen = stage.saw(group, "Update", SUCCESS if found else says, changed=["members"], since=before)
    if not seen.is_good:
        return outcome_of(seen)
    outcome = passed("The user joined the group.")
    if _names(found, account):
        return outcome
    # The workflow only waits for the membership, and then goes on without it.
    if _reads(stage, found, account):
        return but(outcome, "passed", NOT_SHOWN)
    why = (
        "The workflow does not judge it, but the user is not among the members, as the overview of the tests wants it."
    )
    return but(outcome, "failed", why)


def remove_member(stage: Stage) -> Outcome:
    """Let a user leave a group."""
    name = stage.ground.names.group("LAMemberGroup-", "-Remove")
    failed, group, user, account = _group_and_user(stage, name, "lamem2", joined=True)
    if failed:
        return _without_search(stage, failed, name, group, user, account)
    stage.phase = "Remove Member Phase"
    stage.directory.leave(group, user)
    before = len(stage.log)
    stage.cycle()
    found = listed(stage.search(GROUPS, name, lambda groups: bool(groups) and not _names(groups, account)))
    says = "Remove_Step6_Query_Group_After_Remove: Group not found on SCIM server after member removal"
    seen = stage.saw(group, "Update", SUCCESS if found else says, changed=["members"], since=before)
    if not seen.is_good:
        return outcome_of(seen)
    outcome = passed("The user left the group.")
    if _names(found, account):
        return but(outcome, "failed", "The workflow does not judge it, but the user is still a member of the group.")
    return outcome


def on_demand(stage: Stage) -> Outcome:
    """Let one group be provisioned on demand, without members."""
    name = stage.ground.names.group("PODTestGroup_")
    id = stage.team(name)
    stage.assign(id)
    entry = stage.service.provision_on_demand(id)
    stage.log.append(entry)
    found = listed(stage.search(GROUPS, name, bool))
    if not found:
        what = "FAILED - Action: POD_SCIM_Get_Group - group not found on SCIM endpoint"
        return Outcome(what, "failed", f"Provisioning: {reason_of(entry)}", what)
    stage.trail("DELETE", resource_path(GROUPS, str(found[0].get("id") or NOBODY[1])))
    stage.service.links.drop("group", id)
    if entry.result != "success":
        return Outcome(SUCCESS, "failed", f"The template does not look at what the log says: {reason_of(entry)}")
    return passed("The group was provisioned on demand.")


def restore(stage: Stage) -> Outcome:
    """Let a group's assignment be taken away and given back."""
    name = stage.ground.names.group("RestoreGrp-")
    id = stage.team(name)
    changes: tuple[Callable[[], None], ...] = (
        lambda: stage.assign(id),
        lambda: stage.directory.unassign(id),
        lambda: stage.assign(id),
    )
    for (phase, what, is_there), change in zip(_RESTORE, changes, strict=True):
        change()
        stage.cycle()
        found = listed(stage.search(GROUPS, name, bool if is_there else _nobody))
        if bool(found) is not is_there:
            text = f"FAILED - [{phase} Phase] Action: RestoreGroupTest_{what}"
            return Outcome(text, "failed", f"Provisioning: {reason_of(stage.logged(id))}", text)
    why = "The group was created, deleted when its assignment was taken away, and created again."
    return Outcome("success (UnassignReassign)", "passed", why)


_RESTORE = (
    ("Create", "SCIM_Check_Created - group not found on SCIM endpoint after provisioning", True),
    ("Unassign", "SCIM_Check_Gone - group still present on SCIM endpoint after unassign", False),
    ("Reassign", "SCIM_Check_Restored - group not restored on SCIM endpoint after reassign", True),
)
"""The phases: their names, what is said where one goes wrong, and whether the group is there at its end."""


def _created(stage: Stage, name: str, word: str, step: str) -> tuple[Outcome | None, str]:
    """Let a group be created; returns what the test says if that fails, and the group's id in the directory."""
    id = stage.team(name)
    stage.asked(f"{word}_Initial_Verify_Group_Exists", GROUPS, name)
    stage.assign(id)
    stage.cycle()
    found = listed(stage.search(GROUPS, name, bool))
    says = SUCCESS if found else f"{step}: Group not found on SCIM server after provisioning"
    seen = stage.saw(id, "Create", says)
    return (None if seen.is_good else outcome_of(seen)), id


def _group_and_user(stage: Stage, name: str, prefix: str, *, joined: bool) -> tuple[Outcome | None, str, str, str]:
    """Let a group and a user be created; returns what is wrong, both ids in the directory, and the user's account."""
    group = stage.team(name)
    user, user_name = stage.person(prefix, givenName="MemberUser1", surname="Test")
    stage.asked("Add_Member_Initial_Verify_Group_Exists", GROUPS, name)
    stage.assign(group, user)
    if joined:
        stage.directory.join(group, user)
    stage.cycle()
    users = listed(stage.search(USERS, user_name, bool))
    account = str(users[0].get("id", "")) if users else ""
    groups = listed(stage.search(GROUPS, name, lambda found: bool(found) and (not joined or _names(found, account))))
    says = f"SCIM check: Group found={bool(groups)}, User found={bool(users)}"
    good = bool(groups and users) and (not joined or _names(groups, account))
    scim = SUCCESS if good else says
    detail = f"{says}, member found={_names(groups, account)}" if joined else ""
    parts = [stage.saw(group, "Create", scim, detail), stage.saw(user, "Create", scim, detail)]
    parts += [stage.saw(group, "Update", scim, detail, changed=["members"])] if joined else []
    seen = worst(parts)
    return (None if seen.is_good else outcome_of(seen)), group, user, account


def _without_search(stage: Stage, failed: Outcome, name: str, group: str, user: str, account: str) -> Outcome:
    """Go on where only the search does not show a member that was written: the template ends here."""
    found = listed(stage.trail.found(GROUPS, name))
    if not _reads(stage, found, account):
        return failed
    stage.directory.leave(group, user)
    stage.cycle()
    if _reads(stage, found, account):
        return but(failed, "failed", "The user is still a member when it should have left the group.")
    return but(failed, "passed", NOT_SHOWN)


def _reads(stage: Stage, found: list[dict[str, Any]], account: str) -> bool:
    """Tell whether a group that was found has a member when it is asked for its members."""
    target = str(found[0].get("id", "")) if found else ""
    if not target:
        return False
    read = stage.trail("GET", resource_path(GROUPS, target), params={"attributes": "members"})
    return _names([body_of(read)], account)


def _nobody(found: list[dict[str, Any]]) -> bool:
    return not found


def _names(groups: list[dict[str, Any]], account: str) -> bool:
    """Tell whether the first group has the account among its members."""
    return bool(account and groups) and account in json.dumps(groups[0].get("members"))
