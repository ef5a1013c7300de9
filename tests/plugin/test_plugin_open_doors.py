"""Checks of signing in do no harm: what an open door lets them create is deleted, and no token goes where it stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.plugin.fixtures.signing import misspelled
from scim_conformance.profile import load
from scim_conformance.provider import Provider, build, serve
from scim_conformance.provider.faults import fault, inject

Suite = Callable[..., Any]

TOKEN = "sEcr3t/+token=with:odd~letters32"


def provider(*faults: str) -> Provider:
    made = build(load("generic", cwd=Path.cwd()), token=TOKEN)
    for each in faults:
        inject(made, fault(each))
    return made


def noting(made: Provider, asked: list[Any]) -> Provider:
    def note(answer: Any) -> Any:
        def look(request: Any) -> Any:
            asked.append(request)
            return answer(request)

        return look

    made.wrap(note)
    return made


@pytest.mark.parametrize("door", ["auth-missing-ok-on-search-bulk", "auth-any-token-on-search-bulk"])
def test_what_was_created_without_right_credentials_is_deleted(suite: Suite, door: str) -> None:
    asked: list[Any] = []
    with serve(noting(provider(door), asked)) as running:
        done = suite("--profile", "generic", "--url", running.url, "--token", TOKEN, "-k", "auth.endpoints")

    created = [each for each in asked if each.path.strip("/") == "Bulk" and TOKEN not in str(each.headers)]
    assert created, "nobody asked for a user by bulk"
    assert "failed" in done.outcomes.values(), done.output
    assert done.results["leftovers"] == []
    deleted = [each.path for each in asked if each.method == "DELETE"]
    sent = [each["response"]["body"] for each in done.results["exchanges"] if each["url"].endswith("/Bulk")]
    made = [each["location"].rpartition("/")[2] for body in sent for each in body.get("Operations", [])]
    assert made, done.output
    assert all(any(id in path for path in deleted) for id in made)


@pytest.mark.parametrize("lets", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_live_token_stands_in_an_address_only_where_the_profile_lets_it(suite: Suite, lets: bool) -> None:
    asked: list[Any] = []
    allowed = ("--scim-set", "auth.token_in_query=true") if lets else ()
    with serve(noting(provider(), asked)) as running:
        done = suite(
            "--profile", "generic", "--url", running.url, "--token", TOKEN, *allowed, "-k", "auth.token-in-address"
        )

    assert any("access_token" in each.query for each in asked) is lets
    assert done.outcomes["auth.token-in-address[Bearer]"] == ("passed" if lets else "omitted")
    assert done.outcomes["auth.token-in-address-is-private[Bearer]"] == "omitted"
    if not lets:
        assert "auth.token_in_query" in done.written
    assert TOKEN not in done.written


@pytest.mark.parametrize(
    ("token", "kinds"),
    [
        ("aBcDeFgH12", {"empty", "truncated", "longer", "other case"}),
        ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", {"empty", "truncated", "longer"}),
        ("QUJDREVGR0g=", {"empty", "truncated", "longer", "other case"}),
    ],
)
def test_no_spoiled_token_may_mean_the_same_as_the_right_one(token: str, kinds: set[str]) -> None:
    made = misspelled(token)

    assert set(made) == kinds
    # Many readers of base64 pass over what fills it up.
    assert all(text.rstrip("=") != token.rstrip("=") for text in made.values())
