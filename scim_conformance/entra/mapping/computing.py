"""What the functions of expressions compute, on values that are converted already."""

from __future__ import annotations

import base64
import re
import unicodedata
from typing import Any

from . import patterns
from .errors import ExpressionError
from .values import as_is, is_empty, text

_MARKED = re.compile("([A-Za-zæÆøØœŒıłŁß])[\u0300-\u036f]+")
_WITHOUT_MARK = str.maketrans(
    {"æ": "ae", "Æ": "AE", "ø": "oe", "Ø": "OE", "œ": "oe", "Œ": "OE", "ß": "ss", "ł": "l", "Ł": "L", "ı": "i"}
)


def switch(source: Any, default: Any, *pairs: Any) -> Any:
    """Return the value of the key that equals the source as a text, case and all; an empty key is null's."""
    return next((value for key, value in zip(pairs[::2], pairs[1::2], strict=True) if key == (source or "")), default)


def first(*values: Any) -> Any:
    """Return the first value that is not null."""
    return next((value for value in values if value is not None), None)


def first_of_rules(*values: Any) -> Any:
    """Return what the first rule gives that gives anything; nobody is asked whether it is unique."""
    return next((value for value in values if not is_empty(value)), None)


def join(separator: str | None, *sources: Any) -> str:
    """Join the texts and the elements of lists; what is empty is left out, as the page's example with "" shows."""
    parts = [part for each in sources for part in (each if isinstance(each, tuple) else (each,))]
    return (separator or "").join(text(part) or "" for part in parts if not is_empty(part))


def left(source: str | None, length: int) -> str:
    """Return the beginning of a text; all of it where the length is negative, nothing of null."""
    return (source or "") if length < 0 else (source or "")[:length]


def mid(source: str, start: int, length: int) -> str:
    """Return a part of a text, whose first character is number 1."""
    begin = max(start, 1) - 1
    return source[begin : begin + max(length, 0)]


def replace(
    source: str | None,
    old: str | None = None,
    pattern: str | None = None,
    group: str | None = None,
    new: str | None = None,
    other: str | None = None,
    template: str | None = None,
) -> str | None:
    """Replace in one of the five documented ways; which one, the arguments that are there tell."""
    if pattern is not None and group is not None and new is None:
        return source if source else patterns.extracted(pattern, group, other or "")
    if source is None:
        return None
    if pattern is not None:
        if group is None:
            return patterns.substituted(pattern, new or "", source)
        return patterns.without_group(pattern, group, new or "", source)
    if template is not None:
        return template.replace(old, source) if old else template
    return source.replace(old, new or "") if old else source


def in_string(searched: str, found: str | None, start: int | None = None, compare: str | None = None) -> int:
    """Return where a text is found in another, counted from 1; 0 where it is not."""
    if compare == "vbTextCompare":
        searched, found = searched.casefold(), (found or "").casefold()
    return searched.find(found or "", max(start or 1, 1) - 1) + 1


def item(values: tuple[Any, ...], index: int) -> Any:
    """Return one of several values, counted from 1."""
    if not 1 <= index <= len(values):
        raise ExpressionError(f"Item can't return number {index} of {len(values)}; the first one is number 1.")
    return values[index - 1]


def word(source: str | None, number: int, delimiters: str | None) -> str:
    """Return a word of a text, counted from 1; an empty text where there is no such word."""
    separator = f"[{re.escape(delimiters)}]" if delimiters else r"(?!)"
    words = [each for each in re.split(separator, source or "") if each]
    return words[number - 1] if 1 <= number <= len(words) else ""


def split(source: str, delimiter: str | None) -> tuple[str, ...]:
    """Return the parts of a text, without the blanks around them, as the page's example shows."""
    return tuple(part.strip() for part in (source.split(delimiter) if delimiter else [source]))


def normalize_diacritics(source: str) -> str:
    """Return a text whose Latin letters have lost their marks; other scripts are not in the page's table."""
    plain = _MARKED.sub(r"\1", unicodedata.normalize("NFD", source)).translate(_WITHOUT_MARK)
    return unicodedata.normalize("NFC", plain)


def proper_case(source: str, separators: str | None = None) -> str:
    """Return a text each word of which begins with a capital and goes on in small letters."""
    result, begins = [], True
    for character in source:
        result.append(character.upper() if begins else character.lower())
        begins = character in separators if separators else _separates(character)
    return "".join(result)


def _separates(character: str) -> bool:
    return unicodedata.category(character)[0] in "ZCPS"


def trim(source: Any) -> Any:
    """Return a text without the blanks around it; of a list, each of its texts."""
    return tuple(trim(each) for each in source) if isinstance(source, tuple) else (text(source) or "").strip()


def without_duplicates(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return each of several values once, in their order."""
    return tuple(dict.fromkeys(values))


def is_string(value: Any) -> bool:
    """Tell whether a value can be a text: it is neither null nor a list."""
    return value is not None and not isinstance(as_is(value), tuple)


def in_base64(source: str) -> str:
    """Return a text's bytes in UTF-16, which .NET calls Unicode, as base64."""
    return base64.b64encode(source.encode("utf-16-le", "surrogatepass")).decode("ascii")


def in_hex(source: str) -> str:
    """Return a text's bytes in UTF-8 as hexadecimal digits."""
    return source.encode("utf-8", "surrogatepass").hex().upper()


def role_values(assignments: tuple[Any, ...]) -> tuple[str, ...]:
    """Return the values of the roles that a user is assigned."""
    return tuple(str(role.value) for role in assignments)


def single_role(assignments: tuple[Any, ...]) -> str | None:
    """Return the value of one role, the first: which one is sent where there are several, no page says."""
    return next(iter(role_values(assignments)), None)
