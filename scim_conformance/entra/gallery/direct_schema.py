"""Whether /Schemas tells of all attributes that are mapped (``Schema_Discoverability_Test``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scim_conformance.entra.port import Answer
from scim_conformance.wire import GROUP, USER, SchemaSet

from .attributes import TargetAttribute
from .ground import Ground
from .trail import Outcome, Trail, http, listed

STEP = "SCIM_Get_Schemas"
SUMMARY = "Compose_Schema_Discoverability_Summary"


def play(ground: Ground, trail: Trail) -> Outcome:
    """Read /Schemas once and look for every attribute of the application."""
    answer = trail("GET", "Schemas")
    documents = listed(answer)
    if refused := _refusal(answer, documents):
        return refused
    told = {
        "user": [name for each in documents if each.get("id") != GROUP for name in _names(each)],
        "group": [name for each in documents if each.get("id") == GROUP for name in flattened(each)],
    }
    missing = {"user": _missing(ground.users, told["user"]), "group": _missing(ground.groups, told["group"])}
    served = SchemaSet.from_documents(documents)
    untold = _undeclared(ground.users, served, USER) + _undeclared(ground.groups, served, GROUP)
    detailed = {
        "testName": "SchemaDiscoveryTest",
        "schemasEndpointStatusCode": http(answer),
        "discoveredSchemasCount": len(documents),
        "userSchemaFound": any(each.get("id") == USER for each in documents),
        "extensionSchemasCount": sum(each.get("id") not in (USER, GROUP) for each in documents),
        "groupSchemaFound": any(each.get("id") == GROUP for each in documents),
        "missingUserAttributes": missing["user"],
        "missingGroupAttributes": missing["group"],
    }
    if not missing["user"] and not missing["group"]:
        return Outcome("success", "passed", "Every attribute of the application is in /Schemas.", detailed=detailed)
    user, group = json.dumps(missing["user"]), json.dumps(missing["group"])
    return Outcome(
        f"FAILED - Action: {SUMMARY} - Missing user attrs: {user} | Missing group attrs: {group}",
        "failed" if untold else "passed",
        _why(missing["user"] + missing["group"], untold),
        f"Missing user attributes ({len(missing['user'])}): {user}. "
        f"Missing group attributes ({len(missing['group'])}): {group}.",
        detailed,
    )


def flattened(document: dict[str, Any]) -> Iterator[str]:
    """Yield the names that the template makes of the attributes of a core schema, reading each word to the letter."""
    for attribute in _dicts(document.get("attributes")):
        name, type, subs = str(attribute.get("name")), attribute.get("type"), _dicts(attribute.get("subAttributes"))
        if name in ("manager", "members"):
            yield name
        elif type == "complex" and attribute.get("multiValued") is True:
            yield from _elements(name, subs)
        elif type == "complex":
            yield from (f"{name}.{sub.get('name')}" for sub in subs if sub.get("type") not in ("complex", "reference"))
        elif type != "reference":
            yield name


def _elements(name: str, subs: list[dict[str, Any]]) -> Iterator[str]:
    types = next((sub.get("canonicalValues") for sub in subs if sub.get("name") == "type"), None)
    if isinstance(types, list) and types:
        named = [sub.get("name") for sub in subs if sub.get("name") not in ("type", "primary")]
        yield from (f'{name}[type eq "{word}"].{sub}' for word in types for sub in named)
    else:
        yield from (f'{name}[primary eq "True"].{sub.get("name")}' for sub in subs if sub.get("name") != "primary")


def _names(document: dict[str, Any]) -> Iterator[str]:
    if document.get("id") == USER:
        yield from flattened(document)
    else:
        yield from (f"{document.get('id')}:{each.get('name')}" for each in _dicts(document.get("attributes")))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _missing(attributes: tuple[TargetAttribute, ...], told: list[str]) -> list[str]:
    known = {name.casefold() for name in told}
    return [each.path for each in attributes if each.path != "id" and each.path.casefold() not in known]


def _undeclared(attributes: tuple[TargetAttribute, ...], served: SchemaSet, base: str) -> list[str]:
    """Return the paths that /Schemas does not declare in any way that RFC 7643 section 7 has."""
    return [each.path for each in attributes if each.path != "id" and served.find(each.target, base) is None]


def _refusal(answer: Answer, documents: list[dict[str, Any]]) -> Outcome | None:
    if not answer.ok:
        what = f"FAILED - Action: {STEP} - /Schemas endpoint returned HTTP {http(answer)}"
    elif answer.status != 200:
        what = f"FAILED - Action: {STEP} - HTTP {http(answer)}"
    elif not documents:
        what = f"FAILED - Action: {STEP} - endpoint returned no schemas"
    else:
        return None
    return Outcome(
        what,
        "failed",
        "Microsoft's page on building an endpoint asks for /Schemas, which lists the schemas with status 200.",
        f"/Schemas endpoint not accessible. HTTP {http(answer)}. Response: {answer.text[:500]}",
        {"testName": "SchemaDiscoveryTest", "schemasEndpointStatusCode": http(answer)},
    )


def _why(missing: list[str], untold: list[str]) -> str:
    only_told = [path for path in missing if path not in untold]
    parts = []
    if untold:
        parts.append(
            f"/Schemas does not declare {_list(untold)}. Declare them, or take them out of the attribute list in the "
            "portal (Troubleshoot user provisioning validation, Microsoft Learn)."
        )
    if only_told:
        parts.append(
            f"/Schemas is right about {_list(only_told)} by the standard, and the template does not find them: "
            "it knows an element of a list only by the canonicalValues of its type, no list as a whole, no reference "
            "but manager and members, and externalId only where a schema lists it. RFC 7643 asks for none of this "
            "(section 7; for externalId section 3.1). To pass in Microsoft's run all the same, write it into /Schemas."
        )
    return " ".join(parts)


def _list(paths: list[str]) -> str:
    return ", ".join(dict.fromkeys(paths))
