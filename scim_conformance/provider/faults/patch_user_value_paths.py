"""A PATCH of a user reads the filter in a path wrongly: it picks too much, too little, or does nothing."""

from __future__ import annotations

import re

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .patch_tools import Operation, aim, attribute, by_operation, held, kind, path, picked, refusing, without
from .tools import error

AREA = "patch-user"


def _aims_within(each: Operation, *kinds: str) -> bool:
    """Tell whether an operation of these kinds picks values and names a part of them."""
    return kind(each) in kinds and "[" in path(each) and not path(each).endswith("]")


@fault(
    "patch-valuepath-add-notarget",
    "ENTRA",
    area="entra",
    seen_by=("entra.add-in-missing-value", "entra.cycle-moves"),
    profile="entra",
    wild=True,
)
def add_by_a_filter_needs_a_match(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH refuses an add by a value path that picks nothing."""
    user = held(request, behind)
    return refusing(
        request, behind, lambda each: kind(each) == "add" and picked(each, user) == [], error(400, "noTarget")
    )


@fault(
    "patch-valuepath-add-typeless",
    "ENTRA",
    area="entra",
    seen_by=("entra.add-in-missing-value", "patch-user.add-by-unmatched-value-path"),
    profile="entra",
)
def the_type_of_a_new_value_is_lost(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add by a value path that picks nothing makes a value without the type that the path names."""
    user = held(request, behind)

    def bare(each: Operation) -> Operation:
        target = aim(each)
        if target is None or not _aims_within(each, "add") or picked(each, user):
            return each
        return {"op": "add", "path": target.name, "value": [{str(target.sub): each.get("value")}]}

    return by_operation(request, behind, bare)


@fault("patch-valuepath-add-nomatch-200", "MUST", area=AREA, seen_by="patch-user.add-by-unmatched-value-path")
def add_without_a_match_is_passed_over(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips an add by a value path that picks nothing, and says that it was a success."""
    user = held(request, behind)
    return without(request, behind, lambda each: kind(each) == "add" and picked(each, user) == [])


@fault("patch-valuepath-replace-nomatch-200", "MUST", area=AREA, seen_by="patch-user.replace-unmatched")
def replace_without_a_match_is_passed_over(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips a replace by a value path that picks nothing, and says that it was a success."""
    user = held(request, behind)
    return without(request, behind, lambda each: kind(each) == "replace" and picked(each, user) == [])


@fault("patch-valuepath-add-appends", "MUST", area=AREA, seen_by="patch-user.add-by-value-path")
def add_by_a_filter_makes_a_second_value(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add by a value path makes another value of that type beside the one that it picks."""

    def second(each: Operation) -> Operation:
        target = aim(each)
        if target is None or not _aims_within(each, "add"):
            return each
        made = {**dict(target.selector or ()), str(target.sub): each.get("value")}
        return {"op": "add", "path": target.name, "value": [made]}

    return by_operation(request, behind, second)


@fault("patch-valuepath-wipes-siblings", "MUST", area=AREA, seen_by="patch-user.replace-by-value-path")
def replace_by_a_filter_drops_the_others(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace by a value path drops all values that it does not pick."""
    user = held(request, behind)

    def rebuilt(each: Operation) -> Operation:
        target, chosen = aim(each), picked(each, user)
        if target is None or not chosen or not _aims_within(each, "replace"):
            return each
        kept = [{**one, str(target.sub): each.get("value")} for one in chosen]
        return {"op": "replace", "path": target.name, "value": kept}

    return by_operation(request, behind, rebuilt)


@fault("patch-valuepath-hits-all", "MUST", area=AREA, seen_by="patch-user.replace-by-value-path")
def filters_in_paths_are_not_read(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace by a value path changes every value of the attribute."""
    user = held(request, behind)

    def everywhere(each: Operation) -> Operation:
        target = aim(each)
        if target is None or not _aims_within(each, "replace") or not picked(each, user):
            return each
        changed = [{**one, str(target.sub): each.get("value")} for one in attribute(user, target.name)]
        return {"op": "replace", "path": target.name, "value": changed}

    return by_operation(request, behind, everywhere)


@fault("patch-valuepath-first-match-only", "MUST", area=AREA, seen_by="patch-user.replace-every-match")
def replace_changes_one_of_several_matches(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace by a value path that picks several values changes the first of them."""
    return by_operation(
        request,
        behind,
        lambda each: {**each, "path": re.sub(r" or [^]]*]", "]", path(each))} if kind(each) == "replace" else each,
    )


@fault("patch-valuepath-element-appended", "MUST", area=AREA, seen_by="patch-user.replace-element")
def replace_of_a_value_adds_one(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of the whole value that a path picks adds the new value and keeps the old one."""

    def added(each: Operation) -> Operation:
        target = aim(each)
        is_whole = target is not None and target.selector and not target.sub and kind(each) == "replace"
        return {"op": "add", "path": target.name, "value": [each.get("value")]} if target and is_whole else each

    return by_operation(request, behind, added)


@fault("patch-valuepath-compound-ignored", "MUST", area=AREA, seen_by="patch-user.remove-by-whole-filter")
def half_a_filter_is_read(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH reads the first condition of the filter in a path, and not what is behind its "and"."""
    return by_operation(
        request,
        behind,
        lambda each: {**each, "path": re.sub(r" and [^]]*]", "]", path(each))} if " and " in path(each) else each,
    )


@fault("patch-valuepath-value-refused", "MUST", area=AREA, seen_by="patch-user.remove-by-value")
def only_types_pick_values(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH refuses a value path that compares anything else than the type."""
    return refusing(request, behind, lambda each: "[value " in path(each), error(400, "invalidFilter"))


@fault("patch-valuepath-remove-takes-all", "MUST", area=AREA, seen_by="patch-user.remove-by-type")
def remove_by_a_filter_takes_everything(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove by a value path takes all values of the attribute."""

    def whole(each: Operation) -> Operation:
        name, filter, _ = path(each).partition("[")
        return {**each, "path": name} if filter and kind(each) == "remove" else each

    return by_operation(request, behind, whole)


@fault("patch-valuepath-remove-keeps-last", "MUST", area=AREA, seen_by="patch-user.remove-last-value")
def the_last_value_stays(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove by a value path leaves the last value of the attribute where it is, and says that it was a success."""
    user = held(request, behind)

    def is_last(each: Operation) -> bool:
        chosen, target = picked(each, user), aim(each)
        return (
            kind(each) == "remove"
            and target is not None
            and not target.sub
            and bool(chosen)
            and chosen == attribute(user, target.name)
        )

    return without(request, behind, is_last)


@fault("patch-valuepath-remove-part-takes-value", "MUST", area=AREA, seen_by="patch-user.remove-inner")
def remove_of_a_part_takes_its_value(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of a part of the value that a path picks takes the whole value."""
    return by_operation(
        request,
        behind,
        lambda each: {**each, "path": path(each).partition("]")[0] + "]"} if _aims_within(each, "remove") else each,
    )


@fault("patch-valuepath-remove-unmatched-500", "MUST", area=AREA, seen_by="patch-user.remove-unmatched")
def remove_without_a_match_is_a_server_error(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove by a value path that picks nothing answers 500."""
    user = held(request, behind)
    return refusing(request, behind, lambda each: kind(each) == "remove" and picked(each, user) == [], error(500))
