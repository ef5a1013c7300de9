"""What is counted and told of a run."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scim_conformance.sync.cleaning import Cleaned
from scim_conformance.sync.failing import plain
from scim_conformance.sync.measuring import Tally, Times, total
from scim_conformance.sync.progress import Progress
from scim_conformance.sync.reporting import Outcome, text
from scim_conformance.sync.running import CycleResult
from scim_conformance.sync.verifying import Comparison


@given(st.lists(st.floats(0.0001, 100), min_size=1, max_size=200), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_quantile_is_within_two_per_cent(seconds: list[float], share: float) -> None:
    times = Times()
    for each in seconds:
        times.add(each)
    exact = next(each for n, each in enumerate(sorted(seconds), 1) if n >= share * len(seconds))

    found = times.quantile(share)

    assert found is not None
    assert exact * 0.99 <= found <= exact * 1.021


def test_without_requests_there_is_no_quantile() -> None:
    assert Times().quantile(0.5) is None


def test_workers_counts_add_up() -> None:
    one, two = Tally(), Tally()
    one.answer("GET /Users?filter", 200, 0.1)
    two.answer("GET /Users?filter", None, 0.3)
    two.wait(429, 2.0)
    two.actions["users created"] += 1

    both = total([one, two])

    assert both.requests == {"GET /Users?filter": 2}
    assert both.statuses == {"200": 1, "no answer": 1}
    assert (both.sent, both.waited, both.waits[429], both.actions["users created"]) == (2, 2.0, 1, 1)
    assert both.times.longest == 0.3


def test_the_same_failure_reads_the_same_whoever_it_hits() -> None:
    first = plain(
        "User 'scimconf-1-a-7@example.com' has 0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef since 2026-01-02T03:04:05Z"
    )
    second = plain(
        "User 'scimconf-1-a-8@example.com' has 1b21f0f2-8d2a-4f8e-bf98-7363c4aed4ef since 2026-01-02T03:04:06Z"
    )

    assert first == second == "User '…' has … since …"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_line_that_changes_and_a_file_sees_lines() -> None:
    terminal, file = Terminal(), io.StringIO()
    for out in (terminal, file):
        with Progress("cycle 2", 100, lambda: (25, 3, 80), out=out, every=0.01) as progress:
            until = time.monotonic() + 10
            while not out.getvalue() and time.monotonic() < until:
                time.sleep(0.01)
        assert "cycle 2: 25 of 100, " in out.getvalue()
        assert "3 failed" in progress.line()
        assert "to go" in progress.line()
    assert "\r" in terminal.getvalue()
    assert "\r" not in file.getvalue()


def outcome(**changes: object) -> Outcome:
    tally = Tally(objects=3)
    tally.answer("POST /Users", 201, 0.01)
    made = Outcome({"url": "https://example.com"}, [CycleResult(1, tally, 2.0)], comparison=Comparison(3, 3))
    for name, value in changes.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 0),
        ({"interrupted": True}, 2),
        ({"problem": "No connection"}, 1),
        ({"left": 2}, 1),
        ({"left": 2, "kept": True}, 0),
        ({"comparison": Comparison(3, 3, deviating=1)}, 1),
        ({"cycles": [CycleResult(1, Tally(failures=1), 1.0)]}, 1),
        ({"cycles": [CycleResult(1, Tally(strangers=1), 1.0)]}, 1),
        ({"cycles": [CycleResult(1, Tally(), 1.0, quarantined="EncounteredQuarantineException: no")]}, 1),
    ],
)
def test_the_exit_code_says_how_it_went(changes: dict[str, object], code: int) -> None:
    assert outcome(**changes).code == code


def test_the_report_tells_what_it_is_made_of() -> None:
    told = text(outcome(left=2, cleaned=Cleaned(deleted=4), peak_bytes=90_000_000).as_dict())

    assert "Cycle 1, the initial one: 3 objects in 2.0 s" in told
    assert "1 POST /Users" in told
    assert "p50" in told
    assert "Compared: 3 of 3 users; all are as they must be." in told
    assert "Deleted: 4 users and groups; left behind: 2." in told
    assert "Memory: 90 MB" in told
