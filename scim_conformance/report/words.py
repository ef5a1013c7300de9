"""The sentences that terminal and page share, made of results.json."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
Check = Mapping[str, Any]
Exchange = Mapping[str, Any]

NAMES = {"rfc": "RFC 7643/7644", "entra": "Microsoft Entra", "okta": "Okta", "profile": "profile"}

VERDICTS = {
    "conformant": "conformant",
    "conformant-with-waivers": "conformant with waivers",
    "not-conformant": "not conformant",
    "incomplete": "incomplete",
    "partial": "partial",
    "not-asked": "not asked",
}

OUTCOMES = ("failed", "stale", "broken", "blocked", "warned", "waived", "passed", "omitted")
"""In the order in which they are shown, what needs a hand first."""

DECIDED = ("passed", "failed", "warned", "waived", "stale")


@dataclass(frozen=True)
class Finding:
    """Checks that say the same for the same reason."""

    outcome: str
    message: str
    cause: str | None
    checks: tuple[Check, ...]

    @property
    def names(self) -> list[str]:
        """The checks by name."""
        return [name_of(check) for check in self.checks]


def name_of(check: Check) -> str:
    """Return a check's id, with the row that it looked at."""
    return f"{check['id']}[{check['on']}]" if check["on"] else str(check["id"])


def anchor_of(check: Check) -> str:
    """Return the id of a check in a page."""
    name = re.sub(r"[^\w.-]", "-", str(check["id"]), flags=re.ASCII)
    if check["on"] is None:
        return f"check-{name}"
    # A row may be named by anything, also by what a server sent.
    return f"check-{name}-{hashlib.sha256(str(check['on']).encode(errors='backslashreplace')).hexdigest()[:10]}"


def area_anchor(area: str, outcome: str = "") -> str:
    """Return the id of an area in a page, or of its checks with one outcome."""
    name = re.sub(r"[^\w-]", "-", area, flags=re.ASCII)
    return f"area-{name}-{outcome}" if outcome else f"area-{name}"


def counts(checks: Iterable[Check]) -> dict[str, int]:
    """Return how many checks say what, in the order of :data:`OUTCOMES`."""
    found = Counter(check["outcome"] for check in checks)
    return {outcome: found[outcome] for outcome in OUTCOMES if found[outcome]}


def counted(checks: Iterable[Check]) -> str:
    """Return the counts as a phrase: ``2 failed, 40 passed``."""
    return ", ".join(f"{number} {outcome}" for outcome, number in counts(checks).items()) or "no check ran"


def findings(document: Document, *outcomes: str) -> list[Finding]:
    """Return the checks with these outcomes, those with the same cause or message as one finding."""
    groups: dict[tuple[str, str], list[Check]] = {}
    for outcome in outcomes:
        for check in document["checks"]:
            if check["outcome"] == outcome:
                groups.setdefault((outcome, check["cause"] or check["message"]), []).append(check)
    found = [
        Finding(outcome, members[0]["message"], members[0]["cause"], tuple(members))
        for (outcome, _), members in groups.items()
    ]
    return sorted(found, key=lambda finding: (outcomes.index(finding.outcome), -len(finding.checks)))


def verdict_line(document: Document, standard: str) -> tuple[str, str]:
    """Return the verdict of a standard, and how much of it was decided."""
    checks = [check for check in document["checks"] if check["standard"] == standard]
    decided = sum(check["outcome"] in DECIDED for check in checks)
    verdict = VERDICTS[document["verdicts"][standard]]
    return verdict, f"{decided} of {len(checks)} checks decided: {counted(checks)}" if checks else ""


