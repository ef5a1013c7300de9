"""Each secret of a run is looked for, in every form, in everything that the run writes and prints."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.profile import load
from scim_conformance.provider import build, serve
from tests.plugin.secret_ways import TOKEN, WAYS, Way, echoing, spoken, way_in

Suite = Callable[..., Any]

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
    """A failure whose answer echoes the secrets."""
    reply = scim.get(f"{users}/nobody")
    expect.equal(reply.headers["X-Echo"], reply.text, "The echo")
'''

OTHER_PLUGIN = """
import os

def pytest_runtest_logreport(report):
    if report.when == "teardown" and "crashes" in report.nodeid:
        token_in_a_local = open("told.txt.py").read()
        raise RuntimeError("the plugin dies holding " + token_in_a_local)
"""
"""Crashes with secrets that it was told; the name of their file is one of those that are not searched."""

BEFORE = """
import scim_conformance.plugin.settings as settings

def crash(*arguments):
    raise RuntimeError("crashed while the run was set up")

settings.read_baseline = crash
"""

WITHIN = """
import scim_conformance.client.exchange as exchange

def crash(self, *arguments):
    raise RuntimeError("crashed while an exchange was written down")

exchange.Scribe.exchange = crash
"""

SENDING = """
import scim_conformance.client.sending as sending

def crash(self, request, *more):
    headers = list(request.headers.raw)
    raise RuntimeError("crashed while a request was sent")

sending.Line._send = crash
"""

LOUD = (
    "-vvv", "--showlocals", "--tb=long", "--full-trace", "-rA", "--log-level=DEBUG", "--log-cli-level=DEBUG",
    "--log-file=run.log", "--junit-xml=junit.xml", "--scim-har", "run.har", "--scim-markdown", "run.md",
    "--scim-ledger", "ledger",
)  # fmt: skip


@dataclass(frozen=True)
class Running:
    """One way to run the suite."""

    arguments: tuple[str, ...] = ()
    plugin: str = ""
    says: str = "[secret]"
    """What must stand in the output, so that the run has done what it is here for."""


RUNS = {
    "quiet": Running(("-q", "mine"), says="SCIM conformance"),
    "loud": Running((*LOUD, "mine")),
    "workers": Running((*LOUD, "-n", "2", "mine")),
    "another-plugin-crashes": Running((*LOUD, "mine"), OTHER_PLUGIN, "the plugin dies holding [secret]"),
    "another-plugin-crashes-workers": Running((*LOUD, "-n", "2", "mine"), OTHER_PLUGIN, "the plugin dies holding"),
    "we-crash-before": Running((*LOUD, "mine"), BEFORE, "crashed while the run was set up"),
    "we-crash-within": Running((*LOUD, "mine"), WITHIN, "crashed while an exchange was written down"),
    "we-crash-sending": Running((*LOUD, "mine"), SENDING, "crashed while a request was sent"),
}

EACH = ("loud", "we-crash-sending")
"""What is run with every way to sign in."""

QUICK = {
    ("everything", "loud"),
    ("option", "we-crash-before"),
    ("everything", "we-crash-sending"),
    ("option", "another-plugin-crashes"),
}
"""What is tried each time; the whole table takes minutes."""


def table() -> list[Any]:
    # What differs by the way to sign in is what is kept of exchanges and what frames hold; the rest is tried with two.
    cells = [(kind, run) for kind in WAYS for run in RUNS if kind in ("option", "everything") or run in EACH]
    cells += [cell for cell in sorted(QUICK) if cell not in cells]
    return [pytest.param(*cell, id="-".join(cell), marks=() if cell in QUICK else pytest.mark.long) for cell in cells]


@pytest.mark.parametrize(("kind", "run"), table())
def test_no_secret_is_anywhere(suite: Suite, tmp_path: Path, kind: str, run: str) -> None:
    work, running = tmp_path / "work", RUNS[run]
    (work / "mine").mkdir(parents=True)
    (work / "mine" / "test_mine.py").write_text(CHECKS, encoding="utf-8")
    (work / "crashing.py").write_text(running.plugin, encoding="utf-8")
    with way_in(kind, work) as way:
        (work / "told.txt.py").write_text(" ".join(sorted(told(way))), encoding="utf-8")
        done = suite(
            *way.arguments, *running.arguments, *(("-p", "crashing") if running.plugin else ()),
            # The plugin that crashes would stand in its bytecode, too.
            folder=work, env={
                "PYTHONPATH": str(work), "XDG_STATE_HOME": str(work / "state"), "PYTHONDONTWRITEBYTECODE": "1",
                **way.env,
            },
        )  # fmt: skip
        leaks = way.leaks(done.output, work)

    assert running.says in done.output, done.output[-4000:]
    assert leaks == []
    if not running.plugin:
        assert done.outcomes == {"read.crashes": "broken", "read.fails": "failed"}


def told(way: Way) -> set[str]:
    return {form for secret in way.secrets for form in spoken(secret)}


def passwords_in(value: Any) -> set[str]:
    """Return the passwords that the JSON of a request gives."""
    if isinstance(value, list):
        return {found for item in value for found in passwords_in(item)}
    if not isinstance(value, dict):
        return set()
    found = {found for item in value.values() for found in passwords_in(item)}
    path = str(value.get("path", "")).rpartition(":")[2]
    given = [item for name, item in value.items() if name == "password" or (name == "value" and path == "password")]
    return found | {item for item in given if isinstance(item, str) and len(item) >= 8}


@pytest.mark.long
def test_the_whole_suite_writes_no_token_and_no_password(suite: Suite, tmp_path: Path) -> None:
    sent: set[str] = set()
    provider = echoing(build(load("generic", cwd=Path.cwd()), token=TOKEN), lambda: [TOKEN])

    def noting(answer: Any) -> Any:
        def note(request: Any) -> Any:
            with contextlib.suppress(ValueError):
                sent.update(passwords_in(json.loads(request.body or b"null")))
            return answer(request)

        return note

    provider.wrap(noting)
    with serve(provider) as running:
        done = suite(
            "--profile", "generic", "--url", running.url, "--token", TOKEN, "-v", "--junit-xml=junit.xml",
            "--scim-har", "run.har", "--scim-markdown", "run.md", "--scim-save-examples", "-n", "2",
        )  # fmt: skip

    assert len(done.outcomes) > 80
    assert sent, "no password was ever sent"
    assert Way([], [TOKEN, *sent]).leaks(done.output, tmp_path) == []


def test_a_short_token_is_told(suite: Suite) -> None:
    provider = build(load("generic", cwd=Path.cwd()), token="abc123")
    with serve(provider) as running:
        done = suite("--profile", "generic", "--url", running.url, "--token", "abc123", "-k", "config-answers")

    assert "shorter than 8 characters" in done.output
