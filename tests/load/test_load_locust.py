"""The whole of it, with Locust, as it is called from a shell."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from load_by_hand import TOKEN, lose_updates

from scim_conformance.files import read_json
from scim_conformance.load.asking import ASK, Asked
from scim_conformance.load.launching import LOCUSTFILE
from scim_conformance.profile import load
from scim_conformance.provider import Running, build, serve

pytestmark = pytest.mark.skipif(find_spec("locust") is None, reason="Locust is not installed: scim-conformance[load]")

LOAD = [sys.executable, "-m", "scim_conformance", "load", "--profile", "entra", "--token", TOKEN]
SIZE = ["--users", "8", "--rate", "25", "--for", "5s"]


def loaded(folder: Path, url: str, *options: str) -> tuple[int, dict[str, Any], str]:
    """Run the command, and return its exit code, its result and what it has said."""
    results = folder / "load.json"
    done = subprocess.run(
        [*LOAD, "--url", url, "--ledger", str(folder / "ledgers"), "--results", str(results), *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    told = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    return done.returncode, told, done.stdout + done.stderr


def words(told: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: each["word"] for each in told["findings"]}


def free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def test_locust_reads_the_file_and_finds_its_users(tmp_path: Path) -> None:
    asked = Asked("entra", (), "http://127.0.0.1:9/v2", 5.0, str(tmp_path), str(tmp_path), str(tmp_path / "out.json"))
    done = subprocess.run(
        [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--list"],
        cwd=tmp_path,
        env={**os.environ, ASK: asked.as_text()},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "VirtualUser" in done.stdout, done.stderr


@pytest.mark.long
def test_a_master_and_two_workers_load_a_right_provider_and_leave_nothing(running: Running, tmp_path: Path) -> None:
    code, told, said = loaded(tmp_path, running.url, *SIZE, "--processes", "2")

    jsonschema.Draft202012Validator(read_json("load.schema.json")).validate(told)
    found = words(told)
    assert found["data"] == "met", said
    assert found["errors"] == "met", said
    assert found["cleanup"] == "met", said
    # Whether this machine reaches the rate is its own affair; it must not be made a finding about the provider.
    assert found["rate asked for"] in ("met", "not shown"), said
    assert code == (0 if told["good"] else 1)
    assert sorted(each["worker"] for each in told["workers"]) == ["worker-0", "worker-1"]
    assert all(each["created"] for each in told["workers"]), "both have worked"
    kinds = {each["kind"]: each for each in told["kinds"]}
    assert {"match user", "create", "read user", "update", "add members"} <= kinds.keys()
    assert sum(each["requests"] for each in kinds.values()) == told["rate"]["sent"]
    assert 0 < kinds["create"]["seconds"]["p50"] <= kinds["create"]["seconds"]["max"] * 1.1
    assert not list(tmp_path.glob("ledgers/*"))


@pytest.mark.long
def test_a_provider_that_loses_updates_is_found(tmp_path: Path) -> None:
    provider = build(load("entra", cwd=Path.cwd()), token=TOKEN)
    lose_updates(provider)
    with serve(provider) as running:
        code, told, said = loaded(tmp_path, running.url, *SIZE, "--processes", "2", "--groups", "1")

    assert code == 1
    assert words(told)["data"] == "missed", said
    assert told["data"]["wrong"]["member lost"] > 0
    assert "MISSED    data:" in said
    assert "memberships lost:" in " ".join(said.split())
    assert words(told)["cleanup"] == "met", said


@pytest.mark.long
def test_a_master_and_a_worker_that_are_started_apart_work_together(running: Running, tmp_path: Path) -> None:
    port = free_port()
    worker = subprocess.Popen(
        [*LOAD, "--url", running.url, "--ledger", str(tmp_path / "other"), "--", "--worker", "--master-port", port],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        bound = ["--master", "--master-bind-host", "127.0.0.1", "--master-bind-port", port, "--expect-workers", "1"]
        _, told, said = loaded(tmp_path, running.url, *SIZE, "--", *bound)
        heard, _ = worker.communicate(timeout=120)
    finally:
        worker.kill()

    assert words(told)["data"] == "met", said
    assert worker.returncode == 0, heard
    assert f"sends to {running.url} only" in heard
    # Each machine deletes what was made from there: the people here, groups and rehearsal at the master's.
    assert f"Deleted: {told['workers'][0]['created']}; left behind: 0." in heard
    assert told["cleanup"]["deleted"] == 4
