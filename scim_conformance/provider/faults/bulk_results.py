"""Bulk requests: what is told of the operations, and of the limits."""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .bulk import REQUEST, RESPONSE, asked, each_result, instead, pretended
from .fault import Behind, fault
from .tools import altered, error, is_for, place, plain, rewritten, sent, succeeded

AREA = "bulk"


def _status(answer: ScimResponse) -> int:
    return int(answer.status)


# The answer as a whole.


@fault("bulk-answers-207", "MUST", area=AREA, seen_by="bulk.answers-200")
def many_results_have_a_status_of_their_own(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A bulk request is answered with 207."""
    answer = behind(request)
    return replace(answer, status=HTTPStatus(207)) if asked(request) and succeeded(answer) else answer


@fault("bulk-tells-failures-only", "MUST", area=AREA, seen_by="bulk.answers-with-results")
def only_failures_are_told(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The answer to a bulk request has a result for the operations that failed, and for no other."""
    answer = behind(request)
    if not asked(request) or not succeeded(answer):
        return answer
    return rewritten(
        answer,
        lambda body: body.update(Operations=[each for each in body["Operations"] if int(each["status"]) >= 400]),
    )


@fault("bulk-no-message-accepted", "MUST", area=AREA, seen_by="bulk.no-message-is-refused")
def what_is_no_bulk_request_succeeds(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A bulk request whose Operations is no list is answered with 200 and no results."""
    answer = behind(request)
    if request.method == "POST" and place(request)[0] == "Bulk" and not asked(request) and _status(answer) == 400:
        return plain(200, {"schemas": [RESPONSE], "Operations": []})
    return answer


@fault("bulk-foreign-message-accepted", "ADVICE", area=AREA, seen_by="bulk.foreign-message-refused")
def a_message_of_another_kind_is_carried_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A body with operations is carried out as a bulk request, whatever its schemas say."""
    if asked(request) and sent(request).get("schemas") != [REQUEST]:
        return behind(altered(request, body={**sent(request), "schemas": [REQUEST]}))
    return behind(request)


# A result.


@fault("bulk-incomplete-operation-succeeds", "SHOULD", area=AREA, seen_by="bulk.incomplete-operation-fails")
def a_creation_of_nothing_succeeds(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A creation that lacks its path or its data is answered with 201."""
    return instead(
        request,
        behind,
        lambda each: (
            None if {"path", "data"} <= {*each} or each.get("method") != "POST" else pretended(request, each, 201)
        ),
    )


@fault("bulk-status-object", "MUST", area=AREA, seen_by="bulk.status-is-text", wild=True)
def the_status_is_an_object(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The status of a result is an object with a code."""
    return each_result(request, behind, lambda each: each.update(status={"code": int(each["status"])}))


@fault("bulk-status-number", "MUST", area=AREA, seen_by="bulk.status-is-text")
def the_status_is_a_number(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The status of a result is a number."""
    return each_result(request, behind, lambda each: each.update(status=int(each["status"])))


@fault("bulk-location-missing", "MUST", area=AREA, seen_by="bulk.result-has-location")
def a_result_has_no_location(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The result of an operation that succeeded has no location."""
    return each_result(request, behind, lambda each: each.pop("location", None), failed=False)


@fault("bulk-location-wrong", "MUST", area=AREA, seen_by="bulk.location-is-the-address")
def the_location_is_no_address(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The location of a result lies below the address of bulk requests."""
    return each_result(
        request,
        behind,
        lambda each: each.update(location=f"{request.base_url}/Bulk/{each['location'].rpartition('/')[2]}"),
        failed=False,
    )


@fault("bulk-result-without-bulk-id", "MUST", area=AREA, seen_by="bulk.result-has-bulk-id")
def a_result_has_no_bulk_id(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The result of a creation does not repeat its bulkId."""
    return each_result(request, behind, lambda each: each.pop("bulkId", None))


@fault("bulk-result-without-method", "MUST", area=AREA, seen_by="bulk.result-names-method")
def a_result_has_no_method(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Results do not name the method of their operation."""
    return each_result(request, behind, lambda each: each.pop("method", None))


@fault("bulk-error-without-response", "MUST", area=AREA, seen_by="bulk.failure-has-its-error")
def a_failure_has_no_error(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The result of an operation that failed has no response."""
    return each_result(request, behind, lambda each: each.pop("response", None), failed=True)


@fault("bulk-response-as-json-string", "MUST", area=AREA, seen_by="bulk.failure-has-its-error", wild=True)
def an_error_is_a_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The response of an operation that failed is a text with JSON in it."""
    return each_result(request, behind, lambda each: each.update(response=json.dumps(each["response"])), failed=True)


@fault("bulk-error-without-detail", "MUST", area=AREA, seen_by="bulk.failure-is-explained")
def a_failure_is_not_explained(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The error of an operation that failed has no detail."""
    return each_result(request, behind, lambda each: each["response"].pop("detail", None), failed=True)


# Limits.


@fault("bulk-limits-missing", "MUST", area=AREA, seen_by="bulk.limits-are-told")
def the_limits_are_not_told(request: ScimRequest, behind: Behind) -> ScimResponse:
    """ServiceProviderConfig tells neither maxOperations nor maxPayloadSize."""
    answer = behind(request)
    if not is_for(request, "GET", "ServiceProviderConfig") or not succeeded(answer):
        return answer
    return rewritten(answer, lambda body: body.update(bulk={"supported": body["bulk"]["supported"]}))


@fault("bulk-max-operations-not-enforced", "MUST", area=AREA, seen_by="bulk.too-large-413", wild=True)
def any_number_of_operations_is_carried_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A bulk request with more operations than maxOperations is carried out."""
    answer, operations = behind(request), asked(request)
    if _status(answer) != 413 or len(operations) < 2:
        return answer
    half = len(operations) // 2
    results: list[Any] = []
    for part in (operations[:half], operations[half:]):
        told = any_number_of_operations_is_carried_out(
            altered(request, body={**sent(request), "Operations": part}), behind
        )
        results += told.body["Operations"] if told.body else []
    return plain(200, {"schemas": [RESPONSE], "Operations": results})


@fault("bulk-too-large-400", "MUST", area=AREA, seen_by="bulk.too-large-413")
def what_is_too_large_is_a_bad_request(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A bulk request beyond a limit is answered with 400."""
    answer = behind(request)
    return error(400) if request.method == "POST" and _status(answer) == 413 else answer


@fault("bulk-too-large-unexplained", "MUST", area=AREA, seen_by="bulk.too-large-names-limit")
def what_is_too_large_is_not_explained(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The error for a bulk request beyond a limit does not name the limit."""
    answer = behind(request)
    return error(413, detail="Too large.") if request.method == "POST" and _status(answer) == 413 else answer
