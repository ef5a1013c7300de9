"""``profile infer`` at an endpoint that wants another way of signing in than a token in hand."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.cli import main
from scim_conformance.profile import load
from scim_conformance.provider import Provider, build, serve
from tests.token_endpoint import CLIENT_ID, CLIENT_SECRET, TokenEndpoint, let_in, served

USER, PASSWORD = "provisioner", "a password: with a colon"

CLIENT = """\
name: Sign in
auth:
  kind: client-credentials
  token_url: {url}
  client_id: {{env: SIGN_IN_CLIENT}}
  client_secret: {{file: secret.txt}}
"""

BASIC = """\
name: Sign in
auth:
  kind: basic
  username: {env: SIGN_IN_USER}
  password: {env: SIGN_IN_PASSWORD}
"""


@contextmanager
def running(guard: Callable[[Provider], None]) -> Iterator[str]:
    """The provider of kpifire on loopback, which looks at who asks as ``guard`` makes it."""
    provider = build(load("kpifire", cwd=Path.cwd()), token="known to the provider alone")
    guard(provider)
    with serve(provider) as served_here:
        yield served_here.url


def wants_a_password(provider: Provider) -> None:
    right = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    def guarded(answer: Any) -> Any:
        def look(request: Any) -> Any:
            shown = provider.token if request.header("Authorization") == right else "a token of nobody"
            others = {name: value for name, value in request.headers.items() if name.lower() != "authorization"}
            return answer(replace(request, headers={**others, "Authorization": f"Bearer {shown}"}))

        return look

    provider.wrap(guarded)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCIM_TOKEN", raising=False)
    return tmp_path


def infer(url: str, *more: str) -> int:
    return main(["profile", "infer", "--url", url, "--auth-of", "sign-in.yaml", "-o", "made.yaml", *more])


def test_a_token_is_fetched_as_a_profile_says(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIGN_IN_CLIENT", CLIENT_ID)
    (here / "secret.txt").write_text(CLIENT_SECRET, encoding="utf-8")
    endpoint = TokenEndpoint()
    with served(endpoint), running(lambda provider: let_in(provider, endpoint)) as url:
        (here / "sign-in.yaml").write_text(CLIENT.format(url=endpoint.url), encoding="utf-8")

        assert infer(url) == 0

    made = load("made.yaml", cwd=here)
    assert (made.auth.kind, made.auth.token_url) == ("client-credentials", endpoint.url)
    assert made.auth.client_secret is not None
    assert made.auth.client_secret.file == "secret.txt"
    assert made.groups.supported is True
    said = capsys.readouterr().err + (here / "made.yaml").read_text(encoding="utf-8")
    assert not [secret for secret in (CLIENT_SECRET, *endpoint.issued) if secret in said]
    assert "--token @FILE" not in said


def test_a_user_name_and_a_password_come_from_where_a_profile_says(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGN_IN_USER", USER)
    monkeypatch.setenv("SIGN_IN_PASSWORD", PASSWORD)
    (here / "sign-in.yaml").write_text(BASIC, encoding="utf-8")

    with running(wants_a_password) as url:
        assert infer(url) == 0

    made = load("made.yaml", cwd=here)
    assert made.auth.kind == "basic"
    assert made.auth.password is not None
    assert made.auth.password.env == "SIGN_IN_PASSWORD"
    assert PASSWORD not in (here / "made.yaml").read_text(encoding="utf-8")


def test_a_wrong_password_is_told_and_no_profile_is_written(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIGN_IN_USER", USER)
    monkeypatch.setenv("SIGN_IN_PASSWORD", "another password")
    (here / "sign-in.yaml").write_text(BASIC, encoding="utf-8")

    with running(wants_a_password) as url:
        assert infer(url) == 1

    assert "401" in capsys.readouterr().err
    assert not (here / "made.yaml").exists()


def test_a_secret_that_is_not_there_is_told_before_anything_is_asked(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SIGN_IN_USER", raising=False)
    (here / "sign-in.yaml").write_text(BASIC, encoding="utf-8")

    assert infer("http://127.0.0.1:9/v2") == 4
    assert "auth.username names the environment variable SIGN_IN_USER, which is not set" in capsys.readouterr().err


def test_a_profile_that_is_not_there_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert infer("http://127.0.0.1:9/v2") == 4
    assert "sign-in.yaml" in capsys.readouterr().err
