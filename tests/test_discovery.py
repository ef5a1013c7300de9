"""Discovery, as it is read before the first check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scim_conformance import wire
from scim_conformance.client import Ledger, Recorder, Redactor, Scim, Secret, bearer, in_process
from scim_conformance.discovery import Discovered, discover
from scim_conformance.profile import load
from scim_conformance.provider import Provider, build
from scim_conformance.provider.faults import fault, inject

TOKEN = "a-token-for-discovery-of-32-bytes"
URL = "http://provider.example/v2"


@pytest.fixture
def provider() -> Provider:
    return build(load("generic", cwd=Path.cwd()), token=TOKEN)


@pytest.fixture
def scim(provider: Provider, tmp_path: Path) -> Iterator[Scim]:
    ledger = Ledger(tmp_path, URL, "run", "main")
    recorder, transport = Recorder(), in_process(provider.wsgi)
    scim = Scim(URL, bearer(Secret(TOKEN)), recorder=recorder, ledger=ledger, redactor=Redactor(), transport=transport)
    yield scim
    scim.close()
    ledger.close()


def test_usual_endpoints_cost_no_request(scim: Scim) -> None:
    found = discover(scim)

    assert found.dead == ()
    assert len(scim.recorder.exchanges) == 3


def test_an_endpoint_that_is_not_there_is_passed_over(provider: Provider, scim: Scim) -> None:
    inject(provider, fault("resourcetype-endpoint-wrong"))

    found = discover(scim)

    assert found.dead == ("/User",)
    assert found.endpoint(wire.USER, "Users") == "Users"
    assert Discovered.from_dict(found.as_dict()) == found
