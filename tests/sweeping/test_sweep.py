"""The command that deletes what killed runs have left: it takes what is theirs, and nobody else's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from scim_conformance import cli
from scim_conformance.client import Ledger
from scim_conformance.profile import load
from scim_conformance.provider import Provider, Running, build, serve
from scim_conformance.sweeping.marks import begun, is_young, run_of

TOKEN = "abcdefghijklmnopqrstuvwxyz012345"
OLD = "scimconf-60000000-abcd"


class Done(NamedTuple):
    code: int
    out: str
    err: str


Sweep = Callable[..., Done]


@pytest.fixture(autouse=True)
def nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "SCIM_URL"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("SCIM_TOKEN", TOKEN)


@pytest.fixture
def running() -> Iterator[Running]:
    with serve(build(load("generic", cwd=Path.cwd()), token=TOKEN)) as found:
        yield found


@pytest.fixture
def sweep(running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Sweep:
    def run(*options: str) -> Done:
        fixed = ["--profile", "generic", "--url", running.url, "--ledger", str(tmp_path / "ledger")]
        code = cli.main(["sweep", *fixed, *options])
        return Done(code, *capsys.readouterr())

    return run


def ask(running: Running, method: str, path: str, **more: Any) -> httpx.Response:
    signed_in = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json"}
    return httpx.request(method, running.url + path, headers=signed_in, timeout=10, **more)


def add(running: Running, name: str, kind: str = "User") -> str:
    attribute = "userName" if kind == "User" else "displayName"
    body = {"schemas": [f"urn:ietf:params:scim:schemas:core:2.0:{kind}"], attribute: name}
    return str(ask(running, "POST", f"/{kind}s", json=body).json()["id"])


def names(running: Running) -> set[str]:
    listed = [ask(running, "GET", f"/{kind}?count=1000").json()["Resources"] for kind in ("Users", "Groups")]
    return {each.get("userName") or each["displayName"] for kind in listed for each in kind}


def left_by(running: Running, tmp_path: Path, run: str, *names: str) -> None:
    """Leave users as a run that was killed does: in its ledger, and on the provider."""
    ledger = Ledger(tmp_path / "ledger", running.url, f"{run}-", "main")
    for name in names:
        ledger.created("Users", add(running, name), intent=ledger.intent("Users", name))
    ledger.close()


def test_what_stands_in_a_ledger_is_deleted_and_strangers_stay(running: Running, tmp_path: Path, sweep: Sweep) -> None:
    add(running, "ada@example.com")
    left_by(running, tmp_path, OLD, f"{OLD}-1-ben", f"{OLD}-2-cleo")

    done = sweep("--yes")

    assert done.code == 0, done.err
    assert "2 deleted, 0 left." in done.out
    assert names(running) == {"ada@example.com"}
    assert "Nothing of an earlier run is left" in sweep("--yes").out


def test_a_look_deletes_nothing_and_says_that_there_is_something(
    running: Running, tmp_path: Path, sweep: Sweep
) -> None:
    left_by(running, tmp_path, OLD, f"{OLD}-1-ben")

    done = sweep("--dry-run")

    assert done.code == 1
    assert f"{OLD}, begun 2021-01-14 08:25 UTC, known by its ledger: 1 to delete" in done.out
    assert names(running) == {f"{OLD}-1-ben"}
    assert sweep("--yes").code == 0


def test_nothing_is_deleted_where_nobody_can_be_asked(
    running: Running, tmp_path: Path, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by(running, tmp_path, OLD, f"{OLD}-1-ben")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)

    done = sweep()

    assert (done.code, names(running)) == (4, {f"{OLD}-1-ben"})
    assert "--yes" in done.err


@pytest.mark.parametrize(("answer", "left"), [("y", 0), ("n", 1), ("", 1)])
def test_it_asks_before_it_deletes(
    running: Running, tmp_path: Path, sweep: Sweep, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    left_by(running, tmp_path, OLD, f"{OLD}-1-ben")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: answer)

    sweep()

    assert len(names(running)) == left


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has locks that end with their process")
def test_a_run_that_is_still_going_on_is_named_and_left_alone(running: Running, tmp_path: Path, sweep: Sweep) -> None:
    ledger = Ledger(tmp_path / "ledger", running.url, f"{OLD}-", "main")
    ledger.created("Users", add(running, f"{OLD}-1-ben"), intent=ledger.intent("Users", f"{OLD}-1-ben"))

    done = sweep("--yes")

    assert (done.code, names(running)) == (0, {f"{OLD}-1-ben"})
    assert f"Left alone, as they are still going on here: {OLD} " in done.out
    ledger.close()
    assert "Left alone" not in sweep("--yes").out
    assert names(running) == set()


def _ignoring_filters() -> Provider:
    """Return a provider to whom every search is one for everybody."""
    provider = build(load("generic", cwd=Path.cwd()), token=TOKEN)

    def ignore(answer: Any) -> Any:
        def without(request: Any) -> Any:
            request.query.pop("filter", None)
            return answer(request)

        return without

    provider.wrap(ignore)
    return provider


def test_a_creation_whose_answer_never_came_is_found_though_no_filter_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = _ignoring_filters()
    with serve(provider) as running:
        others = {f"user{number}@example.com" for number in range(130)}
        for name in sorted(others):
            add(running, name)
        lost = add(running, f"{OLD}-1-ben")
        ledger = Ledger(tmp_path, running.url, f"{OLD}-", "main")
        ledger.intent("Users", f"{OLD}-1-ben")
        ledger.close()

        code = cli.main(["sweep", "--profile", "generic", "--url", running.url, "--ledger", str(tmp_path), "--yes"])

        assert code == 0
        assert lost not in {str(each.id) for each in provider.storage.resources}
        assert names(running) == others


def test_an_id_that_is_somebody_else_s_by_now_is_left_alone(running: Running, tmp_path: Path, sweep: Sweep) -> None:
    stranger = add(running, "ada@example.com")
    ledger = Ledger(tmp_path / "ledger", running.url, f"{OLD}-", "main")
    ledger.created("Users", stranger, intent=ledger.intent("Users", f"{OLD}-1-ben"))
    ledger.close()

    done = sweep("--yes")

    assert (done.code, names(running)) == (1, {"ada@example.com"})
    assert "nothing in it bears a name that the run gave" in done.out


def test_by_prefix_takes_old_runs_and_spares_young_ones_unless_they_are_named(running: Running, sweep: Sweep) -> None:
    young = f"scimconf-{int(time.time()) - 3600:x}-1234"
    mine = {f"{OLD}-1-ben", f"{OLD}-2-team", f"{young}-1-dora"}
    others = {"scimconf-fan@example.com", "not-scimconf-60000000-abcd-1", "scimconf-60000000-abc-1", "ada@example.com"}
    for name in (*mine, *others):
        add(running, name, "Group" if "team" in name else "User")

    assert sweep("--yes").out.startswith("Nothing of an earlier run is left")
    done = sweep("--by-prefix", "--yes")

    assert done.code == 0, done.err
    assert names(running) == {f"{young}-1-dora", *others}
    assert f"Spared, as they began less than 24 hours ago: {young}" in done.out
    assert sweep("--by-prefix", "--run", young, "--yes").code == 0
    assert names(running) == others


def test_a_provider_that_ignores_every_filter_loses_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(_ignoring_filters()) as running:
        strangers = {add(running, f"user{number}@example.com") for number in range(120)}
        add(running, f"{OLD}-1-ben")

        code = cli.main(
            ["sweep", "--profile", "generic", "--url", running.url, "--ledger", str(tmp_path), "--by-prefix", "--yes"]
        )

        assert code == 0
        assert names(running) == {f"user{number}@example.com" for number in range(len(strangers))}


def test_a_provider_that_lists_nothing_is_told_as_such(
    running: Running, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCIM_TOKEN", "wrong")

    done = sweep("--by-prefix", "--yes")

    assert done.code == 1
    assert "a listing answered 401" in done.err


def test_what_is_wrong_with_the_call_is_said_all_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["sweep", "--profile", "nobody", "--run", "mine"])

    err = capsys.readouterr().err
    assert code == 4
    assert "--run mine" in err
    assert "nobody" in err
    assert "add --url" in err


def test_a_name_tells_its_run_and_when_it_began() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    mark = f"scimconf-{int(now.timestamp()):x}-0a1b"

    assert run_of(f"{mark}-5f-1-lisa") == run_of(mark.upper()) == mark
    assert begun(mark) == now
    assert is_young(mark, now + timedelta(hours=23))
    assert not is_young(mark, now + timedelta(hours=25))
    assert is_young(mark, now - timedelta(days=2)), "a clock is wrong somewhere, so nothing is known"
    assert [run_of(name) for name in ("scimconf-", "scimconf-12345678-123", "xscimconf-12345678-1234-1")] == [None] * 3


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)])
def test_a_run_that_is_killed_leaves_nothing_after_a_sweep(
    running: Running, tmp_path: Path, sweep: Sweep, workers: tuple[str, ...]
) -> None:
    add(running, "ada@example.com")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--profile",
        "generic",
        "--url",
        running.url,
        *workers,
    ]
    started = subprocess.Popen(
        [*command, "--scim-ledger", str(tmp_path / "ledger"), "-m", "rfc"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while len(names(running)) < 6 and started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(started.pid, signal.SIGKILL)
    started.wait(timeout=10)
    assert len(names(running)) > 1, "it was killed in the middle"

    done = sweep("--yes")

    assert done.code == 0, done.out + done.err
    assert names(running) == {"ada@example.com"}
