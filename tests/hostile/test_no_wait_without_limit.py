"""Nothing in the product waits without a limit: not on a socket, and not on a thread or a process."""

from __future__ import annotations

import ast
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import scim_conformance
from scim_conformance.client import Recorder, Redactor, Secret, bearer, post
from scim_conformance.client.measuring import measure
from scim_conformance.client.plain_port import PlainPort
from scim_conformance.client.rates import Plan
from scim_conformance.client.tls import look_at_tls
from tests.hostile.lone_client import LoneClient

SOURCES = Path(scim_conformance.__file__).parent

TIMEOUT = 0.3

WAITS = re.compile(r"[\w.]+\.(?:wait|join|result|acquire|communicate|get|recv|accept)\(\)")

ASKS = ("subprocess.run", "subprocess.check_output", "urlopen", "socket.create_connection", "select.select")

LIMITED_ELSEWHERE = {
    "cli.py: stop.wait()": "serves until its user stops it",
    "client/measuring.py: self._slots.acquire()": "requests that end in time give their slots back",
    "client/measuring.py: each.result()": "requests end in time",
    "client/plain_port.py: self._pace.wait()": "a turn comes by the clock",
    "client/scim.py: self.pace.wait()": "a turn comes by the clock",
    "load/acting.py: gate.wait()": "the other users of the load wait for requests that end in time",
    "load/carrying.py: self._lane.beat.wait()": "a turn comes by the clock",
    "load/launching.py: process.wait()": "the process has been killed",
    "load/locustfile.py: stage.may_read.wait()": "set when writers end, whose requests end in time",
    "plugin/fixtures/protocol.py: start.wait()": "its threads do nothing before but to come there",
    "provider/serving.py: self._thread.join()": "the server has been told to stop",
    "sync/progress.py: self._thread.join()": "the thread has been told to stop",
    "sync/threads.py: thread.join()": "requests end in time",
}
"""The waits without a limit of their own, and why each has an end."""


def unlimited() -> Iterator[str]:
    for path in sorted(SOURCES.rglob("*.py")):
        text, place = path.read_text(encoding="utf-8"), path.relative_to(SOURCES).as_posix()
        yield from (f"{place}: {found[0]}" for found in WAITS.finditer(text))
        if any(f"{name}(" in text for name in ASKS):
            calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
            yield from (f"{place}: {ast.unparse(node)}" for node in calls if asks_for_ever(node))


def asks_for_ever(node: ast.Call) -> bool:
    if not isinstance(node.func, ast.Attribute | ast.Name) or ast.unparse(node.func) not in ASKS:
        return False
    return len(node.args) < 2 and "timeout" not in {keyword.arg for keyword in node.keywords}


def test_each_wait_without_a_limit_has_its_reason() -> None:
    assert sorted(set(unlimited())) == sorted(LIMITED_ELSEWHERE)


@pytest.fixture
def timeouts(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """The limits that the sockets of this process were given."""
    noted: list[float | None] = []
    settimeout = socket.socket.settimeout

    def note(self: socket.socket, value: float | None) -> None:
        noted.append(value)
        settimeout(self, value)

    monkeypatch.setattr(socket.socket, "settimeout", note)
    return noted


def by_scim(folder: Path, url: str) -> None:
    with LoneClient(folder, url, TIMEOUT) as client:
        assert client.scim.get("Users").status is None


def by_plain_port(folder: Path, url: str) -> None:
    port = PlainPort(url, bearer(Secret("a-token")), timeout=TIMEOUT)
    assert port.send("GET", "/Users").status is None
    port.close()


def by_token_endpoint(folder: Path, url: str) -> None:
    assert post(url, form={"a": "b"}, timeout=TIMEOUT).status is None


def by_handshake(folder: Path, url: str) -> None:
    found = look_at_tls(url.replace("http:", "https:"), timeout=TIMEOUT)
    assert {each.holds for each in found} == {None}


def by_measuring(folder: Path, url: str) -> None:
    plan = Plan(needed=5, pace=5, seconds=1, at_once=2)
    found = measure(
        url, bearer(Secret("a-token")), {}, recorder=Recorder(), redactor=Redactor(), timeout=TIMEOUT, plan=plan
    )
    assert found.well == 0


@pytest.mark.parametrize("ask", [by_scim, by_plain_port, by_token_endpoint, by_handshake, by_measuring])
def test_who_gets_no_answer_does_not_wait_for_it(
    tmp_path: Path, timeouts: list[float | None], ask: Callable[[Path, str], Any]
) -> None:
    # The system itself takes connections, and nobody ever reads what comes.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begin = time.monotonic()
        ask(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}/v2")
        took = time.monotonic() - begin

    assert took < 5
    assert timeouts
    assert None not in timeouts
