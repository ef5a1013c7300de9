"""A PATCH goes wrong where several operations meet, as only a sequence shows that nobody has thought of."""

from __future__ import annotations

from collections.abc import Iterator

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .patch_tools import Operation, aim, attribute, changes_user, held, kind, nested, only, path, picked
from .tools import is_for, operations, patched, succeeded, with_header

USERS, GROUPS = "patch-user", "patch-group"

LONG = 3
"""From so many operations, or values, on."""


def _targets(operation: Operation) -> set[str]:
    """Return what an operation aims at, in small letters: its path, or each name in its value."""
    return {path(operation).casefold()} if path(operation) else {name.casefold() for name in nested(operation)}


def _with_those_before(asked: list[Operation]) -> Iterator[tuple[Operation, list[Operation]]]:
    for position, each in enumerate(asked):
        yield each, asked[:position]


@fault("generated-removals-last", "MUST", area=USERS, seen_by="patch-user.any-sequence-holds", generated=True)
def what_is_removed_comes_not_back(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of the operations on a user those that remove an attribute are carried out last, wherever they stand."""
    if not changes_user(request):
        return behind(request)
    asked = operations(request)
    last = [each for each in asked if kind(each) == "remove" and path(each) and "[" not in path(each)]
    return only(request, behind, [*(each for each in asked if each not in last), *last])


@fault("generated-third-change-lost", "MUST", area=USERS, seen_by="patch-user.any-sequence-holds", generated=True)
def two_changes_are_enough(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of more than two operations of a PATCH that aim at one and the same path only the first two are carried out."""
    if not changes_user(request):
        return behind(request)

    def is_lost(each: Operation, before: list[Operation]) -> bool:
        return any(sum(name in _targets(other) for other in before) >= LONG - 1 for name in _targets(each))

    kept = [each for each, before in _with_those_before(operations(request)) if not is_lost(each, before)]
    return only(request, behind, kept)


@fault("generated-part-after-whole", "MUST", area=USERS, seen_by="patch-user.any-sequence-holds", generated=True)
def a_part_drives_out_its_siblings(request: ScimRequest, behind: Behind) -> ScimResponse:
    """After an operation on a whole complex attribute, one on a part of it in the same PATCH drops all other parts."""
    if not changes_user(request):
        return behind(request)
    done: list[Operation] = []
    for each, before in _with_those_before(operations(request)):
        target = aim(each) if path(each) else None
        is_part = target is not None and target.sub is not None and target.selector is None and target.urn is None
        if target is not None and is_part and kind(each) != "remove":
            name = target.name.casefold()
            if any(name in _targets(other) and kind(other) != "remove" for other in before):
                done.append({"op": "remove", "path": target.name})
        done.append(each)
    return only(request, behind, done)


@fault(
    "generated-wrong-one-of-three-removed", "MUST", area=USERS, seen_by="patch-user.any-sequence-holds", generated=True
)
def the_neighbour_is_removed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove by a value path takes the value behind the one that it picks, where there are three or more."""
    asked = operations(request) if changes_user(request) else []
    if not any(kind(each) == "remove" and path(each).endswith("]") for each in asked):
        return behind(request)
    alone = with_header(request, "If-Match", None)
    answer = None
    for each in asked:
        answer = behind(patched(alone, [_next_one(each, request, behind)]))
        if not succeeded(answer):
            break
    return answer or behind(request)


def _next_one(each: Operation, request: ScimRequest, behind: Behind) -> Operation:
    target = aim(each)
    if kind(each) != "remove" or not path(each).endswith("]") or target is None:
        return each
    user = held(request, behind)
    values, chosen = attribute(user, target.name) or [], picked(each, user) or []
    if len(values) < LONG or len(chosen) != 1:
        return each
    behind_it = (values.index(chosen[0]) + 1) % len(values)
    return {"op": "replace", "path": target.name, "value": [*values[:behind_it], *values[behind_it + 1 :]]}


@fault(
    "generated-late-error-undoes-too-little",
    "MUST",
    area=USERS,
    seen_by="patch-user.illegal-operation-changes-nothing",
    generated=True,
)
def a_late_error_leaves_the_first_two(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that fails at its third operation or later leaves the first two carried out."""
    answer = behind(request)
    asked = operations(request) if changes_user(request) else []
    if len(asked) >= LONG and not succeeded(answer):
        behind(patched(with_header(request, "If-Match", None), asked[: LONG - 1]))
    return answer


@fault("generated-removals-first", "MUST", area=GROUPS, seen_by="patch-group.any-sequence-holds", generated=True)
def who_leaves_leaves_first(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of the operations on a group those that remove are carried out first, wherever they stand."""
    if not is_for(request, "PATCH", "Groups", one=True):
        return behind(request)
    asked = operations(request)
    leaving = [each for each in asked if kind(each) == "remove" and path(each)]
    return only(request, behind, [*leaving, *(each for each in asked if each not in leaving)])


@fault("generated-no-way-back", "MUST", area=GROUPS, seen_by="patch-group.any-sequence-holds", generated=True)
def who_has_left_stays_away(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A member whom one operation of a PATCH removes by id does not join again by a later one."""
    if not is_for(request, "PATCH", "Groups", one=True):
        return behind(request)
    gone: set[str] = set()
    done: list[Operation] = []
    for each in operations(request):
        target = aim(each) if path(each) else None
        if kind(each) == "remove" and target is not None:
            gone.update(str(wanted) for name, wanted in target.selector or () if name == "value")
        if kind(each) != "add" or path(each) != "members" or not isinstance(each.get("value"), list):
            done.append(each)
        elif staying := [member for member in each["value"] if str(member.get("value")) not in gone]:
            done.append({**each, "value": staying})
    return only(request, behind, done)
