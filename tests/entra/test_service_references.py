"""The second pass: managers and members, in both dialects and in batches."""

from __future__ import annotations

from typing import Any

import pytest
from service_by_hand import Company, Provider, company

from scim_conformance.entra.service import failures
from scim_conformance.wire import ENTERPRISE

MANAGER = f"{ENTERPRISE}:manager"


def target(acme: Company, object_id: str) -> str:
    link = acme.service.links.get("user", object_id)
    assert link is not None
    return link.target_id


def members(provider: Provider) -> list[str]:
    (group,) = provider.resources["Groups"].values()
    return [each["value"] for each in group.get("members", [])]


def operations(provider: Provider) -> list[dict[str, Any]]:
    return [each for body in provider.bodies("PATCH") for each in body["Operations"]]


@pytest.mark.parametrize(
    ("dialect", "add", "replace"), [("default", "Add", "Replace"), ("aadOptscim062020", "add", "replace")]
)
def test_a_manager_is_set_changed_and_taken_away(provider: Provider, dialect: str, add: str, replace: str) -> None:
    acme = company(provider, dialect=dialect)
    first, second = acme.hire("first"), acme.hire("second")
    anna = acme.hire("anna", manager=first)

    assert failures(acme.service.initial_cycle()) == ()

    asked = [params for _, _, params, _ in provider.sent("GET") if "attributes" in params]
    assert asked == [
        {"filter": f'id eq "{target(acme, anna)}" and manager eq "{target(acme, first)}"', "attributes": "id"}
    ]
    assert operations(provider) == [{"op": add, "path": MANAGER, "value": target(acme, first)}]
    assert acme.deviating() == []

    provider.requests.clear()
    acme.directory.set_manager(anna, second)
    _, entry = acme.service.incremental_cycle()
    assert operations(provider) == [{"op": replace, "path": MANAGER, "value": target(acme, second)}]
    assert (entry.is_reference, entry.changes[0].name) == (True, MANAGER)
    assert (entry.changes[0].old, entry.changes[0].new) == (target(acme, first), target(acme, second))
    assert acme.deviating() == []

    provider.requests.clear()
    acme.directory.set_manager(anna, None)
    (entry,) = acme.service.incremental_cycle()
    assert operations(provider) == [{"op": "replace", "path": MANAGER, "value": ""}]
    assert (entry.changes[0].old, entry.changes[0].new) == (target(acme, second), None)
    assert acme.deviating() == []


def test_a_manager_can_be_written_as_the_older_page_shows_it(provider: Provider) -> None:
    acme = company(provider, manager_form="list")
    boss = acme.hire("boss")
    acme.hire("anna", manager=boss)
    provider.refuse("PATCH", "/Users", 204)

    list(acme.service.initial_cycle())

    id = target(acme, boss)
    assert operations(provider) == [{"op": "Add", "path": "manager", "value": [{"$ref": f"/Users/{id}", "value": id}]}]


def test_a_manager_that_is_right_already_is_not_written(acme: Company, provider: Provider) -> None:
    anna = acme.hire("anna", manager=acme.hire("boss"))
    list(acme.service.initial_cycle())
    provider.requests.clear()
    acme.directory.change(anna, {"jobTitle": "Head"})

    _, entry = acme.service.incremental_cycle()

    assert (entry.result, entry.is_reference) == ("skipped", True)
    assert [each["path"] for each in operations(provider)] == ["title"]


def test_who_can_not_be_asked_for_a_manager_is_written_it_all_the_same(acme: Company, provider: Provider) -> None:
    boss = acme.hire("boss")
    acme.hire("anna", manager=boss)
    ask = provider.__call__

    def port(method: str, path: str, *, params: Any = None, json: Any = None) -> Any:
        if params and "attributes" in params:
            params = {**params, "filter": 'nobody eq "1"'}
        return ask(method, path, params=params, json=json)

    acme.service.port = port
    assert failures(acme.service.initial_cycle()) == ()
    assert acme.deviating() == []


def test_a_manager_out_of_scope_is_left_out_until_a_restart(acme: Company, provider: Provider) -> None:
    boss = acme.directory.add_person({"userPrincipalName": "boss@test.example", "mailNickname": "boss"}).object_id
    anna = acme.hire("anna", manager=boss)

    entries = tuple(acme.service.initial_cycle())

    assert [entry.result for entry in entries if entry.is_reference] == ["skipped"]
    assert acme.service.unresolved == {(anna, boss)}
    acme.directory.assign(boss, acme.directory.roles[1])
    acme.directory.change(anna, {"jobTitle": "Head"})
    list(acme.service.incremental_cycle())
    assert not any(each["path"] == MANAGER for each in operations(provider))
    assert acme.deviating() == []

    acme.service.restart()
    list(acme.service.cycle())
    assert operations(provider)[-1] == {"op": "Add", "path": MANAGER, "value": target(acme, boss)}
    assert acme.service.unresolved == frozenset()


def test_a_manager_whose_creation_failed_is_tried_again_with_the_user(acme: Company, provider: Provider) -> None:
    boss = acme.hire("boss")
    provider.refuse("POST", "/Users", 500)
    list(acme.service.initial_cycle())
    provider.accept()
    anna = acme.hire("anna", manager=boss)

    entry = list(acme.service.incremental_cycle())[-1]

    assert (entry.result, entry.code, entry.is_reference) == ("failure", "ReferenceWithoutAccount", True)
    acme.clock.advance(hours=6)
    assert failures(acme.service.incremental_cycle()) == ()
    assert target(acme, anna)
    assert acme.deviating() == []
    assert len(acme.service.escrow) == 0


