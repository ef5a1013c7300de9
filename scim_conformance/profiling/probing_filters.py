"""By which attributes users are found: a filter with ``eq`` finds exactly the one who has the value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from scim_conformance import wire
from scim_conformance.client import Reply

from .infer_notes import Known, Row
from .infer_paths import Candidate
from .probing import Made, Probe

FIRST = ("username", "externalid", 'emails[type eq "work"].value')
"""What Entra matches by most often; asked before the budget goes to anything else."""

REFUSED = (400, 403, 404, 405, 422, 501)


def by_the_usual_ones(probe: Probe) -> None:
    """Ask for the attributes that Entra matches by most often."""
    _by(probe, [each for each in probe.accepted if each.path.casefold() in FIRST])


def by_all_others(probe: Probe) -> None:
    """Ask for each of the other attributes, save where it has been seen that filters do nothing."""
    tried = [probe.row(each).value("filterable") for each in probe.accepted if each.path.casefold() in FIRST]
    if False in tried and True not in tried:
        probe.notes.remark("Whether users are found by other attributes was not tried, as filters do not work.")
        return
    # By booleans users are found, if at all, once one of the two was switched off.
    _by(probe, [each for each in probe.accepted if each.path.casefold() not in FIRST and each.type != "boolean"])


def _by(probe: Probe, candidates: Iterable[Candidate]) -> None:
    one, other = probe.first, probe.second
    if one is None or other is None:
        return
    for each in candidates:
        value = each.target.read(one.body)
        if isinstance(value, dict | list) or value is None:
            continue
        if value == each.target.read(other.body):
            probe.row(each).note("Whether it can be filtered was not found out: two users could not be told apart.")
            continue
        find(probe, each, value, one, other)


def find(probe: Probe, candidate: Candidate, value: Any, wanted: Made, other: Made) -> None:
    """Ask by one attribute for the one user, and note what it came to."""
    probe.budget.need(1, f"whether users can be found by {candidate.path}")
    reply = probe.scim.search(probe.endpoint.users_path, filter=candidate.target.filter_text(value))
    note_answer(
        probe.row(candidate),
        reply,
        wanted.resource.id,
        other.resource.id,
        lambda item: probe.is_stored(candidate, value, item),
    )


def note_answer(row: Row, reply: Reply, wanted: str, other: str, fits: Callable[[dict[str, Any]], bool]) -> None:
    """Note what the answer to a filter says of an attribute: by which it finds one, and not another one."""
    items = wire.list_items(reply.json) if reply.status == 200 else None
    if items is None:
        if reply.status in REFUSED:
            row.learn("filterable", False, "tried")
            row.note(f"A filter on it is answered with {reply.status}.")
        else:
            what = f"with {reply.status}" if reply.status is not None else "with nothing"
            row.note(f"Whether it can be filtered was not found out: a filter on it is answered {what}.")
        return
    # A filter may find others who have the same value; only whether they have it is looked at.
    ids = [str(item.get("id")) for item in items]
    wrong = other in ids or any(not fits(item) for item in items)
    if wanted in ids and not wrong:
        row.learn("filterable", True, "tried")
    elif wrong:
        row.learn("filterable", False, "tried")
        row.note("A filter on it also finds those who have another value.")
    elif _is_cut(reply, items):
        row.note("Whether it can be filtered was not found out: too many have the same value.")
    else:
        row.learn("filterable", False, "tried")
        row.note("A filter on it does not find who has the value.")


def _is_cut(reply: Reply, items: list[dict[str, Any]]) -> bool:
    total = reply.json.get("totalResults") if isinstance(reply.json, dict) else None
    return isinstance(total, int) and total > len(items)


def by_what_is_matched(probe: Probe) -> None:
    """Choose by what Entra is to match users, now that it is known what finds them."""
    rows = probe.users.rows
    found = [path for path in rows if path.casefold() in FIRST and rows[path].value("filterable") is True]
    found.sort(key=lambda path: FIRST.index(path.casefold()))
    matched = rows.get(probe.users.matching[0]) if probe.users.matching else None
    if matched is not None and (matched.value("filterable") is False or matched.supported is False):
        probe.users.matching, probe.users.matching_source = tuple(found[:1]), "tried"
        probe.notes.remark(
            f"Users are not found by userName, so they are matched by {found[0]}."
            if found
            else "Users are found by none of the attributes that Entra matches by, so provisioning can't work."
        )
    if found and "filter" not in probe.notes.features:
        probe.notes.features["filter"] = Known(True, "tried")
