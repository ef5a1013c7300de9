"""What Entra asks before it provisions anybody, and the users and groups that it creates, meet with a refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, Effect, planted
from .fault import fault as of_any_area
from .legal import group_names_may_be_shared
from .tools import Json, altered, each_definition, error, is_for, place, plain, read_back, rewritten, sent, succeeded

fault = partial(of_any_area, area="entra", profile="entra")

ROLES = str(Path(__file__).with_name("roles.yaml"))
"""The profile of a provider with roles and a custom extension, which those that come with the package lack."""


def _refused(
    request: ScimRequest, behind: Behind, endpoint: str, odd: Callable[[dict[str, Json]], object]
) -> ScimResponse:
    """Refuse a create whose body is odd."""
    body = sent(request) if is_for(request, "POST", endpoint, one=False) else None
    return error(400, "invalidSyntax") if isinstance(body, dict) and odd(body) else behind(request)


# Before anybody is created.


@fault("entra-nobody-404", "ENTRA", seen_by="entra.nobody-is-an-empty-list")
def nobody_is_an_error(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A query that finds nothing is answered with 404."""
    answer = behind(request)
    is_query = request.method == "GET" and "filter" in request.query
    return error(404) if is_query and _is_empty(answer) else answer


def _is_empty(answer: ScimResponse) -> bool:
    return isinstance(answer.body, dict) and answer.body.get("totalResults") == 0


@fault("entra-unknown-id-400", "ENTRA", seen_by="entra.read-by-id")
def an_unknown_id_is_a_bad_request(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A read of a user whom nobody knows is answered with 400."""
    answer = behind(request)
    return error(400) if is_for(request, "GET", "Users", one=True) and int(answer.status) == 404 else answer


@fault("entra-manager-query-refused", "ADVICE", seen_by="entra.manager-is-found")
def nobody_is_asked_for_a_manager(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter that compares the manager with an id is answered with 400."""
    return error(400, "invalidFilter") if " manager eq " in request.query.get("filter", "") else behind(request)


@fault("entra-schemas-bare-array", "ENTRA", seen_by="entra.schemas-are-listed")
def schemas_are_a_bare_array(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas is answered with an array of schemas."""
    answer = behind(request)
    listed = answer.body.get("Resources") if isinstance(answer.body, dict) else None
    return plain(200, listed) if is_for(request, "GET", "Schemas", one=False) and listed else answer


@fault("entra-schemas-capitalised", "ADVICE", seen_by="entra.schemas-are-spelled")
def words_of_schemas_begin_with_a_capital(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas writes ReadWrite with a capital."""

    def capital(definition: dict[str, Json]) -> None:
        definition["mutability"] = "R" + definition["mutability"][1:]

    return each_definition(request, behind(request), "displayName", capital)


@fault("entra-schemas-null", "ADVICE", seen_by="entra.schemas-hold-no-null")
def schemas_have_nulls(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas says null for the parts of an attribute that has none."""
    return each_definition(
        request, behind(request), "displayName", lambda definition: definition.update(subAttributes=None)
    )


# Users.


@fault("entra-meta-refused", "ENTRA", seen_by=("entra.create-user", "entra.cycle-creates-who-is-in-scope"))
def meta_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create of a user that brings meta is answered with 400."""
    return _refused(request, behind, "Users", lambda body: "meta" in body)


@fault("entra-nulls-refused", "ADVICE", seen_by="entra.create-with-nulls")
def null_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create of a user with an attribute that is null is answered with 400."""
    return _refused(request, behind, "Users", lambda body: None in body.values())


@fault("entra-custom-extension-dropped", "ENTRA", profile=ROLES, seen_by="entra.create-with-custom-extension")
def an_extension_without_schema_is_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create takes no notice of an extension whose URN its schemas leave out."""
    body = sent(request) if is_for(request, "POST", "Users", one=False) else None
    if not isinstance(body, dict):
        return behind(request)
    listed = next((value for key, value in body.items() if key.casefold() == "schemas"), None) or ()
    named = {str(urn).casefold() for urn in listed}
    kept = {key: value for key, value in body.items() if not key.startswith("urn:") or key.casefold() in named}
    return behind(altered(request, body=kept))


@fault("entra-roles-need-display", "ENTRA", profile=ROLES, seen_by="entra.create-with-roles")
def a_role_with_another_name_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create of a user whose role has a displayName is answered with 400."""
    return _refused(
        request, behind, "Users", lambda body: any("displayName" in each for each in body.get("roles") or ())
    )


# Groups.


@fault("entra-group-schema-refused", "ENTRA", seen_by="entra.create-group", wild=True)
def a_schema_of_microsoft_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create of a group that names a schema which the provider does not know is answered with 400."""
    return _refused(request, behind, "Groups", lambda body: len(body.get("schemas", ())) > 1)


@fault("entra-empty-members-refused", "ENTRA", seen_by="entra.create-group-with-empty-members")
def an_empty_list_of_members_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create of a group whose list of members is empty is answered with 400."""
    return _refused(request, behind, "Groups", lambda body: body.get("members") == [])


@planted("entra-group-names-shared", "ENTRA", area="entra", profile="entra", seen_by="entra.group-names-are-unique")
def two_groups_share_a_name(provider: Any, effect: Effect) -> None:
    """Two groups may have one displayName."""
    group_names_may_be_shared(provider, effect)


# Deleting.


@fault("entra-deleted-still-found", "ENTRA", seen_by=("entra.deleted-is-not-found", "entra.deleted-group-is-not-found"))
def queries_find_what_was_deleted(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A query finds users and groups that were deleted as though they were there."""
    endpoint, id = place(request)
    gone: dict[str, Any] = behind.memory.setdefault(endpoint, {})
    if request.method == "DELETE" and id:
        before = behind(read_back(request, endpoint, id)).body
        answer = behind(request)
        if succeeded(answer) and isinstance(before, dict):
            gone[json.dumps(before.get("userName") or before.get("displayName"))] = before
        return answer
    answer = behind(request)
    asked = request.query.get("filter", "").partition(" eq ")[2]
    if request.method != "GET" or asked not in gone or not _is_empty(answer):
        return answer
    return rewritten(answer, lambda body: {**body, "totalResults": 1, "itemsPerPage": 1, "Resources": [gone[asked]]})
