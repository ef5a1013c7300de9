"""What is unique, what DELETE does, how long a page is, and who the manager is."""

from __future__ import annotations

from scim_conformance import wire
from scim_conformance.client import Reply

from .infer_notes import Known
from .infer_paths import Candidate
from .probing import Made, Probe, answer_of, noted
from .probing_creation import second_user

PAGE = 1000
"""How many users are asked for at once, to see where a page ends."""

CONFLICT = 409
GONE = (404, 410)

_MATCHED = ("username", "externalid", 'emails[type eq "work"].value')


def what_is_unique(probe: Probe) -> None:
    """Create users with a value that another user has, in what Entra matches by or what is said to be unique."""
    made = probe.first
    if made is None:
        return
    asked = [each for each in probe.accepted if each.path.casefold() in _MATCHED]
    asked += [each for each in probe.accepted if each.leaf.uniqueness in ("server", "global") and each not in asked]
    for each in sorted(asked, key=lambda one: one.path.casefold() != "username"):
        probe.budget.need(2, f"whether {each.path} is unique")
        person = probe.crowd.person([made.person], probe.accepted)
        reply = probe.create(person, probe.accepted, {each.path: each.target.read(made.body)})
        _note_unique(probe, each, reply)


def _note_unique(probe: Probe, candidate: Candidate, reply: Reply) -> None:
    row = probe.row(candidate)
    row.notes[:] = [note for note in row.notes if not note.startswith("/Schemas says that no two")]
    if reply.status == CONFLICT:
        row.note("A second user with the same value is refused with 409.")
    elif reply.ok:
        said = ", though /Schemas says that it is unique" if candidate.leaf.uniqueness in ("server", "global") else ""
        if said or candidate.path.casefold() == "username":
            row.note(f"A second user with the same value was accepted{said}.")
    else:
        row.note(f"A second user with the same value was {answer_of(reply)}, where 409 says what is wrong.")


def what_delete_does(probe: Probe) -> None:
    """Delete the second user, see what is left of it, and create it anew."""
    made = probe.second
    if made is None:
        return
    probe.budget.need(3, "what DELETE does")
    reply = probe.scim.delete(made.resource)
    if not reply.ok:
        probe.notes.remark(f"DELETE was {answer_of(reply)}, so what it does is not known.")
        return
    left = probe.scim.read(made.resource)
    body = made.person.body(probe.accepted)
    again = probe.scim.create(probe.endpoint.users_path, body)
    probe.second = Made(made.person, again.resource, body) if again.resource else None
    if left.status in GONE and again.status == CONFLICT:
        note = "The user reads as gone, but its userName stays taken: the account seems to be kept out of sight."
        probe.notes.delete = Known("deactivates", "guess", note)
    elif left.status in GONE:
        probe.notes.delete = Known("removes", "tried")
        if reply.status == 204:
            # Seen once, so that cleaning up need not look each time.
            probe.scim.kept_promises.add(("user", reply.status))
    elif left.ok and isinstance(left.json, dict) and str(left.json.get("active")).casefold() == "false":
        probe.notes.delete = Known("deactivates", "tried")
    else:
        probe.notes.remark(
            f"DELETE was {answer_of(reply)}, and then a GET was {answer_of(left)}: what it does is not known."
        )
    if probe.second is None:
        second_user(probe)


def how_long_a_page_is(probe: Probe) -> None:
    """Ask for more users than a page may hold; it shows only where there are more."""
    probe.budget.need(1, "how long a page is")
    reply = probe.scim.search(probe.endpoint.users_path, count=PAGE, attributes="id")
    items = wire.list_items(reply.json) if reply.status == 200 else None
    total = reply.json.get("totalResults") if isinstance(reply.json, dict) else None
    if items and isinstance(total, int) and len(items) < min(total, PAGE):
        said = probe.notes.page_size
        note = f"The endpoint says {said.value}." if said is not None and said.value != len(items) else None
        probe.notes.page_size = Known(len(items), "tried", note)


def who_the_manager_is(probe: Probe) -> None:
    """Make one user the manager of another one, as Entra does it: the id, at the attribute itself."""
    manager = next((each for each in probe.endpoint.users.candidates if _is_manager(each)), None)
    if manager is None or probe.first is None or probe.bare is None:
        return
    probe.budget.need(2, "whether a user can have a manager")
    boss = probe.bare.resource.id
    probe.scim.patch(probe.first.resource, wire.replace(manager.target, boss))
    body = probe.read(probe.first.resource)
    held = manager.target.read(body)
    probe.first.body = body or probe.first.body
    if held == boss or (isinstance(held, dict) and held.get("value") == boss):
        row = noted(probe, manager)
        row.learn("required", False, "tried")
        row.learn("mutability", "readWrite", "tried")
        row.learn("patchable", True, "tried")
        row.note("The id of another user, which Entra sends at this path as a text.")
    elif manager.path in probe.users.rows:
        probe.users.rows[manager.path].note("The id of another user, sent by PATCH as Entra does, was not stored.")


def _is_manager(candidate: Candidate) -> bool:
    return candidate.type == "reference" and candidate.target.name.casefold() == "manager"
