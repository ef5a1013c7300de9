"""Oddities that a standard allows: no check may turn red on a provider that has one. Those of how it answers."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, legal
from .tools import (
    altered,
    each_resource,
    error,
    is_for,
    is_user,
    place,
    rewritten,
    sent,
    succeeded,
    with_header,
    with_headers,
    with_query,
)

VENDOR = "urn:ietf:params:scim:schemas:extension:vendor:2.0:User"


@legal("ok-resources-omitted-when-empty", where="RFC7644-3.4.2")
def empty_lists_have_no_resources(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list of nothing has no Resources."""

    def without(body: Any) -> None:
        if isinstance(body, dict) and body.get("Resources") == []:
            del body["Resources"]

    return rewritten(behind(request), without)


@legal("ok-extra-vendor-extension", where="RFC7643-3.3")
def a_vendor_s_extension(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Users have an extension of the vendor's own, which discovery declares."""
    if is_for(request, "GET", "Schemas") and place(request)[1] == VENDOR:
        listed = rewritten(behind(altered(request, path="/Schemas")), _with_schema)
        body: Any = listed.body
        return rewritten(listed, lambda _: body["Resources"][-1]) if succeeded(listed) else listed
    answer = behind(request)
    if not succeeded(answer):
        return answer
    if place(request) == ("Schemas", None):
        return rewritten(answer, _with_schema)
    if place(request)[0] == "ResourceTypes":
        return rewritten(answer, _with_schema_extension)
    return answer if _is_projected(request) else each_resource(answer, _with_extension)


def _is_projected(request: ScimRequest) -> bool:
    """Tell whether a request names what it wants, or whether it wants all but the extension."""
    searched = sent(request) if request.path.endswith(".search") else {}
    wanted = {**(searched if isinstance(searched, dict) else {}), **request.query}
    return bool(wanted.get("attributes")) or VENDOR.casefold() in str(wanted.get("excludedAttributes")).casefold()


def _with_extension(resource: Any) -> None:
    if is_user(resource):
        resource["schemas"].append(VENDOR)
        resource[VENDOR] = {"seat": "window"}


def _with_schema(body: Any) -> None:
    listed = body["Resources"]
    example = listed[0]
    seat = {
        "name": "seat",
        "type": "string",
        "multiValued": False,
        "description": "Where the user sits.",
        "required": False,
        "caseExact": False,
        "mutability": "readOnly",
        "returned": "default",
        "uniqueness": "none",
    }
    location = str(example["meta"]["location"]).rpartition("/")[0] + f"/{VENDOR}"
    vendor = {"id": VENDOR, "name": "Vendor", "description": "The vendor's.", "attributes": [seat]}
    listed.append({**example, **vendor, "meta": {**example["meta"], "location": location}})
    body["totalResults"] += 1
    if "itemsPerPage" in body:
        body["itemsPerPage"] += 1


def _with_schema_extension(body: Any) -> None:
    for kind in body.get("Resources", [body]):
        if kind.get("name") == "User":
            kind.setdefault("schemaExtensions", []).append({"schema": VENDOR, "required": False})


@legal("ok-null-for-unassigned", where="RFC7643-2.5")
def unassigned_is_null(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Attributes that have no value are null or an empty list."""
    if {"attributes", "excludedAttributes"} & set(request.query) or ".search" in request.path:
        return behind(request)
    return each_resource(behind(request), _with_nulls)


def _with_nulls(resource: Any) -> None:
    if is_user(resource):
        for name in ("nickName", "title", "timezone"):
            resource.setdefault(name, None)
        for name in ("roles", "photos"):
            resource.setdefault(name, [])


@legal("ok-ascii-escaped-json", where="RFC8259-7")
def characters_are_escaped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Characters beyond ASCII are escaped in JSON, as this provider does anyhow."""
    return behind(request)


@legal("ok-utf8-json", where="RFC8259-8.1")
def characters_are_written_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Characters beyond ASCII are written as they are."""
    answer = behind(request)
    raw: Any = None if answer.body is None else json.dumps(answer.body, ensure_ascii=False, indent=2)
    return rewritten(answer, lambda _: raw.encode("utf-8", "surrogatepass")) if raw else answer


@legal("ok-ct-charset", where="RFC7231-3.1.1")
def media_type_with_charset(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The media type says charset=utf-8."""
    answer = behind(request)
    return with_headers(answer, Content_Type="application/scim+json; charset=utf-8") if answer.body else answer


@legal("ok-datetime-offset", where="RFC7643-2.3.5")
def dates_have_an_offset(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Dates are told in a time zone of their own, to the microsecond."""
    return each_resource(behind(request), _with_offset)


def _with_offset(resource: Any) -> None:
    meta = resource.get("meta", {})
    for name in ("created", "lastModified"):
        if name in meta:
            moment = datetime.fromisoformat(meta[name]).astimezone(timezone(timedelta(hours=2)))
            meta[name] = moment.isoformat(timespec="microseconds")


@legal("ok-etag-unsupported", where="RFC7644-3.14")
def no_versions(request: ScimRequest, behind: Behind) -> ScimResponse:
    """There are no versions, and the configuration says so."""
    answer = behind(_without_conditions(request))
    answer = each_resource(answer, lambda resource: resource.get("meta", {}).pop("version", None))
    return with_headers(_with_feature(answer, request, "etag"), ETag=None)


def _without_conditions(request: ScimRequest) -> ScimRequest:
    return with_header(with_header(request, "If-Match", None), "If-None-Match", None)


@legal("ok-sort-unsupported", where="RFC7644-3.4.2.3")
def no_sorting(request: ScimRequest, behind: Behind) -> ScimResponse:
    """sortBy is ignored, and the configuration says that there is no sorting."""
    return _with_feature(behind(with_query(request, sortBy=None, sortOrder=None)), request, "sort")


@legal("ok-bulk-unsupported", where="RFC7644-3.7")
def no_bulk(request: ScimRequest, behind: Behind) -> ScimResponse:
    """There are no bulk requests, and the configuration says so."""
    if is_for(request, "POST", "Bulk"):
        signed_in = behind(request)
        return error(501, detail="There are no bulk requests.") if int(signed_in.status) != 401 else signed_in
    return _with_feature(behind(request), request, "bulk")


def _with_feature(answer: ScimResponse, request: ScimRequest, name: str) -> ScimResponse:
    def told(body: Any) -> None:
        for config in body.get("Resources", [body]):
            if name in config:
                config[name]["supported"] = False

    if place(request)[0] == "ServiceProviderConfig" and succeeded(answer):
        return rewritten(answer, told)
    return answer


@legal("ok-error-without-scimtype", where="RFC7644-3.12")
def errors_say_little(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An error has neither detail nor scimType, but where a section asks for one."""

    def bare(body: Any) -> None:
        if isinstance(body, dict) and str(body.get("status")) == "400":
            body.pop("detail", None)
            if body.get("scimType") in ("invalidValue", "invalidSyntax", "invalidPath"):
                del body["scimType"]

    return rewritten(behind(request), bare)


@legal("ok-extra-error-fields", where="RFC7644-3.12")
def errors_say_more(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An error has members that no standard knows."""

    def more(body: Any) -> None:
        if isinstance(body, dict) and int(answer.status) >= 400:
            body.update(errors=[{"field": "userName"}], traceId="4bf92f3577b34da6")

    answer = behind(request)
    return rewritten(answer, more)


@legal("ok-extra-headers-and-hsts", where="RFC9110-10.2.2")
def more_headers(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Answers have headers for browsers, and each resource its Location."""
    answer = behind(request)
    body: Any = answer.body
    more = {"Strict_Transport_Security": "max-age=31536000", "X_Content_Type_Options": "nosniff"}
    if request.method == "GET" and succeeded(answer) and isinstance(body, dict):
        location = (body.get("meta") or {}).get("location")
        if location:
            more |= {"Location": location, "Content_Location": location}
    return with_headers(answer, **more)


@legal("ok-members-on-request", where="RFC7643-7")
def members_on_request(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Groups show their members only where attributes=members asks for them, and /Schemas says so."""
    answer = behind(request)
    if place(request)[0] == "Schemas" and succeeded(answer):
        return rewritten(answer, _members_are_on_request)
    asked = str(request.query.get("attributes", "")).casefold()
    if "members" in asked or ".search" in request.path:
        return answer
    return each_resource(answer, lambda resource: resource.pop("members", None))


def _members_are_on_request(body: Any) -> None:
    for schema in body.get("Resources", [body]):
        for attribute in schema.get("attributes", ()):
            if attribute["name"] == "members":
                attribute["returned"] = "request"
