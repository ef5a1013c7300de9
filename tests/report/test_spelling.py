"""Where a terminal has no Unicode, what is printed is spelled in plain letters, and nothing that is printed crashes."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exports_by_hand import checked, documented

from scim_conformance.cli import main
from scim_conformance.report.spelling import PLAIN, spell_on, spelled
from tests.suite_process import environment, finished

ODD = "«李» … — 🌙 \udce4 é"

Command = Callable[..., tuple[int, str]]


def stream(encoding: str, errors: str = "strict") -> tuple[io.TextIOWrapper, io.BytesIO]:
    raw = io.BytesIO()
    return io.TextIOWrapper(raw, encoding=encoding, errors=errors, write_through=True, newline=""), raw


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("ascii", b'"\\u674e" ... - \\U0001f319 \\udce4 \\xe9'),
        ("cp1252", b"\xab\\u674e\xbb \x85 \x97 \\U0001f319 \\udce4 \xe9"),
        ("utf-8", "«李» … — 🌙 \\udce4 é".encode()),
    ],
)
@pytest.mark.parametrize("errors", ["strict", "surrogateescape", "backslashreplace"])
def test_only_what_an_encoding_has_no_sign_for_is_spelled_out(encoding: str, written: bytes, errors: str) -> None:
    text, raw = stream(encoding, errors)

    spell_on(text)
    text.write(ODD)

    assert raw.getvalue() == written


def test_whoever_has_chosen_another_way_keeps_it() -> None:
    text, raw = stream("ascii", "replace")

    spell_on(text)
    text.write("a…b")

    assert raw.getvalue() == b"a?b"


def test_a_stream_that_is_none_is_left_alone() -> None:
    for other in (None, io.StringIO(), object()):
        spell_on(other)


def test_every_sign_has_plain_letters_and_what_is_plain_stays() -> None:
    assert all(letters.isascii() and letters for letters in PLAIN.values())
    assert spelled("plain\n\ttext \x7f") == "plain\n\ttext \x7f"
    assert spelled(ODD).isascii()


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs the command on a terminal that knows ASCII only; returns its exit code and what it printed."""

    def run(*arguments: str) -> tuple[int, str]:
        out, raw = stream("ascii")
        err, _ = stream("ascii")
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        out.flush()
        err.flush()
        return code, (raw.getvalue() + err.buffer.getvalue()).decode("ascii")  # type: ignore[attr-defined]

    return run


@pytest.fixture
def results(tmp_path: Path) -> tuple[str, str]:
    """Two results.json in which everything that a provider may have sent is odd."""
    names = []
    for place, outcome in enumerate(("passed", "failed")):
        document: dict[str, Any] = documented([checked("create.answers-201", outcome, message=f"It says {ODD}")])
        document["profile"]["name"] = f"App {ODD}"
        path = tmp_path / f"{place}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        names.append(str(path))
    return names[0], names[1]


PROFILE = f"""
extends: generic
name: Our «own» {ODD.replace(chr(0xDCE4), "")}
"""


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["list"],
        ["list", "--help"],
        ["list", "--faults"],
        ["coverage"],
        ["explain", "create.answers-201"],
        ["explain", "RFC7644-3.3-01"],
        ["explain", "spc-404"],
        ["explain", "no…thing"],
        ["compare", "OLD", "NEW"],
        ["compare", "OLD", "none…"],
        ["compare", "--matrix", "OLD", "NEW", "-o", "page.html"],
        ["matrix", "OLD", "NEW", "-o", "page.html"],
        ["matrix", "fleet….yaml"],
        ["profile", "show", "own.yaml"],
        ["profile", "check", "own.yaml"],
        ["profile", "list", "söft…"],
        ["profile", "show", "nöne…"],
        ["export", "NEW", "--markdown", "run.md"],
        ["waive", "create.answers-201", "--reason", "Söön …", "--until", "2026-12-01", "--results", "NEW"],
        ["power", "--help"],
        ["power", "--only", "nöne…"],
        ["entra-sync", "--help"],
        ["sweep", "--profile", "own.yaml", "--url", "https://a.example/ü…", "--ledger", "none"],
    ],
    ids=" ".join,
)
def test_no_command_needs_unicode(
    command: Command, results: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text(PROFILE, encoding="utf-8")
    names = {"OLD": results[0], "NEW": results[1]}

    _, said = command(*(names.get(word, word) for word in words))

    assert said.strip() or words[0] == "export"
    assert "Traceback" not in said
    assert "UnicodeEncodeError" not in said


def test_a_comparison_reads_well_in_plain_letters(command: Command, results: tuple[str, str]) -> None:
    code, said = command("compare", *results)

    assert code == 1
    assert 'It says "\\u674e" ... - \\U0001f319' in said


NO_UNICODE = {
    "PYTHONIOENCODING": "ascii",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "LC_ALL": "C",
    "COLUMNS": "80",
}


def test_a_run_needs_no_unicode_and_its_files_have_it_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("extends: generic\nname: Our «own» 李…\n", encoding="utf-8")
    (tmp_path / "test_own.py").write_text(OWN, encoding="utf-8")
    asked = ("--scim-markdown", "run.md", "--junit-xml", "junit.xml", "--scim-har", "run.har")

    done = finished(
        tmp_path,
        *("--profile", "own.yaml", "--demo", "--scim-seed", "7", "test_own.py", *asked),
        env=environment(tmp_path / "state", **NO_UNICODE),
    )

    assert done.code == 1, done.output
    assert done.output.isascii()
    assert 'Our "own" \\u674e...' in done.output
    assert 'It says "\\u674e" ... - \\U0001f319' in done.output
    assert "printed ..." in done.output
    assert "Our «own» 李…" in (tmp_path / "run.md").read_text(encoding="utf-8")
    for name in ("junit.xml", "run.har", "scim-report/report.html", "scim-report/results.json"):
        assert (tmp_path / name).read_text(encoding="utf-8")


OWN = '''
from scim_conformance import check, expect


@check("read.is-odd", verifies="RFC7644-3.4.1-01")
def test_odd(scim, users):
    """It says … what no old terminal can show."""
    print("printed …")
    expect.that(False, "It says «李» … — 🌙", expected="…", actual={"name": "é"})
'''


def test_what_is_wrong_with_options_needs_no_unicode_either(tmp_path: Path) -> None:
    done = finished(tmp_path, "--profile", "generic", env=environment(tmp_path / "state", **NO_UNICODE))

    assert done.code == 4, done.output
    assert done.output.isascii()
    assert "add --url https://..." in done.output
