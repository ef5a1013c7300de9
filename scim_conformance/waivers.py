"""Known failures that a vendor accepts for now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .files import read_json
from .profile.problems import Problem, ProfileError
from .profile.yaml_lines import Node, read


class WaiverError(ProfileError):
    """A file of waivers that can't be used, with every mistake that was found in it."""


@dataclass(frozen=True)
class Waiver:
    """One known failure: which check, with which message, why it is accepted and until when."""

    check: str
    message: str
    reason: str
    until: date
    on: str | None = None
    ticket: str | None = None
    line: int = 0

    def matches(self, message: str) -> bool:
        """Tell whether a failure is the one that was accepted."""
        return self.message in message

    def expired(self, today: date) -> bool:
        """Tell whether the last day has passed."""
        return today > self.until

    def as_dict(self) -> dict[str, Any]:
        """Return the waiver as it stands in results.json."""
        return {
            "message": self.message,
            "reason": self.reason,
            "ticket": self.ticket,
            "until": self.until.isoformat(),
        }


def waiver_for(waivers: Iterable[Waiver], check: str, on: str | None) -> Waiver | None:
    """Return the waiver of a check; one without ``on`` speaks for each of its rows."""
    return next((w for w in waivers if w.check == check and w.on in (None, on)), None)


def load_waivers(path: Path) -> tuple[Waiver, ...]:
    """Read a file of waivers, or raise an error that names every mistake in it."""
    return parse_waivers(path.read_text(encoding="utf-8"), str(path))


def parse_waivers(text: str, file: str) -> tuple[Waiver, ...]:
    """Return the waivers that stand in a text, or raise an error that names every mistake in it."""
    root, problems = read(text, file)
    if root is not None:
        problems += _schema_problems(root)
    if problems or root is None:
        raise WaiverError(problems)
    waivers = tuple(_waiver(node) for node in root.value)
    if twice := _twice(waivers, file):
        raise WaiverError(twice)
    return waivers


def _waiver(node: Node) -> Waiver:
    entry = node.plain()
    return Waiver(**{**entry, "until": date.fromisoformat(entry["until"])}, line=node.mark.line or 0)


def _schema_problems(root: Node) -> list[Problem]:
    from jsonschema import Draft202012Validator, FormatChecker

    validator = Draft202012Validator(read_json("waivers.schema.json"), format_checker=FormatChecker(["date"]))
    found = []
    for error in validator.iter_errors(root.plain()):
        node = root
        for step in error.absolute_path:
            node = node.value[step]
        place = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in error.absolute_path).lstrip(".")
        found.append(
            Problem(
                node.mark.file,
                node.mark.line,
                place,
                error.message,
                "A waiver is: check, message, reason, until (YYYY-MM-DD), and if wanted on and ticket.",
            )
        )
    return found


def _twice(waivers: Sequence[Waiver], file: str) -> list[Problem]:
    seen: dict[tuple[str, str | None], int] = {}
    problems = []
    for waiver in waivers:
        first = seen.setdefault((waiver.check, waiver.on), waiver.line)
        if first != waiver.line:
            problems.append(
                Problem(
                    file,
                    waiver.line,
                    "",
                    f"{waiver.check} is waived a second time, after line {first}.",
                    "Keep one of the two.",
                )
            )
    return problems
