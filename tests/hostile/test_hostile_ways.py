"""Certificates that nobody should trust, redirects that lead away, and connections that end when they like."""

from __future__ import annotations

import ssl
from collections import Counter
from pathlib import Path

import pytest

from scim_conformance.client import Passage, Unreachable
from tests.hostile.front import Answer, Asked, Front, Talk, serving
from tests.hostile.lone_client import LoneClient
from tests.hostile.runs import rightly

KEYS = Path(__file__).parents[1] / "data" / "tls"
OK = Answer("200 OK", [("Content-Type", "application/scim+json"), ("Content-Length", "2")], b"{}")
CREATED = b'{"id": "7", "userName": "scimconf-65a1-a"}'


def right(asked: Asked) -> Answer:
    if asked.method == "POST":
        lines = [("Content-Type", "application/scim+json"), ("Content-Length", str(len(CREATED)))]
        return Answer("201 Created", lines, CREATED)
    return Answer(OK.status, list(OK.headers), OK.body)


@pytest.mark.parametrize(
    ("key", "why"),
    [("expired", "expired"), ("elsewhere", "not valid for '127.0.0.1'"), ("rsa2048", "self-signed")],
)
def test_a_certificate_that_is_not_to_be_trusted_lets_nothing_be_sent(tmp_path: Path, key: str, why: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(KEYS / f"{key}.pem")
    trusted = Passage(ca_bundle=str(KEYS / f"{key}.pem")) if key != "rsa2048" else Passage()
    with (
        serving(Front(right, rightly), context) as front,
        LoneClient(tmp_path, front.url, passage=trusted) as client,
        pytest.raises(Unreachable, match=why),
    ):
        client.scim.get("Users")
    assert front.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_redirect_takes_the_token_nowhere(tmp_path: Path, status: int, method: str) -> None:
    other = Front(right, rightly)

    def lead_away(talk: Talk) -> None:
        where = f"{other.url}{talk.asked.path}"
        talk.send(f"HTTP/1.1 {status} Away\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode())

    with serving(other), serving(Front(right, lead_away)) as front, LoneClient(tmp_path, front.url) as client:
        client.ledger.created("Users", "7")
        reply = client.scim.request(method, "Users" if method == "POST" else "Users/7", json={"userName": "a"})
        followed = client.scim.get(reply.headers["Location"])

    assert reply.status == status
    assert followed.status is None
    assert "is not the origin of the provider" in str(followed.problem)
    assert other.connections == 0
    assert len(front.asked) == 1


def test_a_redirect_that_goes_round_and_round_is_one_answer(tmp_path: Path) -> None:
    def round_and_round(talk: Talk) -> None:
        talk.send(f"HTTP/1.1 302 Found\r\nLocation: {talk.asked.path}\r\nContent-Length: 0\r\n\r\n".encode())

    with serving(Front(right, round_and_round)) as front, LoneClient(tmp_path, front.url) as client:
        assert client.scim.get("Users").status == 302
    assert len(front.asked) == 1


def test_cookies_are_not_sent_back(tmp_path: Path) -> None:
    def with_cookie(talk: Talk) -> None:
        talk.send(talk.answer.head(more=[("Set-Cookie", "session=stolen; Path=/")]) + b"\r\n" + talk.answer.body)

    with serving(Front(right, with_cookie)) as front, LoneClient(tmp_path, front.url) as client:
        for _ in range(2):
            client.scim.get("Users")
        kept = [exchange.as_dict() for exchange in client.recorder.exchanges]
    assert [asked.headers.get("cookie") for asked in front.asked] == [None, None]
    assert "stolen" not in str(kept)


class Dropping:
    """Closes a connection unsaid, without an answer, when its second request comes."""

    def __init__(self) -> None:
        self.seen: Counter[object] = Counter()

    def __call__(self, talk: Talk) -> None:
        self.seen[talk.connection] += 1
        if self.seen[talk.connection] > 1:
            talk.close()
        talk.send(talk.answer.written())


def test_a_read_on_a_connection_that_was_closed_before_is_sent_again_on_a_new_one(tmp_path: Path) -> None:
    front = Front(right, Dropping())
    with serving(front), LoneClient(tmp_path, front.url) as client:
        statuses = [client.scim.get("Users").status for _ in range(4)]
        # From then on nothing shares a connection, so that no creation is lost by it.
        made = client.scim.create("Users", {"userName": "scimconf-65a1-a"})
    assert statuses == [200] * 4
    assert made.status == 201
    assert [asked.method for asked in front.asked].count("POST") == 1


def test_a_creation_is_never_sent_twice(tmp_path: Path) -> None:
    front = Front(right, Dropping())
    with serving(front), LoneClient(tmp_path, front.url) as client:
        client.scim.get("Users")
        made = client.scim.create("Users", {"userName": "scimconf-65a1-a"})
    assert made.status is None
    assert "the connection was closed without an answer" in str(made.problem)
    assert [asked.method for asked in front.asked] == ["GET", "POST"]
    assert [(entry.id, entry.name) for entry in client.ledger.open] == [(None, "scimconf-65a1-a")]


def test_what_stands_behind_an_answer_is_not_taken_for_the_next_one(tmp_path: Path) -> None:
    def two_at_once(talk: Talk) -> None:
        stranger = b'{"id": "of somebody else"}'
        second = b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n" % len(stranger) + stranger
        talk.send(talk.answer.written() + second)

    front = Front(right, two_at_once, lambda asked: asked.method == "GET")
    with serving(front), LoneClient(tmp_path, front.url) as client:
        assert client.scim.get("Users").problem == "bytes came after the end of the answer"
        made = client.scim.create("Users", {"userName": "scimconf-65a1-a"})
    assert made.json == {"id": "7", "userName": "scimconf-65a1-a"}
