"""How much of an answer is kept: all that people want to read, and no more than files and memory can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

LONGEST_TEXT = 20_000
"""How many characters are kept of a body that is no JSON."""

LONGEST_JSON = 1_000_000
"""How many characters a JSON body may have to be kept as JSON."""

LONGEST_HEADERS = 16_000
"""How many characters are kept of the values of all headers of an answer."""

MOST_KEPT = 8_000_000
"""How many characters of answers one process keeps; of long bodies that come after that only the beginning is kept."""

LONGEST_STRING = 4 * LONGEST_TEXT
"""How many characters are looked at of a string or a name, so that what is kept ends in no half of a secret."""

_FEW = 20


class Room:
    """How much one process may still keep."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._left = most

    def takes(self, size: int) -> bool:
        """Tell whether a JSON body of so many characters is kept as JSON."""
        if size > LONGEST_JSON or (size > LONGEST_TEXT and size > self._left):
            return False
        self._left -= size
        return True


def beginning(value: Any, deep: int = 60) -> Any:
    """Return the beginning of a JSON value that is too long to be kept: of each list the first few items.

    What it keeps it keeps whole, so that a resource still shows whose it is.
    """
    if not deep:
        return value
    if isinstance(value, str):
        # What is cut in the middle here is cut off altogether in the end.
        return value[:LONGEST_STRING]
    if isinstance(value, list):
        return [beginning(item, deep - 1) for item in value[:_FEW]]
    if isinstance(value, dict):
        few = list(value.items())[: 5 * _FEW]
        return {name[:LONGEST_STRING]: beginning(item, deep - 1) for name, item in few}
    return value


def names_in(value: Any) -> Iterator[str]:
    """Yield the names of all objects in a JSON value."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from names_in(item)


def cut(text: str, whole: int | None = None) -> str:
    """Return the beginning of a text, and how long it was."""
    return f"{text[:LONGEST_TEXT]}… [cut here: {whole or len(text)} characters in all]"


def short_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers whose values have no more characters than are kept."""
    left, kept = LONGEST_HEADERS, {}
    for name, value in headers.items():
        kept[name[:LONGEST_HEADERS]] = (
            value if len(value) <= left else f"{value[:left]}… [cut: {len(value)} characters]"
        )
        left = max(0, left - len(value) - len(name))
        if not left and len(kept) > 5 * _FEW:
            break
    return kept
