"""What a server offers in TLS is seen by shaking hands with it.

The keys and certificates under ``tests/data/tls`` were made by openssl for these tests, for a hundred years.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from client_by_hand import talking

from scim_conformance.client import tls
from scim_conformance.client.certificate_key import Key, key_of
from scim_conformance.client.tls import NAMES, SUITES, look_at_tls, speaks
from scim_conformance.outcomes import Finding

KEYS = Path(__file__).parents[1] / "data" / "tls"
V = ssl.TLSVersion


@contextmanager
def server(
    key: str = "rsa2048", lowest: V = V.TLSv1_2, highest: V = V.TLSv1_3, suites: str = "DEFAULT"
) -> Iterator[str]:
    """A server on loopback that does no more than to shake hands; yields its base URL."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Level 0, as a server whose settings are old.
    context.set_ciphers(f"{suites}:@SECLEVEL=0")
    context.load_cert_chain(KEYS / f"{key}.pem")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = lowest, highest
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(5)
                with suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                    secure.recv(1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/scim"
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def found(url: str, **options: float) -> dict[str, Finding]:
    listed = look_at_tls(url, **options)
    assert tuple(each.name for each in listed) == NAMES
    return {each.name: each for each in listed}


def test_a_server_of_today_meets_every_demand() -> None:
    with server() as url:
        seen = found(url)

    assert seen["tls-version"].holds is True
    assert seen["tls-version"].says == "TLS 1.2 is offered, and TLS 1.3 too."
    assert seen["tls-suites"].holds is True
    assert any(suite in seen["tls-suites"].says for suite in SUITES)
    assert (seen["tls-key"].holds, seen["tls-key"].says) == (True, "The key is RSA with 2048 bits.")
    can_tell = speaks(V.TLSv1) and speaks(V.TLSv1_1)
    assert seen["tls-older"].holds is (True if can_tell else None)


def test_a_server_of_tls_1_2_alone_is_as_good() -> None:
    with server("ecc256", highest=V.TLSv1_2) as url:
        seen = found(url)

    assert (seen["tls-version"].holds, seen["tls-version"].says) == (True, "TLS 1.2 is offered.")
    assert "ECDHE-ECDSA" in seen["tls-suites"].says
    assert (seen["tls-key"].holds, seen["tls-key"].says) == (True, "The key is ECC with 256 bits.")


def test_a_server_of_tls_1_3_alone_is_not_reached_by_1_2() -> None:
    with server(lowest=V.TLSv1_3) as url:
        seen = found(url)

    assert seen["tls-version"].holds is False
    assert seen["tls-version"].says == "TLS 1.3 is offered, but TLS 1.2 is refused."
    assert seen["tls-suites"].holds is False
    assert seen["tls-key"].holds is True


@pytest.mark.skipif(not (speaks(V.TLSv1) and speaks(V.TLSv1_1)), reason="the OpenSSL here speaks no older TLS")
@pytest.mark.parametrize(
    ("lowest", "says"), [(V.TLSv1, "TLS 1.1 and TLS 1.0 are offered."), (V.TLSv1_1, "TLS 1.1 is offered.")]
)
def test_older_versions_are_seen(lowest: V, says: str) -> None:
    with server(lowest=lowest) as url:
        seen = found(url)

    assert (seen["tls-older"].holds, seen["tls-older"].says) == (False, says)
    assert seen["tls-version"].holds is True


def test_what_this_machine_can_not_speak_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "speaks", lambda version: version not in (V.TLSv1, V.TLSv1_1))
    with server() as url:
        seen = found(url)

    assert seen["tls-older"].holds is None
    assert seen["tls-older"].says == "The OpenSSL of this machine does not speak TLS 1.1."
    assert seen["tls-version"].holds is True


def test_a_server_with_none_of_the_named_suites_is_told() -> None:
    with server(highest=V.TLSv1_2, suites="ECDHE-RSA-CHACHA20-POLY1305:AES128-SHA") as url:
        seen = found(url)

    assert seen["tls-version"].holds is True
    assert seen["tls-suites"].holds is False
    assert "each of the eight" in seen["tls-suites"].says


def test_a_short_key_is_told() -> None:
    with server("rsa1024") as url:
        seen = found(url)

    assert (seen["tls-key"].holds, seen["tls-key"].says) == (False, "The key is RSA with 1024 bits.")


def test_http_does_not_concern_this_machine_itself() -> None:
    seen = found("http://127.0.0.1:8080/scim")

    assert all((each.holds, each.applies) == (None, False) for each in seen.values())


def test_http_elsewhere_is_no_tls() -> None:
    seen = found("http://api.example.com/scim")

    assert seen["tls-version"].holds is False
    assert "in the clear" in seen["tls-version"].says
    assert all(each.holds is None and each.applies for each in seen.values() if each.name != "tls-version")


def test_a_server_that_is_not_there_decides_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    seen = found(f"https://127.0.0.1:{port}/scim")

    assert all(each.holds is None for each in seen.values())
    assert "No connection could be opened" in seen["tls-key"].says


def test_a_server_that_says_nothing_is_left_in_time() -> None:
    with talking(lambda connection: None) as url:
        begin = time.monotonic()
        seen = found(url.replace("http://", "https://"), timeout=0.2)

    assert time.monotonic() - begin < 3
    assert all(each.holds is None for each in seen.values())
    assert "within 0.2 s" in seen["tls-version"].says


def test_a_server_that_speaks_no_tls_offers_none() -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with talking(serve) as url:
        seen = found(url.replace("http://", "https://"), timeout=2.0)

    assert seen["tls-version"].holds is False
    assert seen["tls-key"].holds is None


def test_behind_a_proxy_nothing_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    seen = found("https://api.example.com/scim")

    assert all(each.holds is None and "A proxy" in each.says for each in seen.values())


def der(name: str) -> bytes:
    text = (KEYS / f"{name}.pem").read_text(encoding="ascii")
    return ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERTIFICATE") :])


@pytest.mark.parametrize(
    ("name", "key"),
    [("rsa2048", Key("RSA", 2048)), ("rsa1024", Key("RSA", 1024)), ("ecc256", Key("ECC", 256)), ("ed25519", None)],
)
def test_the_key_of_a_certificate_is_read(name: str, key: Key | None) -> None:
    assert key_of(der(name)) == key


def test_what_is_no_certificate_has_no_key() -> None:
    whole = der("rsa2048")

    assert key_of(b"") is None
    assert key_of(b"\x30\x82") is None
    assert all(key_of(whole[:length]) is None for length in range(0, len(whole) - 1, 7))
    assert key_of(b"\x02\x01\x05") is None


def test_this_machine_speaks_what_its_connections_need() -> None:
    assert speaks(V.TLSv1_2)
