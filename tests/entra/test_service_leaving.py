"""What becomes of accounts whose users or groups leave: disabled, deleted, or left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from service_by_hand import Company, Provider, company

from scim_conformance.entra.mapping.model import AttributeMapping
from scim_conformance.entra.service import Entry, snapshot


def employed(provider: Provider, **facts: Any) -> tuple[Company, str]:
    """Make a company whose only employee has an account."""
    acme = company(provider, **facts)
    anna = acme.hire("anna")
    list(acme.service.initial_cycle())
    provider.requests.clear()
    return acme, anna


def only(acme: Company) -> Entry:
    (entry,) = acme.service.incremental_cycle()
    return entry


LEAVING = {
    "unassigned": lambda acme, anna: acme.directory.unassign(anna),
    "disabled": lambda acme, anna: acme.directory.disable(anna),
    "deleted": lambda acme, anna: acme.directory.soft_delete(anna),
    "filtered out": lambda acme, anna: acme.directory.change(anna, {"department": "Secret"}),
}
COMING_BACK = {
    "unassigned": lambda acme, anna: acme.directory.assign(anna, acme.directory.roles[1]),
    "disabled": lambda acme, anna: acme.directory.enable(anna),
    "deleted": lambda acme, anna: acme.directory.restore(anna),
    "filtered out": lambda acme, anna: acme.directory.change(anna, {"department": "Sales"}),
}
FORMS = {
    "default": {"op": "Replace", "path": "active", "value": "False"},
    "aadOptscim062020": {"op": "replace", "path": "active", "value": False},
}


def is_no_secret(person: Any) -> bool:
    return bool(person.attributes.get("department") != "Secret")


@pytest.mark.parametrize("dialect", FORMS)
@pytest.mark.parametrize("how", LEAVING)
def test_who_leaves_is_disabled_and_comes_back_to_the_same_account(provider: Provider, how: str, dialect: str) -> None:
    acme, anna = employed(provider, dialect=dialect, scopes=(is_no_secret,))
    (id,) = provider.resources["Users"]

    LEAVING[how](acme, anna)
    entry = only(acme)

    assert (entry.action, entry.result, entry.target_id) == ("Disable", "success", id)
    assert [method for method, *_ in provider.requests] == ["GET", "PATCH"]
    assert provider.bodies("PATCH")[0]["Operations"] == [FORMS[dialect]]
    assert acme.deviating() == []
    COMING_BACK[how](acme, anna)
    entry = only(acme)
    assert (entry.action, entry.result, entry.target_id) == ("Restore", "success", id)
    assert provider.resources["Users"][id]["active"] is True
    assert acme.deviating() == []


@pytest.mark.parametrize("how", LEAVING)
def test_who_leaves_is_deleted_where_nothing_maps_that_users_are_disabled(provider: Provider, how: str) -> None:
    acme, anna = employed(provider, scopes=(is_no_secret,))
    flows = tuple(flow for flow in acme.job.users.flows if flow.path != "active")
    acme = company(provider, scopes=(is_no_secret,), users=AttributeMapping(flows))
    anna = acme.hire("anna")
    list(acme.service.initial_cycle())
    before = snapshot(acme.service.links)

    LEAVING[how](acme, anna)
    entry = only(acme)

    assert (entry.action, entry.result) == ("Delete", "success")
    assert provider.resources["Users"] == {}
    assert acme.service.links.get("user", anna) is None
    assert [each.exists for each in acme.expected(before=before)] == [False]
    assert acme.deviating(before=before) == []


def test_who_is_purged_is_deleted(provider: Provider) -> None:
    acme, anna = employed(provider)
    before = snapshot(acme.service.links)
    acme.directory.soft_delete(anna)
    only(acme)
    acme.directory.purge(anna)

    entry = only(acme)

    assert (entry.action, entry.result, entry.status, entry.name) == ("Delete", "success", 204, "anna@test.example")
    assert provider.resources["Users"] == {}
    assert [(each.target_id, each.exists) for each in acme.expected(before=before)] == [(before[0][2].target_id, False)]


def test_an_account_that_is_gone_already_counts_as_deleted(provider: Provider) -> None:
    acme, anna = employed(provider)
    provider.resources["Users"].clear()
    acme.directory.purge(anna)

    entry = only(acme)

    assert (entry.action, entry.result, entry.status) == ("Delete", "success", 404)
    assert acme.service.links.get("user", anna) is None


def test_who_was_unassigned_before_it_was_purged_stays_disabled(provider: Provider) -> None:
    acme, anna = employed(provider)
    acme.directory.unassign(anna)
    only(acme)
    acme.directory.purge(anna)

    entry = only(acme)

    assert entry.result == "skipped"
    assert provider.sent("DELETE") == []
    assert acme.expected() == []


def test_who_came_back_before_it_was_purged_is_deleted(provider: Provider) -> None:
    acme, anna = employed(provider)
    for step in (acme.directory.unassign, lambda id: acme.directory.assign(id, acme.directory.roles[1])):
        step(anna)
        only(acme)
    acme.directory.purge(anna)

    assert only(acme).action == "Delete"


def test_who_leaves_the_scope_is_left_alone_where_that_is_asked_for(provider: Provider) -> None:
    acme, anna = employed(provider, skip_out_of_scope_deletions=True)
    acme.directory.unassign(anna)

    entry = only(acme)

    assert (entry.result, entry.code) == ("skipped", "NotEffectivelyEntitled")
    assert "SkipOutOfScopeDeletions" in entry.steps[-1].reason
    assert provider.requests == []
    assert acme.deviating() == []


def test_who_is_disabled_is_disabled_even_where_leavers_are_left_alone(provider: Provider) -> None:
    acme, anna = employed(provider, skip_out_of_scope_deletions=True)
    acme.directory.disable(anna)

    assert only(acme).action == "Disable"


def test_who_is_disabled_and_still_assigned_is_kept_up_to_date(provider: Provider) -> None:
    acme, anna = employed(provider)
    acme.directory.disable(anna)
    acme.directory.change(anna, {"jobTitle": "Retired"})

    entry = only(acme)

    assert {change.name for change in entry.changes} == {"title", "active"}
    assert acme.deviating() == []


def test_of_who_has_left_nothing_else_flows(provider: Provider) -> None:
    acme, anna = employed(provider)
    acme.directory.unassign(anna)
    acme.directory.change(anna, {"jobTitle": "Spy"})

    assert {change.name for change in only(acme).changes} == {"active"}
    acme.directory.change(anna, {"jobTitle": "Mole"})
    assert only(acme).result == "skipped"
    assert acme.deviating() == []


def test_an_account_that_is_gone_needs_not_be_disabled(provider: Provider) -> None:
    acme, anna = employed(provider)
    provider.resources["Users"].clear()
    acme.directory.disable(anna)

    assert only(acme).result == "skipped"
    assert acme.service.links.get("user", anna) is None


@pytest.mark.parametrize("how", ["delete_team", "unassign"])
def test_a_group_that_leaves_is_deleted(provider: Provider, how: str) -> None:
    acme = company(provider)
    team = acme.found("sales", acme.hire("anna"))
    list(acme.service.initial_cycle())
    before = snapshot(acme.service.links)
    getattr(acme.directory, how)(team)

    (entry,) = [entry for entry in acme.service.incremental_cycle() if entry.kind == "group"]

    assert (entry.action, entry.result, entry.name) == ("Delete", "success", "sales")
    assert provider.resources["Groups"] == {}
    assert [each.exists for each in acme.expected(before=before) if each.kind == "group"] == [False]


def test_who_was_purged_while_the_service_began_again_is_deleted(provider: Provider) -> None:
    acme, anna = employed(provider)
    acme.directory.purge(anna)
    acme.service.restart()

    (entry,) = acme.service.cycle()

    assert (entry.action, entry.object_id) == ("Delete", anna)
    assert provider.resources["Users"] == {}


def test_a_job_that_is_not_for_groups_asks_nothing_about_them(provider: Provider) -> None:
    acme = company(provider)
    acme.found("sales", acme.hire("anna"))
    job = replace(acme.job, groups=None)
    service = type(acme.service)(acme.directory, job, provider)

    list(service.initial_cycle())

    assert {path.split("/")[1] for _, path, _, _ in provider.requests} == {"Users"}


def test_who_takes_over_a_name_gets_an_account_of_its_own(provider: Provider) -> None:
    acme, anna = employed(provider)
    old = acme.service.links.get("user", anna).target_id
    acme.directory.purge(anna)
    acme.directory.add_person({"userPrincipalName": "anna@test.example"}, object_id="another-anna")
    acme.directory.assign("another-anna", acme.directory.roles[1])

    gone, made = acme.service.incremental_cycle()

    assert (gone.action, gone.target_id, made.action) == ("Delete", old, "Create")
    assert list(provider.resources["Users"]) == [made.target_id]
    assert acme.deviating() == []


def test_who_comes_back_as_somebody_new_takes_over_the_account_that_was_left(provider: Provider) -> None:
    acme, anna = employed(provider)
    (old,) = provider.resources["Users"]
    acme.directory.unassign(anna)
    only(acme)
    before = snapshot(acme.service.links)
    acme.directory.purge(anna)
    assert only(acme).result == "skipped"
    assert acme.deviating(before=before) == []
    acme.directory.add_person({"userPrincipalName": "anna@test.example"}, object_id="another-anna")
    acme.directory.assign("another-anna", acme.directory.roles[1])

    entry = only(acme)

    assert (entry.action, entry.target_id) == ("Restore", old)
    assert acme.deviating() == []


def test_an_account_that_somebody_has_is_nobody_else_s(provider: Provider) -> None:
    acme, _ = employed(provider)
    acme.directory.add_person({"userPrincipalName": "anna@test.example"}, object_id="another-anna")
    acme.directory.assign("another-anna", acme.directory.roles[1])

    entry = only(acme)

    assert (entry.result, entry.code) == ("failure", "DuplicateSourceEntries")
    assert provider.sent("PATCH") == provider.sent("POST") == []


def test_of_who_was_deleted_nothing_else_flows(provider: Provider) -> None:
    acme, anna = employed(provider)
    acme.directory.change(anna, {"jobTitle": "Spy"})
    acme.directory.soft_delete(anna)

    assert {change.name for change in only(acme).changes} == {"active"}
    assert acme.deviating() == []


def test_a_group_that_comes_back_gets_all_its_members_again(provider: Provider) -> None:
    acme = company(provider)
    team = acme.found("sales", acme.hire("anna"))
    acme.directory.assign("person-anna", acme.directory.roles[1])
    list(acme.service.initial_cycle())
    acme.directory.unassign(team)
    list(acme.service.incremental_cycle())
    acme.directory.assign(team, acme.directory.roles[1])

    list(acme.service.incremental_cycle())

    (group,) = provider.resources["Groups"].values()
    assert len(group["members"]) == 1
    assert acme.deviating() == []
