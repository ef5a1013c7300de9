"""Tokens from a token endpoint: how they are asked for, when they are asked for again, and what is said without one."""

from __future__ import annotations

import copy
import json
import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from client_by_hand import Benches, error, user

from scim_conformance.client import Grant, IssuedTokens, Redactor, Secret, SignInError, Token, Unreachable, post
from scim_conformance.client.token_endpoint import plain_address
from scim_conformance.client.tokens import life, request_token
from tests.token_endpoint import CLIENT_ID, CLIENT_SECRET, KEY, SCOPE, TokenEndpoint, jwt, served


@pytest.fixture
def endpoint() -> Iterator[TokenEndpoint]:
    with served(TokenEndpoint()) as running:
        yield running


def by_secret(endpoint: TokenEndpoint, **more: Any) -> Grant:
    return Grant("client-credentials", endpoint.url, CLIENT_ID, Secret(CLIENT_SECRET), **more)


def by_assertion(endpoint: TokenEndpoint, assertion: str, **more: Any) -> Grant:
    return Grant("jwt-assertion", endpoint.url, CLIENT_ID, Secret(assertion), **more)


@pytest.mark.parametrize("send", ["header", "body"])
@pytest.mark.parametrize("scope", [None, SCOPE])
def test_a_token_is_given_for_an_id_and_a_secret(endpoint: TokenEndpoint, send: Any, scope: str | None) -> None:
    endpoint.wants = send

    token = request_token(by_secret(endpoint, send=send, scope=scope))

    (asked,) = endpoint.asked
    assert endpoint.accepts(token.value.reveal())
    assert token.seconds == 3600
    assert asked.form.get("scope") == scope
    assert ("authorization" in asked.headers) is (send == "header") is ("client_secret" not in asked.form)


def test_a_token_is_given_for_an_assertion(endpoint: TokenEndpoint) -> None:
    grant = by_assertion(endpoint, jwt(), base_address="https://api.example.com/scim/v2?x=1&y= ")

    token = request_token(grant)

    (asked,) = endpoint.asked
    assert endpoint.accepts(token.value.reveal())
    assert asked.form["baseAddress"] == "https://api.example.com/scim/v2?x=1&y= "
    assert asked.form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert "authorization" not in asked.headers
    assert "client_secret" not in asked.form


@pytest.mark.parametrize(
    "assertion",
    [
        pytest.param(jwt(b"another key"), id="signed-by-somebody-else"),
        pytest.param(jwt(KEY, exp=1), id="run-out"),
        pytest.param(jwt(KEY, aud="api://another"), id="for-another-audience"),
    ],
)
def test_an_assertion_that_is_not_believed_is_told_without_being_shown(endpoint: TokenEndpoint, assertion: str) -> None:
    with pytest.raises(SignInError, match=r"the OAuth error invalid_client .*that its audience") as raised:
        request_token(by_assertion(endpoint, assertion))

    assert assertion not in str(raised.value)


REFUSALS: list[Any] = [
    pytest.param({"secret": "another"}, {}, r"answered 401 .*error invalid_client .*Check the", id="secret"),
    pytest.param({}, {"scope": "other"}, r"answered 400 with the OAuth error invalid_scope .*auth\.scope", id="scope"),
    pytest.param({"wants": "header"}, {}, r"answered 401 .*whether `auth\.send` has to be header or body", id="place"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "asked_for", "words"), REFUSALS)
def test_a_refusal_is_told_with_its_code_and_what_to_do(facts: Any, asked_for: Any, words: str) -> None:
    with served(TokenEndpoint(**facts)) as endpoint, pytest.raises(SignInError, match=words) as raised:
        request_token(by_secret(endpoint, **asked_for))

    assert str(raised.value).startswith(f"No token from {endpoint.url}: it answered 4")
    # The endpoint of the tests quotes the whole form in its description.
    assert CLIENT_SECRET not in str(raised.value)
    assert "s3cr3t" not in str(raised.value)


HTML = {"Content-Type": "text/html"}

LONG_STORY = json.dumps({"error": "x", "error_description": "a\n b" * 200}).encode()

