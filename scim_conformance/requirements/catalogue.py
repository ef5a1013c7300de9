"""The requirements as data: what a row is, how its level and link follow from it, and how it is looked up."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

# The keywords of BCP 14 by the level that they give a row, strongest first.
KEYWORDS_OF_LEVEL: Mapping[str, frozenset[str]] = {
    "MUST": frozenset({"MUST", "MUST NOT", "SHALL", "SHALL NOT", "REQUIRED"}),
    "SHOULD": frozenset({"SHOULD", "SHOULD NOT", "RECOMMENDED", "NOT RECOMMENDED"}),
    "MAY": frozenset({"MAY", "OPTIONAL"}),
}

LEVELS = (*KEYWORDS_OF_LEVEL, "ENTRA", "PROFILE", "ADVICE")

# What a provider may leave out; a row that names one is not asked of a provider without it.
FEATURES = frozenset({"patch", "bulk", "filter", "sort", "etag", "changePassword", "me"})

EXCLUDED_AS = ("client", "operator", "not on the wire", "informative")
"""Why a keyword may be left out: it speaks to somebody else, shows in no answer, or demands nothing."""

_NOT_ROWS = frozenset({"keywords", "retired"})
_STANDARD_OF_PREFIX = {"RFC": "rfc", "ENTRA": "entra", "OKTA": "okta", "PROFILE": "profile"}
_ID = re.compile(
    r"(?P<document>(?P<rfc>RFC)\d{4})-(?P<section>\d+(?:\.\d+)*)-\d{2}"
    r"|(?P<other>ENTRA|OKTA|PROFILE)-(?P<topic>[A-Z][A-Z0-9]*)-\d{2}"
)
_COVERED = re.compile(r"(?P<section>\d+(?:\.\d+)*)#(?P<number>[1-9]\d*)")
_NEEDED = frozenset({"id", "covers", "says", "matters", "mend", "features"})
_ALLOWED = _NEEDED | {"level", "level_source", "link", "testable", "why_not", "since"}

Keywords = Mapping[str, Mapping[str, list[str]]]


class CatalogueError(ValueError):
    """The catalogue's data breaks its own rules."""


class UnknownRequirement(KeyError):
    """No live requirement has this id."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Requirement:
    """What one normative sentence asks of a provider, in our own words."""

    id: str
    level: str
    standard: str
    section: str
    covers: tuple[str, ...]
    says: str
    matters: str
    mend: str
    features: tuple[str, ...]
    link: str
    testable: bool = True
    why_not: str | None = None
    level_source: str | None = None
    since: str = "0.1"


@dataclass(frozen=True)
class Exclusion:
    """A keyword that no requirement covers, since it asks nothing of a provider that shows on the wire."""

    document: str
    keyword: str
    why: str
    because: str


@dataclass(frozen=True)
class Catalogue:
    """All live requirements, the keywords that they must account for, and the ids that are gone for good."""

    rows: tuple[Requirement, ...]
    keyword_table: Keywords
    retired: Mapping[str, str]
    exclusions: tuple[Exclusion, ...] = ()

    def get(self, id: str) -> Requirement:
        """Give the requirement with this id; an unknown one raises and suggests its neighbours."""
        try:
            return self._by_id[id]
        except KeyError:
            raise UnknownRequirement(self._unknown(id)) from None

    def keywords(self, document: str) -> dict[str, list[str]]:
        """Give the BCP 14 keywords of a document, e.g. RFC7644, by section and in their order."""
        return {section: list(words) for section, words in self.keyword_table[document.upper()].items()}

    @cached_property
    def _by_id(self) -> dict[str, Requirement]:
        return {row.id: row for row in self.rows}

    def _unknown(self, id: str) -> str:
        if id in self.retired:
            return f"requirement {id} is retired: {self.retired[id]}"
        near = difflib.get_close_matches(id.upper(), self._by_id, n=3)
        return f"no requirement {id}" + (f"; did you mean {' or '.join(near)}?" if near else "")


def build(
    rows: Iterable[Mapping[str, Any]],
    keywords: Keywords,
    retired: Mapping[str, str],
    excluded: Iterable[Mapping[str, Any]] = (),
) -> Catalogue:
    """Make a catalogue of rows as the files hold them; data that breaks the rules raises CatalogueError."""
    requirements = tuple(_requirement(row, keywords) for row in rows)
    used: set[str] = set()
    for id in (requirement.id for requirement in requirements):
        if id in used:
            raise CatalogueError(f"{id}: two rows have this id; give the later one the next free number")
        if id in retired:
            raise CatalogueError(f"{id}: this id is retired and is never used again; take a new number")
        used.add(id)
    exclusions = tuple(exclusion for entry in excluded for exclusion in _exclusions(entry, keywords))
    return Catalogue(requirements, keywords, retired, exclusions)


def level_of(keywords: Iterable[str]) -> str:
    """Give the level that follows from keywords: that of the strongest."""
    words = set(keywords)
    for level, members in KEYWORDS_OF_LEVEL.items():
        if words & members:
            return level
    raise CatalogueError(f"no BCP 14 keyword among {sorted(words)}")


@cache
def catalogue() -> Catalogue:
    """Give the catalogue that comes with this package."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.yaml"))
    entries = [entry for name in names if name not in _NOT_ROWS for entry in _read(name) or []]
    retired = {row["id"]: row["why"] for row in _read("retired") or []}
    rows = [entry for entry in entries if "excludes" not in entry]
    return build(rows, _read("keywords"), retired, [entry for entry in entries if "excludes" in entry])


