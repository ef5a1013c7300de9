"""Scoping filters: rules on attributes that say who of the directory is provisioned.

The operators, and what they mean, are those of "Scoping users or groups to be provisioned with scoping filters"
(learn.microsoft.com/entra/identity/app-provisioning/define-conditional-rules-for-provisioning-user-accounts); the
attributes that no filter may look at are those of "Known issues for provisioning in Microsoft Entra ID"
(learn.microsoft.com/entra/identity/app-provisioning/known-issues).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .attributes import person_attributes
from .model import Person


class ScopingError(ValueError):
    """A scoping filter that the provisioning service does not support."""


def _text(value: str) -> str:
    if not value:
        raise ScopingError("it needs a value to compare with")
    return value


def _integer(value: str) -> int:
    if not re.fullmatch(r"[0-9]+", value):
        raise ScopingError(f"it compares integers (0, 1, 2, …), and «{value}» is none")
    return int(value)


def _pattern(value: str) -> re.Pattern[str]:
    try:
        return re.compile(_text(value))
    except re.error as error:
        raise ScopingError(f"«{value}» is no regular expression: {error}") from error


def _nothing(value: str) -> None:
    if value:
        raise ScopingError(f"it compares with nothing, so leave the value «{value}» out")


def _is_match(held: Any, pattern: re.Pattern[str]) -> bool:
    # The page says that ([1-9][0-9]) matches any number between 10 and 99: so the whole value is meant.
    return pattern.fullmatch(str(held)) is not None


def _number(held: Any) -> int:
    return int(held) if re.fullmatch(r"[0-9]+", str(held)) else -1


@dataclass(frozen=True)
class _Operator:
    """How a clause reads its value, and when it holds for what a user has."""

    reads: Callable[[str], Any]
    holds: Callable[[Any, Any], bool]


_EMPTY: Mapping[str, bool] = {"IS NULL": True}
"""What the operators say of an attribute without a value; all that are not listed say False."""

OPERATORS: Mapping[str, _Operator] = {
    "&": _Operator(_text, lambda held, value: str(held) in value),
    "!&": _Operator(_text, lambda held, value: str(held) not in value),
    "ENDS_WITH": _Operator(_text, lambda held, value: str(held).endswith(value)),
    "EQUALS": _Operator(_text, lambda held, value: str(held) == value),
    "Greater_Than": _Operator(_integer, lambda held, value: _number(held) > value),
    "Greater_Than_OR_EQUALS": _Operator(_integer, lambda held, value: _number(held) >= value),
    "Includes": _Operator(_text, lambda held, value: value in str(held)),
    "IS FALSE": _Operator(_nothing, lambda held, _: held is False),
    "IS NOT NULL": _Operator(_nothing, lambda held, _: True),
    "IS NULL": _Operator(_nothing, lambda held, _: False),
    "IS TRUE": _Operator(_nothing, lambda held, _: held is True),
    "NOT EQUALS": _Operator(_text, lambda held, value: str(held) != value),
    "NOT REGEX MATCH": _Operator(_pattern, lambda held, value: not _is_match(held, value)),
    "REGEX MATCH": _Operator(_pattern, _is_match),
}
"""The operators of a clause under their documented names."""

_SEVERAL = "it has several values, and scoping filters look at single ones only"
_DATE = "it is a date, which scoping filters can't compare"
REFUSED: Mapping[str, str] = {
    "approleassignments": "the service does not support it in scoping filters",
    "usertype": "the service does not support it in scoping filters",
    "manager": "the service does not support it in scoping filters",
    "ismemberof": "the service does not support filters on memberships",
    "memberof": "the service does not support filters on memberships",
    "members": "the service does not support filters on memberships",
    "issoftdeleted": "it says whether a user is in scope, which the filters are there to find out",
    **dict.fromkeys(("proxyaddresses", "othermails", "businessphones"), _SEVERAL),
    **dict.fromkeys(
        (
            "accountexpires",
            "createddatetime",
            "employeehiredate",
            "employeeleavedatetime",
            "enddate",
            "startdate",
            "statushiredate",
            "statusterminationdate",
        ),
        _DATE,
    ),
}
"""The attributes that no clause may look at, in small letters, each with the reason."""


@dataclass(frozen=True)
class Clause:
    """One condition on one attribute; what is not supported is refused when the clause is made."""

    attribute: str
    operator: str
    value: str = ""
    _read: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if reason := REFUSED.get(self.attribute.casefold()):
            raise ScopingError(f"A scoping filter can't look at {self.attribute}: {reason}.")
        if (operator := OPERATORS.get(self.operator)) is None:
            raise ScopingError(f"There is no operator «{self.operator}»; there are {', '.join(OPERATORS)}.")
        try:
            object.__setattr__(self, "_read", operator.reads(self.value))
        except ScopingError as error:
            raise ScopingError(f"The clause on {self.attribute} can't use {self.operator}: {error}.") from error

    def __str__(self) -> str:
        return " ".join(filter(None, (self.attribute, self.operator, f"«{self.value}»" if self.value else "")))

    def holds(self, attributes: Mapping[str, Any]) -> bool:
        """Tell whether the condition holds for a user who has these attributes."""
        held = attributes.get(self.attribute)
        if held is None or held == "":
            return _EMPTY.get(self.operator, False)
        # Several values are not supported, and an attribute of the directory's own making may have them all the same.
        return isinstance(held, str | int | bool) and OPERATORS[self.operator].holds(held, self._read)


@dataclass(frozen=True)
class ScopingFilter:
    """Lets a user in for whom all of its clauses hold; of several filters of a job one is enough."""

    title: str
    clauses: Sequence[Clause]

    def __post_init__(self) -> None:
        if not self.clauses:
            raise ScopingError(f"The scoping filter «{self.title}» has no clause, and needs one at least.")
        object.__setattr__(self, "clauses", tuple(self.clauses))

    def __call__(self, person: Person) -> bool:
        """Tell whether the filter lets a user in."""
        return self.objection(person) is None

    def objection(self, person: Person) -> Clause | None:
        """Return the first clause that does not hold for a user; None where the filter lets the user in."""
        seen = person_attributes(person)
        return next((clause for clause in self.clauses if not clause.holds(seen)), None)

    def why_out(self, person: Person) -> str:
        """Say which clause keeps a user out, and what the user has there; empty where the filter lets the user in."""
        if (clause := self.objection(person)) is None:
            return ""
        held = person_attributes(person).get(clause.attribute)
        shown = "empty" if held in (None, "") else f"«{held}»"
        return f"the filter «{self.title}» wants {clause}, and {clause.attribute} is {shown}"


Scope = Callable[[Person], bool]
"""Whatever lets a user in or not; a scoping filter is one."""


def lets_in(scopes: Iterable[Scope], person: Person) -> bool:
    """Tell whether a user passes one of these filters; where there is none, everybody does."""
    tried = [scope(person) for scope in scopes]
    return any(tried) or not tried


def why_out(scopes: Iterable[Scope], person: Person) -> str:
    """Say in one sentence why a user passes none of these filters; empty where the user passes one."""
    scopes = tuple(scopes)
    if lets_in(scopes, person):
        return ""
    told = [scope.why_out(person) if isinstance(scope, ScopingFilter) else "a filter says no" for scope in scopes]
    return f"The user passes no scoping filter: {'; '.join(told)}."
