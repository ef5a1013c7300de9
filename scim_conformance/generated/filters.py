"""Filters as hypothesis draws them: conditions joined, negated and grouped, written in many legal ways, as plain JSON.

A filter is a list of alternatives, each a list of what has to hold together, so that taking an entry out leaves a
filter that is smaller and still legal. Values are told by whom of the population they are taken from, and how.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

Json = Any

OPERATORS: Mapping[str, Sequence[str]] = {
    "text": ("eq", "co", "sw", "ew", "ne", "gt", "ge", "lt", "le"),
    "word": ("eq", "ne"),
    "number": ("eq", "ne"),
    "boolean": ("eq", "ne"),
    "integer": ("eq", "gt", "le", "lt", "ge", "ne"),
    "dateTime": ("eq", "gt", "le", "lt", "ge", "ne"),
    "assigned": ("gt", "le", "lt", "ge"),
}
"""The operators that tell something by what kind of value an attribute has.

``word`` is a text that is only compared as a whole; ``number`` one that may be compared without its separators, as
phone numbers are; ``assigned`` a moment that the provider has set and may know more exactly than it shows.
"""

PARTS: Mapping[str, str] = {"co": "middle", "sw": "start", "ew": "end"}
"""Which part of a held text an operator looks for, where it is not the whole."""

STRANGE = (
    *(")", "🌙") * 4, '"', "山田", '"', "山田", "(", "\\", ") or (", '" or "', "R and D", "or not (a)", "[", "]", "ä",
    "O'Malley", "a/b", "%", "_", "*", "+", "&", "#", ":",
)  # fmt: skip
"""Texts that mean something to who takes filters apart by hand, or that some databases lack; some come oftener."""

LETTERS = ("same", "upper", "title")
"""How operators and logical words are written."""

CASES = ("same", "same", "upper", "swap")
"""How names and values are written."""

ESCAPES = ("none", "first", "foreign")
"""Which letters of a text are written by their numbers, as JSON allows for any of them."""

WORDS = frozenset({"and", "or", "not", "brackets"})
"""What a filter may be joined by."""

HOURS = (1, -1, 25, -25, 24000, -24000)
ZONES = (0, -12, 14, 5)

SOMEBODY = (0, 0, 0, 0, 1, 2, 3, 5, 8)
"""Whose value it is, counted from whom the filter is about: mostly theirs, so that its conditions meet in somebody."""

SIZES = (4, 1, 2, 8, 12, 20, 30)
"""How many letters a part of a text has."""

AT_ONCE = 2
"""How many filters an example has at most; each costs a request."""

MOST = 6
"""How many conditions a filter has at most, since not every server takes an address of more than 2,000 letters."""


@dataclass(frozen=True)
class Field:
    """An attribute that filters may name: what a recipe calls it, where it stands, and what it holds."""

    name: str
    path: str
    kind: str
    within: str = ""
    """What recipes call the multi-valued attribute whose sub-attribute this is, for square brackets."""

    by_urn: bool = False
    """Whether the URN of its schema may be written before it."""


@dataclass(frozen=True)
class Grammar:
    """What filters may be made of: what the provider is known to understand in its plainest form."""

    fields: Sequence[Field]
    words: Collection[str] = WORDS
    operators: Collection[str] = frozenset({"co", "sw", "ew"})
    """Those of the operators ``co``, ``sw`` and ``ew`` that are understood; all others are tried."""

    brackets: bool = True
    """Whether square brackets are understood."""

    by_post: bool = True
    """Whether a search may be sent by POST."""

    def usable(self, field: Field) -> list[str]:
        """Return the operators that may stand behind a field."""
        known = {"co", "sw", "ew"} - set(self.operators)
        return [operator for operator in OPERATORS[field.kind] if operator not in known] + ["pr"]


def filters(grammar: Grammar, depth: int = 3) -> SearchStrategy[list[dict[str, Json]]]:
    """Return a strategy of a few filters at once, each nested to a depth at most."""
    from hypothesis import strategies as st

    @st.composite
    def drawn(draw: DrawFn) -> dict[str, Json]:
        return _Drawing(draw, grammar).filter(depth)

    # Several at once, since hypothesis tries the simplest of all more than once and each example is counted.
    return st.lists(drawn(), min_size=1, max_size=AT_ONCE)


@dataclass
class _Drawing:
    """Draws one filter; the first of all choices is the simplest each time."""

    draw: DrawFn
    grammar: Grammar
    conditions: int = 0

    def filter(self, depth: int) -> dict[str, Json]:
        by_post = (False, False, True) if self.grammar.by_post else (False,)
        spreads = (False, True) if "brackets" in self.grammar.words else (True,)
        letters, spread, post = self.one_of_each(LETTERS, spreads, by_post)
        about = self.one_of((*range(10), 8, 9, 8, 9))
        tree = self.tree(self.grammar.fields, depth)
        return {"about": about, "letters": letters, "spread": spread, "by_post": post, "filter": tree}

    def one_of(self, choices: Sequence[Any]) -> Any:
        from hypothesis import strategies as st

        return self.draw(st.sampled_from(choices)) if len(choices) > 1 else choices[0]

    def one_of_each(self, *choices: Sequence[Any]) -> Iterator[Any]:
        """Draw several things by one number: the fewer numbers, the fewer requests go into making them smaller."""
        number = self.one_of(range(prod(map(len, choices))))
        for each in choices:
            yield each[number % len(each)]
            number //= len(each)

    def tree(self, fields: Sequence[Field], depth: int) -> Json:
        """Draw alternatives, each of what has to hold together."""
        words = self.grammar.words
        return self.several("or" in words, lambda: self.several("and" in words, lambda: self.factor(fields, depth)))

    def several(self, known: bool, make: Callable[[], Json]) -> list[Json]:
        made = [make()]
        while known and len(made) < 3 and self.conditions < MOST and self.one_of((False, True)):
            made.append(make())
        return made

    def factor(self, fields: Sequence[Field], depth: int) -> dict[str, Json]:
        """Draw a condition, a group, or square brackets."""
        grammar = self.grammar
        inner = [replace(field, within="", by_urn=False) for field in fields if field.within]
        kinds = [("condition", False)] * 4 + [("condition", True)] * 2
        if depth and "brackets" in grammar.words:
            kinds += [("group", False)] + [("group", True)] * 3
        if inner and grammar.brackets:
            kinds += [("within", False), ("within", True)]
        kind, is_negated = self.one_of([each for each in kinds if not each[1] or "not" in grammar.words])
        negated = {"not": is_negated}
        if kind == "group":
            return {**negated, "filter": self.tree(fields, depth - 1)}
        if kind == "within":
            within = next(field.within for field in fields if field.within)
            return {**negated, "in": within, "filter": self.tree(inner, min(depth, 1))}
        return {**negated, **self.condition(fields)}

    def condition(self, fields: Sequence[Field]) -> dict[str, Json]:
        self.conditions += 1
        field = self.one_of(fields)
        urns = (False, True) if field.by_urn else (False,)
        operator, case, urn = self.one_of_each(self.grammar.usable(field), CASES, urns)
        condition = {"if": field.name, "op": operator, "case": case, "urn": urn}
        return condition if operator == "pr" else {**condition, "to": self.value(field, operator)}

    def value(self, field: Field, operator: str) -> Json:
        if field.kind == "boolean":
            return self.one_of((True, False))
        if field.kind in ("text", "word", "number"):
            return self.text(field, operator)
        if field.kind == "integer":
            of, more = self.one_of_each(SOMEBODY, (0, 1, -1))
            return {"of": of, "more": more}
        # An instant that the provider has set is not asked for to the second.
        close = HOURS if field.kind == "assigned" else (0, 0, 0, *HOURS)
        of, hours, zone, fraction = self.one_of_each(SOMEBODY, close, ZONES, (False, True))
        return {"of": of, "hours": hours, "zone": zone, "fraction": fraction}

    def text(self, field: Field, operator: str) -> Json:
        """Draw a text that somebody has, or a part of it, or one that tells who reads quotes wrongly."""
        is_whole, is_free = operator in ("eq", "ne"), field.kind == "text"
        kinds = ["held", "held", "held", "held", *(["given"] if is_free else [])]
        natural = PARTS.get(operator, "whole")
        parts = (natural, natural, natural, "whole", "start", "end") if is_free else ("whole",)
        kind, of, place, part, start, size = self.one_of_each(
            [*kinds, "null", "empty"] if is_whole else kinds, SOMEBODY, (0, 1), parts, range(8), SIZES
        )
        if kind == "null":
            return None
        cases, more = (CASES if is_free else ("same",)), ("",) * (len(STRANGE) * 3 // 2)
        case, escape, then = self.one_of_each(cases, ESCAPES, (*more, *(STRANGE if field.kind != "number" else ())))
        if kind in ("given", "empty"):
            return {"text": then or STRANGE[start] if kind == "given" else "", "escape": escape}
        cut = {} if part == "whole" else {"from": start, "size": size}
        return {"of": of, "place": place, "part": part, **cut, "then": then, "case": case, "escape": escape}
