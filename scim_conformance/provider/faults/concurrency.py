"""What goes wrong where several requests are on their way, or one follows the other at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import get_ident
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.provider import Provider

from .create import creates, posted
from .fault import Behind, fault, planted
from .tools import altered, is_for, is_user, place, read_back, resources, rewritten, succeeded, with_header

MOMENT = 10
"""How many requests make a moment: as long is a worker blind to what another one has written."""

LAG = timedelta(seconds=2)
"""How long what was written takes to arrive where searches look."""


def race(memory: dict[Any, Any], what: object) -> bool:
    """Tell whether another worker did the same a moment ago; requests of one worker follow one another."""
    memory["requests"] = now = memory.get("requests", 0) + 1
    if what is None:
        return False
    at, worker = memory.get(what, (-MOMENT, None))
    if worker is not None and worker != get_ident() and now - at < MOMENT:
        return True
    memory[what] = (now, get_ident())
    return False


@planted("conc-parallel-create-duplicates", "MUST", seen_by="concurrency.one-user-name-one-user")
def names_are_given_twice_at_once(provider: Provider, effect: Callable[[], None]) -> None:
    """Two POSTs of one userName that are on their way at once both answer 201: who looks first, writes later."""
    right, memory = provider.storage._values_of, dict[Any, Any]()
    blind: set[str] = set()

    def values(resource: Any) -> dict[str, Any]:
        found = right(resource)
        for urn in [each for each in found if each.endswith(":userName") and found[each] in blind]:
            owner = provider.storage._owners.get(urn, {}).get(found[urn], (None, resource.id))
            if owner[1] != resource.id:
                effect()
                found[urn] = f"{found[urn]} of {resource.id}"
        return found

    def layer(answer: Callable[[ScimRequest], ScimResponse]) -> Callable[[ScimRequest], ScimResponse]:
        def faulty(request: ScimRequest) -> ScimResponse:
            name = str(posted(request).get("userName")).casefold() if creates(request) else None
            if not race(memory, name):
                return answer(request)
            with provider.storage.lock:
                blind.add(str(name))
                try:
                    return answer(request)
                finally:
                    blind.clear()

        return faulty

    provider.storage._values_of = values  # type: ignore[method-assign]
    provider.wrap(layer)


@fault("conc-ifmatch-toctou", "MUST", seen_by="concurrency.one-version-one-change", wild=True)
def versions_are_compared_too_early(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Two changes under one version that are on their way at once both succeed: it is compared before either writes."""
    tag = request.header("If-Match") if request.method in ("PUT", "PATCH") else None
    if race(behind.memory, tag and (place(request), tag)):
        return behind(with_header(request, "If-Match", None))
    return behind(request)


def lost_update(request: ScimRequest, behind: Behind, endpoint: str) -> ScimResponse:
    """Carry a PATCH out on what the resource was before another worker changed it a moment ago."""
    id = place(request)[1]
    with behind.provider.storage.lock:
        if not is_for(request, "PATCH", endpoint, one=True):
            race(behind.memory, None)
        elif race(behind.memory, id):
            behind(altered(with_header(request, "If-Match", None), method="PUT", body=behind.memory[f"before {id}"]))
        else:
            behind.memory[f"before {id}"] = behind(read_back(request, endpoint, str(id))).body
            behind.answers.clear()
        return behind(request)


@fault("conc-lost-member", "MUST", seen_by="concurrency.parallel-members")
def members_get_lost(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of members that are added to a group at once, all answers say success and the last one stays."""
    return lost_update(request, behind, "Groups")


@fault("conc-lost-attribute", "MUST", seen_by="concurrency.parallel-attributes")
def changes_get_lost(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of attributes of a user that are changed at once, all answers say success and the last change stays."""
    return lost_update(request, behind, "Users")


@fault("conc-stale-read-after-write", "MUST", seen_by="concurrency.change-is-read-at-once", wild=True)
def reads_lag_behind(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The first GET of a user after a PATCH shows what was there before it; the next one shows the change."""
    endpoint, id = place(request)
    stale: dict[Any, ScimResponse] = behind.memory.setdefault("stale", {})
    if is_for(request, "PATCH", "Users", one=True):
        before = behind(read_back(request, endpoint, str(id)))
        behind.answers.clear()
        answer = behind(request)
        if succeeded(before) and succeeded(answer):
            stale.setdefault(id, before)
        return answer
    answer = behind(request)
    if is_for(request, "GET", "Users", one=True) and not request.query and succeeded(answer):
        return stale.pop(id, answer)
    return answer


@fault("conc-create-not-yet-visible", "ADVICE", seen_by="concurrency.creation-is-found-at-once")
def searches_lag_behind(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search does not find a user who was created less than two seconds ago."""
    answer, now = behind(request), behind.provider.storage.clock()
    if creates(request) and succeeded(answer):
        for user in resources(answer.body):
            behind.memory[user["id"]] = now + LAG
        return answer
    listed = answer.body.get("Resources") if isinstance(answer.body, dict) else None
    early = [each for each in listed or () if is_user(each) and behind.memory.get(each.get("id"), now) > now]

    def hide(body: dict[str, Any]) -> None:
        body["Resources"] = [each for each in body["Resources"] if each not in early]
        for count in ("totalResults", "itemsPerPage"):
            body[count] = body.get(count, 0) - len(early)

    return rewritten(answer, hide) if early else answer
