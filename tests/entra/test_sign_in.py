"""The two tests of signing in, gate by gate, against answers made up and against a real token endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.client import in_process, post
from scim_conformance.entra.gallery.federation import (
    GOOGLE_STS,
    Federation,
    federated_identity,
)
from scim_conformance.entra.gallery.record import Record
from scim_conformance.entra.gallery.sign_in import (
    Bearing,
    ClientCredentials,
    FormRequest,
    validate_credentials,
)
from scim_conformance.entra.gallery.sign_in_findings import WRONG_SECRET, finding_of, look
from scim_conformance.entra.port import Answer, Port
from scim_conformance.profile import load
from scim_conformance.provider import build
from tests.token_endpoint import CLIENT_ID, CLIENT_SECRET, SCOPE, TokenEndpoint, jwt, let_in, served

URL = "https://id.example/token"
CLIENT = ClientCredentials(URL, "the-id", "the-secret")
LIST = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}
TOKEN = {"access_token": "the-token", "token_type": "Bearer", "expires_in": 3600}


class World:
    """Answers as it is told to, and remembers what it was asked."""

    def __init__(self, *answers: Answer, read: Answer | None = None) -> None:
        self.answers = list(answers)
        self.read = read or Answer(200, LIST, n=7, seconds=0.25)
        self.sent: list[FormRequest] = []
        self.asked: list[tuple[str, str, str, Any]] = []

    def carry(self, request: FormRequest) -> Answer:
        self.sent.append(request)
        return self.answers.pop(0)

    def bearing(self, token: str) -> Port:
        def port(method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
            self.asked.append((token, method, path, params))
            return self.read

        return port


def token(**changed: Any) -> Answer:
    body = {**TOKEN, **changed}
    return Answer(200, {name: value for name, value in body.items() if value is not ...}, seconds=0.5)


def validated(answer: Answer, read: Answer | None = None) -> Record:
    world = World(answer, read=read)
    return validate_credentials(CLIENT, world.carry, world.bearing)


def test_the_credentials_are_sent_in_the_body_and_the_new_token_reads_users() -> None:
    world = World(token())

    record = validate_credentials(CLIENT, world.carry, world.bearing)

    form = {"grant_type": "client_credentials", "client_id": "the-id", "client_secret": "the-secret"}
    assert [(sent.url, sent.form, sent.json, sent.headers) for sent in world.sent] == [(URL, form, None, {})]
    assert world.asked == [("the-token", "GET", "Users", {"startIndex": 1, "count": 1})]
    assert (record.name, record.category, record.simulated) == ("Validate_Credentials_Test", "mandatory", False)
    assert (record.result, record.standing, record.documented, record.error_details) == (
        "success",
        "passed",
        "passed",
        "",
    )
    assert record.detailed == {
        "gate1_tokenAcquisition": {"passed": True, "statusCode": 200},
        "gate2_tokenLifetime": {"passed": True, "validityMinutes": 60},
        "gate3_scimAccess": {"passed": True, "statusCode": 200},
    }
    assert (record.exchanges, record.seconds) == ((7,), 0.75)


def test_a_scope_is_sent_only_where_there_is_one() -> None:
    assert ClientCredentials(URL, "i", "s", "a b").request().form == {
        "grant_type": "client_credentials",
        "client_id": "i",
        "client_secret": "s",
        "scope": "a b",
    }
    assert "'s'" not in repr(ClientCredentials(URL, "i", "s").request())


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (Answer(401, {"error": "invalid_client"}), "Token endpoint returned HTTP 401. Expected 2xx."),
        (Answer(302), "Token endpoint returned HTTP 302. Expected 2xx."),
        (Answer(None), "Token endpoint returned HTTP 0. Expected 2xx."),
        (Answer(200, {}), "Token endpoint returned 2xx but response did not contain an access_token field."),
        (Answer(200, "no"), "Token endpoint returned 2xx but response did not contain an access_token field."),
        (token(access_token=""), "Token endpoint returned 2xx but response did not contain an access_token field."),
    ],
)
def test_the_first_gate_wants_success_and_a_token(answer: Answer, result: str) -> None:
    record = validated(answer)

    assert record.result == f"FAILED - Action: Acquire_OAuth2_Token - {result}"
    assert record.error_details == {"failedAction": "Acquire_OAuth2_Token", "reason": result}
    assert (record.standing, record.documented) == ("failed", "failed")
    assert [gate["passed"] for gate in record.detailed.values()] == [False, False, False]
    assert record.detailed["gate1_tokenAcquisition"]["statusCode"] == (answer.status or 0)


SHORT = "Token validity is less than 60 minutes. Minimum required: 60 minutes."
LONG = "Token validity exceeds 360 minutes (6 hours). Maximum allowed: 360 minutes."


@pytest.mark.parametrize(
    ("expires_in", "minutes", "reason", "documented"),
    [
        (3599, 59, SHORT, "failed"),
        (3599.9, 59, SHORT, "failed"),
        (3600, 60, None, "passed"),
        (21600, 360, None, "passed"),
        (21601, 360, None, "failed"),
        (21659, 360, None, "failed"),
        (21660, 361, LONG, "failed"),
        (86400, 1440, LONG, "failed"),
        (0, 0, SHORT, "failed"),
        (-3600, -60, SHORT, "failed"),
        (..., 60, None, "undecided"),
        (None, 60, None, "undecided"),
        ("3600", 60, None, "undecided"),
        ("600", 10, SHORT, "failed"),
        ("an hour", None, "Unexpected failure", "failed"),
        (True, None, "Unexpected failure", "failed"),
        ([3600], None, "Unexpected failure", "failed"),
    ],
)
def test_the_second_gate_counts_whole_minutes(
    expires_in: Any, minutes: int | None, reason: str | None, documented: str
) -> None:
    record = validated(token(expires_in=expires_in))

    assert record.result == (f"FAILED - Action: Check_Token_Validity_Range - {reason}" if reason else "success")
    assert record.detailed["gate2_tokenLifetime"] == {"passed": reason is None, "validityMinutes": minutes}
    assert record.detailed["gate1_tokenAcquisition"]["passed"]
    assert record.detailed["gate3_scimAccess"]["passed"] is (reason is None)
    assert record.documented == documented
    assert record.why


@pytest.mark.parametrize("status", [401, 404, 500, None])
def test_the_third_gate_wants_the_token_to_open_users(status: int | None) -> None:
    record = validated(token(), Answer(status, n=9))

    reason = f"SCIM /Users returned HTTP {status or 0}. Expected 2xx."
    assert record.result == f"FAILED - Action: SCIM_Validate_Get_Users - {reason}"
    assert record.error_details == {"failedAction": "SCIM_Validate_Get_Users", "reason": reason}
    assert record.documented == "failed"
    assert record.exchanges == (9,)
    assert [gate["passed"] for gate in record.detailed.values()] == [True, True, False]


@pytest.mark.parametrize(
    ("answer", "read", "words"),
    [
        (token(token_type=...), None, "token_type"),
        (token(token_type="mac"), None, "token_type"),
        (token(), Answer(200, []), "no list"),
        (token(), Answer(204), "no list"),
    ],
)
def test_what_the_template_does_not_look_at_is_judged_by_the_documentation(
    answer: Answer, read: Answer | None, words: str
) -> None:
    record = validated(answer, read)

    assert (record.result, record.documented) == ("success", "failed")
    assert words in record.why


def test_a_token_type_is_read_in_any_case() -> None:
    assert validated(token(token_type="bearer")).documented == "passed"


@pytest.mark.parametrize("client", [None, ClientCredentials("", "i", "s")])
def test_without_a_token_endpoint_the_pages_skip_and_the_template_fails(client: ClientCredentials | None) -> None:
    world = World()

    record = validate_credentials(client, world.carry, world.bearing)

    assert world.sent == []
    assert record.result == ("FAILED - Action: Acquire_OAuth2_Token - Token endpoint returned HTTP 0. Expected 2xx.")
    assert (record.standing, record.documented) == ("failed", "skipped")
    assert "overview" in record.why


FEDERATION = Federation(
    "the-tenant", "the-app", "app-secret", "https://id.example/exchange", "the-client", "https://scim.example/v2", "aud"
)
ENTRA = "https://login.microsoftonline.com/the-tenant/oauth2/v2.0/token"
STS = "https://sts.googleapis.com/v1/token?x=1"
ACCOUNT = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b:generateAccessToken"
ASSERTION = Answer(200, {"access_token": "the-assertion", "expires_in": 3599}, n=3)


def federated(endpoint: str, *answers: Answer, read: Answer | None = None) -> tuple[Record, World]:
    world = World(ASSERTION, *answers, read=read)
    federation = Federation(
        "the-tenant", "the-app", "app-secret", endpoint, "the-client", "https://scim.example/v2", "aud"
    )
    return federated_identity(federation, world.carry, world.bearing), world


def test_an_assertion_is_exchanged_at_the_application_s_own_endpoint() -> None:
    record, world = federated("https://id.example/exchange", token())

    assert [(sent.url, sent.form) for sent in world.sent] == [
        (
            ENTRA,
            {
                "grant_type": "client_credentials",
                "client_id": "the-app",
                "client_secret": "app-secret",
                "scope": "api://the-app/.default",
            },
        ),
        (
            "https://id.example/exchange",
            {
                "grant_type": "client_credentials",
                "client_id": "the-client",
                "client_assertion": "the-assertion",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "baseAddress": "https://scim.example/v2",
            },
        ),
    ]
    assert (record.name, record.result, record.standing, record.documented) == (
        "Federated_Identity_Test",
        "success",
        "passed",
        "passed",
    )
    step = {"statusCode": 200, "hasAccessToken": True, "passed": True}
    assert record.detailed == {
        "authMode": "FederatedIdentity",
        "entraToken": {"endpoint": ENTRA, **step},
        "tokenExchange": {"endpoint": "https://id.example/exchange", **step},
    }
    assert record.exchanges == (3, 7)
    assert world.asked == [("the-token", "GET", "Users", {"startIndex": 1, "count": 1})]


def test_at_google_s_token_service_the_assertion_is_the_subject_of_json() -> None:
    record, world = federated(STS, token(token_type="urn:ietf:params:oauth:token-type:access_token", expires_in=...))

    assert world.sent[1].url == STS
    assert world.sent[1].form is None
    assert world.sent[1].json == {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "audience": "aud",
        "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "subject_token": "the-assertion",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "scope": "https://www.googleapis.com/auth/cloud-platform",
    }
    assert record.detailed["authMode"] == "FederatedIdentity_Google_STS"
    assert (record.result, record.documented) == ("success", "passed")


def test_for_a_service_account_of_google_s_there_is_a_third_request() -> None:
    record, world = federated(ACCOUNT, token(), Answer(200, {"accessToken": "the-last"}))

    assert [sent.url for sent in world.sent] == [ENTRA, GOOGLE_STS, ACCOUNT]
    assert world.sent[2].json == {"scope": ["https://www.googleapis.com/auth/cloud-platform"]}
    assert world.sent[2].headers == {"Authorization": "Bearer the-token"}
    assert record.detailed["authMode"] == "FederatedIdentity_Google_SA"
    assert record.result == "success"
    assert world.asked[0][0] == "the-last"


@pytest.mark.parametrize(
    ("endpoint", "answers", "details"),
    [
        (URL, [Answer(400)], "Federated token exchange failed. Status: 400"),
        (URL, [token(access_token=...)], "Federated token exchange failed. Status: 200"),
        (STS, [Answer(403)], "Google STS token exchange failed. Status: 403"),
        (ACCOUNT, [Answer(None)], "Google STS token exchange failed. Status: 0"),
        (ACCOUNT, [token(), Answer(403)], "Google SA impersonation failed. Status: 403"),
        (ACCOUNT, [token(), token()], "Google SA impersonation failed. Status: 200"),
    ],
)  # fmt: skip
def test_an_exchange_that_fails_is_told_in_the_template_s_words(
    endpoint: str, answers: list[Answer], details: str
) -> None:
    record, world = federated(endpoint, *answers)

    assert (record.result, record.error_details) == ("Federated token exchange failed", details)
    assert (record.standing, record.documented) == ("failed", "failed")
    assert world.asked == []
    assert not list(record.detailed.values())[-1]["passed"]


def test_where_entra_gives_no_assertion_the_application_is_not_asked() -> None:
    world = World(Answer(401, {"error": "invalid_client"}))

    record = federated_identity(FEDERATION, world.carry, world.bearing)

    assert record.result == "Entra token acquisition failed"
    assert record.error_details == "Entra token acquisition failed. Status: 401"
    assert len(world.sent) == 1
    assert "tokenExchange" not in record.detailed


@pytest.mark.parametrize(
    ("answer", "read", "documented"),
    [
        (token(), Answer(401, n=8), "failed"),
        (token(expires_in=86400), None, "failed"),
        (token(expires_in=600), None, "failed"),
        (token(expires_in=...), None, "undecided"),
    ],
)
def test_the_template_looks_neither_at_the_use_nor_at_the_life_of_an_exchanged_token(
    answer: Answer, read: Answer | None, documented: str
) -> None:
    record, _ = federated(URL, answer, read=read)

    assert (record.result, record.documented) == ("success", documented)
    assert "template" in record.why


@pytest.mark.parametrize("federation", [None, Federation(), Federation(base_address="https://x.example")])
def test_without_a_federation_the_pages_skip_and_the_template_fails(federation: Federation | None) -> None:
    world = World()

    record = federated_identity(federation, world.carry, world.bearing)

    assert world.sent == []
    assert (record.result, record.documented) == ("Entra token acquisition failed", "skipped")


def test_placeholders_are_sent_as_they_are() -> None:
    world = World(Answer(400))

    federated_identity(Federation("changeme-tenant", "changeme-app", "changeme"), world.carry, world.bearing)

    assert world.sent[0].url == "https://login.microsoftonline.com/changeme-tenant/oauth2/v2.0/token"


class Real:
    """A token endpoint on loopback and the embedded provider, which takes its tokens."""

    def __init__(self, endpoint: TokenEndpoint, folder: Path) -> None:
        self.endpoint = endpoint
        provider = build(load("generic", cwd=folder), token="known to the provider alone")
        let_in(provider, endpoint)
        self._transport = in_process(provider.wsgi)
        self.moved: dict[str, str] = {}
        """Addresses that are played by another one on loopback."""

    @property
    def client(self) -> ClientCredentials:
        return ClientCredentials(self.endpoint.url, CLIENT_ID, CLIENT_SECRET, SCOPE)

    def carry(self, request: FormRequest) -> Answer:
        url = self.moved.get(request.url, request.url)
        answer = post(url, form=request.form, json=request.json, headers=request.headers)
        return Answer(answer.status, answer.json, seconds=answer.seconds)

    def bearing(self, token: str) -> Port:
        import httpx

        http = httpx.Client(transport=self._transport, base_url="https://provider.example/v2")

        def port(method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
            answer = http.request(
                method, f"/{path}", params=dict(params or {}), headers={"Authorization": f"Bearer {token}"}
            )
            return Answer(answer.status_code, answer.json(), n=1)

        return port

    def findings(self) -> dict[str, bool | None]:
        return {finding.name: finding.holds for finding in look(self.client, self.carry, self.bearing)}


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Real]:
    with served(TokenEndpoint()) as endpoint:
        yield Real(endpoint, tmp_path)


def test_a_right_endpoint_and_a_right_provider_pass(real: Real) -> None:
    real.endpoint.wants = "body"

    record = validate_credentials(real.client, real.carry, real.bearing)

    assert (record.result, record.documented) == ("success", "passed")
    (asked,) = real.endpoint.asked
    assert asked.form["scope"] == SCOPE
    assert "accept" not in asked.headers
    assert "authorization" not in asked.headers
    assert finding_of(record).name == "client-credentials"
    assert finding_of(record).holds is True


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "header-only": ({"wants": "header"}, "Acquire_OAuth2_Token - Token endpoint returned HTTP 401. Expected 2xx."),
    "600 s": ({"life": 600}, f"Check_Token_Validity_Range - {SHORT}"),
    "86400 s": ({"life": 86400}, f"Check_Token_Validity_Range - {LONG}"),
    "soon": ({"life": "soon"}, "Check_Token_Validity_Range - Unexpected failure"),
    "503": (
        {"spoil": lambda *_: (503, {}, b"")},
        "Acquire_OAuth2_Token - Token endpoint returned HTTP 503. Expected 2xx.",
    ),
    "a page": (
        {"spoil": lambda *_: (200, {"Content-Type": "text/html"}, b"<html>")},
        "Acquire_OAuth2_Token - Token endpoint returned 2xx but response did not contain an access_token field.",
    ),
    "refused": (
        {"made": lambda: "taken-back", "uses": {"taken-back": 0}},
        "SCIM_Validate_Get_Users - SCIM /Users returned HTTP 401. Expected 2xx.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_endpoint_fails_at_its_gate(tmp_path: Path, fault: str) -> None:
    facts, words = FAULTS[fault]
    with served(TokenEndpoint(**facts)) as endpoint:
        real = Real(endpoint, tmp_path)
        record = validate_credentials(real.client, real.carry, real.bearing)

    assert record.result == f"FAILED - Action: {words}"
    assert finding_of(record).holds is False


def test_a_federation_runs_from_entra_s_endpoint_to_the_provider(real: Real) -> None:
    entra = TokenEndpoint(
        client_id="the-app",
        secret="app-secret",
        scopes=frozenset({"api://the-app/.default"}),
        made=lambda: jwt(aud="api://the-application"),
    )
    federation = Federation("t", "the-app", "app-secret", real.endpoint.url, CLIENT_ID, "https://scim.example/v2")
    with served(entra, "/t/oauth2/v2.0/token"):
        real.moved["https://login.microsoftonline.com/t/oauth2/v2.0/token"] = entra.url
        record = federated_identity(federation, real.carry, real.bearing)
        entra.made = lambda: jwt(b"a key that nobody trusts")
        refused = federated_identity(federation, real.carry, real.bearing)

    assert (record.result, record.documented) == ("success", "passed")
    assert finding_of(record).name == "federation"
    assert refused.error_details == "Federated token exchange failed. Status: 401"


GOOD = {"token-life": True, "tokens-side-by-side": True, "wrong-secret-refused": True}


def test_a_right_endpoint_is_as_the_checklist_asks(real: Real) -> None:
    assert real.findings() == GOOD
    assert [asked.form["client_secret"] for asked in real.endpoint.asked] == [
        CLIENT_SECRET,
        CLIENT_SECRET,
        WRONG_SECRET,
    ]


def revoking(endpoint: TokenEndpoint) -> Callable[..., Any]:
    def only_the_last(asked: Any, given: dict[str, Any]) -> dict[str, Any]:
        for token in endpoint.issued:
            endpoint.issued[token] = float("inf") if token == given["access_token"] else 0.0
        return given

    return only_the_last


ODDITIES: dict[str, tuple[Callable[[TokenEndpoint], Any], dict[str, bool | None]]] = {
    "any-secret": (lambda e: setattr(e, "believes_any_secret", True), {"wrong-secret-refused": False}),
    "revokes": (lambda e: setattr(e, "spoil", revoking(e)), {"tokens-side-by-side": False}),
    "same-token": (lambda e: setattr(e, "made", lambda: "the-same"), {}),
    "nothing-works": (lambda e: setattr(e, "made", lambda: "x") or e.uses.update(x=0), {"tokens-side-by-side": None}),
    "10 minutes": (lambda e: setattr(e, "life", 600), {"token-life": False}),
    "6 hours and a second": (lambda e: setattr(e, "life", 21601), {"token-life": False}),
    "a text": (lambda e: setattr(e, "life", "3600"), {}),
    "untold": (lambda e: setattr(e, "life", None), {"token-life": None}),
    "no-token": (lambda e: setattr(e, "spoil", lambda *_: {}), dict.fromkeys(GOOD)),
    "down": (lambda e: setattr(e, "spoil", lambda *_: (503, {}, b"")), dict.fromkeys(GOOD)),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_each_oddity_is_seen_by_the_finding_about_it(real: Real, oddity: str) -> None:
    spoil, expected = ODDITIES[oddity]
    spoil(real.endpoint)

    assert real.findings() == GOOD | expected


def test_a_refusal_that_is_a_failure_decides_nothing() -> None:
    world = World(token(), token(), Answer(503))

    findings = {each.name: each for each in look(CLIENT, world.carry, world.bearing)}

    assert findings["wrong-secret-refused"].holds is None
    assert findings["tokens-side-by-side"].holds is True
    assert findings["tokens-side-by-side"].exchanges == (7, 7)
    assert all(each.says.endswith(".") for each in findings.values())


def test_a_skipped_test_decides_no_item_of_the_checklist() -> None:
    world: Any = World()
    bearing: Bearing = world.bearing

    assert finding_of(validate_credentials(None, world.carry, bearing)).holds is None
    assert finding_of(federated_identity(None, world.carry, bearing)).holds is None
