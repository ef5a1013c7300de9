"""The command as it is called: what it refuses, and what it starts."""

from __future__ import annotations

import subprocess
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from load_by_hand import PLAN, TOKEN, drive, small

from scim_conformance import cli
from scim_conformance.client import Credentials, Ledger
from scim_conformance.load import command, settings
from scim_conformance.load.asking import ASK, Asked, write
from scim_conformance.load.cleaning import clean
from scim_conformance.load.launching import LOCUSTFILE, launch
from scim_conformance.load.launching import command as line_of
from scim_conformance.load.shift import Shift
from scim_conformance.plugin.aiming import read_aim
from scim_conformance.profile import Profile
from scim_conformance.provider import Running

URL = "http://127.0.0.1:9/v2"


@pytest.fixture(autouse=True)
def locust_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda name: object())


def given(*options: str, url: str = URL) -> Namespace:
    fixed = ["load", "--profile", "entra", "--url", url, "--token", TOKEN]
    return cli._parser().parse_args([*fixed, *options])


def read(*options: str) -> settings.Settings:
    return settings.read(given(*options), Path.cwd())


def test_the_url_must_be_named_and_that_of_the_environment_does_not_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCIM_URL", URL)
    with pytest.raises(SystemExit) as ended:
        cli.main(["load", "--profile", "entra", "--token", TOKEN])
    assert ended.value.code == 2
    assert "--url" in capsys.readouterr().err


def test_without_locust_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda name: None)
    assert cli.main(["load", "--profile", "entra", "--url", URL, "--token", TOKEN]) == 4
    assert capsys.readouterr().err == "The command load needs Locust: pip install 'scim-conformance[load]'.\n"


def test_it_is_bounded_by_default() -> None:
    plan = read().plan
    assert (plan.users, plan.rate, plan.seconds, plan.people, plan.groups) == (50, 25.0, 60.0, 2_000, 2)


def test_the_profile_s_limits_hold() -> None:
    plan = read("--set", "limits.requests_per_second=10", "--set", "limits.resources=40").plan
    assert plan.rate == 10
    assert plan.limit == 10
    # Two groups, and two who rehearse.
    assert plan.people == 36


def test_a_rate_above_the_profile_s_limit_is_refused() -> None:
    with pytest.raises(settings.Unusable, match=r"allows 10 requests a second .* give --rate 10 or less"):
        read("--set", "limits.requests_per_second=10", "--rate", "11")


def test_a_limit_that_leaves_nobody_is_refused() -> None:
    with pytest.raises(settings.Unusable, match="not enough for a load"):
        read("--set", "limits.resources=4")


def test_an_application_without_groups_gets_none() -> None:
    fixed = ["load", "--profile", "rhombus", "--url", URL, "--token", TOKEN, "--groups", "5"]
    assert settings.read(cli._parser().parse_args(fixed), Path.cwd()).plan.groups == 0


def test_a_worker_takes_no_plan_of_its_own() -> None:
    assert read("--", "--worker").is_worker
    with pytest.raises(settings.Unusable, match="give --users, --for to the master"):
        read("--users", "5", "--for", "10s", "--", "--worker")


def test_the_flag_of_the_url_chooses_the_dialect_and_the_option_goes_before_it() -> None:
    flagged = given(url=f"{URL}?aadOptscim062020")
    assert settings.read(flagged, Path.cwd()).plan.dialect == "aadOptscim062020"
    assert settings.read(flagged, Path.cwd()).plan.url == URL
    assert read("--dialect", "aadOptscim062020").plan.dialect == "aadOptscim062020"


def test_a_big_load_is_not_begun_where_nobody_is_there_to_agree(capsys: pytest.CaptureFixture[str]) -> None:
    fixed = ["load", "--profile", "entra", "--url", URL, "--token", TOKEN]
    assert cli.main([*fixed, "--for", "10m"]) == 4
    captured = capsys.readouterr()
    assert "some 15,000" in captured.out, "it says what it would send"
    assert "Add --yes" in captured.err


def test_a_provider_that_is_not_there_is_told_and_nothing_is_started(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["load", "--profile", "entra", "--url", URL, "--token", TOKEN, "--timeout", "2"]) == 1
    assert "The Test Connection fails" in capsys.readouterr().err


