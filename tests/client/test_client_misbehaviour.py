"""What a provider does wrong is an observation, told in words and within a bounded time."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from client_by_hand import TOKEN, Benches, request_of, talking, user

from scim_conformance.client import Unreachable, sending

Serve = Callable[[socket.socket], None]


def saying(*parts: bytes, pause: float = 0) -> Serve:
    """Answer each connection with these bytes, and close it."""

    def serve(connection: socket.socket) -> None:
        request_of(connection)
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        connection.shutdown(socket.SHUT_RDWR)

    return serve


def silent(connection: socket.socket) -> None:
    """Take the request, and say nothing."""
    request_of(connection)


def dripping(begin: bytes, drip: bytes) -> Serve:
    """Send a byte now and then, for ever."""

    def serve(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(begin)
        for _ in range(200):
            connection.sendall(drip)
            time.sleep(0.05)

    return serve


def stopping(begin: bytes) -> Serve:
    """Send a beginning, and nothing more."""

    def serve(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(begin)

    return serve


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\n"

NO_ANSWER: dict[str, tuple[Serve, str]] = {
    "silence": (silent, "0.5 s passed without an answer"),
    "headers byte by byte": (dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x"), "0.5 s passed without an answer"),
    "header after header": (dripping(b"HTTP/1.1 200 OK\r\n", b"X: x\r\n"), "0.5 s passed without an answer"),
    "a body byte by byte": (
        dripping(OK + b"Content-Length: 9999\r\n\r\n", b" "),
        "0.5 s passed in the middle of the answer 200",
    ),
    "a body that stops": (
        stopping(OK + b"Content-Length: 9\r\n\r\n{"),
        "0.5 s passed in the middle of the answer 200",
    ),
    "closed at once": (
        saying(),
        "the connection was closed without an answer: Server disconnected without sending a response",
    ),
    "closed in the headers": (saying(b"HTTP/1.1 200 OK\r\nConte"), "the connection was closed without an answer: "),
    "closed in the body": (
        saying(OK + b"Content-Length: 9\r\n\r\n{"),
        "the connection was closed in the middle of the answer 200: peer closed connection",
    ),
    "closed in a chunk": (
        saying(OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{"),
        "the connection was closed in the middle of the answer 200: peer closed connection",
    ),
    "a chunk that is none": (
        saying(OK + b"Transfer-Encoding: chunked\r\n\r\nAnn Smith\r\n{"),
        "the connection was closed in the middle of the answer 200: illegal chunk header",
    ),
    "not HTTP": (saying(b"SSH-2.0-Ann Smith\r\n\r\n"), "the answer is not HTTP: it does not begin with a status line"),
    "headers without end": (
        saying(b"HTTP/1.1 200 OK\r\n" + b"X-Ann: Smith\r\n" * 20_000),
        "the answer is not HTTP: ",
    ),
    "a header that is none": (saying(b"HTTP/1.1 200 OK\r\nAnn Smith\r\n\r\n"), "the answer is not HTTP: "),
    "two lengths": (saying(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}"), "the answer is not HTTP: "),
}


@pytest.mark.parametrize("how", NO_ANSWER)
def test_no_answer_is_an_observation_within_the_time(bench: Benches, how: str) -> None:
    serve, problem = NO_ANSWER[how]
    with talking(serve) as url:
        made = bench(url=url, timeout=0.5)
        begin = time.monotonic()
        reply = made.scim.create("Users", user())
        took = time.monotonic() - begin
        made.scim.close()
    assert took < 2
    assert reply.status is None
    assert str(reply.problem).startswith(problem)
    assert (reply.text, reply.json, len(reply.headers)) == ("", None, 0)
    assert made.last.status is None
    assert made.last.response["problem"] == reply.problem
    assert "Smith" not in made.kept()
    # Nobody knows whether it was created.
    assert [(entry.id, entry.name) for entry in made.ledger.open] == [(None, user()["userName"])]


def test_after_no_answer_the_next_request_is_answered(bench: Benches) -> None:
    answered = 0

    def serve(connection: socket.socket) -> None:
        nonlocal answered
        answered += 1
        saying(OK + b"Content-Length: 2\r\n\r\n{}" if answered > 1 else b"")(connection)

    with talking(serve) as url:
        made = bench(url=url, timeout=2)
        assert [made.scim.get("Users").status for _ in range(2)] == [None, 200]
        made.scim.close()


def test_a_connection_that_can_t_be_opened_is_unreachable(bench: Benches) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    made = bench(url=f"http://127.0.0.1:{port}/scim/v2")
    with pytest.raises(Unreachable, match=rf"No connection to 127\.0\.0\.1:{port} can be opened: .*refused") as raised:
        made.scim.create("Users", user())
    assert raised.value.__context__ is None
    assert not made.recorder.exchanges
    assert not made.ledger.open, "nothing was sent, so nothing was created"


def test_a_host_that_has_no_address_is_unreachable(bench: Benches, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(Unreachable, match=r"No connection to nobody\.invalid can be opened: .*not known"):
        bench(url="http://nobody.invalid/v2").scim.get("Users")


def test_a_server_without_tls_is_unreachable_by_https(bench: Benches) -> None:
    with talking(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as url:
        made = bench(url=url.replace("http:", "https:"), timeout=5)
        with pytest.raises(Unreachable, match=r"can be opened: .*SSL"):
            made.scim.get("Users")


def test_a_certificate_that_is_not_trusted_names_the_way_out(bench: Benches) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed")

    with pytest.raises(Unreachable, match="SSL_CERT_FILE"):
        bench(answer).scim.get("Users")


def test_a_body_that_is_too_long_is_not_read_to_its_end(bench: Benches, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = 0

    def serve(connection: socket.socket) -> None:
        nonlocal sent
        request_of(connection)
        connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        with suppress(OSError):
            for _ in range(2000):
                connection.sendall(b"10000\r\n" + b" " * 65_536 + b"\r\n")
                sent += 65_536

    monkeypatch.setattr(sending, "LARGEST_BODY", 1_000_000)
    with talking(serve) as url:
        made = bench(url=url, timeout=20)
        reply = made.scim.get("Users/1")
        made.scim.close()
    assert reply.status == 200
    assert reply.problem == "the body is longer than 1 MB and was not read to its end"
    assert (reply.text, reply.json) == ("", None)
    assert sent < 60_000_000


def test_a_body_of_ten_megabytes_is_read(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(200, json=["x" * 9_000_000]))
    reply = made.scim.get("Users/1")
    assert (reply.problem, len(reply.json[0])) == (None, 9_000_000)


def zipped(content: bytes) -> httpx.Response:
    return httpx.Response(200, stream=httpx.ByteStream(content), headers={"Content-Encoding": "gzip"})


def test_a_compressed_body_is_read(bench: Benches) -> None:
    reply = bench(lambda _: zipped(gzip.compress(b'{"id": "1"}'))).scim.get("Users/1")
    assert (reply.json, reply.problem) == ({"id": "1"}, None)


def test_a_body_that_is_not_compressed_as_it_says_is_told(bench: Benches) -> None:
    reply = bench(lambda _: zipped(b"no gzip")).scim.get("Users/1")
    assert reply.status == 200
    assert reply.problem == "the body is not encoded as Content-Encoding says: gzip"


def test_a_compressed_bomb_is_not_unpacked_to_its_end(bench: Benches) -> None:
    bomb = gzip.compress(bytes(50_000_000), 6)
    made = bench(lambda _: httpx.Response(200, stream=Chunks(bomb), headers={"Content-Encoding": "gzip"}))
    reply = made.scim.get("Users/1")
    assert reply.problem == "the body is longer than 10 MB and was not read to its end"


class Chunks(httpx.SyncByteStream):
    """A body as it comes from a socket, in pieces."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Any:
        return (self._content[at : at + 16_384] for at in range(0, len(self._content), 16_384))


