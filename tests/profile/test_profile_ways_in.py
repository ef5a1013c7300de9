"""What a profile says of commands, headers and certificates, and what it must not say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scim_conformance.profile import ProfileError, SecretRef
from scim_conformance.profile.authentication import OURS
from scim_conformance.profile.model import ClientCertificate

HIDDEN = "q7Hd93kfLs02MvbWxRt5YpZa8NcEuJg1"
PAGE = Path(__file__).parents[2] / "docs" / "signing-in.md"

WHOLE = """\
name: Mine
auth:
  kind: none
  headers:
    X-Api-Key: {env: MINE_KEY}
    X-Tenant: {command: "get tenant 'of mine'"}
  client_certificate: {file: c.pem, key_file: k.pem, password_env: MINE_PASSWORD}
"""


def test_headers_and_a_certificate_are_read(load_text) -> None:
    auth = load_text(WHOLE).auth

    assert auth.headers == {
        "X-Api-Key": SecretRef(env="MINE_KEY"),
        "X-Tenant": SecretRef(command=("get", "tenant", "of mine")),
    }
    assert auth.client_certificate == ClientCertificate("c.pem", "k.pem", "MINE_PASSWORD")
    assert auth.token_in_query is False


@pytest.mark.parametrize("said", ["'vault read \"a b\"'", "[vault, read, a b]"])
def test_a_command_is_words(load_text, said) -> None:
    auth = load_text(f"name: Mine\nauth: {{kind: bearer, token: {{command: {said}}}}}\n").auth

    assert auth.token == SecretRef(command=("vault", "read", "a b"))
    assert str(auth.token) == "command vault"


@pytest.mark.parametrize("said", ["'  '", "'vault \"read'", '"\'"'])
def test_a_command_that_is_none_is_told(problems_of, said) -> None:
    (problem,) = problems_of(f"name: Mine\nauth: {{kind: bearer, token: {{command: {said}}}}}\n")

    assert (problem.path, problem.what[:20]) == ("auth.token", "This is no command: ")


@pytest.mark.parametrize("said", ["''", "[]", "[1]", "{vault: read}", "['']"])
def test_a_command_of_another_shape_is_told(problems_of, said) -> None:
    problems = problems_of(f"name: Mine\nauth: {{kind: bearer, token: {{command: {said}}}}}\n")

    assert "auth.token" in [problem.path for problem in problems]


@pytest.mark.parametrize("name", sorted(OURS))
def test_what_a_run_sets_itself_is_no_further_header(problems_of, name) -> None:
    (problem,) = problems_of(f"name: Mine\nauth: {{kind: bearer, headers: {{{name.title()}: {{env: X}}}}}}\n")

    assert problem.path.startswith("auth.headers")
    assert "a header that a run sets itself" in problem.what


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("{'X Key': {env: X}}", "none of a header"),
        ("{'X-Key: a': {env: X}}", "none of a header"),
        ("{X-Key: {env: X}, x-key: {env: Y}}", "twice"),
        ("{}", "nothing in it"),
    ],
)
def test_a_name_that_no_header_has_is_told(problems_of, said, words) -> None:
    (problem,) = problems_of(f"name: Mine\nauth: {{kind: bearer, headers: {said}}}\n")

    assert problem.path.startswith("auth.headers")
    assert words in problem.what


@pytest.mark.parametrize("form", ["{}", "{{env: {}}}", "{{value: {}}}", "[{}]"])
def test_the_value_of_a_header_is_refused_and_never_repeated(problems_of, form) -> None:
    problems = problems_of(f"name: Mine\nauth:\n  kind: bearer\n  headers:\n    X-Key: {form.format(HIDDEN)}\n")

    assert problems
    assert all(problem.path.startswith("auth.headers") for problem in problems)
    assert HIDDEN not in str(ProfileError(problems)) + repr(ProfileError(problems))


def test_a_literal_value_is_told_with_a_variable_that_could_hold_it(problems_of) -> None:
    (problem,) = problems_of(f"name: Mine\nauth: {{kind: bearer, headers: {{X-Api-Key: {HIDDEN}}}}}\n")

    assert "never written in a profile" in problem.what
    assert "{env: SCIM_X_API_KEY}" in problem.fix


def test_a_certificate_needs_its_file_and_no_password(problems_of) -> None:
    problems = problems_of(f"name: Mine\nauth: {{kind: none, client_certificate: {{password: {HIDDEN}}}}}\n")

    assert any("`file` is missing" in problem.what for problem in problems)
    assert HIDDEN not in str(ProfileError(problems))


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S))
def test_every_example_of_the_page_is_valid(load_text, example) -> None:
    load_text(f"name: Mine\n{example}")
