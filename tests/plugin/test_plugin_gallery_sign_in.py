"""What the gallery validation says of the run's own token, and which secrets it hides."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from scim_conformance.client import Grant, IssuedTokens, Redactor, Secret, Token
from scim_conformance.plugin.gallery_sign_in import SignIn

PROOF = "the-assertion-of-this-run"
GRANT = Grant("jwt-assertion", "https://login.example.com/token", "client-7", Secret(PROOF))


def run(issued: IssuedTokens | None = None) -> Any:
    access = SimpleNamespace(grant=GRANT, issued=issued)
    return SimpleNamespace(settings=SimpleNamespace(access=access, timeout=1.0), redactor=Redactor())


def test_a_token_is_judged_by_the_life_that_it_was_given_and_not_by_what_is_left_of_it() -> None:
    now = [0.0]
    issued = IssuedTokens(GRANT, Token(Secret("a-token-for-an-hour"), 3600.0), clock=lambda: now[0])
    now[0] = 1800.0

    (found,) = SignIn(run(issued), None).findings({})

    assert (found.name, found.holds) == ("token-life", True)
    assert "3600 s" in found.says


def test_a_token_that_is_too_short_is_told() -> None:
    (found,) = SignIn(run(IssuedTokens(GRANT, Token(Secret("a-token"), 600.0))), None).findings({})

    assert found.holds is False


def test_the_secrets_of_the_token_endpoint_are_hidden_also_where_a_token_was_given() -> None:
    made = run()

    SignIn(made, None)

    assert PROOF not in made.redactor.text(f"It answered: {PROOF} is refused")
    for secret in GRANT.secrets:
        assert secret.reveal() not in made.redactor.text(secret.reveal())
