"""Commands that talk to a provider read where it is and how to sign in as a run of the suite does."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from scim_conformance.plugin.aiming import Aim, read_aim
from tests.ways_through import AUTHORITY


def aimed(folder: Path, **more: object) -> tuple[Aim | None, list[str]]:
    problems: list[str] = []
    usual = {"profile": "generic", "url": "https://scim.example/v2", "set": [], "token": "a-token", "timeout": 1.0}
    return read_aim(Namespace(**{**usual, **more}), folder, problems), problems


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_an_authority_of_one_s_own_is_part_of_the_aim(tmp_path: Path) -> None:
    aim, problems = aimed(tmp_path, ca_bundle=str(AUTHORITY))

    assert problems == []
    assert aim is not None
    assert aim.access.credentials(aim.profile).passage.ca_bundle == str(AUTHORITY)


def test_an_authority_that_is_not_there_is_told(tmp_path: Path) -> None:
    aim, problems = aimed(tmp_path, ca_bundle="absent.pem")

    assert aim is None
    assert [problem.partition(" names ")[0] for problem in problems] == [
        "--scim-ca-bundle (of other commands: --ca-bundle)"
    ]
    assert str(tmp_path / "absent.pem") in problems[0]


def test_a_proxy_that_can_not_be_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "ftp://proxy.example")

    aim, problems = aimed(tmp_path)

    assert aim is None
    assert "names no proxy" in problems[0]
