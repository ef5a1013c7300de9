"""Which users are accepted: with which attributes, by what form of name, and what they must have at least."""

from __future__ import annotations

from collections.abc import Sequence

from scim_conformance.client import Reply
from scim_conformance.people.values import DOMAIN
from scim_conformance.settling import HOPELESS, USUAL

from .infer_notes import Known
from .infer_paths import Candidate
from .probing import Made, Probe, answer_of, candidates_of, noted, words
from .probing_people import Person

ROUNDS = 4
"""How often what a refusal names is added, before the attributes are tried one by one."""


class NoUser(Exception):
    """No user at all is accepted, so nothing about users can be found out."""


def which_are_accepted(probe: Probe) -> None:
    """Find the attributes with which a user is accepted, and keep two users that have them."""
    candidates = candidates_of(probe)
    reply, person, accepted = _accepted(probe, candidates)
    probe.accepted = tuple(accepted)
    made = _made(probe, person, reply)
    if not made.body:
        raise NoUser("a user was created, and then could not be read")
    for each in candidates:
        if each not in accepted:
            row = probe.users.row(each.path, each.type, "schemas" if probe.users.rows.get(each.path) else "tried")
            row.note("A user with it was refused: it may take certain values only, which `samples` would name.")
    lost = [each for each in accepted if not probe.is_stored(each, person.value(each), made.body)]
    for each in lost:
        row = noted(probe, each)
        row.supported = False
        row.facts.clear()
        row.note("A value was accepted, and then was not there as it had been sent.")
    probe.accepted = tuple(each for each in accepted if each not in lost)
    for each in probe.accepted:
        noted(probe, each)
    probe.first = made
    probe.users.user_name = Known(probe.crowd.form, "tried")


def second_user(probe: Probe) -> None:
    """Keep a second user, whose values are other ones: what finds both finds too much."""
    if probe.first is None:
        return
    probe.budget.need(1, "a second user")
    person = probe.crowd.person([probe.first.person], probe.accepted)
    reply = probe.create(person, probe.accepted)
    if reply.resource:
        probe.second = Made(person, reply.resource, person.body(probe.accepted))


def what_is_required(probe: Probe) -> None:
    """Create users without one attribute after another, and see which are missed."""
    if probe.first is None:
        return
    claimed = [each for each in probe.accepted if each.required or each.path.casefold() == "username"]
    least = _least(probe, claimed)
    if least is None:
        probe.notes.remark("Which attributes a user must have was not found out: the refusals do not say.")
        return
    for each in probe.accepted:
        if each not in least:
            probe.row(each).learn("required", False, "tried")
    for each in least:
        probe.budget.need(2, f"whether {each.path} is required")
        person = probe.crowd.person()
        reply = probe.create(person, [other for other in least if other is not each])
        if reply.ok:
            probe.row(each).learn("required", False, "tried")
            if each.required:
                probe.row(each).note("/Schemas says that it is required; a user without it was accepted.")
        elif reply.status is not None and reply.status < 500 and reply.status not in (409, 429):
            probe.row(each).learn("required", True, "tried")


def _least(probe: Probe, claimed: list[Candidate]) -> list[Candidate] | None:
    """Return attributes that are enough for a user, beginning with those that are said to be required."""
    least = claimed
    for _ in range(ROUNDS):
        probe.budget.need(2, "which attributes a user must have")
        person = probe.crowd.person()
        reply = probe.create(person, least)
        if reply.resource:
            probe.bare = Made(person, reply.resource, person.body(least))
            return least
        missed = [each for each in named_in(reply, probe.accepted) if each not in least]
        if not missed:
            break
        least = [each for each in probe.accepted if each in least or each in missed]
    return _without_one_by_one(probe, least)


def _without_one_by_one(probe: Probe, known: list[Candidate]) -> list[Candidate] | None:
    """Leave out one attribute after another, where no refusal says which one is missed."""
    missed = list(known)
    for each in probe.accepted:
        if each in known:
            continue
        probe.budget.need(2, f"whether {each.path} is required")
        reply = probe.create(probe.crowd.person(), [other for other in probe.accepted if other is not each])
        if not reply.ok:
            missed.append(each)
    probe.budget.need(2, "which attributes a user must have")
    person = probe.crowd.person()
    reply = probe.create(person, missed)
    if not reply.resource:
        return None
    probe.bare = Made(person, reply.resource, person.body(missed))
    return missed


def _accepted(probe: Probe, every: list[Candidate]) -> tuple[Reply, Person, list[Candidate]]:
    """Return the creation that was accepted, and with which attributes."""
    first: Reply | None = None
    for form in ("any", "email"):
        probe.crowd.form = form
        reply, person = _try(probe, every)
        if reply.resource:
            return reply, person, every
        first = first or reply
        if reply.status in HOPELESS or reply.status is None:
            raise NoUser(f"a user was {'refused and ' if reply.status else ''}{answer_of(reply)}")
    # Still as e-mail addresses, which is the form that is accepted nearly everywhere.
    named = named_in(reply, every)
    attempts = [[each for each in every if each not in named]] if named else []
    usual = [each for each in every if each.required or each.path in USUAL]
    attempts += [usual, [each for each in every if each.required or each.path.casefold() == "username"]]
    for kept in attempts:
        reply, person = _try(probe, kept)
        if reply.resource:
            best = _grown(probe, (reply, person, kept), [each for each in every if each not in kept])
            _which_form(probe, best[2])
            return best
    said = f": it names {', '.join(each.path for each in named)}" if named else ""
    raise NoUser(f"even a user of the most usual attributes was {answer_of(reply)}{said}")


def _grown(
    probe: Probe, base: tuple[Reply, Person, list[Candidate]], rest: Sequence[Candidate]
) -> tuple[Reply, Person, list[Candidate]]:
    """Add the other attributes, half of them at once, and keep those that are accepted."""
    if not rest:
        return base
    reply, person = _try(probe, [*base[2], *rest])
    if reply.resource:
        return reply, person, [*base[2], *rest]
    if len(rest) == 1:
        return base
    half = len(rest) // 2
    return _grown(probe, _grown(probe, base, rest[:half]), rest[half:])


def _which_form(probe: Probe, candidates: Sequence[Candidate]) -> None:
    """See whether another name than an e-mail address is accepted, now that the attributes are right."""
    probe.crowd.form = "any"
    if not _try(probe, candidates)[0].ok:
        probe.crowd.form = "email"


def _try(probe: Probe, candidates: Sequence[Candidate]) -> tuple[Reply, Person]:
    probe.budget.need(2, f"a user with {len(candidates)} attributes")
    person = probe.crowd.person()
    return probe.create(person, candidates), person


def _made(probe: Probe, person: Person, reply: Reply) -> Made:
    assert reply.resource is not None
    return Made(person, reply.resource, probe.read(reply.resource))


def named_in(reply: Reply, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the attributes that a refusal names, userName aside, without which there is no user."""
    said = words(reply).replace(DOMAIN, "")
    return [each for each in candidates if each.path.casefold() != "username" and _is_named(each, said)]


def _is_named(candidate: Candidate, said: str) -> bool:
    name = (candidate.target.sub or candidate.target.name).casefold()
    whole = candidate.target.name.casefold()
    return candidate.path.casefold() in said or (name in said if name != "value" else whole in said)
