"""The command line: what is asked for, what is refused, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Suite = Callable[..., Any]

QUICK = ("-k", "discovery.config-answers")


def test_a_run_without_target_says_what_to_add(suite: Suite) -> None:
    done = suite("--profile", "rhombus.yaml")

    assert done.code == 4
    assert "--url" in done.output
    assert "--token" in done.output
    assert "--demo" in done.output
    assert "Traceback" not in done.output


def test_a_target_without_profile_is_refused_and_runs_no_test_of_the_caller(suite: Suite, tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text("def test_mine(): pass\n", encoding="utf-8")
    done = suite("--demo")

    assert done.code == 4
    assert "--profile" in done.output
    assert "passed" not in done.output


def test_three_mistakes_in_a_profile_are_shown_at_once_with_their_lines(suite: Suite, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "name: Mine\n"
        "users:\n"
        "  attributes:\n"
        "    - path: userName\n"
        "      filterabel: true\n"
        "    - path: name..givenName\n"
        "delete: vanishes\n",
        encoding="utf-8",
    )

    done = suite("--profile", "mine.yaml", "--demo")

    assert done.code == 4
    for line, word in ((5, "filterable"), (6, "name..givenName"), (7, "vanishes")):
        assert f"mine.yaml:{line}" in done.output
        assert word in done.output
    assert not (tmp_path / "scim-report").exists()


def test_everything_that_is_wrong_is_told_together(suite: Suite) -> None:
    done = suite("--profile", "no-such-profile", "--url", "ftp://example.com?x=1", "--token=@absent.txt")

    assert done.code == 4
    for words in ("no-such-profile", "--url must be an http or https address", "absent.txt"):
        assert words in done.output


def test_a_token_comes_from_a_file_whatever_blank_lines_it_has(suite: Suite, tmp_path: Path) -> None:
    (tmp_path / "token.txt").write_text("  " + "t" * 32 + "\n\n\n", encoding="utf-8")

    done = suite("--profile", "generic", "--url", "http://127.0.0.1:9", "--token", "@token.txt", *QUICK)
    absent = suite("--profile", "generic", "--url", "http://127.0.0.1:9", "--token", "@absent.txt", *QUICK)

    assert done.results["run"]["stopped"]["kind"] == "refused"
    assert absent.code == 4
    assert "absent.txt" in absent.output


def test_help_lists_the_options_in_one_group(suite: Suite) -> None:
    done = suite("--help")

    group = done.output.partition("SCIM conformance:")[2]
    for name in (
        "--profile",
        "--url",
        "--token",
        "--demo",
        "--scim-profile",
        "--scim-waivers",
        "--scim-strict",
    ):
        assert f"{name}" in group
    assert done.code == 0


def test_collecting_asks_no_provider(suite: Suite) -> None:
    done = suite("--profile", "kpifire", "--collect-only", "-q", "--url", "http://127.0.0.1:9", "--token", "x" * 32)

    assert done.code == 0
    assert "checks/rfc7644/test_3_3_creating.py::create.answers-201[Group]" in done.output
    assert not (done.folder / "scim-report").exists()


def test_a_selection_of_nothing_is_exit_5(suite: Suite) -> None:
    assert suite("--profile", "rhombus", "--demo", "-k", "no-such-check").code == 5


def test_a_provider_that_is_not_there_is_no_finding(suite: Suite) -> None:
    done = suite("--profile", "generic", "--url", "http://127.0.0.1:9", "--token", "t" * 32, *QUICK)

    assert done.code == 1
    assert done.outcomes == {}
    assert done.results["verdicts"]["rfc"] == "incomplete"
    assert "ERRORS" not in done.output, "one missing connection is told once, not for every check"
    assert done.results["run"]["stopped"]["kind"] == "refused"
    assert done.results["provider"]["unreachable"].startswith("No connection to 127.0.0.1:9 can be opened")


def test_an_address_that_the_terminal_could_not_spell_is_wrong_usage(suite: Suite) -> None:
    done = suite("--profile", "generic", "--url", "https://h\udcf6st", "--token", "a-token-of-a-test")

    assert done.code == 4
    assert "--url holds bytes that are no text" in done.output


def test_the_feature_flag_of_a_tenant_url_is_taken_off(suite: Suite) -> None:
    done = suite(
        "--profile",
        "generic",
        "--url",
        "http://127.0.0.1:9/scim/?aadOptscim062020",
        "--token",
        "t" * 32,
        *QUICK,
    )

    assert done.results["provider"]["dialect"] == "aadOptscim062020"
    assert done.results["provider"]["url"] == "http://127.0.0.1:9/scim"


def test_url_and_token_come_from_the_environment(suite: Suite, tmp_path: Path) -> None:
    done = suite("--profile", "generic", *QUICK, env={"SCIM_URL": "http://127.0.0.1:9", "SCIM_TOKEN": "t" * 32})

    assert done.code == 1
    assert done.results["provider"]["url"] == "http://127.0.0.1:9"


def test_an_unknown_check_in_a_waiver_is_a_mistake(suite: Suite, tmp_path: Path) -> None:
    (tmp_path / "rhombus.waivers.yaml").write_text(
        "- {check: delete.then-405, message: whatever, reason: whatever, until: 2099-01-01}\n",
        encoding="utf-8",
    )

    done = suite("--profile", "rhombus", "--demo")

    assert done.code == 4
    assert "Did you mean delete.then-404?" in done.output


def test_a_token_that_http_can_not_carry_is_a_mistake_and_is_not_repeated(suite: Suite) -> None:
    done = suite("--profile", "generic", "--url", "http://127.0.0.1:9", "--token", "Bearer my-own-secret-token")

    assert done.code == 4
    assert "without the word Bearer" in done.output
    assert "my-own-secret-token" not in done.output


def test_a_ledger_that_can_not_be_written_stops_the_run_before_it_creates_anything(
    suite: Suite, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    done = suite("--profile", "generic", "--demo", "--scim-ledger", "file")

    assert done.code == 4
    assert "--scim-ledger" in done.output


def test_a_fault_of_the_embedded_provider_shows_what_a_red_looks_like(suite: Suite) -> None:
    done = suite("--profile", "generic", "--demo", "--scim-demo-fault", "spc-404", *QUICK)

    assert done.code == 1
    assert done.outcomes == {"discovery.config-answers": "failed"}
    [check] = done.results["checks"]
    assert "spc-404" in check["faults"]
    [fault] = done.results["provider"]["faults"]
    assert fault["id"] == "spc-404"
    assert fault["effects"] >= 1
    assert f"spc-404: GET /ServiceProviderConfig answers 404. It took effect {fault['effects']} times." in " ".join(
        done.output.split()
    )


def test_a_fault_needs_the_embedded_provider_and_a_name_that_is_known(suite: Suite) -> None:
    done = suite("--profile", "generic", "--demo", "--scim-demo-fault", "spc-405")
    assert done.code == 4
    assert "--scim-demo-fault: There is no fault spc-405. Did you mean spc-404?" in done.output

    done = suite("--profile", "generic", "--scim-demo-fault", "spc-404")
    assert done.code == 4
    assert "--scim-demo-fault makes the embedded provider wrong: it needs --demo." in done.output
