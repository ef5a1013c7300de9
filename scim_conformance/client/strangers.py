"""What is kept of a resource that this run did not create: its id, its type and its shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .redaction import DEEPEST, TOO_DEEP
from .target import Target

ERROR = "urn:ietf:params:scim:api:messages:2.0:error"

NAMES = frozenset({"username", "displayname", "externalid"})
"""The attributes, in lower case, in which everything that the run creates carries its mark."""

_ERROR_PARTS = frozenset({"status", "scimtype", "detail"})
_COUNTS = frozenset({"totalresults", "itemsperpage", "startindex"})
_PERSONAL = NAMES | {
    "emails", "phonenumbers", "addresses", "members", "groups", "givenname", "familyname", "nickname",
    "ims", "photos", "x509certificates",
}  # fmt: skip
_ATTRIBUTE = re.compile(r"[A-Za-z$_][\w$-]{0,59}|urn:[\w.:-]{1,200}", re.ASCII)
_URN = re.compile(r"urn:[\w.:-]{1,200}", re.ASCII | re.IGNORECASE)
_TYPE = re.compile(r"[A-Za-z]{1,40}", re.ASCII)
_NUMBER = re.compile(r"\d{1,12}", re.ASCII)


class Strangers:
    """Tells the run's own resources from others, and hides what the others hold.

    Nothing counts as the run's own because of where it stands: whatever a provider answers, in whichever
    shape, is hidden unless it bears the run's mark or an id that the run has created.
    """

    def __init__(self, mark: str, owns: Callable[[str, str], bool]) -> None:
        self._mark = mark.casefold()
        self._owns = owns

    def hide(self, body: Any, target: Target, status: int | None) -> Any:
        """Return the body of an answer without what strangers hold; what is kept is not copied."""
        if target.is_discovery or target.is_bulk:
            return self._pass(body, target, DEEPEST)
        is_error = (status or 0) >= 400 or _is_error(body)
        if is_error and not _tells_of_people(body, DEEPEST):
            return body
        return self._hide(body, target, DEEPEST)

    def hide_text(self, text: str, target: Target, method: str, status: int | None) -> str:
        """Return an answer that is no JSON; one that may list strangers keeps only its length."""
        ours = target.id is not None and self._owns(target.endpoint, target.id)
        reads = method in ("GET", "HEAD") or target.is_search
        if not text or target.is_discovery or not reads or ours or (target.id and (status or 0) >= 400):
            return text
        return f"‹text of {len(text)} characters›"

    def _hide(self, value: Any, target: Target, deep: int) -> Any:
        if isinstance(value, dict):
            if self._is_ours(value, target):
                return value
            if not deep:
                return TOO_DEEP
            keyed = _is_keyed_by_identifiers(value)
            return {
                _key(key, place, keyed): self._member(value, key, item, target, deep - 1)
                for place, (key, item) in enumerate(value.items(), 1)
            }
        if isinstance(value, list):
            return [self._hide(item, target, deep - 1) for item in value] if deep else TOO_DEEP
        return _shape(value)

    def _member(self, holder: dict[str, Any], key: str, item: Any, target: Target, deep: int) -> Any:
        name = key.casefold()
        if name == "schemas":
            return _urns(item)
        if name == "meta" and isinstance(item, dict):
            return {_key(part, 0, False): _meta(part, value) for part, value in item.items()}
        if name == "id" and is_plain_id(holder, item):
            return item
        if name in _ERROR_PARTS and _is_error(holder):
            return item if isinstance(item, str | int) else self._hide(item, target, deep)
        if name in _COUNTS and _NUMBER.fullmatch(str(item)):
            return item
        return self._hide(item, target, deep)

    def _pass(self, value: Any, target: Target, deep: int) -> Any:
        """Keep a value, save the resources of strangers within it."""
        if isinstance(value, dict):
            if _is_personal(value):
                return self._hide(value, target, deep)
            if not deep:
                return TOO_DEEP
            return {key: self._pass(item, target, deep - 1) for key, item in value.items()}
        if isinstance(value, list):
            return [self._pass(item, target, deep - 1) for item in value] if deep else TOO_DEEP
        return value

    def _is_ours(self, resource: dict[str, Any], target: Target) -> bool:
        found: Any = None
        for key, value in resource.items():
            name = key.casefold()
            if name in NAMES and self._mark and isinstance(value, str) and self._mark in value.casefold():
                return True
            if name == "id":
                found = value
        if isinstance(found, bool) or not isinstance(found, str | int):
            return False
        meta = resource.get("meta")
        of_type = meta.get("resourceType") if isinstance(meta, dict) else None
        # Where ids are numbers, a user and a group may have the same one: the endpoint tells them apart. At
        # the root of the provider only the resource itself can say what it is.
        endpoint = of_type if target.is_root else target.endpoint
        return isinstance(endpoint, str) and self._owns(endpoint, str(found))


def names_of(resource: Any) -> dict[str, str]:
    """Return the names by which a resource is known, by their attribute in lower case."""
    if not isinstance(resource, dict):
        return {}
    return {
        key.casefold(): value
        for key, value in resource.items()
        if isinstance(key, str) and key.casefold() in NAMES and isinstance(value, str) and value
    }


def _shape(value: Any) -> Any:
    if isinstance(value, bool):
        return "‹boolean›"
    if isinstance(value, str):
        return "‹string›"
    return "‹number›" if isinstance(value, int | float) else None


def _key(key: str, place: int, keyed: bool) -> str:
    """Return the name of an attribute; what names a person instead is numbered."""
    return key if not keyed and _ATTRIBUTE.fullmatch(key) else f"‹key {place}›"


def _is_keyed_by_identifiers(value: dict[str, Any]) -> bool:
    """Tell whether this is a map from people to their resources: its keys are then no attributes."""
    items = list(value.values())
    return bool(items) and all(isinstance(item, dict) and _looks_like_resource(item) for item in items)


def _looks_like_resource(value: dict[str, Any]) -> bool:
    return any(key.casefold() in ("id", "schemas", "username", "emails") for key in value)


def _is_personal(value: dict[str, Any]) -> bool:
    return any(key.casefold() in _PERSONAL for key in value) or isinstance(value.get("name"), dict)


def _tells_of_people(value: Any, deep: int) -> bool:
    """Tell whether a resource or a listing stands anywhere in a body."""
    if not deep:
        return True
    if isinstance(value, dict):
        listed = any(key.casefold() == "resources" and item for key, item in value.items())
        return listed or _is_personal(value) or any(_tells_of_people(item, deep - 1) for item in value.values())
    return isinstance(value, list) and any(_tells_of_people(item, deep - 1) for item in value)


def is_plain_id(holder: dict[str, Any], value: Any) -> bool:
    """Tell whether an id may be kept, as it names nobody."""
    # Some providers make the id of the user name, which then is the person.
    if isinstance(value, str):
        return "@" not in value and " " not in value and value not in names_of(holder).values()
    return isinstance(value, int) and not isinstance(value, bool)


def _urns(value: Any) -> Any:
    listed = value if isinstance(value, list) else [value]
    kept = [item if isinstance(item, str) and _URN.fullmatch(item) else _shape(item) for item in listed]
    return kept if isinstance(value, list) else kept[0]


def _meta(part: str, value: Any) -> Any:
    if part.casefold() == "resourcetype" and isinstance(value, str) and _TYPE.fullmatch(value):
        return value
    return _shape(value) if not isinstance(value, dict | list) else "‹not kept›"


def _is_error(body: Any) -> bool:
    schemas = body.get("schemas") if isinstance(body, dict) else None
    return isinstance(schemas, list) and ERROR in (urn.casefold() for urn in schemas if isinstance(urn, str))
