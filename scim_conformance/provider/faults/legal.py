"""Oddities that a standard allows: no check may turn red on a provider that has one. Those of what it does."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count, cycle
from typing import Any

from scim2_models import Resource, ScimPolicy
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.provider import Provider
from scim_conformance.provider.service import POLICY
from scim_conformance.provider.storage import Clock

from .fault import Behind, Effect, legal, legally_planted
from .tools import (
    altered,
    error,
    is_for,
    place,
    plain,
    read_back,
    rewritten,
    sent,
    succeeded,
    with_header,
)

DISCOVERY = ("ServiceProviderConfig", "ResourceTypes", "Schemas")


@legal("ok-patch-204", where="RFC7644-3.5.2")
def patch_without_body(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH answers 204 without a body, unless attributes are asked for."""
    answer = behind(request)
    if request.method == "PATCH" and int(answer.status) == 200 and "attributes" not in request.query:
        return plain(204)
    return answer


@legal("ok-patch-200", where="RFC7644-3.5.2")
def patch_with_body(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH answers 200 with the resource."""
    answer = behind(request)
    endpoint, id = place(request)
    if request.method == "PATCH" and int(answer.status) == 204 and id:
        return behind(read_back(request, endpoint, id))
    return answer


@legal("ok-put-clears-omitted", where="RFC7644-3.5.1")
def put_clears(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT without an attribute clears it, as this provider does anyhow."""
    return behind(request)


@legal("ok-put-keeps-omitted", where="RFC7644-3.5.1")
def put_keeps(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT without an attribute keeps it."""
    endpoint, id = place(request)
    body = sent(request)
    # What can't be read is not made into a request that can.
    if request.method != "PUT" or id is None or not isinstance(body, dict) or not body:
        return behind(request)
    before = behind(read_back(request, endpoint, id))
    if not succeeded(before) or before.body is None:
        return behind(request)
    given = {str(name).casefold() for name in body}
    kept = {name: value for name, value in before.body.items() if name.casefold() not in given}
    return behind(altered(request, body={**kept, **body}))


@legally_planted("ok-group-displayname-not-unique", where="RFC7643-4.2")
def group_names_may_be_shared(provider: Provider, effect: Effect) -> None:
    """Two groups may have one displayName, and /Schemas says so."""
    storage: Any = provider.storage
    values_of = storage._values_of

    def without_names(resource: Resource[Any]) -> dict[str, Any]:
        values: dict[str, Any] = values_of(resource)
        return {} if "members" in type(resource).model_fields else values

    def told(answer: Any) -> Any:
        def answering(request: ScimRequest) -> ScimResponse:
            response: ScimResponse = answer(request)
            if not is_for(request, "GET", "Schemas") or not succeeded(response):
                return response
            effect()
            return rewritten(response, _with_shared_names)

        return answering

    storage._values_of = without_names
    provider.wrap(told)


def _with_shared_names(body: Any) -> None:
    for schema in body.get("Resources", [body]):
        if str(schema.get("id", "")).endswith(":Group"):
            for attribute in schema["attributes"]:
                if attribute["name"] == "displayName":
                    attribute["uniqueness"] = "none"


@legal("ok-emails-shared", where="RFC7643-8.7.1")
def e_mails_may_be_shared(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Two users may have one e-mail address, as this provider lets them anyhow."""
    return behind(request)


@legal("ok-unknown-attr-400", where="RFC7644-3.12")
def unknown_attributes_are_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """POST with an attribute that no schema has answers 400 invalidSyntax."""
    body = sent(request)
    known = _names_at(behind.provider, place(request)[0])
    if request.method == "POST" and known and isinstance(body, dict) and place(request)[1] is None:
        common = {"schemas", "id", "externalid", "meta"}
        if any(str(name).casefold() not in known | common for name in body):
            return error(400, "invalidSyntax", "There is an attribute that no schema has.")
    return behind(request)


def _names_at(provider: Provider, endpoint: str) -> set[str]:
    for kind in provider.shape.resource_types:
        if str(kind["endpoint"]).strip("/") == endpoint:
            base = next(each for each in provider.shape.schemas if each["id"] == kind["schema"])
            extensions = {str(each["schema"]).casefold() for each in kind.get("schemaExtensions", ())}
            return {str(each["name"]).casefold() for each in base["attributes"]} | extensions
    return set()


@legal("ok-toomany", where="RFC7644-3.4.2.1")
def listing_all_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET /Users without a filter answers 400 tooMany."""
    if is_for(request, "GET", "Users", one=False) and "filter" not in request.query:
        return error(400, "tooMany", "Name a filter.")
    return behind(request)


@legally_planted("ok-replace-nomatch-notarget", where="RFC7644-3.5.2.3")
def unmatched_value_paths_are_refused(provider: Provider, effect: Effect) -> None:
    """PATCH by a value path that matches nothing answers 400 noTarget."""
    service: Any = provider.service
    apply_patch = service.apply_patch
    strict = POLICY.model_copy(update={"unmatched_path_filter": ScimPolicy.UnmatchedPathFilter.forbid})

    def applied(*arguments: Any) -> Any:
        effect()
        with strict:
            return apply_patch(*arguments)

    service.apply_patch = applied


@legally_planted("ok-ids-not-uuid", where="RFC7643-3.1")
def ids_are_any_text(provider: Provider, effect: Effect) -> None:
    """Ids are numbers, or texts with - _ . and ~."""
    numbers = count(1)

    def generate_id(*_: Any) -> str:
        effect()
        number = next(numbers)
        return str(number) if number % 2 else f"a-b_c.d~{number}"

    storage: Any = provider.storage
    storage.generate_id = generate_id


@legally_planted("ok-clocks-apart", where="RFC7643-3.1")
def clocks_lie_apart(provider: Provider, effect: Effect) -> None:
    """Two servers take turns, and the clock of one of them is a third of a second behind."""
    storage: Any = provider.storage
    clock: Clock = storage.clock
    behind = cycle((timedelta(), timedelta(seconds=0.33)))

    def clock_of_the_next() -> datetime:
        effect()
        return clock() - next(behind)

    storage.clock = clock_of_the_next


@legal("ok-discovery-public", where="RFC7643-5")
def discovery_is_public(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The discovery endpoints need no token to be read."""
    if request.method == "GET" and place(request)[0] in DISCOVERY:
        return behind(with_header(request, "Authorization", f"Bearer {behind.provider.token}"))
    return behind(request)


@legal("ok-discovery-guarded", where="RFC7643-5")
def discovery_is_guarded(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The discovery endpoints answer 401 without a token, as those of this provider do anyhow."""
    return behind(request)


@legal("ok-me-501", where="RFC7644-3.11")
def nobody_is_me(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET /Me answers 501, as this provider does anyhow."""
    return behind(request)


@legal("ok-email-user-names", where="RFC7643-4.1.1")
def user_names_are_e_mail_addresses(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A userName that is no e-mail address is refused with 400."""
    body = sent(request)
    name = body.get("userName") if isinstance(body, dict) else None
    if is_for(request, "POST PUT", "Users") and isinstance(name, str) and "@" not in name:
        return error(400, "invalidValue", "userName must be an e-mail address.")
    return behind(request)


@legal("ok-page-of-10", where="RFC7644-3.4.2.4", strangers=30)
def pages_are_short(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A page has at most ten resources, whatever count asks for."""
    answer = behind(request)
    body: Any = answer.body
    if not isinstance(body, dict) or place(request)[0] not in ("Users", "Groups"):
        return answer
    if len(body.get("Resources") or ()) <= 10:
        return answer
    return rewritten(answer, _cut_to_ten)


def _cut_to_ten(body: Any) -> None:
    body["Resources"] = body["Resources"][:10]
    body["itemsPerPage"] = 10


@legal("ok-429-now-and-then", where="RFC6585-4")
def too_many_requests(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Every fifteenth request is answered with 429 and a Retry-After."""
    behind.memory["asked"] = behind.memory.get("asked", 0) + 1
    if behind.memory["asked"] % 15 == 0:
        answer = error(429, detail="Not so fast.")
        answer.headers["Retry-After"] = "0"
        return answer
    return behind(request)
