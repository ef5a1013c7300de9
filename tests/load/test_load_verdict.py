"""What a load has shown, from what its workers have counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from load_by_hand import PLAN, account

from scim_conformance.client import Leftover
from scim_conformance.files import read_json
from scim_conformance.load.cleaning import Swept
from scim_conformance.load.planning import Plan, Unjudged
from scim_conformance.load.reporting import document, text
from scim_conformance.load.verdict import findings


def words(plan: Plan = PLAN, *accounts: dict[str, Any], lost: int = 0, left: int = 0) -> dict[str, str]:
    found = findings(plan, accounts or (account(),), lost=lost, left=left)
    return {each.name: each.word for each in found}


def says(name: str, plan: Plan, *accounts: dict[str, Any]) -> str:
    return next(each.says for each in findings(plan, accounts, lost=0, left=0) if each.name == name)


def test_a_load_that_went_well_is_met() -> None:
    assert words() == {
        "rate asked for": "met",
        "rate of Microsoft": "met",
        "limit of the profile": "not asked",
        "errors": "met",
        "data": "met",
        "cleanup": "met",
    }


def test_the_rates_of_all_workers_are_added() -> None:
    half = account(rate=12.5, users=25)
    assert words(PLAN, half, half)["rate asked for"] == "met"
    assert words(PLAN, half)["rate asked for"] != "met"


def test_two_per_cent_may_be_missing_and_no_more() -> None:
    assert words(PLAN, account(rate=24.5))["rate asked for"] == "met"
    assert words(PLAN, account(rate=24.0, crowded=0.1))["rate asked for"] == "missed"


def test_the_rate_of_microsoft_is_not_asked_of_a_slower_load() -> None:
    found = words(replace(PLAN, rate=10), account(rate=10.0))
    assert found["rate asked for"] == "met"
    assert found["rate of Microsoft"] == "not asked"


def test_a_faster_load_may_miss_what_was_asked_for_and_meet_microsoft_s_rate() -> None:
    found = words(replace(PLAN, rate=100, users=200), account(rate=60.0, crowded=1.0, users=200))
    assert found["rate asked for"] == "missed"
    assert found["rate of Microsoft"] == "met"


@pytest.mark.parametrize(
    ("told", "word", "why"),
    [
        ({"throttled": 40}, "missed", "40 were put off with 429 or 503"),
        ({"well": 1_400}, "missed", "100 of 1500 requests failed"),
        ({"waiting": 49.0, "crowded": 1.0}, "missed", "For 100% of the time nearly all virtual users waited"),
        # It stood still for a while, and was quick else.
        ({"waiting": 10.0, "crowded": 0.4}, "missed", "For 40% of the time"),
        ({"waiting": 10.0, "crowded": 0.1}, "not shown", "This machine could not send more"),
        ({"waiting": 49.0, "crowded": 1.0, "late": 0.5}, "not shown", "too busy"),
    ],
)
def test_it_is_said_why_a_rate_was_not_reached(told: dict[str, Any], word: str, why: str) -> None:
    slow = account(rate=15.0, **told)
    assert words(PLAN, slow)["rate asked for"] == word
    assert why in says("rate asked for", PLAN, slow)


def test_a_machine_that_was_late_as_long_as_answers_are_missing_shows_nothing() -> None:
    assert words(PLAN, account(rate=24.0, crowded=0.5, late=0.05))["rate asked for"] == "not shown"


def test_too_few_virtual_users_are_no_finding_about_a_provider() -> None:
    plan = replace(PLAN, users=5)
    slow = account(rate=15.0, crowded=1.0, users=5)
    assert words(plan, slow)["rate asked for"] == "not shown"
    assert "give --users 50 or more" in says("rate asked for", plan, slow)


def test_a_load_that_was_stopped_shows_no_rate() -> None:
    assert words(PLAN, account(stopped=True))["rate asked for"] == "not shown"


def test_who_puts_requests_off_below_the_limit_of_its_profile_misses_it() -> None:
    plan = replace(PLAN, limit=30.0)
    assert words(plan, account(throttled=3))["limit of the profile"] == "missed"
    assert words(plan, account())["limit of the profile"] == "met"


def test_one_request_in_a_hundred_may_fail() -> None:
    assert words(PLAN, account(well=1_485))["errors"] == "met"
    assert words(PLAN, account(well=1_484))["errors"] == "missed"
    assert words(PLAN, account(sent=0, well=0))["errors"] == "not shown"


@pytest.mark.parametrize("wrong", ["missing", "not found", "twice", "deviates", "member lost", "member came back"])
def test_anything_that_is_not_as_it_was_accepted_is_missed(wrong: str) -> None:
    assert words(PLAN, account(), account(read_back={"wrong": {wrong: 1}}))["data"] == "missed"


def test_what_could_not_be_read_back_shows_nothing() -> None:
    assert words(PLAN, account(read_back={"wrong": {"unread": 1}}))["data"] == "not shown"
    assert words(PLAN, account(read_back={"unfinished": 1}))["data"] == "not shown"
    assert words(PLAN, account(read_back={"users": 0}))["data"] == "not shown"


def test_somebody_else_s_account_in_an_answer_is_missed() -> None:
    assert words(PLAN, account(strangers=1))["data"] == "missed"


def test_a_lost_worker_and_what_is_left_behind_are_told() -> None:
    found = words(PLAN, account(), lost=1, left=2)
    assert found["workers"] == "not shown"
    assert found["cleanup"] == "missed"
    assert words(PLAN, account(rate=12.0, crowded=1.0), lost=1)["rate asked for"] == "not shown"


def test_without_any_worker_s_account_nothing_is_said_of_the_provider() -> None:
    found = findings(PLAN, [], lost=2, left=0)
    assert [(each.name, each.word) for each in found] == [("workers", "not shown"), ("cleanup", "met")]


def test_what_does_not_work_alone_is_not_shown() -> None:
    plan = replace(PLAN, unjudged=Unjudged(doings=("disable",), reasons=("It was refused.",)))
    assert words(plan)["kinds of change"] == "not shown"


TOLD = {
    "accounts": [account(read_back={"wrong": {"member lost": 2}, "examples": ["member lost: x"]})],
    "lost": 0,
    "kinds": [
        {
            "kind": "remove members",
            "method": "PATCH",
            "requests": 123_456,
            "failures": 12_345,
            "seconds": {"p50": 0.012, "p90": 0.1, "p95": 0.2, "p99": 1.5, "max": 31.0},
        }
    ],
    "errors": [{"kind": "create", "error": "409: uniqueness " + "long " * 30, "count": 3}] * 12,
}
SWEPT = Swept(deleted=100, staying=1, left=[Leftover("Users", "1", "DELETE answered 500", "scimconf-x")])


def test_the_result_is_as_its_schema_says() -> None:
    made = document(PLAN, TOLD, SWEPT, interrupted=False)
    jsonschema.Draft202012Validator(read_json("load.schema.json")).validate(made)
    assert made["good"] is False
    assert made["data"]["wrong"] == {"member lost": 2}
    assert made["cleanup"]["left"] == 1


def test_the_result_of_a_load_without_any_answer_is_as_its_schema_says() -> None:
    nothing = {"accounts": [], "lost": 0, "kinds": [], "errors": []}
    made = document(PLAN, nothing, Swept(), interrupted=True)
    jsonschema.Draft202012Validator(read_json("load.schema.json")).validate(made)
    assert made["good"] is False
    assert [each["name"] for each in made["findings"]] == ["cleanup"]
    assert text(made).splitlines()[0].startswith("MET       cleanup")
    assert "interrupted" in text(made)


def test_the_text_fits_a_terminal_and_names_what_counts() -> None:
    plan = replace(PLAN, unjudged=Unjudged(("title",), ("disable",), ("It was refused.",), members=True, twice=True))
    told = text(document(plan, TOLD, SWEPT, interrupted=False))
    assert max(map(len, told.splitlines())) <= 80
    for part in (
        "remove members",
        "31.0 s",
        "3 x create: 409",
        "and 2 others",
        "memberships lost: 2",
        "disable. It was refused.",
        "left behind: DELETE answered 500",
    ):
        assert part in " ".join(told.split()), part
