"""The function FormatDateTime: a date read in one of .NET's formats and written in another.

https://learn.microsoft.com/en-us/dotnet/standard/base-types/custom-date-and-time-format-strings
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from .errors import ExpressionError

_PART = re.compile(r"""yyyy|yy|M{1,4}|d{1,4}|HH?|hh?|mm?|ss?|f{1,6}|tt|zzz|K|'[^']*'|"[^"]*"|\\.|.""", re.S)
_FRACTION = "f"

# How a part is read (by strptime) and how it is written.
_PARTS: Mapping[str, tuple[str, Callable[[datetime], str]]] = {
    "yyyy": ("%Y", lambda at: f"{at.year:04}"),
    "yy": ("%y", lambda at: f"{at.year % 100:02}"),
    "MMMM": ("%B", lambda at: at.strftime("%B")),
    "MMM": ("%b", lambda at: at.strftime("%b")),
    "MM": ("%m", lambda at: f"{at.month:02}"),
    "M": ("%m", lambda at: str(at.month)),
    "dddd": ("%A", lambda at: at.strftime("%A")),
    "ddd": ("%a", lambda at: at.strftime("%a")),
    "dd": ("%d", lambda at: f"{at.day:02}"),
    "d": ("%d", lambda at: str(at.day)),
    "HH": ("%H", lambda at: f"{at.hour:02}"),
    "H": ("%H", lambda at: str(at.hour)),
    "hh": ("%I", lambda at: f"{at.hour % 12 or 12:02}"),
    "h": ("%I", lambda at: str(at.hour % 12 or 12)),
    "mm": ("%M", lambda at: f"{at.minute:02}"),
    "m": ("%M", lambda at: str(at.minute)),
    "ss": ("%S", lambda at: f"{at.second:02}"),
    "s": ("%S", lambda at: str(at.second)),
    "tt": ("%p", lambda at: "AM" if at.hour < 12 else "PM"),
    "zzz": ("%z", lambda at: "+00:00"),
    "K": ("%z", lambda at: "Z"),
}


def rewritten(source: str, read_as: str, write_as: str) -> str:
    """Return a date in another format; one that does not have the first format raises ExpressionError.

    A date with a time zone is written as of UTC, as the page does with every such date that it shows.
    """
    try:
        at = datetime.strptime(source.strip(), "".join(map(_reading, _PART.findall(read_as))))
        at = at.astimezone(UTC) if at.tzinfo else at
    except (ValueError, OverflowError, re.error) as error:
        raise ExpressionError(f"{source!r} is not a date of the format {read_as!r}.") from error
    return "".join(_writing(part, at) for part in _PART.findall(write_as))


def _reading(part: str) -> str:
    if part.startswith(_FRACTION):
        return "%f"
    return _PARTS[part][0] if part in _PARTS else _literal(part).replace("%", "%%")


def _writing(part: str, at: datetime) -> str:
    if part.startswith(_FRACTION):
        return f"{at.microsecond:06}"[: len(part)]
    return _PARTS[part][1](at) if part in _PARTS else _literal(part)


def _literal(part: str) -> str:
    if len(part) > 1:
        return part[1:] if part[0] == "\\" else part[1:-1]
    return part
