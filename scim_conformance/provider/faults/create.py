"""What a create answers, and what it makes of names that are in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.provider import Provider

from .fault import Behind, fault, planted
from .tools import (
    altered,
    each_resource,
    error,
    is_for,
    plain,
    read_back,
    resources,
    rewritten,
    sent,
    succeeded,
    with_headers,
)

CONFLICT = "create.duplicate-conflicts"


def creates(request: ScimRequest, *endpoints: str) -> bool:
    """Tell whether a request creates a user, or a resource at one of the endpoints that are named."""
    return any(is_for(request, "POST", each, one=False) for each in endpoints or ("Users",))


def posted(request: ScimRequest, *endpoints: str) -> dict[str, Any]:
    """Return the object that a request wants to be created; an empty one where it wants nothing of the kind."""
    body = sent(request) if creates(request, *endpoints) else None
    return body if isinstance(body, dict) else {}


@fault("create-200-not-201", "MUST", seen_by="create.answers-201", wild=True)
def creation_is_answered_with_200(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST that has made a user or a group answers 200."""
    answer = behind(request)
    if creates(request, "Users", "Groups") and answer.status == 201:
        return plain(200, answer.body, **answer.headers)
    return answer


@fault("create-no-location", "MUST", seen_by="create.location-header")
def creation_names_no_address(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The 201 that answers a POST has no Location header."""
    answer = behind(request)
    return with_headers(answer, Location=None, Content_Location=None) if creates(request, "Users", "Groups") else answer


@fault("create-location-not-dereferenceable", "MUST", seen_by="create.location-is-where-it-is")
def creation_names_an_address_that_is_none(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The Location of a new user spells its id in another way, and nothing is there."""
    answer = behind(request)
    if creates(request) and succeeded(answer):
        return with_headers(answer, Location=f"{answer.headers['Location']}%3D%3D")
    return answer


@fault("create-meta-location-dead", "MUST", seen_by="create.location-answers")
def locations_are_dead(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The meta.location of a resource, wherever it is shown, is an address at which nothing is."""

    def move(resource: dict[str, Any]) -> None:
        if "location" in resource.get("meta", {}):
            resource["meta"]["location"] += "-moved"

    answer = each_resource(behind(request), move)
    located = {
        name: f"{answer.headers[name]}-moved" for name in ("Location", "Content-Location") if name in answer.headers
    }
    return with_headers(answer, **{name.replace("-", "_"): value for name, value in located.items()})


@fault("create-empty-answer", "SHOULD", seen_by="create.answers-with-resource")
def creation_shows_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST answers 201 with a Location and an empty body."""
    answer = behind(request)
    if creates(request, "Users", "Groups") and answer.status == 201:
        return plain(201, None, Location=answer.headers["Location"])
    return answer


@fault("create-answer-differs", "MUST", seen_by="create.answer-is-what-is-stored")
def creation_shows_what_is_not_stored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The answer to a POST has a title that the stored user does not have."""
    answer = behind(request)
    return each_resource(answer, lambda user: user.update(title="Newcomer")) if creates(request) else answer


@fault("create-schemas-must-come-first", "MUST", seen_by="create.any-order")
def order_of_attributes_matters(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST whose body does not begin with schemas answers 400."""
    if next(iter(posted(request)), "schemas").casefold() != "schemas":
        return error(400, "invalidSyntax")
    return behind(request)


@fault("create-dates-apart", "MUST", seen_by="create.dates-are-equal-at-first")
def new_users_were_created_long_ago(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The creation date of every resource lies years before the modification date, also if nothing was modified."""

    def age(resource: dict[str, Any]) -> None:
        if "created" in resource.get("meta", {}):
            resource["meta"]["created"] = "2011-12-13T14:15:16Z"

    return each_resource(behind(request), age)


# Names in use.


def name_again(
    provider: Provider, effect: Callable[[], None], key: Callable[[Any], Any], *, shows: bool = True
) -> None:
    """Make the storage tell userNames apart by what ``key`` makes of a user, and count whom that lets pass."""
    right = provider.storage._values_of
    holders: dict[Any, dict[Any, Any]] = {}

    def values(resource: Any) -> dict[str, Any]:
        found = right(resource)
        for urn in [each for each in found if each.endswith(":userName")]:
            name, found[urn] = found[urn], key(resource)
            live = provider.storage._resources.get("User", {})
            others = {id for id in holders.setdefault(name, {}) if id in live and id != resource.id}
            if shows and any(holders[name][id] != found[urn] for id in others):
                effect()
            holders[name][resource.id] = found[urn]
        return found

    provider.storage._values_of = values  # type: ignore[method-assign]


@planted(
    "create-duplicate-username-accepted",
    "MUST",
    seen_by=CONFLICT,
    wild=True,
)
def names_are_given_twice(provider: Provider, effect: Callable[[], None]) -> None:
    """A POST with a userName in use answers 201 and makes a second user of that name."""
    name_again(provider, effect, lambda user: user.id)


# RFC 7643 section 7 has SHOULD for what a schema calls unique; of userName section 4.1.1 asks more.
@planted("create-declared-unique-taken-twice", "SHOULD", seen_by="create.unique-as-declared")
def a_unique_value_is_given_twice(provider: Provider, effect: Callable[[], None]) -> None:
    """A POST with a value that the schema calls unique, and that another user has, answers 201."""
    name_again(provider, effect, lambda user: user.id)


@planted("create-duplicate-stored-all-the-same", "MUST", seen_by="create.duplicate-leaves-one")
def conflicts_leave_a_second_user(provider: Provider, effect: Callable[[], None]) -> None:
    """A POST with a userName in use answers 409 as it should, and the second user is there all the same."""
    name_again(provider, effect, lambda user: user.id, shows=False)

    def layer(answer: Callable[[ScimRequest], ScimResponse]) -> Callable[[ScimRequest], ScimResponse]:
        def faulty(request: ScimRequest) -> ScimResponse:
            users: Any = provider.storage._resources.get("User", {}).values()
            taken = str(posted(request).get("userName")).casefold() in [user.user_name.casefold() for user in users]
            response = answer(request)
            if taken and succeeded(response):
                effect()
                return error(409, "uniqueness")
            return response

        return faulty

    provider.wrap(layer)


@fault("create-duplicate-400", "MUST", seen_by=CONFLICT, wild=True)
def conflicts_are_invalid_values(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with a userName in use answers 400 with invalidValue."""
    answer = behind(request)
    return error(400, "invalidValue") if creates(request) and answer.status == 409 else answer


@fault("create-duplicate-500", "MUST", seen_by=CONFLICT, wild=True)
def conflicts_are_server_errors(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with a userName in use answers 500: the database's own error gets through."""
    answer = behind(request)
    return error(500) if creates(request) and answer.status == 409 else answer


@fault("create-409-without-scimtype", "MUST", seen_by="create.duplicate-says-uniqueness", wild=True)
def conflicts_do_not_say_what_they_are(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The 409 for a userName in use has no scimType."""
    answer = behind(request)
    if creates(request) and answer.status == 409:
        return rewritten(answer, lambda body: body.pop("scimType", None) and None)
    return answer


@fault("create-dedupes-on-email", "MUST", seen_by="create.shared-values", wild=True)
def addresses_are_unique(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST of another userName with the e-mail address of a user who is there answers 409."""
    sent_ones = posted(request).get("emails")
    addresses = (
        {each.get("value") for each in sent_ones if isinstance(each, dict)} if isinstance(sent_ones, list) else set()
    )
    if addresses:
        everybody = behind(altered(request, method="GET", path="/Users", query={"count": "1000"}))
        held = {each.get("value") for user in resources(everybody.body) for each in user.get("emails", ())}
        if addresses & held:
            return error(409, "uniqueness")
        behind.answers.clear()
    return behind(request)


@fault("create-duplicate-returns-existing", "MUST", seen_by=CONFLICT, wild=True)
def conflicts_adopt_the_first_user(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with a userName in use answers 200 and overwrites the user who has it."""
    answer = behind(request)
    if not creates(request) or answer.status != 409:
        return answer
    name = str(sent(request).get("userName")).replace('"', "")
    found = behind(altered(request, method="GET", path="/Users", query={"filter": f'userName eq "{name}"'}))
    first = next(resources(found.body), None)
    return answer if first is None else behind(altered(request, method="PUT", path=f"/Users/{first['id']}", query={}))


# What only the provider assigns.


@fault("create-client-id-honoured", "MUST", seen_by="create.read-only-ignored", wild=True)
def clients_choose_ids(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The id in the body of a POST becomes the id of the user, and overwrites a user who has it already."""
    chosen = posted(request).get("id")
    if not isinstance(chosen, str) or not chosen:
        return behind(request)
    if succeeded(behind(read_back(request, "Users", chosen))):
        there = behind(altered(request, method="PUT", path=f"/Users/{chosen}", query={}))
    else:
        there = behind(request)
        if not succeeded(there):
            return there
        storage = behind.provider.storage
        with storage.lock:
            user = storage._resources["User"][there.body["id"]]  # type: ignore[index]
            storage._remove(("User", str(user.id)))
            user.id = chosen
            storage._store(user, storage._values_of(user))
        there = behind(read_back(request, "Users", chosen))
    where = (there.body or {}).get("meta", {}).get("location", "")
    return plain(201, there.body, Location=where) if succeeded(there) else there


@fault("create-meta-honoured", "MUST", seen_by="create.meta-ignored")
def forged_dates_are_kept(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The creation date that a client sends in meta becomes that of the user."""
    forged: dict[str, Any] = behind.memory
    answer = behind(request)
    if creates(request) and succeeded(answer):
        meta = posted(request).get("meta")
        if isinstance(meta, dict) and "created" in meta:
            forged[answer.body["id"]] = meta["created"]  # type: ignore[index]

    def show(resource: dict[str, Any]) -> None:
        if resource["id"] in forged and "meta" in resource:
            resource["meta"]["created"] = forged[resource["id"]]

    return each_resource(answer, show)


@fault(
    "create-readonly-rejected",
    "MUST",
    seen_by=("create.read-only-ignored", "create.meta-ignored", "create.groups-of-user-ignored"),
    wild=True,
)
def read_only_attributes_are_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST whose body holds id, meta or groups answers 400."""
    if {"id", "meta", "groups"} & set(posted(request)):
        return error(400, "mutability", "The attribute is read-only.")
    return behind(request)


@fault("create-groups-of-user-honoured", "MUST", seen_by="create.groups-of-user-ignored")
def users_put_themselves_into_groups(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The groups in the body of a POST of a user are taken as orders: the user becomes a member."""
    answer = behind(request)
    if succeeded(answer):
        for each in posted(request).get("groups") or []:
            member = [{"value": answer.body["id"]}]  # type: ignore[index]
            body = {"Operations": [{"op": "add", "path": "members", "value": member}]}
            schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
            path = f"/Groups/{each.get('value')}"
            behind(altered(request, method="PATCH", path=path, query={}, body={"schemas": schemas, **body}))
    return answer
