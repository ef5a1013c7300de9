"""How the values of expressions turn into one another.

Attributes of a directory and results of functions are texts, whole numbers, booleans, tuples of these, or null. A
function says what each of its parameters takes; what is given is converted here. Null stays null, except in a list,
where it is no element. Booleans are written True and False, as the key of every documented Switch on one is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_WHOLE = re.compile(r"-?[0-9]{1,18}")


def is_empty(value: Any) -> bool:
    """Tell whether a value counts as none: null, an empty text or an empty list."""
    return value is None or value == "" or value == ()


def as_is(value: Any) -> Any:
    """Return the value itself, a list as a tuple."""
    return tuple(value) if isinstance(value, list) else value


def text(value: Any) -> str | None:
    """Return a value as a text; a list of several raises ValueError."""
    value = as_is(value)
    if isinstance(value, tuple):
        if len(value) > 1:
            raise ValueError("one text")
        value = value[0] if value else None
    return None if value is None else str(value)


def whole(value: Any) -> int | None:
    """Return a value as a whole number; what is none raises ValueError."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise ValueError("a whole number")


def several(value: Any) -> tuple[Any, ...]:
    """Return a value as a list, in which nothing is null."""
    value = as_is(value)
    return value if isinstance(value, tuple) else () if value is None else (value,)


def is_true(value: Any) -> bool:
    """Tell whether a value counts as true: True, a text that reads so, or a number other than zero."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value) != 0
    return value.casefold() == "true" if isinstance(value, str) else bool(value)


def compares(left: Any, operator: str, right: Any) -> bool:
    """Compare two values as a condition does: numbers as numbers, all else as texts; null is never true."""
    if is_empty(left) or is_empty(right):
        return False
    try:
        return _OPERATORS[operator](whole(left), whole(right))
    except ValueError:
        return _OPERATORS[operator](text(left), text(right))


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
}
