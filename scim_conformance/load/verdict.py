"""What a load has shown: the rate, the errors, and whether the data is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .planning import DEFAULT_RATE, Plan

Word = Literal["met", "missed", "not shown", "not asked"]

TOLERANCE = 0.02
"""Which part of the demanded answers may be missing: clocks and schedulers are not exact."""

SHARE_OF_ERRORS = 0.01
"""Which part of the requests may fail: Entra tries again what failed, in its next cycle."""

BUSY = 0.2
"""From which share of the time on this machine is itself too busy to say anything about a provider."""

ENOUGH_SECONDS = 2.0
"""With so many users that answers may take so long each, the number of users is no excuse."""

WRONG = {
    "missing": "users created and gone",
    "not found": "users that no search finds",
    "twice": "users that are there twice",
    "deviates": "attributes other than accepted",
    "member lost": "memberships lost",
    "member came back": "memberships back that had ended",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was to be shown, and whether it was."""

    name: str
    word: Word
    says: str

    @property
    def is_good(self) -> bool:
        """Whether nothing is to be done about it."""
        return self.word in ("met", "not asked")


@dataclass(frozen=True)
class Sum:
    """What all workers have counted together."""

    rate: float
    waiting: float
    """How many requests waited for their answer on average."""

    crowded: float
    """For which share of the time nearly all virtual users waited, in the worker where it was the most."""

    late: float
    """For which share of the time the machine that sends was too busy, in the worker where it was the most."""

    sent: int
    well: int
    throttled: int
    window: float
    users: int
    stopped: bool

    @classmethod
    def of(cls, accounts: Sequence[Mapping[str, Any]]) -> Sum:
        """Add up what workers have told."""

        def total(name: str) -> float:
            return sum(float(each[name]) for each in accounts)

        return cls(
            rate=round(total("rate"), 2),
            waiting=total("waiting"),
            crowded=max((float(each["crowded"]) for each in accounts), default=0.0),
            late=max((float(each["late"]) for each in accounts), default=0.0),
            sent=int(total("sent")),
            well=int(total("well")),
            throttled=int(total("throttled")),
            window=max((float(each["window_seconds"]) for each in accounts), default=0.0),
            users=int(total("users")),
            stopped=any(each["stopped"] for each in accounts),
        )


def findings(plan: Plan, accounts: Sequence[Mapping[str, Any]], *, lost: int, left: int) -> list[Finding]:
    """Return what a load has shown."""
    if not accounts:
        return [Finding("workers", "not shown", "No worker told what came of its part."), deleted(left)]
    added = Sum.of(accounts)
    return [
        *_rates(plan, added, lost),
        _errors(added),
        _data(accounts),
        *([_workers(lost)] if lost else ()),
        *([_left_out(plan)] if plan.unjudged.doings else ()),
        deleted(left),
    ]


def _rates(plan: Plan, added: Sum, lost: int) -> Iterator[Finding]:
    yield _rate("rate asked for", plan.rate, plan, added, lost)
    if plan.rate < DEFAULT_RATE:
        says = f"Microsoft asks for {DEFAULT_RATE:g} a second; this load was sent with {plan.rate:g}."
        yield Finding("rate of Microsoft", "not asked", says)
    else:
        yield _rate("rate of Microsoft", DEFAULT_RATE, plan, added, lost)
    if plan.limit is None:
        yield Finding("limit of the profile", "not asked", "The profile names no limits.requests_per_second.")
    elif added.throttled:
        says = f"{_n(added.throttled, 'request')} were put off, although the profile allows {plan.limit:g} a second."
        yield Finding("limit of the profile", "missed", says)
    else:
        says = f"No request was put off; the profile allows {plan.limit:g} a second."
        yield Finding("limit of the profile", "met", says)


