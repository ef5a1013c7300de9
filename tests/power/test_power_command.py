"""The command power, on a few faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scim_conformance.cli import main


def test_the_command_says_fault_by_fault_what_was_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    json_file, page = tmp_path / "power.json", tmp_path / "power.md"
    code = main(
        [
            *("power", "--quick", "--jobs", "1", "--only", "spc-404", "etag-304-with-body"),
            *("--json", str(json_file), "--markdown", str(page)),
        ]
    )
    output = capsys.readouterr().out
    assert code == 0, output
    assert "seen      spc-404" in output
    found = json.loads(json_file.read_text(encoding="utf-8"))
    assert found["counts"] == {"seen": 2}
    assert all(each["effects"] and each["requests"] for each in found["faults"])
    assert "| `spc-404` |" in page.read_text(encoding="utf-8")


def test_unknown_names_are_told_with_their_neighbours(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["power", "--only", "spc-405"]) == 4
    assert "There is no fault spc-405. Did you mean spc-404?" in capsys.readouterr().err
    assert main(["power", "--area", "nowhere"]) == 4
    assert "The areas are: auth, bulk," in capsys.readouterr().err


def test_less_than_one_job_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["power", "--jobs", "0"])
    assert caught.value.code == 2
    assert "--jobs must be 1 or more, not 0" in capsys.readouterr().err
