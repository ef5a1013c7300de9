"""What the first requests make of a provider: nothing to do with it, or every reason to test it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from run_by_hand import BASE, SILENCE, TOKEN, Answer, Odd, error, html, prepared

from scim_conformance.client import Secret
from scim_conformance.plugin.access import Access
from scim_conformance.preflight.stops import ROWS

BUNDLED = ("generic", "entra", "rhombus", "kpifire", "iprova", "promapp", "rfpio")
DISCOVERY = ("/v2/ServiceProviderConfig", "/v2/ResourceTypes", "/v2/Schemas")
BUSY = {"Retry_After": "0"}


def always(answer: Answer) -> Odd:
    return lambda method, path: answer


def on_users(answer: Answer, *methods: str) -> Odd:
    return lambda method, path: answer if method in methods and path == "/v2/Users" else None


def elsewhere(base: str, answer: Answer, slash: str = "") -> Odd:
    """A provider whose users are listed at one address only."""
    listed = 200, {"Content-Type": "application/scim+json"}, json.dumps({"totalResults": 0, "Resources": []})
    return lambda method, path: listed if (method, path) == ("GET", f"{base}/Users{slash}") else answer


STOPS: dict[str, tuple[str, Odd, str]] = {
    "no endpoint, an error of SCIM": ("missing", always(error(404)), "There is no SCIM endpoint at"),
    "no endpoint, a page": ("missing", always(html(404)), "answered 404, and so does all the rest"),
    "another base path": ("elsewhere", elsewhere("/scim/v2", html(404)), "http://provider.example/scim/v2"),
    "a longer base path": ("elsewhere", elsewhere("/v2/scim", error(404)), "http://provider.example/v2/scim"),
    "a base path behind a page": ("elsewhere", elsewhere("/scim", html(200)), "http://provider.example/scim"),
    "only with a slash": ("slash", elsewhere("/v2", html(404), "/"), "only where a slash stands behind"),
    "moved to a slash": ("moved-slash", always(html(301, Location="/v2/Users/")), "with a slash behind it"),
    "moved to https": (
        "moved-https",
        always(html(308, Location="https://provider.example/v2/Users?count=1")),
        "from http to https",
    ),
    "moved to a sign-in": (
        "moved-sign-in",
        always(html(302, Location="https://login.example/authorize?state=hidden")),
        "https://login.example/authorize",
    ),
    "moved elsewhere": ("moved", always(html(302, Location="https://new.example/x")), "https://new.example/x"),
    "moved nowhere": ("moved", always(html(302)), "without a Location"),
    "a page": ("page", always(html(200, Server="Zscaler/6.2")), "Zscaler/6.2"),
    "a sign-in": ("sign-in", always(html(200, '<input type="password">')), "on which people sign in"),
    "https at the port of http": (
        "https",
        always(html(400, "The plain HTTP request was sent to HTTPS port")),
        "speaks https at that port",
    ),
    "another API": ("foreign", always((200, {"Content-Type": "application/json"}, '{"hello": 1}')), "is no SCIM"),
    "a wrong token": (
        "token",
        always(error(401, WWW_Authenticate='Bearer error="invalid_token", error_description="It is revoked"')),
        "(invalid_token: It is revoked)",
    ),
    "a wrong token, open discovery": ("token", on_users(error(401, "Who is it?"), "GET", "POST"), "(Who is it?)"),
    "no rights": ("rights", always(error(403, "Not for you.")), "(Not for you.)"),
    "no rights, open discovery": ("rights", on_users(error(403), "GET", "POST"), "forbids everything"),
    "too often": ("limited", always(error(429, **BUSY)), "asked too often"),
    "away": ("away", always(html(503)), "is not available"),
    "a gateway": ("gateway", always(html(502)), "gets no answer from it"),
    "an error on all": ("error", always(html(500)), "fails on everything"),
    "silence": ("silent", always(SILENCE), "gives no answer to any request"),
    "a proxy": ("proxy", always((407, {}, "")), "A proxy stands between"),
}


@pytest.mark.parametrize("case", STOPS)
def test_where_nothing_can_be_tested_the_run_says_why(case: str, tmp_path: Path) -> None:
    kind, odd, words = STOPS[case]
    with prepared(tmp_path, odd) as (run, sent):
        assert run.stop is not None
        assert run.stop.kind == kind
        assert words in f"{run.stop.says} {run.stop.todo}"
        assert "{" not in run.stop.says + run.stop.todo
        assert sent["POST"] <= 1
        # Three documents, the listing, a creation and the search for it; then as many addresses as are usual.
        assert sent.total() <= 20
        assert set(run.stop.exchanges) <= {exchange["n"] for exchange in run.prelude}


SPARED = ("a wrong token", "a page", "a sign-in", "too often", "silence", "moved elsewhere")


@pytest.mark.parametrize("case", SPARED)
def test_a_provider_that_takes_no_request_is_sent_no_creation(case: str, tmp_path: Path) -> None:
    with prepared(tmp_path, STOPS[case][1]) as (_, sent):
        assert set(sent) == {"GET"}


def test_what_a_redirect_carries_in_its_query_is_not_repeated(tmp_path: Path) -> None:
    with prepared(tmp_path, STOPS["moved to a sign-in"][1]) as (run, _):
        assert run.stop is not None
        assert "hidden" not in run.stop.says


def gone(*paths: str) -> Odd:
    return lambda method, path: html(404) if path in paths else None


def bare(body: Any, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body)


GOES_ON: dict[str, Odd | None] = {
    "all is well": None,
    "no discovery": gone(*DISCOVERY),
    "an open error for discovery": lambda method, path: error(500) if path in DISCOVERY else None,
    "discovery as pages": lambda method, path: html(200) if path in DISCOVERY else None,
    "discovery asks for another token": lambda method, path: error(401) if path in DISCOVERY else None,
    "nobody is created": on_users(error(403), "POST"),
    "creation has no endpoint": on_users(html(405), "POST"),
    "creation fails": on_users(html(500), "POST"),
    "creation is not answered": on_users(SILENCE, "POST"),
    "every body is refused": on_users(error(400), "POST"),
    "every body is refused with a page": on_users(html(400), "POST"),
    "no listing": on_users(html(404), "GET"),
    "no listing without a filter": on_users(error(403), "GET"),
    "the listing fails": on_users(error(500), "GET"),
    "a listing of another form": on_users(bare([]), "GET"),
    "no discovery, a listing of another form": lambda method, path: (
        html(404) if path in DISCOVERY else bare({"users": []}) if method == "GET" and path == "/v2/Users" else None
    ),
    "no discovery, no listing": gone(*DISCOVERY, "/v2/nothing"),
    "no users, only discovery": lambda method, path: html(404) if path.startswith("/v2/Users") else None,
    "created without a body": on_users((201, {}, ""), "POST"),
}


@pytest.mark.parametrize("case", GOES_ON)
def test_where_a_part_works_the_run_goes_on(case: str, tmp_path: Path) -> None:
    with prepared(tmp_path, GOES_ON[case]) as (run, _):
        assert run.stop is None
        assert run.unreachable is None


@pytest.mark.parametrize("profile", BUNDLED)
def test_in_the_good_case_nothing_is_sent_but_what_every_run_needs(profile: str, tmp_path: Path) -> None:
    with prepared(tmp_path, profile=profile) as (run, sent):
        assert run.stop is None
        assert run.accepted.refusal is None
        # Three documents; a user created, read, deleted, and read again, as deleting is not believed.
        assert sent == {"GET": 5, "POST": 1, "DELETE": 1}


def test_a_run_that_only_reads_lists_and_writes_nothing(tmp_path: Path) -> None:
    with prepared(tmp_path, read_only=True) as (run, sent):
        assert run.stop is None
        assert sent == {"GET": 4}


def test_a_run_that_only_reads_goes_on_where_a_listing_is_forbidden(tmp_path: Path) -> None:
    with prepared(tmp_path, on_users(error(403), "GET"), read_only=True) as (run, _):
        assert run.stop is None


def test_a_token_that_may_only_read_is_told_of(tmp_path: Path) -> None:
    with prepared(tmp_path, on_users(error(403), "POST")) as (run, _):
        assert "--scim-read-only" in run.hints[0]


def jwt(**claims: Any) -> str:
    parts = ({"alg": "none"}, claims)
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*coded, "signature-of-the-token"])


def test_a_token_that_has_ended_is_known_by_what_it_says(tmp_path: Path) -> None:
    with prepared(tmp_path, always(error(401)), token=jwt(exp=1700000000)) as (run, _):
        assert run.stop is not None
        assert run.stop.kind == "token-ended"
        assert "2023-11-14 22:13 UTC" in run.stop.says


def test_a_token_that_has_ended_and_is_taken_stops_nothing(tmp_path: Path) -> None:
    def lenient(method: str, path: str) -> Answer | None:
        return bare({"totalResults": 0, "Resources": []}) if method == "GET" else None

    with prepared(tmp_path, lenient, token=jwt(exp=1700000000)) as (run, _):
        assert run.stop is None


def test_a_wrong_password_is_told_from_a_wrong_token(tmp_path: Path) -> None:
    written = tmp_path / "basic.yaml"
    written.write_text(
        "extends: generic\nname: Basic\nauth: {kind: basic, username: {env: A}, password: {env: B}}\n",
        encoding="utf-8",
    )
    access = Access(None, None, None, "somebody", Secret("a-wrong-password"))
    with prepared(tmp_path, always(error(401)), profile=str(written), access=access) as (run, _):
        assert run.stop is not None
        assert run.stop.kind == "token-password"


def test_the_token_stands_in_nothing_that_is_said(tmp_path: Path) -> None:
    told = error(401, f"The token {TOKEN} is unknown", WWW_Authenticate=f'Bearer error_description="{TOKEN}"')
    with prepared(tmp_path, always(told)) as (run, _):
        assert run.stop is not None
        assert TOKEN not in json.dumps(run.stop.as_dict())
        assert TOKEN not in json.dumps(run.prelude)


@pytest.mark.parametrize("path", ["/Users", "/Users/2819c223", "/ServiceProviderConfig"])
def test_an_endpoint_copied_along_with_the_base_path_is_seen(path: str, tmp_path: Path) -> None:
    def only_there(method: str, asked: str) -> Answer | None:
        return None if asked.startswith("/v2/Users") and not asked.startswith(f"/v2{path}/") else html(404)

    with prepared(tmp_path, only_there, url=BASE + path) as (run, _):
        assert run.stop is not None
        assert run.stop.kind == "elsewhere"
        assert run.stop.todo == f"Run again with --url {BASE}"


def test_every_kind_of_stop_says_what_to_do() -> None:
    for kind, row in ROWS.items():
        assert row.whose in ("configuration", "provider", "open"), kind
        assert row.says.endswith((".", "{found}.", "{why}")), kind
        assert row.todo.endswith((".", "{found}")), kind


def test_the_page_of_the_first_requests_names_every_kind() -> None:
    page = (Path(__file__).parents[2] / "docs" / "first-requests.md").read_text(encoding="utf-8")

    assert [kind for kind in ROWS if f"`{kind}`" not in page] == []


def test_other_hosts_are_never_asked(tmp_path: Path) -> None:
    with prepared(tmp_path, STOPS["moved elsewhere"][1]) as (run, sent):
        asked = [exchange["url"] for exchange in run.prelude]

    assert len(asked) == sent.total() > 4
    assert all(url.startswith("http://provider.example/") for url in asked)
