"""entra-sync as its users run it, against a provider on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from sync_by_hand import TOKEN, Sync, held

from scim_conformance.profile import load
from scim_conformance.provider import Provider, Running, build, serve

SMALL = ("--users", "12", "--groups", "3", "--seed", "1", "--workers", "2")
WAIT = 60.0


def refusing(
    provider: Provider, method: str, status: int, *, times: int, after: int = 0, headers: dict[str, str] | None = None
) -> None:
    """Let the provider answer some requests of a method with a status."""
    left = [times]
    right = [after]

    def layer(answer: Any) -> Any:
        def answered(request: Any) -> Any:
            if request.method == method and right[0] > 0:
                right[0] -= 1
            elif request.method == method and left[0] > 0:
                left[0] -= 1
                request.path = "/Nowhere"
                response = answer(request)
                response.status = HTTPStatus(status)
                response.headers |= headers or {}
                return response
            return answer(request)

        return answered

    provider.wrap(layer)


def test_a_run_provisions_compares_and_cleans_up(sync: Sync, running: Running, tmp_path: Path) -> None:
    done = sync(*SMALL, "--cycles", "3", "--verify", "all", "--log", str(tmp_path / "log.jsonl"))

    assert done.code == 0, done.out + done.err
    cycles = done.report["cycles"]
    assert [cycle["number"] for cycle in cycles] == [1, 2, 3]
    assert cycles[0]["by_kind"]["POST /Users"] >= 10
    assert cycles[0]["by_kind"]["POST /Groups"] == 3
    assert any("PATCH /Users/{id}" in cycle["by_kind"] for cycle in cycles[1:])
    compared = done.report["comparison"]
    # Who is out of scope and never had an account has nothing to compare.
    assert compared["of_users"] >= compared["users"] >= 11
    assert compared["groups"] == compared["of_groups"] >= 2
    assert compared["deviating"] == 0
    assert held(running.url, "Users") == held(running.url, "Groups") == []
    assert not list((tmp_path / "state").glob("*.sqlite"))
    entries = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {entry["cycle"] for entry in entries} == {1, 2, 3}
    assert all(len(line) <= 80 for line in done.out.splitlines() if "http" not in line and "seed" not in line)


@pytest.mark.parametrize("profile", ["entra", "generic", "kpifire", "rhombus", "promapp"])
@pytest.mark.parametrize("flag", ["", "?aadOptscim062020"])
def test_each_profile_is_provisioned_without_a_failure_in_both_dialects(sync: Sync, profile: str, flag: str) -> None:
    with serve(build(load(profile, cwd=Path.cwd()), token=TOKEN)) as running:
        done = sync(
            "--users", "8", "--groups", "2", "--seed", "3", "--cycles", "2", profile=profile, url=running.url + flag
        )

        assert done.code == 0, done.out + done.err
        assert done.report["run"]["dialect"] == ("aadOptscim062020" if flag else "default")
        assert done.report["cleanup"]["left"] == 0


def test_what_is_refused_is_grouped_with_an_example_to_repeat(sync: Sync, provider: Provider) -> None:
    refusing(provider, "POST", 400, times=3)

    done = sync(*SMALL, "--cycles", "1")

    groups = done.report["failures"]["groups"]
    refused = next(group for group in groups if group["action"] == "Create")
    assert done.code == 1
    assert (refused["count"], refused["status"]) == (3, 400)
    assert "scimconf-" not in refused["message"]
    assert refused["example"]["curl"].startswith("curl ")
    assert '"Authorization: Bearer $SCIM_TOKEN"' in refused["example"]["curl"]
    assert TOKEN not in json.dumps(done.report) + done.out + done.err
    assert done.report["escrow"] >= 3
    assert "3 x Create" in done.out


def test_credentials_that_are_refused_in_between_quarantine_the_job_and_the_run_cleans_up(
    sync: Sync, provider: Provider, running: Running
) -> None:
    refusing(provider, "GET", 401, after=6, times=1)

    done = sync(*SMALL, "--cycles", "3")

    assert done.code == 1
    assert done.report["quarantine"].startswith("EncounteredQuarantineException")
    assert [cycle["number"] for cycle in done.report["cycles"]] == [1]
    assert done.report["comparison"] is None
    assert "Quarantine: EncounteredQuarantineException" in done.out
    assert held(running.url, "Users") == held(running.url, "Groups") == []


def test_a_provider_that_holds_something_else_is_told(sync: Sync, provider: Provider) -> None:
    def forgetful(answer: Any) -> Any:
        def answered(request: Any) -> Any:
            response = answer(request)
            if request.method == "GET" and response.body and "title" in response.body:
                response.body = {**response.body, "title": "something else"}
            return response

        return answered

    provider.wrap(forgetful)

    done = sync(*SMALL, "--cycles", "1", "--verify", "all")

    compared = done.report["comparison"]
    assert done.code == 1
    assert compared["by_path"] == {"title": compared["deviating"]}
    assert compared["deviating"] == compared["users"] > 0
    assert "is 'something else'" in " ".join(done.out.split())


def test_an_answer_that_was_lost_does_not_make_a_user_twice(sync: Sync, provider: Provider, running: Running) -> None:
    lost = [2]

    def losing(answer: Any) -> Any:
        def answered(request: Any) -> Any:
            response = answer(request)
            if request.method == "POST" and "Users" in request.path and lost[0] > 0:
                lost[0] -= 1
                response.status, response.body = HTTPStatus.BAD_GATEWAY, None
            return response

        return answered

    provider.wrap(losing)

    done = sync(*SMALL, "--cycles", "2")

    assert done.code == 1
    assert 502 in [group["status"] for group in done.report["failures"]["groups"]]
    assert done.report["cleanup"]["left"] == 0
    assert held(running.url, "Users") == []


def test_a_provider_that_asks_to_wait_is_waited_for(sync: Sync, provider: Provider) -> None:
    refusing(provider, "POST", 429, times=2, headers={"Retry-After": "0"})

    done = sync(*SMALL, "--cycles", "1", "--workers", "1")

    assert done.code == 0, done.out
    assert done.report["cycles"][0]["asked_to_wait"] == {"429": 2}
    assert done.report["cycles"][0]["failures"] == 0


def test_a_provider_that_finds_somebody_else_is_told_and_harms_nobody(
    sync: Sync, provider: Provider, running: Running
) -> None:
    provider.seed_strangers(1)
    before = held(running.url, "Users")

    def everybody(answer: Any) -> Any:
        def answered(request: Any) -> Any:
            # Whoever asks whether a user of ours is there gets the stranger, under our user's name.
            if request.method == "GET" and str(request.query.get("filter", "")).startswith('userName eq "scimconf'):
                asked = json.loads(str(request.query["filter"]).removeprefix("userName eq "))
                response = answer(request)
                response.body = {
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
                    "totalResults": 1,
                    "Resources": [{**before[0], "userName": asked}],
                }
                return response
            return answer(request)

        return answered

    provider.wrap(everybody)

    done = sync("--users", "4", "--groups", "0", "--cycles", "1", "--seed", "1", "--workers", "1")

    assert done.code == 1
    assert done.report["cycles"][0]["failures"] == 3
    assert done.report["cycles"][0]["not_sent_as_not_ours"] >= 1
    assert "was not sent" in " ".join(done.out.split())
    assert held(running.url, "Users") == before


def test_a_refused_token_ends_the_run_before_it_makes_anything(sync: Sync, tmp_path: Path) -> None:
    done = sync(*SMALL, "--token", "another-token-than-the-right-one")

    assert done.code == 1
    assert "Test Connection" in done.err
    assert not list((tmp_path / "state").glob("*.sqlite"))


def test_nobody_listening_is_told_in_one_sentence(sync: Sync) -> None:
    done = sync(*SMALL, url="http://127.0.0.1:9")

    assert done.code == 1
    assert "No connection to 127.0.0.1:9 can be opened" in done.err


def test_kept_accounts_stay_until_they_are_cleaned(sync: Sync, running: Running, tmp_path: Path) -> None:
    kept = sync(*SMALL, "--cycles", "1", "--keep")
    users = held(running.url, "Users")
    again = sync(*SMALL, "--cycles", "1")
    cleaned = sync("--clean")
    nothing = sync("--clean")

    assert kept.code == 0
    assert "--clean deletes them" in kept.out
    assert len(users) >= 10
    assert again.code == 4
    assert "was kept" in again.err
    assert cleaned.code == 0, cleaned.out
    assert held(running.url, "Users") == held(running.url, "Groups") == []
    assert nothing.code == 0
    assert "Nothing of an earlier run" in nothing.out


def test_fresh_deletes_what_was_left_and_begins_anew(sync: Sync, running: Running) -> None:
    sync(*SMALL, "--cycles", "1", "--keep")
    before = {user["id"] for user in held(running.url, "Users")}

    done = sync(*SMALL, "--cycles", "1", "--keep", "--fresh")

    after = {user["id"] for user in held(running.url, "Users")}
    assert done.code == 0
    assert before
    assert after
    assert not before & after


def test_cleaning_leaves_alone_what_has_become_somebody_else_s(
    sync: Sync, running: Running, provider: Provider
) -> None:
    sync(*SMALL, "--cycles", "1", "--keep")
    renamed: list[str] = []

    def another(answer: Any) -> Any:
        def answered(request: Any) -> Any:
            response = answer(request)
            if request.method == "GET" and "/Users/" in request.path and response.status == 200:
                renamed.append(request.path)
                names = {"userName": "ann", "displayName": "Ann", "externalId": "1"}
                response.body = {**response.body, **names}
            return response

        return answered

    provider.wrap(another)

    done = sync("--clean")

    assert done.code == 1
    assert renamed
    assert len(held(running.url, "Users")) == len(renamed)
    assert "nothing in it bears a name that the run gave" in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--users", "0"), "less than 1"),
        (("--rate", "0"), "not above 0"),
        (("--verify", "some"), "invalid"),
        (("--set", "limits.resources=5"), "allows 5 resources"),
        (("--resume",), "no interrupted run"),
        (("--resume", "--fresh"), "not allowed with"),
    ],
)
def test_wrong_usage_is_told_with_code_4_or_by_argparse(sync: Sync, options: tuple[str, ...], says: str) -> None:
    done = sync(*options)

    assert done.code in (2, 4)
    assert says in done.err


def test_a_run_of_another_size_is_not_mixed_with_an_interrupted_one(sync: Sync) -> None:
    sync(*SMALL, "--cycles", "1", "--keep")

    done = sync("--users", "13", "--groups", "3", "--seed", "2", "--cycles", "1")

    assert done.code == 4
    assert "--users, --seed" in done.err


def start(running: Running, folder: Path, *options: str) -> subprocess.Popen[str]:
    """Run entra-sync in a process of its own."""
    fixed = ["--profile", "entra", "--url", running.url, "--state", str(folder / "state"), "--seed", "1"]
    command = [sys.executable, "-m", "scim_conformance", "entra-sync", *fixed, "--json", str(folder / "report.json")]
    environment = {**os.environ, "SCIM_TOKEN": TOKEN}
    return subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )


def wait_for_users(running: Running, count: int) -> None:
    until = time.monotonic() + WAIT
    while len(held(running.url, "Users")) < count:
        assert time.monotonic() < until, "no users came"
        time.sleep(0.05)


BIG = ("--users", "60", "--groups", "3", "--cycles", "2", "--workers", "2")


@pytest.mark.long
def test_a_run_that_was_killed_goes_on_and_leaves_nothing_behind(running: Running, tmp_path: Path) -> None:
    killed = start(running, tmp_path, *BIG)
    wait_for_users(running, 10)
    killed.kill()
    killed.communicate(timeout=WAIT)
    had = {user["userName"] for user in held(running.url, "Users")}

    resumed = start(running, tmp_path, *BIG, "--resume", "--verify", "all")
    out, _ = resumed.communicate(timeout=WAIT)

    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert resumed.returncode == 0, out
    assert "Goes on with the run that was interrupted: cycle 1 of 2" in out
    assert report["comparison"]["deviating"] == 0
    # Nobody was created a second time: what was made before the end of the process was found again.
    assert report["cycles"][0]["by_kind"]["POST /Users"] + len(had) <= 61
    assert held(running.url, "Users") == held(running.url, "Groups") == []


def test_what_a_killed_run_has_made_is_cleaned_without_going_on(running: Running, tmp_path: Path) -> None:
    killed = start(running, tmp_path, *BIG)
    wait_for_users(running, 5)
    killed.kill()
    killed.communicate(timeout=WAIT)
    assert held(running.url, "Users")

    cleaned = start(running, tmp_path, "--clean")
    out, _ = cleaned.communicate(timeout=WAIT)

    assert cleaned.returncode == 0, out
    assert held(running.url, "Users") == held(running.url, "Groups") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_stops_the_run_where_it_can_go_on(running: Running, tmp_path: Path) -> None:
    stopped = start(running, tmp_path, *BIG)
    wait_for_users(running, 5)
    stopped.send_signal(signal.SIGINT)
    out, _ = stopped.communicate(timeout=WAIT)
    left = held(running.url, "Users")

    resumed = start(running, tmp_path, *BIG, "--resume")
    resumed_out, _ = resumed.communicate(timeout=WAIT)

    assert stopped.returncode == 2, out
    assert "goes on where this run was" in out
    assert "--clean" in out
    assert len(left) >= 5
    assert resumed.returncode == 0, resumed_out
    assert held(running.url, "Users") == []


@pytest.mark.long
def test_two_runs_at_once_do_not_share_a_state(running: Running, tmp_path: Path) -> None:
    first = start(running, tmp_path, *BIG, "--rate", "20")
    wait_for_users(running, 1)
    second = start(running, tmp_path, *BIG)
    out, _ = second.communicate(timeout=WAIT)
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=WAIT)

    assert second.returncode == 4
    assert "another entra-sync is running" in out
