"""What is wrong with a profile, where, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One mistake in a profile."""

    file: str
    """The file, or the override, in which it stands."""

    line: int | None
    path: str
    """The place in the document, written as in ``--scim-set``; empty for the document as a whole."""

    what: str
    fix: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        # An override carries its path in its name.
        told = not self.path or self.file.endswith(f" {self.path}")
        lines = (where if told else f"{where}: {self.path}", self.what, self.fix)
        return "\n    ".join(filter(None, lines))


class ProfileError(Exception):
    """A profile that cannot be used, with every mistake that was found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.file, p.line or 0, p.path))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, if there is one."""
    spelled = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), spelled, n=1, cutoff=0.6)
    return spelled[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the question whether a near word was meant, or the list of the known ones."""
    names = list(known)
    near = nearest(word, names)
    if near:
        return f"Did you mean `{near}`?"
    return f"Known are {listed(f'`{name}`' for name in names)}." if names else "There are none yet."


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence."""
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final
