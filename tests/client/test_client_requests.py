"""What goes out, and where it goes."""

from __future__ import annotations

import json
import threading
from typing import Any

import httpx
import pytest
from client_by_hand import BASE, MARK, TOKEN, Bench, Benches, Provider, user

from scim_conformance.client import Ledger, Recorder, Redactor, Resource, Scim, Secret, basic, bearer, none
from scim_conformance.wire import PATCH_OP, replace

BO = Resource("Users", "u/1 ?#ü", {})


def ok(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={})


def test_a_request_carries_the_headers_of_scim(bench: Benches) -> None:
    made = bench(ok, user_agent="scim-conformance/1.2.3")
    made.ledger.created("Users", "1")
    made.scim.put("Users/1", json={"a": "ü"})
    (asked,) = made.asked
    assert asked.headers["accept"] == "application/scim+json, application/json;q=0.9"
    assert asked.headers["content-type"] == "application/scim+json"
    assert asked.headers["user-agent"] == "scim-conformance/1.2.3"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.content == '{"a":"ü"}'.encode()


def test_headers_can_be_replaced_and_left_out(bench: Benches) -> None:
    made = bench(ok)
    made.scim.get("Users", headers={"ACCEPT": "text/plain", "user-agent": None, "If-Match": 'W/"ü"'}, auth=False)
    (asked,) = made.asked
    assert asked.headers.get_list("accept") == ["text/plain"]
    assert "user-agent" not in asked.headers
    assert "authorization" not in asked.headers
    assert "content-type" not in asked.headers
    assert dict(asked.headers.raw)[b"If-Match"] == 'W/"ü"'.encode()


@pytest.mark.parametrize(
    ("credentials", "header"),
    [(basic("ann", Secret("pass-word-1")), "Basic YW5uOnBhc3Mtd29yZC0x"), (none(), None)],
)
def test_a_run_signs_in_as_its_profile_says(bench: Benches, credentials: Any, header: str | None) -> None:
    made = bench(ok, auth=credentials)
    made.scim.get("Users")
    assert made.asked[0].headers.get("authorization") == header


def test_a_secret_can_be_sent_as_a_header(bench: Benches) -> None:
    made = bench(ok)
    made.scim.get("Users", headers={"Authorization": Secret("Bearer other-0123456789")})
    assert made.asked[0].headers["authorization"] == "Bearer other-0123456789"
    assert "other-0123456789" not in made.kept()


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("Users", f"{BASE}/Users"),
        ("/Users/1", f"{BASE}/Users/1"),
        ("", f"{BASE}/"),
        ("Users?count=1", f"{BASE}/Users?count=1&startIndex=2"),
        (f"{BASE}/Users/1", f"{BASE}/Users/1"),
        ("/scim/v2/Users/1", f"{BASE}/Users/1"),
        ("https://api.example.com:443/elsewhere", "https://api.example.com/elsewhere"),
    ],
)
def test_a_path_is_below_the_base_url_or_of_the_same_origin(bench: Benches, path: str, url: str) -> None:
    made = bench(ok)
    params = {"startIndex": 2} if "?" in path else None
    assert made.scim.get(path, params=params).url == url
    assert str(made.asked[0].url) == url


@pytest.mark.parametrize(
    "address",
    [
        "http://api.example.com/scim/v2/Users/1",
        "https://api.example.com:8443/scim/v2/Users/1",
        "https://api.example.com.evil.example/Users/1",
        "https://me:pw@api.example.com/scim/v2/Users/1",
        "HTTPS://other.example/Users",
        "https://[bad/Users",
        "https://api.example.com/\x00",
    ],
)
def test_nothing_is_sent_to_another_origin(bench: Benches, address: str) -> None:
    made = bench(ok)
    reply = made.scim.get(address)
    assert reply.status is None
    assert reply.n == 0
    assert str(reply.problem).startswith("nothing was sent: ")
    assert not made.asked
    assert not made.recorder.exchanges


def test_a_query_is_encoded_as_an_address_wants_it(bench: Benches) -> None:
    made = bench(ok)
    made.scim.search("Users", filter='userName eq "a+b&ü"', count=0, attributes=["id", "userName"], startIndex=None)
    assert made.asked[0].url.query == b"filter=userName%20eq%20%22a%2Bb%26%C3%BC%22&count=0&attributes=id%2CuserName"


