"""A token of 32 characters is looked for in everything that a run writes and prints."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from scim_conformance.profile import load
from scim_conformance.provider import build, serve

Suite = Callable[..., Any]

TOKEN = "sEcr3t/+token=with:odd~letters32"
"""32 characters, some of which look different when they are percent-encoded."""

CHECKS = '''
import logging
import pytest
from scim_conformance import check, expect

@check("read.crashes", verifies="RFC7644-3.4.1-01")
def test_crash(scim, new_user, pytestconfig):
    """A crash with the client, its headers and its credentials in reach."""
    user = new_user()
    reply = scim.read(user)
    logging.getLogger("somebody").warning("the answer was %s", reply.headers["X-Echo"])
    print(reply.headers["X-Echo"])
    echoed = dict(reply.headers)
    raise RuntimeError(f"crashed with {echoed}")

@check("read.fails", verifies="RFC7644-3.4.1-01")
def test_fail(scim, users):
    """A failure whose answer echoes the token."""
    reply = scim.get(f"{users}/nobody")
    expect.equal(reply.headers["X-Echo"], "something else", "The echo")
'''

CRASHING_PLUGIN = """
def pytest_runtest_logreport(report):
    if report.when == "teardown" and "crashes" in report.nodeid:
        token_in_a_local = "TOKEN"
        raise RuntimeError("the plugin dies holding " + token_in_a_local)
"""


def forms(secret: str) -> list[str]:
    return [
        secret,
        quote(secret, safe=""),
        quote(secret),
        base64.b64encode(secret.encode()).decode().rstrip("="),
    ]


@pytest.fixture
def echoing() -> Iterator[str]:
    """A provider that echoes the Authorization header in a header and in every error."""
    provider = build(load("generic", cwd=Path.cwd()), token=TOKEN)

    def echo(answer: Any) -> Any:
        def with_echo(request: Any) -> Any:
            response = answer(request)
            said = request.header("Authorization") or ""
            response.headers["X-Echo"] = said
            response.headers["Set-Cookie"] = f"session={TOKEN}"
            if isinstance(response.body, dict) and "detail" in response.body:
                response.body["detail"] = f"{said} and {quote(said)} are not welcome"
            return response

        return with_echo

    provider.wrap(echo)
    with serve(provider) as running:
        yield running.url


def written_by(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8", errors="replace")
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("token.txt", "crashing.py")
    }


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
@pytest.mark.parametrize("crash", [False, True], ids=["to-the-end", "with-a-crash"])
def test_the_token_is_nowhere(
    suite: Suite, tmp_path: Path, echoing: str, workers: tuple[str, ...], crash: bool
) -> None:
    work = tmp_path / "work"
    (work / "mine").mkdir(parents=True)
    (work / "mine" / "test_mine.py").write_text(CHECKS, encoding="utf-8")
    (work / "crashing.py").write_text(CRASHING_PLUGIN.replace("TOKEN", TOKEN), encoding="utf-8")

    done = suite(
        "--profile", "generic", "--url", echoing, "--token", TOKEN, "-vv", "--showlocals", "--tb=long", "-rA",
        "--log-level=DEBUG", "--log-cli-level=DEBUG", "--log-file=run.log", "--junit-xml=junit.xml", "mine",
        *(("-p", "crashing") if crash else ()), *workers,
        # The plugin that crashes holds the token in its own text, and would hold it in its bytecode.
        folder=work, env={
            "PYTHONPATH": str(work), "XDG_STATE_HOME": str(work / "state"), "PYTHONDONTWRITEBYTECODE": "1",
        },
    )  # fmt: skip

    if crash:
        assert "the plugin dies holding [secret]" in done.output
    else:
        assert done.outcomes == {"read.crashes": "broken", "read.fails": "failed"}
        assert "[secret]" in done.output
    for name, text in {"what it prints": done.output, **written_by(work)}.items():
        for form in forms(TOKEN):
            assert form not in text, f"{form} stands in {name}"


@pytest.mark.long
def test_the_whole_suite_writes_no_token_and_no_password(suite: Suite, tmp_path: Path, echoing: str) -> None:
    done = suite("--profile", "generic", "--url", echoing, "--token", TOKEN, "-v", "--junit-xml=junit.xml", "-n", "2")

    assert len(done.outcomes) > 80
    for name, text in {"what it prints": done.output, **written_by(tmp_path)}.items():
        for form in forms(TOKEN):
            assert form not in text, f"{form} stands in {name}"


def test_a_short_token_is_told(suite: Suite) -> None:
    provider = build(load("generic", cwd=Path.cwd()), token="abc123")
    with serve(provider) as running:
        done = suite("--profile", "generic", "--url", running.url, "--token", "abc123", "-k", "config-answers")

    assert "shorter than 8 characters" in done.output
