"""What an answer of the provider says, whatever JSON it may be, and by which name the log calls a refusal.

https://learn.microsoft.com/en-us/entra/identity/monitoring-health/howto-analyze-provisioning-logs has the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scim_conformance.entra.port import Answer
from scim_conformance.wire import list_items

DUPLICATE = "DuplicateTargetEntries"
TAKEN = "DuplicateSourceEntries"
INCOMPATIBLE = "SystemForCrossDomainIdentityManagementServiceIncompatible"
CREDENTIALS = "SystemForCrossDomainIdentityManagementInvalidCredentials"
GONE = "InvalidAnchor"
NOT_ENTITLED = "NotEffectivelyEntitled"
NO_MATCHING_VALUE = "MissingValues"
UNRESOLVED = "ReferenceWithoutAccount"
"""Ours: a manager or a member that belongs into the application has no account there."""

_BY_STATUS: Mapping[int, str] = {
    401: CREDENTIALS,
    403: "InsufficientRights",
    405: "MethodNotAllowed",
    408: "Timeout",
    409: "EntryConflict",
    422: "UnprocessableEntity",
    429: "TooManyRequests",
    500: "InternalServerError",
    501: "NotImplemented",
    504: "Timeout",
}


class Failure(Exception):
    """What ends the work on one object: what went wrong, by which name, and by which status."""

    def __init__(self, reason: str, code: str = "", status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.status = status

    @classmethod
    def of(cls, doing: str, answer: Answer) -> Failure:
        """Return the failure that a refusal is."""
        return cls(f"{doing}, but {told(answer)}.", code_of(answer), answer.status)


def told(answer: Answer) -> str:
    """Return what the provider has answered, as the end of a sentence."""
    if answer.status is None:
        return "no answer came that is HTTP"
    detail = answer.json.get("detail") if isinstance(answer.json, dict) else None
    said = f": {detail.rstrip('.')}" if isinstance(detail, str) and detail else ""
    return f"the provider answered {answer.status}{said}"


def code_of(answer: Answer) -> str:
    """Return the name of a refusal."""
    if answer.status is None:
        return "WebExceptionProtocolError"
    return _BY_STATUS.get(answer.status, "InternalServerError" if answer.status >= 500 else "InvalidOperation")


def resource_in(answer: Answer) -> dict[str, Any] | None:
    """Return the resource that an answer is; None where it is none with an id."""
    body = answer.json
    return body if isinstance(body, dict) and id_of(body) else None


def id_of(resource: Any) -> str:
    """Return the id of a resource; empty where it has none that can be used."""
    id = resource.get("id") if isinstance(resource, dict) else None
    return id if isinstance(id, str) else ""


def found_in(answer: Answer) -> list[dict[str, Any]] | None:
    """Return the resources that a search has found; None where the answer is no list at all."""
    if answer.status != 200:
        return None
    items = list_items(answer.json)
    if items is None or any(not id_of(item) for item in items):
        return None
    listed = answer.json.get("Resources") if isinstance(answer.json, dict) else None
    # What stands among the resources and is none makes the list unreadable: to pass over it is to miss a hit.
    return None if isinstance(listed, list) and len(listed) != len(items) else items
