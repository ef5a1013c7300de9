"""What is recorded is what happened, save what nobody may see."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from client_by_hand import BASE, TOKEN, Benches, error, user

from scim_conformance.client import Secret, basic
from scim_conformance.wire import add, replace

PASSWORD = "Gen-er4ted!pass"


def test_an_exchange_has_the_shape_of_results(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(200, json={"id": "1"}, headers={"ETag": "x"}))
    made.ledger.created("Users", "1")
    reply = made.scim.put("Users/1", json={"userName": "x"}, params={"attributes": "id"})
    (exchange,) = made.recorder.exchanges
    assert exchange.as_dict() == {
        "n": reply.n,
        "method": "PUT",
        "url": f"{BASE}/Users/1?attributes=id",
        "request": {
            "headers": {
                "Host": "api.example.com",
                "Accept": "application/scim+json, application/json;q=0.9",
                "Accept-Encoding": "identity",
                "User-Agent": "scim-conformance",
                "Content-Type": "application/scim+json",
                "Authorization": "Bearer [secret]",
                "Content-Length": "16",
            },
            "body": {"userName": "x"},
        },
        "status": 200,
        "response": {
            "headers": {"ETag": "x", "Content-Length": "10", "Content-Type": "application/json"},
            "body": {"id": "1"},
        },
        "started": exchange.started,
        "seconds": exchange.seconds,
        "curl": exchange.curl,
    }
    json.dumps(exchange.as_dict())


def test_an_exchange_says_when_its_request_was_sent(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(200, json={}))
    before = datetime.now(UTC)
    made.scim.get("Users")
    after = datetime.now(UTC)

    (exchange,) = made.recorder.exchanges
    started = datetime.fromisoformat(exchange.started)
    # Written in whole milliseconds, the rest of which is cut off.
    assert before - timedelta(milliseconds=1) <= started <= after
    assert started.tzinfo is not None


def test_exchanges_are_numbered_and_found_since_a_mark(bench: Benches) -> None:
    made = bench(lambda _: error(404))
    made.scim.get("Users/1")
    mark = made.recorder.mark()
    replies = [made.scim.get("Users/2"), made.scim.get("Users/3")]
    assert [exchange.n for exchange in made.recorder.since(mark)] == [reply.n for reply in replies] == [2, 3]


def test_a_check_that_changes_what_it_got_does_not_change_the_record(bench: Benches) -> None:
    sent = user(emails=[{"value": "a"}])
    made = bench(lambda _: httpx.Response(201, json={**sent, "id": "1"}))
    reply = made.scim.create("Users", sent)
    sent["emails"][0]["value"] = "changed"
    reply.json["emails"][0]["value"] = "changed"
    assert "changed" not in made.kept()


ECHOES: dict[str, Any] = {
    "as it is": TOKEN,
    "in an address": quote(TOKEN, safe=""),
    "in lower-case percent": "".join(f"%{byte:02x}" for byte in TOKEN.encode()),
    "in JSON": json.dumps({"token": TOKEN}).replace("/", "\\/"),
    "in HTML": f"<a href='?t={quote(TOKEN)}'>{TOKEN}</a>",
    "in base64": base64.b64encode(f"x:{TOKEN}".encode()).decode(),
}


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("status", [200, 401, 500])
def test_a_token_that_is_echoed_is_kept_nowhere(bench: Benches, echo: str, status: int) -> None:
    said = ECHOES[echo]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("text"):
            return httpx.Response(status, text=f"you sent {said}", headers={"X-Echo": said, "Location": f"/x?{said}"})
        return httpx.Response(
            status, json={"detail": f"bad {said}", said: [{"deep": said}]}, headers={"Set-Cookie": said}
        )

    made = bench(answer)
    for path in ("Schemas", "Schemas/text", f"Users/{made.scim.mark}1"):
        reply = made.scim.post(path, params={"access_token": TOKEN}, json={"a": TOKEN, TOKEN: [TOKEN]})
        assert said in reply.text or json.dumps(said)[1:-1] in reply.text, "the check itself sees what was answered"
    kept = made.kept()
    for form in (*ECHOES.values(), json.dumps(TOKEN)[1:-1], quote(TOKEN)):
        assert form not in kept
    assert "cr3t-T0ken" not in kept
    assert "odd=signs" not in kept


def test_a_password_is_kept_in_no_body(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(201, json={**user(password=PASSWORD), "id": "1", "note": f"your {PASSWORD}"}))
    resource = made.scim.create("Users", user(password=PASSWORD)).resource
    assert resource is not None
    made.scim.patch(resource, replace("password", PASSWORD))
    made.scim.patch(resource, add(None, {"password": PASSWORD}))
    made.scim.post("Users", content=f'{{ "userName": "x", "password": "{PASSWORD}" }}')
    made.scim.post("Users", content=f'{{"userName": "x", "password": "{PASSWORD}')
    made.scim.post("token", content=f"client_id=a&client_secret={PASSWORD}", headers={"Content-Type": "x"})
    assert PASSWORD not in made.kept()
    assert made.recorder.exchanges[0].request["body"]["password"] == "[secret]"
    patched = next(each for each in made.recorder.exchanges if each.method == "PATCH")
    assert patched.request["body"]["Operations"][0]["value"] == "[secret]"


def test_basic_credentials_are_kept_nowhere(bench: Benches) -> None:
    coded = base64.b64encode(f"ann:{PASSWORD}".encode()).decode()
    made = bench(lambda _: error(400, f"Basic {coded} of ann with {PASSWORD}"), auth=basic("ann", Secret(PASSWORD)))
    made.scim.get("Users")
    assert PASSWORD not in made.kept()
    assert coded not in made.kept()
    assert '-u "$SCIM_USERNAME:$SCIM_PASSWORD"' in made.last.curl


def test_a_body_that_is_no_json_is_kept_as_text(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(400, html="<p>no</p>"))
    made.scim.post("Users", content='{"userName": ')
    assert made.last.request["body"] == '{"userName": '
    assert made.last.response["body"] == "<p>no</p>"


def test_a_body_sent_in_a_spelling_of_its_own_is_kept_in_it(bench: Benches) -> None:
    made = bench(lambda _: error(400))
    made.scim.post("Users", content='{"a":1,"a":2}')
    assert made.last.request["body"] == '{"a":1,"a":2}'
    made.scim.post("Users", content='{"a":1}')
    assert made.last.request["body"] == {"a": 1}
    made.scim.post("Users", content=b"\xff\x00\xfe")
    json.dumps(made.last.as_dict(), ensure_ascii=False).encode()


@pytest.mark.parametrize("depth", [50, 100, 300, 600, 900, 1200, 5000, 100_000])
def test_a_body_that_is_nested_to_break_its_reader_is_recorded(bench: Benches, depth: int) -> None:
    text = '{"a":' * depth + '{"password":"t0p-t0p-t0p"}' + "}" * depth
    made = bench(lambda _: httpx.Response(400, text=text, headers={"Content-Type": "application/json"}))
    assert made.scim.post("Users", content=text).status == 400
    assert "t0p" not in made.kept()


def test_a_long_text_is_cut_with_a_note(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(500, text="x" * 19_990 + TOKEN + "y" * 200_000))
    made.scim.post("Users", json={})
    kept = made.last.response["body"]
    assert len(kept) < 20_100
    assert kept.endswith(f"… [cut here: {19_990 + len(TOKEN) + 200_000} characters in all]")
    assert TOKEN[:5] not in kept


def test_a_long_json_body_is_cut_with_a_note(bench: Benches) -> None:
    items = [{"detail": "z" * 1000} for _ in range(1100)]
    made = bench(lambda _: httpx.Response(500, json=items))
    assert len(made.scim.post("Users", json=items).json) == 1100
    for kept in (made.last.request["body"], made.last.response["body"]):
        assert len(kept) < 20_100
        assert "characters in all]" in kept


def test_an_empty_body_is_none(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(204))
    made.ledger.created("Users", "1")
    made.scim.request("DELETE", "Users/1")
    assert made.last.request["body"] is None
    assert made.last.response["body"] is None
    assert "problem" not in made.last.response


def test_a_problem_is_recorded_without_secrets(bench: Benches) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadError(f"broken near {TOKEN}")

    made = bench(answer)
    reply = made.scim.get("Users")
    assert reply.status is None
    assert made.last.status is None
    assert made.last.response["problem"] == "the connection was closed without an answer: broken near [secret]"
    assert TOKEN not in made.kept()
