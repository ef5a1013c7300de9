"""Every way to sign in, with the suite run as its users run it: what the provider sees, and what nobody may see."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from scim_conformance.profile import load
from scim_conformance.provider import build, serve
from tests.token_endpoint import CLIENT_ID, SCOPE, TokenEndpoint, jwt, let_in, served
from tests.ways_through import (
    AUTHORITY,
    CLIENT_CERTIFICATE,
    CLIENT_KEY,
    CLIENT_NAME,
    HOST,
    KEY_PASSWORD,
    PROXY_PASSWORD,
    PROXY_USER,
    Proxy,
    in_front_of,
    proxying,
)

Suite = Callable[..., Any]

TOKEN = "sEcr3t/+token=with:odd~letters32"
KEY = "gateway-key/with+odd=signs~7&8"
QUICK = ("-k", "create.answers-201")

THROUGH = """\
name: Mine
extends: generic
auth:
  kind: bearer
  token: {{command: [{python}, -c, "print(open('token.txt').read())"]}}
  headers:
    X-Api-Key: {{env: MINE_KEY}}
  client_certificate: {{file: {certificate}, key_file: {key}, password_env: MINE_PASSWORD}}
"""

ASSERTED = """\
name: Mine
extends: generic
auth:
  kind: jwt-assertion
  token_url: {url}
  client_id: {{env: MINE_CLIENT}}
  assertion: {{command: [{python}, -c, "print(open('jwt.txt').read())"]}}
  scope: {scope}
  audience: https://api.example.com
  resource: urn:mine
