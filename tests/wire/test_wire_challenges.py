"""WWW-Authenticate headers, read."""

from __future__ import annotations

import pytest

from scim_conformance.wire import Challenge, challenges


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", []),
        ("Bearer", [Challenge("Bearer")]),
        ('Bearer realm="SCIM"', [Challenge("Bearer", (("realm", "SCIM"),))]),
        ("Basic realm=x, Bearer", [Challenge("Basic", (("realm", "x"),)), Challenge("Bearer")]),
        ("Negotiate, Bearer", [Challenge("Negotiate"), Challenge("Bearer")]),
        (
            'Bearer realm="a, b", error="invalid_token"',
            [Challenge("Bearer", (("realm", "a, b"), ("error", "invalid_token")))],
        ),
    ],
)
def test_schemes_and_parameters_are_told_apart(header: str, expected: list[Challenge]) -> None:
    assert challenges(header) == expected


def test_what_stands_twice_is_named() -> None:
    (found,) = challenges('Bearer realm="a", Realm="b", scope="x", other=1, other=2')

    assert found.repeated() == ["realm"]


@pytest.mark.parametrize(
    ("header", "strange"),
    [
        ('Bearer error_description="The token has expired"', []),
        ('Bearer error_description="a \\"token\\""', ["error_description"]),
        ('Bearer error="ungültig"', ["error"]),
        ('Bearer error_uri="https://example.com/a b"', ["error_uri"]),
        ('Bearer realm="Zürich"', []),
    ],
)
def test_characters_that_are_not_allowed_are_found(header: str, strange: list[str]) -> None:
    assert challenges(header)[0].strange() == strange
