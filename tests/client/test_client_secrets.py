"""A secret shows nowhere but where it is asked for."""

from __future__ import annotations

import copy
import logging
import pickle
import socket
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import pytest
from client_by_hand import BASE, TOKEN, Bench, request_of, talking

from scim_conformance.client import Secret, Unreachable, authentication, basic, bearer, none


@dataclass(frozen=True)
class Holder:
    secret: Secret


def test_a_secret_shows_in_no_repr_no_format_and_no_dataclass() -> None:
    secret = Secret(TOKEN)
    shown = f"{secret} {secret!r} {secret!s:>20} {[secret]} {Holder(secret)} {asdict(Holder(secret))}"
    assert TOKEN not in shown
    assert "Secret(***)" in shown
    assert secret.reveal() == TOKEN


def test_a_secret_can_be_copied_and_compared_but_not_pickled() -> None:
    secret = Secret(TOKEN)
    assert copy.deepcopy({"a": secret})["a"] == secret == Secret(TOKEN) != Secret("other")
    assert len({secret, Secret(TOKEN)}) == 1
    with pytest.raises(TypeError, match="reveal") as raised:
        pickle.dumps(secret)
    assert TOKEN not in str(raised.value)


def test_credentials_show_no_secret() -> None:
    shown = f"{bearer(Secret(TOKEN))} {basic('ann', Secret('pass-word-1'))} {none()}"
    assert TOKEN not in shown
    assert "pass-word-1" not in shown
    assert "YW5uOnBhc3Mtd29yZC0x" not in shown


@pytest.mark.parametrize("token", ["", "two words", f"Bearer {TOKEN}", f"{TOKEN}\n", "t\xf6ken-12345"])
def test_a_token_that_no_header_can_carry_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(ValueError, match="the token alone") as raised:
        bearer(Secret(token))
    assert TOKEN not in str(raised.value)


def test_the_kinds_of_authentication_are_those_of_a_profile() -> None:
    secret = Secret("pass-word-1")
    assert authentication("none") == none()
    assert authentication("bearer", token=secret) == bearer(secret)
    assert authentication("basic", username="ann", password=secret) == basic("ann", secret)
    with pytest.raises(ValueError, match="bearer authentication needs a token"):
        authentication("bearer")
    with pytest.raises(ValueError, match="basic authentication needs a user name and a password"):
        authentication("basic", username="ann")
    with pytest.raises(ValueError, match="'digest' is no authentication"):
        authentication("digest")
    with pytest.raises(ValueError, match="colon"):
        basic("a:b", secret)


CAUSES = {"known": httpx.ConnectError("refused"), "unknown": RuntimeError("a bug")}


@pytest.mark.parametrize("cause", CAUSES)
def test_no_exception_leads_to_a_frame_that_holds_the_token(tmp_path: Path, cause: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        plain = request.headers["authorization"]
        try:
            raise OSError(f"{len(plain)} characters")
        except OSError:
            raise CAUSES[cause]  # noqa: B904

    bench = Bench(tmp_path, answer)
    with pytest.raises((Unreachable, RuntimeError)) as raised:
        bench.scim.get("Users")
    # What a traceback would print: every frame that is left, with its locals, and every exception before it.
    printed = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())
    assert "scim.py" in printed
    assert TOKEN not in printed
    bench.ledger.close()


def test_showlocals_shows_no_token(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it=f"""
        import httpx, pathlib, pytest
        from scim_conformance.client import *

        def answer(request):
            headers = [(name, value) for name, value in request.headers.raw]
            if request.url.path.endswith("Users"):
                raise httpx.ConnectError("no")
            if request.url.path.endswith("Bug"):
                raise KeyError("no")
            return httpx.Response(200, json={{}}, headers={{"Set-Cookie": "session=crumbs"}})

        @pytest.fixture
        def scim(tmp_path):
            token = Secret(pathlib.Path({str(pytester.path / "token")!r}).read_text())
            return Scim("{BASE}", bearer(token), recorder=Recorder(), redactor=Redactor(),
                        ledger=Ledger(tmp_path, "u", "r", "w"), transport=httpx.MockTransport(answer))

        @pytest.mark.parametrize("path", ["Users", "Bug", "Other"])
        def test_it(scim, path):
            reply = scim.get(path)
            exchange, = scim.recorder.exchanges
            headers = reply.headers
            assert reply.status == 1
        """
    )
    (pytester.path / "token").write_text(TOKEN)
    result = pytester.runpytest_subprocess("--showlocals", "--tb=long", "-p", "no:cacheprovider")
    result.assert_outcomes(failed=3)
    shown = result.stdout.str() + result.stderr.str()
    assert "reply      = <Reply 1: GET /Other 200>" in shown
    assert TOKEN not in shown
    assert "crumbs" not in shown


def test_nothing_is_logged_that_holds_a_secret(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    def serve(connection: socket.socket) -> None:
        request_of(connection)
        headers = f"X-Echo: {TOKEN}\r\nSet-Cookie: session=crumbs\r\nContent-Length: 0\r\n"
        connection.sendall(f"HTTP/1.1 200 OK\r\n{headers}\r\n".encode())

    caplog.set_level(logging.DEBUG)
    with talking(serve) as url:
        bench = Bench(tmp_path, url=url)
        reply = bench.scim.get("Users", params={"access_token": TOKEN}, headers={"Cookie": "session=crumbs"})
        bench.scim.close()
        bench.ledger.close()
    assert reply.headers["X-Echo"] == TOKEN
    assert TOKEN not in caplog.text
    assert "with%2Bodd" not in caplog.text
    assert "crumbs" not in caplog.text
