"""The service against the embedded provider: three cycles of a company's life, and nothing is but as it must be."""

from __future__ import annotations

from typing import Any

import pytest
from service_by_hand import Company, company, embedded

from scim_conformance.entra import DIALECTS
from scim_conformance.entra.service import failures, snapshot

FULL = {
    "jobTitle": "Lead",
    "department": "Sales",
    "employeeId": "0007",
    "telephoneNumber": "+1 555 0100",
    "mobile": "+1 555 0101",
    "facsimileTelephoneNumber": "+1 555 0102",
    "streetAddress": "1 Main Street",
    "city": "Redmond",
    "state": "WA",
    "postalCode": "98052",
    "country": "US",
    "physicalDeliveryOfficeName": "Room 7",
    "preferredLanguage": "en-US",
    "proxyAddresses": "other@test.example",
}
CHANGED = {
    "givenName": "Żaneta 千代",
    "surname": 'O\'Neil "Quote"',
    "displayName": "Żaneta",
    "jobTitle": "Head",
    "department": "R&D",
    "employeeId": "0008",
    "telephoneNumber": "+1 555 0103",
    "mobile": None,
    "streetAddress": "2 Side Street",
}


def life(acme: Company) -> None:
    """Found a company, change everything that changes in one, and close parts of it."""
    directory, has_groups = acme.directory, acme.job.groups is not None
    boss = acme.hire("boss", attributes=FULL)
    crew = [acme.hire(f"crew{n}", manager=boss, attributes=FULL if n % 2 else {}) for n in range(5)]
    acme.hire("later", account_enabled=False)
    if has_groups:
        team, other = acme.found("sales", boss, *crew), acme.found("empty")
    well(acme, acme.service.initial_cycle(), fresh=[boss, *crew])

    directory.change(crew[0], CHANGED)
    directory.change(crew[1], {"userPrincipalName": "moved@test.example", "mailNickname": "moved", **CHANGED})
    directory.disable(crew[2])
    directory.soft_delete(crew[3])
    directory.set_manager(crew[4], crew[0])
    directory.set_manager(crew[0], None)
    directory.enable("person-later")
    if has_groups:
        directory.change_team(team, {"displayName": "Sales Europe"})
        directory.leave(team, crew[0], crew[1])
        directory.join(other, crew[0], "person-later")
    before = snapshot(acme.service.links)
    well(acme, acme.service.incremental_cycle(), before=before)

    directory.enable(crew[2])
    directory.purge(crew[3])
    directory.unassign(crew[4])
    if has_groups:
        directory.leave(team, crew[4])
        directory.delete_team(other)
    before = snapshot(acme.service.links)
    well(acme, acme.service.incremental_cycle(), before=before)
    gone = [each for each in acme.expected(before=before) if not each.exists]
    assert {each.kind for each in gone} == ({"user", "group"} if has_groups else {"user"})


def well(acme: Company, entries: Any, **more: Any) -> None:
    told = list(entries)
    assert failures(told) == ()
    assert {entry.result for entry in told} <= {"success", "skipped"}
    assert acme.deviating(**more) == []
    assert len(acme.service.escrow) == 0
    assert acme.service.state.quarantined == ""


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("slug", ["entra", "kpifire", "rhombus", "generic", "iprova", "promapp", "rfpio"])
def test_three_cycles_leave_nothing_that_is_not_as_it_must_be(slug: str, dialect: str) -> None:
    with embedded(slug) as port:
        acme = company(port, slug, dialect)
        assert [step.result for step in acme.service.test_connection() if step.result != "success"] == []
        life(acme)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_cycle_without_changes_after_a_restart_changes_nothing(dialect: str) -> None:
    with embedded("entra") as port:
        acme = company(port, "entra", dialect)
        boss = acme.hire("boss", attributes=FULL)
        acme.found("sales", acme.hire("anna", manager=boss, attributes=FULL))
        list(acme.service.initial_cycle())
        acme.service.restart()

        entries = list(acme.service.cycle())

        assert {(entry.kind, entry.result) for entry in entries if entry.result != "skipped"} == {("group", "success")}
        assert [entry.changes for entry in entries if entry.kind == "user"] == [()] * 3
        assert acme.deviating() == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_attributes_that_became_empty_are_cleared_where_that_is_asked_for(dialect: str) -> None:
    with embedded("entra") as port:
        acme = company(port, "entra", dialect, clears_empty=True)
        anna = acme.hire("anna", attributes=FULL)
        list(acme.service.initial_cycle())
        acme.directory.change(anna, dict.fromkeys(FULL))

        assert failures(acme.service.incremental_cycle()) == ()
        assert acme.deviating() == []