@pytest.mark.parametrize("dialect", ["default", "aadOptscim062020"])
def test_members_join_and_leave_in_batches(provider: Provider, dialect: str) -> None:
    acme = company(provider, dialect=dialect, batch=2)
    crew = [acme.hire(name) for name in ("a", "b", "c", "d", "e")]
    team = acme.found("sales", *crew)

    list(acme.service.initial_cycle())

    assert [len(each["value"]) for each in operations(provider)] == [2, 2, 1]
    assert sorted(members(provider)) == sorted(target(acme, id) for id in crew)
    provider.requests.clear()
    acme.directory.leave(team, *crew[:3])
    entry = list(acme.service.incremental_cycle())[-1]
    assert len(provider.sent("PATCH")) == 2
    if dialect == "default":
        assert operations(provider)[0] == {
            "op": "Remove",
            "path": "members",
            "value": [{"$ref": None, "value": target(acme, id)} for id in crew[:2]],
        }
    else:
        assert operations(provider)[0] == {"op": "remove", "path": f'members[value eq "{target(acme, crew[0])}"]'}
    assert (entry.changes[0].name, entry.changes[0].new) == ("members", None)
    assert acme.deviating() == []


def test_only_who_is_new_is_added(acme: Company, provider: Provider) -> None:
    anna, bert = acme.hire("anna"), acme.hire("bert")
    team = acme.found("sales", anna)
    list(acme.service.initial_cycle())
    provider.requests.clear()
    acme.directory.join(team, bert)

    entry = list(acme.service.incremental_cycle())[-1]

    assert [each["value"] for each in operations(provider)] == [[{"$ref": None, "value": target(acme, bert)}]]
    assert (entry.changes[0].old, entry.changes[0].new) == (None, (target(acme, bert),))


def test_the_members_of_a_group_are_never_read(acme: Company, provider: Provider) -> None:
    team = acme.found("sales", acme.hire("anna"))
    list(acme.service.initial_cycle())
    acme.directory.join(team, acme.hire("bert"))
    list(acme.service.incremental_cycle())

    asked = [params for method, path, params, _ in provider.sent("GET") if path.startswith("/Groups")]
    assert asked
    assert all(params["excludedAttributes"] == "members" for params in asked)


def test_members_of_a_group_that_was_there_before_stay(acme: Company, provider: Provider) -> None:
    provider.resources["Groups"]["g"] = {"id": "g", "displayName": "Sales", "members": [{"value": "stranger"}]}
    anna = acme.hire("anna")
    acme.found("sales", anna)

    list(acme.service.initial_cycle())

    assert members(provider) == ["stranger", target(acme, anna)]


def test_who_is_disabled_stays_a_member(acme: Company, provider: Provider) -> None:
    anna = acme.hire("anna")
    acme.found("sales", anna)
    list(acme.service.initial_cycle())
    acme.directory.disable(anna)

    list(acme.service.incremental_cycle())

    assert members(provider) == [target(acme, anna)]
    assert acme.deviating() == []


def test_a_member_out_of_scope_is_not_noticed_until_a_restart(acme: Company, provider: Provider) -> None:
    guest = acme.directory.add_person({"userPrincipalName": "guest@test.example", "mailNickname": "guest"}).object_id
    team = acme.directory.add_team({"displayName": "sales"}, [acme.hire("anna"), guest]).object_id
    # Whoever has Default Access only, through the group here, is not provisioned.
    acme.directory.assign(team)

    list(acme.service.initial_cycle())
    assert len(members(provider)) == 1
    acme.directory.assign(guest, acme.directory.roles[1])
    acme.directory.join(team, acme.hire("bert"))
    list(acme.service.incremental_cycle())
    assert len(members(provider)) == 2
    assert acme.deviating() == []

    acme.service.restart()
    list(acme.service.cycle())
    assert len(members(provider)) == 3
    assert acme.deviating() == []


def test_a_batch_that_is_refused_does_not_undo_the_one_before(provider: Provider) -> None:
    acme = company(provider, batch=1)
    crew = [acme.hire(name) for name in ("a", "b")]
    acme.found("sales", *crew)
    ask, told = provider.__call__, []

    def port(method: str, path: str, *, params: Any = None, json: Any = None) -> Any:
        if method == "PATCH":
            told.append(json)
            if len(told) == 2:
                provider.refuse("PATCH", "/Groups", 500)
        return ask(method, path, params=params, json=json)

    acme.service.port = port
    (failed,) = failures(acme.service.initial_cycle())
    assert (failed.is_reference, failed.status, len(failed.changes)) == (True, 500, 1)
    assert acme.service.memberships.get("team-sales") == {"person-a"}

    provider.accept()
    told.clear()
    told.extend([None, None])
    acme.clock.advance(hours=7)
    assert failures(acme.service.incremental_cycle()) == ()
    assert sorted(members(provider)) == sorted(target(acme, id) for id in crew)
    assert len(told) == 3


def test_groups_within_groups_are_not_read(acme: Company, provider: Provider) -> None:
    inner = acme.found("inner", acme.hire("anna"))
    acme.found("outer", inner)

    assert failures(acme.service.initial_cycle()) == ()

    held = {each["displayName"]: each.get("members") for each in provider.resources["Groups"].values()}
    assert held["outer"] is None
    assert len(held["inner"]) == 1
    assert acme.deviating() == []
