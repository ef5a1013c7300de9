"""PUT is missing, is answered wrongly, refuses what it should take, or stores something else than it was sent."""

from __future__ import annotations

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .membership import ids, stored, target, within
from .tools import (
    ENTERPRISE,
    Json,
    altered,
    each_resource,
    error,
    is_for,
    place,
    plain,
    read_back,
    rewritten,
    sent,
    succeeded,
    with_headers,
)

Body = dict[str, Json]


def puts_user(request: ScimRequest) -> bool:
    """Tell whether a request is the PUT of a user."""
    return is_for(request, "PUT", "Users", one=True)


def puts_group(request: ScimRequest) -> bool:
    """Tell whether a request is the PUT of a group."""
    return is_for(request, "PUT", "Groups", one=True)


def held(request: ScimRequest, behind: Behind) -> Body:
    """Return what the storage holds of the resource that a request is for."""
    endpoint, id = place(request)
    found = stored(behind, endpoint.removesuffix("s"), id)
    dumped: Body = found.model_dump(exclude={"meta"}) if found is not None else {}
    return {name: value for name, value in dumped.items() if value is not None}


def put(request: ScimRequest, behind: Behind, body: Body) -> ScimResponse:
    """Carry out a PUT with another body."""
    return behind(request if body == sent(request) else altered(request, body=body))


def putting(request: ScimRequest, behind: Behind, name: str, value: Json) -> ScimResponse:
    """Carry out a PUT with another value of an attribute, or without it where the value is None."""
    body = {key: each for key, each in sent(request).items() if key != name}
    return put(request, behind, body if value is None else {**body, name: value})


# The method and its answer.


