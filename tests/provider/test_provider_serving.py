"""The provider on a real socket."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from provider_by_hand import TOKEN, profile

from scim_conformance.provider import Running, build, serve
from scim_conformance.wire import USER

AUTH = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def running() -> Iterator[Running]:
    with serve(build(profile(slug="generic", groups=()), token=TOKEN)) as running:
        yield running


def address(running: Running) -> tuple[str, int]:
    url = httpx.URL(running.url)
    assert url.port is not None
    return url.host, url.port


def exchange(running: Running, *requests: bytes, ends: bool = True) -> bytes:
    """Send bytes over one connection and return all that comes back until the server closes it.

    Without ``ends`` this side keeps the connection open, so that it is the server who must close it.
    """
    received = b""
    with socket.create_connection(address(running), timeout=5) as connection:
        for each in requests:
            connection.sendall(each)
        if ends:
            # A server that was asked to close may have done so already.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
        while more := connection.recv(65536):
            received += more
    return received


def head(method: str, path: str, *lines: str) -> bytes:
    return "\r\n".join(
        [f"{method} /v2{path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {TOKEN}", *lines, "", ""]
    ).encode()


def test_a_user_lives_and_dies_over_loopback(running: Running) -> None:
    with httpx.Client(base_url=running.url, headers=AUTH) as client:
        created = client.post("/Users", json={"schemas": [USER], "userName": "bjénsen 😀"})
        location = created.json()["meta"]["location"]
        assert created.status_code == 201
        assert location == created.headers["Location"]
        assert location.startswith(f"{running.url}/Users/")
        assert client.get(location).json() == created.json()
        assert client.get("/Users", params={"filter": 'userName eq "bjénsen 😀"'}).json()["totalResults"] == 1
        assert client.head(location).headers["Content-Length"] == str(len(client.get(location).content))
        assert client.delete(location).status_code == 204
        assert client.get(location).status_code == 404
        assert "Server" in created.headers
        assert "Date" in created.headers


def test_one_connection_serves_many_requests_also_after_refused_bodies(running: Running) -> None:
    body = b'{"userName": "x"}'
    refused = head("POST", "/Users", f"Content-Length: {len(body)}", "Content-Type: text/plain") + body
    unknown = head("POST", "/nowhere", f"Content-Length: {len(body)}") + body

    received = exchange(running, refused, unknown, head("DELETE", "/Users/x"), head("GET", "/Users"))

    assert re.findall(rb"HTTP/1\.1 (\d+)", received) == [b"415", b"404", b"404", b"200"]


def test_a_client_that_wants_the_connection_closed_gets_it(running: Running) -> None:
    received = exchange(running, head("GET", "/Users", "Connection: close"), head("GET", "/Users"))

    assert received.count(b"HTTP/1.1 200") == 1
    assert b"Connection: close" in received


def test_a_body_in_chunks_is_read(running: Running) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],'
        yield b'"userName": "bjensen"}'

    with httpx.Client(base_url=running.url, headers=AUTH) as client:
        assert client.post("/Users", content=chunks()).status_code == 201
        assert client.get("/Users").json()["totalResults"] == 1


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        head("POST", "/Users", "Content-Length: many"),
        head("POST", "/Users", "Transfer-Encoding: chunked") + b"nonsense\r\n",
        b"GET /" + b"x" * 70000 + b" HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_and_the_connection_closed(running: Running, request_: bytes) -> None:
    received = exchange(running, request_, ends=False)

    assert b" 400 " in received or b" 414 " in received
    assert b" 200 " not in received


def test_an_answer_without_body_has_no_length(running: Running) -> None:
    with httpx.Client(base_url=running.url, headers=AUTH) as client:
        user = client.post("/Users", json={"schemas": [USER], "userName": "bjensen"}).json()
        path = user["meta"]["location"]
        same = client.get(path, headers={"If-None-Match": user["meta"]["version"]})
        gone = client.delete(path)

    assert (same.status_code, gone.status_code) == (304, 204)
    assert "Content-Length" not in same.headers
    assert "Content-Length" not in gone.headers


def test_it_stops_at_once_though_connections_are_open(running: Running) -> None:
    with httpx.Client(base_url=running.url, headers=AUTH) as client:
        client.get("/Users")
        before = time.monotonic()

        running.stop()
        running.stop()

        assert time.monotonic() - before < 1
        with pytest.raises(httpx.TransportError):
            client.get("/Users")


def test_a_client_that_goes_away_is_not_spoken_of(running: Running, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(address(running)) as connection:
        connection.sendall(head("GET", "/Users", "Content-Length: 10"))
    with httpx.Client(base_url=running.url, headers=AUTH) as client:
        assert client.get("/Users").status_code == 200

    assert capfd.readouterr() == ("", "")


def test_two_servers_of_one_provider_tell_their_own_addresses() -> None:
    provider = build(profile(), token=TOKEN)

    with serve(provider) as one, serve(provider) as other:
        for running in (one, other):
            config = httpx.get(f"{running.url}/ServiceProviderConfig", headers=AUTH).json()
            assert config["meta"]["location"] == f"{running.url}/ServiceProviderConfig"


def test_a_made_up_host_gets_into_no_location(running: Running) -> None:
    config = httpx.get(f"{running.url}/ServiceProviderConfig", headers={**AUTH, "Host": "evil.test"}).json()

    assert config["meta"]["location"].startswith(running.url)


def test_middleware_may_be_put_around_while_it_is_served() -> None:
    provider = build(profile(), token=TOKEN)
    inner = provider.wsgi

    def broken(environ: object, start_response: object) -> list[bytes]:
        assert callable(start_response)
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<html>"]

    with serve(provider) as running:
        provider.wsgi = broken  # type: ignore[assignment]
        reply = httpx.get(f"{running.url}/Users")
        assert (reply.text, reply.headers["Content-Length"]) == ("<html>", "6")
        provider.wsgi = inner
        assert httpx.get(f"{running.url}/Users").status_code == 401
