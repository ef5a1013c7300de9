"""What the command ``scim-conformance profile show`` does: a profile as a table, with where each fact comes from."""

from __future__ import annotations

import sys
import textwrap
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scim_conformance.profile import AttributeRule, Profile, ProfileError, ResourceRules, Source, load

WIDTH = 80

PATH_WIDTH = 36
COLUMNS = (
    ("required", "req", 3),
    ("filterable", "filter", 6),
    ("mutability", "mutability", 10),
    ("patchable", "patch", 5),
)
"""The facts of a row that have a column: the key, what stands above it, and how wide it is."""

BELOW = ("samples", "pattern")
"""The facts of a row that are written below it."""


def run(given: Namespace) -> int:
    """Run the command, and return its exit code."""
    try:
        profile = load(given.profile, cwd=Path.cwd())
    except ProfileError as error:
        print(error, file=sys.stderr)
        return 4
    print("\n".join(table_of(profile)))
    return 0


def table_of(profile: Profile) -> Iterator[str]:
    """Yield the lines that show a profile, none of them wider than 80 columns save where an address is."""
    table = _Table(profile, {key: number for number, key in enumerate(profile.sources, 1)})
    yield f"{profile.name} ({profile.slug})"
    if profile.about:
        yield from _wrapped(profile.about, 2)
    yield ""
    yield from table.facts()
    for section in ("users", "groups"):
        yield ""
        yield from table.section(section)
    if profile.sources:
        yield ""
        yield from table.sources()


@dataclass(frozen=True)
class _Table:
    profile: Profile
    numbers: dict[str, int]

    def facts(self) -> Iterator[str]:
        profile = self.profile
        said: list[tuple[str, str, str]] = [
            ("Address", profile.base_url or "unknown", "base_url"),
            ("Sign-in", profile.auth.kind, "auth"),
            ("Judged by", ", ".join(profile.standards), "standards"),
            ("DELETE", profile.delete or "unknown", "delete"),
        ]
        for key, value in vars(profile.limits).items():
            if value is not None:
                said.append((key.replace("_", " ").capitalize(), str(value), f"limits.{key}"))
        features = profile.document.get("features", {})
        said += [(name, _cell(value), f"features.{name}") for name, value in features.items()]
        for title, value, place in said:
            yield from self._fact(title, value, place)

    def _fact(self, title: str, value: str, place: str) -> Iterator[str]:
        text = f"{value} {self.mark(place)}".rstrip()
        yield from _wrapped(text, 22, first=f"{title:<22}")
        if (fact := self.profile.facts.get(place)) is not None and fact.note:
            yield from _wrapped(fact.note, 24)

    def section(self, name: str) -> Iterator[str]:
        rules: ResourceRules = getattr(self.profile, name)
        supported = {True: "supported", False: "not supported", None: "unknown"}[rules.supported]
        yield from self._fact(name.capitalize(), supported, f"{name}.supported")
        if rules.matching:
            yield from self._fact("  matched by", ", then ".join(rules.matching), f"{name}.matching")
        if rules.user_name:
            form = {"email": "an e-mail address", "any": "any text"}[rules.user_name]
            yield from self._fact("  form of userName", form, f"{name}.user_name")
        if rules.note:
            yield from _wrapped(rules.note, 2)
        if rules.attributes:
            heads = "".join(f" {head:<{width}}" for _, head, width in COLUMNS)
            yield f"  {'attribute':<{PATH_WIDTH - 2}} {'type':<9}{heads}".rstrip()
        for rule in rules.attributes:
            yield from self._row(f"{name}.attributes[{rule.path}]", rule)
        yield from self._missing(name)

    def _missing(self, name: str) -> Iterator[str]:
        """Yield the rows that say of an attribute that the application does not have it."""
        for row in self.profile.document.get(name, {}).get("attributes", ()):
            if row.get("supported") is False:
                yield f"  {row['path']}"
                told = f"Not supported. {row.get('note', '')}".rstrip()
                yield from _wrapped(told, 6)

    def _row(self, place: str, rule: AttributeRule) -> Iterator[str]:
        cells = "".join(f" {_cell(getattr(rule, key)):<{width}}" for key, _, width in COLUMNS)
        own = self.source(place)
        line = f"{rule.type:<9}{cells} {self._number(own)}".rstrip()
        if len(rule.path) > PATH_WIDTH - 2:
            # No path is cut: who reads it here may want to copy it.
            yield f"  {rule.path}"
            yield f"{'':<{PATH_WIDTH}} {line}"
        else:
            yield f"  {rule.path:<{PATH_WIDTH - 2}} {line}"
        yield from self._below(place, rule, own)

    def _below(self, place: str, rule: AttributeRule, own: Source | None) -> Iterator[str]:
        for key in BELOW:
            if value := getattr(rule, key):
                text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
                yield from _wrapped(f"{key}: {text} {self.mark(f'{place}.{key}')}", 6)
        for key, _, _ in COLUMNS:
            source = self.source(f"{place}.{key}")
            if getattr(rule, key) is not None and source is not own:
                fact = self.profile.facts.get(f"{place}.{key}")
                note = f": {fact.note}" if fact is not None and fact.note else ""
                yield from _wrapped(f"{key} from {self._number(source)}{note}", 6)
        if rule.note:
            yield from _wrapped(rule.note, 6)

    def source(self, place: str) -> Source | None:
        return self.profile.source_of(place)

    def mark(self, place: str) -> str:
        return self._number(self.source(place))

    def _number(self, source: Source | None) -> str:
        if source is None:
            return ""
        return f"[{self.numbers[source.key]}]{_SURE[source.sure]}"

    def sources(self) -> Iterator[str]:
        yield "From   (~ deduced, ? a guess)"
        for key, number in self.numbers.items():
            source = self.profile.sources[key]
            date = f" ({source.date})" if source.date else ""
            yield from _wrapped(f"{source.title}{date}{_SURE[source.sure]}", 6, first=f"  {f'[{number}]':<4}")
            if source.url:
                yield f"      {source.url}"


_SURE = {"documented": "", "deduced": "~", "assumed": "?"}


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return _yes(value) if isinstance(value, bool) else str(value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _wrapped(text: str, indent: int, first: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent if first is None else first,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
