"""The second command: the embedded provider for others."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from scim_conformance import __version__
from scim_conformance.cli import main

TOKEN = "t" * 32


def asked(url: str, token: str | None) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_serve_answers_those_who_show_the_token_until_it_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "token.txt").write_text(TOKEN + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "scim_conformance", "serve", "--profile", "kpifire", "--token", "@token.txt"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/v2", line)
        assert found, line
        assert "kpifire is served on" in line
        assert asked(f"{found[0]}/Users", TOKEN) == 200
        assert asked(f"{found[0]}/Users", "wrong") == 401
        assert asked(f"{found[0]}/Users", None) == 401
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_what_is_wrong_is_told_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--profile", "kpifier", "--token", TOKEN]) == 4
    assert "Did you mean `kpifire`?" in capsys.readouterr().err

    assert main(["serve", "--profile", "kpifire", "--token", "@not-there.txt"]) == 1
    assert "not-there.txt" in capsys.readouterr().err

    with pytest.raises(SystemExit) as caught:
        main(["serve", "--profile", "kpifire", "--token", TOKEN, "--port", "70000"])
    assert caught.value.code == 2


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.strip() == f"scim-conformance {__version__}"


def test_list_shows_what_has_all_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "delete", "SHOULD"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("delete.frees-the-user-name ") for line in lines)
    assert all("SHOULD" in line for line in lines)

    assert main(["list", "no-such-word"]) == 1


def test_explain_tells_of_checks_and_of_requirements(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "patch-user.replace-scalar"]) == 0
    said = capsys.readouterr().out
    for words in (
        "RFC7644-3.5.2.3-01 (MUST)",
        "matters",
        "mend",
        "rfc7644#section-3.5.2.3",
        "patch-user.replace-scalar",
    ):
        assert words in said

    assert main(["explain", "rfc7644-3.3-01"]) == 0
    assert "create.answers-201" in capsys.readouterr().out

    assert main(["explain", "patch-user.replace-scaler"]) == 1
    assert "Did you mean patch-user.replace-scalar" in capsys.readouterr().err


def test_coverage_names_its_denominators(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"RFC7644: 280 keywords, \d+ covered by requirements, \d+ excluded", said)
    assert re.search(r"rfc +MUST +\d+ of \d+", said)


def test_serve_is_wrong_where_it_is_asked_to_be(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scim_conformance", "serve", "--profile", "kpifire", "--token", TOKEN]
    with subprocess.Popen([*command, "--fault", "spc-404"], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/v2", process.stdout.readline())
        assert found
        assert process.stdout.readline().startswith("It is wrong by spc-404: ")
        assert asked(f"{found[0]}/ServiceProviderConfig", TOKEN) == 404
        assert asked(f"{found[0]}/Users", TOKEN) == 200
        process.send_signal(signal.SIGTERM)
        assert process.stdout.read() == "spc-404 took effect 1 times\n"


def test_an_unknown_fault_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--profile", "kpifire", "--token", TOKEN, "--fault", "spc-405"]) == 4
    assert "Did you mean spc-404?" in capsys.readouterr().err


def test_faults_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--faults", "ServiceProviderConfig", "404"]) == 0
    assert "spc-404" in capsys.readouterr().out
    assert main(["list", "--faults", "no-such-word-anywhere"]) == 1
    assert "No fault has all of" in capsys.readouterr().out

    assert main(["explain", "spc-404"]) == 0
    told = capsys.readouterr().out
    assert "GET /ServiceProviderConfig answers 404." in told
    assert "pytest --profile generic --demo --scim-demo-fault spc-404" in told

    assert main(["explain", "discovery.config-answers"]) == 0
    assert "spc-404" in capsys.readouterr().out


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "scim_conformance", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0
