"""Groups what did not pass by its likely root cause, and says which cause to mend first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .words import Check, Document, Exchange, exchange_about, name_of, numbered

SHOWN = ("failed", "stale", "broken", "blocked", "warned")
"""The outcomes that somebody should look at."""

NO_CONNECTION = "connection"

STOPS = ("MUST", "ENTRA")
"""Levels whose violation stops a client, so that they come first."""

CHANGES = ("POST", "PUT", "PATCH", "DELETE")

READABLE = "content-negotiation.every-body-is-readable"
"""The check that says it of every answer whose body can't be read."""

ASKED = re.compile(r"\b([A-Z]{3,7} /\S*) .*?answered (\d{3})\b")
SILENT = re.compile(r"([A-Z]{3,7} /\S*) .*?got no answer in time\b")


Sign = tuple[Any, ...]


@dataclass(frozen=True)
class Cause:
    """Checks that probably say the same of the provider, and those that could not be exercised because of it."""

    checks: tuple[Check, ...]
    """Those that failed, warned or broke, what is most telling first; empty where no check of the run says more."""

    blocked: tuple[Check, ...] = ()

    @property
    def lead(self) -> Check:
        """The check that speaks for all of them."""
        return (self.checks or self.blocked)[0]

    @property
    def message(self) -> str:
        """What is wrong, in the words of the leading check."""
        return str(self.lead["message"])

    @property
    def members(self) -> tuple[Check, ...]:
        """All checks of the group."""
        return self.checks + self.blocked

    @property
    def stops_entra(self) -> bool:
        """Whether Entra's provisioning is what breaks, here or in what waits behind it."""
        return any("entra" in (check["standard"], check["level"].lower()) for check in self.members)

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Return what causes are sorted by: what stops a client first, then by how much hangs on it."""
        return _class_of(self), -len(self.blocked), -len(self.checks), name_of(self.lead)


def causes(document: Document) -> list[Cause]:
    """Return the likely root causes of all that did not pass, what to mend first at the front."""
    red = [check for check in document["checks"] if check["outcome"] in SHOWN]
    speaking = (check for check in red if check["outcome"] != "blocked")
    exchanges, base = numbered(document), str(document["provider"]["url"])
    groups = _joined((check, tuple(_signs(check, exchanges, base))) for check in speaking)
    # What is waived is nobody's finding, and what stands behind it belongs to no other one.
    waived = {check["id"] for check in document["checks"] if check["outcome"] == "waived"}
    behind: dict[int, list[Check]] = {}
    alone: dict[str, list[Check]] = {}
    for check in red:
        if check["outcome"] == "blocked":
            place = None if check["cause"] in waived else _place(check, groups, red)
            if place is None:
                alone.setdefault(_awaited(check, red) or check["message"], []).append(check)
            else:
                behind.setdefault(place, []).append(check)
    for key, members in list(alone.items()):
        # They wait for the same, and one of them may show why it didn't come.
        places = (_place_by_answer(check, groups, exchanges, base) for check in members if check["cause"] not in waived)
        place = next((place for place in places if place is not None), None)
        if place is not None:
            behind.setdefault(place, []).extend(alone.pop(key))
    found = [
        Cause(tuple(sorted(group, key=_telling)), tuple(behind.get(index, ()))) for index, group in enumerate(groups)
    ]
    found += [Cause((), tuple(members)) for members in alone.values()]
    return sorted(found, key=lambda cause: cause.rank)


def _class_of(cause: Cause) -> int:
    """Return how urgent a cause is: no connection, Entra, a MUST, a promise, what is not decided, advice."""
    if cause.lead["cause"] == NO_CONNECTION:
        return 0
    urgency = min(map(_urgency, cause.checks), default=5)
    return 1 if cause.stops_entra and urgency in (2, 3) else urgency


def _urgency(check: Check) -> int:
    if check["outcome"] == "failed":
        return 2 if check["level"] in STOPS else 3
    return {"stale": 4, "broken": 6}.get(check["outcome"], 7 if check["level"] == "SHOULD" else 8)


def _telling(check: Check) -> tuple[bool, int, int, int, str]:
    """Sort the checks of a group: what makes answers unreadable, then the standards, one request before many."""
    first = {"rfc": 0, "entra": 1}.get(check["standard"], 2)
    return check["id"] != READABLE, _urgency(check), first, len(check["exchanges"]) or 99, name_of(check)


def _joined(checks: Iterable[tuple[Check, tuple[Sign, ...]]]) -> list[list[Check]]:
    """Put checks that share a sign of one cause into one group."""
    groups: list[list[Check]] = []
    where: dict[Sign, list[Check]] = {}
    for check, signs in checks:
        old = [where[sign] for sign in signs if sign in where]
        group = old[0] if old else []
        if not old:
            groups.append(group)
        for other in old[1:]:
            if other is not group:
                group.extend(other)
                groups[:] = [each for each in groups if each is not other]
                where.update({sign: group for sign, each in where.items() if each is other})
        group.append(check)
        where.update(dict.fromkeys(signs, group))
    return groups


def _signs(check: Check, exchanges: Mapping[int, Exchange], base: str) -> Iterator[Sign]:
    """Yield by what a check is told to have the same cause as another.

    An answer that refuses or breaks down is one sign, whatever was asked for by it; else the same words in the same
    area, about the same requirement or after the same kind of change. Messages hold no generated value, which is why
    they can be compared.
    """
    exchange = exchange_about(exchanges, check)
    if check["cause"]:
        yield ("because", check["cause"])
        return
    unread = _unread(check, exchanges, base)
    if unread:
        yield unread
        return
    status = exchange["status"] if exchange else None
    if exchange and check["outcome"] in ("failed", "warned") and (status is None or status >= 300):
        asked = _asked(check)
        asks = asked[1] if asked else f"{exchange['method']} {_template(exchange['url'], base)}"
        if status is None or str(status) in check["message"]:
            # It is the status itself that the check is about, and not what else stands in a right refusal.
            yield ("answered", asks, status, *_words(exchange["response"].get("body")))
            return
    message = str(check["message"]).replace(check["on"] or "\0", "…")
    for about in (check["area"], *check["requirements"], *_changed(check, exchange, exchanges, base)):
        yield ("says", check["outcome"], message, about)


def _unread(check: Check, exchanges: Mapping[int, Exchange], base: str) -> Sign | None:
    """Return by what a check is told to fail on an answer that could not be read: where it came, and what is wrong."""
    about = check.get("about")
    for n in sorted(check["exchanges"], reverse=True):
        each = exchanges.get(n)
        if each is None or (about is not None and n > about) or check["outcome"] not in ("failed", "warned", "blocked"):
            continue
        problem = str(each["response"].get("problem") or "").partition(": ")[0]
        if problem and each["status"] is not None:
            return ("unread", f"{each['method']} {_template(each['url'], base)}", problem)
    return None


def _chain(check: Check, red: Iterable[Check]) -> Iterator[str]:
    """Yield the check that a blocked one waits for, and what that one waits for, up to the last one."""
    blocked: dict[str, str | None] = {}
    for each in red:
        if each["outcome"] == "blocked":
            blocked.setdefault(each["id"], each["cause"])
    wanted, seen = check["cause"], set()
    while wanted and wanted not in seen:
        yield wanted
        seen.add(wanted)
        wanted = blocked.get(wanted)


def _awaited(check: Check, red: Iterable[Check]) -> str | None:
    """Return the last check that a blocked one waits for, directly or through others; None where it names none."""
    chain = list(_chain(check, red))
    # In a circle there is no last one, so that the first of its names stands for it.
    return chain[-1] if chain and check["id"] not in chain else min(chain, default=None)


def _place_by_answer(
    check: Check, groups: Sequence[Sequence[Check]], exchanges: Mapping[int, Exchange], base: str
) -> int | None:
    """Return the group that failed on the kind of answer on which a check could not be exercised."""
    signs = {_unread(check, exchanges, base)} - {None}
    found = [exchanges[n] for n in check["exchanges"] if n in exchanges and (exchanges[n]["status"] or 500) >= 300]
    silent = SILENT.match(str(check["message"])[:500])
    signs |= {("answered", silent[1], None, "", "")} if silent else set()
    for each in found:
        asks = f"{each['method']} {_template(each['url'], base)}"
        signs.add(("answered", asks, each["status"], *_words(each["response"].get("body"))))
    for index, group in enumerate(groups):
        if any(sign in signs for each in group for sign in _signs(each, exchanges, base)):
            return index
    return None


def _changed(
    check: Check, about: Exchange | None, exchanges: Mapping[int, Exchange], base: str
) -> Iterator[tuple[str, str]]:
    """Yield the kind of the last change before the exchange that a check is about: whose effect it looked at."""
    for n in sorted(check["exchanges"], reverse=True):
        each = exchanges.get(n)
        if each and about and n <= about["n"] and each["method"] in CHANGES:
            yield str(each["method"]), _template(each["url"], base)
            return


def _asked(check: Check) -> re.Match[str] | None:
    """Return what the message of a check says was asked and answered; a message is a sentence, and no longer."""
    return ASKED.search(str(check["message"])[:500])


def _words(body: Any) -> tuple[str, str]:
    """Return what an error says, without what differs from request to request."""
    if not isinstance(body, Mapping):
        return "", ""
    detail = re.sub(r"[\"'`].*?[\"'`]|\S*\d\S*", "…", str(body.get("detail", ""))[:300])
    return str(body.get("scimType", "")), detail


def _template(url: str, base: str) -> str:
    parts = url.removeprefix(base).partition("?")[0].strip("/").split("/")
    return "/" + parts[0] + ("/{id}" if len(parts) > 1 else "")


def _place(check: Check, groups: Sequence[Sequence[Check]], red: Iterable[Check]) -> int | None:
    """Return the group because of which a check could not be exercised; None where no group says so."""
    for wanted in _chain(check, red):
        for index, group in enumerate(groups):
            if any(each["id"] == wanted or each["cause"] == wanted for each in group):
                return index
    asked = _asked(check)
    for index, group in enumerate(groups):
        for each in group:
            same = _asked(each)
            if asked and same and asked.groups() == same.groups():
                return index
    return None
