"""A valid document made into a :class:`Profile`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scim_conformance.wire import AttributePath

from .model import (
    DEFAULT_STANDARDS,
    AttributeRule,
    Auth,
    ClientCertificate,
    Fact,
    Limits,
    Profile,
    ResourceRules,
    Source,
)
from .paths import is_same_attribute
from .secret_refs import secret_ref
from .stating import build_gallery


def build(document: dict[str, Any], path: Path) -> Profile:
    """Return the profile that a valid document describes."""
    sources = document.get("sources", {})
    return Profile(
        name=document["name"],
        slug=path.stem,
        path=path,
        sha256=digest(document),
        document=document,
        about=document.get("about"),
        sources={key: Source(key=key, **source) for key, source in sources.items()},
        facts={place: Fact(**fact) for place, fact in document.get("facts", {}).items()},
        base_url=_known(document.get("base_url")),
        standards=tuple(document.get("standards", DEFAULT_STANDARDS)),
        auth=_auth(document.get("auth", {})),
        users=_rules(document.get("users", {})),
        groups=_rules(document.get("groups", {})),
        delete=_known(document.get("delete")),
        limits=Limits(**{key: _known(value) for key, value in document.get("limits", {}).items()}),
        features={name: said for name, said in document.get("features", {}).items() if said != "unknown"},
        gallery=build_gallery(document.get("gallery", {})),
    )


def digest(document: dict[str, Any]) -> str:
    """Return the SHA-256 of a document, the same for every order of keys and every layout."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _known(value: Any) -> Any:
    return None if value == "unknown" else value


def _auth(said: dict[str, Any]) -> Auth:
    return Auth(**{key: _AUTH.get(key, _secret_or_value)(value) for key, value in said.items()})


def _secret_or_value(said: Any) -> Any:
    return secret_ref(said) if isinstance(said, dict) else said


_AUTH: Mapping[str, Callable[[Any], Any]] = {
    "headers": lambda said: {name: secret_ref(value) for name, value in said.items()},
    "client_certificate": lambda said: ClientCertificate(**said),
}
"""How the keys of ``auth`` are read that are neither a value nor the place of a secret."""


def _rules(said: dict[str, Any]) -> ResourceRules:
    supported = _known(said.get("supported"))
    source, note = said.get("source"), said.get("note")
    if supported is False:
        return ResourceRules(supported=False, source=source, note=note)
    rows = [row for row in said.get("attributes", []) if row.get("supported") is not False]
    rules = tuple(_rule(row, source) for row in rows)
    in_order = sorted(said.get("matching", []), key=lambda entry: entry["precedence"])
    return ResourceRules(
        supported=supported,
        attributes=rules,
        matching=tuple(
            rule.path for entry in in_order for rule in rules if is_same_attribute(rule.path, entry["attribute"])
        ),
        user_name=_known(said.get("user_name")),
        source=source,
        note=note,
    )


def _rule(row: dict[str, Any], section_source: str | None) -> AttributeRule:
    return AttributeRule(
        path=row["path"],
        target=AttributePath.parse(row["path"]),
        type=row["type"],
        required=_known(row.get("required")),
        filterable=_known(row.get("filterable")),
        mutability=_known(row.get("mutability")),
        patchable=_known(row.get("patchable")),
        samples=tuple(_known(row.get("samples")) or ()),
        pattern=_known(row.get("pattern")),
        source=row.get("source", section_source),
        note=row.get("note"),
    )
