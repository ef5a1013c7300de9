"""Bulk requests: operations are not carried out, references are not resolved, results say something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import (
    ENTERPRISE,
    Json,
    altered,
    error,
    place,
    plain,
    rewritten,
    sent,
    succeeded,
)

REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"

Operation = dict[str, Json]


def asked(request: ScimRequest) -> list[Operation]:
    """Return the operations of a bulk request; none where it is no bulk request."""
    body = sent(request) if request.method == "POST" and place(request)[0] == "Bulk" else {}
    found = body.get("Operations") if isinstance(body, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def each_operation(request: ScimRequest, behind: Behind, change: Callable[[Operation], Operation]) -> ScimResponse:
    """Carry out what ``change`` makes of each operation."""
    made = [change(each) for each in asked(request)]
    if made == asked(request):
        return behind(request)
    return behind(altered(request, body={**sent(request), "Operations": made}))


def each_result(
    request: ScimRequest, behind: Behind, change: Callable[[Operation], Json], *, failed: bool | None = None
) -> ScimResponse:
    """Change each result in the answer to a bulk request, or those alone that failed, or that succeeded."""
    answer = behind(request)
    if not asked(request) or not succeeded(answer):
        return answer

    def through(body: Json) -> None:
        for each in body["Operations"]:
            if failed is None or failed == (int(each["status"]) >= 400):
                change(each)

    return rewritten(answer, through)


def instead(request: ScimRequest, behind: Behind, result: Callable[[Operation], Operation | None]) -> ScimResponse:
    """Give the results that ``result`` makes up, and carry out only the operations for which it makes up none."""
    operations = asked(request)
    made = [result(each) for each in operations]
    if not any(made):
        return behind(request)
    rest = [each for each, known in zip(operations, made, strict=True) if known is None]
    told: list[Operation] = []
    if rest:
        answer = behind(altered(request, body={**sent(request), "Operations": rest}))
        if not succeeded(answer) or not isinstance(answer.body, dict):
            return answer
        told = answer.body["Operations"]
    pending = iter(told)
    results = [known if known is not None else next(pending, {}) for known in made]
    return plain(200, {"schemas": [RESPONSE], "Operations": [each for each in results if each]})


def pretended(request: ScimRequest, operation: Operation, status: int) -> Operation:
    """Return the result of an operation that was carried out."""
    return {
        "method": operation.get("method"),
        "location": f"{request.base_url}{operation.get('path', '')}",
        "status": str(status),
    }


# Operations.


@fault("bulk-not-persisted", "MUST", seen_by="bulk.creates", wild=True)
def creations_are_not_made(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Creations in a bulk request are answered with 201, and nothing is stored."""
    answer = behind(request)
    if asked(request) and succeeded(answer) and isinstance(answer.body, dict):
        for each in answer.body["Operations"]:
            if each["status"] == "201":
                behind(altered(request, method="DELETE", path="/" + "/".join(each["location"].split("/")[-2:])))
    return answer


