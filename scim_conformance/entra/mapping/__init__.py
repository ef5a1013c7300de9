"""Attribute mappings: which attribute of the directory flows into which of the application, and by which function."""

from __future__ import annotations

from .defaults import groups_mapping, roles_offered, users_mapping
from .errors import ExpressionError, MappingError
from .expressions import ParsedExpression, parse
from .model import Apply, AttributeMapping, Expression, Flow
from .reading import Row, mapping_of

__all__ = [
    "Apply",
    "AttributeMapping",
    "Expression",
    "ExpressionError",
    "Flow",
    "MappingError",
    "ParsedExpression",
    "Row",
    "groups_mapping",
    "mapping_of",
    "parse",
    "roles_offered",
    "users_mapping",
]
