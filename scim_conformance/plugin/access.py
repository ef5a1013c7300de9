"""Where the provider is and how a run signs in there: its secrets found, its first token asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scim_conformance.client import Credentials, Grant, IssuedTokens, Secret, SignInError, Token, authentication
from scim_conformance.client.token_endpoint import GrantKind
from scim_conformance.profile import Profile
from scim_conformance.profile.model import Auth, SecretRef


@dataclass(frozen=True)
class Access:
    """Where the provider is and how to sign in; the secrets show in no repr."""

    url: str | None
    dialect: str | None
    given: Secret | None = None
    """The token that the command line, the environment or the profile gives."""

    username: str | None = None
    password: Secret | None = None
    grant: Grant | None = None
    """What a token endpoint is asked for; kept, for those who test it, also where a token is given."""

    issued: IssuedTokens | None = None
    """The tokens that the endpoint gives, where none is given otherwise."""

    @property
    def token(self) -> Secret | None:
        """The token at hand, for checks that send it where it does not belong."""
        if self.issued is None:
            return self.given
        token = self.issued.token
        return token.value if token else None

    def credentials(self, profile: Profile) -> Credentials:
        """Return what signs requests in, or raise ValueError where HTTP can't carry it."""
        if self.issued is not None:
            return self.issued
        kind = "bearer" if profile.auth.scheme == "Bearer" else profile.auth.kind
        return authentication(kind, token=self.given, username=self.username, password=self.password)

    def as_dict(self) -> dict[str, Any]:
        """Return what crosses to a worker by xdist's own channel, secrets in the clear."""
        token = self.issued.token if self.issued else None
        return {
            "url": self.url,
            "dialect": self.dialect,
            "given": self.given.reveal() if self.given else None,
            "username": self.username,
            "password": self.password.reveal() if self.password else None,
            "grant": self.grant.as_dict() if self.grant else None,
            "issued": [token.value.reveal(), token.seconds] if token else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], timeout: float) -> Access:
        """Rebuild what :meth:`as_dict` gave: a worker begins with the token of the run, and renews it by itself."""
        grant = Grant.from_dict(data["grant"]) if data["grant"] else None
        issued = None
        if grant is not None and data["issued"]:
            value, seconds = data["issued"]
            issued = IssuedTokens(grant, Token(Secret(value), seconds), timeout=timeout)
        given, password = data["given"], data["password"]
        return cls(
            data["url"],
            data["dialect"],
            Secret(given) if given else None,
            data["username"],
            Secret(password) if password else None,
            grant,
            issued,
        )


@dataclass(frozen=True)
class Finder:
    """Finds the secrets that a profile names; what it does not find, it adds to the problems."""

    profile: Profile
    here: Path
    problems: list[str]

    def find(self, ref: SecretRef | None, key: str) -> Secret | None:
        """Return the secret that a key of the profile names."""
        where = f"{self.profile.path}: {key}"
        if ref is None:
            self.problems.append(f"{where} is missing: name an environment variable (env) or a file (file).")
            return None
        if ref.env is not None:
            value = os.environ.get(ref.env)
            if not value:
                self.problems.append(f"{where} names the environment variable {ref.env}, which is not set.")
                return None
            return Secret(value)
        assert ref.file is not None
        return _read_secret(self.here / ref.file, where, self.problems)


def read_access(
    profile: Profile,
    url: str | None,
    dialect: str | None,
    token: Secret | None,
    finder: Finder,
    timeout: float,
) -> Access:
    """Return the access that a profile and a token describe."""
    access = _access(profile.auth, url, dialect, token, finder, timeout)
    if not finder.problems:
        try:
            access.credentials(profile)
        except ValueError as error:
            finder.problems.append(str(error))
    return access


def sign_in(access: Access, problems: list[str]) -> None:
    """Ask for the first token, where one is to be asked for."""
    if access.issued is not None:
        try:
            access.issued.fetch()
        except SignInError as error:
            problems.append(str(error))


def _access(
    auth: Auth, url: str | None, dialect: str | None, token: Secret | None, finder: Finder, timeout: float
) -> Access:
    """Resolve what the profile says of signing in; a token from the command line comes first."""
    if auth.kind == "basic":
        username = finder.find(auth.username, "auth.username")
        password = finder.find(auth.password, "auth.password")
        return Access(url, dialect, None, username.reveal() if username else None, password)
    if auth.kind in ("client-credentials", "jwt-assertion"):
        # With a token in hand nobody has to be asked for one, so nothing is missed.
        grant = _grant(auth, finder if token is None else Finder(finder.profile, finder.here, []))
        issued = IssuedTokens(grant, timeout=timeout) if grant is not None and token is None else None
        return Access(url, dialect, token, grant=grant, issued=issued)
    if auth.kind == "none":
        return Access(url, dialect)
    if token is None and auth.token is not None:
        token = finder.find(auth.token, "auth.token")
    elif token is None:
        finder.problems.append("No token: add --token TOKEN or --token @FILE, or set SCIM_TOKEN.")
    return Access(url, dialect, token)


def _grant(auth: Auth, finder: Finder) -> Grant | None:
    kind: GrantKind
    client_id = finder.find(auth.client_id, "auth.client_id")
    if auth.kind == "jwt-assertion":
        kind, proof = "jwt-assertion", finder.find(auth.assertion, "auth.assertion")
    else:
        kind, proof = "client-credentials", finder.find(auth.client_secret, "auth.client_secret")
    if client_id is None or proof is None or auth.token_url is None:
        return None
    return Grant(kind, auth.token_url, client_id.reveal(), proof, auth.send, auth.scope, auth.base_address)


def given_token(given: str | None, here: Path, problems: list[str]) -> Secret | None:
    """Return the token of the command line, read from a file where it begins with ``@``."""
    if given is None:
        return None
    if not given.startswith("@"):
        return Secret(given)
    return _read_secret(here / given[1:], "--token", problems)


def _read_secret(path: Path, what: str, problems: list[str]) -> Secret | None:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        problems.append(f"{what} names the file {path}, which can't be read: {error.strerror}.")
        return None
    if not text:
        problems.append(f"{what} names the file {path}, which is empty.")
        return None
    return Secret(text)
