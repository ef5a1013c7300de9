"""``--scim-read-only``: nothing that writes leaves the process, and what can be judged without writing is judged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scim_conformance import provider as providers
from scim_conformance.client import Ledger, NeedsToWrite, Recorder, Redactor, Scim, Secret, bearer, in_process
from scim_conformance.plugin import reading
from scim_conformance.plugin.fixtures import standing
from scim_conformance.plugin.inside import run_suite
from scim_conformance.plugin.judging import NEEDS_TO_WRITE
from scim_conformance.profile import load
from scim_conformance.provider import Provider, build, serve
from scim_conformance.suite import all_checks, watchers
from tests.suite_process import Finished

Suite = Callable[..., Finished]

TOKEN = "read-only-token-0123456789abcdef0123"
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "results.schema.json").read_text(encoding="utf-8"))
OF_STRANGERS = ("stranger-", "Stranger ")


@pytest.fixture
def tenant() -> Iterator[tuple[str, Provider, Counter[str]]]:
    """A provider with strangers in it, and how often it was asked by which method."""
    provider = build(load("generic", cwd=Path.cwd()), token=TOKEN)
    provider.seed_strangers(9)
    sent: Counter[str] = Counter()

    def counting(answer: Any) -> Any:
        def counted(request: Any) -> Any:
            sent[request.method] += 1
            return answer(request)

        return counted

    provider.wrap(counting)
    with serve(provider) as running:
        yield running.url, provider, sent


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)], ids=["alone", "workers"])
def test_a_run_that_only_reads_sends_nothing_else(
    suite: Suite, tenant: tuple[str, Provider, Counter[str]], workers: tuple[str, ...]
) -> None:
    url, _, sent = tenant
    done = suite(
        "--profile", "generic", "--url", url, "--token", TOKEN, "--scim-read-only", "-k", "auth or read", *workers
    )

    assert done.code == 0, done.output
    assert set(sent) == {"GET"}
    jsonschema.validate(done.results, SCHEMA)
    assert set(done.outcomes.values()) == {"passed", "omitted"}
    assert "passed" in {done.outcomes[name] for name in done.outcomes if name.startswith("auth.wrong-token-401")}
    assert done.results["verdicts"]["rfc"] == "partial"
    assert done.results["run"]["read_only"] is True
    assert f"{done.results['run']['withheld']} checks need to write: left out by --scim-read-only." in " ".join(
        done.output.split()
    )
    written = "".join(path.read_text(errors="replace") for path in done.folder.rglob("*") if path.is_file())
    assert not [word for word in OF_STRANGERS if word in written]


def test_reading_only_and_certifying_exclude_each_other(suite: Suite) -> None:
    done = suite("--profile", "generic", "--demo", "--scim-read-only", "--certify")

    assert done.code == 4
    assert "--certify creates users and groups" in done.output


def test_reading_only_without_a_profile_is_refused(suite: Suite) -> None:
    assert suite("--scim-read-only").code == 4


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "post", "QUERY", "TRACE"])
def test_the_client_itself_lets_nothing_out_that_may_write(method: str, tmp_path: Path) -> None:
    asked: list[str] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked.append(environ["REQUEST_METHOD"])
        start_response("200 OK", [])
        return []

    token = Secret(TOKEN)
    base = "http://provider.example"
    scim = Scim(
        base,
        bearer(token),
        recorder=Recorder(),
        ledger=Ledger(tmp_path, base, "scimconf-1-", "main"),
        redactor=Redactor([token]),
        read_only=True,
        transport=in_process(application),
    )

    with pytest.raises(NeedsToWrite):
        scim.request(method, "Users/.search", json={})
    scim.get("Users")

    assert asked == ["GET"]
    assert not scim.ledger.to_delete


def test_a_check_of_others_that_writes_is_omitted_and_sends_nothing(
    suite: Suite, bring: Callable[[str], dict[str, str]], tenant: tuple[str, Provider, Counter[str]]
) -> None:
    env = bring(
        "from scim_conformance.declare import check\n\n"
        '@check("read.brought", verifies="RFC7644-3.6-02")\n'
        "def test_it(scim):\n"
        '    """It writes by itself."""\n'
        '    scim.post("Users", json={"userName": "x"})\n'
    )
    done = suite(
        "--profile", "generic", "--url", tenant[0], "--token", TOKEN, "--scim-read-only", "-k", "read.brought", env=env
    )

    assert done.outcomes == {"read.brought": "omitted"}
    assert set(tenant[2]) == {"GET"}


def test_the_tables_name_checks_and_fixtures_that_exist(pytestconfig: pytest.Config) -> None:
    from scim_conformance.plugin import fixtures

    named = reading.WRITING_CHECKS | reading.READING_CHECKS | reading.ANYBODY_WILL_DO
    known = {name for module in fixtures.modules() for name in vars(module)}
    assert named <= set(all_checks())
    assert known >= reading.WRITING_FIXTURES


def seeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every embedded provider hold strangers."""
    plain = providers.build

    def with_strangers(*arguments: Any, **named: Any) -> Provider:
        provider = plain(*arguments, **named)
        provider.seed_strangers(9)
        return provider

    monkeypatch.setattr(providers, "build", with_strangers)


def inside(folder: Path, profile: str, *more: str) -> Mapping[str, Any]:
    return run_suite(["--scim-profile", profile, "--scim-seed", "7", "--scim-read-only", *more], folder)


@pytest.mark.long
@pytest.mark.parametrize("profile", ["generic", "entra", "rhombus", "kpifire", "iprova", "promapp", "rfpio"])
def test_what_is_left_in_a_run_that_only_reads_reads(
    profile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeded(monkeypatch)
    document = inside(tmp_path, profile)

    assert {exchange["method"] for exchange in document["exchanges"]} == {"GET"}
    assert {check["outcome"] for check in document["checks"]} == {"passed", "omitted"}
    assert not [check["id"] for check in document["checks"] if check["message"] == NEEDS_TO_WRITE]
    text = json.dumps(document)
    assert not [word for word in OF_STRANGERS if word in text]
    assert document["leftovers"] == []


def creates(*_: Any) -> None:
    """Stand for a creation in a run that only reads."""
    raise NeedsToWrite("POST")


@pytest.mark.long
@pytest.mark.parametrize("profile", ["generic", "entra", "promapp"])
def test_what_is_left_out_of_a_run_that_only_reads_would_write(
    profile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = reading.needs_to_write
    seeded(monkeypatch)
    monkeypatch.setattr(reading, "needs_to_write", lambda id, fixtures: not writes(id, fixtures))
    # What stands is created in any other run.
    monkeypatch.setattr(standing, "anybody", creates)
    document = inside(tmp_path, profile)

    wrong = {
        check["id"] for check in document["checks"] if check["outcome"] != "omitted" and check["id"] not in watchers()
    }
    assert wrong == set()
