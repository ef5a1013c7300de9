"""Reads the expressions of attribute mappings: attributes, texts, whole numbers, and functions of these.

Microsoft, "Reference for writing expressions for attribute mappings in Microsoft Entra Application Provisioning",
https://learn.microsoft.com/en-us/entra/identity/app-provisioning/functions-for-customizing-application-data
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from .errors import ExpressionError
from .functions import CONSTANTS, FUNCTIONS, LEFT_OUT, Function
from .tree import Attribute, Call, Comparison, Literal, Missing, Node, Word

LONGEST = 10_000
"""How many characters an expression may have, says the page "Known issues for provisioning in Microsoft Entra ID"."""

DEEPEST = 50
"""How many functions may stand within one another; no page says, and nobody writes as many."""

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\["\\])*")
      | (?P<attribute>\[\s*[^\[\]\s](?:[^\[\]]*[^\[\]\s])?\s*\])
      | (?P<number>-?[0-9]{1,18}(?![\w.]))
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<operator><>|>=|<=|[=<>])
      | (?P<mark>[(),])""",
    re.X | re.S,
)
_BLANKS = re.compile(r"\s*")
_VALUE = "an attribute in [square brackets], a text in quotes, a whole number or a function"


@dataclass(frozen=True)
class ParsedExpression:
    """An expression that can be computed; two are equal that are written the same way."""

    text: str
    """The expression as it was written."""

    tree: Node

    def __call__(self, source: Mapping[str, Any]) -> Any:
        """Return the value for one object of the directory; None for null."""
        return self.tree.value(source)

    def __str__(self) -> str:
        return str(self.tree)

    @property
    def function(self) -> str:
        """The name of the outermost function; empty where there is none."""
        return self.tree.function.name if isinstance(self.tree, Call) else ""

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of the attributes that are read, each once."""
        return tuple(dict.fromkeys(self.tree.reads()))


def parse(text: str) -> ParsedExpression:
    """Return the expression that a text means; a text that is none raises ExpressionError."""
    if len(text) > LONGEST:
        raise ExpressionError(f"The expression has {len(text):,} characters; Entra takes {LONGEST:,} at most.")
    return ParsedExpression(text.strip(), _Parser(text).whole())


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = _after_blanks(text, 0)
        self._depth = 0

    def whole(self) -> Node:
        node = self._value()
        if self._at < len(self._text):
            raise self._refusal("the end of the expression")
        return node

    def _argument(self) -> Node:
        if self._peek() in (",", ")"):
            return Missing()
        left = self._value()
        if (token := self._match()) and token.lastgroup == "operator":
            self._take(token)
            return Comparison(left, token[0], self._value())
        return left

    def _value(self) -> Node:
        token, start = self._match(), self._at
        if token is None or token.lastgroup in ("mark", "operator"):
            raise self._refusal(_VALUE)
        self._take(token)
        if token.lastgroup == "text":
            return Literal(re.sub(r"\\(.)", r"\1", token[0][1:-1], flags=re.S))
        if token.lastgroup == "number":
            return Literal(int(token[0]))
        if token.lastgroup == "attribute":
            return Attribute(token[0][1:-1].strip())
        return self._call(token[0], start) if self._peek() == "(" else self._word(token[0], start)

    def _word(self, name: str, start: int) -> Node:
        known = {each.casefold(): each for each in CONSTANTS}
        if name.casefold() in known:
            return Word(known[name.casefold()])
        if name.casefold() in FUNCTIONS:
            raise self._refusal(f"the parenthesis that opens the arguments of {name}")
        raise self._refusal(f'[{name}] for an attribute, or "{name}" for a text', start)

    def _call(self, name: str, start: int) -> Node:
        function = self._function(name, start)
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._problem(f"More than {DEEPEST} functions stand within one another", start)
        call = Call(function, self._arguments())
        self._depth -= 1
        if why := call.problem():
            raise self._problem(why, start)
        return call

    def _function(self, name: str, start: int) -> Function:
        if (function := FUNCTIONS.get(name.casefold())) is not None:
            return function
        if documented := {each.casefold(): each for each in LEFT_OUT}.get(name.casefold()):
            raise self._problem(f"{documented} is a function that Entra has and this suite does not compute", start)
        near = get_close_matches(name.casefold(), FUNCTIONS, n=1)
        hint = f"; the nearest is {FUNCTIONS[near[0]].name}" if near else ""
        raise self._problem(f"There is no function {name}{hint}", start)

    def _arguments(self) -> tuple[Node, ...]:
        self._mark("(")
        if self._peek() == ")":
            self._mark(")")
            return ()
        found = [self._argument()]
        while self._peek() == ",":
            self._mark(",")
            found.append(self._argument())
        if self._peek() != ")":
            raise self._refusal("a comma or a closing parenthesis")
        self._mark(")")
        return tuple(found)

    def _match(self) -> re.Match[str] | None:
        return _TOKEN.match(self._text, self._at)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, token: re.Match[str]) -> None:
        self._at = _after_blanks(self._text, token.end())

    def _mark(self, mark: str) -> None:
        self._at = _after_blanks(self._text, self._at + len(mark))

    def _refusal(self, expected: str, at: int | None = None) -> ExpressionError:
        place = self._at if at is None else at
        rest = self._text[place : place + 12]
        found = f"there stands {rest!r}" if rest else "the expression ends"
        return self._problem(f"Expected {expected}, and {found}{_hint(rest)}", place)

    def _problem(self, what: str, at: int) -> ExpressionError:
        return ExpressionError(f"At character {at + 1} of the expression: {what.removesuffix('.')}.")


def _hint(rest: str) -> str:
    if rest.startswith('"'):
        return (
            '; the text is not closed, or a backslash in it stands alone: write \\" for a quote, \\\\ for a backslash'
        )
    if rest.startswith(("“", "”", "„", "'")):
        return '; texts stand in straight double quotes: "'
    return ""


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at
