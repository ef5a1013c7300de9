"""Which failures of a run are meant, and why some can't be waived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from scim_conformance.profile.problems import did_you_mean
from scim_conformance.report.comparison import plain_message
from scim_conformance.report.words import name_of
from scim_conformance.waivers import Waiver

Check = Mapping[str, Any]

LONGEST = timedelta(days=366)
"""How long a waiver may hold: what is accepted for longer is no longer looked at by anybody."""

SHORTEST_TEXT = 5
"""How many letters a reason and a message have at least, as the schema of waivers says."""

WAIVABLE = ("failed", "warned")

_WHY_NOT = {
    "passed": "it passed, so there is nothing to waive",
    "omitted": "it did not apply, so there is nothing to waive",
    "broken": "the suite or the connection failed, which is no finding about the provider",
    "waived": "it is waived already",
}


@dataclass
class Choice:
    """What is to be waived, and what stands against it."""

    checks: list[Check] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def choose(document: Mapping[str, Any], names: Sequence[str], *, all: bool) -> Choice:
    """Return the failures that are meant: those that are named, or everything that failed."""
    choice = Choice()
    if all and names:
        choice.problems.append("Name the checks to waive, or say --all: not both.")
    elif all:
        # Warnings fail a run only where it was asked to be strict.
        wanted = WAIVABLE if document["run"].get("strict") else ("failed",)
        choice.checks += [check for check in document["checks"] if check["outcome"] in wanted]
    elif not names:
        choice.problems.append("Name the checks to waive, as the run shows them, or say --all.")
    for name in () if all else dict.fromkeys(names):
        _choose(document["checks"], name, choice)
    choice.checks = list({name_of(check): check for check in choice.checks}.values())
    return choice


def _choose(checks: Sequence[Check], name: str, choice: Choice) -> None:
    meant = [check for check in checks if name in (check["id"], name_of(check))]
    found = [check for check in meant if check["outcome"] in WAIVABLE]
    choice.checks += found
    if not meant:
        known = dict.fromkeys(word for check in checks if check["outcome"] in WAIVABLE for word in _names(check))
        hint = did_you_mean(name, known) if known else "Nothing failed in it."
        choice.problems.append(f"{name} did not run in that run. {hint}")
    elif not found:
        choice.problems += dict.fromkeys(f"{name} can't be waived: {_why_not(check)}." for check in meant)


def _names(check: Check) -> tuple[str, str]:
    return str(check["id"]), name_of(check)


def _why_not(check: Check) -> str:
    outcome = str(check["outcome"])
    if outcome == "blocked":
        cause = f" by what {check['cause']} says: waive or mend that" if check["cause"] else ""
        return f"it could not be exercised, kept from it{cause}" if cause else "it could not be exercised"
    if outcome == "stale":
        return "it has a waiver, which has served or ended: take that out of its file first"
    return _WHY_NOT[outcome]


def waivers_of(choice: Choice, reason: str, until: date, *, ticket: str | None, message: str | None) -> list[Waiver]:
    """Return the waivers for the chosen failures; ``message``, a part of theirs, stands for the whole."""
    found = []
    for check in choice.checks:
        whole = plain_message(check)
        if message is not None and message not in whole:
            choice.problems.append(f"{name_of(check)} says something else than {message!r}: {whole}")
        found.append(Waiver(str(check["id"]), message or whole, reason, until, check["on"], ticket))
    return found


def day(text: str, today: date, problems: list[str]) -> date | None:
    """Return the last day of a waiver, or say what is wrong with it."""
    try:
        until = date.fromisoformat(text) if len(text) == len("2027-01-31") else None
    except ValueError:
        until = None
    if until is None:
        problems.append(f"--until must be a day such as {today + timedelta(days=90)}, not {text!r}.")
    elif until < today:
        problems.append(f"--until {until} has passed: the waiver would never hold.")
    elif until > today + LONGEST:
        problems.append(f"--until {until} is more than a year ahead: a waiver is for now. Choose an earlier day.")
    return until


def wordless(texts: Mapping[str, str | None]) -> Iterator[str]:
    """Yield what is too short to tell anybody anything."""
    for option, text in texts.items():
        if text is not None and len(text.strip()) < SHORTEST_TEXT:
            yield f"{option} must tell a reader something: {SHORTEST_TEXT} letters at least."


def waived_twice(new: Iterable[Waiver], old: Sequence[Waiver]) -> Iterator[str]:
    """Yield which checks have a waiver already, and where."""
    for waiver in new:
        for other in old:
            if other.check == waiver.check and other.on in (None, waiver.on):
                name = waiver.check + (f"[{waiver.on}]" if waiver.on else "")
                yield (
                    f"{name} has a waiver already, in line {other.line}, until {other.until}: change that one, or take "
                    "it out first."
                )
