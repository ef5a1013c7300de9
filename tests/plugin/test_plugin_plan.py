"""``--scim-plan`` says what a run would send, create and delete, and sends nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.loopback import Answer, answering
from tests.suite_process import Finished

Suite = Callable[..., Finished]

FEW = ("-k", "create.answers-201 or delete.answers-204 or bulk.creates-many or auth.missing", "--scim-seed", "7")


def test_a_plan_counts_what_a_run_then_sends_and_sends_nothing(suite: Suite) -> None:
    asked: list[str] = []

    def note(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        asked.append(path)
        return 500, {}, b""

    with answering(note) as url:
        planned = suite("--profile", "generic", "--scim-plan", "--url", url, *FEW)
    assert planned.code == 0, planned.output
    assert asked == []
    assert not (planned.folder / "scim-report").exists()
    plan = planned.output.partition("nothing was sent.")[2].partition("where it has less.")[0]
    assert "first requests" in plan
    assert max(map(len, plan.splitlines())) <= 80
    run = suite("--profile", "generic", "--demo", *FEW).results
    told = re.search(r"(\d+) checks, some (\d+) requests, (\d+) users and (\d+) groups", planned.output)
    assert told is not None, planned.output
    made = [each for each in run["exchanges"] if each["method"] == "POST" and each["status"] == 201]
    assert int(told[1]) == len(run["checks"])
    assert int(told[2]) == run["run"]["requests"]
    assert int(told[3]) + int(told[4]) >= len(made) > 0


def test_a_plan_needs_neither_url_nor_token_and_starts_no_worker(suite: Suite) -> None:
    done = suite("--profile", "promapp", "--scim-plan", "--scim-rate", "2", "-n", "2", "-k", "create.answers-201")

    assert done.code == 0, done.output
    assert "gw0" not in done.output
    assert "DELETE deactivates an account" in done.output
    assert re.search(r"At 2 requests a second, it takes \d+ seconds at least", done.output)


def test_a_plan_of_a_run_that_only_reads_creates_nothing(suite: Suite) -> None:
    done = suite("--profile", "generic", "--scim-plan", "--scim-read-only", "-k", "discovery or create")

    assert done.code == 0, done.output
    assert "0 users and 0 groups" in done.output
    assert "Nothing is created, so nothing deleted." in done.output
    assert not re.search(r"^/\S+ +\d+ +\d", done.output, re.MULTILINE), "only the first column, GET, has numbers"


def test_a_plan_of_nothing_is_a_selection_of_nothing(suite: Suite) -> None:
    assert suite("--profile", "generic", "--scim-plan", "-k", "no-such-check").code == 5