def verdict_sentence(document: Document, standard: str) -> str:
    """Say in one sentence what the run says of a standard, and of how many of its checks."""
    found = counts(check for check in document["checks"] if check["standard"] == standard)
    verdict, number = document["verdicts"][standard], sum(found.values())
    if verdict == "not-asked":
        return "The profile does not name it, or no check of it ran."
    decided = sum(found.get(outcome, 0) for outcome in DECIDED)
    bad = found.get("failed", 0) + found.get("stale", 0)
    open_ = found.get("blocked", 0) + found.get("broken", 0)
    of_all = f"{decided} of {number} checks were decided"
    behind = f"{open_} could not be exercised"
    if verdict == "not-conformant":
        return f"{bad} failed{f' and {behind}' if open_ else ''}; {of_all}."
    if verdict == "incomplete":
        return f"Nothing failed, but {behind}; {of_all}." if open_ else "No check was decided."
    rest = [f"{found[name]} {said}" for name, said in _ASIDE.items() if found.get(name)]
    end = f"; {', '.join(rest)}" if rest else ""
    if verdict == "partial":
        return f"Nothing failed of what was run, which is a part: {of_all}{end}."
    return f"Nothing failed{' but what is waived' if found.get('waived') else ''}: {of_all}{end}."


_ASIDE = {"warned": "warned", "waived": "waived", "omitted": "did not apply"}


def subject(document: Document) -> str:
    """Say what was tested."""
    provider, profile = document["provider"], document["profile"]
    where = "the embedded provider (demo)" if provider["demo"] else provider["url"]
    return f"{profile['name']} on {where}"


NOTHING_RAN = "No check was run."


def notes(document: Document) -> Iterator[str]:
    """Yield what a reader should know before believing the verdicts."""
    provider, run = document["provider"], document["run"]
    if provider["demo"]:
        yield "This was the embedded provider, shaped by the profile: it says nothing about a live endpoint."
    if run.get("stopped"):
        stopped = run["stopped"]
        yield f"{NOTHING_RAN} {stopped['says']}"
        yield f"To do: {stopped['todo']}"
        yield str(stopped["note"])
    elif provider["unreachable"]:
        yield str(provider["unreachable"])
    if run["left_out"]:
        yield f"{run['left_out']} checks were left out by a selection (-k, -m, --lf): the verdicts are partial."
    if run.get("withheld"):
        yield f"{run['withheld']} checks need to write: left out by --scim-read-only. The verdicts are partial."
    if run["interrupted"]:
        yield "The run was interrupted: what stands here is what was seen until then."
    accepted = provider["accepted"]
    if accepted["refused"]:
        names = [path for path, _ in accepted["refused"]]
        more = f" and {len(names) - 4} more attributes" if len(names) > 4 else ""
        yield f"The provider refuses or doesn't store {', '.join(names[:4])}{more}; the other checks go on without."
    if accepted["user_name"] == "email":
        yield "Users get an e-mail address as userName, as the profile says or the provider demands."
    silent = {} if run.get("stopped") else provider["discovered"]["problems"]
    for name, problem in sorted(silent.items()):
        yield f"Discovery ({name}) {problem}: the profile and RFC 7643 speak instead."
    waits = run["waits"]
    if waits:
        seconds = sum(wait[1] for wait in waits)
        yield f"The provider asked to wait {len(waits)} times, {seconds:.0f} s in all; the run waited."
    if run["accounts_that_stay"]:
        yield (
            f"{run['accounts_that_stay']} accounts stay on the provider, deactivated: that is what its DELETE does. "
            f"Their names begin with {run['id']}"
        )
    yield from run["notes"]


def footer(document: Document) -> str:
    """Say what the run cost and how it is repeated."""
    run = document["run"]
    return f"{run['requests']} requests in {run['seconds']:.1f} s, seed {run['seed']} (--scim-seed repeats it)"


def numbered(document: Document) -> dict[int, Exchange]:
    """Return the exchanges of the run by their number."""
    return {exchange["n"]: exchange for exchange in document["exchanges"]}


def exchanges_of(document: Document, check: Check) -> Sequence[Exchange]:
    """Return the exchanges of a check."""
    wanted = set(check["exchanges"])
    return [exchange for exchange in document["exchanges"] if exchange["n"] in wanted]


def exchange_about(exchanges: Mapping[int, Exchange], check: Check) -> Exchange | None:
    """Return the exchange that a check is about: the one that it names, else one with the status of its message."""
    if check.get("about") in exchanges:
        return exchanges[check["about"]]
    found = [exchanges[n] for n in sorted(check["exchanges"]) if n in exchanges]
    said = re.search(r"\banswered (\d{3})\b", str(check["message"])[:500])
    blamed = [each for each in found if said and str(each["status"]) == said[1]]
    return next(reversed(blamed or found), None)
