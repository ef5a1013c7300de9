"""The cycles of the provisioning service, held against the requests that Microsoft's pages show."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest
from service_by_hand import Company, Provider, company

from scim_conformance.entra.service import Service, failures
from scim_conformance.wire import ENTERPRISE, GROUP, USER

PROJECTION = {"excludedAttributes": "members"}


def test_a_connection_is_tested_by_asking_for_nobody(acme: Company, provider: Provider) -> None:
    steps = acme.service.test_connection()

    assert [(step.result, step.exchanges) for step in steps] == [("success", (1,)), ("success", (2,))]
    (_, users, asked, _), (_, groups, asked_groups, _) = provider.requests
    path, guid = asked["filter"].split(" eq ")
    assert (users, path, UUID(guid.strip('"')).version) == ("/Users", "userName", 4)
    assert groups == "/Groups"
    assert asked_groups["filter"].startswith('displayName eq "')
    assert asked_groups["excludedAttributes"] == "members"
    assert "excludedAttributes" not in asked


def test_the_same_seed_asks_for_the_same_nobody(acme: Company) -> None:
    told = []
    for _ in range(2):
        provider = Provider()
        Service(acme.directory, acme.job, provider, rng=Random(5)).test_connection()
        told.append(provider.requests)
    assert told[0] == told[1]


def test_a_new_user_is_looked_for_by_each_matching_attribute_and_then_created(
    acme: Company, provider: Provider
) -> None:
    acme.hire("anna", attributes={"jobTitle": "Lead", "department": None})

    (entry,) = acme.service.initial_cycle()

    assert [(method, path) for method, path, _, _ in provider.requests] == [
        ("GET", "/Users"),
        ("GET", "/Users"),
        ("POST", "/Users"),
    ]
    assert [asked["filter"] for _, _, asked, _ in provider.sent("GET")] == [
        'userName eq "anna@test.example"',
        'externalId eq "anna"',
    ]
    assert provider.bodies("POST") == [
        {
            "schemas": [USER, ENTERPRISE],
            "userName": "anna@test.example",
            "externalId": "anna",
            "active": True,
            "displayName": "Anna",
            "name": {"givenName": "Anna", "familyName": "Tester"},
            "title": "Lead",
            "emails": [{"type": "work", "value": "anna@test.example", "primary": True}],
            "roles": [],
            "meta": {"resourceType": "User"},
        }
    ]
    assert (entry.action, entry.result, entry.status, entry.target_id) == ("Create", "success", 201, "u3")
    assert [step.name for step in entry.steps] == ["import", "scope", "match", "action"]
    assert [step.exchanges for step in entry.steps] == [(), (), (1, 2), (3,)]
    assert {change.name: change.new for change in entry.changes}["title"] == "Lead"


def test_the_search_for_an_account_stops_at_the_first_hit(acme: Company, provider: Provider) -> None:
    anna = acme.hire("anna", attributes={"jobTitle": "Lead"})
    provider.resources["Users"]["old"] = {"id": "old", "userName": "Anna@test.example", "active": True}

    (entry,) = acme.service.initial_cycle()

    assert (entry.action, entry.target_id) == ("Update", "old")
    assert [method for method, *_ in provider.requests] == ["GET", "PATCH"]
    assert acme.service.links.get("user", anna).target_id == "old"
    assert provider.resources["Users"]["old"]["title"] == "Lead"
    assert acme.deviating() == []


def test_a_user_is_matched_by_what_it_has(acme: Company, provider: Provider) -> None:
    acme.hire("anna")
    provider.resources["Users"]["old"] = {"id": "old", "userName": "else@test.example", "externalId": "anna"}

    (entry,) = acme.service.initial_cycle()

    assert (entry.result, entry.target_id) == ("success", "old")
    assert provider.resources["Users"]["old"]["userName"] == "anna@test.example"


def test_who_has_no_value_to_be_matched_by_fails(acme: Company, provider: Provider) -> None:
    acme.hire("anna", attributes={"userPrincipalName": None, "mailNickname": ""})

    (entry,) = acme.service.initial_cycle()

    assert (entry.result, entry.code) == ("failure", "MissingValues")
    assert provider.requests == []


def test_two_accounts_with_one_name_are_an_error(acme: Company, provider: Provider) -> None:
    acme.hire("anna")
    for id in ("a", "b"):
        provider.resources["Users"][id] = {"id": id, "userName": "anna@test.example"}

    (entry,) = acme.service.initial_cycle()

    assert (entry.result, entry.code, entry.steps[-1].name) == ("failure", "DuplicateTargetEntries", "match")
    assert provider.sent("POST") == provider.sent("PATCH") == []


def test_an_account_with_another_name_than_was_asked_for_is_left_alone(acme: Company, provider: Provider) -> None:
    acme.hire("anna")
    stranger = {"id": "s", "userName": "stranger@test.example"}
    provider.refuse("GET", "/Users", 200, {"totalResults": 1, "Resources": [stranger]})

    (entry,) = acme.service.initial_cycle()

    assert entry.result == "failure"
    assert "another value" in entry.steps[-1].reason
    assert provider.sent("PATCH") == []


def test_who_is_not_in_scope_gets_no_account_and_no_request(acme: Company, provider: Provider) -> None:
    acme.directory.add_person({"userPrincipalName": "out@test.example"})
    acme.hire("off", account_enabled=False)

    entries = tuple(acme.service.initial_cycle())

    assert [(entry.result, entry.code) for entry in entries] == [("skipped", "NotEffectivelyEntitled")] * 2
    assert provider.requests == []


def test_a_second_cycle_looks_at_nobody_who_has_not_changed(acme: Company, provider: Provider) -> None:
    acme.hire("anna")
    list(acme.service.initial_cycle())
    provider.requests.clear()

    assert tuple(acme.service.incremental_cycle()) == ()
    assert provider.requests == []


def test_an_update_reads_the_account_and_writes_only_what_differs(acme: Company, provider: Provider) -> None:
    anna = acme.hire("anna", attributes={"jobTitle": "Lead"})
    list(acme.service.initial_cycle())
    provider.requests.clear()
    acme.directory.change(anna, {"jobTitle": "Head", "employeeId": "7"})

    (entry,) = acme.service.incremental_cycle()

    id = entry.target_id
    assert [(method, path) for method, path, _, _ in provider.requests] == [
        ("GET", f"/Users/{id}"),
        ("PATCH", f"/Users/{id}"),
    ]
    assert provider.bodies("PATCH")[0]["Operations"] == [
        {"op": "Add", "path": f"{ENTERPRISE}:employeeNumber", "value": "7"},
        {"op": "Replace", "path": "title", "value": "Head"},
    ]
    assert [(each.name, each.old, each.new) for each in entry.changes] == [
        ("title", "Lead", "Head"),
        (f"{ENTERPRISE}:employeeNumber", None, "7"),
    ]


def test_a_user_that_is_renamed_is_found_by_its_id(acme: Company, provider: Provider) -> None:
    anna = acme.hire("anna")
    list(acme.service.initial_cycle())
    provider.requests.clear()
    acme.directory.change(anna, {"userPrincipalName": "maria@test.example", "mailNickname": "maria"})

    (entry,) = acme.service.incremental_cycle()

    assert entry.result == "success"
    assert not any("filter" in asked for _, _, asked, _ in provider.requests)
    assert len(provider.resources["Users"]) == 1
    assert acme.deviating() == []


def test_an_account_that_has_vanished_is_made_again(acme: Company, provider: Provider) -> None:
    anna = acme.hire("anna")
    list(acme.service.initial_cycle())
    old = acme.service.links.get("user", anna).target_id
    provider.resources["Users"].clear()
    acme.directory.change(anna, {"jobTitle": "Head"})

    (entry,) = acme.service.incremental_cycle()

    assert (entry.action, entry.result) == ("Create", "success")
    assert acme.service.links.get("user", anna).target_id not in (None, old)
    assert f"The account {old} that it had is gone" in entry.steps[2].reason


def test_a_value_that_became_empty_is_left_as_it_was(acme: Company, provider: Provider) -> None:
    anna = acme.hire("anna", attributes={"jobTitle": "Lead"})
    list(acme.service.initial_cycle())
    acme.directory.change(anna, {"jobTitle": None})

    (entry,) = acme.service.incremental_cycle()

    assert entry.result == "skipped"
    assert provider.sent("PATCH") == []
    assert acme.deviating() == []


def test_a_value_that_became_empty_is_cleared_where_that_is_asked_for(provider: Provider) -> None:
    acme = company(provider, clears_empty=True)
    anna = acme.hire("anna", attributes={"jobTitle": "Lead"})
    list(acme.service.initial_cycle())
    acme.directory.change(anna, {"jobTitle": None})

    list(acme.service.incremental_cycle())

    assert provider.bodies("PATCH")[0]["Operations"] == [{"op": "Replace", "path": "title", "value": ""}]
    assert acme.deviating() == []


def test_a_group_is_created_without_members_who_are_added_afterwards(acme: Company, provider: Provider) -> None:
    acme.found("sales", acme.hire("anna"), acme.hire("bert"))

    entries = tuple(acme.service.initial_cycle())

    assert failures(entries) == ()
    ((_, _, asked, _),) = [each for each in provider.sent("GET") if each[1] == "/Groups"]
    assert asked == {**PROJECTION, "filter": 'displayName eq "sales"'}
    (made,) = [body for _, path, _, body in provider.sent("POST") if path == "/Groups"]
    assert made["schemas"][0] == GROUP
    assert "members" not in made
    kinds = [(path.split("/")[1], method) for method, path, _, _ in provider.requests]
    assert kinds[-3:] == [("Groups", "GET"), ("Groups", "POST"), ("Groups", "PATCH")]
    assert acme.deviating() == []


def test_a_group_is_renamed(acme: Company, provider: Provider) -> None:
    team = acme.found("sales")
    list(acme.service.initial_cycle())
    provider.requests.clear()
    acme.directory.change_team(team, {"displayName": "Sales Europe"})

    (entry,) = acme.service.incremental_cycle()

    assert entry.action == "Update"
    assert provider.requests[0][0::2] == ("GET", PROJECTION)
    assert provider.bodies("PATCH")[0]["Operations"] == [
        {"op": "Replace", "path": "displayName", "value": "Sales Europe"}
    ]


def test_a_restart_looks_at_everybody_again_and_keeps_who_is_who(acme: Company, provider: Provider) -> None:
    acme.hire("anna")
    list(acme.service.initial_cycle())
    provider.requests.clear()

    acme.service.restart()
    (entry,) = acme.service.incremental_cycle()

    assert (entry.result, [method for method, *_ in provider.requests]) == ("skipped", ["GET"])
    acme.service.restart(full=True)
    (entry,) = acme.service.cycle()
    assert provider.requests[-1][2] == {"filter": 'userName eq "anna@test.example"'}
    assert len(provider.resources["Users"]) == 1


def test_a_cycle_that_is_left_before_its_end_begins_again(acme: Company, provider: Provider) -> None:
    acme.hire("anna")
    acme.hire("bert")
    next(acme.service.initial_cycle())

    assert acme.service.watermark is None
    assert {entry.name for entry in acme.service.incremental_cycle()} == {"anna@test.example", "bert@test.example"}
    assert len(provider.resources["Users"]) == 2


def test_on_demand_one_user_is_provisioned_in_the_default_dialect(provider: Provider) -> None:
    acme = company(provider, dialect="aadOptscim062020")
    anna = acme.hire("anna", attributes={"jobTitle": "Lead"})
    acme.hire("bert")

    assert acme.service.provision_on_demand(anna).action == "Create"
    acme.directory.change(anna, {"jobTitle": "Head"})
    entry = acme.service.provision_on_demand(anna)

    assert (entry.action, entry.result) == ("Update", "success")
    assert provider.bodies("PATCH")[0]["Operations"] == [{"op": "Replace", "path": "title", "value": "Head"}]
    assert len(provider.resources["Users"]) == 1


def test_on_demand_a_group_is_provisioned_with_the_members_that_are_named(acme: Company, provider: Provider) -> None:
    anna, bert = acme.hire("anna"), acme.hire("bert")
    team = acme.found("sales", anna, bert)
    acme.service.provision_on_demand(anna)
    acme.service.provision_on_demand(bert)

    entry = acme.service.provision_on_demand(team, members=[anna])

    assert (entry.action, entry.result) == ("Create", "success")
    (group,) = provider.resources["Groups"].values()
    assert [each["value"] for each in group["members"]] == [acme.service.links.get("user", anna).target_id]
    with pytest.raises(ValueError, match="At most 5"):
        acme.service.provision_on_demand(team, members=["x"] * 6)


def test_on_demand_says_first_that_there_is_no_connection(acme: Company, provider: Provider) -> None:
    anna = acme.hire("anna")
    provider.refuse("GET", "/Users", 401)

    entry = acme.service.provision_on_demand(anna)

    assert (entry.result, entry.code) == ("failure", "SystemForCrossDomainIdentityManagementInvalidCredentials")
    assert "credentials" in entry.steps[0].reason
    assert provider.sent("POST") == []
