"""Providers that store, change or clear a single attribute otherwise than the application's profile promises."""

from __future__ import annotations

import copy
import json
import re

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.wire import AttributePath

from .fault import Behind, fault
from .patch_tools import Operation, changes_user, kind, only, path, without
from .tools import (
    ENTERPRISE,
    Json,
    altered,
    each_item,
    each_resource,
    error,
    is_for,
    is_user,
    new_user,
    operations,
    patched,
    place,
    plain,
    read_back,
    rewritten,
    sent,
    succeeded,
)

COST_CENTER = f"{ENTERPRISE}:costCenter"


def _named(operation: Operation, name: str) -> bool:
    given = operation.get("value")
    inside = {str(key).casefold() for key in given} if isinstance(given, dict) else set()
    return path(operation).casefold() == name.casefold() or name.casefold() in inside


@fault("profile-blanks-collapsed", "PROFILE", area="profile", seen_by="profile.stored-as-sent")
def blanks_are_collapsed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of two blanks in the title of a new user, one is stored."""
    body = new_user(request)
    title = body.get("title")
    return behind(altered(request, body={**body, "title": re.sub(" +", " ", title)}) if title else request)


@fault("profile-email-lowered", "ADVICE", area="profile", seen_by="profile.stored-letter-by-letter")
def addresses_lose_their_capitals(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The e-mail addresses of a new user are stored in small letters."""
    body = new_user(request)
    listed = body.get("emails")
    emails = [
        {key: str(value).lower() if key.casefold() == "value" else value for key, value in each.items()}
        if isinstance(each, dict)
        else each
        for each in (listed if isinstance(listed, list) else ())
    ]
    return behind(altered(request, body={**body, "emails": emails}) if emails else request)


