"""Virtual users against a provider on loopback, in threads: what they send, and what they find."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from load_by_hand import drive, lose_updates, small

from scim_conformance.client import Credentials, Ledger
from scim_conformance.load.planning import Plan, Unjudged
from scim_conformance.load.preparing import NotPossible, prepare
from scim_conformance.load.shift import Shift
from scim_conformance.load.verdict import findings
from scim_conformance.profile import Profile
from scim_conformance.provider import Provider, Running
from scim_conformance.provider.faults import fault, inject


@pytest.fixture
def ledgers(tmp_path: Path) -> Path:
    return tmp_path / "ledgers"


def data_word(plan: Plan, account: dict[str, object]) -> str:
    return next(each.word for each in findings(plan, [account], lost=0, left=0) if each.name == "data")


def test_a_right_provider_holds_all_that_it_has_accepted(
    running: Running, profile: Profile, credentials: Credentials, ledgers: Path
) -> None:
    plan = prepare(small(running.url), profile, credentials, ledgers)
    assert plan.unjudged == Unjudged()
    kinds = Counter[str]()
    shift = Shift(plan, profile, credentials, ledgers, tell=lambda method, kind, seconds, error: kinds.update([kind]))
    account = drive(shift)
    shift.close()

    assert account["sent"] == account["well"] > 0
    assert account["accepted"] > account["created"] > 0
    assert account["read_back"]["users"] == account["created"]
    assert account["read_back"]["wrong"] == {}
    assert data_word(plan, account) == "met"
    assert {"match user", "create", "read user", "read group", "add members", "update"} <= kinds.keys()
    # All of it stands in the ledgers, for whoever deletes it: the shared groups, two who rehearsed, and these.
    left = Ledger.of_run(ledgers, running.url, plan.mark)
    assert len(left.open) == 2 + 2 + account["created"]


def test_updates_that_get_lost_are_found(
    provider: Provider, running: Running, profile: Profile, credentials: Credentials, ledgers: Path
) -> None:
    lose_updates(provider)
    plan = prepare(small(running.url, groups=1), profile, credentials, ledgers)
    assert plan.unjudged == Unjudged(), "one user alone loses nothing"
    shift = Shift(plan, profile, credentials, ledgers, again=(0.1,))
    account = drive(shift)
    shift.close()

    assert account["read_back"]["wrong"].get("member lost", 0) > 0
    assert data_word(plan, account) == "missed"


def test_nothing_is_made_of_what_does_not_work_for_one_user_alone(
    provider: Provider, running: Running, profile: Profile, credentials: Credentials, ledgers: Path
) -> None:
    def refuse(answer):  # type: ignore[no-untyped-def]
        def layer(request):  # type: ignore[no-untyped-def]
            if request.method == "PATCH" and b'"active"' in (request.body or b""):
                request.path = "/Nowhere/1"
            return answer(request)

        return layer

    provider.wrap(refuse)
    plan = prepare(small(running.url, groups=0), profile, credentials, ledgers)
    assert plan.unjudged.doings == ("disable",)
    assert "was to be updated" in plan.unjudged.reasons[0]
    kinds = Counter[str]()
    shift = Shift(
        replace(plan, seconds=1.0),
        profile,
        credentials,
        ledgers,
        tell=lambda method, kind, seconds, error: kinds.update([kind]),
    )
    drive(shift)
    shift.close()
    assert "disable" not in kinds
    assert kinds["create"] > 0


def test_a_provider_that_is_not_ready_is_told_before_anything_is_created(
    provider: Provider, running: Running, profile: Profile, credentials: Credentials, ledgers: Path
) -> None:
    inject(provider, fault("filter-no-match-404"))
    with pytest.raises(NotPossible, match="The Test Connection fails"):
        prepare(small(running.url), profile, credentials, ledgers)
    assert not list(ledgers.glob("*")), "nothing is left to delete"


def test_no_more_people_are_made_than_was_said(
    running: Running, profile: Profile, credentials: Credentials, ledgers: Path
) -> None:
    shift = Shift(small(running.url, groups=0, people=5, seconds=1.0), profile, credentials, ledgers)
    account = drive(shift)
    shift.close()
    assert account["created"] == 5
    assert account["accepted"] > 5, "after that it goes on with those who are there"


def test_workers_never_give_one_number_to_two_people(
    running: Running, profile: Profile, credentials: Credentials, ledgers: Path
) -> None:
    plan = small(running.url, groups=0, people=4)
    numbers: list[int] = []
    for worker in range(3):
        shift = Shift(plan, profile, credentials, ledgers, name=f"w{worker}", number=worker, workers=3)
        while (number := shift._crew.next_person()) is not None:
            numbers.append(number)
        shift.close()
    assert sorted(numbers) == [0, 1, 2, 3]