def test_the_methods_of_a_resource_name_it_by_its_encoded_id(bench: Benches) -> None:
    made = bench(ok)
    scim = made.scim
    made.ledger.created(BO.endpoint, BO.id)
    scim.read(BO, attributes="id", headers={"If-None-Match": "x"})
    scim.patch(BO, replace("title", "Boss"), headers={"If-Match": "x"})
    scim.replace(BO, {"userName": "x"})
    scim.delete(BO)
    assert [request.method for request in made.asked] == ["GET", "PATCH", "PUT", "DELETE"]
    where = b"/scim/v2/Users/u%2F1%20%3F%23%C3%BC"
    assert {request.url.raw_path.partition(b"?")[0] for request in made.asked} == {where}
    body = json.loads(made.asked[1].content)
    assert body == {
        "schemas": [PATCH_OP],
        "Operations": [{"op": "replace", "path": "title", "value": "Boss"}],
    }
    assert {exchange.url.partition("?")[0] for exchange in made.recorder.exchanges} == {
        "https://api.example.com" + where.decode()
    }


@pytest.mark.parametrize("name", ["", " ", ".", ".."])
def test_an_id_that_would_name_another_address_is_never_sent(bench: Benches, name: str) -> None:
    made = bench(ok)
    with pytest.raises(ValueError, match="can't stand in an address"):
        made.scim.delete(Resource("Users", name, {}))
    assert not made.asked


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("Users", "/Users"),
        ("Users/42?attributes=id", "/Users/{id}"),
        ("Users/.search", "/Users/.search"),
        (".search", "/.search"),
        ("Schemas/urn:x", "/Schemas/{id}"),
        ("", "/"),
        ("https://elsewhere.example/Users/42", "an address elsewhere"),
    ],
)
def test_the_route_of_a_reply_holds_nothing_generated(bench: Benches, path: str, route: str) -> None:
    assert bench(ok).scim.get(path).route == route


def test_an_endpoint_of_several_segments_is_known_from_discovery(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(201, json={"id": "1"}))
    made.scim.endpoints["users"] = "tenant/a/Users"
    assert made.scim.create("tenant/a/Users", user()).route == "/tenant/a/Users"
    assert made.scim.get("tenant/a/Users/1").route == "/tenant/a/Users/{id}"
    assert [entry.endpoint for entry in made.ledger.open] == ["tenant/a/Users"]


def test_cookies_are_not_sent_back_and_redirects_are_not_followed(bench: Benches) -> None:
    headers = {"Set-Cookie": "session=1", "Location": "https://api.example.com/login"}
    made = bench(lambda _: httpx.Response(302, headers=headers))
    assert made.scim.get("Users").status == 302
    made.scim.get("Users")
    assert len(made.asked) == 2
    assert "cookie" not in made.asked[1].headers


@pytest.mark.parametrize("location", ["http://[bad", "\\\\x", "https://h:port/", ""])
def test_a_location_that_is_no_address_is_an_answer_all_the_same(bench: Benches, location: str) -> None:
    made = bench(lambda _: httpx.Response(302, headers={"Location": location}))
    reply = made.scim.create("Users", user())
    assert (reply.status, reply.headers.get("location")) == (302, location)


def test_a_reply_shows_neither_body_nor_secret(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(200, json={"token": TOKEN}, headers={"X-Echo": TOKEN}))
    reply = made.scim.get("Users/42")
    assert repr(reply) == "<Reply 1: GET /Users/{id} 200>"
    assert TOKEN not in f"{reply} {reply.headers} {made.last} {made.scim} {BO}"
    assert reply.headers["x-echo"] == TOKEN
    assert dict(reply.headers)["X-Echo"] == TOKEN
    assert "X-ECHO" in reply.headers
    assert len(reply.headers) == 3


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.com",
        "ftp://x/y",
        "https://",
        "https://x/?a=b",
        "https://x/#a",
        "https://u:p4ssw0rd@x/",
        "http://[",
    ],
)
def test_a_base_url_that_is_none_is_refused(tmp_path: Any, url: str) -> None:
    with pytest.raises(ValueError, match="base URL") as raised:
        Scim(
            url,
            none(),
            recorder=Recorder(),
            ledger=None,  # type: ignore[arg-type]
            redactor=Redactor(),
        )
    assert "p4ssw0rd" not in str(raised.value)


