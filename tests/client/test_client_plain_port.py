"""The lean port, against servers on loopback."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from scim_conformance.client import Secret, Unreachable, bearer, none
from scim_conformance.client.pacing import Pace
from scim_conformance.client.plain_port import LONGEST_TEXT, PlainPort, Wait

TOKEN = "s3cr3t-T0ken/with+odd=signs~0123"
Reply = tuple[int, dict[str, str], bytes]
Answering = Callable[[dict[str, Any]], Reply | None]


@contextmanager
def serving(answering: Answering) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve on loopback: the base URL, and what was asked; an answer of None closes the connection."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            request = {"method": self.command, "path": self.path, "headers": headers, "body": body}
            request["connection"] = self.client_address
            asked.append(request)
            reply = answering(request)
            if reply is None:
                self.close_connection = True
                return
            status, extra, content = reply
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = do

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/scim/v2", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def port(url: str, **options: Any) -> PlainPort:
    return PlainPort(url, bearer(Secret(TOKEN)), timeout=2.0, **options)


def fine(request: dict[str, Any]) -> Reply:
    return 200, {"ETag": "1"}, b'{"id": "7"}'


def test_a_request_goes_out_as_entra_sends_it_and_its_answer_comes_back() -> None:
    with serving(fine) as (url, asked):
        carry = port(url)
        answer = carry.send("POST", "/Users", params={"filter": 'userName eq "a+b c&d"'}, json={"userName": "Zoë"})
        carry.close()

    sent = asked[0]
    assert (sent["method"], sent["path"]) == (
        "POST",
        "/scim/v2/Users?filter=userName%20eq%20%22a%2Bb%20c%26d%22",
    )
    assert json.loads(sent["body"]) == {"userName": "Zoë"}
    assert sent["headers"]["accept"] == sent["headers"]["content-type"] == "application/scim+json"
    assert sent["headers"]["authorization"] == f"Bearer {TOKEN}"
    assert (answer.status, answer.json, answer.headers["etag"], answer.text) == (200, {"id": "7"}, "1", "")
    assert 0 < answer.seconds < 2


def test_requests_share_one_connection() -> None:
    with serving(fine) as (url, asked):
        carry = port(url)
        for _ in range(5):
            carry.send("GET", "/Users/7")
        carry.close()

    assert len({request["connection"] for request in asked}) == 1
    assert "content-type" not in asked[0]["headers"]


def test_what_can_not_stand_in_an_address_is_encoded() -> None:
    with serving(fine) as (url, asked):
        carry = port(url)
        carry.send("GET", "/Users/a b?c#d é")
        carry.send("GET", "/Users/a%2Fb")
        carry.close()

    assert [request["path"] for request in asked] == ["/scim/v2/Users/a%20b%3Fc%23d%20%C3%A9", "/scim/v2/Users/a%2Fb"]


def test_a_path_never_leads_to_another_host() -> None:
    with serving(fine) as (url, asked):
        carry = port(url)
        carry.send("GET", "http://127.0.0.1:1/Users")
        carry.send("GET", "//127.0.0.1:1/Users")
        carry.close()

    assert len(asked) == 2


def test_retry_after_is_honoured_and_told() -> None:
    left = [429, 503]
    waits: list[Wait] = []
    slept: list[float] = []

    def busy(request: dict[str, Any]) -> Reply:
        return (left.pop(0), {"Retry-After": "3"}, b"") if left else fine(request)

    with serving(busy) as (url, asked):
        carry = port(url, sleep=slept.append)
        carry.waited = waits.append
        answer = carry.send("GET", "/Users/7")
        carry.close()

    assert answer.status == 200
    assert waits == [Wait(429, 3.0), Wait(503, 3.0)]
    assert slept == [3.0, 3.0]
    assert len(asked) == 3


def test_waiting_has_an_end() -> None:
    slept: list[float] = []
    with serving(lambda request: (429, {"Retry-After": "3600"}, b"{}")) as (url, asked):
        carry = port(url, sleep=slept.append)
        answer = carry.send("GET", "/Users/7")
        carry.close()

    assert (answer.status, slept, len(asked)) == (429, [], 1)


def test_a_pace_is_shared_by_all_ports() -> None:
    slept: list[float] = []
    pace = Pace(10.2, clock=lambda: 100.0, sleep=slept.append)
    with serving(fine) as (url, _):
        ports = [port(url, pace=pace) for _ in range(3)]
        for carry in ports:
            carry.send("GET", "/Users/7")
            carry.close()

    assert slept == pytest.approx([0.1, 0.2])


def test_no_answer_is_an_answer_without_a_status() -> None:
    with serving(lambda request: None) as (url, _):
        carry = port(url)
        answer = carry.send("GET", "/Users/7")
        carry.close()

    assert answer.status is None
    assert "closed without an answer" in answer.text


def test_a_provider_that_is_silent_is_waited_for_as_long_as_asked() -> None:
    silence = threading.Event()

    def silent(request: dict[str, Any]) -> Reply:
        silence.wait(5)
        return fine(request)

    with serving(silent) as (url, _):
        carry = PlainPort(url, none(), timeout=0.2)
        answer = carry.send("GET", "/Users/7")
        silence.set()
        carry.close()

    assert answer.status is None
    assert answer.text == "0.2 s passed without an answer"


def test_nobody_listening_is_unreachable() -> None:
    with serving(fine) as (url, _):
        pass
    carry = port(url)

    with pytest.raises(Unreachable, match=r"No connection to 127\.0\.0\.1"):
        carry.send("GET", "/Users/7")


@pytest.mark.parametrize("content", [b"<html>no</html>", b"{", b"[" * 100_000, b"\xff\xfe"])
def test_a_body_that_is_no_json_is_kept_as_text_and_no_crash(content: bytes) -> None:
    with serving(lambda request: (200, {}, content)) as (url, _):
        carry = port(url)
        answer = carry.send("GET", "/Users/7")
        carry.close()

    assert (answer.status, answer.json) == (200, None)
    assert answer.text == content.decode(errors="replace")[:LONGEST_TEXT]


def test_a_compressed_body_is_read_although_nobody_asked_for_it() -> None:
    packed = gzip.compress(b'{"id": "7"}')
    with serving(lambda request: (200, {"Content-Encoding": "gzip"}, packed)) as (url, _):
        carry = port(url)
        answer = carry.send("GET", "/Users/7")
        carry.close()

    assert answer.json == {"id": "7"}


def test_the_token_is_in_no_text_and_in_no_curl_line() -> None:
    with serving(lambda request: (400, {}, json.dumps({"detail": f"bad {TOKEN}"}).encode())) as (url, _):
        carry = port(url)
        answer = carry.send("PATCH", "/Users/7", json={"a": 1})
        line = carry.curl("PATCH", "/Users/7", json={"a": 1})
        carry.close()

    assert TOKEN not in answer.text
    assert "[secret]" in answer.text
    assert TOKEN not in line + repr(carry)
    assert line.startswith("curl -sSi -X PATCH")
    assert "$SCIM_TOKEN" in line
    assert "/scim/v2/Users/7" in line
    assert "'{\"a\":1}'" in line
