"""What has changed from one run to another, made of their results.json."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .speeds import Slower, slower
from .words import NAMES, Check, Document, name_of

Key = tuple[str, str | None]

RED = ("failed", "stale", "blocked", "broken")
UNDECIDED = ("blocked", "broken")
UNSEEN = ("omitted", *UNDECIDED)

_OF_ITS_WAIVER = re.compile(r" \(its waiver (?:has ended|is for another message)\)$")


def key_of(check: Check) -> Key:
    """Return what names a check in every run: its id, and the row that it looked at."""
    return str(check["id"]), check["on"]


def plain_message(check: Check) -> str:
    """Return what a check found, without what was said of its waiver: by this, one failure is known again."""
    return plain_text(str(check["message"]))


def plain_text(message: str) -> str:
    """Return a message without what was said of a waiver."""
    return _OF_ITS_WAIVER.sub("", message)


def _from_a_baseline(check: Check) -> bool:
    return check["outcome"] == "waived" and bool(check["waiver"] and check["waiver"].get("baseline"))


def found_by(check: Check) -> str:
    """Return what a check found, whether or not the run was given a baseline that knows of it."""
    return "failed" if _from_a_baseline(check) else str(check["outcome"])


@dataclass(frozen=True)
class Change:
    """One check that says something else than before; one of the two is None where it did not run then."""

    old: Check | None
    new: Check | None

    @property
    def name(self) -> str:
        """The check, by name."""
        check = self.new or self.old
        assert check is not None
        return name_of(check)

    @property
    def before(self) -> str:
        """What it said in the old run."""
        return found_by(self.old) if self.old else ""

    @property
    def after(self) -> str:
        """What it says in the new run."""
        return found_by(self.new) if self.new else ""

    @property
    def kind(self) -> str:
        """What has become of the check: the name of one of the lists of a :class:`Comparison`; empty where nothing."""
        if self.new is None:
            return "gone"
        if self.after in RED:
            return self._red()
        if self.old is None:
            return "added"
        if self.before in RED and self.after in ("passed", "warned"):
            return "mended"
        same = self.before == self.after and plain_message(self.old) == plain_message(self.new)
        return "" if same or self.after == self.before == "omitted" else "changed"

    def _red(self) -> str:
        assert self.new is not None
        if self.old is None or self.before not in RED:
            return "undecided" if self.after in UNDECIDED else "failed"
        if self.after == "failed" and self.before in UNDECIDED:
            # Nobody knew of it: until now something else stood before it.
            return "failed"
        same = plain_message(self.old) == plain_message(self.new)
        if self.after == self.before == "failed" and not same:
            return "otherwise"
        return "" if self.after == self.before and (same or self.after in UNDECIDED) else "changed"


@dataclass(frozen=True)
class Comparison:
    """All that has changed from an old run to a new one."""

    old: Document
    new: Document

    @cached_property
    def changes(self) -> dict[str, list[Change]]:
        """The checks that say something else, by what has become of them."""
        before, after = ({key_of(check): check for check in run["checks"]} for run in (self.old, self.new))
        found: dict[str, list[Change]] = {}
        for key in sorted(before.keys() | after.keys(), key=lambda key: (key[0], key[1] or "")):
            change = Change(before.get(key), after.get(key))
            if change.kind:
                found.setdefault(change.kind, []).append(change)
        return found

    def __getitem__(self, kind: str) -> list[Change]:
        """Return the changes of one kind."""
        return self.changes.get(kind, [])

    @property
    def is_worse(self) -> bool:
        """Tell whether something fails that did not, or fails in another way, or can't be exercised any more."""
        return self.saw_nothing or any(self[kind] for kind in WORSE)

    @property
    def saw_nothing(self) -> bool:
        """Tell whether the new run has observed nothing, though the old one did, and no selection wanted it so."""
        return _observed(self.old) and not _observed(self.new) and not self.new["run"].get("left_out")

    @cached_property
    def slower(self) -> list[Slower]:
        """The requests that have become slower."""
        return slower(self.old, self.new)

    @property
    def verdicts(self) -> Iterator[tuple[str, str, str]]:
        """The standards whose verdict has changed, with both."""
        for standard, name in NAMES.items():
            old, new = (str(run["verdicts"].get(standard, "not-asked")) for run in (self.old, self.new))
            if old != new:
                yield name, old, new

    @property
    def remarks(self) -> Iterator[str]:
        """What a reader should know before believing the comparison."""
        yield from _unlike(self.old, self.new)
        for word, run in (("old", self.old), ("new", self.new)):
            yield from _incomplete(word, run)


WORSE = ("failed", "otherwise", "undecided")
"""The kinds of change for which the new run is worse."""


def _observed(run: Document) -> bool:
    return any(check["outcome"] not in UNSEEN for check in run["checks"])


def compared(old: Document, new: Document) -> Comparison:
    """Compare two runs."""
    return Comparison(old, new)


def _unlike(old: Document, new: Document) -> Iterator[str]:
    for what, part, name in (
        ("applications", "profile", "name"),
        ("endpoints", "provider", "url"),
        ("releases of the suite", "suite", "version"),
    ):
        was, now = old[part].get(name), new[part].get(name)
        # The embedded provider gets another port each time.
        if was != now and not (part == "provider" and old[part].get("demo") and new[part].get("demo")):
            yield f"The two runs are of different {what}: {was} and {now}."
    if old["profile"].get("name") == new["profile"].get("name"):
        was, now = old["profile"].get("sha256"), new["profile"].get("sha256")
        if was != now:
            yield "The profile has changed between the two runs."


def _incomplete(word: str, run: Document) -> Iterator[str]:
    left_out = run["run"].get("left_out")
    if left_out:
        yield f"A selection left {left_out} checks out of the {word} run: what did not run is not mended by that."
    if run["run"].get("interrupted"):
        yield f"The {word} run was interrupted: what stands in it is what was seen until then."
    if run["run"].get("withheld"):
        yield f"The {word} run only read, which left out {run['run']['withheld']} checks."
    if run["run"].get("stopped"):
        yield f"In the {word} run no check was run: {run['run']['stopped']['says']}"
    elif run["provider"].get("unreachable"):
        yield f"In the {word} run the provider could not be reached."


def known_failures(checks: Iterable[Check]) -> dict[Key, Mapping[str, str]]:
    """Return by check what a run knows of: what failed, warned or could not be exercised, with the message."""
    found = {key_of(check): {"outcome": found_by(check), "message": plain_message(check)} for check in checks}
    return {key: each for key, each in found.items() if each["outcome"] in ("failed", "warned", "blocked")}
