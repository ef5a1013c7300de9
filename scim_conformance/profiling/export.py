"""The synchronization schema that an administrator exports from Entra, read into a draft of a profile.

Microsoft Graph, "synchronizationSchema resource type",
https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationschema
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scim_conformance.entra.mapping import ExpressionError, parse
from scim_conformance.wire import AttributePath

from .cells import TYPES
from .draft import Draft, DraftRow, DraftSection
from .slips import mend
from .tables import same_path

DOCUMENTATION = "https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationschema"
NAMELESS = ("customappsso", "scim", "app", "application")
"""What Entra calls the directory of an application that is not from the gallery."""

_MUTABILITY = {"readonly": "readOnly", "immutable": "immutable"}


class NoExport(Exception):
    """A document that is no synchronization schema; the message says what is missing."""


def read_export(document: Any, *, stem: str = "") -> Draft:
    """Return the draft of a profile that a synchronization schema makes."""
    if not isinstance(document, dict):
        raise NoExport("A synchronization schema is an object.")
    schema = inner if isinstance(inner := document.get("schema"), dict) else document
    rules = _rules(schema)
    outbound = [rule for rule in rules if not _is_entra(rule.get("targetDirectoryName"))]
    if not outbound:
        raise NoExport("There is no synchronizationRule with an application as its target.")
    rule = outbound[0]
    target = str(rule.get("targetDirectoryName") or "")
    draft = Draft(_name(target, stem), f"Synchronization schema of {target or stem}, exported from Entra")
    draft.about.append("Made of the attribute mappings of one tenant: other tenants may map more, or less.")
    draft.about.append("An export names neither the tenant URL nor the way of signing in.")
    for other in rules:
        if other is not rule:
            ends = f"{other.get('sourceDirectoryName')} to {other.get('targetDirectoryName')}"
            draft.remark([f"The rule from {ends} was left out."])
    if target.casefold() in NAMELESS:
        draft.remark(
            [f"Entra calls the application {target}; the profile is called {draft.name}. Change it under name."]
        )
    definitions = _definitions(schema, target)
    for mapping in _items(rule, "objectMappings"):
        _read_mapping(mapping, definitions, draft)
    if draft.users.supported is None and not draft.users.rows:
        draft.incomplete = "The export maps no users."
        draft.remark([draft.incomplete])
    if draft.groups.supported is None and not draft.groups.rows:
        draft.remark(["The export maps no groups, so whether there are any was left open."])
    return draft


def _rules(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rules = _items(schema, "synchronizationRules")
    if not rules:
        raise NoExport("There are no synchronizationRules in it. Export the schema of the provisioning job as JSON.")
    return rules


def _items(holder: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = holder.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _is_entra(name: Any) -> bool:
    return isinstance(name, str) and name.casefold() in (
        "azure active directory",
        "microsoft entra id",
        "azure ad",
        "aad",
    )


def _name(target: str, stem: str) -> str:
    if target and target.casefold() not in NAMELESS:
        return target
    return stem.replace("-", " ").replace("_", " ").strip() or "Application"


def _definitions(schema: Mapping[str, Any], target: str) -> dict[str, Mapping[str, Mapping[str, Any]]]:
    """Return the definitions of the attributes of each object of the application, by their names."""
    named = [each for each in _items(schema, "directories") if each.get("name") == target]
    return {
        str(each.get("name")): {str(one.get("name")).casefold(): one for one in _items(each, "attributes")}
        for directory in named
        for each in _items(directory, "objects")
    }


def _read_mapping(mapping: Mapping[str, Any], definitions: Mapping[str, Any], draft: Draft) -> None:
    kind = _kind(mapping)
    if kind is None:
        draft.remark(
            [f"The mapping of {mapping.get('sourceObjectName')} to {mapping.get('targetObjectName')} was left out."]
        )
        return
    section = draft.users if kind == "users" else draft.groups
    section.supported = True
    if mapping.get("enabled") is False:
        section.supported = None
        section.note = f"The tenant has switched the mapping of {kind} off."
        draft.remark([section.note])
    known = definitions.get(str(mapping.get("targetObjectName")), {})
    priorities: list[tuple[int, str]] = []
    for each in _items(mapping, "attributeMappings"):
        row = _row(each, known, kind, draft)
        if row is None:
            continue
        if any(same_path(row.path, other.path) for other in section.rows):
            draft.remark([f"{row.path} is mapped twice; the first mapping was taken."])
            continue
        section.rows.append(row)
        priority = each.get("matchingPriority")
        if isinstance(priority, int) and priority > 0:
            priorities.append((priority, row.path))
    section.matching = tuple(path for _, path in sorted(priorities))
    _say_unmapped(section, known.values(), kind, draft)


def _kind(mapping: Mapping[str, Any]) -> str | None:
    names = (str(mapping.get("sourceObjectName")), str(mapping.get("targetObjectName")))
    for word, kind in (("group", "groups"), ("user", "users")):
        if any(word == name.rpartition(":")[2].casefold() for name in names):
            return kind
    return None


def _row(
    mapping: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], kind: str, draft: Draft
) -> DraftRow | None:
    name = mapping.get("targetAttributeName")
    if not isinstance(name, str) or not name:
        draft.remark([f"A mapping of {kind} names no target and was left out."])
        return None
    mended = mend(name, kind)
    try:
        AttributePath.parse(mended.path)
    except ValueError as error:
        draft.remark([f"`{name}` was left out: {error}"])
        draft.about.append(f"The target {name} can't be read and was left out.")
        return None
    definition = known.get(name.casefold(), {})
    notes = [mended.note.replace("The page", "The export")] if mended.note else []
    samples = _samples(mapping)
    notes += _flow_notes(mapping)
    if not definition:
        notes.append("The export does not define this attribute; its type is a guess.")
    mutability = str(definition.get("mutability", "")).casefold()
    if mutability == "writeonly":
        notes.append("It can be written and not read.")
    draft.remark(f"{mended.path}: {note}" for note in notes if "can't be computed" in note or "export" in note)
    return DraftRow(
        mended.path,
        TYPES.get(str(definition.get("type", "string")).casefold(), "string"),
        required=True if definition.get("required") is True and mutability != "readonly" else None,
        mutability=_MUTABILITY.get(mutability),
        samples=samples if TYPES.get(str(definition.get("type", "string")).casefold(), "string") == "string" else (),
        notes=tuple(notes),
    )


def _samples(mapping: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the one value that a constant sends: it is one that the application takes."""
    source = mapping.get("source")
    if not isinstance(source, dict) or source.get("type") != "Constant":
        return ()
    text = source.get("expression") or source.get("name")
    return (text.strip('"'),) if isinstance(text, str) and text.strip('"') else ()


def _flow_notes(mapping: Mapping[str, Any]) -> list[str]:
    source, notes = mapping.get("source"), []
    text = source.get("expression") or source.get("name") if isinstance(source, dict) else None
    if isinstance(text, str) and text:
        told = f"Entra sends {text}"
        try:
            parse(text if isinstance(source, dict) and source.get("expression") else f"[{text}]")
            notes.append(f"{told}.")
        except ExpressionError as error:
            notes.append(f"{told}, which can't be computed here: {str(error).rstrip('.')}.")
    if isinstance(default := mapping.get("defaultValue"), str) and default:
        notes.append(f"Without a value it sends {default}.")
    if mapping.get("flowType") == "ObjectAddOnly":
        notes.append("Entra sends it when it creates, and at no later time.")
    return notes


def _say_unmapped(section: DraftSection, known: Iterable[Mapping[str, Any]], kind: str, draft: Draft) -> None:
    names = [str(each.get("name")) for each in known]
    unmapped = [name for name in names if not any(same_path(mend(name, kind).path, row.path) for row in section.rows)]
    if unmapped:
        draft.remark([f"Defined for {kind} and not mapped, so left out: {', '.join(sorted(unmapped))}."])
