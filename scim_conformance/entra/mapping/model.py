"""What an attribute mapping is: which attribute of the directory flows where, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from scim_conformance.wire import AttributePath

from .values import is_empty

Apply = Literal["Always", "ObjectAddOnly"]

IGNORING = "IgnoreFlowIfNullOrEmpty"
"""The function around an expression whose value is not sent, not even as null, where there is none."""

_NUMBERS: Mapping[str, Callable[[str], Any]] = {"integer": int, "decimal": float}


class Expression(Protocol):
    """Computes a value from the attributes of one object of the directory."""

    def __call__(self, source: Mapping[str, Any]) -> Any:
        """Return the value; None where there is none."""
        ...


@dataclass(frozen=True)
class Flow:
    """One row of a mapping: a target attribute, and the expression that its value comes from."""

    target: AttributePath
    path: str
    """The target as the application's profile spells it."""

    expression: Expression
    text: str
    """The expression as an administrator reads it, such as ``[userPrincipalName]``."""

    function: str = ""
    """The outermost function of the expression; empty where an attribute flows as it is."""

    type: str = "string"
    matching: int = 0
    """The precedence as a matching attribute, beginning with 1; 0 where nobody is matched by it."""

    apply: Apply = "Always"
    default: Any = None
    """What is sent where the expression gives nothing; it applies to creations only."""

    required: bool = False

    @property
    def is_reference(self) -> bool:
        """Whether the value names another object, and so is written in a second pass."""
        return self.type == "reference"

    def value(self, source: Mapping[str, Any]) -> Any:
        """Return what the attribute is to hold; None for nothing.

        Of a list that flows into one value, such as ``emails[type eq "work"].value``, that is the first element. A text
        becomes a number where the attribute is one. It does not become a boolean: whether ``True`` goes out as a text
        or as a boolean, the dialect says.
        """
        value = self.expression(source)
        if self.target.sub is not None and isinstance(value, tuple | list):
            value = next(iter(value), None)
        try:
            return _NUMBERS[self.type](value) if self.type in _NUMBERS and isinstance(value, str) else value
        except ValueError:
            return value


@dataclass(frozen=True)
class AttributeMapping:
    """All rows for users, or for groups."""

    flows: tuple[Flow, ...]

    @property
    def matching(self) -> tuple[Flow, ...]:
        """The rows of matching attributes, the first to be tried first."""
        return tuple(sorted((flow for flow in self.flows if flow.matching), key=lambda flow: flow.matching))

    @property
    def references(self) -> tuple[Flow, ...]:
        """The rows whose value names another object."""
        return tuple(flow for flow in self.flows if flow.is_reference)

    def values(self, source: Mapping[str, Any], *, create: bool) -> dict[str, Any]:
        """Return what each attribute is to hold, None for nothing; references are left out.

        Attributes that apply only when an object is added, and default values, are there where ``create`` is True. What
        a mapping tells to ignore where it is empty is not there then, which is not the same as being there as None.
        """
        return dict(self._values(source, create))

    def _values(self, source: Mapping[str, Any], create: bool) -> Iterator[tuple[str, Any]]:
        for flow in self.flows:
            if flow.is_reference or (flow.apply == "ObjectAddOnly" and not create):
                continue
            value = flow.value(source)
            if is_empty(value) and flow.function == IGNORING:
                continue
            yield flow.path, flow.default if is_empty(value) and create and flow.default is not None else value
