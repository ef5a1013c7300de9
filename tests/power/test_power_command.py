"""The command power, on a few faults."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from scim_conformance.cli import main
from scim_conformance.power import command
from scim_conformance.power.trial import Order, Trial


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
    assert all(each["run"]["effects"] and each["run"]["requests"] for each in found["faults"])
    assert "| `spc-404` |" in page.read_text(encoding="utf-8")


def test_a_second_run_does_only_what_was_not_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "power.json"
    assert main(["power", "--quick", "--jobs", "1", "--only", "spc-404", "--json", str(kept)]) == 0
    capsys.readouterr()

    both = ["spc-404", "spc-auth-schemes-missing"]
    assert main(["power", "--quick", "--jobs", "1", "--only", *both, "--again", str(kept)]) == 0
    output = capsys.readouterr().out
    assert "seen      spc-404" not in output
    assert "seen      spc-auth-schemes-missing" in output
    assert "    2 seen " in output


def test_what_was_run_before_ctrl_c_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(orders: Sequence[Order], *, jobs: int) -> Iterator[Trial]:
        yield Trial("spc-404", {"discovery.config-answers": "failed"}, ("discovery.config-answers",), (), 3, 4, 0.5)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "try_all", cut_short)
    kept, page = tmp_path / "power.json", tmp_path / "power.md"
    both = ["--quick", "--only", "spc-404", "spc-auth-schemes-missing"]
    assert main(["power", *both, "--json", str(kept), "--markdown", str(page)]) == 2
    assert f"Interrupted after 1 faults: no matrix. What was run is kept: --again {kept}" in capsys.readouterr().err
    assert not page.exists()

    rest: list[str | None] = []
    monkeypatch.setattr(command, "try_all", lambda orders, jobs: rest.extend(each.fault for each in orders) or [])
    main(["power", *both, "--again", str(kept)])
    assert rest == ["spc-auth-schemes-missing"]


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