"""


def forms(secret: str) -> list[str]:
    return [secret, quote(secret, safe=""), quote(secret), base64.b64encode(secret.encode()).decode().rstrip("=")]


def written_by(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8", errors="replace")
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("token.txt", "jwt.txt")
    }


@pytest.fixture
def behind_all() -> Iterator[tuple[Proxy, dict[str, str], list[dict[str, str]]]]:
    """A provider that is reached by a proxy that wants a password, and asks for a certificate."""
    noted: list[dict[str, str]] = []
    proxy = Proxy(password=PROXY_PASSWORD)
    with ExitStack() as stack:
        running = stack.enter_context(serve(build(load("generic", cwd=Path.cwd()), token=TOKEN)))
        front = stack.enter_context(in_front_of(running.url, noted))
        address = stack.enter_context(proxying(proxy))
        proxy.to = urlsplit(front).port or 0
        there = address.replace("://", f"://{PROXY_USER}:{quote(PROXY_PASSWORD, safe='')}@")
        yield proxy, {"HTTPS_PROXY": there, "MINE_KEY": KEY, "MINE_PASSWORD": KEY_PASSWORD}, noted


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)], ids=["alone", "workers"])
def test_a_command_s_token_a_key_a_certificate_and_a_proxy_together(
    suite: Suite,
    tmp_path: Path,
    behind_all: tuple[Proxy, dict[str, str], list[dict[str, str]]],
    workers: tuple[str, ...],
) -> None:
    proxy, env, noted = behind_all
    work = tmp_path / "work"
    work.mkdir()
    said = THROUGH.format(python=sys.executable, certificate=CLIENT_CERTIFICATE, key=CLIENT_KEY)
    (work / "mine.yaml").write_text(said, encoding="utf-8")
    (work / "token.txt").write_text(TOKEN, encoding="utf-8")

    done = suite(
        "--profile", "mine.yaml", "--url", f"https://{HOST}/v2", "--scim-ca-bundle", str(AUTHORITY), "-vv",
        "--showlocals", "--tb=long", "--log-level=DEBUG", "--log-file=run.log", "--junit-xml=junit.xml", *QUICK,
        *workers, folder=work, env=env,
    )  # fmt: skip

    assert done.code == 0, done.output
    assert set(proxy.asked) == {f"CONNECT {HOST}:443"}
    assert {each["tls-client"] for each in noted} == {CLIENT_NAME}
    assert {each["x-api-key"] for each in noted} == {KEY}
    assert {each.get("authorization", f"Bearer {TOKEN}") for each in noted} == {f"Bearer {TOKEN}"}
    line = done.results["exchanges"][-1]["curl"]
    assert f"--cacert {AUTHORITY} --cert {CLIENT_CERTIFICATE} --key {CLIENT_KEY} --pass" in line
    assert '"$MINE_PASSWORD"' in line
    assert '-H "X-Api-Key: $MINE_KEY"' in line
    for secret in (TOKEN, KEY, KEY_PASSWORD, PROXY_PASSWORD):
        for name, text in {"what it prints": done.output, **written_by(work)}.items():
            for form in forms(secret):
                assert form not in text, f"{form} stands in {name}"


def test_what_is_wrong_is_told_all_at_once_and_before_the_first_request(suite: Suite, tmp_path: Path) -> None:
    said = THROUGH.format(python=sys.executable, certificate="nobody.pem", key=CLIENT_KEY)
    (tmp_path / "mine.yaml").write_text(said, encoding="utf-8")
    env = {"HTTPS_PROXY": "ftp://ann:pr0xy-password@proxy.example"}

    done = suite(
        "--profile", "mine.yaml", "--url", "https://scim.example/v2", "--scim-ca-bundle", "nobody.pem", *QUICK, env=env
    )

    assert done.code == 4
    for words in (
        "auth.headers.X-Api-Key names the environment variable MINE_KEY, which is not set",
        "auth.client_certificate.password_env names the environment variable MINE_PASSWORD, which is not set",
        "HTTPS_PROXY (or ALL_PROXY) names no proxy",
    ):
        assert words in done.output
    assert "pr0xy-password" not in done.output
    assert not (tmp_path / "scim-report").exists()


def test_a_command_that_gives_no_token_ends_the_run_with_its_reason(suite: Suite, tmp_path: Path) -> None:
    command = f"[{sys.executable}, -c, \"import sys; print('{TOKEN}'); sys.exit('{TOKEN} has run out')\"]"
    (tmp_path / "mine.yaml").write_text(
        f"name: Mine\nextends: generic\nauth: {{kind: bearer, token: {{command: {command}}}}}\n", encoding="utf-8"
    )

    done = suite("--profile", "mine.yaml", "--url", "http://127.0.0.1:9/v2", *QUICK)

    assert done.code == 4
    assert "mine.yaml: auth.token: The command" in done.output
    assert "ended with exit code 1. It says: [secret] has run out" in done.output
    assert TOKEN not in done.output


def test_an_assertion_is_made_anew_whenever_a_token_is_asked_for(suite: Suite, tmp_path: Path) -> None:
    endpoint = TokenEndpoint()
    work = tmp_path / "work"
    work.mkdir()

    def another(asked: Any, given: dict[str, Any]) -> dict[str, Any]:
        # The assertion is used up: who asks again has to come with another one.
        (work / "jwt.txt").write_text(jwt(jti=f"number-{len(endpoint.asked)}"), encoding="utf-8")
        return given

    endpoint.spoil = another
    tokens = iter(f"number-{n}-of-the-tokens" for n in range(1, 9))
    endpoint.made = lambda: next(tokens)
    endpoint.uses = {"number-1-of-the-tokens": 6}
    (work / "jwt.txt").write_text(jwt(jti="number-0"), encoding="utf-8")
    provider = build(load("generic", cwd=Path.cwd()), token="known to the provider alone")
    let_in(provider, endpoint)
    with served(endpoint), serve(provider) as running:
        said = ASSERTED.format(url=endpoint.url, python=sys.executable, scope=SCOPE)
        (work / "mine.yaml").write_text(said, encoding="utf-8")
        done = suite(
            "--profile", "mine.yaml", "--url", running.url, *QUICK, folder=work, env={"MINE_CLIENT": CLIENT_ID}
        )

    assert set(done.outcomes.values()) == {"passed"}, done.output
    assertions = [asked.form["client_assertion"] for asked in endpoint.asked]
    assert len(assertions) == len(set(assertions)) == 2
    assert {(asked.form["audience"], asked.form["resource"]) for asked in endpoint.asked} == {
        ("https://api.example.com", "urn:mine")
    }
    for secret in (*assertions, *endpoint.issued):
        for name, text in {"what it prints": done.output, **written_by(work)}.items():
            assert secret not in text, f"{secret} stands in {name}"


@pytest.mark.long
def test_no_command_runs_where_nothing_is_asked(suite: Suite, tmp_path: Path) -> None:
    command = f"[{sys.executable}, -c, \"open('it-ran.txt', 'w'); print('x')\"]"
    (tmp_path / "mine.yaml").write_text(
        f"name: Mine\nextends: generic\nauth: {{kind: bearer, token: {{command: {command}}}}}\n", encoding="utf-8"
    )

    for arguments in (("--collect-only", "-q"), ("--demo",), ("--url", "http://127.0.0.1:9/v2", "--token", TOKEN)):
        suite("--profile", "mine.yaml", *arguments, "-k", "discovery.config-answers")
        assert not (tmp_path / "it-ran.txt").exists(), arguments
