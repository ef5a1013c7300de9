"""What a provider may do with a resource of its own accord, so that comparison raises no false alarm."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .definitions import AttributeDef, undeclared
from .values import comparable, uri

Parts = Mapping[str, Any]
"""The assigned sub-attributes of one complex value, by lower-cased name."""

Allowance = Callable[[Parts, Parts], bool]
"""Whether a sub-attribute may be as it is in the second value, given the first one."""

_NAME_PARTS = ("familyname", "givenname", "middlename", "honorificprefix", "honorificsuffix")
_NAME_CORE = ("familyname", "givenname")
_ADDRESS_CORE = ("streetaddress", "locality", "postalcode")

# Attributes that stay the same while nobody writes them, though they are readOnly.
_STABLE = frozenset({"id", "meta", "groups"})
_CHANGING = frozenset({"meta.lastmodified", "meta.version"})

# What a provider tells of another resource: it shows that resource's name, whoever sent what.
_TOLD_OF_OTHERS = frozenset({"members.display", "groups.display", "manager.displayname"})

# What a provider makes up for a value that came without it.
_MADE_UP = frozenset({"display", "displayname", "$ref", "type", "primary", "formatted"})


def is_left_out(attribute: AttributeDef, *, subset: bool) -> bool:
    """Whether a top-level attribute says nothing about what a client wrote."""
    name = attribute.name.casefold()
    if name == "schemas" or _is_hidden(attribute):
        return True
    return attribute.mutability == "readOnly" and (subset or name not in _STABLE)


def is_sub_left_out(sub: AttributeDef, holder: AttributeDef) -> bool:
    """Whether a sub-attribute belongs to the provider alone."""
    path = sub.path.casefold()
    if path in _CHANGING or path in _TOLD_OF_OTHERS or _is_hidden(sub):
        return True
    return sub.mutability == "readOnly" and holder.mutability != "readOnly"


def may_differ(holder: AttributeDef, name: str, expected: Parts, actual: Parts, *, as_sent: bool) -> bool:
    """Whether a sub-attribute that is missing or another one than expected is allowed to be."""
    of_holder = (holder.name.casefold(), name.casefold())
    rule = _ANYWHERE.get(of_holder[1]) or (None if as_sent else _OF_ATTRIBUTE.get(of_holder))
    return rule is not None and rule(expected, actual)


def may_be_added(holder: AttributeDef, name: str, value: object) -> bool:
    """Whether a provider may add this sub-attribute to a complex value, beyond what it is asked to hold."""
    # A sub-attribute outside of the schema is a finding about the schema, not about this write.
    is_foreign = bool(holder.sub_attributes) and holder.sub(name) is None
    return value is False or is_foreign or name.casefold() in _MADE_UP


def _is_hidden(attribute: AttributeDef) -> bool:
    is_password = attribute.path.casefold() == "password"
    return is_password or attribute.mutability == "writeOnly" or attribute.returned in {"never", "request"}


def _primary(expected: Parts, actual: Parts) -> bool:
    # https://www.rfc-editor.org/rfc/rfc7643#section-2.4: primary that isn't given is false.
    return expected["primary"] is False and "primary" not in actual


def _reference(expected: Parts, actual: Parts) -> bool:
    """A $ref repeats what value says: it may be left out, be absolute or not, and carry a version or not."""
    wanted, found, value = _segments(expected["$ref"]), _segments(actual.get("$ref")), actual.get("value")
    if not wanted or not found:
        return not found and bool(wanted) and wanted[-1] == value
    shorter = min(len(wanted), len(found))
    # Either both name one resource, or value was meant to change and $ref has followed it.
    return wanted[-shorter:] == found[-shorter:] or (found[-1] == value and wanted[-2:-1] == found[-2:-1])


def _segments(reference: object) -> list[str]:
    if not isinstance(reference, str):
        return []
    # With and without a version, a URI names one resource: https://www.rfc-editor.org/rfc/rfc7643#section-2.4
    parts = uri(reference).split("/")
    return [part for part in parts if part not in {"", ".", ".."} and not re.fullmatch(r"v\d+(\.\d+)*", part)]


def _canonical_display(of: str) -> Allowance:
    """The display of these attributes may carry the canonical form of their value."""
    # https://www.rfc-editor.org/rfc/rfc7643#section-4.1.2
    definition = undeclared("value", of)

    def rule(_: Parts, actual: Parts) -> bool:
        shown, value = actual.get("display"), actual.get("value")
        return shown is not None and comparable(shown, definition) == comparable(value, definition)

    return rule


def _formatted_name(expected: Parts, actual: Parts) -> bool:
    # A provider may return the full name, its components or both: the full name may be left out, or be
    # composed anew. https://www.rfc-editor.org/rfc/rfc7643#section-4.1.1
    if "formatted" in actual:
        return _holds(actual["formatted"], expected, _NAME_CORE)
    given = [name for name in _NAME_PARTS if name in actual]
    return bool(given) and all(name in expected or _holds(expected["formatted"], actual, (name,)) for name in given)


def _name_part(name: str) -> Allowance:
    """A component may be left out when the full name is all that is returned, and holds it."""

    def rule(expected: Parts, actual: Parts) -> bool:
        only_full = not any(part in actual for part in _NAME_PARTS)
        return only_full and _holds(actual.get("formatted"), expected, (name,))

    return rule


def _formatted_address(expected: Parts, actual: Parts) -> bool:
    return "formatted" in actual and _holds(actual["formatted"], expected, _ADDRESS_CORE)


def _holds(text: object, parts: Parts, names: tuple[str, ...]) -> bool:
    """Whether a text holds those of the parts that are there, at least one of them."""
    wanted = [parts[name] for name in names if name in parts]
    return bool(wanted) and all(_words(part) in _words(text) for part in wanted)


def _words(text: object) -> str:
    return " ".join(str(text).casefold().replace(",", " ").split())


_ANYWHERE: dict[str, Allowance] = {"primary": _primary, "$ref": _reference}

_OF_ATTRIBUTE: dict[tuple[str, str], Allowance] = {
    ("emails", "display"): _canonical_display("emails"),
    ("phonenumbers", "display"): _canonical_display("phoneNumbers"),
    ("name", "formatted"): _formatted_name,
    ("addresses", "formatted"): _formatted_address,
    **{("name", part): _name_part(part) for part in _NAME_PARTS},
}
