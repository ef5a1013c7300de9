"""A PATCH of a user changes the wrong values: too many, too few, or the neighbours of those it is about."""

from __future__ import annotations

from typing import Any

from scim2_server.memory import InMemoryStorage
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .patch_tools import (
    Operation,
    aim,
    attribute,
    by_operation,
    held,
    kind,
    nested,
    path,
    pretended,
    without,
)
from .tools import Json, each_resource, error, operations, place, succeeded

AREA = "patch-user"


# Single and complex values.


@fault("patch-add-keeps-old-value", "MUST", area=AREA, seen_by="patch-user.add-replaces-scalar")
def add_does_not_overwrite(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips an add to a single-valued attribute that has a value, and says that it was a success."""
    user = held(request, behind)
    return without(
        request,
        behind,
        lambda each: kind(each) == "add" and "value" in each and isinstance(attribute(user, path(each)), str | bool),
    )


@fault("patch-replace-absent-notarget", "MUST", area=AREA, seen_by="patch-user.replace-adds-missing")
def replace_needs_a_value(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH refuses a replace of an attribute that has no value yet."""
    user = held(request, behind)
    for each in operations(request) if user else ():
        target = aim(each)
        if kind(each) == "replace" and target and not target.selector and target.read(user) is None:
            return error(400, "noTarget")
    return behind(request)


@fault("patch-false-ignored", "MUST", area=AREA, seen_by="patch-user.replace-boolean")
def false_is_no_value(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH takes false for no value at all, and leaves the boolean true."""
    return without(request, behind, lambda each: path(each) and each.get("value") is False)


@fault("patch-remove-leaves-empty-text", "MUST", area=AREA, seen_by="patch-user.remove-scalar")
def remove_empties_a_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of a text leaves an empty text."""
    user = held(request, behind)

    def emptied(each: Operation) -> Operation:
        is_text = kind(each) == "remove" and path(each) != "userName" and isinstance(attribute(user, path(each)), str)
        return {"op": "replace", "path": path(each), "value": ""} if is_text else each

    return by_operation(request, behind, emptied)


@fault("patch-null-value-not-clearing", "MUST", area=AREA, seen_by="patch-user.replace-with-null")
def null_is_passed_over(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips a replace by null and says that it was a success."""
    return without(request, behind, lambda each: kind(each) == "replace" and "value" in each and each["value"] is None)


@fault("patch-sub-attributes-ignored", "MUST", area=AREA, seen_by="patch-user.add-sub-attribute")
def names_within_an_attribute_are_unknown(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips an add to a sub-attribute without value, and says that it was a success."""
    user = held(request, behind)

    def is_missing(each: Operation) -> bool:
        target = aim(each)
        is_sub = target is not None and target.sub is not None and not target.selector
        return is_sub and kind(each) == "add" and target is not None and target.read(user) is None

    return without(request, behind, is_missing)


def _alone(each: Operation, user: Operation) -> list[Operation]:
    """Return operations that put a complex value in the place of another one, instead of merging them."""
    return [{"op": "remove", "path": path(each)}, each] if attribute(user, path(each)) else [each]


@fault(
    "patch-complex-replace-clears-rest",
    "MUST",
    area=AREA,
    seen_by="patch-user.replace-complex-keeps-siblings",
    wild=True,
)
def replace_of_a_complex_value_drops_the_rest(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of the name with one of its parts drops the others."""
    user = held(request, behind)
    return by_operation(
        request, behind, lambda each: _alone(each, user) if kind(each) == "replace" and path(each) == "name" else each
    )


@fault("patch-complex-add-clears-rest", "ADVICE", area=AREA, seen_by="patch-user.add-complex-keeps-siblings")
def add_of_a_complex_value_drops_the_rest(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of one part of the name drops the others."""
    user = held(request, behind)
    return by_operation(
        request, behind, lambda each: _alone(each, user) if kind(each) == "add" and path(each) == "name" else each
    )


@fault("patch-complex-add-ignored", "MUST", area=AREA, seen_by="patch-user.add-complex")
def add_of_a_complex_value_is_passed_over(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips an add of an object to a complex attribute, and says that it was a success."""
    return without(request, behind, lambda each: kind(each) == "add" and path(each) == "name")


@fault("patch-sub-attribute-clears-rest", "MUST", area=AREA, seen_by="patch-user.replace-sub-attribute")
def replace_of_a_part_drops_the_rest(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of the given name drops the rest of the name."""

    def alone(each: Operation) -> Json:
        is_part = kind(each) == "replace" and path(each).startswith("name.")
        return [{"op": "remove", "path": "name"}, each] if is_part else each

    return by_operation(request, behind, alone)


@fault("patch-remove-sub-attribute-removes-all", "MUST", area=AREA, seen_by="patch-user.remove-sub-attribute")
def remove_of_a_part_takes_the_whole(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of the given name takes the whole name."""
    return by_operation(
        request,
        behind,
        lambda each: {**each, "path": "name"} if kind(each) == "remove" and path(each).startswith("name.") else each,
    )


@fault(
    "patch-attribute-not-mapped",
    "MUST",
    area=AREA,
    seen_by=("patch-user.every-attribute", "patch-user.add-every-attribute", "patch-user.remove-every-attribute"),
)
def one_attribute_is_not_mapped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips timezone, which a PUT stores, and says that it was a success."""
    return without(request, behind, lambda each: path(each) == "timezone")


# Lists of values.


@fault("patch-add-replaces-list", "MUST", area=AREA, seen_by="patch-user.add-appends")
def add_exchanges_the_list(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add to a multi-valued attribute leaves only the value that it gives."""
    return by_operation(
        request,
        behind,
        lambda each: {**each, "op": "replace"} if kind(each) == "add" and isinstance(each.get("value"), list) else each,
    )


@fault("patch-add-first-of-several", "MUST", area=AREA, seen_by="patch-user.add-several")
def add_takes_one_of_several(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of several values stores the first one."""

    def first(each: Operation) -> Operation:
        is_list = kind(each) == "add" and isinstance(each.get("value"), list)
        return {**each, "value": each["value"][:1]} if is_list else each

    return by_operation(request, behind, first)


@fault("patch-add-duplicate-value-appended", "SHOULD", area=AREA, seen_by="patch-user.add-again-does-not-double")
def add_doubles_a_value(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of an e-mail address that is there already stores it twice."""
    user = held(request, behind)
    answer = behind(request)
    given = [
        one
        for each in operations(request)
        if kind(each) == "add" and path(each) == "emails"
        for one in (each.get("value") if isinstance(each.get("value"), list) else [])
    ]
    doubled = [one.get("value") for one in given if one in (user.get("emails") or [])]
    if not user or not doubled or not succeeded(answer):
        return answer
    storage = behind.provider.storage
    kept: Any = storage.get(storage.types["User"], str(place(request)[1]))
    kept.emails = [*kept.emails, *(one for one in kept.emails if one.value in doubled)]
    # Past the rules of the provider's own storage, which keeps each value once.
    InMemoryStorage.update(storage, storage.types["User"], kept)
    return pretended(request, behind)


@fault("patch-replace-list-merges", "MUST", area=AREA, seen_by="patch-user.replace-whole-list")
def replace_of_a_list_adds_to_it(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of a multi-valued attribute adds its values to those that are there."""

    def added(each: Operation) -> Operation:
        lists = [each.get("value"), *nested(each).values()]
        merges = kind(each) == "replace" and any(isinstance(one, list) for one in lists)
        return {**each, "op": "add"} if merges else each

    return by_operation(request, behind, added)


@fault("patch-remove-list-first-only", "MUST", area=AREA, seen_by="patch-user.remove-whole-list")
def remove_of_a_list_takes_one(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of the e-mail addresses takes the first one away."""
    user = held(request, behind)
    kept = (user.get("emails") or [])[1:]

    def shortened(each: Operation) -> Operation:
        is_list = kind(each) == "remove" and path(each) == "emails" and kept
        return {"op": "replace", "path": "emails", "value": kept} if is_list else each

    return by_operation(request, behind, shortened)


@fault("patch-primary-not-demoted", "MUST", area=AREA, seen_by="patch-user.primary-moves", wild=True)
def two_values_are_primary(request: ScimRequest, behind: Behind) -> ScimResponse:
    """When a PATCH makes an e-mail address primary, the one that was primary stays so."""
    marked = behind.memory.setdefault("marked", {})
    user = held(request, behind)
    answer = behind(request)
    if user and succeeded(answer):
        now = [one.get("value") for one in held(request, behind).get("emails") or [] if one.get("primary")]
        before = [one.get("value") for one in user.get("emails") or [] if one.get("primary")]
        if now and before and now != before:
            marked.setdefault(user["id"], set()).update(before)

    def mark(resource: Operation) -> None:
        for one in resource.get("emails") or ():
            if one.get("value") in marked.get(resource["id"], ()):
                one["primary"] = True

    return each_resource(answer, mark)
