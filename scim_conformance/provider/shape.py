"""What the provider of one application looks like: schemas, resource types and configuration as documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from scim_conformance.profile import AttributeRule, Profile
from scim_conformance.wire import ENTERPRISE, GROUP, RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG, USER

Document = dict[str, Any]

COMMON = frozenset({"schemas", "id", "meta"})
"""Attributes that every resource has and that only the provider assigns; no schema defines them."""

STRUCTURAL = frozenset({"value", "$ref", "type", "primary", "display", "displayname"})
"""Sub-attributes that say what an element is; they stay however few of its others a profile names."""

DEFAULTS: Document = {
    "type": "string",
    "multiValued": False,
    "required": False,
    "caseExact": False,
    "mutability": "readWrite",
    "returned": "default",
    "uniqueness": "none",
}

MAX_RESULTS = 1000
MAX_OPERATIONS = 100
MAX_PAYLOAD = 1024 * 1024


@dataclass(frozen=True)
class Shape:
    """The discovery documents of a provider."""

    schemas: tuple[Document, ...]
    resource_types: tuple[Document, ...]
    config: Document


def shape_of(profile: Profile, definitions: Iterable[Document]) -> Shape:
    """Cut the RFC's schema definitions to what a profile says that its application has."""
    core = {str(document["id"]).casefold(): document for document in definitions}
    whole = profile.slug == "generic" or not profile.users.attributes
    grouped = bool(profile.groups.supported)

    users = _by_schema(profile.users.attributes, USER)
    if whole:
        users.setdefault(ENTERPRISE.casefold(), [])
    schemas = [_user(core[USER.casefold()], users.pop(USER.casefold()), whole=whole, grouped=grouped)]
    extensions = [_extension(urn, rules, core.get(urn), whole=whole) for urn, rules in users.items()]
    types = [_resource_type("User", USER, extensions)]
    schemas += extensions
    if grouped:
        groups = _by_schema(profile.groups.attributes, GROUP)
        schemas.append(_group(core[GROUP.casefold()], groups.pop(GROUP.casefold())))
        extensions = [_extension(urn, rules, core.get(urn), whole=False) for urn, rules in groups.items()]
        types.append(_resource_type("Group", GROUP, extensions))
        schemas += extensions
    return Shape(tuple(schemas), tuple(types), _config(profile))


def _by_schema(rules: Iterable[AttributeRule], base: str) -> dict[str, list[AttributeRule]]:
    found: dict[str, list[AttributeRule]] = {base.casefold(): []}
    for rule in rules:
        found.setdefault((rule.target.urn or base).casefold(), []).append(rule)
    return found


def _user(definition: Document, rules: Sequence[AttributeRule], *, whole: bool, grouped: bool) -> Document:
    schema = _schema(definition, rules, whole=whole, always="userName")
    if not grouped:
        schema["attributes"] = [each for each in schema["attributes"] if each["name"] != "groups"]
    return schema


def _group(definition: Document, rules: Sequence[AttributeRule]) -> Document:
    schema = _schema(definition, rules, whole=not rules, always="displayName")
    for attribute in schema["attributes"]:
        if attribute["name"] == "displayName":
            attribute["required"] = True
            # Entra finds groups by displayName, so two of one name are refused; /Schemas says so.
            attribute["uniqueness"] = "server"
        if attribute["name"] == "members" and not _find(attribute["subAttributes"], "display"):
            # One of the sub-attributes that any multi-valued attribute may have, and clients send it:
            # https://www.rfc-editor.org/rfc/rfc7643#section-2.4
            attribute["subAttributes"].append(_defined("display", "members"))
    return schema


def _extension(urn: str, rules: Sequence[AttributeRule], known: Document | None, *, whole: bool) -> Document:
    spelled = known["id"] if known else next(rule.target.urn for rule in rules)
    definition = known or {"id": spelled, "name": _name(str(spelled)), "attributes": []}
    return _schema(definition, rules, whole=whole)


def _schema(
    definition: Document, rules: Sequence[AttributeRule], *, whole: bool, always: str | None = None
) -> Document:
    """Return a schema with the attributes that rules name, or with all of the definition's."""
    named: dict[str, list[AttributeRule]] = {}
    for rule in rules:
        name = rule.target.name.casefold()
        # Every resource has externalId, too; a schema needs to define it only where more is asked of it.
        if name not in COMMON and (name != "externalid" or _restricts(rule)):
            named.setdefault(name, []).append(rule)
    known = {str(each["name"]).casefold(): each for each in definition["attributes"]}
    wanted = dict.fromkeys([*([always.casefold()] if always else []), *(known if whole else ()), *named])
    holder = str(definition["name"])
    return {
        "schemas": [SCHEMA],
        "id": definition["id"],
        "name": holder,
        "description": definition.get("description") or f"The attributes of {holder}.",
        "attributes": [_attribute(known.get(name), named.get(name, []), holder, whole=whole) for name in wanted],
    }


def _restricts(rule: AttributeRule) -> bool:
    return bool(rule.required) or rule.mutability in ("immutable", "createOnly", "readOnly")


