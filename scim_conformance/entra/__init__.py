"""Entra's provisioning service as a client: the requests that it sends, on plain JSON and without I/O."""

from __future__ import annotations

from .dialects import DIALECTS, Dialect
from .documents import misspelled, nulls_in
from .managers import manager_cleared, manager_set
from .queries import GROUP_PROJECTION, NAMES_ONLY, managed_by, matching
from .resources import ADSCIM, group_body, user_body, with_nulls, without_custom_schemas
from .roles import ROLE, assertive, role_bodies, roles_as_text, single_role_path

__all__ = [
    "ADSCIM",
    "DIALECTS",
    "GROUP_PROJECTION",
    "NAMES_ONLY",
    "ROLE",
    "Dialect",
    "assertive",
    "group_body",
    "managed_by",
    "manager_cleared",
    "manager_set",
    "matching",
    "misspelled",
    "nulls_in",
    "role_bodies",
    "roles_as_text",
    "single_role_path",
    "user_body",
    "with_nulls",
    "without_custom_schemas",
]
