"""Runs of entra-sync against a real provider on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sync_by_hand import TOKEN, Done, Sync

from scim_conformance import cli
from scim_conformance.profile import load
from scim_conformance.provider import Provider, Running, build, serve


@pytest.fixture(autouse=True)
def nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("SCIM_URL", raising=False)
    monkeypatch.setenv("SCIM_TOKEN", TOKEN)


@pytest.fixture
def provider() -> Provider:
    return build(load("entra", cwd=Path.cwd()), token=TOKEN)


@pytest.fixture
def running(provider: Provider) -> Iterator[Running]:
    with serve(provider) as found:
        yield found


@pytest.fixture
def sync(running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Sync:
    """Run entra-sync as it is run from a shell, small and with a state of the test's own."""

    def run(*options: str, profile: str = "entra", url: str = running.url) -> Done:
        report = tmp_path / "report.json"
        report.unlink(missing_ok=True)
        fixed = ["--profile", profile, "--url", url, "--state", str(tmp_path / "state"), "--json", str(report)]
        try:
            code = cli.main(["entra-sync", *fixed, *options])
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        told = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
        return Done(code, captured.out, captured.err, told)

    return run
