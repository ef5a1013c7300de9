"""Whether a user's manager can be set, changed and taken away (``SCIM_Update_Manager_Test``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scim_conformance.entra.managers import MANAGER
from scim_conformance.entra.port import Answer, resource_path
from scim_conformance.wire import ENTERPRISE, patch_body

from .direct_create import refused
from .ground import Ground
from .record import Standing
from .trail import NOBODY, USERS, Outcome, StepFailed, Trail, body_of, http, id_of

SKIPPED = "SKIPPED - manager attribute not in target directory"
_PATCH = {"set": "SCIM_Manager_Patch_Set_Manager", "remove": "SCIM_Manager_Patch_Remove_Manager"}
_READ = {"set": "SCIM_Manager_Get_After_Set", "remove": "SCIM_Manager_Get_After_Remove"}
_ABSENT = object()


@dataclass
class _Seen:
    created: list[Answer] = field(default_factory=list)
    patched: dict[str, int] = field(default_factory=dict)
    verified: dict[str, str] = field(default_factory=dict)
    left: Any = _ABSENT
    """What is told of the manager after it was taken away."""


def play(ground: Ground, trail: Trail) -> Outcome:
    """Give a user a manager, another one, and none."""
    if not ground.has_manager:
        return Outcome(SKIPPED, "skipped", "The application has no attribute for the manager.")
    seen = _Seen()
    stopped: StepFailed | None = None
    try:
        _steps(ground, trail, seen)
    except StepFailed as failed:
        stopped = failed
    for created in (*seen.created, *[Answer(None)] * (3 - len(seen.created))):
        trail.discard(USERS, created, unknown=NOBODY[0])
    return _judged(ground, seen, stopped)


def _steps(ground: Ground, trail: Trail, seen: _Seen) -> None:
    def create(prefix: str) -> str:
        answer = trail("POST", USERS, json=ground.user_body(ground.names.user(prefix)))
        seen.created.append(answer)
        if not id_of(answer):
            raise StepFailed("create", answer)
        return id_of(answer)

    def write(step: str, op: str, value: str) -> None:
        body = patch_body({"op": op, "path": MANAGER, "value": value})
        patched = trail("PATCH", path, json=body)
        seen.patched[step] = http(patched)
        if not patched.ok:
            raise StepFailed(step, patched)
        read = trail("GET", path)
        if not read.ok:
            raise StepFailed(step, read)
        told = _manager(body_of(read))
        if step == "remove":
            seen.left = told
        right = _is_empty(told) if step == "remove" else _value(told) == value
        good = patched.status in (200, 204)
        seen.verified[step] = "PASSED" if right and good else "FAILED_VERIFY" if good else "FAILED_PATCH"

    path = resource_path(USERS, create("scmgr-user-"))
    first = create("scmgr-mgr-")
    write("set", "Add", first)
    second = create("scmgr-mgr2-")
    write("change", "replace", second)
    write("remove", "replace", "")


def _manager(resource: dict[str, Any]) -> Any:
    extension = resource.get(ENTERPRISE)
    if isinstance(extension, dict) and "manager" in extension:
        return extension["manager"]
    return resource.get("manager", _ABSENT)


def _value(manager: Any) -> str | None:
    value = manager.get("value") if isinstance(manager, dict) else None
    return None if value is None else str(value)


def _is_empty(manager: Any) -> bool:
    """Tell whether nobody is the manager, as the template sees it: an object without a value is somebody to it."""
    return manager is _ABSENT or manager is None or _value(manager) == ""


def _judged(ground: Ground, seen: _Seen, stopped: StepFailed | None) -> Outcome:
    detailed: dict[str, Any] = {"createStatusCodes": [http(each) for each in seen.created]}
    for step in ("set", "change", "remove"):
        detailed[f"{step}Manager"] = {"patchStatusCode": seen.patched.get(step), "verify": seen.verified.get(step)}
    wrong = [step for step in ("set", "change", "remove") if seen.verified.get(step) != "PASSED"]
    if stopped is None and not wrong:
        why = "A manager was set, changed and taken away."
        return Outcome("success", "passed", why, detailed=detailed)
    result = f"FAILED - Action: {_text(seen, stopped)}"
    documented, why = _why(ground, seen, stopped, wrong)
    return Outcome(result, documented, why, result, detailed)


def _text(seen: _Seen, stopped: StepFailed | None) -> str:
    """Return the text of the template, which has none for the change, and puts what stops it down to the first step."""
    if seen.patched.get("set") is not None and seen.patched["set"] not in (200, 204):
        return f"{_PATCH['set']} - Set manager PATCH returned HTTP {seen.patched['set']}"
    if stopped or seen.verified.get("remove") == "PASSED" or seen.verified.get("set") != "PASSED":
        return f"{_READ['set']} - Manager value not set correctly after PATCH"
    if seen.patched["remove"] not in (200, 204):
        return f"{_PATCH['remove']} - Remove manager PATCH returned HTTP {seen.patched['remove']}"
    return f"{_READ['remove']} - Manager value not removed after null PATCH"


def _why(ground: Ground, seen: _Seen, stopped: StepFailed | None, wrong: list[str]) -> tuple[Standing, str]:
    if stopped and stopped.step == "create":
        standing, why = refused(ground, stopped.answer)
        return standing, f"A user that the test needs was not created. {why}"
    if stopped:
        return "failed", (
            f"The step '{stopped.step} manager' was answered {http(stopped.answer)}. Entra sends the id as a text, and "
            "an empty text for nobody, to the attribute that RFC 7643 section 4.3 has as an object."
        )
    if wrong == ["remove"] and isinstance(seen.left, dict) and not _value(seen.left):
        return "passed", (
            "The manager is gone, and an object without a value is left of it, which RFC 7643 section 2.5 takes for "
            "nothing; the template wants the attribute absent, null, or its value an empty text."
        )
    return "failed", f"The manager does not read as it was written after: {', '.join(wrong)}."
