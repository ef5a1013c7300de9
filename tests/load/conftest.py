"""A provider on loopback, and ledgers of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from load_by_hand import TOKEN

from scim_conformance.client import Credentials, Secret, bearer
from scim_conformance.profile import Profile, load
from scim_conformance.provider import Provider, Running, build, serve


@pytest.fixture(autouse=True)
def nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("SCIM_URL", raising=False)
    monkeypatch.setenv("SCIM_TOKEN", TOKEN)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def profile() -> Profile:
    return load("entra", cwd=Path.cwd())


@pytest.fixture
def credentials() -> Credentials:
    return bearer(Secret(TOKEN))


@pytest.fixture
def provider(profile: Profile) -> Provider:
    return build(profile, token=TOKEN)


@pytest.fixture
def running(provider: Provider) -> Iterator[Running]:
    with serve(provider) as found:
        yield found