@fault("profile-number-for-text", "PROFILE", area="profile", seen_by="profile.types-on-the-wire")
def a_text_is_shown_as_a_number(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The employee number, a text by the profile, is shown as a number."""

    def show(resource: Json) -> None:
        held = resource.get(ENTERPRISE, {})
        if str(held.get("employeeNumber", "")).isdigit():
            held["employeeNumber"] = int(held["employeeNumber"])

    return each_resource(behind(request), show)


@fault("profile-attribute-undeclared", "ADVICE", area="profile", seen_by="profile.attributes-are-declared")
def an_attribute_is_not_declared(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The display name, which the profile lists and users have, is not in /Schemas."""

    def cut(schema: Json) -> None:
        if str(schema.get("id", "")).endswith(":User"):
            schema["attributes"] = [each for each in schema["attributes"] if each["name"] != "displayName"]

    return each_item(request, behind(request), "Schemas", cut)


@fault("profile-patch-ignores-locale", "PROFILE", area="profile", seen_by="profile.patch-changes")
def a_patch_ignores_an_attribute(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH of the locale, which the profile lists, succeeds and leaves it."""
    return without(request, behind, lambda each: kind(each) != "remove" and _named(each, "locale"))


@fault("profile-patch-refuses-locale", "PROFILE", area="profile", seen_by="profile.patch-changes")
def a_patch_refuses_an_attribute(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH of the locale, which the profile lists, is refused."""
    asked = operations(request) if changes_user(request) else []
    refused = any(kind(each) != "remove" and _named(each, "locale") for each in asked)
    return error(400, "mutability") if refused else behind(request)


@fault(
    "profile-default-patch-ignores-display-name",
    "PROFILE",
    area="profile",
    seen_by="profile.patch-by-default-changes",
    profile="entra",
)
def a_patch_of_entra_ignores_an_attribute(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A Replace of the display name, written with a capital, succeeds and leaves it."""
    return without(request, behind, lambda each: str(each.get("op")).istitle() and _named(each, "displayName"))


@fault("profile-put-ignores-timezone", "PROFILE", area="profile", seen_by="profile.put-changes")
def a_put_ignores_an_attribute(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT leaves the time zone, which the profile lists, as it was."""
    body, (endpoint, id) = sent(request), place(request)
    if not is_for(request, "PUT", "Users", one=True) or not isinstance(body, dict) or id is None:
        return behind(request)
    before = behind(read_back(request, endpoint, id))
    zone = before.body.get("timezone") if succeeded(before) and isinstance(before.body, dict) else None
    return behind(altered(request, body={**body, "timezone": zone}) if zone and "timezone" in body else request)


@fault("profile-patch-keeps-timezone", "PROFILE", area="profile", seen_by="profile.patch-clears")
def a_removal_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that removes the time zone, which a user may lack, succeeds and leaves it."""
    return without(request, behind, lambda each: kind(each) == "remove" and _named(each, "timezone"))


@fault("profile-email-not-cleared", "PROFILE", area="profile", seen_by="profile.patch-clears", profile="promapp")
def a_removal_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that removes the e-mail address, without which the profile says a user may be, is refused."""
    asked = operations(request) if changes_user(request) else []
    refused = any(kind(each) == "remove" and path(each).startswith("emails") for each in asked)
    return error(400, "invalidValue") if refused else behind(request)


@fault("profile-half-a-patch", "PROFILE", area="profile", seen_by="profile.not-patchable-stays", profile="promapp")
def a_patch_is_half_carried_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH of the time zone, which the profile says it leaves, is refused and changes what stands beside it."""
    asked = operations(request) if changes_user(request) else []
    rest = [each for each in asked if not _named(each, "timezone")]
    if len(rest) == len(asked):
        return behind(request)
    if rest:
        only(request, behind, rest)
    return behind(patched(request, [each for each in asked if each not in rest]))


def _overlaid(behind: Behind, answer: ScimResponse) -> ScimResponse:
    """Show the cost centers that were given though nothing may give them."""
    given: dict[str, str] = behind.memory.setdefault("given", {})

    def show(resource: Json) -> None:
        if is_user(resource) and resource.get("id") in given:
            resource.setdefault(ENTERPRISE, {})["costCenter"] = given[resource["id"]]

    return each_resource(answer, show)


def _gives(request: ScimRequest, method: str) -> str | None:
    """Return the cost center that a request of a method gives."""
    if not is_for(request, method, "Users", one=True):
        return None
    if method == "PUT":
        found = AttributePath.parse(COST_CENTER).read(sent(request))
    else:
        found = next((each.get("value") for each in operations(request) if _named(each, COST_CENTER)), None)
    return found if isinstance(found, str) else None


def _given_late(request: ScimRequest, behind: Behind, method: str, *, first: bool) -> ScimResponse:
    wanted, (endpoint, id) = _gives(request, method), place(request)
    if wanted is None or id is None:
        return _overlaid(behind, behind(request))
    before = behind(read_back(request, endpoint, id))
    had = AttributePath.parse(COST_CENTER).read(copy.deepcopy(before.body)) if isinstance(before.body, dict) else None
    if (had is None) != first or had == wanted:
        return _overlaid(behind, behind(request))
    behind.memory.setdefault("given", {})[id] = wanted
    return _overlaid(behind, before) if method == "PUT" else plain(204)


@fault("profile-fixed-is-patched", "PROFILE", area="profile", seen_by="profile.fixed-stays-on-patch", profile="rfpio")
def a_patch_changes_what_is_fixed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH gives another cost center, which the profile says only a creation sets."""
    return _given_late(request, behind, "PATCH", first=False)


@fault("profile-fixed-is-put", "PROFILE", area="profile", seen_by="profile.fixed-stays-on-put", profile="rfpio")
def a_put_changes_what_is_fixed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT gives another cost center, which the profile says only a creation sets."""
    return _given_late(request, behind, "PUT", first=False)


@fault(
    "profile-create-only-given-later",
    "PROFILE",
    area="profile",
    seen_by="profile.create-only-stays-empty",
    profile="rfpio",
)
def a_patch_gives_what_only_a_creation_may(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH gives a first cost center, which the profile says only a creation sets."""
    return _given_late(request, behind, "PATCH", first=True)


def _looks(body: Json) -> str | None:
    """Return what a user looks like to who tells people apart by their names."""
    parts = [body.get(name) for name in ("name", "title", "addresses")]
    return json.dumps(parts, sort_keys=True) if all(parts) else None


@fault("profile-twins-become-one", "PROFILE", area="profile", seen_by="profile.twins-stay-two")
def two_who_are_alike_become_one(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A new user of the same name, title and address as another is answered with that other one."""
    looks = _looks(new_user(request))
    known: dict[str, str] = behind.memory.setdefault("known", {})
    if looks in known:
        other = behind(read_back(request, "Users", known[looks]))
        if succeeded(other):
            return plain(201, other.body)
    answer = behind(request)
    if looks and succeeded(answer) and isinstance(answer.body, dict):
        known[looks] = answer.body["id"]
    return answer


@fault("profile-change-touches-both", "PROFILE", area="profile", seen_by="profile.changes-one-of-two")
def a_change_touches_both(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT of a user gives its title to everybody who was created with the same name, title and address."""
    looks = _looks(new_user(request))
    groups: dict[str, list[str]] = behind.memory.setdefault("alike", {})
    answer = behind(request)
    if looks and succeeded(answer) and isinstance(answer.body, dict):
        groups.setdefault(looks, []).append(answer.body["id"])
    if is_for(request, "PUT", "Users", one=True) and succeeded(answer):
        title, id = sent(request).get("title"), place(request)[1]
        alike: list[str] = next((ids for ids in groups.values() if id in ids), [])
        for other in alike:
            if other != id and title:
                change = patched(
                    read_back(request, "Users", other), [{"op": "replace", "path": "title", "value": title}]
                )
                behind(altered(change, method="PATCH", path=f"/Users/{other}", body=sent(change)))
    return answer


@fault("profile-missing-accepted", "PROFILE", area="profile", seen_by="profile.missing-is-refused", profile="rhombus")
def a_missing_attribute_is_made_up(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user without active, which profile and /Schemas require, is accepted."""
    body = new_user(request)
    return behind(altered(request, body={**body, "active": True}) if body and _lacks(body, "active") else request)


def _lacks(body: Json, name: str) -> bool:
    # Names of attributes are the same in capitals.
    return name not in {key.casefold() for key in body}


@fault(
    "profile-missing-refused-but-there",
    "PROFILE",
    area="profile",
    seen_by="profile.missing-is-refused",
    profile="rhombus",
)
def a_refused_user_is_there(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user without active, which profile and /Schemas require, is refused and is there all the same."""
    body = new_user(request)
    if not body or not _lacks(body, "active"):
        return behind(request)
    behind(altered(request, body={**body, "active": True}))
    return error(400, "invalidValue", "active is required")


@fault("profile-missing-not-named", "ADVICE", area="profile", seen_by="profile.missing-is-named", profile="rhombus")
def a_refusal_does_not_say_why(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The refusal of a user who lacks a required attribute does not name it."""
    answer = behind(request)
    if not new_user(request) or int(answer.status) != 400:
        return answer
    return rewritten(answer, lambda body: {**body, "detail": "Something is wrong with the request."})


@fault("profile-missing-not-missed", "ADVICE", area="profile", seen_by="profile.missing-is-missed", profile="rhombus")
def nothing_is_required_after_all(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user without active, which only the profile requires and not /Schemas, is accepted."""
    body = new_user(request)

    def loosen(schema: Json) -> None:
        for each in schema["attributes"]:
            if each["name"] == "active":
                each["required"] = False

    answer = behind(altered(request, body={**body, "active": True}) if body and _lacks(body, "active") else request)
    return each_item(request, answer, "Schemas", loosen)
