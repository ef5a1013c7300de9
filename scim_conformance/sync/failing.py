"""What went wrong, grouped: how often, by which status and message, with one example told to its end."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scim_conformance.entra.service.log import Entry

from .guarding import Guard, Sent

MOST_GROUPS = 50
"""How many different failures are told apart; a provider that words each one anew would fill the memory."""

LONGEST_MESSAGE = 300

_GENERATED = re.compile(
    r"""scimconf-\w[\w.@+-]* | [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} | \b[0-9a-f]{16,}\b | \b\d[\d.:TZ+-]*\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Example:
    """One object that failed, with its way through the cycle and the request that was refused."""

    cycle: int
    kind: str
    object_id: str
    name: str
    steps: tuple[str, ...]
    curl: str = ""
    answer: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return what a JSON document says of it."""
        return {
            "cycle": self.cycle,
            "kind": self.kind,
            "object": self.object_id,
            "name": self.name,
            "steps": list(self.steps),
            "curl": self.curl,
            "answer": self.answer,
        }


@dataclass
class Group:
    """Failures that are the same but for generated values."""

    action: str
    code: str
    status: int | None
    message: str
    example: Example
    count: int = 0


@dataclass
class Failures:
    """All failures of a run; several threads may add to them."""

    groups: dict[tuple[str, str, int | None, str], Group] = field(default_factory=dict)
    others: int = 0
    """How many failures are in no group, because there are too many groups."""

    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, entry: Entry, guard: Guard) -> None:
        """Take the entry of an object that failed into account."""
        message = message_of(entry)
        key = (entry.action, entry.code, entry.status, message)
        with self._lock:
            if key not in self.groups:
                if len(self.groups) >= MOST_GROUPS:
                    self.others += 1
                    return
                self.groups[key] = Group(*key, _example(entry, guard))
            self.groups[key].count += 1

    def sorted(self) -> list[Group]:
        """Return the groups, the most frequent first."""
        return sorted(self.groups.values(), key=lambda group: (-group.count, group.message))


def message_of(entry: Entry) -> str:
    """Return why an object failed, without any generated value."""
    told = [step.reason for step in entry.steps if step.result == "failure"]
    return plain(told[-1] if told else "no step says why")


def plain(text: str) -> str:
    """Return a text in which names, ids and numbers are left out, so that the same failure reads the same."""
    return " ".join(_GENERATED.sub("…", text).split())[:LONGEST_MESSAGE]


def as_dicts(failures: Failures) -> list[Mapping[str, Any]]:
    """Return what a JSON document says of all failures."""
    return [
        {
            "count": each.count,
            "action": each.action,
            "code": each.code,
            "status": each.status,
            "message": each.message,
            "example": each.example.as_dict(),
        }
        for each in failures.sorted()
    ]


def _example(entry: Entry, guard: Guard) -> Example:
    decisive = _decisive(guard.sent(entry.exchanges))
    return Example(
        entry.cycle,
        entry.kind,
        entry.object_id,
        entry.name,
        tuple(f"{step.name}: {step.reason}" for step in entry.steps),
        guard.curl(decisive) if decisive else "",
        _answer(decisive) if decisive else "",
    )


def _decisive(sent: Sequence[Sent]) -> Sent | None:
    refused = [each for each in sent if each.status is None or each.status >= 400]
    return next(reversed(refused or sent), None)


def _answer(sent: Sent) -> str:
    status = "none:" if sent.status is None else str(sent.status)
    return f"{status} {' '.join(sent.text.split())[:LONGEST_MESSAGE]}".strip()
