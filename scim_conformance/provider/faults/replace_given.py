"""PUT changes what belongs to the provider or is immutable, or refuses a body that names it."""

from __future__ import annotations

from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .membership import target
from .replace import held, puts_user, putting
from .tools import altered, each_resource, error, place, read_back, rewritten, sent, succeeded

AREA = "replace"


@fault("put-readonly-rejected", "MUST", area=AREA, seen_by=("replace.what-was-read", "replace.meta-ignored"), wild=True)
def what_was_read_cannot_be_put(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT of a user whose body has a meta is answered with 400."""
    return error(400, "mutability") if puts_user(request) and "meta" in sent(request) else behind(request)


@fault("put-groups-rejected", "MUST", area=AREA, seen_by="replace.read-only-ignored")
def groups_in_a_body_are_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT of a user whose body names groups is answered with 400."""
    return error(400, "mutability") if puts_user(request) and "groups" in sent(request) else behind(request)


@fault("put-body-id-changes-id", "MUST", area=AREA, seen_by="replace.read-only-ignored")
def the_id_in_a_body_counts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT whose body has another id gives the user that id."""
    endpoint, asked = place(request)[0], target(request)
    renamed = behind.memory
    if endpoint == "Users" and asked in renamed:
        return error(404)
    old = next((old for old, new in renamed.items() if new == asked), asked)
    answer = behind(altered(request, path=f"/Users/{old}") if endpoint == "Users" and old != asked else request)
    if puts_user(request) and succeeded(answer) and str(sent(request).get("id", old)) not in (old, asked):
        renamed[old] = str(sent(request)["id"])
    return each_resource(answer, lambda shown: shown.update(id=renamed.get(shown["id"], shown["id"])))


@fault("put-meta-stored", "MUST", area=AREA, seen_by="replace.meta-ignored")
def the_meta_in_a_body_counts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT whose body has a meta stores it."""
    answer = behind(request)
    if puts_user(request) and succeeded(answer) and isinstance(sent(request).get("meta"), dict):
        behind.memory[target(request)] = {"created": sent(request)["meta"].get("created")}
    return each_resource(
        answer, lambda shown: "meta" in shown and shown["meta"].update(behind.memory.get(shown["id"], {}))
    )


@fault("put-resets-created", "MUST", area=AREA, seen_by="replace.keeps-created")
def a_replaced_user_is_new(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT moves the date of creation."""
    answer = behind(request)
    if puts_user(request) and succeeded(answer) and answer.body and "meta" in answer.body:
        behind.memory[target(request)] = {"created": answer.body["meta"]["lastModified"]}
    return each_resource(
        answer, lambda shown: "meta" in shown and shown["meta"].update(behind.memory.get(shown["id"], {}))
    )


@fault("put-keeps-last-modified", "MUST", area=AREA, seen_by="replace.moves-last-modified")
def a_replaced_user_was_not_modified(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT does not move the date of last modification."""
    answer = behind(request)
    if puts_user(request) and succeeded(answer) and answer.body and "meta" in answer.body:
        behind.memory[target(request)] = {"lastModified": answer.body["meta"]["created"]}
    return each_resource(
        answer, lambda shown: "meta" in shown and shown["meta"].update(behind.memory.get(shown["id"], {}))
    )


@fault("put-immutable-overwritten", "MUST", area=AREA, profile="rfpio", seen_by="replace.immutable-stays")
def what_is_immutable_is_replaced(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT gives an attribute that the schema calls immutable another value."""
    answer = behind(request)
    if _is_refused_as_immutable(request, answer):
        behind.memory[target(request)] = {"userName": sent(request).get("userName")}
        answer = behind(read_back(request, "Users", str(place(request)[1])))
    return each_resource(answer, lambda shown: shown.update(behind.memory.get(shown["id"], {})))


@fault("put-immutable-ignored", "SHOULD", area=AREA, profile="rfpio", seen_by="replace.immutable-says-mutability")
def another_immutable_value_is_no_error(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT with another value of an immutable attribute is answered with 200, and the value stays."""
    answer = behind(request)
    if _is_refused_as_immutable(request, answer):
        return behind(read_back(request, "Users", str(place(request)[1])))
    return answer


@fault("put-immutable-without-code", "SHOULD", area=AREA, profile="rfpio", seen_by="replace.immutable-says-mutability")
def an_immutable_value_has_no_error_code(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The refusal of another value of an immutable attribute has no scimType."""
    answer = behind(request)
    if _is_refused_as_immutable(request, answer):
        return rewritten(answer, lambda body: body.pop("scimType") and body)
    return answer


def _is_refused_as_immutable(request: ScimRequest, answer: ScimResponse) -> bool:
    said: Any = answer.body
    return puts_user(request) and isinstance(said, dict) and said.get("scimType") == "mutability"


@fault("put-immutable-never-set", "MUST", area=AREA, profile="rfpio", seen_by="replace.immutable-is-set-once")
def what_is_immutable_cannot_be_given_later(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT does not set an immutable attribute that has no value yet."""
    before = held(request, behind) if puts_user(request) else {}
    if before and not before.get("emails") and "emails" in sent(request):
        return putting(request, behind, "emails", None)
    return behind(request)
