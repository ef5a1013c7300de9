"""Whether attributes can be emptied, by an empty text and by null (``SCIM_Null_Update_Test``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scim_conformance.entra.port import Answer, resource_path
from scim_conformance.wire import ENTERPRISE, USER

from .attributes import NO_TEXTS, MappingRow, TargetAttribute
from .ground import Ground
from .patches import FORMS, Form, patch_of
from .placing import array_of, is_extended, picks_by_type, placed, schemas_of, top_of, value_at
from .trail import USERS, Outcome, StepFailed, Trail, http, id_of, listed
from .two_forms import both

SUMMARY = "Compose_SCIM_Null_Update_Summary"
CREATE, READ, SCHEMAS = "SCIM_Create_Null_Test_User", "SCIM_Get_Null_Test_User", "SCIM_Get_Schemas"
PATCHES = ("SCIM_Patch_Null_Update", "SCIM_Patch_Null_Update_Phase2")
_NOT_EMPTIED = ("userName", "active", "externalId", "roles")


def play(ground: Ground, trail: Trail) -> Outcome:
    """Empty the attributes of a user, once in each form of a PATCH."""
    return both({name: _play(ground, trail, form) for name, form in FORMS.items()})


@dataclass
class _Seen:
    """What was seen of one user."""

    sent: dict[str, Any] = field(default_factory=dict)
    """The values that the user was created with, by path."""

    paths: tuple[str, ...] = ()
    statuses: list[int] = field(default_factory=list)
    empty: dict[str, Any] = field(default_factory=dict)
    """What is still there after the empty texts."""

    null: dict[str, Any] = field(default_factory=dict)
    """What is still there after the nulls, empty texts among it."""


def _play(ground: Ground, trail: Trail, form: Form) -> Outcome:
    seen = _Seen(_values(ground))
    created = trail("POST", USERS, json=_body(ground, seen.sent))
    try:
        _steps(ground, trail, form, created, seen)
        outcome = _judged(seen)
    except StepFailed as failed:
        outcome = _stopped(ground, failed, seen)
    trail.discard(USERS, created)
    return replace(outcome, detailed=_detailed(seen))


def _steps(ground: Ground, trail: Trail, form: Form, created: Answer, seen: _Seen) -> None:
    if not id_of(created):
        raise StepFailed(CREATE, created)
    path = resource_path(USERS, id_of(created))
    trail.must(READ, "GET", path)
    schemas = trail.must(SCHEMAS, "GET", "Schemas")
    seen.paths = tuple(row.target for row in ground.mapping if _is_eligible(row, _required(listed(schemas))))
    for step, value, found in zip(PATCHES, ("", None), (seen.empty, seen.null), strict=True):
        answer = trail("PATCH", path, json=patch_of(form, dict.fromkeys(seen.paths, value)))
        seen.statuses.append(http(answer))
        if answer.status not in (200, 204):
            raise StepFailed(step, answer)
        left = trail.must(READ, "GET", path)
        resource = left.json if isinstance(left.json, dict) else {}
        found.update(_left(seen.paths, resource, value))


def _body(ground: Ground, values: Mapping[str, Any]) -> dict[str, Any]:
    has_id = any("externalId" in each.path for each in ground.users)
    own = {
        "schemas": schemas_of(each.path for each in ground.users),
        "userName": ground.names.user("scnull"),
        "active": True,
        "externalId": ground.names.guid() if has_id else "",
    }
    return {**own, **placed(values)}


def _values(ground: Ground) -> dict[str, Any]:
    """Return the values of the user, which are those of a user of the directory that the template makes up."""
    names = ground.names
    own = {
        "mail": names.user("laupdate"),
        "displayName": names.user("laupdate"),
        "mailNickname": names.group("laupdate"),
    }
    shared = {**ground.person_values(0, "Test"), **own}
    return {row.target: _value(ground, row, shared) for row in ground.mapping if _is_filled(row)}


def _value(ground: Ground, row: MappingRow, shared: Mapping[str, Any]) -> Any:
    given = shared.get(row.source)
    given = given[0] if isinstance(given, list | tuple) and given else given
    if given is None and not row.source:
        given = ground.overrides[0].get(row.target)
    return f"Test{ground.names.hex(6)}" if given is None else given


def _is_filled(row: MappingRow) -> bool:
    return row.source != "manager" and row.target not in _NOT_EMPTIED


def _is_eligible(row: MappingRow, required: Mapping[str, frozenset[str]]) -> bool:
    schema = ENTERPRISE if is_extended(row.target) else USER
    return (
        not row.matching
        and "reference" not in row.type
        and row.target not in _NOT_EMPTIED
        and top_of(row.target) not in required[schema]
    )


def _required(documents: list[dict[str, Any]]) -> dict[str, frozenset[str]]:
    """Return all names within the required attributes of both schemas: the template searches them as text."""
    by_schema = {each.get("id"): each.get("attributes") for each in documents}
    return {
        urn: frozenset(
            name
            for each in (by_schema.get(urn) or ())
            if isinstance(each, dict) and each.get("required") is True
            for name in _names(each)
        )
        for urn in (USER, ENTERPRISE)
    }


def _names(value: Any) -> Iterator[str]:
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(each)
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        yield value["name"]


def _left(paths: tuple[str, ...], resource: Mapping[str, Any], sent: Any) -> dict[str, Any]:
    """Return what is not empty. After an empty text one may be there; after null the template finds fault with it."""
    empties = ("", None) if sent == "" else (None,)
    looked = [path for path in paths if array_of(path) is None or (sent == "" and picks_by_type(path))]
    return {path: value for path in looked if not _among(value := value_at(resource, path), empties)}


def _among(value: Any, empties: tuple[Any, ...]) -> bool:
    return any(value is each or (isinstance(each, str) and value == each) for each in empties)


def _judged(seen: _Seen) -> Outcome:
    left = [*seen.empty, *(path for path in seen.null if path not in seen.empty)]
    if not left:
        return Outcome("success", "passed", f"All {len(seen.paths)} attributes can be emptied, both by '' and by null.")
    # The overview has one rule for both steps, and the workflow a stricter one for the second.
    wrong = [*seen.empty, *(path for path, value in seen.null.items() if value != "")]
    total = len(seen.paths)
    why = (
        f"Not emptied: {', '.join(dict.fromkeys(wrong))}."
        if wrong
        else f"After null, {', '.join(left)} read as an empty text. The workflow wants them null or missing; the "
        "SCIM Validation Test Overview takes null and the empty text for the same."
    )
    return Outcome(
        f"FAILED - Action: {SUMMARY} - null update verification failed. "
        f"Passed: {total - len(seen.empty)}/{total} attributes",
        "failed" if wrong else "passed",
        why,
        f"Failed null verification on {len(left)} attributes.",
    )


def _stopped(ground: Ground, failed: StepFailed, seen: _Seen) -> Outcome:
    result = f"FAILED - Action: {failed.step}"
    details = f"Scope execution failed at action: {failed.step}"
    status = http(failed.answer)
    if failed.step == SCHEMAS:
        why = (
            f"/Schemas answered {status}, so the template did not come to what it asks; another test tells of /Schemas."
        )
        return Outcome(result, "undecided", why, details)
    if failed.step == CREATE and status == 409:
        why = (
            "The user was refused with 409: the template gives its users the same values, which may have to be unique."
        )
        return Outcome(result, "undecided", why, details)
    if failed.step == CREATE and status == 400 and (odd := _oddities(ground, seen.sent)):
        why = f"The user was refused with 400, and the provider may have a right to that: {'; '.join(odd)}."
        return Outcome(result, "undecided", why, details)
    doubts = _doubts(ground, seen) if failed.step in PATCHES and status == 400 else []
    if failed.step in PATCHES and not seen.paths:
        why = (
            "No attribute can be emptied, since all are required; the template then sends a PATCH without operations, "
            "which RFC 7644 section 3.5.2 does not allow."
        )
        return Outcome(result, "passed", why, details)
    if doubts:
        why = (
            f"The PATCH was refused with 400, and the RFCs allow that: {'; '.join(doubts)}. "
            "Whether the other attributes can be emptied is not seen."
        )
        return Outcome(result, "undecided", why, details)
    return Outcome(result, "failed", f"The request of the step {failed.step} was answered {status}.", details)


def _oddities(ground: Ground, values: Mapping[str, Any]) -> list[str]:
    """Return why a provider may refuse some of the values."""
    found = [(each, value) for path, value in values.items() if (each := ground.attribute(path))]
    return [why for each, value in found if (why := each.may_refuse(value))]


def _doubts(ground: Ground, seen: _Seen) -> list[str]:
    """Return why a provider may refuse to empty some of the attributes."""
    attributes = [each for path in seen.paths if (each := ground.attribute(path))]
    found = [each.may_stay() for each in attributes]
    found += [
        f"the profile says that {each.path} is required" for each in attributes if each.rule and each.rule.required
    ]
    if len(seen.statuses) == 1:
        found += [f"{each.path} takes no text" for each in attributes if _kind(each) in NO_TEXTS | {"dateTime"}]
    return [each for each in found if each]


def _kind(attribute: TargetAttribute) -> str:
    return attribute.rule.type if attribute.rule else attribute.type


def _detailed(seen: _Seen) -> dict[str, Any]:
    first, second = (*seen.statuses, None, None)[:2]
    failed = {**seen.empty, **seen.null}
    return {
        "phase1_emptyString_patchStatusCode": first,
        "phase1_emptyString_failedVerifications": len(seen.empty),
        "phase2_null_patchStatusCode": second,
        "phase2_null_failedVerifications": len(seen.null),
        "totalAttributesVerified": len(seen.paths),
        "passedCount": len(seen.paths) - len(failed),
        "failedCount": len(failed),
        "failedAttributes": [
            {"targetAttribute": path, "actualValueAfterNull": value, "isNullOrEmpty": value == "", "passed": False}
            for path, value in failed.items()
        ],
    }
