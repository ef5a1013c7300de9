"""What is tried again and when, and when a job is put in quarantine: all on a clock that is moved by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from service_by_hand import Company, Provider, company

from scim_conformance.entra.service import Entry, Escrow, SimulatedClock, State, Step

ENTRY = Entry(1, "user", "anna", "anna", "Create", "failure", (Step("action", "failure", "No."),), code="X", status=500)


@pytest.fixture
def acme(provider: Provider) -> Company:
    """A company one of whose two users is refused."""
    acme = company(provider)
    acme.hire("bert")
    list(acme.service.initial_cycle())
    provider.refuse("POST", "/Users", 500)
    acme.hire("anna")
    list(acme.service.incremental_cycle())
    provider.requests.clear()
    return acme


def cycle(acme: Company) -> list[Entry]:
    return list(acme.service.incremental_cycle())


def test_a_clock_moves_only_when_it_is_told_to() -> None:
    clock = SimulatedClock()
    before = clock.now()

    clock.advance(hours=6)
    clock.advance(timedelta(minutes=1))

    assert clock.now() - before == timedelta(hours=6, minutes=1)
    assert clock() == clock.now()


def test_what_failed_is_tried_after_6_12_and_24_hours_and_then_daily(acme: Company) -> None:
    tried, start = [], acme.clock.now()
    while acme.clock.now() - start < timedelta(days=4):
        acme.clock.advance(minutes=40)
        if cycle(acme):
            tried.append((acme.clock.now() - start) / timedelta(hours=1))

    assert [round(hours) for hours in tried] == [6, 12, 24, 48, 72, 96]
    assert acme.service.state.quarantined == ""


def test_what_failed_for_28_days_is_given_up_and_the_job_disabled(acme: Company, provider: Provider) -> None:
    for _ in range(27):
        acme.clock.advance(days=1)
        cycle(acme)
    assert len(acme.service.escrow) == 1
    assert acme.service.state.disabled == ""

    acme.clock.advance(days=1)
    assert len(cycle(acme)) == 1

    assert len(acme.service.escrow) == 0
    assert "28 days" in acme.service.state.disabled
    provider.accept()
    acme.hire("carl")
    provider.requests.clear()
    assert cycle(acme) == []
    assert provider.requests == []
    acme.service.restart()
    assert {entry.action for entry in acme.service.cycle()} == {"Create", "None"}


def test_what_succeeds_at_last_is_forgotten(acme: Company, provider: Provider) -> None:
    provider.accept()
    assert cycle(acme) == []
    acme.clock.advance(hours=6)

    (entry,) = cycle(acme)

    assert (entry.action, entry.result) == ("Create", "success")
    assert len(acme.service.escrow) == 0


def test_what_changes_is_tried_at_once_and_counts_from_its_first_failure(acme: Company) -> None:
    acme.clock.advance(hours=1)
    acme.directory.change("person-anna", {"jobTitle": "Head"})

    assert [entry.result for entry in cycle(acme)] == ["failure"]

    acme.clock.advance(hours=5)
    assert len(cycle(acme)) == 1


@pytest.mark.parametrize(
    ("status", "body"), [(401, None), (403, None), (404, {"detail": "none"})], ids=["401", "403", "404 to a search"]
)
def test_a_fault_of_the_connection_is_quarantine_at_once(
    acme: Company, provider: Provider, status: int, body: Any
) -> None:
    provider.accept()
    provider.refuse("GET", "/Users", status, body)
    acme.hire("carl")
    acme.hire("dora")

    entries = cycle(acme)

    assert len(entries) == 1
    assert acme.service.state.quarantined.startswith("EncounteredQuarantineException: ")
    assert acme.service.interval == timedelta(days=1)
    assert len(provider.sent()) == 1


def test_a_test_of_the_connection_that_is_refused_is_quarantine(acme: Company, provider: Provider) -> None:
    provider.refuse("GET", "/Groups", 401)

    acme.service.test_connection()

    assert "credentials are refused" in acme.service.state.quarantined


def test_a_good_cycle_ends_the_quarantine(acme: Company, provider: Provider) -> None:
    provider.refuse("GET", "/Users", 401)
    acme.hire("carl")
    cycle(acme)
    provider.accept()
    acme.clock.advance(days=1)

    entries = cycle(acme)

    assert {(entry.name, entry.result) for entry in entries} >= {("carl@test.example", "success")}
    assert acme.service.state.quarantined == ""
    assert acme.service.interval == timedelta(minutes=40)


def test_a_job_is_disabled_after_more_than_four_weeks_of_quarantine(acme: Company, provider: Provider) -> None:
    provider.refuse("GET", "/Users", 401)
    acme.hire("carl")
    for _ in range(28):
        cycle(acme)
        acme.clock.advance(days=1)
    assert acme.service.state.disabled == ""

    acme.clock.advance(days=1)
    cycle(acme)

    assert "four weeks" in acme.service.state.disabled


def judged(failed: int, references: int, events: int) -> str:
    state, now = State(), SimulatedClock().now()
    state.begin()
    good = replace(ENTRY, result="success", code="")
    for entry, times in ((ENTRY, failed), (replace(ENTRY, is_reference=True), references), (good, events)):
        for _ in range(times):
            state.note(entry, now)
    state.settle(now)
    return state.quarantined


@pytest.mark.parametrize(
    ("failed", "references", "good", "quarantined"),
    [
        (4_999, 0, 0, False),
        (5_000, 0, 0, True),
        (5_000, 0, 7_500, False),
        (5_001, 0, 7_500, True),
        (0, 6_000, 0, False),
        (40_000, 0, 70_000, False),
        (40_001, 0, 70_000, True),
        (0, 59_999, 0, False),
        (0, 60_000, 0, True),
        (30_000, 30_000, 60_000, True),
    ],
)
def test_too_many_failures_are_quarantine(failed: int, references: int, good: int, quarantined: bool) -> None:
    reason = judged(failed, references, good)

    assert reason.startswith("EncounteredEscrowProportionThreshold: ") is quarantined
    assert bool(reason) is quarantined


def test_two_failures_of_one_object_in_one_cycle_are_one_entry() -> None:
    escrow, now = Escrow(), SimulatedClock().now()
    escrow.begin()
    escrow.note(ENTRY, now)
    escrow.note(replace(ENTRY, result="success"), now)
    escrow.note(replace(ENTRY, is_reference=True), now)

    assert escrow.settle(now) == ()

    assert len(escrow) == 1
    assert escrow.due(now) == ()
    assert escrow.due(now + timedelta(hours=6)) == (("user", "anna"),)
