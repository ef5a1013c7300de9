"""What an expression is made of once it is read: each part computes its value, and is written as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .errors import ExpressionError
from .functions import CONVERTERS, Function, Kind, Parameter, pattern_problem
from .values import as_is, compares, is_empty, whole


class Node(Protocol):
    """One part of an expression."""

    def value(self, source: Mapping[str, Any]) -> Any:
        """Compute the value of this part for one object of the directory."""
        ...

    def reads(self) -> Iterator[str]:
        """Yield the names of the attributes that the value depends on, as often as they stand there."""
        ...


@dataclass(frozen=True)
class Missing:
    """An argument that is left empty."""

    def value(self, source: Mapping[str, Any]) -> Any:
        """Return null."""
        return None

    def reads(self) -> Iterator[str]:
        """Yield nothing."""
        yield from ()

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class Literal:
    """A text in quotes, or a whole number."""

    held: str | int

    def value(self, source: Mapping[str, Any]) -> Any:
        """Return the text or the number."""
        return self.held

    def reads(self) -> Iterator[str]:
        """Yield nothing."""
        yield from ()

    def __str__(self) -> str:
        return quoted(self.held) if isinstance(self.held, str) else str(self.held)


@dataclass(frozen=True)
class Word:
    """A word that stands for itself, such as vbTextCompare."""

    name: str

    def value(self, source: Mapping[str, Any]) -> Any:
        """Return the word."""
        return self.name

    def reads(self) -> Iterator[str]:
        """Yield nothing."""
        yield from ()

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Attribute:
    """An attribute of the directory, in square brackets."""

    name: str

    def value(self, source: Mapping[str, Any]) -> Any:
        """Return what the object has in this attribute; null where it has nothing."""
        return as_is(source.get(self.name))

    def reads(self) -> Iterator[str]:
        """Yield its name."""
        yield self.name

    def __str__(self) -> str:
        return f"[{self.name}]"


@dataclass(frozen=True)
class Comparison:
    """Two values and the operator between them."""

    left: Node
    operator: str
    right: Node

    def value(self, source: Mapping[str, Any]) -> Any:
        """Tell whether the comparison holds."""
        try:
            return compares(self.left.value(source), self.operator, self.right.value(source))
        except ValueError as error:
            raise ExpressionError(f"{self} compares a list of several values; take one of them with Item.") from error

    def reads(self) -> Iterator[str]:
        """Yield what both sides read."""
        yield from self.left.reads()
        yield from self.right.reads()

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"


@dataclass(frozen=True)
class Call:
    """A function and its arguments."""

    function: Function
    arguments: tuple[Node, ...]

    def value(self, source: Mapping[str, Any]) -> Any:
        """Compute the arguments, then the function."""
        given = [self._converted(parameter, node, source) for parameter, node in self._pairs()]
        # A list that is empty because its attribute is null counts as null, too.
        if not self.function.sees_null and (given[0] is None or given[0] == ()):
            return None
        return self.function.compute(*given)

    def reads(self) -> Iterator[str]:
        """Yield what the arguments read."""
        for node in self.arguments:
            yield from node.reads()

    def __str__(self) -> str:
        return f"{self.function.name}({', '.join(map(str, self.arguments))})"

    def problem(self) -> str | None:
        """Return why the function does not take these arguments; None where it does."""
        return next(self._problems(), None)

    def _problems(self) -> Iterator[str]:
        name, count = self.function.name, len(self.arguments)
        if count < self.function.fewest:
            yield f"{name} takes {_arguments(self.function.fewest)} at least, and there {_are(count)}"
        if count > (most := len(self.function.parameters)) and not self.function.repeats:
            yield f"{name} takes {_arguments(most)} at most, and there {_are(count)}"
        if count > most and (count - most) % self.function.repeats:
            yield f"{name} takes its last arguments in pairs, a key and a value, and one stands alone"
        for parameter, node in self._pairs():
            yield from self._mismatches(parameter, node)
        if (ways := self.function.combinations) and self._optional() not in ways:
            told = "; or ".join(
                " with ".join(each.name for each in self.function.parameters if each.name in way) for way in ways
            )
            yield f"{name} takes {told}"

    def _optional(self) -> frozenset[str]:
        """Return the names of the optional arguments that are there."""
        return frozenset(each.name for each, node in self._pairs() if each.optional and not _is_missing(node))

    def _pairs(self) -> Iterator[tuple[Parameter, Node]]:
        return zip(self.function.taken(), self.arguments, strict=False)

    def _mismatches(self, parameter: Parameter, node: Node) -> Iterator[str]:
        name = self.function.name
        if _is_missing(node) and not parameter.optional:
            yield f"{name} needs something for {parameter.name}"
        if isinstance(node, Comparison) and parameter.kind != "condition":
            yield f"{parameter.name} of {name} can't be a comparison; IIF and CBool take one"
        if isinstance(node, Call) and node.function.outermost:
            yield f"{node.function.name} must be the outermost function, and {name} is around it"
        if isinstance(node, Literal) and (why := _LITERAL_PROBLEMS.get(parameter.kind, _none)(node.held)):
            yield f"{parameter.name} of {name}: {why}"

    def _converted(self, parameter: Parameter, node: Node, source: Mapping[str, Any]) -> Any:
        value = node.value(source)
        if parameter.kind == "condition" and any(is_empty(source.get(name)) for name in node.reads()):
            # Documented as a limitation of IIF: of an attribute that is empty or null no condition holds, not even
            # one that asks whether it is.
            return False
        try:
            converted = CONVERTERS[parameter.kind](value)
        except ValueError as error:
            what = f"{parameter.name} of {self.function.name} must be {error}, and {node} gives {value!r}."
            raise ExpressionError(what) from error
        if converted is None and parameter.kind == "number" and not parameter.optional:
            raise ExpressionError(
                f"{parameter.name} of {self.function.name} must be a whole number, and {node} is null."
            )
        return converted


def quoted(text: str) -> str:
    """Return a text as an expression writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_missing(node: Node) -> bool:
    return isinstance(node, Missing)


def _number_problem(held: str | int) -> str | None:
    try:
        whole(held)
    except ValueError:
        return f"{held!r} is not a whole number"
    return None


def _none(held: str | int) -> str | None:
    return None


_LITERAL_PROBLEMS: Mapping[Kind, Callable[[str | int], str | None]] = {
    "number": _number_problem,
    "pattern": lambda held: pattern_problem(str(held)),
}


def _arguments(count: int) -> str:
    return "one argument" if count == 1 else f"{count} arguments"


def _are(count: int) -> str:
    return "is one" if count == 1 else f"are {count}"
