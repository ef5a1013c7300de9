"""A run that asks a token endpoint for its token: by secret, by assertion, and again when the token has run out."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from scim_conformance.profile import load
from scim_conformance.provider import build, serve
from tests.token_endpoint import CLIENT_ID, CLIENT_SECRET, SCOPE, TokenEndpoint, jwt, let_in, served

Suite = Callable[..., Any]

QUICK = ("-k", "discovery.config-answers")
SEVERAL = ("-k", "read.by-id or filter.names or delete.then-404")

PROFILE = """\
name: Mine
extends: generic
auth:
  kind: client-credentials
  token_url: {url}
  client_id: {{env: MINE_CLIENT}}
  client_secret: {{file: secret.txt}}
"""

ASSERTED = """\
name: Mine
extends: generic
auth:
  kind: jwt-assertion
  token_url: {url}
  client_id: {{env: MINE_CLIENT}}
  assertion: {{file: secret.txt}}
  base_address: https://api.example.com/scim/v2
"""


@contextmanager
def a_provider_of_tokens(endpoint: TokenEndpoint) -> Iterator[str]:
    """A provider on loopback that takes the tokens of the endpoint; yields its base URL."""
    provider = build(load("generic", cwd=Path.cwd()), token="known to the provider alone")
    let_in(provider, endpoint)
    with served(endpoint), serve(provider) as running:
        yield running.url


class Vendor:
    """A folder with a profile, a token endpoint and a provider."""

    def __init__(self, suite: Suite, folder: Path, url: str, endpoint: TokenEndpoint) -> None:
        self._suite = suite
        self.folder = folder
        self.url = url
        self.endpoint = endpoint
        self.secret(CLIENT_SECRET)

    def secret(self, text: str) -> None:
        (self.folder / "secret.txt").write_text(f"{text}\n", encoding="utf-8")

    def run(self, *arguments: str, profile: str = PROFILE, env: dict[str, str] | None = None) -> Any:
        (self.folder / "mine.yaml").write_text(profile.format(url=self.endpoint.url), encoding="utf-8")
        whole = {"MINE_CLIENT": CLIENT_ID, **(env or {})}
        return self._suite("--profile", "mine.yaml", "--url", self.url, *arguments, env=whole)

    def leaks(self, output: str, *secrets: str) -> list[tuple[str, str]]:
        """Where a secret stands in what the run has printed or written, in whichever form."""
        texts = {"what it prints": output} | {
            str(path.relative_to(self.folder)): path.read_text(encoding="utf-8", errors="replace")
            for path in self.folder.rglob("*")
            if path.is_file() and path.name != "secret.txt"
        }
        assert any(name.endswith("results.json") for name in texts) or "No token from" in output
        pair = base64.b64encode(f"{quote_plus(CLIENT_ID)}:{quote_plus(CLIENT_SECRET)}".encode()).decode()
        forms = [form for secret in (*secrets, *self.endpoint.issued) for form in (secret, quote(secret, safe=""))]
        return [(name, form) for name, text in texts.items() for form in (*forms, pair) if form in text]


@pytest.fixture
def vendor(suite: Suite, tmp_path: Path) -> Iterator[Vendor]:
    endpoint = TokenEndpoint()
    with a_provider_of_tokens(endpoint) as url:
        yield Vendor(suite, tmp_path, url, endpoint)


@pytest.mark.parametrize("send", ["header", pytest.param("body", marks=pytest.mark.long)])
def test_a_run_signs_in_with_an_id_and_a_secret(vendor: Vendor, send: str) -> None:
    vendor.endpoint.wants = send

    done = vendor.run("-k", "create.answers-201", "-vv", profile=f"{PROFILE}  send: {send}\n  scope: {SCOPE}\n")

    assert done.code == 0, done.output
    assert done.outcomes == {"create.answers-201[User]": "passed", "create.answers-201[Group]": "passed"}
    assert [asked.form.get("scope") for asked in vendor.endpoint.asked] == [SCOPE]
    assert all('-H "Authorization: Bearer $SCIM_TOKEN"' in one["curl"] for one in done.results["exchanges"])
    assert vendor.leaks(done.output, CLIENT_SECRET) == []


def test_a_run_signs_in_with_an_assertion(vendor: Vendor) -> None:
    assertion = jwt(sub="the provisioning service")
    vendor.secret(assertion)

    done = vendor.run("-k", "create.answers-201", profile=ASSERTED)

    assert done.code == 0, done.output
    assert [asked.form["baseAddress"] for asked in vendor.endpoint.asked] == ["https://api.example.com/scim/v2"]
    assert vendor.leaks(done.output, assertion) == []


@pytest.mark.long
def test_workers_begin_with_the_token_of_the_run_and_show_no_secret(vendor: Vendor) -> None:
    arguments = ("-n", "2", "-v", "--junit-xml=junit.xml", "--log-level=DEBUG")
    done = vendor.run(*arguments, "-k", "auth.wrong-token or create.answers-201 or security.token")

    assert {"auth.wrong-token[GET]", "auth.wrong-token[POST]", "create.answers-201[User]"} <= set(done.outcomes), (
        done.output
    )
    assert set(done.outcomes.values()) <= {"passed", "omitted"}, done.output
    assert len(vendor.endpoint.asked) == 1
    assert vendor.leaks(done.output, CLIENT_SECRET) == []


def test_a_token_that_runs_out_is_replaced_before_anybody_refuses_it(vendor: Vendor) -> None:
    # On a busy machine a request may be on its way for a while.
    vendor.endpoint.life, vendor.endpoint.grace = 2, 1.5

    # Some sixteen requests, so that the run lasts longer than both together.
    done = vendor.run(*SEVERAL, "--scim-rate", "4")

    assert len(vendor.endpoint.issued) >= 2
    assert set(done.outcomes.values()) == {"passed"}, done.output
    assert [one for one in done.results["exchanges"] if one["status"] == 401] == []
    assert vendor.leaks(done.output, CLIENT_SECRET) == []


def test_a_token_that_is_taken_back_is_replaced_after_a_401(vendor: Vendor) -> None:
    tokens = iter(f"number-{n}-of-the-tokens" for n in range(1, 9))
    vendor.endpoint.made = lambda: next(tokens)
    vendor.endpoint.uses = {"number-1-of-the-tokens": 9}

    done = vendor.run("-k", "create.answers-201 or read.by-id")

    assert set(vendor.endpoint.issued) == {"number-1-of-the-tokens", "number-2-of-the-tokens"}
    assert set(done.outcomes.values()) == {"passed"}, done.output
    exchanges = done.results["exchanges"]
    (at,) = [place for place, one in enumerate(exchanges) if one["status"] == 401 and sent_token(one)]
    again = exchanges[at + 1]
    assert (again["method"], again["url"]) == (exchanges[at]["method"], exchanges[at]["url"])
    assert again["status"] < 300
    assert vendor.leaks(done.output, CLIENT_SECRET) == []


def sent_token(exchange: dict[str, Any]) -> bool:
    return exchange["request"]["headers"].get("Authorization", "").startswith("Bearer ")


def test_a_refused_secret_ends_the_run_with_the_reason_before_its_first_request(vendor: Vendor) -> None:
    vendor.secret("not-the-right-secret")

    done = vendor.run(*QUICK)

    assert done.code == 4
    assert f"No token from {vendor.endpoint.url}: it answered 401 with the OAuth error invalid_client" in done.output
    assert "Check the client id and the secret that `auth` names" in done.output
    assert "Traceback" not in done.output
    assert vendor.leaks(done.output, "not-the-right-secret") == []
    assert not (vendor.folder / "scim-report").exists()


def test_an_endpoint_that_is_not_there_ends_the_run(vendor: Vendor) -> None:
    done = vendor.run(*QUICK, profile=PROFILE.replace("{url}", "http://127.0.0.1:9/token"))

    assert done.code == 4
    assert "No token from http://127.0.0.1:9/token: no connection can be opened" in done.output


def test_no_token_is_asked_for_where_something_else_is_wrong_already(vendor: Vendor) -> None:
    nameless = vendor.run("--scim-waivers", "absent.yaml", *QUICK, env={"MINE_CLIENT": ""})
    done = vendor.run("--scim-waivers", "absent.yaml", *QUICK)

    assert (nameless.code, done.code) == (4, 4)
    assert "auth.client_id names the environment variable MINE_CLIENT, which is not set" in nameless.output
    assert "absent.yaml" in nameless.output
    assert "absent.yaml" in done.output
    assert vendor.endpoint.asked == []


@pytest.mark.parametrize("arguments", [("--collect-only", "-q"), ("--demo", *QUICK)], ids=["collect", "demo"])
def test_no_token_is_asked_for_where_no_provider_is(vendor: Vendor, arguments: tuple[str, ...]) -> None:
    (vendor.folder / "mine.yaml").write_text(PROFILE.format(url=vendor.endpoint.url), encoding="utf-8")

    done = vendor._suite("--profile", "mine.yaml", *arguments)

    assert done.code == 0, done.output
    assert vendor.endpoint.asked == []


def test_a_token_of_the_command_line_goes_first(vendor: Vendor) -> None:
    vendor.endpoint.issued["a-token-for-the-whole-day"] = float("inf")

    done = vendor.run("--token", "a-token-for-the-whole-day", *QUICK, env={"MINE_CLIENT": ""})

    assert done.code == 0, done.output
    assert vendor.endpoint.asked == []


@pytest.mark.long
def test_a_token_that_cannot_be_replaced_is_told_by_the_checks_that_needed_it(vendor: Vendor) -> None:
    vendor.endpoint.life = 2
    answers: list[int] = []

    def once(asked: Any, given: dict[str, Any]) -> Any:
        answers.append(1)
        return given if len(answers) == 1 else (503, {}, b"")

    vendor.endpoint.spoil = once

    done = vendor.run(*SEVERAL, "--scim-rate", "6")

    broken = [check for check in done.results["checks"] if check["outcome"] == "broken"]
    assert done.code == 1
    assert broken
    assert {check["message"].partition(": ")[2] for check in broken} == {
        "it answered 503. The token endpoint itself fails: look into its log."
    }
