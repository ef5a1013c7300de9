"""The bodies by which Entra creates users and groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from scim_conformance.wire import ENTERPRISE, GROUP, USER

Body = dict[str, Any]

ADSCIM = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
"""The second schema that Entra names in a group; it defines nothing."""

NULLS = ("addresses", "phoneNumbers", "preferredLanguage", "title", "department", "manager")
"""What one of Microsoft's examples of a new user leaves open in so many words."""

_KNOWN = frozenset({USER.casefold(), ENTERPRISE.casefold()})


def user_body(attributes: Mapping[str, Any], *, roles: bool = True) -> Body:
    """Return the body that creates a user with these attributes.

    It names the enterprise extension whether it has anything of it or not, and its list of roles is empty, save where
    ``roles`` is False or there are some.
    """
    named = [USER, ENTERPRISE, *(urn for urn in attributes.get("schemas", ()) if str(urn).casefold() not in _KNOWN)]
    body = {**attributes, "schemas": named, "meta": {"resourceType": "User"}}
    return {"roles": [], **body} if roles else body


def with_nulls(body: Mapping[str, Any]) -> Body:
    """Return the body with null for what it does not have, as far as the example goes."""
    absent = {name: None for name in NULLS if name not in body}
    return {**{name: value for name, value in body.items() if value != []}, **absent}


def without_custom_schemas(body: Mapping[str, Any]) -> Body:
    """Return the body as Entra sends it: extensions that it does not know are in it, and its schemas name them not."""
    return {**body, "schemas": [urn for urn in body["schemas"] if str(urn).casefold() in _KNOWN]}


def group_body(attributes: Mapping[str, Any], *, members: bool = False) -> Body:
    """Return the body that creates a group, which never has members yet.

    Microsoft's page shows it with a schema more; ``members`` returns the other form seen, with an empty list.
    """
    rest: Collection[tuple[str, Any]] = [item for item in attributes.items() if item[0] not in ("schemas", "members")]
    body: Body = {"schemas": [GROUP] if members else [GROUP, ADSCIM], **dict(rest)}
    return {**body, **({"members": []} if members else {}), "meta": {"resourceType": "Group"}}
