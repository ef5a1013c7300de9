"""A run that is told to stop cleans up and reports; one that is told twice stops at once, and a sweep does the rest."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from killing import TOKEN, Gate, Started, names_in, until

from scim_conformance import cli
from scim_conformance.profile import load
from scim_conformance.provider import Provider, Running, build, serve

Bring = Callable[[str], dict[str, str]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only POSIX has these signals")

CHECKS = '''
import time
from pathlib import Path
from scim_conformance import check, expect

@check("read.first", verifies="RFC7644-3.4.1-01")
def test_first(scim, new_user, standing_user):
    """A check before the end."""
    expect.status(scim.read(new_user()), 200)

@check("read.sleeper", verifies="RFC7644-3.4.1-01")
def test_sleeper(scim, new_user):
    """A check that takes long."""
    new_user()
    Path("reached").touch()
    time.sleep(60)

@check("read.sleeper-too", verifies="RFC7644-3.4.1-01")
def test_sleeper_too(scim, new_user):
    """Another one."""
    new_user()
    Path("reached-too").touch()
    time.sleep(60)
'''


LATER = '''
@check("read.later-{number}", verifies="RFC7644-3.4.1-01")
def test_later_{number}(scim, new_user):
    """A check for which nobody is there."""
    expect.status(scim.read(new_user()), 200)
'''


@pytest.fixture
def provider() -> Provider:
    return build(load("generic", cwd=Path.cwd()), token=TOKEN)


@pytest.fixture
def running(provider: Provider) -> Iterator[Running]:
    provider.seed_strangers(2)
    with serve(provider) as found:
        yield found


def sweep(running: Running, run: Started) -> int:
    known = ["--profile", "generic", "--url", running.url, "--token", TOKEN]
    folders = {path.parent for path in run.ledgers}
    return max((cli.main(["sweep", *known, "--ledger", str(folder), "--yes"]) for folder in folders), default=0)


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGHUP, marks=pytest.mark.long),
        pytest.param(signal.SIGINT, marks=pytest.mark.long),
    ],
)
def test_a_signal_is_heard_as_ctrl_c(
    tmp_path: Path, bring: Bring, provider: Provider, running: Running, number: signal.Signals
) -> None:
    before = names_in(provider)
    run = Started(tmp_path, running.url, "-k", "read.first or read.sleeper", env=bring(CHECKS))
    until((tmp_path / "reached").exists)
    assert len(names_in(provider)) > len(before)

    run.tell(number)

    assert run.end() == 2
    assert run.results["run"]["interrupted"] is True
    assert run.results["leftovers"] == []
    assert names_in(provider) == before
    assert run.ledgers == []


def test_told_twice_it_stops_at_once_and_a_sweep_does_the_rest(
    tmp_path: Path, bring: Bring, provider: Provider, running: Running
) -> None:
    before = names_in(provider)
    run = Started(tmp_path, running.url, "-k", "read.first or read.sleeper", env=bring(CHECKS))
    until((tmp_path / "reached").exists)
    # From here on the provider is so slow that cleaning up would take its time.
    gate = Gate(provider, "DELETE", done=False)
    run.tell(signal.SIGTERM)
    until(gate.reached.is_set)

    run.tell(signal.SIGTERM)

    assert run.end() == 2
    assert {each["why"] for each in run.results["leftovers"]} == {"not tried: the run was stopped before"}
    gate.open.set()
    assert sweep(running, run) == 0
    assert names_in(provider) == before
    assert run.ledgers == []


def test_who_is_just_being_created_when_the_run_is_stopped_does_not_stay(
    tmp_path: Path, provider: Provider, running: Running
) -> None:
    before = names_in(provider)
    # The first creation of all, with which the run finds out what it can go by: its session has not begun.
    gate = Gate(provider, "POST", done=True)
    run = Started(tmp_path, running.url, "-k", "read.answers")
    until(gate.reached.is_set)

    run.tell(signal.SIGTERM)

    assert run.end() == 2
    gate.open.set()
    assert names_in(provider) == before
    assert run.ledgers == []


@pytest.mark.long
@pytest.mark.parametrize("whom", ["controller", "all"])
def test_with_workers_all_clean_up(
    tmp_path: Path, bring: Bring, provider: Provider, running: Running, whom: str
) -> None:
    before = names_in(provider)
    run = Started(tmp_path, running.url, "-k", "read.sleeper", "-n", "2", env=bring(CHECKS))
    until(lambda: (tmp_path / "reached").exists() and (tmp_path / "reached-too").exists())

    for worker in _children(run.process.pid) if whom == "all" else []:
        os.kill(worker, signal.SIGTERM)
    run.tell(signal.SIGTERM)

    assert run.end() == 2
    assert run.results["run"]["interrupted"] is True
    assert run.results["leftovers"] == []
    assert names_in(provider) == before
    assert run.ledgers == []


@pytest.mark.long
def test_workers_clean_up_when_their_controller_is_killed(
    tmp_path: Path, bring: Bring, provider: Provider, running: Running
) -> None:
    before = names_in(provider)
    run = Started(tmp_path, running.url, "-k", "read.sleeper", "-n", "2", env=bring(CHECKS))
    until(lambda: (tmp_path / "reached").exists() and (tmp_path / "reached-too").exists())
    workers = _children(run.process.pid)

    run.tell(signal.SIGKILL)

    assert run.end() == -signal.SIGKILL
    until(lambda: not any(_lives(each) for each in workers))
    assert sweep(running, run) == 0
    assert names_in(provider) == before


@pytest.mark.long
def test_a_provider_that_is_gone_for_good_ends_the_run_in_plain_words(
    tmp_path: Path, bring: Bring, provider: Provider
) -> None:
    provider.seed_strangers(2)
    before = names_in(provider)
    with serve(provider) as running:
        port = int(running.url.rpartition(":")[2].partition("/")[0])
        checks = CHECKS.replace("time.sleep(60)", "[time.sleep(0.1) for _ in range(300) if not Path('gone').exists()]")
        later = "".join(LATER.format(number=number) for number in range(8))
        run = Started(tmp_path, running.url, "-k", "read.first or sleeper or later", env=bring(checks + later))
        until((tmp_path / "reached").exists)
    (tmp_path / "gone").touch()

    assert run.end() == 1
    results = run.results
    unreached = [check for check in results["checks"] if check["cause"] == "connection"]
    assert 0 < len(unreached) <= 5, "not all eight that come later"
    assert [note for note in results["run"]["notes"] if "can't be reached any more" in note]
    assert {each["why"][:27] for each in results["leftovers"]} == {"not deleted: No connection "}
    with serve(provider, port=port) as again:
        assert sweep(again, run) == 0
    assert names_in(provider) == before


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _lives(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_a_disk_that_is_full_ends_the_run_with_one_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scim_conformance.client import LedgerError
    from scim_conformance.client.journal import Journal
    from scim_conformance.plugin.inside import run_suite

    really, lines = Journal.write, 0

    def write(journal: Journal, line: dict[str, Any], **how: Any) -> None:
        nonlocal lines
        lines += 1
        if lines > 40:
            raise LedgerError("The ledger can't be written: No space left on device.")
        really(journal, line, **how)

    monkeypatch.setattr(Journal, "write", write)
    begin = time.monotonic()
    results = run_suite(["--scim-profile", "generic", "--scim-seed", "7", "-m", "create"], tmp_path)

    broken = [check for check in results["checks"] if check["outcome"] == "broken"]
    assert [(check["message"], check["cause"]) for check in broken] == [
        ("The ledger can't be written: No space left on device.", "ledger")
    ]
    assert results["run"]["notes"].count("The ledger can't be written: No space left on device.") == 1
    assert results["verdicts"]["rfc"] == "incomplete"
    assert results["leftovers"] == [], "this process knows what it has made, and the provider is there"
    assert time.monotonic() - begin < 60
