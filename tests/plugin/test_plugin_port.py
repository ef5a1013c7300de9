"""The port over the run's client: what the provisioning service asks is recorded, and what it creates is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scim_conformance.client import Ledger, Recorder, Redactor, Scim, Secret, Unreachable, bearer, in_process
from scim_conformance.plugin.porting import ACCEPT, NOT_SENT, port_of
from scim_conformance.profile import load
from scim_conformance.provider import Provider, build
from scim_conformance.wire import USER

TOKEN = "t0ken-of-the-test-9876"
MARK = "scimconf-1-"


@dataclass
class Bench:
    scim: Scim
    recorder: Recorder
    ledger: Ledger
    provider: Provider


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    provider = build(load("generic", cwd=tmp_path), token=TOKEN)
    url = f"{provider.scheme}://provider.example/v2"
    recorder, ledger = Recorder(), Ledger(tmp_path, url, MARK, "main")
    scim = Scim(
        url,
        bearer(Secret(TOKEN)),
        recorder=recorder,
        ledger=ledger,
        redactor=Redactor(),
        mark=MARK,
        transport=in_process(provider.wsgi),
    )
    yield Bench(scim, recorder, ledger, provider)
    scim.close()
    ledger.close()


def test_an_answer_has_what_the_provider_said_and_the_number_of_its_exchange(bench: Bench) -> None:
    answer = port_of(bench.scim)("GET", "Users", params={"filter": 'userName eq "no body"'})

    (kept,) = bench.recorder.exchanges
    assert (answer.status, answer.n, answer.json["totalResults"]) == (200, kept.n, 0)
    assert answer.headers["content-type"].startswith("application/scim+json")
    assert kept.url.endswith("?filter=userName%20eq%20%22no%20body%22")
    assert kept.request == {"headers": {**kept.request["headers"], "Accept": ACCEPT}, "body": None}
    assert answer.text.startswith("{")


def test_what_is_created_through_it_stands_in_the_ledger(bench: Bench) -> None:
    answer = port_of(bench.scim)("POST", "Users", json={"schemas": [USER], "userName": f"{MARK}bo"})

    assert answer.status == 201
    assert bench.ledger.owns("Users", answer.json["id"])


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
def test_what_the_run_did_not_create_is_never_changed(bench: Bench, method: str) -> None:
    bench.provider.seed_strangers(1)
    port = port_of(bench.scim)
    (stranger,) = port("GET", "Users").json["Resources"]
    answer = port(method, f"Users/{stranger['id']}", json={"active": False})

    assert (answer.status, answer.text, port.withheld) == (None, NOT_SENT, [method])
    assert len(bench.recorder.exchanges) == 1
    assert port("GET", f"Users/{stranger['id']}").json["meta"] == stranger["meta"]


def test_what_the_run_created_can_be_changed_and_asked_for_again_when_it_is_gone(bench: Bench) -> None:
    port = port_of(bench.scim)
    made = port("POST", "Users", json={"schemas": [USER], "userName": f"{MARK}bo"}).json["id"]

    assert [port("DELETE", f"Users/{made}").status for _ in range(2)] == [204, 404]
    assert port.withheld == []


def test_a_provider_that_cannot_be_reached_raises(tmp_path: Path) -> None:
    url = "http://127.0.0.1:1/scim"
    ledger = Ledger(tmp_path, url, MARK, "main")
    scim = Scim(url, bearer(Secret(TOKEN)), recorder=Recorder(), ledger=ledger, redactor=Redactor(), timeout=2.0)
    with pytest.raises(Unreachable):
        port_of(scim)("GET", "Users")
    scim.close()
    ledger.close()