def test_locust_gets_the_plan_and_shows_its_page_on_this_machine_only() -> None:
    line = line_of(given(), PLAN)
    assert line[:5] == [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE)]
    assert "--headless" in line
    assert line[line.index("--scim-plan") + 1] == PLAN.as_text()
    assert TOKEN not in " ".join(line)

    web = line_of(given("--web", "--processes", "2"), PLAN)
    assert "--headless" not in web
    assert web[web.index("--web-host") + 1] == "127.0.0.1"
    assert web[web.index("--master-bind-host") + 1] == "127.0.0.1"
    assert web[web.index("--processes") + 1] == "2"


def test_a_worker_is_started_without_a_plan_and_what_locust_is_asked_comes_last() -> None:
    line = line_of(given("--", "--worker", "--master-host", "10.0.0.1"), None)
    assert "--scim-plan" not in line
    assert line[-3:] == ["--worker", "--master-host", "10.0.0.1"]
    assert "--skip-log-setup" in line
    assert "--skip-log-setup" not in line_of(given("--", "--loglevel", "INFO"), PLAN)


def asked(tmp_path: Path, **other: Any) -> Asked:
    return replace(
        Asked("entra", (), URL, 5.0, str(Path.cwd()), str(tmp_path / "ledgers"), str(tmp_path / "out.json")), **other
    )


def test_what_a_process_is_asked_crosses_to_it_and_its_token_apart(tmp_path: Path) -> None:
    log = tmp_path / "log"
    line = [
        sys.executable,
        "-c",
        f"import os, sys; print(os.environ['{ASK}'], os.environ['SCIM_TOKEN'], file=sys.stderr)",
    ]
    ended = launch(line, asked(tmp_path), "another-token", log)
    assert ended.code == 0
    assert not ended.interrupted
    text, _, token = ended.last_words.rpartition(" ")
    assert Asked.from_text(text) == asked(tmp_path)
    assert token == "another-token"


def test_a_profile_that_is_not_there_is_told_in_the_process(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="nowhere"):
        asked(tmp_path, profile="nowhere").aim()


def test_what_is_handed_back_is_there_as_a_whole(tmp_path: Path) -> None:
    write(asked(tmp_path), {"accounts": []})
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_locust_that_ends_without_a_result_is_told_and_cleaned_up_after(
    monkeypatch: pytest.MonkeyPatch, running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "command", lambda *_: [sys.executable, "-c", "raise SystemExit('it broke')"])
    fixed = ["load", "--profile", "entra", "--url", running.url, "--token", TOKEN, "--for", "2s", "--rate", "50"]
    assert cli.main([*fixed, "--ledger", str(tmp_path / "ledgers")]) == 1
    assert "Locust ended without a result:\nit broke" in capsys.readouterr().err
    assert not list((tmp_path / "ledgers").glob("*.jsonl")), "the groups and those who rehearsed are deleted"


def test_all_that_was_made_is_deleted(
    running: Running, profile: Profile, credentials: Credentials, tmp_path: Path
) -> None:
    ledgers, plan = tmp_path / "ledgers", small(running.url, groups=0, seconds=0.5)
    shift = Shift(plan, profile, credentials, ledgers)
    made = drive(shift)["created"]
    shift.close()
    problems: list[str] = []
    aim = read_aim(given(url=running.url), Path.cwd(), problems)
    assert aim is not None, problems
    found = clean(aim, ledgers, plan.mark, rate=500, timeout=10)

    assert found.deleted == made > 0
    assert not found.left
    assert not found.in_use
    assert not ledgers.exists() or not list(ledgers.iterdir())


def test_a_ledger_that_is_in_use_is_waited_for_and_then_told(
    running: Running, profile: Profile, credentials: Credentials, tmp_path: Path
) -> None:
    ledgers, plan = tmp_path / "ledgers", small(running.url, groups=0)
    held = Ledger(ledgers, plan.url, plan.mark, "busy", durable=False)
    held.created("Users", "1")
    aim = read_aim(given(url=running.url), Path.cwd(), [])
    assert aim is not None
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += 20

    found = clean(aim, ledgers, plan.mark, rate=500, timeout=10, clock=lambda: now[0], sleep=sleep)
    assert found.in_use == 1
    assert now[0] > 60
    held.close()


def test_the_help_names_locust_without_importing_it() -> None:
    code = (
        "import sys; from scim_conformance import cli\n"
        "try: cli.main(['load', '--help'])\nexcept SystemExit: pass\n"
        "assert not {'locust', 'gevent', 'httpx'} & set(sys.modules), 'something heavy was imported'"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "Locust" in done.stdout