def _attribute(known: Document | None, rules: Sequence[AttributeRule], holder: str, *, whole: bool) -> Document:
    attribute = deepcopy(known) if known else _unknown(rules, holder)
    selectors = {key: value for rule in rules for key, value in rule.target.selector or ()}
    parts = {rule.target.sub: rule.type for rule in rules if rule.target.sub}
    subs: list[Document] = attribute.get("subAttributes", [])
    if known:
        # The RFC's own requires a manager's $ref, which no client knows; what is required, a profile says.
        subs = [{**sub, "required": False} for sub in subs]
    if not whole and all(rule.target.sub for rule in rules):
        kept = {name.casefold() for name in (*parts, *selectors)} | STRUCTURAL
        subs = [sub for sub in subs if str(sub["name"]).casefold() in kept]
    kinds = {key: "boolean" if isinstance(value, bool) else "string" for key, value in selectors.items()}
    for name, kind in {**kinds, **parts}.items():
        if not _find(subs, name):
            subs.append(_defined(name, attribute["name"], type=kind))
    if subs:
        attribute["subAttributes"] = subs
    for rule in rules:
        _restrict(attribute, rule)
    _describe(attribute, holder)
    return attribute


def _unknown(rules: Sequence[AttributeRule], holder: str) -> Document:
    """Define an attribute that the RFC doesn't, from what the profile says of it; its parts follow."""
    name, kind = rules[0].target.name, rules[0].type
    if name.casefold() == "externalid":
        return _defined("externalId", holder, caseExact=True)
    if any(rule.target.selector for rule in rules):
        elements = [
            _defined("value", name),
            _defined("type", name),
            _defined("primary", name, type="boolean"),
        ]
        return _defined(name, holder, type="complex", multiValued=True, subAttributes=elements)
    if any(rule.target.sub for rule in rules):
        return _defined(name, holder, type="complex")
    if kind == "complex":
        return _defined(name, holder, type="complex", subAttributes=[_defined("value", name)])
    return _defined(name, holder, type=kind)


def _defined(name: str, holder: str, **facts: Any) -> Document:
    definition = {"name": name, "description": _description(name, holder), **DEFAULTS, **facts}
    if definition["type"] == "reference":
        definition["referenceTypes"] = ["external"]
    return definition


def _restrict(attribute: Document, rule: AttributeRule) -> None:
    leaf = _find(attribute.get("subAttributes", ()), rule.target.sub) if rule.target.sub else attribute
    assert leaf is not None
    if rule.required:
        attribute["required"] = leaf["required"] = True
    if rule.mutability == "readOnly":
        leaf["mutability"] = "readOnly"
    elif rule.mutability in ("immutable", "createOnly"):
        # SCIM has no word for an attribute that only a creation may set; the storage holds that part.
        leaf["mutability"] = "immutable"


def _find(definitions: Iterable[Document], name: str) -> Document | None:
    return next((each for each in definitions if str(each["name"]).casefold() == name.casefold()), None)


def _describe(attribute: Document, holder: str) -> None:
    attribute.setdefault("description", _description(attribute["name"], holder))
    for sub in attribute.get("subAttributes", ()):
        sub.setdefault("description", _description(sub["name"], attribute["name"]))


def _description(name: str, holder: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.lstrip("$").replace("_", " ")).lower()
    return f"{words.capitalize()} of the {holder}."


def _name(urn: str) -> str:
    """Name an extension after its URN: ...:extension:Acme:2.0:User is AcmeUser."""
    parts = [part for part in urn.split(":")[1:] if re.match(r"[A-Za-z]", part)]
    words = [re.sub(r"\W", "", part) for part in parts[-2:]]
    return "".join(word[:1].upper() + word[1:] for word in words) or "Extension"


def _resource_type(name: str, schema: str, extensions: Sequence[Document]) -> Document:
    return {
        "schemas": [RESOURCE_TYPE],
        "id": name,
        "name": name,
        "description": f"The {name.lower()}s of the application.",
        "endpoint": f"/{name}s",
        "schema": schema,
        "schemaExtensions": [
            {"schema": each["id"], "required": any(attribute["required"] for attribute in each["attributes"])}
            for each in extensions
        ],
    }


_BEARER: Document = {
    "type": "oauthbearertoken",
    "name": "OAuth Bearer Token",
    "description": "A long-lived bearer token in the Authorization header.",
    "specUri": "https://www.rfc-editor.org/info/rfc6750",
    "primary": True,
}

_BASIC: Document = {
    "type": "httpbasic",
    "name": "HTTP Basic",
    "description": "A name and a password in the Authorization header.",
    "specUri": "https://www.rfc-editor.org/info/rfc7617",
    "primary": True,
}


def _config(profile: Profile) -> Document:
    features: Mapping[str, bool] = profile.features

    def supported(name: str) -> bool:
        return features.get(name) is not False

    return {
        "schemas": [SERVICE_PROVIDER_CONFIG],
        "patch": {"supported": supported("patch")},
        "bulk": {
            "supported": supported("bulk"),
            "maxOperations": MAX_OPERATIONS if supported("bulk") else 0,
            "maxPayloadSize": MAX_PAYLOAD if supported("bulk") else 0,
        },
        "filter": {"supported": supported("filter"), "maxResults": profile.limits.page_size or MAX_RESULTS},
        "changePassword": {"supported": features.get("changePassword") is True},
        "sort": {"supported": supported("sort")},
        "etag": {"supported": supported("etag")},
        "authenticationSchemes": [_BASIC if profile.auth.kind == "basic" else _BEARER],
    }
