"""How the secrets that a profile names are found, and how the way in is handed to xdist's workers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from scim_conformance.client import CommandTokens, Grant, Header, IssuedTokens, Passage, Secret, Token
from scim_conformance.plugin.access import Access, Finder, given_token, read_access, sign_in
from scim_conformance.profile import Profile, SecretRef, load

AUTH = """\
name: Mine
auth:
  kind: {kind}
  token_url: https://id.example/token
  client_id: {{env: MINE_ID}}
  {proof}: {{file: proof.txt}}
"""


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return profile_of(tmp_path, "client-credentials", "client_secret")


def profile_of(folder: Path, kind: str, proof: str) -> Profile:
    (folder / "profiles").mkdir(exist_ok=True)
    (folder / "profiles" / "mine.yaml").write_text(AUTH.format(kind=kind, proof=proof), encoding="utf-8")
    return load("profiles/mine.yaml", cwd=folder)


def test_a_file_is_looked_for_from_the_directory_of_the_call(profile: Profile, tmp_path: Path) -> None:
    (tmp_path / "proof.txt").write_text(" the-secret \n", encoding="utf-8")
    problems: list[str] = []

    found = Finder(profile, tmp_path, problems).find(SecretRef(file="proof.txt"), "auth.client_secret")

    assert found == Secret("the-secret")
    assert problems == []


def test_what_is_not_found_is_told_together(profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINE_ID", raising=False)
    problems: list[str] = []

    access = read_access(profile, "https://x.example", None, None, Finder(profile, tmp_path, problems), 1.0)

    assert access.issued is None
    assert [problem.partition("mine.yaml: ")[2].partition(",")[0] for problem in problems] == [
        "auth.client_id names the environment variable MINE_ID",
        f"auth.client_secret names the file {tmp_path / 'proof.txt'}",
    ]


@pytest.mark.parametrize(("kind", "proof"), [("client-credentials", "client_secret"), ("jwt-assertion", "assertion")])
def test_a_grant_is_made_of_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, proof: str
) -> None:
    monkeypatch.setenv("MINE_ID", "the-id")
    (tmp_path / "proof.txt").write_text("the-proof", encoding="utf-8")
    profile, problems = profile_of(tmp_path, kind, proof), list[str]()

    access = read_access(profile, "https://x.example", None, None, Finder(profile, tmp_path, problems), 1.0)

    assert problems == []
    assert access.grant is not None
    assert (access.grant.kind, access.grant.client_id, access.grant.proof) == (kind, "the-id", Secret("the-proof"))
    assert access.credentials(profile) is access.issued
    assert access.token is None, "nobody has asked for one yet"


def test_a_given_token_goes_first_and_the_grant_is_kept_for_who_tests_it(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINE_ID", "the-id")
    problems: list[str] = []
    given = Secret("a-token-for-a-day")

    without = read_access(profile, "https://x.example", None, given, Finder(profile, tmp_path, problems), 1.0)
    (tmp_path / "proof.txt").write_text("the-proof", encoding="utf-8")
    access = read_access(profile, "https://x.example", None, given, Finder(profile, tmp_path, problems), 1.0)

    assert problems == []
    assert (without.grant, without.issued) == (None, None)
    assert (access.token, access.issued) == (given, None)
    assert access.grant is not None
    header = access.credentials(profile).header
    assert header is not None
    assert header.reveal() == "Bearer a-token-for-a-day"


def test_the_way_in_crosses_to_a_worker_with_the_token_at_hand(profile: Profile) -> None:
    grant = Grant("client-credentials", "https://id.example/token", "the-id", Secret("the-proof"), "header", "s")
    issued = IssuedTokens(grant, Token(Secret("the-token"), 3600))
    access = Access("https://x.example", "aadOptscim062020", None, grant=grant, issued=issued)

    rebuilt = Access.from_dict(json.loads(json.dumps(access.as_dict())), 5.0)

    assert (rebuilt.url, rebuilt.dialect, rebuilt.grant) == (access.url, access.dialect, grant)
    assert rebuilt.token == Secret("the-token")
    assert rebuilt.issued is not None
    token = rebuilt.issued.token
    assert token is not None
    assert 3590 < (token.seconds or 0) <= 3600
    assert "the-" not in repr(access).replace("the-id", "")


def test_other_ways_in_cross_as_they_are() -> None:
    access = Access("https://x.example", None, Secret("given"), "ann", Secret("pass"))

    assert Access.from_dict(json.loads(json.dumps(access.as_dict())), 5.0) == access


def test_a_token_of_the_command_line_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token.txt").write_text("abc\n", encoding="utf-8")
    problems: list[str] = []

    assert given_token("@token.txt", tmp_path, problems) == Secret("abc")
    assert given_token("plain", tmp_path, problems) == Secret("plain")
    assert given_token(None, tmp_path, problems) is None
    assert given_token("@absent.txt", tmp_path, problems) is None
    assert len(problems) == 1


PRINTING = """\
name: Mine
auth:
  kind: bearer
  token: {{command: [{python}, -c, "print(open('token.txt').read())"]}}
  headers: {{X-Api-Key: {{env: MINE_KEY}}, X-Tenant: {{file: tenant.txt}}}}
