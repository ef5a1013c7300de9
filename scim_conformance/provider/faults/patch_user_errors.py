"""A PATCH of a user succeeds that has to be refused, or is refused in the wrong way."""

from __future__ import annotations

import json
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .patch_tools import (
    Operation,
    aim,
    by_operation,
    changes_user,
    held,
    kind,
    path,
    pretended,
    refusing,
    without,
)
from .tools import each_resource, error, operations, patched, place, rewritten, sent

AREA = "patch-user"
TEXTS = ("displayName", "nickName", "title", "userType")


@fault("patch-remove-without-path-ok", "MUST", area=AREA, seen_by="patch-user.remove-without-path", wild=True)
def remove_of_nothing_is_a_success(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips a remove without path and says that it was a success."""
    return without(request, behind, lambda each: kind(each) == "remove" and not path(each))


@fault("patch-remove-required-accepted", "MUST", area=AREA, seen_by="patch-user.remove-required-refused")
def a_user_may_lose_its_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of userName is a success, and the user has none from then on."""
    nameless = behind.memory.setdefault("nameless", set())
    if held(request, behind) and any(
        kind(each) == "remove" and path(each) == "userName" for each in operations(request)
    ):
        nameless.add(place(request)[1])
    answer = without(request, behind, lambda each: kind(each) == "remove" and path(each) == "userName")

    def strip(resource: dict[str, Any]) -> None:
        if resource["id"] in nameless:
            resource.pop("userName", None)

    return each_resource(answer, strip)


@fault("patch-readonly-accepted", "MUST", area=AREA, seen_by="patch-user.read-only-refused", wild=True)
def the_date_of_creation_is_written(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH lets a client change meta.created, and skips an id that it gives."""
    forged = behind.memory.setdefault("forged", {})
    if held(request, behind):
        given = [each.get("value") for each in operations(request) if path(each) == "meta.created" and "value" in each]
        forged.update({place(request)[1]: each for each in given})
    answer = without(request, behind, lambda each: kind(each) != "remove" and path(each) in ("id", "meta.created"))

    def write(resource: dict[str, Any]) -> None:
        if resource["id"] in forged and "meta" in resource:
            resource["meta"]["created"] = forged[resource["id"]]

    return each_resource(answer, write)


@fault("patch-groups-writable", "MUST", area=AREA, seen_by="patch-user.joins-no-group", wild=True)
def users_join_groups_by_themselves(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH of a user's groups joins the user to them."""
    id = place(request)[1]
    if held(request, behind):
        for each in operations(request):
            given = each.get("value") if path(each) == "groups" else None
            for group in given if isinstance(given, list) else ():
                joining = patched(request, [{"op": "add", "path": "members", "value": [{"value": id}]}])
                joining.path = f"/Groups/{group['value']}"
                behind(joining)
    return without(request, behind, lambda each: path(each) == "groups")


def _names_nothing(each: Operation, behind: Behind) -> bool:
    """Tell whether a path that can be read names no attribute of a user."""
    target = aim(each)
    if target is None:
        return False
    documents = {str(each["id"]).casefold(): each for each in behind.provider.shape.schemas}
    if target.urn is not None and target.urn.casefold() not in documents:
        return True
    names = {one["name"].casefold() for document in documents.values() for one in document["attributes"]}
    return target.name.casefold() not in names | {"id", "meta", "schemas", "externalid"}


@fault(
    "patch-unknown-path-ok",
    "MUST",
    area=AREA,
    seen_by=("patch-user.unknown-path-refused", "patch-user.add-at-unknown-path-refused"),
)
def unknown_attributes_are_passed_over(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips an operation on an attribute that does not exist, and says that it was a success."""
    return without(request, behind, lambda each: path(each) and _names_nothing(each, behind))


@fault("patch-syntax-error-path-500", "SHOULD", area=AREA, seen_by="patch-user.unreadable-path-400")
def a_path_that_breaks_off_is_a_server_error(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH answers 500 to a path whose bracket is not closed."""
    return refusing(request, behind, lambda each: "[" in path(each) and "]" not in path(each), error(500))


@fault("patch-unknown-op-accepted", "SHOULD", area=AREA, seen_by="patch-user.unknown-operation-400")
def unknown_operations_are_passed_over(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips an operation that does not exist, and says that it was a success."""
    return without(request, behind, lambda each: "op" in each and kind(each) not in ("add", "remove", "replace"))


@fault("patch-empty-operations-accepted", "SHOULD", area=AREA, seen_by="patch-user.malformed-400", wild=True)
def a_patch_without_operations_is_a_success(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH without operations says that it was a success."""
    body = sent(request)
    is_empty = changes_user(request) and isinstance(body, dict) and not body.get("Operations")
    return pretended(request, behind) if is_empty else behind(request)


@fault("patch-add-without-value-ok", "SHOULD", area=AREA, seen_by="patch-user.malformed-400")
def add_of_nothing_is_a_success(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips an add without value and says that it was a success."""
    return without(request, behind, lambda each: kind(each) == "add" and "value" not in each)


@fault("patch-wrong-boolean-accepted", "MUST", area=AREA, seen_by="patch-user.wrong-boolean-refused")
def every_word_is_true(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH takes any word for true where a boolean belongs."""

    def read(each: Operation) -> Operation:
        value = each.get("value")
        odd = path(each) == "active" and isinstance(value, str) and value.casefold() not in ("true", "false")
        return {**each, "value": True} if odd else each

    return by_operation(request, behind, read)


@fault("patch-number-for-list-accepted", "MUST", area=AREA, seen_by="patch-user.wrong-list-refused")
def a_number_empties_a_list(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH takes a number for an empty list."""

    def read(each: Operation) -> Operation:
        odd = path(each) in ("emails", "phoneNumbers") and isinstance(each.get("value"), int)
        return {"op": "remove", "path": path(each)} if odd else each

    return by_operation(request, behind, read)


@fault("patch-object-for-text-accepted", "MUST", area=AREA, seen_by="patch-user.wrong-type-refused")
def an_object_is_stored_as_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH stores the JSON of an object where a text belongs."""

    def read(each: Operation) -> Operation:
        odd = path(each) in TEXTS and isinstance(each.get("value"), dict)
        return {**each, "value": json.dumps(each["value"])} if odd else each

    return by_operation(request, behind, read)


@fault("patch-immutable-changed", "MUST", area=AREA, seen_by="patch-user.immutable-refused", profile="rfpio")
def an_immutable_value_changes_silently(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of an immutable attribute that has a value is skipped and said to be a success."""
    answer = behind(request)
    refused = changes_user(request) and isinstance(answer.body, dict) and answer.body.get("scimType") == "mutability"
    asks = [
        each for each in operations(request) if path(each) not in ("id", "meta.created") and kind(each) == "replace"
    ]
    return pretended(request, behind) if refused and asks else answer


@fault("patch-error-always-invalid-value", "ADVICE", area="errors", seen_by="errors.patch-scim-type-fits")
def every_refusal_is_an_invalid_value(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Each refusal of a PATCH that gives a value has scimType invalidValue."""
    answer = behind(request)
    gives = changes_user(request) and all("value" in each for each in operations(request))
    if gives and int(answer.status) == 400:
        return rewritten(answer, lambda body: {**body, "scimType": "invalidValue"})
    return answer
