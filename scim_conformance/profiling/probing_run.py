"""The questions in their order, and what is said of them in the end."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scim_conformance.client import Cleaned, Scim

from . import probing_changes as changes
from . import probing_creation as creation
from . import probing_ends as ends
from . import probing_filters as filters
from .infer import read_endpoint
from .infer_notes import Known, Notes
from .probing import Probe, Question, ask, remove_all
from .probing_budget import Budget
from .probing_creation import NoUser
from .probing_groups import what_groups_do
from .probing_people import Crowd

QUESTIONS: tuple[Question, ...] = (
    creation.which_are_accepted,
    creation.second_user,
    ends.what_delete_does,
    filters.by_the_usual_ones,
    creation.what_is_required,
    changes.what_patch_changes,
    changes.whether_names_change,
    changes.what_only_put_changes,
    changes.switched_off,
    ends.what_is_unique,
    what_groups_do,
    ends.who_the_manager_is,
    ends.how_long_a_page_is,
    filters.by_all_others,
    filters.by_what_is_matched,
)
"""What matters most to Entra comes first: a budget that is small ends before the rest."""


@dataclass(frozen=True)
class Tries:
    """How much may be tried: with how many requests, and with which values for some attributes."""

    requests: int
    samples: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


def look(scim: Scim, notes: Notes, tries: Tries | None, say: Callable[[str], None]) -> Cleaned:
    """Read an endpoint and, where ``tries`` is given, find out by trying; return what could not be removed again."""
    say("reading what the endpoint says of itself")
    endpoint = read_endpoint(scim, notes)
    can_try = endpoint.users_answer.status == 200
    way = "by trying, with users of its own" if tries and can_try else "by reading alone"
    notes.remarks.insert(
        0, f"Made on {notes.date} from what the endpoint says of itself and {way}. What is not here was not found out."
    )
    if tries is None:
        return Cleaned([], 0)
    if not can_try:
        notes.remark("Nothing was tried, as users can't be listed.")
        return Cleaned([], 0)
    budget = Budget(scim, tries.requests, say)
    crowd = Crowd(scim.mark, secrets.randbelow(2**20))
    return find_out(Probe(endpoint, crowd, budget, dict(tries.samples)))


def find_out(probe: Probe) -> Cleaned:
    """Ask all questions, and remove whatever was made for them, also where it is interrupted."""
    try:
        ask(probe, QUESTIONS)
    except NoUser as reason:
        probe.notes.remark(
            f"Nothing was found out by trying: {reason}. If an attribute takes certain values only, name one with "
            "--sample and begin again."
        )
    finally:
        cleaned = remove_all(probe.scim, probe.notes)
    _leave_open_what_contradicts(probe.notes)
    if probe.open:
        probe.notes.remark(
            f"Left open, as more than {probe.budget.limit} requests would be needed: {'; '.join(probe.open)}."
        )
    return cleaned


def _leave_open_what_contradicts(notes: Notes) -> None:
    """Leave a feature open that the endpoint denies and that has worked all the same."""
    rows = [*notes.users.rows.values(), *notes.groups.rows.values()]
    for feature, key in (("filter", "filterable"), ("patch", "patchable")):
        said = notes.features.get(feature)
        if said is not None and said.value is False and any(row.value(key) is True for row in rows):
            note = "The endpoint says or seems to have none, and it has worked for some attributes."
            notes.features[feature] = Known("unknown", "tried", note)
