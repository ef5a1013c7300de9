"""The manager of a user, set, changed and taken away by provisioning (``User_Update_Manager_Test``)."""

from __future__ import annotations

from dataclasses import replace

from scim_conformance.entra.managers import MANAGER
from scim_conformance.entra.port import Answer
from scim_conformance.entra.service import Entry
from scim_conformance.wire import ENTERPRISE

from .ground import Ground
from .phases import LOGS, SUCCESS, Seen, outcome_of, passed, worst
from .stage import Stage, staged
from .trail import USERS, Outcome, Trail, body_of, listed

SKIPPED = "SKIPPED - IsManagerAttributeSupported is false"
_NAMES = ("manager", MANAGER)
_SET, _REMOVED = (
    "SCIM manager verification failed: manager not found in SCIM response",
    "SCIM manager verification failed: manager still present in SCIM response",
)


def play(ground: Ground, trail: Trail) -> Outcome:
    """Let a user get a manager, another one, and none."""
    if not ground.maps_manager:
        return Outcome(SKIPPED, "skipped", "Nothing is mapped to the manager.")
    return _staged(ground, trail)


def _play(stage: Stage) -> Outcome:
    (user, name), (first, first_name), (second, second_name) = (
        stage.person("lamgr"),
        stage.person("lamgrinit", displayName="Initial Manager User"),
        stage.person("lamgrnew", displayName="New Manager User"),
    )
    stage.asked("UpdateManager_Initial_Verify_User_Exists", USERS, name)
    stage.assign(user, first, second)
    stage.cycle()
    ids = [_id(stage.search(USERS, each, bool)) for each in (name, first_name, second_name)]
    seen = _all_created(stage, (user, first, second), ids)
    if not seen.is_good:
        return outcome_of(seen)
    phases: tuple[tuple[str, str | None, str], ...] = (
        ("Set Manager Phase", first, ids[1]),
        ("Update Manager Phase", second, ids[2]),
        ("Remove Manager Phase", None, ""),
    )
    for phase, manager, target in phases:
        seen = _phase(stage, phase, user, name, manager, target)
        if not seen.is_good:
            return outcome_of(seen)
    return passed("A manager was set, changed and taken away.")


_staged = staged(_play)


def _all_created(stage: Stage, object_ids: tuple[str, ...], ids: list[str]) -> Seen:
    test, initial, new = (int(bool(each)) for each in ids)
    says = f"SCIM users not found: TestUser={test}, InitialManager={initial}, NewManager={new}"
    return worst([stage.saw(each, "Create", SUCCESS if all(ids) else says) for each in object_ids])


def _phase(stage: Stage, phase: str, user: str, name: str, manager: str | None, target: str) -> Seen:
    stage.phase = phase
    before = len(stage.log)
    stage.directory.set_manager(user, manager)
    stage.cycle()
    answer = stage.poll(lambda: stage.trail.found(USERS, name), lambda answer: _shows(answer, target))
    says = SUCCESS if _shows(answer, target) else (_SET if manager else _REMOVED)
    seen = stage.saw(user, "Update", says, changed=_NAMES, since=before)
    return replace(seen, log_says=_wrong_value(seen.entry, target))


def _wrong_value(entry: Entry | None, target: str) -> str:
    """Return what the template says of a log that shows another manager, empty where it shows the right one."""
    if entry is None or entry.result != "success":
        return ""
    names = {name.casefold() for name in _NAMES}
    new = next((each.new for each in entry.changes if each.name.casefold() in names), None)
    if str(new or "") == target:
        return ""
    return f"{LOGS}: status={entry.result}, manager newValue={new} (expected {target or 'null'})"


def _shows(answer: Answer, target: str) -> bool:
    if not answer.ok:
        return False
    # The template looks for the id, and then for the word, in the answer as a text.
    if target:
        return target in str(answer.json)
    if "manager" not in str(answer.json):
        return True
    first = (listed(answer) or [{}])[0].get(ENTERPRISE)
    held = first.get("manager") if isinstance(first, dict) else None
    return isinstance(held, dict) and held.get("value") in (None, "")


def _id(answer: Answer) -> str:
    found = listed(answer) if body_of(answer) else []
    return str(found[0].get("id", "")) if found else ""
