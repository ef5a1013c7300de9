"""A PATCH of a user goes wrong as a whole: in its order, in its answer, or in what it leaves behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scim2_server.memory import InMemoryStorage
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .patch_tools import changes_user, held, kind, nested, one_by_one, only, path, picked, pretended, without
from .tools import (
    ENTERPRISE,
    PATCH,
    each_resource,
    error,
    is_for,
    is_user,
    operations,
    patched,
    place,
    plain,
    rewritten,
    sent,
    succeeded,
    with_headers,
    with_query,
)

if TYPE_CHECKING:
    pass


@fault("patch-405", "ENTRA", area="entra", seen_by=("entra.replace-one", "patch-user.replace-scalar"), profile="entra")
def patch_is_no_method(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH of a user answers 405."""
    if changes_user(request) and held(request, behind):
        return with_headers(error(405), Allow="GET, HEAD, PUT, DELETE")
    return behind(request)


@fault("patch-not-there", "SHOULD", seen_by="patch-user.method-is-there")
def there_is_no_patch(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The provider has no PATCH, and its configuration says so."""
    answer = behind(request)
    if is_for(request, "GET", "ServiceProviderConfig"):
        return rewritten(answer, lambda body: {**body, "patch": {"supported": False}})
    return error(501) if request.method == "PATCH" and int(answer.status) not in (401, 404) else answer


@fault("patch-only-replace", "MUST", seen_by=("patch-user.add-sets-missing", "patch-user.remove-scalar"), wild=True)
def only_replace_is_carried_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH skips every add and remove and says that it was a success."""
    return without(request, behind, lambda each: kind(each) in ("add", "remove"))


@fault("patch-add-active-rejected", "ENTRA", area="entra", seen_by="entra.add-active", profile="entra", wild=True)
def add_of_active_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH refuses an add of active, which it takes by a replace."""
    if changes_user(request) and held(request, behind):
        for each in operations(request):
            if kind(each) == "add" and (path(each) == "active" or "active" in nested(each)):
                return error(400, "invalidValue")
    return behind(request)


@fault("patch-nonatomic", "MUST", seen_by="patch-user.all-or-nothing", wild=True)
def operations_before_the_bad_one_stay(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH stores each operation at once, so those before a refused one stay."""
    if not changes_user(request) or len(operations(request)) < 2:
        return behind(request)
    answers = one_by_one(request, behind)
    return next((each for each in answers if not succeeded(each)), answers[-1])


@fault("patch-bad-op-skipped", "MUST", seen_by="patch-user.failing-operation-refused")
def bad_operations_are_passed_over(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH answers 200 when one of its operations worked, whatever became of the others."""
    if not changes_user(request) or len(operations(request)) < 2:
        return behind(request)
    answers = one_by_one(request, behind)
    return next((each for each in reversed(answers) if succeeded(each)), answers[0])


@fault("patch-first-op-only", "MUST", seen_by="patch-user.every-operation")
def only_the_first_operation_is_carried_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH carries out the first of its operations and forgets the others."""
    asked = operations(request)
    return only(request, behind, asked[:1]) if changes_user(request) and asked else behind(request)


@fault("patch-order-reversed", "MUST", seen_by="patch-user.operations-in-order", wild=True)
def operations_run_backwards(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH carries out its operations from the last to the first."""
    asked = operations(request)
    return only(request, behind, asked[::-1]) if changes_user(request) and asked else behind(request)


@fault("patch-ops-against-snapshot", "MUST", seen_by="patch-user.each-on-the-result-of-the-last")
def filters_see_the_user_before_the_patch(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH looks for what a value path picks in the user as it was before the first operation."""
    later = operations(request)[1:] if changes_user(request) else []
    if later:
        user = held(request, behind)
        if user and any(picked(each, user) == [] for each in later):
            return error(400, "noTarget")
    return behind(request)


@fault("patch-extension-seen-too-late", "MUST", seen_by="patch-user.extension-used-at-once")
def a_new_extension_is_not_known_at_once(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH refuses an operation on an extension that only the operation before has brought in."""
    later = operations(request)[1:] if changes_user(request) else []
    if any(path(each).startswith(ENTERPRISE) for each in later):
        user = held(request, behind)
        if user and ENTERPRISE not in user:
            return error(400, "noTarget")
    return behind(request)


@fault("patch-200-with-old-user", "MUST", seen_by="patch-user.answers-with-resource-or-nothing")
def the_answer_is_the_user_before_the_patch(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH stores the change and answers with the user as it was before."""
    if not changes_user(request):
        return behind(request)
    before, answer = pretended(request, behind), behind(request)
    return plain(200, before.body) if succeeded(answer) else answer


@fault("patch-attributes-param-204", "MUST", seen_by="patch-user.attributes-answers-200", wild=True)
def chosen_attributes_are_not_shown(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH with the parameter attributes answers 204 without a body."""
    answer = behind(request)
    asks = changes_user(request) and "attributes" in request.query
    return plain(204) if asks and succeeded(answer) else answer


# https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2.1 recommends success where the value is there already.
@fault("patch-noop-400", "SHOULD", seen_by="patch-user.add-again-is-success")
def no_change_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH refuses a request that leaves the user as it is."""
    if not changes_user(request):
        return behind(request)
    before = held(request, behind)
    answer = behind(request)
    same = succeeded(answer) and before.get("meta") == held(request, behind).get("meta")
    return error(400, "invalidValue", "No valid fields to update.") if same else answer


@fault("patch-noop-moves-lastmodified", "MUST", seen_by="patch-user.no-change-keeps-last-modified")
def every_patch_moves_the_date(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH moves meta.lastModified of a user though it has changed nothing."""
    before = held(request, behind)
    answer = behind(request)
    if not before or not succeeded(answer) or before["meta"] != held(request, behind)["meta"]:
        return answer
    storage = behind.provider.storage
    users = storage.types["User"]
    # Past the rules of the provider's own storage, which stores nothing where nothing has changed.
    InMemoryStorage.update(storage, users, storage.get(users, before["id"]))
    return pretended(request, behind)


@fault("patch-lastmodified-frozen", "MUST", seen_by="patch-user.change-moves-last-modified", wild=True)
def the_date_never_moves(request: ScimRequest, behind: Behind) -> ScimResponse:
    """meta.lastModified of a user stays what it was at its creation."""

    def freeze(resource: dict[str, Any]) -> None:
        meta = resource.get("meta", {})
        if is_user(resource) and "created" in meta:
            meta["lastModified"] = meta["created"]

    return each_resource(behind(request), freeze)


@fault("patch-unknown-id-400", "SHOULD", seen_by="patch-user.unknown-id-404", wild=True)
def nobody_is_a_bad_request(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH of an id that nobody has answers 400."""
    answer = behind(request)
    return error(400) if changes_user(request) and int(answer.status) == 404 else answer


@fault("patch-username-conflict-500", "SHOULD", seen_by="patch-user.taken-user-name-409")
def a_taken_name_is_a_server_error(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH to the userName of somebody else answers 500."""
    answer = behind(request)
    return error(500) if changes_user(request) and int(answer.status) == 409 else answer


@fault("patch-username-conflict-ignored", "MUST", seen_by="patch-user.taken-user-name-refused")
def a_taken_name_is_passed_over(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH to the userName of somebody else says that it was a success, and stores nothing."""
    answer = behind(request)
    return pretended(request, behind) if changes_user(request) and int(answer.status) == 409 else answer


def _renamed(request: ScimRequest) -> str | None:
    """Return the userName that a PATCH gives a user."""
    given = [
        each.get("value") if path(each) == "userName" else nested(each).get("userName")
        for each in (operations(request) if changes_user(request) else [])
    ]
    return next((each for each in given if isinstance(each, str)), None)


@fault(
    "patch-username-removes-user",
    "ENTRA",
    area="entra",
    seen_by=("entra.rename-user", "patch-user.replace-user-name"),
    profile="entra",
    wild=True,
)
def a_new_name_hides_the_user(request: ScimRequest, behind: Behind) -> ScimResponse:
    """After a PATCH of its userName a user answers 404."""
    hidden = behind.memory.setdefault("hidden", set())
    if place(request)[1] in hidden and request.method == "GET":
        return error(404)
    answer = behind(request)
    if _renamed(request) and succeeded(answer):
        hidden.add(place(request)[1])
    return answer


@fault("patch-username-old-name-still-matches", "MUST", seen_by="patch-user.renamed-is-found")
def searches_know_the_old_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """After a PATCH of its userName a search finds a user by the old name, and not by the new one."""
    swapped = behind.memory.setdefault("swapped", {})
    new = _renamed(request)
    if new:
        old = held(request, behind).get("userName", "")
        answer = behind(request)
        if succeeded(answer) and old and old != new:
            swapped.update({old.casefold(): new, new.casefold(): old})
        return answer
    found = re.fullmatch(r'userName eq "(.*)"', request.query.get("filter", ""))
    if is_for(request, "GET", "Users", one=False) and found and found[1].casefold() in swapped:
        return behind(with_query(request, filter=f'userName eq "{swapped[found[1].casefold()]}"'))
    return behind(request)


@fault("patch-schemas-not-read", "ADVICE", seen_by="patch-user.foreign-message-refused")
def every_message_is_a_patch(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH carries out operations whatever message the schemas of its body name."""
    asked = operations(request) if changes_user(request) else []
    foreign = asked and PATCH not in sent(request).get("schemas", ())
    return behind(patched(request, asked) if foreign else request)
