"""Why no connection comes about is told apart, from the words of the layers below and on real sockets."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from run_by_hand import TOKEN, settings_of

from scim_conformance.plugin.run import Run
from scim_conformance.preflight import Stop, bases, kind_of_failure, lapsed
from scim_conformance.preflight.moving import move

KEY = Path(__file__).parents[1] / "data" / "tls" / "rsa2048.pem"

WORDS = {
    "[Errno -2] Name or service not known": "host",
    "[Errno 8] nodename nor servname provided, or not known": "host",
    "[Errno 11001] getaddrinfo failed": "host",
    "[Errno -3] Temporary failure in name resolution": "host",
    "[Errno 111] Connection refused": "refused",
    "[WinError 10061] No connection could be made because the target machine actively refused it": "refused",
    "it was not answered in time": "late",
    "[Errno 101] Network is unreachable": "route",
    "[Errno 113] No route to host": "route",
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)": (
        "certificate-ended"
    ),
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate is not yet valid": "certificate-early",
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for "
    "'api.example.com'. (_ssl.c:1006)": "certificate-name",
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: IP address mismatch, certificate is not valid for "
    "'127.0.0.1'": "certificate-name",
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate": "certificate-unknown",
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate": (
        "certificate-unknown"
    ),
    "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required": "certificate-wanted",
    "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)": "plain",
    "[SSL] record layer failure (_ssl.c:1006)": "plain",
    "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure": "tls",
    "407 Proxy Authentication Required": "proxy",
    "something else": "no-connection",
}


@pytest.mark.parametrize("why", WORDS)
def test_the_words_of_the_layers_below_name_the_kind(why: str) -> None:
    assert kind_of_failure(why) == WORDS[why]


@contextmanager
def listening(context: ssl.SSLContext | None = None, answer: bytes = b"") -> Iterator[int]:
    """A port on loopback that shakes hands if it can, answers with some bytes, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(2)
                with suppress(OSError), connection:
                    talk = context.wrap_socket(connection, server_side=True) if context else connection
                    talk.recv(65536)
                    talk.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def stop_at(url: str, folder: Path) -> Stop:
    """Return why a run at an address ends before its first check."""
    run = Run(settings_of(folder, "generic"))
    run.open(url)
    try:
        run.prepare()
    finally:
        run.close()
    assert run.stop is not None
    return run.stop


def test_nobody_listening_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    found = stop_at(f"http://127.0.0.1:{port}/scim", tmp_path)

    assert found.kind == "refused"
    assert f"127.0.0.1:{port}" in found.says


def test_a_host_without_an_address_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    found = stop_at("http://scim.invalid/scim", tmp_path)

    assert (found.kind, found.whose) == ("host", "configuration")
    assert "scim.invalid" in found.says


def test_a_certificate_of_nobody_known_is_told_with_the_option_that_helps(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(KEY)
    with listening(context) as port:
        found = stop_at(f"https://127.0.0.1:{port}/scim", tmp_path)

    assert found.kind == "certificate-unknown"
    assert "--scim-ca-bundle" in found.todo


def test_https_at_a_port_of_http_is_told(tmp_path: Path) -> None:
    with listening(answer=b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") as port:
        found = stop_at(f"https://127.0.0.1:{port}/scim", tmp_path)

    assert found.kind == "plain"


def test_a_port_that_hangs_up_gives_no_answer_and_is_sent_no_creation(tmp_path: Path) -> None:
    with listening() as port:
        found = stop_at(f"http://127.0.0.1:{port}/scim", tmp_path)

    assert found.kind == "silent"
    assert "connection was closed" in found.says
    assert len(found.exchanges) == 4
    assert TOKEN not in json.dumps(found.as_dict())


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://h.example/scim/v2/Users", "https://h.example/scim/v2"),
        ("https://h.example:8443/scim/v2/Users/2819c223-7f76", "https://h.example:8443/scim/v2"),
        ("https://h.example/scim/v2/ServiceProviderConfig", "https://h.example/scim/v2"),
        ("https://h.example/scim", "https://h.example/scim/v2"),
        ("https://h.example", "https://h.example/v2"),
        ("https://h.example/scim/v2", "https://h.example/scim"),
    ],
)
def test_the_likeliest_other_address_is_tried_first(url: str, first: str) -> None:
    found = bases(url)

    assert found[0] == first
    assert url not in found
    assert len(found) == len(set(found)) <= 10


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "..", "a.bnVsbA.c", "a.eyJleHAiOiAiMTIifQ.c", "a.W10.c"])
def test_a_token_that_says_nothing_of_its_end_has_not_ended(token: str) -> None:
    assert lapsed(token, datetime.now(UTC)) is None


def test_a_location_of_another_host_keeps_neither_query_nor_password() -> None:
    found = move("https://h.example/scim", "/Users", "https://me:pass@other.example:8443/in?code=1#x")

    assert (found.kind, found.location) == ("moved", "https://other.example:8443/in")


def test_a_location_below_another_base_names_that_base() -> None:
    assert move("https://h.example/scim", "/Users", "/scim/v2/Users?count=1").base == "https://h.example/scim/v2"
