"""One attribute of a profile, held against itself."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from scim_conformance.wire import AttributePath

from .paths import Steps
from .shape import Finding


def attribute_findings(steps: Steps, row: dict[str, Any]) -> Iterator[Finding]:
    """Yield every contradiction within one attribute of a profile."""
    for check in (_path, _pattern, _samples, _flags):
        yield from check(steps, row)


def _path(steps: Steps, row: dict[str, Any]) -> Iterator[Finding]:
    try:
        AttributePath.parse(row["path"])
    except ValueError as error:
        yield Finding((*steps, "path"), str(error), "")


def _pattern(steps: Steps, row: dict[str, Any]) -> Iterator[Finding]:
    pattern = row.get("pattern")
    if not isinstance(pattern, str) or pattern == "unknown":
        return
    try:
        re.compile(pattern)
    except re.error as error:
        what = f"This is no regular expression: {error}."
        yield Finding((*steps, "pattern"), what, "Escape what is meant literally.")
    if row.get("type") not in ("string", "reference"):
        what = "Only the text of a string or a reference can match a pattern."
        yield Finding((*steps, "pattern"), what, "Use `samples`.")


def _samples(steps: Steps, row: dict[str, Any]) -> Iterator[Finding]:
    samples, kind = row.get("samples"), row.get("type")
    if not isinstance(samples, list) or not isinstance(kind, str) or kind not in _FITS:
        return
    pattern = _compiled(row.get("pattern"))
    fits, wanted = _FITS[kind]
    for i, sample in enumerate(samples):
        at = (*steps, "samples", i)
        if not fits(sample):
            yield Finding(at, f"This sample is not of the type `{kind}`.", f"Write {wanted}.")
        elif pattern and isinstance(sample, str) and not pattern.fullmatch(sample):
            what = f"`{sample}` does not match the pattern `{pattern.pattern}` as a whole."
            yield Finding(at, what, "Change one of the two.")


def _compiled(pattern: Any) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern) if isinstance(pattern, str) and pattern != "unknown" else None
    except re.error:
        return None


_EXCLUDED_BY_MUTABILITY = {
    "readOnly": ("required", "patchable"),
    "immutable": ("patchable",),
    "createOnly": ("patchable",),
}


def _flags(steps: Steps, row: dict[str, Any]) -> Iterator[Finding]:
    mutability = row.get("mutability")
    for key in _EXCLUDED_BY_MUTABILITY.get(str(mutability), ()):
        if row.get(key) is True:
            what = f"`{key}: true` contradicts `mutability: {mutability}`."
            yield Finding((*steps, key), what, "Change one of the two.")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_date_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and "T" in value and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _is_base64(value: Any) -> bool:
    try:
        return isinstance(value, str) and b64decode(value, validate=True) is not None
    except NotBase64:
        return False


_FITS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "string": (lambda value: isinstance(value, str), "a text, in quotes where it looks like a number"),
    "reference": (lambda value: isinstance(value, str), "the text of an id or an address"),
    "boolean": (lambda value: isinstance(value, bool), "true or false"),
    "integer": (lambda value: _is_number(value) and not isinstance(value, float), "a whole number"),
    "decimal": (_is_number, "a number"),
    "dateTime": (_is_date_time, "a time such as 2026-03-31T12:00:00Z"),
    "binary": (_is_base64, "base64"),
    "complex": (lambda value: isinstance(value, dict), "a mapping of sub-attributes"),
}
