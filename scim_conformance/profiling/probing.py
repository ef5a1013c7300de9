"""Finds out by trying what an application does: creates users and groups of its own, and removes them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from scim_conformance import wire
from scim_conformance.client import Cleaned, Reply, Resource, Scim, clean_up

from .infer import Endpoint, note_declared
from .infer_notes import Notes, Row, Section
from .infer_paths import EXTERNAL_ID, Candidate
from .probing_budget import Budget, Spent
from .probing_people import Crowd, Person


@dataclass
class Made:
    """A user that was made for trying: who it is, what was sent, and how it reads now."""

    person: Person
    resource: Resource
    body: dict[str, Any]


@dataclass
class Probe:
    """What the questions share: the endpoint, the people, the budget, and what is known so far."""

    endpoint: Endpoint
    crowd: Crowd
    budget: Budget
    samples: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """Values that somebody who knows the application has given, by path."""

    accepted: tuple[Candidate, ...] = ()
    """The attributes with which a user is accepted, and that are read back as sent."""

    first: Made | None = None
    second: Made | None = None
    bare: Made | None = None
    """A user of the required attributes alone."""

    open: list[str] = field(default_factory=list)
    """The questions that the budget left open."""

    @property
    def scim(self) -> Scim:
        """The client."""
        return self.endpoint.scim

    @property
    def notes(self) -> Notes:
        """What is known of the endpoint."""
        return self.endpoint.notes

    @property
    def users(self) -> Section:
        """What is known of its users."""
        return self.notes.users

    def row(self, candidate: Candidate) -> Row:
        """Return the row of an attribute of users."""
        return self.users.rows[candidate.path]

    def candidate(self, path: str) -> Candidate | None:
        """Return the accepted attribute of a path."""
        return next((each for each in self.accepted if each.path.casefold() == path.casefold()), None)

    def create(self, person: Person, candidates: Iterable[Candidate], instead: dict[str, Any] | None = None) -> Reply:
        """Create a user with these attributes."""
        return self.scim.create(self.endpoint.users_path, person.body(candidates, instead))

    def read(self, resource: Resource) -> dict[str, Any]:
        """Return how a resource reads now; empty where it can't be read."""
        reply = self.scim.read(resource)
        return reply.json if reply.ok and isinstance(reply.json, dict) else {}

    def is_stored(self, candidate: Candidate, value: Any, body: dict[str, Any], base: str = wire.USER) -> bool:
        """Tell whether a resource holds a value."""
        definition = self.endpoint.discovered.schema_set.find(candidate.target, base)
        return wire.same_value(value, candidate.target.read(body), definition)


Question = Callable[[Probe], None]


def ask(probe: Probe, questions: Iterable[Question]) -> None:
    """Ask every question that the budget allows; what it does not is noted."""
    for question in questions:
        try:
            question(probe)
        except Spent as spent:
            if str(spent) not in probe.open:
                probe.open.append(str(spent))


def remove_all(scim: Scim, notes: Notes) -> Cleaned:
    """Delete all that was made."""
    means = notes.delete.value if notes.delete is not None else None
    return clean_up(scim, scim.ledger, delete_means=means)


def candidates_of(probe: Probe) -> list[Candidate]:
    """Return the attributes to try: those that are declared, or else those that Entra's default mapping names."""
    found = []
    for each in probe.endpoint.users.candidates:
        # A manager is somebody, so it is asked for by itself; what is read-only can't be sent.
        if each.mutability == "readOnly" or (each.type == "reference" and each.target.name.casefold() == "manager"):
            continue
        given = probe.samples.get(each.path.casefold())
        found.append(_with_samples(each, given) if given else each)
    if not any(each.path.casefold() == "externalid" for each in found):
        # Every resource may have it, whatever its schema says: https://www.rfc-editor.org/rfc/rfc7643#section-3.1
        found.append(Candidate("externalId", wire.AttributePath.parse("externalId"), "string", EXTERNAL_ID))
    return found


def _with_samples(candidate: Candidate, samples: tuple[Any, ...]) -> Candidate:
    return Candidate(candidate.path, candidate.target, candidate.type, candidate.leaf, candidate.parent, samples)


def noted(probe: Probe, candidate: Candidate) -> Row:
    """Return the row of an attribute that was seen to be there; what is found by trying is its source."""
    section = probe.users
    if candidate.path not in section.rows and probe.endpoint.discovered.describes_users:
        note_declared(section, candidate)
    row = section.row(candidate.path, candidate.type, "tried")
    row.source = "tried"
    return row


def words(reply: Reply) -> str:
    """Return what a refusal says, for finding the attributes that it names; it is not kept."""
    return reply.text.casefold() if isinstance(reply.text, str) else ""


def answer_of(reply: Reply) -> str:
    """Return an answer in a few words."""
    return f"answered {reply.status}" if reply.status is not None else "not answered"
