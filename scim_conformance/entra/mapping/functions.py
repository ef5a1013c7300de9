"""The functions of expressions: what each takes, and what it computes.

Microsoft, "Reference for writing expressions for attribute mappings in Microsoft Entra Application Provisioning",
https://learn.microsoft.com/en-us/entra/identity/app-provisioning/functions-for-customizing-application-data; Trim, the
0 of InStr and the error of Item are on the page of the same language for cloud sync,
https://learn.microsoft.com/en-us/entra/identity/hybrid/cloud-sync/reference-expressions; the role functions on
https://learn.microsoft.com/en-us/entra/identity/app-provisioning/customize-application-attributes.

Null: a function whose first argument is null gives null and computes nothing. ``sees_null`` marks the functions that
the pages give another answer for, or that are made to ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Literal

from . import computing as c
from . import dates, patterns
from .values import as_is, is_empty, is_true, several, text, whole

Kind = Literal["text", "pattern", "number", "list", "any", "condition"]

CONVERTERS: Mapping[Kind, Callable[[Any], Any]] = {
    "text": text,
    "pattern": text,
    "number": whole,
    "list": several,
    "any": as_is,
    "condition": as_is,
}
"""How what is given is turned into what a parameter takes."""


@dataclass(frozen=True)
class Parameter:
    """What a function takes at one place."""

    name: str
    kind: Kind = "text"
    optional: bool = False
    """Whether the argument may be empty, or be left out at the end."""


@dataclass(frozen=True)
class Function:
    """One function: its parameters, and what it computes of them."""

    name: str
    parameters: tuple[Parameter, ...]
    compute: Callable[..., Any]
    repeats: int = 0
    """How many of the last parameters may be given again and again."""

    at_least: int = 0
    """How many arguments there must be, where that is more than the parameters tell."""

    sees_null: bool = False
    outermost: bool = False
    """Whether no other function may be around it."""

    combinations: tuple[frozenset[str], ...] = ()
    """Which optional arguments go together, where not all do."""

    def taken(self) -> Iterator[Parameter]:
        """Yield what is taken at each place; without an end where parameters repeat."""
        yield from self.parameters
        if self.repeats:
            yield from cycle(self.parameters[-self.repeats :])

    @property
    def fewest(self) -> int:
        """How many arguments there must be at least."""
        needed = [place for place, each in enumerate(self.parameters, 1) if not each.optional]
        return max(self.at_least, needed[-1] if needed else 0)


def _text(name: str) -> Parameter:
    return Parameter(name)


def _number(name: str) -> Parameter:
    return Parameter(name, "number")


def _maybe(name: str, kind: Kind = "text") -> Parameter:
    return Parameter(name, kind, optional=True)


_SOURCE = Parameter("source")
_ANY = Parameter("expression", "any")
_LIST = Parameter("attribute", "list")
_ROLES = Parameter("[appRoleAssignments]", "list")

_REPLACE = (
    _SOURCE,
    _maybe("oldValue"),
    _maybe("regexPattern", "pattern"),
    _maybe("regexGroupName"),
    _maybe("replacementValue"),
    _maybe("replacementAttributeName"),
    _maybe("template"),
)
_REPLACE_WAYS = tuple(
    frozenset(way.split())
    for way in (
        "oldValue replacementValue",
        "oldValue template",
        "regexPattern replacementValue",
        "regexPattern regexGroupName replacementValue",
        "regexPattern regexGroupName replacementAttributeName",
    )
)
_SWITCH = (_SOURCE, _maybe("defaultValue", "any"), _text("key"), Parameter("value", "any"))
_FORMAT = (_SOURCE, _maybe("dateTimeStyles"), _text("inputFormat"), _text("outputFormat"))
_IN_STRING = (_text("value1"), _text("value2"), _maybe("start", "number"), _maybe("compareType"))

_ALL = (
    Function("Append", (_SOURCE, _text("suffix")), lambda source, suffix: source + (suffix or "")),
    Function("AppRoleAssignmentsComplex", (_ROLES,), c.role_values, sees_null=True),
    Function("AssertiveAppRoleAssignmentsComplex", (_ROLES,), c.role_values, sees_null=True),
    Function("CBool", (Parameter("expression", "condition"),), is_true, sees_null=True),
    Function("Coalesce", (_ANY,), c.first, repeats=1, sees_null=True),
    Function("ConvertToBase64", (_SOURCE,), c.in_base64),
    Function("ConvertToUTF8Hex", (_SOURCE,), c.in_hex),
    Function("Count", (_LIST,), len),
    Function("CStr", (_text("value"),), str),
    Function(
        "FormatDateTime", _FORMAT, lambda source, _styles, old, new: dates.rewritten(source, old or "", new or "")
    ),
    Function("IgnoreFlowIfNullOrEmpty", (_ANY,), as_is),
    Function(
        "IIF",
        (Parameter("condition", "condition"), _maybe("valueIfTrue", "any"), _maybe("valueIfFalse", "any")),
        lambda condition, yes=None, no=None: yes if is_true(condition) else no,
        at_least=3,
        sees_null=True,
    ),
    Function("InStr", _IN_STRING, c.in_string),
    Function("IsNull", (_ANY,), lambda value: value is None, sees_null=True),
    Function("IsNullOrEmpty", (_ANY,), is_empty, sees_null=True),
    Function("IsPresent", (_ANY,), lambda value: not is_empty(value), sees_null=True),
    Function("IsString", (_ANY,), c.is_string, sees_null=True),
    Function("Item", (_LIST, _number("index")), c.item),
    Function("Join", (_text("separator"), Parameter("source", "any")), c.join, repeats=1, sees_null=True),
    Function("Left", (_text("String"), _number("NumChars")), c.left, sees_null=True),
    Function("Mid", (_SOURCE, _number("start"), _number("length")), c.mid),
    Function("NormalizeDiacritics", (_SOURCE,), c.normalize_diacritics),
    Function("Not", (Parameter("source", "any"),), lambda source: not is_true(source), sees_null=True),
    Function("PCase", (_SOURCE, _maybe("wordSeparators")), c.proper_case),
    Function("RemoveDuplicates", (_LIST,), c.without_duplicates),
    Function("Replace", _REPLACE, c.replace, sees_null=True, combinations=_REPLACE_WAYS),
    Function(
        "SelectUniqueValue",
        (Parameter("uniqueValueRule", "any"),),
        c.first_of_rules,
        repeats=1,
        at_least=2,
        sees_null=True,
        outermost=True,
    ),
    Function("SingleAppRoleAssignment", (_ROLES,), c.single_role, sees_null=True),
    Function("Split", (_SOURCE, _text("delimiter")), c.split),
    Function("StripSpaces", (_SOURCE,), lambda source: source.replace(" ", "")),
    Function("Switch", _SWITCH, c.switch, repeats=2, sees_null=True),
    # Of the cultures only the invariant one is here, which is meant where none is named.
    Function("ToLower", (_SOURCE, _maybe("culture")), lambda source, _culture=None: source.lower()),
    Function("ToUpper", (_SOURCE, _maybe("culture")), lambda source, _culture=None: source.upper()),
    Function("Trim", (_ANY,), c.trim),
    Function("Word", (_text("String"), _number("WordNumber"), _text("delimiters")), c.word, sees_null=True),
)

FUNCTIONS: Mapping[str, Function] = {each.name.casefold(): each for each in _ALL}
"""The functions by their names in small letters: the page itself writes switch and IsNullorEmpty, too."""

LEFT_OUT = frozenset(
    ("BitAnd", "CDate", "DateAdd", "DateDiff", "DateFromNum", "Guid", "Now", "NumFromDate", "RandomString", "Redact")
)
"""Documented functions that are not here: they give another value each time, or turn what no SCIM target has."""

CONSTANTS = ("vbBinaryCompare", "vbTextCompare")
"""The bare words that stand for themselves."""


def pattern_problem(pattern: str) -> str | None:
    """Return why a text can't be a pattern of Replace; None where it can."""
    try:
        patterns.compiled(pattern)
    except ValueError as error:
        return str(error)
    return None
