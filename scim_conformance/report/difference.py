"""Marks in what was expected and what was there where the two differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

from .shown import LIMIT, cut, laid_out, text

ALIKE = 0.4
"""How alike two values must be for marks to help; two that share little are just two values."""

LONGEST = 1200
"""How many words are compared; comparing takes time that grows with their square."""

PLACES = 8
"""How many places are named."""

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")

Piece = tuple[str, bool]
"""Some text, and whether it stands on this side only."""


def marked(expected: Any, actual: Any, limit: int = LIMIT) -> tuple[str, str]:
    """Return both values as HTML: what is only expected in ``del``, what is only there in ``ins``."""
    both = isinstance(expected, (dict, list)) and isinstance(actual, (dict, list))
    left, right = (cut(laid_out(value, ordered=both), limit) for value in (expected, actual))
    one, other = pieces(left, right)
    return _html(one, "del"), _html(other, "ins")


def pieces(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Cut two texts into what they share and what they do not; two that share little are one piece each."""
    a, b = _WORDS.findall(left), _WORDS.findall(right)
    if left == right or max(len(a), len(b)) > LONGEST:
        return [(left, False)], [(right, False)]
    found = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    shared = sum(len(word) for tag, i, j, _, _ in found if tag == "equal" for word in a[i:j] if not word.isspace())
    whole = sum(len(word) for word in (*a, *b) if not word.isspace())
    if not whole or 2 * shared / whole < ALIKE:
        return _letters(left, right) if len(a) == len(b) == 1 else ([(left, False)], [(right, False)])
    one: list[Piece] = []
    other: list[Piece] = []
    for tag, i, j, k, m in found:
        if tag == "replace" and j - i == m - k == 1:
            first, second = _letters(a[i], b[k], otherwise=True)
            one += first
            other += second
        else:
            one += [("".join(a[i:j]), tag != "equal")] if j > i else []
            other += [("".join(b[k:m]), tag != "equal")] if m > k else []
    return one, other


def _letters(left: str, right: str, *, otherwise: bool = False) -> tuple[list[Piece], list[Piece]]:
    """Compare two words letter by letter where they are alike; ``otherwise`` says how to mark two that are not."""
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if len(left) + len(right) > 400 or matcher.ratio() < 0.6:
        return [(left, otherwise)], [(right, otherwise)]
    found = matcher.get_opcodes()
    return (
        [(left[i:j], tag != "equal") for tag, i, j, _, _ in found if j > i],
        [(right[k:m], tag != "equal") for tag, _, _, k, m in found if m > k],
    )


def _html(parts: Iterable[Piece], tag: str) -> str:
    return "".join(_mark(part, tag) if alone and not part.isspace() else text(part) for part, alone in parts)


def _mark(part: str, tag: str) -> str:
    """Return a mark that leaves the blanks around a text alone."""
    bare = part.strip()
    before, _, after = part.partition(bare)
    return f"{text(before)}<{tag}>{text(bare)}</{tag}>{text(after)}"


def places(expected: Any, actual: Any) -> list[str]:
    """Name where two JSON documents of one kind differ, in the words of a path; nothing for other values."""
    if not (isinstance(expected, (dict, list)) and type(expected) is type(actual)):
        return []
    found: list[str] = []
    for place in _places(expected, actual, ""):
        if len(found) == PLACES:
            return [*found, "…"]
        found.append(place)
    return found


def _places(expected: Any, actual: Any, path: str) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name in sorted({*expected, *actual}):
            inner = f"{path}.{name}" if path else str(name)
            if name not in actual:
                yield f"{inner} (missing)"
            elif name not in expected:
                yield f"{inner} (not expected)"
            else:
                yield from _places(expected[name], actual[name], inner)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from _places(one, other, f"{path}[{index}]")
    elif isinstance(expected, list) and isinstance(actual, list):
        yield f"{path or 'the list'} ({len(actual)} instead of {len(expected)} values)"
    elif expected != actual or isinstance(expected, bool) is not isinstance(actual, bool):
        yield path or "the value"
