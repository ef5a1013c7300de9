"""Providers that break over garbage of one certain kind, which only requests that are made up at random meet."""

from __future__ import annotations

import json
import re
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import altered, error, is_for, operations, place, sent

SEEN_BY = "errors.any-garbage-is-refused"

DEEP = 60
LONG = 1_024


def _texts(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _has_half_a_pair(value: Any) -> bool:
    return re.search("[\ud800-\udfff]", _texts(value)) is not None


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


# RFC 7644 section 3.12 has SHOULD for the statuses of all of these.
@fault("garbage-half-a-pair-500", "SHOULD", area="errors", seen_by=SEEN_BY, generated=True)
def half_a_pair_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Half of a surrogate pair in a part of a name makes the provider fail with 500."""
    body = sent(request)
    names = [body.get("name")] if isinstance(body, dict) else []
    names += [each.get("value") for each in operations(request) if str(each.get("path")).startswith("name.")]
    return error(500) if any(map(_has_half_a_pair, names)) else behind(request)


@fault("garbage-nested-500", "SHOULD", area="errors", seen_by=SEEN_BY, generated=True)
def nesting_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A body that is nested more than 60 deep makes the provider fail with 500."""
    return error(500) if _depth(sent(request)) > DEEP else behind(request)


@fault("garbage-long-filter-500", "SHOULD", area="errors", seen_by=SEEN_BY, generated=True)
def long_filter_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter of more than 1,024 letters makes the provider fail with 500."""
    return error(500) if len(request.query.get("filter", "")) > LONG else behind(request)


@fault("garbage-emoji-id-500", "SHOULD", area="errors", seen_by=SEEN_BY, generated=True)
def emoji_in_an_id_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An id with a character beyond the first plane of Unicode makes the provider fail with 500."""
    return error(500) if any(char > "\uffff" for char in place(request)[1] or "") else behind(request)


@fault("garbage-quality-500", "SHOULD", area="errors", seen_by=SEEN_BY, generated=True)
def quality_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A quality in Accept that is no number makes the provider fail with 500."""
    odd = re.search(r";\s*q=(?![\d.])", request.header("Accept") or "")
    return error(500) if odd else behind(request)


@fault("garbage-cut-create-stored", "SHOULD", area="errors", seen_by=SEEN_BY, generated=True)
def half_a_creation_is_stored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST whose JSON ends too early is refused, and creates the user with the userName that was read by then."""
    answer = behind(request)
    name = re.search(rb'"userName"\s*:\s*("[^"]+")', request.body)
    if is_for(request, "POST", "Users", one=False) and answer.status == 400 and name and not sent(request):
        behind(
            altered(
                request,
                body={"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": json.loads(name[1])},
            )
        )
    return answer
