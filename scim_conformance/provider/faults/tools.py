"""What faults are built of: reading requests, rewriting them, and changing answers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

Json = Any

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


# Requests.


def place(request: ScimRequest) -> tuple[str, str | None]:
    """Return the endpoint that a request is for, and the id of the resource where it names one."""
    endpoint, _, id = request.path.strip("/").partition("/")
    return endpoint, id or None


def is_for(request: ScimRequest, methods: str, endpoint: str, *, one: bool | None = None) -> bool:
    """Tell whether a request has one of these methods (with blanks between) and is for this endpoint.

    ``one`` asks for a single resource, or for the endpoint itself where it is False.
    """
    there, id = place(request)
    return request.method in methods.split() and there == endpoint and (one is None or one == (id is not None))


def is_listing(request: ScimRequest) -> bool:
    """Tell whether a request lists users or groups."""
    return any(is_for(request, "GET", endpoint, one=False) for endpoint in ("Users", "Groups"))


def sent(request: ScimRequest) -> Json:
    """Return the JSON that a request brings, or an empty object where it brings none that can be read."""
    try:
        return json.loads(request.body)
    except ValueError:
        return {}


def new_user(request: ScimRequest) -> dict[str, Json]:
    """Return the body by which a user is created, or an empty object for any other request."""
    body = sent(request) if is_for(request, "POST", "Users", one=False) else None
    return body if isinstance(body, dict) else {}


def altered(request: ScimRequest, *, body: Json = None, **changes: Any) -> ScimRequest:
    """Return a copy of a request with another method, path, query, headers or JSON body."""
    if body is not None:
        changes["body"] = json.dumps(body).encode()
    elif changes.get("method") in ("GET", "DELETE"):
        changes.setdefault("body", b"")
    return replace(request, **changes)


def with_query(request: ScimRequest, **parameters: str | None) -> ScimRequest:
    """Return a copy of a request with other query parameters; one that is None is taken out."""
    query = {**request.query, **parameters}
    return replace(request, query={name: value for name, value in query.items() if value is not None})


def with_header(request: ScimRequest, name: str, value: str | None) -> ScimRequest:
    """Return a copy of a request with another header, or without it where the value is None."""
    pairs = request.headers.items() if hasattr(request.headers, "items") else request.headers
    kept = {key: each for key, each in pairs if key.lower() != name.lower()}
    return replace(request, headers={**kept, **({} if value is None else {name: value})})


def read_back(request: ScimRequest, endpoint: str, id: str) -> ScimRequest:
    """Return a request that reads a resource, signed in as the request at hand is."""
    bare = with_header(with_header(request, "If-None-Match", None), "If-Match", None)
    return altered(bare, method="GET", path=f"/{endpoint}/{id}", query={})


def operations(request: ScimRequest) -> list[Json]:
    """Return the operations of a PATCH; none where its body is no PATCH."""
    body = sent(request)
    found = body.get("Operations") if isinstance(body, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def patched(request: ScimRequest, operations: list[Json]) -> ScimRequest:
    """Return a copy of a PATCH with other operations."""
    return altered(request, body={"schemas": [PATCH], "Operations": operations})


# Answers.


def error(status: int, scim_type: str | None = None, detail: str = "This provider is wrong.") -> ScimResponse:
    """Return an error as RFC 7644 has it."""
    body = {"schemas": [ERROR], "status": str(status), "detail": detail}
    return ScimResponse(HTTPStatus(status), {**body, "scimType": scim_type} if scim_type else body)


def plain(status: int, body: Json = None, **headers: str) -> ScimResponse:
    """Return any answer."""
    return ScimResponse(HTTPStatus(status), body, {name.replace("_", "-"): value for name, value in headers.items()})


def rewritten(response: ScimResponse, change: Callable[[Json], Json]) -> ScimResponse:
    """Return a copy of an answer with another body: what ``change`` returns, or the copy that it has changed."""
    if response.body is None:
        return response
    body = copy.deepcopy(response.body)
    changed = change(body)
    return replace(response, body=body if changed is None else changed, headers=dict(response.headers))


def with_headers(response: ScimResponse, **headers: str | None) -> ScimResponse:
    """Return a copy of an answer with other headers; one that is None is taken out."""
    kept = {name.lower(): (name, value) for name, value in response.headers.items()}
    for name, value in headers.items():
        written = name.replace("_", "-")
        kept.pop(written.lower(), None)
        if value is not None:
            kept[written.lower()] = (written, value)
    answer = replace(response, headers=dict(kept.values()))
    if headers.get("Content_Type", "") is None:
        answer.headers.pop("Content-Type", None)
    return answer


def each_resource(response: ScimResponse, change: Callable[[dict[str, Json]], Json]) -> ScimResponse:
    """Return a copy of an answer in which every resource is changed: users, groups, and those of lists."""

    def through(body: Json) -> Json:
        for resource in resources(body):
            change(resource)

    return rewritten(response, through) if int(response.status) < 300 else response


def resources(body: Json) -> Iterator[dict[str, Json]]:
    """Yield the users and groups in the body of an answer."""
    if not isinstance(body, dict):
        return
    if isinstance(body.get("Resources"), list):
        for each in body["Resources"]:
            yield from resources(each)
    elif "id" in body and body.get("meta", {}).get("resourceType", "User") in ("User", "Group"):
        yield body


def each_item(
    request: ScimRequest, response: ScimResponse, endpoint: str, change: Callable[[dict[str, Json]], Json]
) -> ScimResponse:
    """Return a copy of an answer in which every schema, or every resource type, is changed, listed or alone."""

    def through(body: Json) -> Json:
        for item in body.get("Resources", [body]):
            change(item)

    return rewritten(response, through) if is_for(request, "GET", endpoint) and succeeded(response) else response


def each_definition(
    request: ScimRequest, response: ScimResponse, path: str, change: Callable[[dict[str, Json]], Json]
) -> ScimResponse:
    """Return a copy of an answer in which /Schemas defines an attribute otherwise: ``"emails.primary"``.

    A path of one name is looked for in every schema, and ``*`` stands for any attribute.
    """
    name, _, sub = path.partition(".")

    def in_schema(schema: Json) -> None:
        for each in schema["attributes"]:
            if name in ("*", each["name"]):
                for definition in each.get("subAttributes", ()) if sub else (each,):
                    if sub in ("", definition["name"]):
                        change(definition)

    return each_item(request, response, "Schemas", in_schema)


def defined_as(request: ScimRequest, response: ScimResponse, path: str, **facts: Json) -> ScimResponse:
    """Return a copy of an answer in which /Schemas gives an attribute these characteristics."""
    return each_definition(request, response, path, lambda definition: definition.update(facts))


def is_user(resource: dict[str, Json]) -> bool:
    """Tell whether a resource is a user."""
    return any(str(urn).endswith(":core:2.0:User") for urn in resource.get("schemas", ()))


def is_group(resource: dict[str, Json]) -> bool:
    """Tell whether a resource is a group."""
    return any(str(urn).endswith(":core:2.0:Group") for urn in resource.get("schemas", ()))


def succeeded(response: ScimResponse) -> bool:
    """Tell whether an answer says that the request was carried out."""
    return 200 <= int(response.status) < 300


def lists(request: ScimRequest, answer: ScimResponse, endpoint: str) -> bool:
    """Tell whether an answer is the list of an endpoint."""
    return is_for(request, "GET", endpoint, one=False) and succeeded(answer)