ANSWERS: dict[str, tuple[Any, str]] = {
    "no-token": ({"token_type": "Bearer"}, "answered 200, but there is no access_token in its body. A token endpoint"),
    "token-is-no-text": ({"access_token": 7}, "there is no access_token"),
    "token-with-a-line-break": ({"access_token": "abc\ndef", "token_type": "Bearer"}, "no header can carry"),
    "other-type": ({"access_token": "abcdefghij", "token_type": "DPoP"}, "its token_type is not Bearer"),
    "a-list": ((200, {}, b'["abc"]'), "which is no JSON object"),
    "a-page": ((200, HTML, b"<html>Welcome"), "which is no JSON object"),
    "nothing": ((204, {}, b""), "answered 204, but there is no access_token"),
    "redirect": ((302, {"Location": "/elsewhere"}, b""), "answered 302. A redirect is not followed"),
    "failing": ((500, HTML, b"<html>Oops"), "answered 500. The token endpoint itself fails"),
    "not-there": ((404, {}, b""), "answered 404. Check `auth.token_url`: there is nothing"),
    "busy": ((429, {}, b""), "answered 429. Wait, and run again."),
    "odd-status": ((418, {}, b""), "answered 418. Check `auth.token_url`."),
    "odd-code": ((400, {}, b'{"error": "<script>", "error_description": 5}'), "answered 400. Check the client id"),
    "long-story": ((400, {}, LONG_STORY), "OAuth error x (a ba b"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_without_a_usable_token_is_told(endpoint: TokenEndpoint, name: str) -> None:
    answer, words = ANSWERS[name]
    endpoint.spoil = lambda asked, given: answer

    with pytest.raises(SignInError) as raised:
        request_token(by_secret(endpoint))

    assert words in str(raised.value)
    assert len(endpoint.asked) == 1
    assert len(str(raised.value)) < 500


def test_an_endpoint_that_is_not_there_is_told() -> None:
    with pytest.raises(SignInError, match=r"No token from http://127\.0\.0\.1:9/t: no connection .*auth\.token_url"):
        request_token(Grant("client-credentials", "http://127.0.0.1:9/t?key=hidden", "id", Secret("x")))


def test_an_address_is_shown_without_what_may_be_secret() -> None:
    assert plain_address("https://ann:pw@id.example:444/t?code=key#x") == "https://id.example:444/t"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (3600, 3600.0),
        (59.5, 59.5),
        ("3600", 3600.0),
        (" 12 ", 12.0),
        (0, None),
        (-5, None),
        ("soon", None),
        ("12.5", None),
        ("²", None),
        (True, None),
        (None, None),
        ([], None),
        (1e300, None),
        (float("nan"), None),
    ],
)
def test_a_life_is_read_as_a_number_or_a_text_of_digits(said: Any, seconds: float | None) -> None:
    assert life(said) == seconds


def test_a_grant_crosses_to_another_process_and_shows_no_secret(endpoint: TokenEndpoint) -> None:
    grant = by_secret(endpoint, send="header", scope=SCOPE)

    assert Grant.from_dict(json.loads(json.dumps(grant.as_dict()))) == grant
    assert CLIENT_SECRET not in repr((grant, IssuedTokens(grant)))