@fault("bulk-replacements-ignored", "MUST", seen_by=("bulk.replaces", "bulk.changes-groups"))
def replacements_are_not_made(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT in a bulk request is answered with 200, and nothing is stored."""
    return instead(request, behind, lambda each: pretended(request, each, 200) if each.get("method") == "PUT" else None)


@fault("bulk-patches-ignored", "MUST", seen_by="bulk.patches")
def patches_are_not_made(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH in a bulk request is answered with 204, and nothing is stored."""
    return instead(
        request, behind, lambda each: pretended(request, each, 204) if each.get("method") == "PATCH" else None
    )


@fault("bulk-deletions-ignored", "MUST", seen_by=("bulk.deletes", "bulk.changes-groups"))
def deletions_are_not_made(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A deletion in a bulk request is answered with 204, and nothing is deleted."""
    there = {str(each.id) for each in behind.provider.storage.resources}
    return instead(
        request,
        behind,
        lambda each: (
            pretended(request, each, 204)
            if each.get("method") == "DELETE" and str(each.get("path")).rpartition("/")[2] in there
            else None
        ),
    )


@fault("bulk-creation-overwrites", "MUST", seen_by="bulk.failure-changes-nothing")
def a_creation_takes_over_an_account(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A creation under a userName in use replaces the user that has it."""
    owners = {str(getattr(each, "user_name", "")): str(each.id) for each in behind.provider.storage.resources}

    def replacing(operation: Operation) -> Operation:
        owner = owners.get(str((operation.get("data") or {}).get("userName")))
        taken = operation.get("method") == "POST" and operation.get("path") == "/Users" and owner
        return {**operation, "method": "PUT", "path": f"/Users/{owner}"} if taken else operation

    return each_operation(request, behind, replacing)


@fault("bulk-version-ignored", "MUST", seen_by="bulk.stale-version")
def the_version_of_an_operation_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An operation under a version that the resource does not have is carried out."""
    return each_operation(
        request, behind, lambda each: {name: value for name, value in each.items() if name != "version"}
    )


# Order and failures.


@fault("bulk-stops-without-fail-on-errors", "MUST", seen_by="bulk.goes-on-after-a-failure", wild=True)
def the_first_failure_ends_everything(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Without failOnErrors nothing is carried out after the first operation that failed."""
    if asked(request) and "failOnErrors" not in sent(request):
        return behind(altered(request, body={**sent(request), "failOnErrors": 1}))
    return behind(request)


@fault("bulk-fail-on-errors-ignored", "SHOULD", seen_by="bulk.stops-at-fail-on-errors")
def nothing_ends_the_work(request: ScimRequest, behind: Behind) -> ScimResponse:
    """With failOnErrors all operations are carried out, however many have failed."""
    if asked(request) and "failOnErrors" in sent(request):
        body = {name: value for name, value in sent(request).items() if name != "failOnErrors"}
        return behind(altered(request, body=body))
    return behind(request)


@fault("bulk-runs-backwards", "MUST", seen_by="bulk.keeps-the-order")
def the_last_operation_comes_first(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Operations are carried out from the last to the first."""
    if len(asked(request)) < 2:
        return behind(request)
    answer = behind(altered(request, body={**sent(request), "Operations": asked(request)[::-1]}))
    return (
        rewritten(answer, lambda body: body.update(Operations=body["Operations"][::-1]))
        if succeeded(answer)
        else answer
    )


# References.


def _refers(operation: Operation) -> list[str]:
    text = json.dumps(operation.get("data"))
    return [each.partition('"')[0] for each in text.split('"bulkId:')[1:]]


@fault("bulk-bulkid-forward-unresolved", "MUST", seen_by="bulk.reference-forward")
def a_reference_to_what_comes_later_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An operation that refers to a creation after it fails."""
    known: set[str] = set()
    later = {str(each.get("bulkId")) for each in asked(request)}

    def fails(operation: Operation) -> Operation | None:
        early = {*_refers(operation)} & later - known
        known.add(str(operation.get("bulkId")))
        if not early:
            return None
        told = {"method": operation.get("method"), "bulkId": operation.get("bulkId"), "status": "409"}
        return {**told, "response": error(409, detail="The bulkId is not known.").body}

    return instead(request, behind, fails)


@fault("bulk-reference-dropped", "MUST", seen_by=("bulk.reference-backward", "bulk.reference-forward"))
def a_reference_is_left_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A group that names its members by bulkId is created without them."""

    def cut(operation: Operation) -> Operation:
        data = operation.get("data")
        if not isinstance(data, dict) or not isinstance(data.get("members"), list):
            return operation
        members = [each for each in data["members"] if not str(each.get("value")).startswith("bulkId:")]
        return {**operation, "data": {**data, "members": members}}

    return each_operation(request, behind, cut)


@fault("bulk-reference-in-extension-dropped", "MUST", seen_by="bulk.reference-in-extension")
def a_reference_in_an_extension_is_left_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user whose manager is named by bulkId is created without manager."""

    def cut(operation: Operation) -> Operation:
        data: Any = operation.get("data")
        extension = data.get(ENTERPRISE) if isinstance(data, dict) else None
        if not extension or not _refers({"data": extension}):
            return operation
        rest = {name: value for name, value in extension.items() if name != "manager"}
        return {**operation, "data": {**data, ENTERPRISE: rest}}

    return each_operation(request, behind, cut)


@fault("bulk-reference-circular-400", "MUST", seen_by="bulk.reference-circular")
def a_circle_is_a_bad_request(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Two creations that refer to each other fail with 400."""

    def bad(result: Operation) -> None:
        if result["status"] == "409" and "circular" in str(result.get("response")):
            result.update(status="400", response=error(400).body)

    return each_result(request, behind, bad)


@fault("bulk-dangling-reference-creates", "MUST", seen_by="bulk.dangling-reference")
def a_failed_creation_is_made(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A group that refers to an unknown bulkId is created without members, and its creation is reported as failed."""
    answer = behind(request)
    known = {each.get("bulkId") for each in asked(request)}
    for each in asked(request):
        if each.get("path") == "/Groups" and not {*_refers(each)} <= known:
            data = {name: value for name, value in each["data"].items() if name != "members"}
            behind(altered(request, path="/Groups", body=data))
    return answer
