"""What an application does with groups, found out with two groups and a member."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scim_conformance import wire
from scim_conformance.client import Reply, Resource

from .infer_notes import Row
from .probing import Probe, answer_of
from .probing_filters import note_answer

CONFLICT = 409


@dataclass
class Groups:
    """The groups that were made, as far as there are any."""

    one: Resource | None = None
    other: Resource | None = None
    names: dict[str, str] = field(default_factory=dict)


def what_groups_do(probe: Probe) -> None:
    """Create two groups, find, fill, rename and double one of them."""
    said = probe.notes.groups.supported
    if said is None or said.value is not True:
        return
    made = Groups()
    try:
        for question in (_create, _find, _members, _rename, _double, _nameless):
            question(probe, made)
            if made.one is None:
                return
    finally:
        _match(probe)


def _match(probe: Probe) -> None:
    """Match groups by nothing where they are not found by what Entra matches them by."""
    rows, matching = probe.notes.groups.rows, probe.notes.groups.matching
    if matching and rows[matching[0]].value("filterable") is False:
        probe.notes.groups.matching = ()
        probe.notes.remark(f"Groups are not found by {matching[0]}, by which Entra matches them.")


def _row(probe: Probe, path: str, kind: str = "string") -> Row:
    rows = probe.notes.groups.rows
    found = next((each for name, each in rows.items() if name.casefold() == path.casefold()), None)
    row = found or probe.notes.groups.row(path, kind, "tried")
    row.source = "tried"
    return row


def _create(probe: Probe, made: Groups) -> None:
    probe.budget.need(4, "groups")
    body = _body(probe, "group")
    reply = _post(probe, body)
    made.one = reply.resource
    if made.one is None:
        probe.notes.remark(f"The creation of a group was {answer_of(reply)}, so of groups nothing more is known.")
        return
    made.names = {key: str(value) for key, value in body.items() if key != "schemas"}
    stored = probe.read(made.one)
    for path, value in made.names.items():
        if wire.AttributePath.parse(path).read(stored) == value:
            _row(probe, path)
        elif path == "externalId":
            probe.notes.groups.rows.pop(path, None)
            probe.notes.remark("The externalId of a group was accepted, and then was not there.")
    _row(probe, "displayName")
    other = _post(probe, _body(probe, "other"))
    made.other = other.resource


def _body(probe: Probe, word: str) -> dict[str, Any]:
    name = probe.crowd.name(word)
    return {"schemas": [wire.GROUP], "displayName": name, "externalId": f"{name}-ext"}


def _post(probe: Probe, body: dict[str, Any]) -> Reply:
    return probe.scim.create(probe.endpoint.groups_path, body)


def _find(probe: Probe, made: Groups) -> None:
    for path, value in made.names.items():
        if path in probe.notes.groups.rows:
            _ask(probe, made, path, value)


def _ask(probe: Probe, made: Groups, path: str, value: str) -> None:
    if made.one is None or made.other is None:
        return
    probe.budget.need(1, f"whether groups can be found by {path}")
    target = wire.AttributePath.parse(path)
    reply = probe.scim.search(probe.endpoint.groups_path, filter=target.filter_text(value))
    # By its members a group is found among all its members, which a list may leave out.
    note_answer(
        _row(probe, path),
        reply,
        made.one.id,
        made.other.id,
        lambda item: path == "members" or target.read(item) == value,
    )


def _members(probe: Probe, made: Groups) -> None:
    user = probe.bare or probe.second or probe.first
    if user is None or made.one is None:
        return
    probe.budget.need(4, "the members of a group")
    probe.scim.patch(made.one, wire.add("members", [{"value": user.resource.id}]))
    if not _has(probe, made.one, user.resource.id):
        probe.notes.remark("A member that PATCH has added to a group was not there afterwards.")
        return
    row = _row(probe, "members", "reference")
    row.learn("required", False, "tried")
    _ask(probe, made, "members", user.resource.id)
    probe.scim.patch(made.one, wire.remove(f"members[value eq {wire.quoted(user.resource.id)}]"))
    if _has(probe, made.one, user.resource.id):
        row.note("A member was added by PATCH, and not removed by it.")
        return
    row.learn("mutability", "readWrite", "tried")
    row.learn("patchable", True, "tried")


def _has(probe: Probe, group: Resource, user: str) -> bool:
    members = wire.AttributePath.parse("members").read(probe.read(group))
    return any(isinstance(each, dict) and str(each.get("value")) == user for each in members or ())


def _rename(probe: Probe, made: Groups) -> None:
    for path in made.names:
        if made.one is None or path not in probe.notes.groups.rows:
            continue
        probe.budget.need(2, f"whether PATCH changes the {path} of a group")
        value = probe.crowd.name("renamed")
        probe.scim.patch(made.one, wire.replace(path, value))
        row = _row(probe, path)
        if wire.AttributePath.parse(path).read(probe.read(made.one)) == value:
            row.learn("patchable", True, "tried")
            row.learn("mutability", "readWrite", "tried")
            made.names[path] = value
        else:
            row.learn("patchable", False, "tried")
            row.forget("mutability")


def _double(probe: Probe, made: Groups) -> None:
    probe.budget.need(2, "whether two groups may have one name")
    body = {**_body(probe, "double"), "displayName": made.names["displayName"]}
    reply = _post(probe, body)
    row = _row(probe, "displayName")
    row.notes[:] = [note for note in row.notes if not note.startswith("/Schemas says that no two")]
    if reply.status == CONFLICT:
        row.note("A second group of the same name is refused with 409.")
    elif reply.ok:
        row.note("A second group of the same name was accepted.")


def _nameless(probe: Probe, made: Groups) -> None:
    if not made.names.get("externalId"):
        return
    probe.budget.need(3, "whether a group must have a name")
    body = _body(probe, "nameless")
    row = _row(probe, "displayName")
    del body["displayName"]
    reply = _post(probe, body)
    if reply.ok or (reply.status is not None and reply.status < 500 and reply.status != CONFLICT):
        row.learn("required", not reply.ok, "tried")
    if (external := probe.notes.groups.rows.get("externalId")) is not None:
        alone = _post(probe, {"schemas": [wire.GROUP], "displayName": probe.crowd.name("alone")})
        if alone.ok:
            external.learn("required", False, "tried")
