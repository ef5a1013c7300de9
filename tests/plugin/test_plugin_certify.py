"""--certify: the gallery validation after the suite, and what is said where it certifies nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scim_conformance.entra.gallery.run import tests as gallery_tests
from scim_conformance.files import read_json
from scim_conformance.profile import load
from scim_conformance.provider import Provider, build, serve
from scim_conformance.provider.faults import fault, inject
from scim_conformance.report.certificate import digest
from scim_conformance.report.remedies import REMEDIES
from tests.token_endpoint import CLIENT_ID, CLIENT_SECRET, TokenEndpoint, let_in, served

Suite = Callable[..., Any]

FEW = ("-k", "discovery.config-answers", "--scim-seed", "7")
TOKEN = "0123456789abcdef" * 2
NOBODY = ("--url", "http://127.0.0.1:9/scim/v2", "--token", TOKEN, "--scim-timeout", "2")


def certificate_of(done: Any) -> dict[str, Any]:
    """Return the certificate of a run, held against its schema and against the results that it is made of."""
    found: dict[str, Any] = json.loads((done.folder / "scim-report" / "certificate.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(read_json("certificate.schema.json")).validate(found)
    jsonschema.Draft202012Validator(read_json("results.schema.json")).validate(done.results)
    assert found["results"]["sha256"] == digest(done.results)
    return found


@pytest.fixture
def provider() -> Provider:
    """A provider with users and groups that no run has created."""
    made = build(load("kpifire", cwd=Path.cwd()), token=TOKEN)
    made.seed_strangers(3)
    return made


def live(url: str) -> tuple[str, ...]:
    return ("--profile", "kpifire", "--url", url, "--token", TOKEN, "--certify", *FEW)


def test_a_run_that_was_not_asked_certifies_nothing(suite: Suite) -> None:
    done = suite("--profile", "rhombus", "--demo", *FEW)

    assert done.code == 0, done.output
    assert "gallery" not in done.results
    assert not (done.folder / "scim-report" / "certificate.json").exists()


def test_it_needs_a_profile(suite: Suite) -> None:
    done = suite("--certify")

    assert done.code == 4
    assert "--profile" in done.output


def test_where_nobody_answers_nothing_runs_and_the_certificate_says_why(suite: Suite) -> None:
    done = suite("--profile", "rhombus", *NOBODY, "--scim-certify", *FEW)

    made = certificate_of(done)
    assert done.code == 1
    assert (made["standing"], made["tests"], made["checklist"]) == ("not-run", [], [])
    assert "127.0.0.1" in made["because"][0]
    assert "So no gallery test was run." in " ".join(done.output.split())


@pytest.mark.long
def test_a_run_that_stops_at_a_failure_does_not_begin_the_gallery_tests(suite: Suite) -> None:
    fault = ("--scim-demo-fault", "spc-404", "-x")
    done = suite("--profile", "rhombus", "--demo", "--certify", *FEW, *fault)

    made = certificate_of(done)
    assert made["standing"] == "not-run"
    assert made["because"][0] == "The run was stopped before the gallery tests began, so none of them was run."


def test_to_collect_only_certifies_nothing(suite: Suite, tmp_path: Path) -> None:
    done = suite("--profile", "rhombus", "--certify", "--collect-only", "-q", *FEW)

    assert done.code == 0, done.output
    assert not (tmp_path / "scim-report").exists()


@pytest.mark.parametrize(("name", "ci"), [pytest.param("rhombus", "true", marks=pytest.mark.long), ("kpifire", "")])
def test_the_demo_is_certified_as_what_it_is_and_progress_is_said_where_somebody_watches(
    suite: Suite, name: str, ci: str
) -> None:
    done = suite("--profile", name, "--demo", "--certify", *FEW, env={"CI": ci})

    made = certificate_of(done)
    assert done.code == 0, done.output
    assert made["standing"] == "partial"
    assert len(made["because"]) == 2
    assert "checks were left out" in made["because"][0]
    assert made["because"][1].startswith("The embedded provider was tested")
    assert [test["name"] for test in made["tests"]] == [test.name for test in gallery_tests()]
    assert len(made["by_rule"]["optional"]) == 4
    assert done.results["leftovers"] == []
    assert "id='gallery'" in (done.folder / "scim-report" / "report.html").read_text(encoding="utf-8")
    assert "Microsoft's run would say" in done.output
    lines = [line for line in done.output.splitlines() if line.startswith("  ") and len(line.split()) > 1]
    told = [line for line in lines if line.split()[0] in REMEDIES]
    assert {line.split()[0] for line in told} == (set() if ci else set(REMEDIES))
    assert [line for line in told if len(line) > 80] == []
    sent = {exchange["n"] for exchange in done.results["exchanges"]}
    for test in done.results["gallery"]["tests"]:
        assert set(test["exchanges"]) <= sent
        assert test["exchanges"] or "skipped" in (test["standing"], test["documented"]), test


@pytest.mark.long
def test_a_live_provider_keeps_what_is_its_own_and_gets_rid_of_what_the_run_has_made(
    suite: Suite, provider: Provider
) -> None:
    before = {each.id: each.model_dump() for each in provider.storage.resources}
    with serve(provider) as running:
        done = suite(*live(running.url), "-n", "2")

    made = certificate_of(done)
    assert done.code == 0, done.output
    assert made["provider"] == {"url": running.url, "demo": False, "faults": [], "dialect": None}
    assert {each.id: each.model_dump() for each in provider.storage.resources} == before
    assert TOKEN not in done.output + json.dumps(done.results) + json.dumps(made)
    for page in ("report.html", "certificate.html"):
        assert TOKEN not in (done.folder / "scim-report" / page).read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize("wrong", ["filter-ignored", "filter-groups-ignored"])
def test_where_filters_find_somebody_else_nobody_else_is_changed(suite: Suite, provider: Provider, wrong: str) -> None:
    before = {each.id: each.model_dump() for each in provider.storage.resources}
    for wrong in ("filter-ignored", "filter-groups-ignored"):
        inject(provider, fault(wrong))
    with serve(provider) as running:
        done = suite(*live(running.url))

    assert {each.id: each.model_dump() for each in provider.storage.resources} == before
    assert certificate_of(done)["microsoft"]["by_rule"] == "Failed"
    people = [str(each.user_name) for each in provider.storage.resources if hasattr(each, "user_name")]
    gallery = json.dumps(done.results["gallery"])
    assert people
    assert not [name for name in people if name in gallery]


@pytest.mark.long
def test_a_provider_that_goes_away_in_the_middle_makes_the_certificate_partial(
    suite: Suite, provider: Provider
) -> None:
    going = threading.Event()

    def leaves(answer: Any) -> Any:
        def look(request: Any) -> Any:
            if b"laupdate" in (request.body or b""):
                going.set()
            return answer(request)

        return look

    provider.wrap(leaves)
    with serve(provider) as running:
        # Whoever answers a request can't stop the server that waits for the answer.
        stopping = threading.Thread(target=lambda: going.wait(120) and running.stop(), daemon=True)
        stopping.start()
        done = suite(*live(running.url))
        stopping.join(10)

    made = certificate_of(done)
    assert done.code == 1
    assert made["standing"] == "partial"
    assert made["because"][0].startswith("The run was stopped in the middle of the gallery tests.")
    names = [test["name"] for test in made["tests"]]
    assert names[:1] == ["Create_User_Test"]
    assert len(names) < 25
    assert (made["checklist"], made["microsoft"]["by_rule"]) == ([], "Undecided")
    assert done.results["leftovers"]


STATING = """\
name: Mine
extends: kpifire
auth:
  kind: client-credentials
  token_url: {url}
  client_id: {{env: MINE_CLIENT}}
  client_secret: {{env: MINE_SECRET}}
