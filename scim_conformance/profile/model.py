"""What a profile says, as frozen objects. ``None`` always means that it is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from scim_conformance.wire import AttributePath

from .gallery import Gallery
from .paths import covers

AuthKind = Literal["bearer", "basic", "client-credentials", "jwt-assertion", "none"]
DeleteMeaning = Literal["removes", "deactivates"]
Mutability = Literal["readWrite", "immutable", "createOnly", "readOnly"]
Standard = Literal["rfc", "entra", "okta", "profile"]
Sureness = Literal["documented", "deduced", "assumed"]
UserNameForm = Literal["any", "email"]
ValueType = Literal["string", "boolean", "integer", "decimal", "dateTime", "reference", "binary", "complex"]

DEFAULT_STANDARDS: tuple[Standard, ...] = ("rfc", "entra", "profile")
"""What a run judges where the profile does not say; Okta only where it is named."""


@dataclass(frozen=True)
class Source:
    """A page, document or person that facts of a profile come from."""

    key: str
    title: str
    url: str | None = None
    date: str | None = None
    sure: Sureness = "documented"


@dataclass(frozen=True)
class Fact:
    """The source of one fact, where the section's or the attribute's source is not it."""

    source: str
    note: str | None = None


@dataclass(frozen=True)
class SecretRef:
    """Where a secret is found: an environment variable, a file or a command, never the secret itself."""

    env: str | None = None
    file: str | None = None
    command: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.command:
            return f"command {self.command[0]}"
        return f"environment variable {self.env}" if self.env else f"file {self.file}"


@dataclass(frozen=True)
class ClientCertificate:
    """Where the certificate that a client shows is found, and its key."""

    file: str
    key_file: str | None = None
    password_env: str | None = None


@dataclass(frozen=True)
class Auth:
    """How a client signs in."""

    kind: AuthKind = "bearer"
    token: SecretRef | None = None
    username: SecretRef | None = None
    password: SecretRef | None = None
    token_url: str | None = None
    client_id: SecretRef | None = None
    client_secret: SecretRef | None = None
    assertion: SecretRef | None = None
    send: Literal["header", "body"] = "body"
    scope: str | None = None
    base_address: str | None = None
    audience: str | None = None
    resource: str | None = None
    headers: Mapping[str, SecretRef] = field(default_factory=dict)
    client_certificate: ClientCertificate | None = None
    token_in_query: bool = False
    """Whether a run may put the token into an address, to see whether it opens anything there."""

    @property
    def scheme(self) -> Literal["Bearer", "Basic"] | None:
        """The scheme of the Authorization header, wherever what stands behind it comes from."""
        if self.kind == "none":
            return None
        return "Basic" if self.kind == "basic" else "Bearer"


@dataclass(frozen=True)
class AttributeRule:
    """What the application does with one attribute."""

    path: str
    target: AttributePath
    type: ValueType
    required: bool | None = None
    filterable: bool | None = None
    mutability: Mutability | None = None
    patchable: bool | None = None
    samples: tuple[Any, ...] = ()
    pattern: str | None = None
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class ResourceRules:
    """What the application does with users, or with groups."""

    supported: bool | None = None
    attributes: tuple[AttributeRule, ...] = ()
    matching: tuple[str, ...] = ()
    """The paths of the matching attributes, spelled as in ``attributes``; the first is tried first."""

    user_name: UserNameForm | None = None
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Limits:
    """What a run must not exceed."""

    requests_per_second: float | None = None
    page_size: int | None = None
    resources: int | None = None


@dataclass(frozen=True)
class Profile:
    """What one application says it supports; its repr is short, as pytest prints the repr of fixtures."""

    name: str
    slug: str
    path: Path = field(repr=False)
    sha256: str = field(repr=False)
    """The digest of the effective document, so that two runs can be told to have used the same one."""

    document: Mapping[str, Any] = field(repr=False)
    """The effective document: everything inherited and overridden, as it was validated."""

    about: str | None = field(default=None, repr=False)
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False)
    facts: Mapping[str, Fact] = field(default_factory=dict, repr=False)
    base_url: str | None = field(default=None, repr=False)
    standards: tuple[Standard, ...] = field(default=DEFAULT_STANDARDS, repr=False)
    auth: Auth = field(default_factory=Auth, repr=False)
    users: ResourceRules = field(default_factory=ResourceRules, repr=False)
    groups: ResourceRules = field(default_factory=ResourceRules, repr=False)
    delete: DeleteMeaning | None = field(default=None, repr=False)
    limits: Limits = field(default_factory=Limits, repr=False)
    features: Mapping[str, bool] = field(default_factory=dict, repr=False)
    """What is claimed and what is denied; a feature that is absent is not known."""

    gallery: Gallery = field(default_factory=Gallery, repr=False)

    def source_of(self, path: str) -> Source | None:
        """Return where the fact at a path such as ``users.attributes[userName].filterable`` comes from."""
        told = [key for key in self.facts if covers(key, path)]
        if told:
            return self.sources[self.facts[max(told, key=len)].source]
        for section, rules in (("users", self.users), ("groups", self.groups)):
            for rule in rules.attributes:
                if rule.source and covers(f"{section}.attributes[{rule.path}]", path):
                    return self.sources[rule.source]
            if rules.source and covers(section, path):
                return self.sources[rules.source]
        return None

    def assumed(self) -> tuple[str, ...]:
        """Return the paths of all facts that are guesses or placeholders."""
        return tuple(key for key, fact in self.facts.items() if self.sources[fact.source].sure == "assumed") + tuple(
            f"{section}.attributes[{rule.path}]"
            for section, rules in (("users", self.users), ("groups", self.groups))
            for rule in rules.attributes
            if rule.source and self.sources[rule.source].sure == "assumed"
        )
