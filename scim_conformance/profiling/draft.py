"""A profile while it is made of a page or an export: what was read, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class DraftRow:
    """One attribute as it was read; None means that nothing says so."""

    path: str
    type: str
    required: bool | None = None
    filterable: bool | None = None
    mutability: str | None = None
    samples: tuple[Any, ...] = ()
    notes: tuple[str, ...] = ()
    is_of_the_standard: bool = False
    """Whether RFC 7643 asks for it, and what was read does not name it."""


@dataclass
class DraftSection:
    """What was read of users, or of groups."""

    supported: bool | None = None
    rows: list[DraftRow] = field(default_factory=list)
    matching: tuple[str, ...] = ()
    """The paths of matching attributes where they were read; without any, the usual one is taken."""

    note: str | None = None
    why: str | None = None
    """On what it rests whether there are any at all."""


@dataclass
class Draft:
    """A profile that is not written yet."""

    name: str
    title: str
    """What the page or the export is called."""

    url: str | None = None
    date: str | None = None
    about: list[str] = field(default_factory=list)
    """Sentences for whoever reads the profile."""

    base_url: str | None = None
    base_url_note: str | None = None
    auth: dict[str, Any] | None = None
    auth_is_usual: bool = False
    """Whether it only is the usual way of signing in, and nothing was read of it."""

    users: DraftSection = field(default_factory=DraftSection)
    groups: DraftSection = field(default_factory=DraftSection)
    incomplete: str | None = None
    """Why the attributes of users are not all there, where they are not."""

    remarks: list[str] = field(default_factory=list)
    """What whoever imports should know, beyond the notes of the rows."""

    def remark(self, sentences: Iterable[str]) -> None:
        """Add sentences for whoever imports, each once."""
        self.remarks += [each for each in dict.fromkeys(sentences) if each not in self.remarks]
