"""A PATCH of a user is misread where it has no path, or where the path names a schema."""

from __future__ import annotations

from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.wire import USER

from .fault import Behind, fault
from .patch_tools import Operation, by_operation, held, kind, nested, path, refusing, without
from .tools import ENTERPRISE, each_resource, error, operations, place, succeeded

AREA = "patch-user"


# Without path.


@fault("patch-nopath-ignored", "MUST", area=AREA, seen_by="patch-user.replace-without-path", wild=True)
def replace_needs_a_path(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips a replace without path and says that it was a success."""
    return without(request, behind, lambda each: kind(each) == "replace" and not path(each))


@fault(
    "patch-nopath-400",
    "MUST",
    area=AREA,
    seen_by=("patch-user.replace-without-path", "patch-user.add-without-path"),
)
def every_operation_needs_a_path(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH refuses an add or replace without path."""
    return refusing(
        request, behind, lambda each: kind(each) in ("add", "replace") and not path(each), error(400, "invalidPath")
    )


@fault("patch-nopath-add-ignored", "MUST", area=AREA, seen_by="patch-user.add-without-path")
def add_needs_a_path(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips an add without path and says that it was a success."""
    return without(request, behind, lambda each: kind(each) == "add" and not path(each))


@fault("patch-nopath-add-replaces-list", "MUST", area=AREA, seen_by="patch-user.add-without-path-appends")
def add_without_path_exchanges_lists(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add without path leaves only the values that it gives of a multi-valued attribute."""

    def replacing(each: Operation) -> Operation:
        lists = kind(each) == "add" and any(isinstance(value, list) for value in nested(each).values())
        return {**each, "op": "replace"} if lists and not path(each) else each

    return by_operation(request, behind, replacing)


@fault("patch-nopath-complex-ignored", "MUST", area=AREA, seen_by="patch-user.replace-complex-without-path")
def objects_need_a_path(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace without path stores plain values and passes over the name."""

    def plain_only(each: Operation) -> Operation | None:
        if path(each) or kind(each) != "replace" or "name" not in nested(each):
            return each
        kept = {key: value for key, value in nested(each).items() if key != "name"}
        return {**each, "value": kept} if kept else None

    return by_operation(request, behind, plain_only)


@fault("patch-nopath-extension-ignored", "MUST", area=AREA, seen_by="patch-user.extension-without-path")
def extensions_need_a_path(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace without path passes over what its value holds under the URN of an extension."""
    return without(
        request, behind, lambda each: kind(each) == "replace" and not path(each) and ENTERPRISE in nested(each)
    )


@fault("patch-nopath-extension-clears-rest", "MUST", area=AREA, seen_by="patch-user.extension-keeps-siblings")
def an_extension_is_exchanged(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add without path of one attribute of an extension drops the others."""
    extension = held(request, behind).get(ENTERPRISE, {})

    def alone(each: Operation) -> Operation | list[Operation]:
        if path(each) or kind(each) != "add" or ENTERPRISE not in nested(each):
            return each
        return [*({"op": "remove", "path": f"{ENTERPRISE}:{name}"} for name in extension), each]

    return by_operation(request, behind, alone)


@fault(
    "patch-nopath-extension-colon-key-ignored", "ENTRA", area="entra", seen_by="entra.replace-several", profile="entra"
)
def full_names_as_keys_are_passed_over(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH without path passes over keys that are the full name of an extension's attribute."""

    def known(each: Operation) -> Operation | None:
        kept = {key: value for key, value in nested(each).items() if not key.startswith(f"{ENTERPRISE}:")}
        if path(each) or len(kept) == len(nested(each)):
            return each
        return {**each, "value": kept} if kept else None

    return by_operation(request, behind, known)


# With the URN of a schema in the path.


def _extended(each: Operation, *kinds: str) -> bool:
    return kind(each) in kinds and path(each).startswith(f"{ENTERPRISE}:")


@fault("patch-extension-path-misplaced", "MUST", area=AREA, seen_by="patch-user.extension-first-value", wild=True)
def the_urn_is_split_at_its_dot(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add by full name splits the URN at its dot and stores the value under one half of it."""
    misplaced = behind.memory.setdefault("misplaced", {})
    answer = behind(request)
    added = [path(each).rpartition(":")[2] for each in operations(request) if _extended(each, "add")]
    if added and succeeded(answer):
        misplaced.setdefault(place(request)[1], set()).update(added)

    def move(resource: dict[str, Any]) -> None:
        names = misplaced.get(resource["id"], ())
        extension = resource.get(ENTERPRISE, {})
        moved = {name: extension.pop(name) for name in sorted(names) if name in extension}
        if moved:
            front, _, back = ENTERPRISE.rpartition(":")
            resource[front] = {back: moved}

    return each_resource(answer, move)


@fault("patch-extension-first-value-fails", "MUST", area=AREA, seen_by="patch-user.extension-first-value", wild=True)
def the_first_value_of_an_extension_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH answers 500 to the first value of an extension that the user does not have yet."""
    is_new = ENTERPRISE not in held(request, behind)
    return refusing(request, behind, lambda each: is_new and _extended(each, "add", "replace"), error(500))


# The grammar of paths wants an attribute behind the URN, so nothing has to be done here; a fault of the server is
# no answer all the same: https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2
@fault("patch-extension-whole-500", "ADVICE", area=AREA, seen_by="patch-user.extension-as-path", wild=True)
def an_extension_is_no_path(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH answers 500 to a path that is the URN of an extension."""
    return refusing(request, behind, lambda each: path(each) == ENTERPRISE, error(500))


@fault("patch-extension-replace-ignored", "MUST", area=AREA, seen_by="patch-user.extension-replace")
def replace_in_an_extension_is_passed_over(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips a replace by the full name of an extension's attribute, and says that it was a success."""
    return without(request, behind, lambda each: _extended(each, "replace"))


@fault("patch-extension-remove-takes-all", "MUST", area=AREA, seen_by="patch-user.extension-remove")
def remove_takes_the_whole_extension(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove by the full name of an extension's attribute takes the whole extension."""
    extension = held(request, behind).get(ENTERPRISE, {})

    def whole(each: Operation) -> Operation | list[Operation]:
        everything = [{"op": "remove", "path": f"{ENTERPRISE}:{name}"} for name in extension]
        return everything if _extended(each, "remove") and everything else each

    return by_operation(request, behind, whole)


@fault("patch-core-urn-path-rejected", "MUST", area=AREA, seen_by="patch-user.core-urn-path", wild=True)
def the_core_urn_is_unknown(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH refuses a path with the URN of the core schema in front."""
    return refusing(request, behind, lambda each: path(each).startswith(f"{USER}:"), error(400, "invalidPath"))
