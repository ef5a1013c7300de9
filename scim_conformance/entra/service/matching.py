"""How the account of an object is found: by what is remembered, else by the matching attributes in their order."""

from __future__ import annotations

from typing import Any

from scim_conformance.entra.mapping.model import AttributeMapping
from scim_conformance.entra.queries import GROUP_PROJECTION, matching
from scim_conformance.wire import AttributePath

from .answers import (
    CREDENTIALS,
    DUPLICATE,
    INCOMPATIBLE,
    NO_MATCHING_VALUE,
    Failure,
    code_of,
    found_in,
    resource_in,
    told,
)
from .subjects import Subject
from .track import Track
from .values import is_empty, truth, typed

Resource = dict[str, Any]


def read(track: Track, id: str) -> Resource | None:
    """Return the account as it is now; None where the provider does not have it any more."""
    answer = track.ask("GET", id, params=_projection(track))
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise Failure.of(f"The account {id} was to be read", answer)
    resource = resource_in(answer)
    if resource is None or resource["id"] != id:
        raise Failure(f"The answer to the question for the account {id} is not that resource.", INCOMPATIBLE, 200)
    return resource


def match(track: Track, subject: Subject, mapping: AttributeMapping) -> Resource | None:
    """Return the account that an object matches by the first attribute that finds one; None where there is none."""
    has_value = False
    for flow in mapping.matching:
        value = typed(flow, flow.expression(subject.attributes))
        if is_empty(value):
            continue
        has_value = True
        if found := search(track, flow.path, flow.target, value):
            return found
    if not has_value:
        names = ", ".join(flow.path for flow in mapping.matching) or "none is mapped"
        raise Failure(f"{subject.label} has no value in any matching attribute ({names}).", NO_MATCHING_VALUE)
    return None


def search(track: Track, path: str, target: AttributePath, value: Any) -> Resource | None:
    """Return the one account that has a value; None where nobody has it."""
    text = str(value)
    answer = track.ask("GET", params={**_projection(track), "filter": matching(path, text)})
    if answer.status != 200:
        code = CREDENTIALS if answer.status in (401, 403) else INCOMPATIBLE if answer.status == 404 else code_of(answer)
        raise Failure(f"The account was looked for by {path}, but {told(answer)}.", code, answer.status)
    found = found_in(answer)
    if found is None:
        raise Failure(f"The answer to a search by {path} is not a list of resources with ids.", INCOMPATIBLE, 200)
    if len(found) > 1:
        told_ids = ", ".join(str(each["id"]) for each in found[:5])
        raise Failure(f"{len(found)} accounts have this {path}: {told_ids}. Only one may.", DUPLICATE, 200)
    if found and not _has(found[0], target, text):
        reason = f"A search by {path} found the account {found[0]['id']}, which has another value there."
        raise Failure(reason, INCOMPATIBLE, 200)
    return found[0] if found else None


def _has(resource: Resource, target: AttributePath, text: str) -> bool:
    """Whether a resource that was found has what was looked for; what it does not show can't be judged."""
    value = target.read(resource)
    values = value if isinstance(value, list) else [value]
    shown = [str(truth(each)).casefold() for each in values if isinstance(each, (str, int, float, bool))]
    return not shown or text.casefold() in shown


def _projection(track: Track) -> dict[str, str]:
    return dict(GROUP_PROJECTION) if track.kind == "group" else {}