def test_json_and_content_exclude_each_other(bench: Benches) -> None:
    with pytest.raises(ValueError, match="one body"):
        bench(ok).scim.post("Users", json={}, content="{}")


def test_a_header_that_http_forbids_is_an_error_that_does_not_show_it(bench: Benches, echo: Any) -> None:
    made = bench(url=echo[0])
    with pytest.raises(ValueError, match="headers") as raised:
        made.scim.get("Users", headers={"X-Bad": f"{TOKEN}\r\nX-More: 1"})
    assert TOKEN not in str(raised.value)
    assert raised.value.__context__ is None


def test_half_of_a_surrogate_pair_is_sent_escaped(bench: Benches) -> None:
    made = bench(ok)
    made.ledger.created("Users", "1")
    made.scim.put("Users/1", json={"a": "\ud83d"})
    assert made.asked[0].content == b'{"a":"\\ud83d"}'
    json.dumps(made.last.as_dict(), ensure_ascii=False).encode()


def test_a_created_resource_stands_in_the_reply(bench: Benches, provider: Provider) -> None:
    made = bench(provider)
    body = user()
    resource = made.scim.create("Users", body).resource
    assert resource is not None
    assert (resource.endpoint, resource.id, resource.sent) == ("Users", "u-1", body)
    assert resource.body == {**body, "id": "u-1"}
    assert repr(resource) == "<Resource Users/u-1>"


@pytest.mark.parametrize(
    ("body", "location", "found"),
    [
        ({"id": "7"}, None, "7"),
        ({"id": 7}, f"{BASE}/Users/8", "7"),
        ({"ID": "7"}, None, "7"),
        ([{"id": "7"}], None, "7"),
        (None, f"{BASE}/Users/a%2Fb", "a/b"),
        ({"id": ""}, "/Users/7/", "7"),
        ({"id": True}, f"{BASE}/Users", None),
        ({"id": ".."}, f"{BASE}/Users/..", None),
        ({"id": None}, "http://[bad", None),
        ("text", "", None),
    ],
)
def test_the_id_of_a_created_resource_is_found(
    bench: Benches, body: object, location: str | None, found: str | None
) -> None:
    headers = {} if location is None else {"Location": location}
    made = bench(lambda _: httpx.Response(201, json=body, headers=headers))
    resource = made.scim.create("Users", user()).resource
    assert (resource.id if resource else None) == found
    assert made.ledger.ours == ({found} if found else set())


def test_threads_share_a_client(bench: Benches, provider: Provider) -> None:
    made: Bench = bench(provider)
    lock = threading.Lock()
    answer = provider.answer

    def one_at_a_time(*args: Any) -> httpx.Response:
        with lock:
            return answer(*args)

    provider.answer = one_at_a_time  # type: ignore[method-assign, assignment]
    threads = [
        threading.Thread(target=lambda n=n: [made.scim.create("Users", user(f"{n}-{i}")) for i in range(10)])
        for n in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(exchange.n for exchange in made.recorder.exchanges) == list(range(1, 51))
    assert len(made.ledger.open) == 50
    assert {entry.name for entry in made.ledger.open} == {f"{MARK}{n}-{i}" for n in range(5) for i in range(10)}


def test_connections_are_kept_alive(tmp_path: Any, echo: Any) -> None:
    url, noted = echo
    ports: set[int] = set()
    ledger = Ledger(tmp_path, url, MARK, "main")
    scim = Scim(url, bearer(Secret(TOKEN)), recorder=Recorder(), ledger=ledger, redactor=Redactor())
    backend = scim._line._transport._pool._network_backend  # type: ignore[attr-defined]
    connect = backend.connect_tcp
    backend.connect_tcp = lambda **given: ports.add(len(ports)) or connect(**given)  # type: ignore[func-returns-value]
    for _ in range(20):
        assert scim.get("Users").status == 200
    scim.close()
    ledger.close()
    assert len(noted) == 20
    assert len(ports) == 1
