"""A JWT is told from other tokens, and what is made of it is signed by nobody."""

from __future__ import annotations

import base64

import pytest

from scim_conformance.wire import jwt_parts, tampered_tokens
from tests.token_endpoint import Refusal, claims_of, jwt


def test_a_jwt_is_read() -> None:
    parts = jwt_parts(jwt(sub="ann"))

    assert parts is not None
    assert (parts[0], parts[1]["sub"]) == ({"alg": "HS256", "typ": "JWT"}, "ann")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "opaque",
        "three.odd.words",
        "..",
        "a.b.c.d.e",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.",
        "WzFd.WzFd.c2ln",
        "eyJ0eXAiOiJKV1QifQ.e30.c2ln",
        "ÿ.ÿ.ÿ",
    ],
)
def test_other_tokens_are_none(token: str) -> None:
    assert jwt_parts(token) is None
    assert tampered_tokens(token) == {}


def test_who_looks_at_the_signature_refuses_all_that_is_made_of_a_token() -> None:
    token = jwt(sub="ann")
    made = tampered_tokens(token)

    assert set(made) == {"another signature", "other claims", "alg none"}
    assert claims_of(token)["sub"] == "ann"
    for text in made.values():
        with pytest.raises(Refusal):
            claims_of(text)


@pytest.mark.parametrize("octets", [32, 48, 64, 256])
def test_another_signature_is_made_of_other_bytes(octets: int) -> None:
    signature = base64.urlsafe_b64encode(bytes(octets)).decode().rstrip("=")
    another = tampered_tokens(f"eyJhbGciOiJSUzI1NiJ9.e30.{signature}")["another signature"].rpartition(".")[2]

    assert len(another) == len(signature)
    assert base64.urlsafe_b64decode(another + "=" * (-len(another) % 4)) != bytes(octets)


def test_what_says_that_it_is_not_signed_keeps_its_claims() -> None:
    unsigned = tampered_tokens(jwt(sub="ann"))["alg none"]
    parts = jwt_parts(f"{unsigned}x")

    assert unsigned.endswith(".")
    assert parts is not None
    assert (parts[0]["alg"], parts[1]["sub"]) == ("none", "ann")
