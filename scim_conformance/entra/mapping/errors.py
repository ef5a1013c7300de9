"""What is wrong with an expression or with a mapping, in one sentence."""

from __future__ import annotations


class ExpressionError(ValueError):
    """An expression that can't be read, or that can't be computed of the values that it is given."""


class MappingError(ValueError):
    """A row of an attribute mapping that Entra would not take."""