class Issuer:
    """A token endpoint in this process, and a clock that stands still until it is moved."""

    def __init__(self, seconds: Any = 3600) -> None:
        self.now = 1000.0
        self.seconds = seconds
        self.given = 0
        self.works = True
        self.credentials = IssuedTokens(
            Grant("client-credentials", "https://id.example/token", "id", Secret("pass-word-1")),
            transport=httpx.MockTransport(self._answer),
            clock=lambda: self.now,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if not self.works:
            return httpx.Response(503)
        self.given += 1
        return httpx.Response(200, json={"access_token": f"token-number-{self.given}", "expires_in": self.seconds})

    @property
    def shown(self) -> str:
        return self.credentials.header.reveal()


@pytest.mark.parametrize(("life", "good"), [(3600, 3569), (100, 89), (2, 1.7)])
def test_a_token_is_replaced_shortly_before_its_end(life: float, good: float) -> None:
    issuer = Issuer(life)

    first = issuer.shown
    issuer.now += good
    still = issuer.shown
    issuer.now = 1000.0 + life - 0.01

    assert (first, still, issuer.shown) == ("Bearer token-number-1", "Bearer token-number-1", "Bearer token-number-2")


def test_a_token_whose_life_nobody_tells_is_kept() -> None:
    issuer = Issuer(None)
    shown = issuer.shown
    issuer.now += 1e7

    assert issuer.shown == shown
    assert issuer.credentials.token == Token(Secret("token-number-1"), None)


def test_a_token_that_cannot_be_replaced_is_used_to_its_end_and_no_longer() -> None:
    issuer = Issuer(100)
    assert issuer.shown.endswith("1")
    issuer.works = False
    issuer.now += 95
    still = issuer.shown
    issuer.now += 5
    with pytest.raises(Unreachable, match="answered 503"):
        assert issuer.shown
    issuer.works = True

    assert (still, issuer.shown) == ("Bearer token-number-1", "Bearer token-number-2")


def test_a_refused_token_is_replaced_once_a_minute_and_only_if_it_was_ours() -> None:
    issuer = Issuer()
    credentials, first = issuer.credentials, issuer.shown

    assert not credentials.renew(None)
    assert not credentials.renew("Bearer somebody-else")
    assert credentials.renew(first)
    assert credentials.renew(first), "another thread has replaced it already"
    assert issuer.given == 2
    assert not credentials.renew(issuer.shown), "a second one would hardly help"
    issuer.now += 61
    assert credentials.renew(issuer.shown)
    assert issuer.given == 3


def test_many_threads_ask_for_one_token() -> None:
    issuer = Issuer()
    shown: list[str] = []
    threads = [threading.Thread(target=lambda: shown.append(issuer.shown)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert shown == ["Bearer token-number-1"] * 20
    assert issuer.given == 1


def test_many_threads_that_are_refused_at_once_replace_the_token_once() -> None:
    issuer = Issuer()
    refused = issuer.shown
    again: list[bool] = []
    threads = [threading.Thread(target=lambda: again.append(issuer.credentials.renew(refused))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert again == [True] * 20
    assert issuer.given == 2


def test_who_hides_secrets_learns_of_each_token_before_it_is_used() -> None:
    issuer = Issuer(100)
    redactor = Redactor()
    issuer.credentials.confide(redactor.add)
    issuer.credentials.header  # noqa: B018
    issuer.now += 99
    issuer.credentials.header  # noqa: B018

    hidden = redactor.text("token-number-1 token-number-2 pass-word-1")
    assert hidden == "[secret] [secret] [secret]"


def test_nobody_asks_for_a_token_by_looking_at_the_credentials() -> None:
    issuer = Issuer()
    other = Issuer().credentials

    assert repr(issuer.credentials) == "<IssuedTokens of id.example>"
    assert issuer.credentials != other
    assert len({issuer.credentials, other}) == 2
    assert issuer.credentials.token is None
    assert issuer.credentials.life is None
    assert issuer.given == 0


def test_another_process_goes_on_with_the_token_and_what_is_left_of_it() -> None:
    issuer = Issuer(100)
    issuer.credentials.fetch()
    issuer.now += 60
    handed = issuer.credentials.token
    assert handed == Token(Secret("token-number-1"), 40)
    assert issuer.credentials.life == 100
    worker = Issuer(100)
    worker.credentials = IssuedTokens(
        worker.credentials.grant, handed, transport=worker.credentials._transport, clock=lambda: worker.now
    )

    first = worker.shown
    worker.now += 37
    assert (first, worker.shown, worker.given) == ("Bearer token-number-1", "Bearer token-number-1", 1)


def refusing(tokens: set[str]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token in tokens:
            return error(401, f"{token} has run out")
        return httpx.Response(201 if request.method == "POST" else 200, json={**user(), "id": "7"})

    return answer


def test_a_request_that_is_answered_with_401_is_sent_once_more_with_a_new_token(bench: Benches) -> None:
    issuer = Issuer()
    made = bench(refusing({"token-number-1"}), auth=issuer.credentials)

    reply = made.scim.create("Users", user())

    assert reply.status == 201
    assert [(one.method, one.status) for one in made.recorder.exchanges] == [("POST", 401), ("POST", 201)]
    assert all("$SCIM_TOKEN" in one.curl for one in made.recorder.exchanges)
    assert [entry.id for entry in made.ledger.to_delete] == ["7"]
    assert "token-number" not in made.kept()
    assert reply.n == 2


def test_a_provider_that_refuses_every_token_is_asked_twice_and_no_more(bench: Benches) -> None:
    issuer = Issuer()
    made = bench(refusing({f"token-number-{n}" for n in range(1, 10)}), auth=issuer.credentials)

    replies = [made.scim.get("Users").status for _ in range(3)]

    assert replies == [401, 401, 401]
    assert issuer.given == 2
    assert len(made.asked) == 4


def test_a_401_to_other_credentials_or_to_none_asks_for_no_token(bench: Benches) -> None:
    issuer = Issuer()
    made = bench(lambda request: error(401), auth=issuer.credentials)

    made.scim.get("Users", auth=False)
    made.scim.get("Users", headers={"Authorization": Secret("Bearer made-up-by-a-check")})

    assert len(made.asked) == 2
    assert issuer.given == 1


def test_a_post_to_no_address_or_with_a_broken_header_sends_nothing() -> None:
    sent: list[httpx.Request] = []
    transport = httpx.MockTransport(lambda request: sent.append(request) or httpx.Response(200))  # type: ignore[func-returns-value]

    answers = [
        post("http://id.example:x/", form={}, transport=transport),
        post("https://id.example/", json={}, headers={"Authorization": "Bearer tökén"}, transport=transport),
    ]

    assert [(answer.status, answer.ok) for answer in answers] == [(None, False)] * 2
    assert all("nothing was sent" in str(answer.problem) for answer in answers)
    assert sent == []


def test_json_is_posted_as_json_and_a_form_as_a_form(endpoint: TokenEndpoint) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"a": 1})

    found = post("https://id.example/", json={"x": "ü"}, transport=httpx.MockTransport(answer))
    post("https://id.example/", form={"a b": "c&d"}, transport=httpx.MockTransport(answer))

    assert (found.ok, found.json) == (True, {"a": 1})
    assert json.loads(sent[0].content) == {"x": "ü"}
    assert [request.headers["content-type"] for request in sent] == [
        "application/json",
        "application/x-www-form-urlencoded",
    ]
    assert sent[1].content == b"a%20b=c%26d"


def test_nothing_that_is_logged_printed_or_raised_holds_a_secret(
    endpoint: TokenEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = request_token(by_secret(endpoint, send="header"))
    endpoint.spoil = lambda asked, body: {**body, "token_type": "mac"}
    with pytest.raises(SignInError) as raised:
        request_token(by_secret(endpoint))

    printed = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())
    told = caplog.text + printed + repr((given, copy.copy(given)))
    assert "tokens.py" in printed
    for secret in (CLIENT_SECRET, "s3cr3t", *endpoint.issued):
        assert secret not in told
