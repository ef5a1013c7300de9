"""What can be changed later: by PATCH, by PUT, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scim_conformance.client import Reply
from scim_conformance.wire import add, replace

from .infer_notes import Known
from .infer_paths import Candidate
from .probing import Made, Probe, answer_of
from .probing_creation import named_in
from .probing_filters import find
from .probing_people import Person

APART = ("username", "active")
"""What is changed by itself: a user who is renamed or switched off may read differently as a whole."""

NO_PATCH = (404, 405, 501)

Values = dict[str, Any]


def what_patch_changes(probe: Probe) -> None:
    """Change all attributes at once, and then one by one those that have not changed."""
    made = probe.first
    if made is None:
        return
    person = _somebody_else(probe, made)
    together = [each for each in probe.accepted if each.path.casefold() not in APART and not _is_frozen(each)]
    values = {each.path: person.value(each) for each in together if person.value(each) != each.target.read(made.body)}
    together = [each for each in together if each.path in values]
    changed, reply = _patch(probe, made, together, values)
    if reply is not None and not reply.ok and (named := named_in(reply, together)):
        changed, _ = _patch(probe, made, [each for each in together if each not in named], values)
    for each in changed:
        _note_changed(probe, each)
    left = [each for each in together if each not in changed] if len(together) > 1 else []
    for number, each in enumerate(left):
        changed, alone = _patch(probe, made, [each], values)
        if changed:
            _note_changed(probe, each)
        elif number == 0 and alone is not None and alone.status in NO_PATCH and reply and reply.status in NO_PATCH:
            # Some answer so to a PATCH of several operations only; here it is to one of one operation, too.
            probe.notes.features.setdefault("patch", Known(False, "tried", f"PATCH is {answer_of(alone)}."))
            probe.notes.remark(f"PATCH was {answer_of(alone)}; what it changes was not looked at any further.")
            return
    if any(probe.row(each).value("patchable") for each in together):
        probe.notes.features.setdefault("patch", Known(True, "tried"))


def whether_names_change(probe: Probe) -> None:
    """Change the userName and, apart from it, what the schema says can't be changed."""
    made = probe.first
    if made is None or not _patch_works(probe):
        return
    person = probe.crowd.person([made.person], probe.accepted)
    for each in probe.accepted:
        is_apart = each.path.casefold() == "username" or _is_frozen(each)
        if is_apart and _patch(probe, made, [each], {each.path: person.value(each)})[0]:
            _note_changed(probe, each)


def what_only_put_changes(probe: Probe) -> None:
    """Replace the user with other values of all that PATCH has not changed."""
    made = probe.first
    if made is None:
        return
    person = probe.crowd.person([made.person], probe.accepted)
    unchanged = [each for each in probe.accepted if each.path.casefold() != "active"]
    unchanged = [each for each in unchanged if not probe.row(each).value("patchable")]
    unchanged = [each for each in unchanged if person.value(each) != each.target.read(made.body)]
    if not unchanged:
        return
    changed = _put(probe, made, unchanged, person)
    for each in unchanged:
        if each in changed or (len(unchanged) > 1 and _put(probe, made, [each], person)):
            probe.row(each).learn("mutability", "readWrite", "tried")
            if _patch_works(probe):
                probe.row(each).learn("patchable", False, "tried")
        else:
            _when_it_is_set(probe, each, person)


def _when_it_is_set(probe: Probe, candidate: Candidate, person: Person) -> None:
    """Give a value to a user who has none yet, to tell what stays from what only a creation sets."""
    row = probe.row(candidate)
    if row.value("required") or probe.bare is None or candidate.target.read(probe.bare.body) is not None:
        row.learn("mutability", "immutable", "tried")
        return
    probe.budget.need(2, f"whether {candidate.path} can be set later")
    value = person.value(candidate)
    probe.scim.patch(probe.bare.resource, add(candidate.target, value))
    body = probe.read(probe.bare.resource)
    stays = probe.is_stored(candidate, value, body)
    row.learn("mutability", "immutable" if stays else "createOnly", "tried")


def switched_off(probe: Probe) -> None:
    """Switch the second user off, and see whether a filter tells the two apart by that."""
    active, other = probe.candidate("active"), probe.second
    if active is None or other is None or probe.first is None:
        return
    changed, _ = _patch(probe, other, [active], {active.path: False}) if _patch_works(probe) else ([], None)
    if not changed:
        body = {**probe.read(other.resource), "active": False}
        probe.budget.need(2, "whether PUT switches a user off")
        probe.scim.replace(other.resource, body)
        other.body = probe.read(other.resource)
        if active.target.read(other.body) is not False:
            probe.row(active).note("Neither PATCH nor PUT has switched a user off so that it reads back.")
            return
        probe.row(active).learn("mutability", "readWrite", "tried")
        if _patch_works(probe):
            probe.row(active).learn("patchable", False, "tried")
    else:
        _note_changed(probe, active)
    find(probe, active, False, other, probe.first)


def _patch(
    probe: Probe, made: Made, candidates: Sequence[Candidate], values: Values
) -> tuple[list[Candidate], Reply | None]:
    """Change attributes by one PATCH, and return those that read back as they were sent."""
    if not candidates:
        return [], None
    what = candidates[0].path if len(candidates) == 1 else f"{len(candidates)} attributes"
    probe.budget.need(2, f"whether PATCH changes {what}")
    reply = probe.scim.patch(made.resource, *(replace(each.target, values[each.path]) for each in candidates))
    return _changed(probe, made, candidates, values), reply


def _put(probe: Probe, made: Made, candidates: Sequence[Candidate], person: Person) -> list[Candidate]:
    what = candidates[0].path if len(candidates) == 1 else f"{len(candidates)} attributes"
    probe.budget.need(2, f"whether PUT changes {what}")
    body = {key: value for key, value in made.body.items() if key.casefold() not in ("meta", "groups")}
    values = {each.path: person.value(each) for each in candidates}
    for each in candidates:
        each.target.write(body, values[each.path])
    probe.scim.replace(made.resource, body)
    return _changed(probe, made, candidates, values)


def _changed(probe: Probe, made: Made, candidates: Iterable[Candidate], values: Values) -> list[Candidate]:
    made.body = probe.read(made.resource) or made.body
    return [each for each in candidates if probe.is_stored(each, values[each.path], made.body)]


def _note_changed(probe: Probe, candidate: Candidate) -> None:
    row = probe.row(candidate)
    if candidate.mutability == "immutable":
        row.note("/Schemas says that it is immutable; PATCH has changed it.")
    row.learn("mutability", "readWrite", "tried")
    row.learn("patchable", True, "tried")


def _somebody_else(probe: Probe, made: Made) -> Person:
    known = [made.person, *([probe.second.person] if probe.second else [])]
    return probe.crowd.person(known, probe.accepted)


def _is_frozen(candidate: Candidate) -> bool:
    return candidate.mutability == "immutable"


def _patch_works(probe: Probe) -> bool:
    known = probe.notes.features.get("patch")
    return known is None or known.value is not False
