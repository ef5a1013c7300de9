"""What is done before a load: the connection is tested, shared groups are made, and one user rehearses all of it.

What does not work for one user alone is no finding about load; it is told, and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from uuid import uuid4

from scim_conformance.client import Credentials
from scim_conformance.entra.directory.attributes import team_attributes
from scim_conformance.entra.directory.model import Team
from scim_conformance.entra.mapping.model import AttributeMapping
from scim_conformance.entra.port import Port, resource_path
from scim_conformance.entra.resources import group_body
from scim_conformance.entra.service.answers import id_of, told
from scim_conformance.entra.service.connection import probes
from scim_conformance.entra.service.values import wanted
from scim_conformance.entra.service.writing import new_group
from scim_conformance.people.employees import team
from scim_conformance.profile import Profile
from scim_conformance.wire.objects import value_in

from .acting import Actor
from .planning import Plan, Shared, Unjudged
from .proportions import Doing
from .reading import Problem, Reader
from .shift import Shift

CAST = 2
"""How many users the rehearsal makes."""

REHEARSED: Sequence[Doing] = ("update", "add members", "remove members", "disable", "restore")


class NotPossible(Exception):
    """What keeps a load from being begun at all."""


def prepare(plan: Plan, profile: Profile, credentials: Credentials, ledgers: Path) -> Plan:
    """Return the plan with its shared groups and with what is not judged; raise NotPossible where it makes no sense."""
    with closing(Shift(plan, profile, credentials, ledgers, name="groups")) as shift, closing(shift.carrier()) as port:
        for probe in probes(shift.job, port, Random()):
            if probe.step.result == "failure":
                raise NotPossible(f"The Test Connection fails, so Entra would not begin. {probe.step.reason}")
        shared = tuple(_made(number, plan, shift, port) for number in range(plan.groups))
    # Numbers that no virtual user of the load gives to anybody.
    alone = replace(plan, shared=shared, users=1, people=plan.people + CAST)
    with closing(Shift(alone, profile, credentials, ledgers, name="rehearsal", number=plan.people)) as shift:
        unjudged = rehearse(shift)
    return replace(plan, shared=shared, unjudged=unjudged)


def _made(number: int, plan: Plan, shift: Shift, port: Port) -> Shared:
    group = Team(str(uuid4()), team(plan.seed, number, plan.mark))
    values = wanted(shift.job.groups or AttributeMapping(()), team_attributes(group), create=True)
    body = new_group(values)
    answer = port("POST", "/Groups", json=body)
    if not answer.ok:
        # Entra is seen to send both forms; which of them is taken is nothing that a load has to show.
        answer = port("POST", "/Groups", json=group_body({**body, "schemas": []}, members=True))
    target = id_of(answer.json)
    if not answer.ok or not target:
        why = told(answer) if not answer.ok else "the answer has no id"
        raise NotPossible(
            f"A group was to be created before the load, but {why}. With --groups 0 the load is sent without groups."
        )
    return Shared(group.object_id, target, number)


def rehearse(shift: Shift) -> Unjudged:
    """Do each thing once, read back what became of it, and return what is not to be judged under load."""
    actor, found = shift.actor(), Unjudged()
    for _ in range(CAST):
        if not actor.do("create"):
            raise NotPossible(f"A user can't be created even without load. {actor.why}")
    with closing(shift.reader()) as reader:
        found = _after("create", shift, reader, found)
        for doing in REHEARSED:
            if doing not in actor.able():
                continue
            if not actor.do(doing):
                found = left_out(found, doing, actor.why)
                continue
            if doing == "add members" and not _shows_members(actor, shift, reader.ports[0]):
                found = replace(found, members=True)
            found = _after(doing, shift, reader, found)
    return found


def _after(doing: Doing, shift: Shift, reader: Reader, found: Unjudged) -> Unjudged:
    problems = reader.read(shift.actors, shift.plan.shared, found).problems
    missing = next((each for each in problems if each.wrong in ("missing", "unread")), None)
    if missing is not None:
        raise NotPossible(f"What is created can't be read even without load. {missing.text}.")
    return known(doing, problems, found)


def known(doing: Doing, problems: Sequence[Problem], found: Unjudged) -> Unjudged:
    """Return what is not to be judged, now that these problems showed without load, after a certain doing."""
    paths = {*found.paths, *(each.path for each in problems if each.wrong == "deviates")}
    astray = next((each for each in problems if each.wrong in ("member lost", "member came back")), None)
    if astray is not None:
        # What one of them has spoilt can't be judged of the other either.
        found = replace(left_out(found, doing, f"{astray.text}."), members=True)
    twice = found.twice or any(each.wrong in ("twice", "not found") for each in problems)
    return replace(found, paths=tuple(sorted(paths)), twice=twice)


def left_out(found: Unjudged, doing: Doing, why: str) -> Unjudged:
    """Return what is not to be judged, with one more kind of change that is left out."""
    if doing in found.doings:
        return found
    return replace(found, doings=(*found.doings, doing), reasons=(*found.reasons, why))


def _shows_members(actor: Actor, shift: Shift, port: Port) -> bool:
    """Tell whether the group that somebody has joined shows any members."""
    for group in shift.plan.shared:
        if actor.reckoning.must_be_in(group.object_id):
            answer = port("GET", resource_path("/Groups", group.target_id))
            return answer.status != 200 or value_in(answer.json, "members") is not None
    return True


def told_of(unjudged: Unjudged) -> list[str]:
    """Return the sentences that say what is not judged, and why."""
    lines = []
    for doing, why in zip(unjudged.doings, unjudged.reasons, strict=True):
        lines.append(f"Left out, as it does not work for one user alone either: {doing}. {why}")
    if unjudged.paths:
        lines.append(
            f"Not compared, as it reads otherwise than it was written even without load: {', '.join(unjudged.paths)}."
        )
    if unjudged.members:
        lines.append("Memberships are not compared: they do not read as they were written even without load.")
    if unjudged.twice:
        lines.append("Users are not searched for afterwards: a search does not find them right even without load.")
    return lines
