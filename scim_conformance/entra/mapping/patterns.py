"""The regular expressions of the function Replace, which are .NET's, as far as Python's say the same."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

from .errors import ExpressionError

_NAMED = re.compile(r"(\\.)|\(\?<(?=[A-Za-z_])|\(\?'([A-Za-z_]\w*)'", re.S)
_REFERENCE = re.compile(r"\$(?:\$|\{(\w+)\}|([0-9]{1,2}))")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern ready for use; one that is none raises ExpressionError."""
    said = _NAMED.sub(_pythons_name, pattern)
    try:
        with warnings.catch_warnings():
            # Python warns of what may mean something else in a later version of it; .NET has no such plans.
            warnings.simplefilter("ignore")
            return re.compile(said)
    except (re.error, OverflowError, RecursionError) as error:
        raise ExpressionError(f"{pattern!r} is not a regular expression: {error}.") from error


def substituted(pattern: str, replacement: str, source: str) -> str:
    """Replace each match; ``${name}`` and ``$1`` in the replacement are the groups of the match."""
    return compiled(pattern).sub(lambda match: _REFERENCE.sub(lambda ref: _group(match, ref), replacement), source)


def without_group(pattern: str, name: str, replacement: str, source: str) -> str:
    """Replace what one group holds, in each match, and leave the rest of the match as it is."""
    found = compiled(pattern)
    _known(found, name)
    parts, end = [], 0
    for match in found.finditer(source):
        start, stop = match.span(name)
        # A group that took no part in the match has no place; one that is empty has one, and nothing to replace.
        if stop > start:
            parts += [source[end:start], replacement]
            end = stop
    return "".join([*parts, source[end:]])


def extracted(pattern: str, name: str, source: str) -> str | None:
    """Return what one group of the first match holds; None where nothing matches."""
    found = compiled(pattern)
    _known(found, name)
    match = found.search(source)
    return match[name] if match else None


def _pythons_name(found: re.Match[str]) -> str:
    return found[1] or (f"(?P<{found[2]}>" if found[2] else "(?P<")


def _group(match: re.Match[str], reference: re.Match[str]) -> str:
    name: str | int | None = reference[1] or (int(reference[2]) if reference[2] else None)
    if name is None:
        return "$"
    try:
        return match[name] or ""
    except IndexError:
        # .NET leaves a reference to a group that is not there as it stands.
        return reference[0]


def _known(pattern: re.Pattern[str], name: str) -> None:
    if name not in pattern.groupindex:
        raise ExpressionError(f"The regular expression {pattern.pattern!r} has no group named {name!r}.")
