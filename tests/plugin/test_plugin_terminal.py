"""What the terminal shows of a run: how far it is, what to mend first, and nothing that it would obey."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Suite = Callable[..., Any]

CHECKS = r'''
from scim_conformance import check, expect, needs

EVIL = "\x1b]0;title\x07 \x9b31m \u202e \ud800 <b>"


@check("read.is-fine", verifies="RFC7644-3.4.1-01")
def test_fine(scim, users):
    """All is well."""
    expect.status(scim.get(users), 200)


@check("read.must-fails", verifies="RFC7644-3.4.1-01")
def test_must(scim, users):
    """A MUST does not hold."""
    expect.status(scim.get(f"{users}/nobody"), 200)


@check("read.must-fails-too", verifies="RFC7644-3.4.1-01")
def test_must_too(scim, users):
    """It does not hold here either."""
    expect.status(scim.get(f"{users}/nobody"), 200)


@check("read.sends-escapes", verifies="RFC7644-3.4.1-01")
def test_escapes(scim, users):
    """The provider sends what a terminal obeys."""
    print("printed " + EVIL.replace("\ud800", ""))
    expect.that(False, "It says " + EVIL, expected="text\n  mend:     forged", actual={"detail": EVIL})


@check("read.warns", verifies="RFC7644-3.12-09")
def test_warns(scim, users):
    """A SHOULD does not hold."""
    scim.get(users)
    expect.that(False, "Warned: " + EVIL, expected=1, actual=2)


@check("read.is-blocked", verifies="RFC7644-3.4.1-01")
def test_blocked(scim, users):
    """What it needs was refused."""
    needs.success(scim.get(f"{users}/nobody"), see="read.must-fails")
'''

OBEYED = set("\x07\x9b\u202e")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "test_mine.py").write_text(CHECKS, encoding="utf-8")
    return folder


def on_a_terminal(folder: Path, *arguments: str) -> str:
    """Run pytest as somebody who sits before a terminal of 80 columns, and return what they see."""
    mine, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCIM_", "PYTEST_", "CI"))}
    kept.pop("BUILD_NUMBER", None)
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={**kept, "XDG_STATE_HOME": str(folder / "state"), "COLUMNS": "80", "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(mine, 65536)
            except OSError:  # this is how Linux says that the other side has closed
                break
            if not part:
                break
            seen += part
        process.wait(timeout=60)
    os.close(mine)
    return seen.decode()


def test_a_terminal_shows_one_line_that_is_written_again(mine: Path) -> None:
    seen = on_a_terminal(mine.parent, "--profile", "generic", "--demo", "mine", "--tb=no", "-k", "not escapes")

    shown, _, rest = seen.partition("= SCIM conformance =")
    lines = [part.rstrip() for part in shown.split("\r") if " of 5 checks" in part]
    assert lines[0].startswith("1 of 5 checks, ")
    assert lines[-1].startswith("5 of 5 checks, 2 failed, 1 blocked, 1 warned, ")
    assert all(len(line) < 80 and " requests" in line for line in lines)
    # Pytest's own letters would be counted twice.
    assert "FF" not in shown
    assert "To mend first:" in rest
    assert rest.index("To mend first:") < rest.index("scim-report/report.html")


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)], ids=["alone", "workers"])
def test_a_log_gets_a_few_quiet_lines_and_the_messages_stand_out(
    suite: Suite, mine: Path, workers: tuple[str, ...]
) -> None:
    done = suite("--profile", "generic", "--demo", "mine", *workers)

    lines = done.output.splitlines()
    progress = [line for line in lines if " of 6 checks, " in line]
    assert len(progress) <= 10
    assert progress[-1].startswith("6 of 6 checks, 3 failed, 1 blocked, 1 warned, ")
    assert "\r" not in done.output
    # The second that says the same takes three lines, and not twelve.
    assert done.output.count("asked by: ") == 2
    assert done.output.count("  the same as read.must-fails") == 1
    summary = done.output.partition("= SCIM conformance =")[2]
    assert [line for line in summary.splitlines() if len(line) > 80 and "file://" not in line] == []
    order = [summary.index(words) for words in ("Failed:", "RFC 7643/7644", "To mend first", "Results:", "Report:")]
    assert order == sorted(order)
    assert "Because of it, 1 check could not be exercised." in summary


def test_what_a_terminal_would_obey_is_shown_as_text(suite: Suite, mine: Path) -> None:
    done = suite("--profile", "generic", "--demo", "mine", "-k", "escapes or warns", "-rA", "--junit-xml", "j.xml")

    assert not set(done.output) & OBEYED
    assert "\x1b]0" not in done.output
    assert "It says \\x1b]0;title\\x07 \\x9b31m \\u202e \\ud800 <b>" in done.output
    assert "printed \\x1b]0;title\\x07" in done.output
    assert "Warned: \\x1b]0" in done.output
    # Nor can it pass for a line of ours.
    assert "\n  mend:     forged" not in done.output
    assert "mend:     forged" in done.output
    written = (mine.parent / "j.xml").read_text(encoding="utf-8")
    assert "It says \\x1b]0;title\\x07 \\x9b31m" in written
    assert not set(written) & OBEYED


@pytest.mark.parametrize(
    ("style", "there", "not_there"),
    [
        ("--tb=line", "failed: read.must-fails (MUST): GET /Users/{id} answered 404, expected 200", "asked by:"),
        pytest.param("--tb=short", "  repeat:   curl ", "asked by:", marks=pytest.mark.long),
        pytest.param("--tb=no", "To mend first:", "curl ", marks=pytest.mark.long),
        pytest.param("--tb=native", "  asked by: ", "Traceback", marks=pytest.mark.long),
        pytest.param("-q", "..", " of 2 checks, ", marks=pytest.mark.long),
        pytest.param("-v", "read.must-fails FAILED", " of 2 checks, ", marks=pytest.mark.long),
    ],
)
def test_pytest_s_own_styles_are_kept(suite: Suite, mine: Path, style: str, there: str, not_there: str) -> None:
    done = suite("--profile", "generic", "--demo", "mine", "-k", "must-fails and not too or is-fine", style)

    assert there.replace("..", ".F") in done.output.replace("::", ".").replace("mine/test_mine.py.", "")
    assert not_there not in done.output
    assert "GET /Users/{id} answered 404, expected 200" in done.output
    assert done.code == 1


def test_a_run_without_pytest_s_terminal_still_writes_what_it_found(suite: Suite, mine: Path) -> None:
    done = suite("--profile", "generic", "--demo", "mine", "-k", "must-fails", "-p", "no:terminal")

    assert done.output == ""
    assert done.code == 1
    assert done.outcomes == {"read.must-fails": "failed", "read.must-fails-too": "failed"}
