"""Refusals that no client can read, with another status, or none at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from posixpath import normpath
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import altered, error, is_for, place, plain, rewritten, with_headers

PAGE = b"<!DOCTYPE html><html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>"


def _refusal(answer: ScimResponse, change: Callable[[dict[str, Any]], Any]) -> ScimResponse:
    """Return an answer whose error is changed; any other answer stays."""
    refused = int(answer.status) >= 400 and isinstance(answer.body, dict)
    return rewritten(answer, change) if refused else answer


def _is_creation(request: ScimRequest) -> bool:
    return is_for(request, "POST", "Users", one=False) or is_for(request, "POST", "Groups", one=False)


def _read(request: ScimRequest) -> Any:
    """Return the JSON of a body; text where it is none."""
    try:
        return json.loads(request.body)
    except ValueError:
        return request.body


@fault(
    "err-status-integer",
    "MUST",
    seen_by=("errors.body-is-scim-error", "errors.every-error-is-valid"),
    wild=True,
)
def status_as_a_number(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The status in the body of an error is a number instead of a text."""
    return _refusal(behind(request), lambda body: {**body, "status": int(body["status"])})


@fault(
    "err-nested-in-response",
    "MUST",
    seen_by=("errors.body-is-scim-error", "errors.every-error-is-valid"),
    wild=True,
)
def error_within_an_object(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The error stands inside of another object, under response."""
    return _refusal(behind(request), lambda body: {"status": body["status"], "response": body})


@fault("err-empty-body", "MUST", seen_by="errors.body-is-scim-error", wild=True)
def nothing_in_a_404(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A 404 has no body."""
    answer = behind(request)
    return plain(404) if answer.status == 404 else answer


@fault("err-html", "MUST", seen_by="errors.body-is-scim-error")
def page_for_an_error(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A 404 is a page for people, in HTML."""
    answer = behind(request)
    return plain(404, PAGE, Content_Type="text/html") if answer.status == 404 else answer


@fault("err-plain-422", "MUST", seen_by="errors.body-on-every-path", wild=True)
def unprocessable(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A body that breaks the schema is refused with 422 and one line of text."""
    answer = behind(request)
    broken = _is_creation(request) and answer.status == 400 and isinstance(_read(request), dict)
    return plain(422, b"Unprocessable entity", Content_Type="text/plain") if broken else answer


# RFC 7644 section 3.2 has SHOULD for the status in the status line.
@fault("err-http-200", "SHOULD", seen_by="errors.in-status-line")
def success_that_is_an_error(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A creation that is refused is answered with 200, and an error in the body."""
    answer = behind(request)
    return replace(answer, status=HTTPStatus.OK) if _is_creation(request) and answer.status == 400 else answer


# RFC 7644 section 3.12 makes scimType OPTIONAL and binds nobody to the words of table 9: it is advice.
@fault("err-scimtype-unknown-keyword", "ADVICE", seen_by="errors.known-scim-types", wild=True)
def word_of_its_own(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The scimType of a value that is refused is schemaViolated, which the standard does not have."""
    general = ("invalidValue", "invalidSyntax")
    return _refusal(
        behind(request),
        lambda body: {**body, "scimType": "schemaViolated"} if body.get("scimType") in general else body,
    )


@fault("err-scimtype-missing-filter", "MUST", seen_by="errors.unknown-operator-is-invalid-filter")
def filter_refused_without_a_word(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter is declined with 400 and no scimType."""
    return _refusal(
        behind(request), lambda body: {k: v for k, v in body.items() if (k, v) != ("scimType", "invalidFilter")}
    )


# RFC 7644 section 3.12 makes scimType OPTIONAL, and section 3.5.2 demands none for a path: it is advice.
@fault("err-scimtype-wrong-patch", "ADVICE", seen_by="errors.patch-scim-type-fits")
def path_refused_as_syntax(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH whose path is wrong is refused as invalidSyntax."""
    wrong = ("invalidPath", "noTarget")
    return _refusal(
        behind(request), lambda body: {**body, "scimType": "invalidSyntax"} if body.get("scimType") in wrong else body
    )


@fault("err-empty-body-post-500", "SHOULD", seen_by="errors.empty-body-400", wild=True)
def empty_body_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST without body makes the provider fail with 500."""
    return error(500) if _is_creation(request) and not request.body else behind(request)


@fault("err-json-array-500", "SHOULD", seen_by="errors.no-object-400")
def array_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A body that is JSON and no object makes the provider fail with 500."""
    odd = _is_creation(request) and isinstance(_read(request), list | str | int)
    return error(500) if odd else behind(request)


@fault("err-malformed-json-hangs", "ADVICE", seen_by="errors.broken-json-400")
def broken_json_hangs(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A body that ends in the middle of its JSON is never answered."""
    if _is_creation(request) and request.body.startswith(b"{") and isinstance(_read(request), bytes):
        raise TimeoutError
    return behind(request)


@fault("err-detail-not-string", "MUST", seen_by=("errors.body-is-scim-error", "errors.every-error-is-valid"))
def detail_as_an_object(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The detail of an error is an object instead of a text."""
    return _refusal(behind(request), lambda body: {**body, "detail": {"message": body.get("detail"), "errors": []}})


@fault("err-status-of-another", "MUST", seen_by=("errors.body-is-scim-error", "errors.every-error-is-valid"))
def body_with_another_status(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The body of a 404 says that the status is 400."""
    answer = behind(request)
    return _refusal(answer, lambda body: {**body, "status": "400"}) if answer.status == 404 else answer


@fault("err-without-detail", "ADVICE", seen_by="errors.says-what-is-wrong")
def error_without_detail(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Errors don't say what is wrong."""
    return _refusal(behind(request), lambda body: {k: v for k, v in body.items() if k != "detail"})


@fault("err-wrong-type-500", "SHOULD", seen_by="errors.wrong-type-400")
def wrong_type_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A userName that is an object makes the provider fail with 500."""
    body = _read(request) if _is_creation(request) else None
    return error(500) if isinstance(body, dict) and isinstance(body.get("userName"), dict) else behind(request)


@fault("err-form-500", "SHOULD", seen_by="errors.form-is-refused")
def form_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A body that is a form makes the provider fail with 500."""
    return error(500) if "form" in (request.header("Content-Type") or "") else behind(request)


@fault("err-odd-id-500", "SHOULD", area="security", seen_by="security.odd-ids-not-found")
def odd_id_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An id with a quote or a zero byte in it makes the provider fail with 500."""
    return error(500) if re.search(r"['\x00]", place(request)[1] or "") else behind(request)


@fault("sec-id-path-traversal", "SHOULD", area="security", seen_by="security.odd-ids-not-found")
def id_is_a_path(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An id that holds the way to another endpoint is followed there."""
    if request.method == "GET" and ".." in (place(request)[1] or ""):
        return behind(altered(request, path=normpath(f"/{request.path.strip('/')}")))
    return behind(request)


@fault("err-unknown-method-500", "ADVICE", seen_by="errors.unknown-method")
def unknown_method_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT to the endpoint of users makes the provider fail with 500."""
    return error(500) if is_for(request, "PUT", "Users", one=False) else behind(request)


@fault("err-unknown-version-served", "MUST", seen_by="errors.unknown-version")
def any_version_is_served(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Every version of the protocol is answered, whether it exists or not."""
    version = re.match(r"/v\d+(?=/)", request.path)
    return behind(altered(request, path=request.path[version.end() :], mounted=True) if version else request)


@fault("err-unknown-group-204", "SHOULD", seen_by="errors.unknown-group-404")
def deletes_a_group_that_is_not_there(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A DELETE of a group that does not exist is answered with 204."""
    answer = behind(request)
    return plain(204) if is_for(request, "DELETE", "Groups") and answer.status == 404 else answer


@fault("err-405-without-allow", "ADVICE", seen_by="errors.refused-method-names-others")
def method_refused_without_others(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A 405 does not say in Allow which methods there are."""
    return with_headers(behind(request), Allow=None)
