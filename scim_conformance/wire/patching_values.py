"""Whether a value has the form that an attribute asks for: yes, no, or open where providers may read it kindly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .definitions import AttributeDef
from .objects import value_in
from .values import is_instant

Fit = bool | None
"""None says that the standard does not decide it, or that providers are known to take the value."""

_NEARLY_BOOLEAN = frozenset({"true", "false", "yes", "no", "on", "off", "1", "0", "t", "f", "y", "n", ""})


def fits(value: Any, attribute: AttributeDef) -> Fit:
    """Whether a value is one that the whole attribute may have; an unassigned one is the matter of the operation."""
    if not attribute.multi_valued:
        return _fits_one(value, attribute)
    if isinstance(value, list):
        return worst(_fits_one(each, attribute) for each in value)
    if isinstance(value, bool | int | float):
        return False
    # RFC 7644 section 3.5.2.1 lets the value of an add be an object; whether a text may stand for a list is open.
    return _fits_one(value, attribute) if isinstance(value, dict) else None


def fits_element(value: Any, attribute: AttributeDef) -> Fit:
    """Whether a value is one of those that a multi-valued attribute may have."""
    return _fits_one(value, attribute)


def worst(found: Any) -> Fit:
    """Return no where anything does not fit, open where anything is open, and yes otherwise."""
    seen = set(found)
    return False if False in seen else None if None in seen else True


def _fits_one(value: Any, attribute: AttributeDef) -> Fit:
    if attribute.type == "complex" or attribute.sub_attributes:
        return _fits_complex(value, attribute)
    if isinstance(value, dict):
        return False if attribute.type else None
    rule = _PLAIN.get(attribute.type)
    return None if rule is None or isinstance(value, list) or value is None else rule(value, attribute)


def _fits_complex(value: Any, attribute: AttributeDef) -> Fit:
    if not isinstance(value, dict):
        # A text in place of an object that has a value: Entra sends a manager so, and many providers take it.
        kindly = isinstance(value, list) or value is None or attribute.sub("value") is not None
        return None if kindly or not attribute.sub_attributes else False
    lacking = (sub for sub in attribute.sub_attributes if sub.required and value_in(value, sub.name) is None)
    if not value or any(lacking):
        return None
    return worst(_fits_sub(name, part, attribute) for name, part in value.items())


def _fits_sub(name: str, part: Any, attribute: AttributeDef) -> Fit:
    sub = attribute.sub(name)
    if sub is None or sub.mutability == "readOnly" or part is None or part == []:
        return None
    return fits(part, sub)


def _is_text(value: Any, _attribute: AttributeDef) -> Fit:
    return True if isinstance(value, str) and value.strip() else None


def _is_moment(value: Any, attribute: AttributeDef) -> Fit:
    return True if isinstance(value, str) and is_instant(attribute, value) else None


def _is_boolean(value: Any, _attribute: AttributeDef) -> Fit:
    if isinstance(value, bool):
        return True
    is_other_text = isinstance(value, str) and value.strip().casefold() not in _NEARLY_BOOLEAN
    return False if is_other_text else None


def _is_number(value: Any, attribute: AttributeDef) -> Fit:
    if isinstance(value, bool):
        return None
    if isinstance(value, int) or (isinstance(value, float) and attribute.type == "decimal"):
        return True
    is_word = isinstance(value, str) and not any(char.isdigit() for char in value) and bool(value.strip())
    return False if is_word else None


_PLAIN: Mapping[str, Callable[[Any, AttributeDef], Fit]] = {
    "string": _is_text,
    "reference": _is_text,
    "binary": _is_text,
    "dateTime": _is_moment,
    "boolean": _is_boolean,
    "integer": _is_number,
    "decimal": _is_number,
}