def _rate(name: str, needed: float, plan: Plan, added: Sum, lost: int) -> Finding:
    said = f"{added.rate:g} of {needed:g} good answers a second over {added.window:g} s"
    if added.stopped:
        return Finding(name, "not shown", "The load was stopped before its time.")
    if added.window and added.rate >= needed * (1 - TOLERANCE) - 1 / added.window:
        put_off = f" ({added.throttled} put off with 429 or 503)" if added.throttled else ""
        return Finding(name, "met", f"{said}{put_off}.")
    if lost:
        return Finding(name, "not shown", f"{said}. A worker was lost, and its part with it.")
    word, why = _why_slow(plan, added, 1 - added.rate / needed)
    return Finding(name, word, f"{said}. {why}")


def _why_slow(plan: Plan, added: Sum, missing: float) -> tuple[Word, str]:
    bad = added.sent - added.well - added.throttled
    if added.throttled:
        return "missed", f"{added.throttled} were put off with 429 or 503."
    if added.sent and bad > TOLERANCE * added.sent:
        return "missed", f"{bad} of {added.sent} requests failed."
    if added.late > min(BUSY, missing):
        return "not shown", "The machine that sends was too busy: use more workers, or another machine."
    if added.crowded < missing / 2:
        return "not shown", "This machine could not send more: use more workers, or another machine."
    took = added.waiting / max(added.rate, 0.001)
    slow = f"For {added.crowded:.0%} of the time nearly all virtual users waited for answers ({took:.2f} s on average)"
    if plan.users < ENOUGH_SECONDS * plan.rate:
        wanted = round(ENOUGH_SECONDS * plan.rate)
        return "not shown", f"{slow}: {plan.users} are too few to tell, give --users {wanted} or more."
    return "missed", f"{slow}."


def _errors(added: Sum) -> Finding:
    bad = added.sent - added.well - added.throttled
    word: Word = "met" if added.sent and bad <= SHARE_OF_ERRORS * added.sent else "missed"
    if not added.sent:
        return Finding("errors", "not shown", "No request was sent.")
    most = f"{SHARE_OF_ERRORS:.0%} may"
    return Finding("errors", word, f"{bad:,} of {added.sent:,} requests failed; {most}.")


def _data(accounts: Sequence[Mapping[str, Any]]) -> Finding:
    read = [each["read_back"] for each in accounts]
    wrong = {name: count for name in (*WRONG, "unread") if (count := sum(each["wrong"].get(name, 0) for each in read))}
    users, members = sum(each["users"] for each in read), sum(each["memberships"] for each in read)
    changes = sum(each["accepted"] for each in accounts)
    strangers = sum(each["strangers"] for each in accounts)
    unread = wrong.pop("unread", 0) + sum(each["unfinished"] for each in read)
    about = f"{_n(changes, 'accepted change')} to {_n(users, 'user')}, {_n(members, 'membership')}"
    if wrong or strangers:
        told = [f"{WRONG[name]}: {count}" for name, count in wrong.items()]
        if strangers:
            told.append(f"answers that named somebody whom the load has not made: {strangers}")
        return Finding("data", "missed", f"{about}: {', '.join(told)}.")
    if not users:
        return Finding("data", "not shown", "No creation was accepted, so there is nothing to read back.")
    if unread:
        return Finding("data", "not shown", f"{about}: {unread} could not be read back.")
    return Finding("data", "met", f"{about}: all are there, none twice.")


def _workers(lost: int) -> Finding:
    return Finding("workers", "not shown", f"{_n(lost, 'worker')} never told what came of their part.")


def _left_out(plan: Plan) -> Finding:
    doings = ", ".join(plan.unjudged.doings)
    says = f"Left out, as it does not work for one user alone either: {doings}. Run the suite first."
    return Finding("kinds of change", "not shown", says)


def deleted(left: int) -> Finding:
    """Return whether all that was made is gone."""
    if left:
        says = f"{left} could not be deleted; scim-conformance sweep tries again."
        return Finding("cleanup", "missed", says)
    return Finding("cleanup", "met", "All that was made is deleted.")


def _n(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
