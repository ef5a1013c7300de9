"""The terminal's summary: what to mend first at its end, within 80 columns, and nothing that a terminal obeys."""

from __future__ import annotations

from typing import Any

import pytest
from runs_by_hand import checked, run_of

from scim_conformance.report.text import progress_line, summary
from scim_conformance.report.visible import visible


@pytest.fixture
def green() -> dict[str, Any]:
    """A run in which nothing is to be mended."""
    return run_of(checked("read.fine", "passed"))


def said(document: dict[str, Any], width: int = 80) -> list[str]:
    return [line.text for line in summary(document, width)]


def first(document: dict[str, Any]) -> str:
    """What is to be mended first, as one text."""
    lines = said(document)
    place = next((place for place, line in enumerate(lines) if line.startswith("To mend first")), len(lines))
    return " ".join(" ".join(lines[place:]).split())


def test_a_green_run_has_nothing_to_mend(green: dict[str, Any]) -> None:
    assert first(green) == ""


def test_three_things_are_named_and_the_others_counted(green: dict[str, Any]) -> None:
    areas = ("create", "read", "filter", "delete", "sort")
    green["checks"] = [checked(f"{area}.fails", "failed", message=f"{area} is wrong") for area in areas]

    text = first(green)
    assert text.startswith("To mend first (5 things in all):")
    assert [number in text for number in (" 1. ", " 2. ", " 3. ", " 4. ")] == [True, True, True, False]
    assert text.count("To do: Mend it.") == 3


def test_what_blocks_others_stands_with_their_number(green: dict[str, Any]) -> None:
    behind = [checked(f"read.n{n}", "blocked", message="no user", cause="create.fails") for n in range(41)]
    green["checks"] = [
        checked("filter.fails", "failed", message="finds nobody"),
        checked("create.fails", "failed", message="refused"),
        *behind,
    ]

    text = first(green)
    assert text.index("1. create.fails (MUST)") < text.index("2. filter.fails (MUST)")
    assert "Because of it, 41 checks could not be exercised." in text


@pytest.mark.parametrize(
    ("outcome", "more", "words"),
    [
        ("stale", {}, "Take the waiver out of its file"),
        ("broken", {}, "a fault of the suite, not of the provider"),
        ("broken", {"cause": "connection"}, "See that the address is right"),
        ("blocked", {"cause": "create.answers-201"}, "See what create.answers-201 says"),
        ("blocked", {}, "what the check needs was refused"),
        ("warned", {"level": "SHOULD"}, "Mend it."),
    ],
)
def test_what_to_do_is_said_whatever_the_outcome(
    green: dict[str, Any], outcome: str, more: dict[str, Any], words: str
) -> None:
    green["checks"] = [checked("read.fails", outcome, message="it is so", **more)]

    assert words in first(green)


def test_long_lists_are_cut_and_say_so(green: dict[str, Any]) -> None:
    green["checks"] = [checked(f"read.n{n}", "failed", message=f"wrong {chr(97 + n)}") for n in range(20)]

    text = "\n".join(said(green))
    assert "and 8 more, which stand in the report" in text


def test_a_waiver_is_shown_with_its_reason_ticket_and_day() -> None:
    waiver = {"message": "m", "reason": "The nightly job", "ticket": "PROV-1", "until": "2027-01-31"}
    lines = said(run_of(checked("read.waived", "waived", "known", waiver=waiver)))

    assert "accepted: The nightly job (PROV-1), until 2027-01-31" in " ".join(" ".join(lines).split())


@pytest.mark.parametrize("width", [40, 80])
def test_nothing_is_wider_than_the_terminal(green: dict[str, Any], width: int) -> None:
    row = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
    green["checks"] = [checked(f"profile.filterable-finds[{row}]", "failed", "x" * 300)]
    green["run"] = {**green["run"], "notes": ["word " * 40 + "y" * 200]}

    lines = said(green, width)
    assert [line for line in lines if len(line) > width and "://" not in line] == []
    assert row in "".join(line.strip() for line in lines)


def test_nothing_that_a_terminal_obeys_is_in_the_summary() -> None:
    document = run_of()
    evil = "\x1b[2J\x9b\u202e\x07\u2066\ud800"
    document["profile"]["name"] = evil
    document["run"]["notes"] = [f"{evil}\nReport: forged"]
    document["leftovers"] = [{"endpoint": "Users", "id": evil, "why": evil}]
    document["checks"] = [{**checked("read.fails", "failed", evil), "on": evil}]

    text = "\n".join(said(document))
    assert not set(text) & set(evil) - set("[2J")
    assert text.count("\\x1b[2J\\x9b\\u202e\\x07\\u2066\\ud800") >= 4
    assert "\nReport: forged" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, ünïcode 漢字 😀", "plain, ünïcode 漢字 😀"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x7f\x85\x9b", "\\x7f\\x85\\x9b"),
        ("\u202eevil\u2069", "\\u202eevil\\u2069"),
        ("\u200b\ufeff\u2028", "\\u200b\\ufeff\\u2028"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_would_be_obeyed_or_not_seen_is_spelled(text: str, shown: str) -> None:
    assert visible(text) == shown
    # What was spelled once is not spelled again.
    assert visible(shown) == shown


def test_what_is_to_be_kept_is_kept() -> None:
    assert visible("a\nb\x1b", keep="\n\t") == "a\nb\\x1b"


@pytest.mark.parametrize(
    ("outcomes", "total", "left", "width", "line"),
    [
        ({"passed": 3}, 40, None, 80, "3 of 40 checks, 12 requests"),
        ({"passed": 3, "failed": 1}, 40, 95.0, 80, "4 of 40 checks, 1 failed, 12 requests, about 1:35 min left"),
        ({"passed": 39, "warned": 1}, 40, 0.0, 80, "40 of 40 checks, 1 warned, 12 requests, 7 s"),
        ({"failed": 5, "warned": 7}, 40, 9.0, 42, "12 of 40 checks, 5 failed, about 9 s left"),
        ({"failed": 5}, 4000, 9.0, 12, "5 of 4000 ch"),
    ],
)
def test_progress_says_what_fits(
    outcomes: dict[str, int], total: int, left: float | None, width: int, line: str
) -> None:
    assert progress_line(outcomes, total, 12, 7.0, left, width) == line
