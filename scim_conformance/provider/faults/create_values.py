"""What a create stores of the values that it was sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.provider import Provider

from .create import posted
from .fault import Behind, fault, planted
from .tools import ENTERPRISE, altered, each_resource, error, succeeded


def creating(request: ScimRequest, behind: Behind, body: dict[str, Any], endpoint: str = "Users") -> ScimResponse:
    """Create something else than was asked for; what is no creation goes through as it is."""
    return behind(altered(request, body=body)) if posted(request, endpoint) else behind(request)


def overlaid(answer: ScimResponse, behind: Behind, of: dict[str, Any] | None = None) -> ScimResponse:
    """Show beside what is stored what the provider keeps apart; ``of`` is what it keeps of the user just created."""
    kept: dict[str, dict[str, Any]] = behind.memory.setdefault("kept", {})
    if of and succeeded(answer) and isinstance(answer.body, dict) and "id" in answer.body:
        kept[answer.body["id"]] = of

    def show(resource: dict[str, Any]) -> None:
        for name, value in kept.get(resource["id"], {}).items():
            if value is None:
                resource.pop(name, None)
            else:
                resource[name] = value

    return each_resource(answer, show)


def nameless(request: ScimRequest, behind: Behind, endpoint: str, name: str, sent: str | None = None) -> ScimResponse:
    """Create a resource that lacks its name under one made up, and show it with the name that was sent, or none."""
    body = posted(request, endpoint)
    if not body or {key.casefold(): value for key, value in body.items()}.get(name.casefold()) != sent:
        return overlaid(behind(request), behind)
    answer = creating(request, behind, {**body, name: f"nameless-{uuid.uuid4().hex}"}, endpoint)
    return overlaid(answer, behind, {name: sent})


@fault(
    "create-missing-username-accepted",
    "MUST",
    area="create",
    seen_by=("create.without-user-name", "create.required-as-declared"),
)
def users_need_no_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST without userName answers 201 and makes a user that has none."""
    return nameless(request, behind, "Users", "userName")


