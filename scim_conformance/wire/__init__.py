"""SCIM as a language: names, paths, schemas, comparison and operations, on plain JSON and without I/O."""

from __future__ import annotations

from .challenges import Challenge, challenges
from .comparison import Difference, differences, same_value
from .definitions import COMMON_ATTRIBUTES, AttributeDef
from .jwt import parts_of as jwt_parts
from .jwt import tampered_tokens
from .literals import quoted
from .messages import list_items
from .objects import strip_unassigned
from .operations import add, nested, patch_body, remove, replace
from .paths import AttributePath
from .schemas import Schema, SchemaSet
from .urns import (
    BULK_REQUEST,
    BULK_RESPONSE,
    ENTERPRISE,
    ERROR,
    GROUP,
    LIST_RESPONSE,
    PATCH_OP,
    RESOURCE_TYPE,
    SCHEMA,
    SEARCH_REQUEST,
    SERVICE_PROVIDER_CONFIG,
    USER,
)

__all__ = [
    "BULK_REQUEST",
    "BULK_RESPONSE",
    "COMMON_ATTRIBUTES",
    "ENTERPRISE",
    "ERROR",
    "GROUP",
    "LIST_RESPONSE",
    "PATCH_OP",
    "RESOURCE_TYPE",
    "SCHEMA",
    "SEARCH_REQUEST",
    "SERVICE_PROVIDER_CONFIG",
    "USER",
    "AttributeDef",
    "AttributePath",
    "Challenge",
    "Difference",
    "Schema",
    "SchemaSet",
    "add",
    "challenges",
    "differences",
    "jwt_parts",
    "list_items",
    "nested",
    "patch_body",
    "quoted",
    "remove",
    "replace",
    "same_value",
    "strip_unassigned",
    "tampered_tokens",
]
