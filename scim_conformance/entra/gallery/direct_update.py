"""Whether all attributes can be changed at once (``SCIM_User_Update_Test``, ``SCIM_Group_Update_Test``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scim_conformance.entra.port import Answer, resource_path

from .attributes import TargetAttribute
from .direct_create import NO_GROUPS, refused
from .ground import Ground
from .patches import FORMS, Form, patch_of, verbose
from .placing import array_of, value_at
from .record import Standing
from .trail import GROUPS, USERS, Outcome, Trail, body_of, complaint, http, id_of
from .two_forms import both

USER_STEP, GROUP_STEP = "SCIM_Update_Patch_User", "SCIM_GroupUpdate_Patch_Group"
_NOT_OF_USERS = frozenset({"id", "schemas", "meta", "active", "groups", "roles"})
_NOT_OF_GROUPS = frozenset({"id", "members", "schemas", "meta"})
_TYPES = frozenset({"string", "integer", "datetime", "boolean"})
_NAMES = frozenset({"username", "displayname", "externalid"})


def user(ground: Ground, trail: Trail) -> Outcome:
    """Change every attribute of a user that can be changed, once in each form of a PATCH."""
    return both({name: _user(ground, trail, form) for name, form in FORMS.items()})


def group(ground: Ground, trail: Trail) -> Outcome:
    """Change every attribute of a group that can be changed."""
    created = trail("POST", GROUPS, json=ground.group_body(ground.names.group("LASUpdGroup-")))
    eligible = [each for each in ground.groups if _is_eligible(each, _NOT_OF_GROUPS)]
    sent = {each.path: _value(ground, each, {}) for each in eligible}
    patched, read = _change(trail, GROUPS, created, patch_of(verbose, sent))
    resource = body_of(read)
    wrong = {path: resource.get(path) for path, value in sent.items() if resource.get(path) != value}
    detailed = _detailed(patched, sent, wrong)
    if _well(patched) and _well(read) and not wrong:
        return Outcome("success", "passed", "Every attribute of the group was changed.", detailed=detailed)
    documented, why = _why_of_group(ground, created, patched, read, sent)
    return Outcome(
        f"FAILED - Action: {GROUP_STEP} - HTTP {http(patched)}. Mismatches={len(wrong)}",
        documented,
        why,
        f"SCIM PATCH /{GROUPS} HTTP {http(patched)}. Response: {patched.text[:800]}",
        detailed,
    )


def _user(ground: Ground, trail: Trail, form: Form) -> Outcome:
    created = trail("POST", USERS, json=ground.user_body(ground.names.user("lasupduser")))
    eligible = [each for each in ground.users if _is_eligible(each, _NOT_OF_USERS) and each.type.casefold() in _TYPES]
    sent = {each.path: _value(ground, each, ground.overrides[1]) for each in eligible}
    if not sent:
        trail.discard(USERS, created)
        return Outcome("success (no updatable attributes)", "passed", "No attribute of a user can be changed.")
    patched, read = _change(trail, USERS, created, patch_of(form, sent))
    wrong = {path: got for path, value in sent.items() if (got := _mismatch(body_of(read), path, value)) is not None}
    detailed = _detailed(patched, sent, wrong)
    if _well(patched) and _well(read) and not wrong:
        return Outcome("success", "passed", f"All {len(sent)} attributes were changed.", detailed=detailed)
    documented, why = _why(ground, created, patched, read, sent, wrong)
    text = f"FAILED - Action: {USER_STEP} - HTTP {http(patched)}. Mismatches={len(wrong)}. {complaint(patched)}"
    details = f"SCIM PATCH /{USERS} HTTP {http(patched)}. Response: {patched.text[:800]}"
    return Outcome(text.rstrip(), documented, why, details, detailed)


def _change(trail: Trail, endpoint: str, created: Answer, body: dict[str, Any]) -> tuple[Answer, Answer]:
    """Return the answers to the PATCH and to the GET behind it; none where the template does not come so far."""
    patched = read = Answer(None)
    if id_of(created):
        path = resource_path(endpoint, id_of(created))
        patched = trail("PATCH", path, json=body)
        if patched.ok:
            read = trail("GET", path)
        trail.discard(endpoint, created)
    return patched, read


def _is_eligible(attribute: TargetAttribute, never: frozenset[str]) -> bool:
    is_writable = attribute.mutability in ("readWrite", "writeOnly")
    return not attribute.several and is_writable and not attribute.is_reference and attribute.path not in never


def _value(ground: Ground, attribute: TargetAttribute, overrides: Mapping[str, Any]) -> Any:
    if attribute.path in overrides:
        return overrides[attribute.path]
    kind = attribute.type.casefold()
    if kind == "integer":
        return ground.names.rng.randrange(1, 99_999)
    if kind == "boolean":
        return True
    if kind == "datetime":
        return ground.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    # A resource that is found by its name stays told as the run's own.
    mark = ground.names.mark if attribute.path.casefold() in _NAMES else ""
    return f"{mark}upd-{ground.names.hex()}"


def _mismatch(resource: dict[str, Any], path: str, value: Any) -> Any:
    """Return what is there instead of a value, in a tuple where that may be nothing; None where it is there."""
    array = array_of(path)
    if array is not None:
        held = resource.get(array)
        return None if str(value) in json.dumps(held, ensure_ascii=False) else (held,)
    got = value_at(resource, path)
    return None if _text(got) == _text(value) else (got,)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _well(answer: Answer) -> bool:
    return answer.status in (200, 204)


def _detailed(patched: Answer, sent: Mapping[str, Any], wrong: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        {"path": path, "sent": value, "got": _first(wrong.get(path)), "match": path not in wrong}
        for path, value in sent.items()
    ]
    return {"patchStatusCode": http(patched), "verification": rows, "mismatches": [r for r in rows if not r["match"]]}


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) else value


def _why(
    ground: Ground,
    created: Answer,
    patched: Answer,
    read: Answer,
    sent: Mapping[str, Any],
    wrong: Mapping[str, Any],
) -> tuple[Standing, str]:
    if not id_of(created):
        standing, why = refused(ground, created)
        return standing, f"The user was not created, so nothing was changed. {why}"
    doubts = [why for path, value in sent.items() if (why := _doubt(ground, path, value))]
    if patched.status == 400 and doubts:
        return "undecided", (
            f"Refused with 400, and the provider may have a right to that: {'; '.join(doubts)}. Say with "
            "scimTargetUserValues which values the application takes. Whether the rest can be changed is not seen."
        )
    if not _well(patched) or not _well(read):
        return "failed", f"The PATCH was answered {http(patched)}, and the GET behind it {http(read)}."
    left = [path for path in wrong if not _means(ground, body_of(read), path, sent[path])]
    fixed = [path for path in left if (rule := ground.attribute(path)) and rule.may_stay()]
    if not left:
        return "passed", f"{', '.join(wrong)} hold what was sent, in another spelling than the template looks for."
    if fixed == left:
        return "passed", f"{', '.join(left)} did not change, and the profile says that they can't be."
    return "failed", f"After the PATCH these do not hold what was sent: {', '.join(left)}."


def _why_of_group(
    ground: Ground, created: Answer, patched: Answer, read: Answer, sent: Mapping[str, Any]
) -> tuple[Standing, str]:
    if not id_of(created):
        told = "" if ground.has_groups else NO_GROUPS
        return "failed", f"The group was not created: answered {http(created)}. {told}".strip()
    if not sent:
        return "undecided", "No attribute of a group can be changed; the template sends a PATCH with no operations."
    if not _well(patched) or not _well(read):
        return "failed", f"The PATCH was answered {http(patched)}, and the GET behind it {http(read)}."
    by_path = {each.path: each.target for each in ground.groups}
    left = [path for path, value in sent.items() if not _same(by_path[path].read(body_of(read)), value)]
    if left:
        return "failed", f"After the PATCH these do not hold what was sent: {', '.join(left)}."
    return "passed", "All hold what was sent; the template takes each path for the name of a top-level attribute."


def _doubt(ground: Ground, path: str, value: Any) -> str:
    attribute = ground.attribute(path)
    if attribute is None:
        return ""
    wants_address = path.casefold() == "username" and ground.profile.users.user_name == "email"
    if (wants_address or path.casefold().startswith("emails[")) and "@" not in str(value):
        return f"{path} is set to a text that is no e-mail address"
    return attribute.may_refuse(value) or attribute.may_stay()


def _means(ground: Ground, resource: dict[str, Any], path: str, value: Any) -> bool:
    attribute = ground.attribute(path)
    return attribute is not None and _same(attribute.target.read(resource), value)


def _same(got: Any, sent: Any) -> bool:
    return got == sent or _instant(got) == _instant(sent) is not None


def _instant(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        return None