BODIES: dict[str, tuple[bytes, Any, str | None]] = {
    "JSON": (b'{"a": "\xc3\xbc"}', {"a": "ü"}, None),
    "nothing": (b"", None, None),
    "null": (b"null", None, None),
    "a byte order mark": (b'\xef\xbb\xbf{"a": 1}', {"a": 1}, "the body begins with a byte order mark"),
    "another encoding": (b'{"a": "\xfc"}', {"a": "\ufffd"}, "the body is not UTF-8 from byte 7 on"),
    "HTML": (b"<p>Ann</p>", None, "not JSON as its Content-Type says: Expecting value (line 1, column 1)"),
    "cut": (b'{"a": [1, ', None, "not JSON as its Content-Type says: Expecting value (line 1, column 11)"),
    "twice": (b"{}{}", None, "not JSON as its Content-Type says: Extra data (line 1, column 3)"),
    "no number": (b'{"a": NaN}', None, "not JSON as its Content-Type says: NaN is no JSON number"),
    "a number without end": (b"9" * 5000, None, "the body can't be read: it holds a number that is too large"),
    "nested": (b"[" * 200_000, None, "the body can't be read: it is nested too deeply"),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_body_is_read_as_far_as_it_can_be(bench: Benches, what: str) -> None:
    content, value, problem = BODIES[what]
    headers = {"Content-Type": "application/scim+json; charset=utf-8"}
    made = bench(lambda _: httpx.Response(400, content=content, headers=headers))
    made.ledger.created("Users", "1")
    reply = made.scim.put("Users/1", json={})
    assert reply.status == 400
    assert reply.json == value
    assert (reply.problem is None) if problem is None else (problem in str(reply.problem))
    assert "Ann" not in str(reply.problem)
    json.dumps(made.last.as_dict(), ensure_ascii=False).encode()


def test_a_page_that_claims_to_be_no_json_is_no_problem(bench: Benches) -> None:
    reply = bench(lambda _: httpx.Response(200, html="<p>hello</p>")).scim.get("Users/1")
    assert (reply.text, reply.json, reply.problem) == ("<p>hello</p>", None, None)


def test_json_that_claims_to_be_a_page_is_read_all_the_same(bench: Benches) -> None:
    reply = bench(lambda _: httpx.Response(200, html='{"a": 1}')).scim.get("Users/1")
    assert (reply.json, reply.problem) == ({"a": 1}, None)


@pytest.mark.parametrize("status", [100, 102, 226, 299, 304, 418, 599, 999])
def test_an_odd_status_is_a_status(bench: Benches, status: int) -> None:
    made = bench(lambda _: httpx.Response(status))
    assert made.scim.get("Users/1").status == made.last.status == status


def test_a_token_in_what_the_provider_broke_is_not_told(bench: Benches) -> None:
    with talking(saying(f"HTTP/1.1 {TOKEN}\r\n\r\n".encode())) as url:
        made = bench(url=url, timeout=2)
        reply = made.scim.get("Users")
        made.scim.close()
    assert reply.status is None
    assert TOKEN not in f"{reply.problem}{made.kept()}"


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_this_machine_is_asked_without_a_proxy(
    bench: Benches, echo: Any, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    assert bench(url=echo[0]).scim.get("Users").status == 200


def test_another_machine_is_asked_through_the_proxy_of_the_environment(
    bench: Benches, echo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, noted = echo
    monkeypatch.setenv("http_proxy", url.removesuffix("/scim/v2"))
    monkeypatch.setenv("no_proxy", "spared.example")
    assert bench(url="http://scim.example/v2").scim.get("Users").status == 200
    assert noted[0]["path"] == "http://scim.example/v2/Users"
    with pytest.raises(Unreachable):
        bench(url="http://spared.example/v2", timeout=2).scim.get("Users")