"""


def printing(folder: Path) -> Profile:
    (folder / "mine.yaml").write_text(PRINTING.format(python=sys.executable), encoding="utf-8")
    (folder / "tenant.txt").write_text("acme", encoding="utf-8")
    return load("mine.yaml", cwd=folder)


def test_a_command_is_run_when_the_run_signs_in_and_not_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINE_KEY", "the-key-of-a-gateway")
    profile, problems = printing(tmp_path), list[str]()

    access = read_access(profile, "https://x.example", None, None, Finder(profile, tmp_path, problems), 1.0)
    assert (access.token, problems) == (None, [])
    (tmp_path / "token.txt").write_text("printed-token\n", encoding="utf-8")
    sign_in(access, problems)

    assert problems == []
    assert access.token == Secret("printed-token")
    assert access.credentials(profile).passage.headers == (
        Header("X-Api-Key", Secret("the-key-of-a-gateway"), "MINE_KEY"),
        Header("X-Tenant", Secret("acme"), "SCIM_X_TENANT"),
    )
    assert {"printed-token", "the-key-of-a-gateway"} <= {secret.reveal() for secret in access.secrets}
    assert "the-key" not in repr(access)


def test_a_worker_renews_the_token_of_a_command_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINE_KEY", "the-key-of-a-gateway")
    (tmp_path / "token.txt").write_text("first-token", encoding="utf-8")
    profile, problems = printing(tmp_path), list[str]()
    access = read_access(profile, "https://x.example", None, None, Finder(profile, tmp_path, problems), 1.0)
    sign_in(access, problems)
    (tmp_path / "token.txt").write_text("second-token", encoding="utf-8")

    rebuilt = Access.from_dict(json.loads(json.dumps(access.as_dict())), 5.0)

    assert rebuilt.passage == access.passage
    assert isinstance(rebuilt.issued, CommandTokens)
    assert rebuilt.token == Secret("first-token")
    assert rebuilt.issued.renew("Bearer first-token")
    assert rebuilt.token == Secret("second-token")


def test_a_worker_reads_the_assertion_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINE_ID", "the-id")
    (tmp_path / "proof.txt").write_text("first-proof", encoding="utf-8")
    profile, problems = profile_of(tmp_path, "jwt-assertion", "assertion"), list[str]()
    access = read_access(profile, "https://x.example", None, None, Finder(profile, tmp_path, problems), 1.0)

    rebuilt = Access.from_dict(json.loads(json.dumps(access.as_dict())), 5.0)
    (tmp_path / "proof.txt").write_text("second-proof", encoding="utf-8")

    assert rebuilt.proof is not None
    assert rebuilt.proof.read() == Secret("second-proof")


def test_a_proxy_that_can_not_be_used_is_a_problem_of_the_run(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "ftp://ann:hidden-password@proxy.example")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    problems: list[str] = []

    read_access(profile, "https://x.example", None, Secret("given"), Finder(profile, tmp_path, problems), 1.0)

    # Once for the provider, once for the token endpoint.
    assert ["names no proxy" in problem for problem in problems] == [True, True]
    assert "hidden-password" not in str(problems)


def test_a_passage_alone_crosses_too() -> None:
    access = Access("https://x.example", None, passage=Passage((Header("X", Secret("y")),), "ca.pem"))

    assert Access.from_dict(json.loads(json.dumps(access.as_dict())), 5.0) == access
