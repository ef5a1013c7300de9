"""The URNs that name SCIM's resources and messages."""

from __future__ import annotations

_CORE = "urn:ietf:params:scim:schemas:core:2.0:"
_MESSAGE = "urn:ietf:params:scim:api:messages:2.0:"

USER = _CORE + "User"
GROUP = _CORE + "Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
SERVICE_PROVIDER_CONFIG = _CORE + "ServiceProviderConfig"
RESOURCE_TYPE = _CORE + "ResourceType"
SCHEMA = _CORE + "Schema"

LIST_RESPONSE = _MESSAGE + "ListResponse"
ERROR = _MESSAGE + "Error"
PATCH_OP = _MESSAGE + "PatchOp"
SEARCH_REQUEST = _MESSAGE + "SearchRequest"
BULK_REQUEST = _MESSAGE + "BulkRequest"
BULK_RESPONSE = _MESSAGE + "BulkResponse"


def same_urn(one: str, other: str) -> bool:
    """Whether two URNs are the same, in whatever case they are written."""
    return one.casefold() == other.casefold()


def is_core(urn: str) -> bool:
    """Whether the URN is a base schema of RFC 7643, whose attributes stand at the top of a resource."""
    return urn.casefold().startswith(_CORE.casefold())