def _read(name: str) -> Any:
    text = (Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _exclusions(entry: Mapping[str, Any], keywords: Keywords) -> Iterable[Exclusion]:
    name = f"the exclusion of {entry['excludes']}"
    if entry.keys() != {"excludes", "document", "why", "because"} or entry["why"] not in EXCLUDED_AS:
        known = ", ".join(EXCLUDED_AS)
        raise CatalogueError(f"{name}: it has excludes, document, because, and why, which is one of {known}")
    for keyword in entry["excludes"]:
        _keyword(name, entry["document"], keyword, keywords)
        yield Exclusion(entry["document"], keyword, entry["why"], entry["because"])


def _requirement(row: Mapping[str, Any], keywords: Keywords) -> Requirement:
    id = str(row.get("id", "a row without id"))
    missing, strange = _NEEDED - row.keys(), row.keys() - _ALLOWED
    if missing or strange:
        what = [f"lacks {key}" for key in sorted(missing)]
        what += [f"has the unknown key {key}" for key in sorted(strange)]
        raise CatalogueError(f"{id}: the row {' and '.join(what)}")
    parts = _ID.fullmatch(id)
    if parts is None:
        raise CatalogueError(f"{id}: an id reads RFC7644-3.3-01 or PROFILE-TOPIC-01")
    document, section = parts["document"], parts["section"] or parts["topic"].lower()
    return Requirement(
        id=id,
        level=_level(row, [_keyword(id, document, covered, keywords) for covered in row["covers"]]),
        standard=_STANDARD_OF_PREFIX[parts["rfc"] or parts["other"]],
        section=section,
        covers=tuple(row["covers"]),
        says=row["says"],
        matters=row["matters"],
        mend=row["mend"],
        features=_features(row),
        link=_link(row, document, section),
        testable=row.get("testable", True),
        why_not=row.get("why_not"),
        level_source=row.get("level_source"),
        since=_since(row),
    )


def _keyword(id: str, document: str | None, covered: str, keywords: Keywords) -> str:
    parts = _COVERED.fullmatch(str(covered))
    if parts is None or document is None:
        raise CatalogueError(f"{id}: {covered} is no keyword of an RFC; write section#number, e.g. 3.3#2")
    words = keywords.get(document, {}).get(parts["section"], [])
    number = int(parts["number"])
    if number > len(words):
        raise CatalogueError(f"{id}: {document} has no keyword {covered}; the section has {len(words)}")
    return words[number - 1]


def _level(row: Mapping[str, Any], covered: list[str]) -> str:
    if covered:
        if "level" in row:
            raise CatalogueError(f"{row['id']}: the level follows from the keywords covered; leave it out")
        return level_of(covered)
    if row.get("level") not in LEVELS or not row.get("level_source"):
        known = ", ".join(LEVELS)
        raise CatalogueError(f"{row['id']}: a row that covers no keyword needs a level ({known}) and its level_source")
    return str(row["level"])


def _features(row: Mapping[str, Any]) -> tuple[str, ...]:
    unknown = set(row["features"]) - FEATURES
    if unknown:
        known = ", ".join(sorted(FEATURES))
        raise CatalogueError(f"{row['id']}: unknown feature {', '.join(sorted(unknown))}; known are {known}")
    return tuple(row["features"])


def _link(row: Mapping[str, Any], document: str | None, section: str) -> str:
    if document is not None:
        return f"https://www.rfc-editor.org/rfc/{document.lower()}#section-{section}"
    if "link" not in row:
        raise CatalogueError(f"{row['id']}: a row of no RFC needs a link to the page that explains it")
    return str(row["link"])


def _since(row: Mapping[str, Any]) -> str:
    since = row.get("since", "0.1")
    if not isinstance(since, str):
        raise CatalogueError(f'{row["id"]}: since is a release, quoted so that YAML keeps it: "0.1"')
    return since
