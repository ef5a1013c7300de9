"""What SCIM messages hold, read from bodies that may be odd."""

from __future__ import annotations

from typing import Any

from .objects import value_in
from .urns import LIST_RESPONSE, same_urn


def list_items(body: object) -> list[dict[str, Any]] | None:
    """The resources of a ListResponse, an empty list when it carries none; None for any other body."""
    if not isinstance(body, dict):
        return None
    resources = value_in(body, "Resources")
    if isinstance(resources, list):
        return [item for item in resources if isinstance(item, dict)]
    # Resources may be left out when nothing matched, or when count=0 asked for the total alone:
    # https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2
    if resources is None and (_names_list_response(body) or _is_zero(value_in(body, "totalResults"))):
        return []
    return None


def _names_list_response(body: dict[str, Any]) -> bool:
    schemas = value_in(body, "schemas")
    return isinstance(schemas, list) and any(isinstance(urn, str) and same_urn(urn, LIST_RESPONSE) for urn in schemas)


def _is_zero(total: object) -> bool:
    return total == 0 and not isinstance(total, bool)
