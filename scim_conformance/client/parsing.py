"""Reads JSON that anybody may have written, without letting it break or fill up the reader."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

DEEPEST_BODY = 100
"""How deep lists and objects may stand in each other; a resource of SCIM needs five levels."""

MOST_VALUES = 500_000
"""How many values a body may hold: in memory each takes up to a hundred times what it takes on the wire."""

LONGEST_NUMBER = 300
"""How many digits a number may have, so that it can be reckoned with in any way."""

_TOO_DEEP = "it is nested too deeply"
_TOO_LARGE = "it holds a number that is too large"


class _OutOfBounds(ValueError):
    """It may be JSON, but this reader does not take it in."""


@dataclass(frozen=True)
class Parsed:
    """What a text is as JSON, or why it could not be read."""

    value: Any = None
    why: str | None = None
    out_of_bounds: bool = False
    """Whether it may be JSON, but of a kind that readers refuse: https://www.rfc-editor.org/rfc/rfc8259#section-9"""

    repeated: tuple[str, ...] = ()
    """The names that stand twice in one object; of their values only the last one is kept."""


def parse(text: str) -> Parsed:
    """Read a text as JSON."""
    repeated: dict[str, None] = {}

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            repeated.update((name, None) for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        return found

    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        return Parsed(None, f"it holds more than {MOST_VALUES:,} values", True)
    try:
        value = json.loads(
            text, parse_constant=_no_number, parse_float=_float, parse_int=_int, object_pairs_hook=members
        )
    except json.JSONDecodeError as error:
        # The error's own text could quote the body; its message and place can't.
        return Parsed(None, f"{error.msg} (line {error.lineno}, column {error.colno})")
    except _OutOfBounds as error:
        return Parsed(None, str(error), True)
    except ValueError as error:
        return Parsed(None, str(error))
    except RecursionError:
        return Parsed(None, _TOO_DEEP, True)
    if text.count("[") + text.count("{") > DEEPEST_BODY and _is_deeper(value, DEEPEST_BODY):
        return Parsed(None, _TOO_DEEP, True)
    return Parsed(value, repeated=tuple(repeated))


def _is_deeper(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _OutOfBounds(_TOO_LARGE)
    return value


def _int(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise _OutOfBounds(_TOO_LARGE)
    return int(text)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
