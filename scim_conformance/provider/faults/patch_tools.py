"""What faults of PATCH are built of: the operations on a user, what they aim at, and what the user holds."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import replace

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.wire import AttributePath

from .fault import Behind
from .tools import Json, is_for, operations, patched, place, read_back, succeeded, with_header

Operation = dict[str, Json]
User = dict[str, Json]


def changes_user(request: ScimRequest) -> bool:
    """Tell whether a request is the PATCH of a user."""
    return is_for(request, "PATCH", "Users", one=True)


def kind(operation: Operation) -> str:
    """Return what an operation does, in small letters."""
    return str(operation.get("op")).casefold()


def path(operation: Operation) -> str:
    """Return the path of an operation; one without path has an empty one."""
    return str(operation.get("path") or "")


def nested(operation: Operation) -> Operation:
    """Return the object that an operation gives; an empty one where it gives another value."""
    value = operation.get("value")
    return value if isinstance(value, dict) else {}


def aim(operation: Operation) -> AttributePath | None:
    """Return what an operation aims at; None where its path names no attribute or has a filter of another form."""
    try:
        return AttributePath.parse(path(operation))
    except ValueError:
        return None


def attribute(user: User, name: str) -> Json:
    """Return what a user holds under a name, whatever its case."""
    return next((value for key, value in user.items() if key.casefold() == name.casefold()), None)


def picked(operation: Operation, user: User) -> list[Operation] | None:
    """Return the values of a user that the filter in a path picks; None where it has no filter that is plain."""
    target = aim(operation)
    if target is None or target.selector is None:
        return None
    return [
        each
        for each in attribute(user, target.name) or []
        if all(str(attribute(each, name)).casefold() == str(wanted).casefold() for name, wanted in target.selector)
    ]


def held(request: ScimRequest, behind: Behind) -> User:
    """Return the user that a PATCH is for, as it is; an empty one where it can't be read or nobody is patched."""
    if not changes_user(request):
        return {}
    answer = behind(read_back(request, *_which(request)))
    return copy.deepcopy(answer.body) if succeeded(answer) and isinstance(answer.body, dict) else {}


def pretended(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Answer a PATCH as though it had been carried out: with the resource as it is."""
    return behind(replace(read_back(request, *_which(request)), query=request.query))


def only(request: ScimRequest, behind: Behind, done: Iterable[Operation]) -> ScimResponse:
    """Carry out these operations instead of those of a PATCH; where there is none, pretend."""
    instead = list(done)
    if instead == operations(request):
        return behind(request)
    return behind(patched(request, instead)) if instead else pretended(request, behind)


def each_operation(
    request: ScimRequest, behind: Behind, change: Callable[[Operation], Operation | list[Operation] | None]
) -> ScimResponse:
    """Carry out, for each operation of a PATCH, what ``change`` makes of it: another one, several, or none."""
    made = [change(each) for each in operations(request)]
    return only(
        request,
        behind,
        [one for each in made for one in (each if isinstance(each, list) else [each]) if one is not None],
    )


def by_operation(
    request: ScimRequest, behind: Behind, change: Callable[[Operation], Operation | list[Operation] | None]
) -> ScimResponse:
    """Carry out, for each operation on a user, what ``change`` makes of it: another one, several, or none."""
    return each_operation(request, behind, change) if changes_user(request) else behind(request)


def without(request: ScimRequest, behind: Behind, skipped: Callable[[Operation], object]) -> ScimResponse:
    """Carry out the operations on a user save those that are to be skipped."""
    return by_operation(request, behind, lambda each: None if skipped(each) else each)


def refusing(
    request: ScimRequest, behind: Behind, wrong: Callable[[Operation], object], answer: ScimResponse
) -> ScimResponse:
    """Answer in this way to a PATCH of a user with an operation of this kind, and carry out every other request."""
    asked = operations(request) if changes_user(request) else []
    return answer if any(map(wrong, asked)) and held(request, behind) else behind(request)


def one_by_one(request: ScimRequest, behind: Behind) -> list[ScimResponse]:
    """Carry out each operation of a PATCH as a request of its own, and return the answers."""
    alone = with_header(request, "If-Match", None)
    return [behind(patched(alone, [each])) for each in operations(request)]


def _which(request: ScimRequest) -> tuple[str, str]:
    endpoint, id = place(request)
    return endpoint, str(id)