@fault("create-missing-username-422", "SHOULD", area="create", seen_by="create.without-user-name-400")
def lacking_names_are_unprocessable(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST without userName is declined with 422, which SCIM does not know."""
    body = posted(request)
    return error(422, "invalidValue") if body and "username" not in map(str.casefold, body) else behind(request)


@fault("create-empty-username-accepted", "MUST", area="create", seen_by="create.empty-user-name")
def user_names_may_be_empty(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with an empty userName answers 201 and makes a user of that name."""
    return nameless(request, behind, "Users", "userName", "")


@fault("create-group-without-name-accepted", "MUST", area="create", seen_by="create.group-without-display-name")
def groups_need_no_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST of a group without displayName answers 201 and makes a group that has none."""
    return nameless(request, behind, "Groups", "displayName")


# RFC 7644, section 3.12, table 8: which status an error has is a SHOULD, and so is the refusal of a wrong type.
@fault("create-wrong-type-accepted", "SHOULD", area="create", seen_by="create.wrong-types")
def values_of_any_type_are_stored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST whose values are of the wrong type answers 201 and shows them as they were sent."""
    body = posted(request)
    types = {"userName": str, "active": bool, "name": dict, "emails": list, "displayName": str}
    found = {name: body[name] for name in types if body.get(name) is not None}
    wrong = {name: value for name, value in found.items() if type(value) is not types[name]}
    if not wrong:
        return overlaid(behind(request), behind)
    right = {name: value for name, value in body.items() if name not in wrong}
    if "userName" in wrong:
        right["userName"] = str(wrong["userName"])
    return overlaid(creating(request, behind, right), behind, wrong)


@fault("create-refused-but-stored", "MUST", area="create", seen_by="create.refused-leaves-nothing")
def refused_users_are_there(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST that is refused for the type of a value leaves a user with the other values."""
    body = posted(request)
    types = {"name": dict, "emails": list}
    wrong = [name for name, kind in types.items() if body.get(name) is not None and not isinstance(body[name], kind)]
    if wrong and succeeded(creating(request, behind, {name: body[name] for name in body if name not in wrong})):
        return error(400, "invalidSyntax")
    return behind(request)


@fault("create-active-defaults-false", "ADVICE", area="create", seen_by="create.active-by-default", wild=True)
def new_users_are_inactive(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST without active makes a user who is not active."""
    body = posted(request)
    return creating(request, behind, {"active": False, **body}) if body else behind(request)


@fault("create-active-false-rejected", "ADVICE", area="create", seen_by="create.accepts-inactive", wild=True)
def inactive_users_are_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST of a user who is not active answers 400."""
    return error(400, "invalidValue") if posted(request).get("active") is False else behind(request)


@fault("create-active-false-ignored", "MUST", area="create", seen_by="create.stores-inactive")
def new_users_are_always_active(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST of a user who is not active makes one who is."""
    body = posted(request)
    return creating(request, behind, {**body, "active": True}) if body.get("active") is False else behind(request)


@fault("create-drops-enterprise", "MUST", area="create", seen_by="create.stores-extension")
def extensions_are_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with attributes of the enterprise extension answers 201 and stores none of them."""
    kept = {name: value for name, value in posted(request).items() if name.casefold() != ENTERPRISE.casefold()}
    return creating(request, behind, kept)


@fault("create-drops-manager", "MUST", area="create", seen_by="create.manager-is-stored")
def managers_are_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with a manager answers 201 and stores none."""
    body = posted(request)
    if not isinstance(body.get(ENTERPRISE), dict) or "manager" not in body[ENTERPRISE]:
        return behind(request)
    rest = {name: value for name, value in body[ENTERPRISE].items() if name != "manager"}
    return creating(request, behind, {**body, ENTERPRISE: rest})


@fault("create-first-email-only", "MUST", area="create", seen_by="create.stores-all-elements", wild=True)
def one_address_is_enough(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with two e-mail addresses stores the primary one, or else the first one."""
    body = posted(request)
    sent = body.get("emails")
    if not isinstance(sent, list) or len(sent) < 2:
        return behind(request)
    primary = [each for each in sent if isinstance(each, dict) and each.get("primary") is True]
    return creating(request, behind, {**body, "emails": (primary or sent)[:1]})


@fault("create-keeps-double-elements", "SHOULD", area="create", seen_by="create.no-double-elements")
def elements_stand_there_twice(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with the same e-mail address twice stores it twice."""
    sent = posted(request).get("emails")
    doubled = isinstance(sent, list) and len({repr(each) for each in sent}) < len(sent)
    return overlaid(behind(request), behind, {"emails": sent} if doubled else None)


@fault("create-null-rejected", "MUST", area="create", seen_by="create.null-is-unassigned")
def nulls_are_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with an attribute that is null answers 400, as if null were a value of the wrong type."""
    return error(400, "invalidValue") if None in posted(request).values() else behind(request)


@fault("create-empty-list-rejected", "MUST", area="create", seen_by="create.empty-list-is-unassigned")
def empty_lists_are_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with an attribute that is an empty list answers 400, as if a value were missing in it."""
    return error(400, "invalidValue") if [] in posted(request).values() else behind(request)


@fault("create-cuts-long-texts", "MUST", area="create", seen_by="create.long-text")
def long_texts_are_cut(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with a text that is longer than its column answers 201 and stores the first 128 letters."""
    body = {name: value[:128] if isinstance(value, str) else value for name, value in posted(request).items()}
    return creating(request, behind, body)


@fault("create-drops-partial-name", "MUST", area="create", seen_by="create.reads-back-equal")
def names_without_family_name_are_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with parts of a name, but no family name among them, stores no part of it."""
    body = posted(request)
    if not isinstance(body.get("name"), dict) or "familyname" in map(str.casefold, body["name"]):
        return behind(request)
    return creating(request, behind, {name: value for name, value in body.items() if name != "name"})


@fault("create-lowers-external-id", "MUST", area="create", seen_by="create.external-id-as-sent")
def external_ids_lose_their_capitals(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST stores the externalId in small letters."""
    body = posted(request)
    if not isinstance(body.get("externalId"), str):
        return behind(request)
    return creating(request, behind, {**body, "externalId": body["externalId"].lower()})


@fault("create-invents-external-id", "MUST", area="create", seen_by="create.external-id-not-invented")
def external_ids_are_made_up(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST without externalId makes a user whose externalId is its userName."""
    body = posted(request)
    return creating(request, behind, {"externalId": body.get("userName"), **body}) if body else behind(request)


@fault("create-formatted-name-is-wrong", "SHOULD", area="create", seen_by="create.formatted-name-agrees")
def formatted_names_lack_the_family_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with the parts of a name alone makes a formatted name without the family name."""
    body = posted(request)
    if not isinstance(body.get("name"), dict):
        return behind(request)
    return creating(request, behind, {**body, "name": {"formatted": "Dear customer", **body["name"]}})


@fault(
    "create-stores-unknown",
    "MUST",
    area="create",
    seen_by=("create.unknown-attribute-not-stored", "create.unknown-schema-not-stored"),
)
def anything_is_stored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with attributes and schemas that nobody declares stores them and shows them in every read."""
    answer = behind(request)
    kept: dict[str, Any] = {}
    # What was asked for in part does not say what is known.
    if succeeded(answer) and isinstance(answer.body, dict) and not request.query:
        known = {name.casefold() for name in (*answer.body, ENTERPRISE, "groups", "password")}
        kept = {name: value for name, value in posted(request).items() if value and name.casefold() not in known}
    return overlaid(answer, behind, kept)


@fault("create-group-drops-members", "MUST", area="create", seen_by="create.group-has-its-members")
def new_groups_are_empty(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST of a group with members makes a group without any."""
    kept = {name: value for name, value in posted(request, "Groups").items() if name != "members"}
    return creating(request, behind, kept, "Groups")


# Ids.


@planted("create-group-id-of-member", "MUST", area="create", seen_by="create.group-id-is-no-users")
def groups_have_the_id_of_their_first_member(provider: Provider, effect: Callable[[], None]) -> None:
    """A new group gets an id that a user has: its first member's."""
    right = provider.storage.generate_id

    def generate(resource_type: Any, resource: Any) -> str:
        members = getattr(resource, "members", None) or ()
        for member in members:
            if member.value not in provider.storage._resources.get("Group", {}):
                effect()
                return str(member.value)
        return right(resource_type, resource)

    provider.storage.generate_id = generate  # type: ignore[method-assign]


@fault("create-ids-repeat", "MUST", area="create", seen_by="create.ids-differ")
def ids_are_given_twice(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST right after another one is answered with the id of the user that the first one has made."""
    answer = behind(request)
    before = behind.memory.pop("id", None)
    if not posted(request) or not succeeded(answer):
        return answer
    behind.memory["id"] = before or answer.body["id"]  # type: ignore[index]
    return each_resource(answer, lambda user: user.update(id=behind.memory["id"]))
