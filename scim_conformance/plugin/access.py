"""Where the provider is and how a run signs in there: its secrets found, its first token asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scim_conformance.client import (
    NOTHING_MORE,
    CommandTokens,
    Credentials,
    Grant,
    IssuedTokens,
    Passage,
    RenewedTokens,
    Secret,
    SignInError,
    Token,
    authentication,
    proxy_problem,
    proxy_secrets,
)
from scim_conformance.client.token_endpoint import GrantKind
from scim_conformance.profile import Profile
from scim_conformance.profile.model import Auth

from .passing import passage_of
from .secret_places import Finder, NotFound, Place, given_token

__all__ = ["Access", "Finder", "given_token", "read_access", "sign_in"]


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

    issued: RenewedTokens | None = None
    """The tokens that an endpoint or a command gives, where none is given otherwise."""

    passage: Passage = NOTHING_MORE
    """What goes along with every request besides."""

    proof: Place | None = None
    """Where the proof of the grant is read again whenever a token is asked for; None where it stays the same."""

    @property
    def token(self) -> Secret | None:
        """The token at hand, for checks that send it where it does not belong."""
        if self.issued is None:
            return self.given
        token = self.issued.token
        return token.value if token else None

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All that nobody may see of it, as far as it is known yet."""
        grant = self.grant.secrets if self.grant else ()
        issued = self.issued.secrets if self.issued else ()
        known = filter(None, (self.given, self.password))
        return (*known, *grant, *issued, *self.passage.secrets, *proxy_secrets())

    def credentials(self, profile: Profile) -> Credentials:
        """Return what signs requests in, or raise ValueError where HTTP can't carry it."""
        if self.issued is not None:
            return self.issued
        kind = "bearer" if profile.auth.scheme == "Bearer" else profile.auth.kind
        plain = authentication(kind, token=self.given, username=self.username, password=self.password)
        return replace(plain, passage=self.passage)

    def as_dict(self) -> dict[str, Any]:
        """Return what crosses to a worker by xdist's own channel, secrets in the clear."""
        token = self.issued.token if self.issued else None
        asked = self.issued if isinstance(self.issued, CommandTokens) else None
        return {
            "url": self.url,
            "dialect": self.dialect,
            "given": self.given.reveal() if self.given else None,
            "username": self.username,
            "password": self.password.reveal() if self.password else None,
            "grant": self.grant.as_dict() if self.grant else None,
            "issued": [token.value.reveal(), token.seconds] if token else None,
            "command": [list(asked.command), str(asked.here), asked.where] if asked else None,
            "passage": self.passage.as_dict(),
            "proof": self.proof.as_dict() if self.proof else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], timeout: float) -> Access:
        """Rebuild what :meth:`as_dict` gave: a worker begins with the token of the run, and renews it by itself."""
        grant = Grant.from_dict(data["grant"]) if data["grant"] else None
        passage = Passage.from_dict(data["passage"])
        proof = Place.from_dict(data["proof"]) if data["proof"] else None
        token = None
        if data["issued"]:
            value, seconds = data["issued"]
            token = Token(Secret(value), seconds)
        issued: RenewedTokens | None = None
        if data["command"]:
            command, here, where = data["command"]
            issued = CommandTokens(command, Path(here), token, where=where, passage=passage)
        elif grant is not None and token is not None:
            issued = IssuedTokens(grant, token, timeout=timeout, passage=passage, proof=_reader(proof))
        given, password = data["given"], data["password"]
        return cls(
            data["url"],
            data["dialect"],
            Secret(given) if given else None,
            data["username"],
            Secret(password) if password else None,
            grant,
            issued,
            passage,
            proof,
        )


def read_access(
    profile: Profile,
    url: str | None,
    dialect: str | None,
    token: Secret | None,
    finder: Finder,
    timeout: float,
    ca_bundle: str | None = None,
) -> Access:
    """Return the access that a profile and a token describe."""
    before = len(finder.problems)
    passage = passage_of(profile.auth, finder, ca_bundle)
    for address in dict.fromkeys(filter(None, (url, profile.auth.token_url))):
        problem = proxy_problem(address)
        finder.problems.extend([problem] if problem else [])
    access = _access(profile.auth, Access(url, dialect, passage=passage), token, finder, timeout)
    if len(finder.problems) == before:
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
        except BaseException as error:
            # The frames below hold what is sent, and nobody takes secrets out of tracebacks yet.
            error.__traceback__ = None
            error.__suppress_context__ = True
            raise


def _access(auth: Auth, bare: Access, token: Secret | None, finder: Finder, timeout: float) -> Access:
    """Resolve what the profile says of signing in; a token from the command line comes first."""
    if auth.kind == "basic":
        username = finder.find(auth.username, "auth.username")
        password = finder.find(auth.password, "auth.password")
        return replace(bare, username=username.reveal() if username else None, password=password)
    if auth.kind in ("client-credentials", "jwt-assertion"):
        return _granted(auth, bare, token, finder, timeout)
    if auth.kind == "none":
        return bare
    return _bearing(auth, bare, token, finder)


def _bearing(auth: Auth, bare: Access, token: Secret | None, finder: Finder) -> Access:
    if token is not None:
        return replace(bare, given=token)
    if auth.token is None:
        finder.problems.append("No token: add --token TOKEN or --token @FILE, or set SCIM_TOKEN.")
        return bare
    if auth.token.command:
        where = f"{finder.profile.path}: auth.token"
        tokens = CommandTokens(auth.token.command, finder.here, where=where, passage=bare.passage)
        return replace(bare, issued=tokens)
    return replace(bare, given=finder.find(auth.token, "auth.token"))


def _granted(auth: Auth, bare: Access, token: Secret | None, finder: Finder, timeout: float) -> Access:
    # With a token in hand nobody has to be asked for one, so nothing is missed.
    grant = _grant(auth, finder if token is None else Finder(finder.profile, finder.here, []))
    proof = None
    if auth.kind == "jwt-assertion" and auth.assertion is not None and auth.assertion.env is None:
        # An assertion is good for minutes, so the file or the command is asked again together with the endpoint.
        proof = finder.place(auth.assertion, "auth.assertion")
    issued = None
    if grant is not None and token is None:
        issued = IssuedTokens(grant, timeout=timeout, passage=bare.passage, proof=_reader(proof))
    return replace(bare, given=token, grant=grant, issued=issued, proof=proof)


def _reader(place: Place | None) -> Callable[[], Secret] | None:
    if place is None:
        return None

    def read() -> Secret:
        try:
            return place.read()
        except NotFound as missing:
            why = str(missing)
        raise SignInError(place.key, why)

    return read


def _grant(auth: Auth, finder: Finder) -> Grant | None:
    kind: GrantKind
    client_id = finder.find(auth.client_id, "auth.client_id")
    if auth.kind == "jwt-assertion":
        kind, proof = "jwt-assertion", finder.find(auth.assertion, "auth.assertion")
    else:
        kind, proof = "client-credentials", finder.find(auth.client_secret, "auth.client_secret")
    if client_id is None or proof is None or auth.token_url is None:
        return None
    return Grant(
        kind,
        auth.token_url,
        client_id.reveal(),
        proof,
        auth.send,
        auth.scope,
        auth.base_address,
        auth.audience,
        auth.resource,
    )
