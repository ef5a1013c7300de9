"""How a profile says that a token endpoint is asked, and what it must not say."""

from __future__ import annotations

import pytest

from scim_conformance.profile import Auth, ProfileError, SecretRef
from scim_conformance.profile.authentication import ALL_KEYS, KEYS

HIDDEN = "q7Hd93kfLs02MvbWxRt5YpZa8NcEuJg1"

BY_SECRET = """\
name: Mine
auth:
  kind: client-credentials
  token_url: https://id.example/token?version=2
  client_id: {env: MINE_ID}
  client_secret: {file: secret.txt}
"""


def test_client_credentials_are_read(load_text) -> None:
    plain = load_text(BY_SECRET).auth
    whole = load_text(BY_SECRET + "  send: header\n  scope: a b\n").auth

    assert plain == Auth(
        "client-credentials",
        token_url="https://id.example/token?version=2",
        client_id=SecretRef(env="MINE_ID"),
        client_secret=SecretRef(file="secret.txt"),
    )
    assert (plain.send, plain.scope) == ("body", None)
    assert (whole.send, whole.scope) == ("header", "a b")


def test_an_assertion_is_read(load_text) -> None:
    auth = load_text(
        "name: Mine\n"
        "auth:\n"
        "  kind: jwt-assertion\n"
        "  token_url: http://localhost:8080/token\n"
        "  client_id: {env: MINE_ID}\n"
        "  assertion: {env: MINE_JWT}\n"
        "  base_address: https://api.example/scim\n"
    ).auth

    assert auth.assertion == SecretRef(env="MINE_JWT")
    assert auth.base_address == "https://api.example/scim"
    assert auth.client_secret is None


@pytest.mark.parametrize(
    ("kind", "scheme"),
    [
        ("bearer", "Bearer"),
        ("basic", "Basic"),
        ("client-credentials", "Bearer"),
        ("jwt-assertion", "Bearer"),
        ("none", None),
    ],
)
def test_each_kind_has_its_scheme(kind, scheme) -> None:
    assert Auth(kind).scheme == scheme


def test_the_keys_of_all_kinds_are_those_of_an_auth() -> None:
    assert {"kind", *ALL_KEYS} == set(Auth.__dataclass_fields__)


def test_all_that_is_missing_is_told_at_once(problems_of) -> None:
    problems = problems_of("name: Mine\nauth: {kind: client-credentials}\n")

    assert [(p.line, p.path, p.what, p.fix) for p in problems] == [
        (2, "auth", "`token_url` is missing.", "Add token_url: https://…."),
        (2, "auth", "`client_id` is missing.", "Add client_id: {env: NAME} or {file: path}."),
        (2, "auth", "`client_secret` is missing.", "Add client_secret: {env: NAME} or {file: path}."),
    ]


@pytest.mark.parametrize("kind", KEYS)
def test_keys_of_another_kind_are_refused(problems_of, kind) -> None:
    others = [key for key in ALL_KEYS if key not in (*KEYS[kind].needed, *KEYS[kind].allowed)]
    values = {"token_url": "https://x.example", "base_address": "https://x.example", "scope": "s", "send": "body"}
    values |= {"audience": "a", "resource": "r", "token_in_query": "true"}
    said = ", ".join(f"{key}: {values.get(key, '{env: X}')}" for key in (*KEYS[kind].needed, *others))

    problems = problems_of(f"name: Mine\nauth: {{kind: {kind}, {said}}}\n")

    assert [p.path for p in problems] == sorted(f"auth.{key}" for key in others)
    assert {p.what.partition("has ")[2] for p in problems} == {f"no meaning with `kind: {kind}`."}


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://id.example/token", "cross the network"),
        ("http://127.0.0.1.example/token", "cross the network"),
        ("http://[::2]/token", "cross the network"),
        ("https://ann:pw@id.example/token", "user name"),
        ("https://id.example/token#here", "fragment"),
        ("'https://[id.example/token'", "no URL"),
        ("https://id.example:port/token", "no URL"),
        ("id.example/token", "does not fit"),
        ("ftp://id.example/token", "does not fit"),
    ],
)
def test_a_token_url_that_must_not_be_used_is_refused(problems_of, url, words) -> None:
    (problem,) = problems_of(BY_SECRET.replace("https://id.example/token?version=2", url))

    assert (problem.line, problem.path) == (4, "auth.token_url")
    assert words in problem.what
    assert url not in str(problem)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:80", "127.8.8.8"])
def test_a_token_url_of_this_machine_needs_no_tls(load_text, host) -> None:
    url = f"http://{host}/token"

    assert load_text(BY_SECRET.replace("https://id.example/token?version=2", f"'{url}'")).auth.token_url == url


@pytest.mark.parametrize("key", ["client_id", "client_secret", "assertion"])
@pytest.mark.parametrize("form", ["{}", "{{env: {}}}", "{{value: {}}}", "[{}]"])
def test_a_secret_in_the_profile_is_refused_and_never_repeated(problems_of, key, form) -> None:
    kind = "jwt-assertion" if key == "assertion" else "client-credentials"

    problems = problems_of(f"name: Mine\nauth:\n  kind: {kind}\n  {key}: {form.format(HIDDEN)}\n")

    assert f"auth.{key}" in [p.path for p in problems]
    assert HIDDEN not in str(ProfileError(problems)) + repr(ProfileError(problems))


def test_a_way_to_send_that_does_not_exist_is_told_with_those_that_do(problems_of) -> None:
    (problem,) = problems_of(BY_SECRET + "  send: both\n")

    assert problem.path == "auth.send"
    assert "Write header or body." in problem.fix
