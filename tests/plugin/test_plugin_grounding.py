"""What the gallery validation is given: values that match patterns, and the settings of a federation."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scim_conformance.client import Redactor
from scim_conformance.plugin.gallery_sign_in import answer_of, federation_of
from scim_conformance.plugin.grounding import prescribed
from scim_conformance.profile import load

SECRET = "a-secret-of-the-application-in-entra"

PROFILE = """\
name: Mine
extends: generic
users:
  attributes:
    - {path: employeeCode, type: string, pattern: "[A-Z]{3}-[0-9]{4}"}
    - {path: region, type: string, pattern: "north|south", samples: [north]}
gallery:
  federated:
    tenant_id: 11111111-2222-4333-8444-555555555555
    application_id: 11111111-2222-4333-8444-666666666666
    application_secret: {env: MINE_ENTRA_SECRET}
    token_endpoint: https://example.com/token
    client_id: someone
    base_address: https://example.com/scim
    audience: api://11111111-2222-4333-8444-666666666666
"""


@pytest.fixture
def run(tmp_path: Path) -> Any:
    (tmp_path / "mine.yaml").write_text(PROFILE, encoding="utf-8")
    profile = load("mine.yaml", cwd=tmp_path)
    return SimpleNamespace(profile=profile, settings=SimpleNamespace(demo=False), redactor=Redactor())


def test_an_attribute_with_a_pattern_is_given_a_value_that_matches(run: Any) -> None:
    values = prescribed(run.profile.users)

    # What has samples needs none: the mapping takes those.
    assert list(values) == ["employeeCode"]
    assert re.fullmatch("[A-Z]{3}-[0-9]{4}", values["employeeCode"])


def test_the_secret_of_a_federation_is_found_and_hidden(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINE_ENTRA_SECRET", SECRET)
    problems: list[str] = []
    found = federation_of(run, tmp_path, problems)

    assert problems == []
    assert found is not None
    assert (found.application_secret, found.client_id) == (SECRET, "someone")
    assert SECRET not in repr(found)
    assert SECRET not in run.redactor.text(f"client_secret={SECRET}")


def test_a_secret_that_is_not_there_is_told(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINE_ENTRA_SECRET", raising=False)
    problems: list[str] = []
    federation_of(run, tmp_path, problems)

    assert len(problems) == 1
    assert "gallery.federated.application_secret" in problems[0]


def test_for_the_demo_nobody_is_asked_for_a_federation(run: Any, tmp_path: Path) -> None:
    run.settings.demo = True
    problems: list[str] = []

    assert federation_of(run, tmp_path, problems) is None
    assert problems == []


def test_the_answer_of_a_token_endpoint_keeps_no_text() -> None:
    posted = SimpleNamespace(
        status=200, json={"access_token": SECRET}, headers={"Content-Type": "x"}, seconds=0.5, text=SECRET
    )
    answer = answer_of(posted)  # type: ignore[arg-type]

    assert (answer.status, answer.text, answer.headers) == (200, "", {"content-type": "x"})
