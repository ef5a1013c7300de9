"""A valid document made into a :class:`Profile`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from scim_conformance.wire import AttributePath

from .model import (
    DEFAULT_STANDARDS,
    AttributeRule,
    Auth,
    Fact,
    Limits,
    Profile,
    ResourceRules,
    SecretRef,
    Source,
)
from .paths import is_same_attribute
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
    made: dict[str, Any] = {
        key: SecretRef(**value) if isinstance(value, dict) else value for key, value in said.items()
    }
    return Auth(**made)


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