@fault("put-405", "MUST", seen_by="replace.put-is-there")
def put_is_no_method(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT is answered with 405."""
    # Who may not ask, and what is not there, is told first.
    if request.method != "PUT" or not succeeded(behind(read_back(request, place(request)[0], target(request)))):
        return behind(request)
    return with_headers(error(405), Allow="GET, HEAD, PATCH, DELETE")


@fault("put-204", "MUST", seen_by="replace.answers-200")
def put_answers_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT is answered with 204 and no body."""
    answer = behind(request)
    return plain(204) if request.method == "PUT" and succeeded(answer) else answer


@fault("put-echoes-request-not-state", "MUST", seen_by="replace.answer-is-what-is-stored")
def put_answers_what_it_was_sent(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The answer to a PUT is the body that was sent, without what the provider adds."""
    answer = behind(request)
    return rewritten(answer, lambda _: sent(request)) if request.method == "PUT" and succeeded(answer) else answer


@fault("put-unknown-id-400", "SHOULD", seen_by="replace.unknown-id-404")
def nobody_is_a_bad_request(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT of a user that does not exist is answered with 400."""
    answer = behind(request)
    return error(400) if puts_user(request) and int(answer.status) == 404 else answer


@fault("put-unknown-id-creates", "MUST", seen_by="replace.unknown-id-creates-nothing")
def a_put_makes_a_user(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT of a user that does not exist creates one."""
    answer = behind(request)
    if puts_user(request) and int(answer.status) == 404:
        return behind(altered(request, method="POST", path="/Users"))
    return answer


# What is stored.


@fault(
    "put-not-persisted",
    "MUST",
    seen_by=("replace.sets-what-is-sent", "replace.sets-one"),
)
def put_stores_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT of a user is answered with 200 and stores nothing."""
    if not puts_user(request) or not held(request, behind) or not isinstance(sent(request).get("userName"), str):
        return behind(request)
    return behind(read_back(request, "Users", str(place(request)[1])))


@fault("put-loses-a-value", "MUST", seen_by="replace.same-again")
def put_forgets_an_attribute(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT stores a user without the nickName that it was sent."""
    return putting(request, behind, "nickName", None) if puts_user(request) else behind(request)


@fault("put-drops-extension", "MUST", seen_by="replace.extension", wild=True)
def put_ignores_the_extension(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT takes no notice of the attributes of the enterprise extension."""
    if not puts_user(request) or ENTERPRISE not in sent(request):
        return behind(request)
    return putting(request, behind, ENTERPRISE, _given(held(request, behind).get(ENTERPRISE)))


def _given(extension: Body | None) -> Body | None:
    return {name: value for name, value in (extension or {}).items() if value is not None} or None


@fault("put-appends-elements", "MUST", seen_by="replace.elements-as-a-whole")
def put_adds_to_lists(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT adds the values of multi-valued attributes to those that are there."""
    if not puts_user(request):
        return behind(request)
    before = held(request, behind)
    body = {
        name: [*[each for each in before[name] if each not in value], *value]
        if value and isinstance(value, list) and isinstance(before.get(name), list) and name != "schemas"
        else value
        for name, value in sent(request).items()
    }
    return put(request, behind, body)


@fault("put-empty-list-keeps", "MUST", seen_by="replace.empty-list-clears")
def an_empty_list_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT takes an attribute of a user that is given as an empty list for one that is not to change."""
    before = held(request, behind) if puts_user(request) else {}
    body = sent(request)
    kept = {name: before[name] for name, value in body.items() if value == [] and name in before} if before else {}
    return put(request, behind, {**body, **kept}) if kept else behind(request)


@fault("put-null-keeps", "MUST", seen_by="replace.null-clears")
def null_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT takes an attribute that is given as null for one that is not to change."""
    before = held(request, behind) if puts_user(request) else {}
    body = sent(request)
    kept = {name: before[name] for name, value in body.items() if value is None and name in before} if before else {}
    return put(request, behind, {**body, **kept}) if kept else behind(request)


# Legal, section 3.5.1: where an attribute is left out a default may be set.
@fault("put-active-omitted-deactivates", "ADVICE", seen_by="replace.left-out-active")
def put_without_active_deactivates(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT that leaves active out deactivates the user."""
    if puts_user(request) and not any(name.casefold() == "active" for name in sent(request)):
        return putting(request, behind, "active", False)
    return behind(request)


@fault("put-partial-on-error", "MUST", seen_by="replace.refused-changes-nothing")
def a_refused_put_changes_the_rest(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT that is refused for one value has stored the others."""
    answer, before = behind(request), held(request, behind) if puts_user(request) else {}
    if int(answer.status) == 400 and before:
        right = {name: value for name, value in sent(request).items() if isinstance(value, type(before.get(name)))}
        put(request, behind, {**before, **right})
    return answer


@fault("put-changes-another-user", "MUST", seen_by="replace.leaves-others")
def put_changes_somebody_else(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT of one user changes the user beside it too."""
    answer = behind(request)
    if is_for(request, "POST", "Users", one=False) and succeeded(answer) and answer.body:
        behind.memory["last"] = str(answer.body["id"])
    other = behind.memory.get("last")
    if puts_user(request) and succeeded(answer) and other != place(request)[1]:
        beside = altered(request, path=f"/Users/{other}", body={})
        before = held(beside, behind)
        if before:
            put(beside, behind, {**before, "nickName": "Somebody"})
    return answer


# Names.


# RFC 7643, section 4.1.1 has a userName unique as a MUST; a SHOULD is only how the refusal is answered.
@fault("put-duplicate-username", "MUST", seen_by="replace.duplicate-changes-nothing")
def two_users_have_one_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT with the userName of another user is accepted, and both have it."""
    answer = behind(request)
    if puts_user(request) and int(answer.status) == 409:
        id, body = str(place(request)[1]), sent(request)
        behind.memory[id] = body["userName"]
        answer = putting(request, behind, "userName", f"{body['userName']}-{id}")
    return each_resource(
        answer,
        lambda shown: shown["id"] in behind.memory and shown.update(userName=behind.memory[shown["id"]]),
    )


@fault("put-duplicate-username-500", "SHOULD", seen_by="replace.duplicate-conflicts")
def a_name_in_use_breaks_the_server(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT with the userName of another user is answered with 500."""
    answer = behind(request)
    return error(500) if puts_user(request) and int(answer.status) == 409 else answer


@fault(
    "put-without-username-unassigns",
    "MUST",
    seen_by=("replace.keeps-the-user-name-right", "replace.required-as-declared"),
)
def a_user_can_lose_its_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT without userName is accepted, and the user has none any more."""
    id = target(request)
    answer = behind(request)
    if puts_user(request) and not any(name.casefold() == "username" for name in sent(request)):
        behind.memory[id] = True
        answer = putting(request, behind, "userName", held(request, behind).get("userName"))
    elif puts_user(request):
        behind.memory.pop(id, None)
    return each_resource(answer, lambda shown: behind.memory.get(shown["id"]) and shown.pop("userName", None))


@fault("put-wrong-type-500", "SHOULD", seen_by="replace.wrong-types")
def a_wrong_type_breaks_the_server(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT with a value of the wrong type is answered with 500."""
    answer = behind(request)
    wrong = isinstance(sent(request), dict) and isinstance(sent(request).get("userName"), dict)
    return error(500) if puts_user(request) and int(answer.status) == 400 and wrong else answer


# Groups.


@fault("put-group-members-unchanged", "MUST", seen_by=("replace.group-members", "replace.group-empties"), wild=True)
def members_stay_when_a_group_is_replaced(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT gives a group its new displayName and keeps its members."""
    if not puts_group(request):
        return behind(request)
    inside = within(behind, place(request)[1])
    if inside == ids(sent(request).get("members") or []):
        return behind(request)
    return putting(request, behind, "members", [{"value": id} for id in inside])


@fault("put-group-members-immutable", "MUST", seen_by=("replace.group-members", "replace.group-empties"), wild=True)
def a_group_with_other_members_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT of a group with another list of members is answered with 400."""
    asked = {*ids(sent(request).get("members") or [])} if puts_group(request) else set()
    changes = asked != {*within(behind, place(request)[1])}
    if puts_group(request) and stored(behind, "Group", place(request)[1]) and changes:
        return error(400, "mutability", "members.value is immutable.")
    return behind(request)


@fault("put-group-empty-members-ignored", "MUST", seen_by="replace.group-empties")
def a_group_is_never_emptied(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT takes an empty list of members for one that is not to change."""
    inside = within(behind, place(request)[1])
    if puts_group(request) and inside and sent(request).get("members") == []:
        return putting(request, behind, "members", [{"value": id} for id in inside])
    return behind(request)


@fault("put-group-name-unchanged", "MUST", seen_by="replace.group-name")
def the_name_of_a_replaced_group_stays(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT gives a group its new members and keeps its displayName."""
    group = stored(behind, "Group", place(request)[1]) if puts_group(request) else None
    return putting(request, behind, "displayName", group.display_name) if group is not None else behind(request)


@fault("put-group-duplicate-member-500", "SHOULD", seen_by="replace.group-member-named-twice", wild=True)
def a_member_that_is_named_twice_breaks_the_server(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT of a group that names a member twice is answered with 500."""
    asked = ids(sent(request).get("members") or []) if puts_group(request) else []
    return error(500) if len(asked) > len({*asked}) else behind(request)
