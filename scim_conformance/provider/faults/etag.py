"""Versions that don't move, move too often, or don't count."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import Json, each_resource, error, is_for, is_group, read_back, with_header, with_headers


def _under(request: ScimRequest, methods: str) -> str | None:
    """Return the If-Match of a request with one of these methods."""
    return request.header("If-Match") if request.method in methods.split() else None


def _versioned(answer: ScimResponse, version: Callable[[dict[str, Json]], str]) -> ScimResponse:
    """Return an answer with other versions, in bodies and in the header."""

    def change(resource: dict[str, Json]) -> None:
        if "version" in resource.get("meta", {}):
            resource["meta"]["version"] = version(resource)

    changed = each_resource(answer, change)
    alone = answer.body if isinstance(answer.body, dict) and "ETag" in answer.headers else {}
    if "version" in alone.get("meta", {}):
        return with_headers(changed, ETag=version(alone))
    return changed


# RFC 7643 section 3.1 says it without a keyword, and RFC 7644 section 3.14 has SHOULD.
@fault("etag-header-ne-version", "SHOULD", seen_by="etag.version-in-meta")
def version_is_not_the_etag(request: ScimRequest, behind: Behind) -> ScimResponse:
    """meta.version is the number of the version, and no entity tag as the ETag is."""

    def bare(resource: dict[str, Json]) -> None:
        if "version" in resource.get("meta", {}):
            resource["meta"]["version"] = resource["meta"]["version"].removeprefix("W/").strip('"')

    return each_resource(behind(request), bare)


@fault("etag-constant-on-member-change", "MUST", seen_by="etag.changes-with-members")
def members_move_no_version(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The version of a group stays the same when its members change."""

    def of_the_rest(resource: dict[str, Json]) -> str:
        rest = repr([resource["id"], *(resource.get(name) for name in ("displayName", "externalId"))])
        version = str(resource["meta"]["version"])
        return str(behind.memory.setdefault(rest, version)) if is_group(resource) else version

    return _versioned(behind(request), of_the_rest)


@fault("etag-if-match-ignored-on-delete", "MUST", seen_by="etag.stale-version")
def deleted_under_any_version(request: ScimRequest, behind: Behind) -> ScimResponse:
    """DELETE is carried out under an old version."""
    return behind(with_header(request, "If-Match", None) if _under(request, "DELETE") else request)


@fault("etag-if-match-ignored-on-put", "MUST", seen_by="etag.stale-version")
def replaced_under_any_version(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT is carried out under an old version."""
    return behind(with_header(request, "If-Match", None) if _under(request, "PUT") else request)


@fault("etag-if-match-ignored-on-patch", "MUST", seen_by="etag.stale-version-on-patch")
def patched_under_any_version(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH is carried out under an old version."""
    return behind(with_header(request, "If-Match", None) if _under(request, "PATCH") else request)


@fault("etag-if-match-current-412", "MUST", seen_by=("etag.current-version", "etag.current-version-on-patch"))
def weak_tags_never_match(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A weak tag in If-Match is refused with 412, also where it is the current one."""
    weak = (_under(request, "PUT PATCH DELETE") or "").startswith("W/")
    return error(412) if weak else behind(request)


@fault("etag-if-match-star-412", "MUST", seen_by="etag.asterisk")
def asterisk_is_no_version(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An asterisk in If-Match is refused with 412."""
    return error(412) if _under(request, "PUT PATCH DELETE") == "*" else behind(request)


@fault("etag-if-none-match-ignored", "MUST", seen_by="etag.not-modified", wild=True)
def sent_again(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A read under the current version is answered with the whole resource."""
    return behind(with_header(request, "If-None-Match", None) if request.method == "GET" else request)


@fault("etag-304-when-changed", "MUST", seen_by="etag.modified-is-sent")
def changes_are_not_sent(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A read under a version that the resource once had is answered with 304."""
    under = request.header("If-None-Match")
    if request.method == "GET" and under and f"{request.path} {under}" in behind.memory:
        return ScimResponse(HTTPStatus.NOT_MODIFIED, None, {"ETag": under})
    answer = behind(request)
    if "ETag" in answer.headers:
        behind.memory[f"{request.path} {answer.headers['ETag']}"] = True
    return answer


@fault("etag-304-with-body", "MUST", seen_by="etag.not-modified")
def unmodified_and_sent(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A 304 has the resource as its body."""
    answer = behind(request)
    if answer.status != 304:
        return answer
    endpoint, _, id = request.path.strip("/").partition("/")
    # The connection is closed, for what stands behind a 304 would be read as the next answer.
    body = behind(read_back(request, endpoint, id)).body
    return ScimResponse(answer.status, body, {**answer.headers, "Connection": "close"})


@fault("etag-412-but-applied", "MUST", seen_by=("etag.stale-version", "etag.stale-version-on-patch"))
def refused_and_done(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A change under an old version is refused with 412, and made all the same."""
    answer = behind(request)
    if answer.status == 412:
        behind(with_header(request, "If-Match", None))
    return answer


@fault("etag-without-quotes", "MUST", seen_by="etag.header")
def tag_without_quotes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The ETag has no quotes around it, so it is no entity tag."""
    return _versioned(behind(request), lambda resource: resource["meta"]["version"].replace('"', "").removeprefix("W/"))


@fault("etag-never-changes", "MUST", seen_by="etag.changes-with-each-change")
def version_stays(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The version of a resource is that of its creation, whatever changes."""
    return _versioned(behind(request), lambda it: str(behind.memory.setdefault(it["id"], it["meta"]["version"])))


@fault("etag-changes-with-each-read", "MUST", seen_by="etag.changes-with-each-change")
def version_moves_by_itself(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Each read of a resource shows another version, though nothing has changed."""
    asked = request
    for name in ("If-Match", "If-None-Match"):
        asked = with_header(asked, name, re.sub(r"-\d+(?=\")", "", request.header(name) or "") or None)
    behind.memory["reads"] = behind.memory.get("reads", 0) + 1
    read = f'-{behind.memory["reads"]}"'
    return _versioned(behind(asked), lambda resource: re.sub(r'"$', read, resource["meta"]["version"]))


@fault("etag-not-in-lists", "SHOULD", seen_by="etag.in-lists")
def lists_without_versions(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Resources in lists have no meta.version."""
    answer = behind(request)
    if not is_for(request, "GET", "Users", one=False):
        return answer
    return each_resource(answer, lambda resource: resource.get("meta", {}).pop("version", None))