gallery:
  contacts: {{engineering: api@example.com, support: https://example.com/help}}
  documentation: https://example.com/docs/scim
  customers: 140
  tenants: 6
  client_secret_life_years: 2
  expired_secret_refused: true
  rotation: several-secrets
  handed_out: [client-id, client-secret, token-endpoint, scim-endpoint]
  clouds: [public]
  non_gallery_test: 2026-10-01
  sign_in_test: 2026-10-01
  validator_run: 2026-10-02
"""


FEDERATED = """\
  federated:
    tenant_id: 11111111-2222-4333-8444-555555555555
    application_id: 11111111-2222-4333-8444-666666666666
    application_secret: {env: ABSENT_SECRET_OF_ENTRA}
    token_endpoint: https://example.com/token
    client_id: someone
    base_address: https://example.com/scim
    audience: api://11111111-2222-4333-8444-666666666666
"""


@pytest.mark.long
def test_a_vendor_who_signs_in_by_client_credentials_and_states_everything_is_blocked_by_nothing(
    suite: Suite, provider: Provider, tmp_path: Path
) -> None:
    endpoint = TokenEndpoint()
    let_in(provider, endpoint)
    with served(endpoint), serve(provider) as running:
        (tmp_path / "mine.yaml").write_text(STATING.format(url=endpoint.url), encoding="utf-8")
        env = {"MINE_CLIENT": CLIENT_ID, "MINE_SECRET": CLIENT_SECRET}
        done = suite("--profile", "mine.yaml", "--url", running.url, "--certify", "-k", "entra", env=env)

    made = certificate_of(done)
    assert done.code == 0, done.output
    assert (made["microsoft"]["by_rule"], made["microsoft"]["by_documentation"]) == ("Succeeded", "Succeeded")
    assert made["blocks"] == []
    assert made["standing"] == "partial"
    standing = {item["id"]: item["standing"] for item in made["checklist"]}
    assert (standing["2.2.1"], standing["2.2.6"], standing["2.3.3"]) == ("met", "met", "stated")
    assert standing["tls-version"] == "not-applicable"
    written = [path.read_text("utf-8", "replace") for path in (tmp_path / "scim-report").iterdir()]
    for secret in (CLIENT_SECRET, *endpoint.issued):
        assert not [text for text in (done.output, *written) if secret in text]


def test_a_secret_of_the_federation_that_is_missing_is_told_before_anything_is_sent(
    suite: Suite, tmp_path: Path
) -> None:
    text = STATING.format(url="https://example.com/token") + FEDERATED
    (tmp_path / "mine.yaml").write_text(text.replace("MINE_", "ABSENT_"), encoding="utf-8")
    done = suite("--profile", "mine.yaml", *NOBODY, "--certify")

    assert done.code == 4
    assert "ABSENT_SECRET_OF_ENTRA, which is not set" in done.output
    assert not (tmp_path / "scim-report").exists()
