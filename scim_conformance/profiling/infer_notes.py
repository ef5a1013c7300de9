"""What was found out of an endpoint, each fact with where it comes from, until it is written down as a profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Document = dict[str, Any]
SourceKey = Literal["config", "types", "schemas", "reads", "tried", "usual", "guess", "given"]

ROW_KEYS = ("required", "filterable", "mutability", "patchable", "samples")


@dataclass(frozen=True)
class Known:
    """One fact and where it comes from."""

    value: Any
    source: SourceKey
    note: str | None = None


@dataclass
class Row:
    """What is known of one attribute."""

    path: str
    type: str
    source: SourceKey
    """Where it is known from that the application has the attribute, and of which type it is."""

    facts: dict[str, Known] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    supported: bool | None = None
    """False where a value was accepted and then was not there."""

    def learn(self, key: str, value: Any, source: SourceKey) -> None:
        """Note a fact; what is found by trying goes before what was said."""
        self.facts[key] = Known(value, source)

    def forget(self, key: str) -> None:
        """Take a fact back."""
        self.facts.pop(key, None)

    def value(self, key: str) -> Any:
        """Return what is known under a key, or None."""
        known = self.facts.get(key)
        return known.value if known else None

    def note(self, text: str) -> None:
        """Add a sentence that the keys of a row cannot say."""
        if text not in self.notes:
            self.notes.append(text)


@dataclass
class Section:
    """What is known of users, or of groups."""

    supported: Known | None = None
    user_name: Known | None = None
    matching: tuple[str, ...] = ()
    matching_source: SourceKey = "usual"
    rows: dict[str, Row] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def row(self, path: str, kind: str, source: SourceKey) -> Row:
        """Return the row of a path, and make it where there is none."""
        return self.rows.setdefault(path, Row(path, kind, source))


@dataclass
class Notes:
    """All that is known of one endpoint."""

    name: str
    base_url: str
    date: str
    auth: Known = field(default_factory=lambda: Known({"kind": "bearer"}, "reads"))
    """What a profile says under ``auth``."""

    users: Section = field(default_factory=Section)
    groups: Section = field(default_factory=Section)
    delete: Known | None = None
    page_size: Known | None = None
    features: dict[str, Known] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    """Sentences for whoever reads the profile: what could not be read, and what was left out."""

    def remark(self, sentence: str) -> None:
        """Add a sentence for whoever reads the profile."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def document(self) -> Document:
        """Return the profile as the schema of profiles has it."""
        facts: dict[str, Document] = {}
        body: Document = {"base_url": self.base_url, "standards": ["rfc", "entra", "profile"]}
        facts["base_url"] = _fact(Known(None, "given"))
        body["auth"] = self.auth.value
        facts["auth"] = _fact(self.auth)
        for name, section in (("users", self.users), ("groups", self.groups)):
            if said := _section(name, section, facts):
                body[name] = said
        for place, known in (("delete", self.delete), ("limits.page_size", self.page_size)):
            if known is not None:
                key, _, inner = place.partition(".")
                body[key] = {inner: known.value} if inner else known.value
                facts[place] = _fact(known)
        if self.features:
            body["features"] = {feature: known.value for feature, known in self.features.items()}
            facts |= {f"features.{feature}": _fact(known) for feature, known in self.features.items()}
        head: Document = {"name": self.name, "about": " ".join(self.remarks), "sources": self._sources(facts, body)}
        return {**head, "facts": _shortened(facts), **body}

    def _sources(self, facts: Mapping[str, Document], body: Document) -> Document:
        used = {fact["source"] for fact in facts.values()} | set(_named_sources(body))
        return {key: said for key, said in _sources(self.base_url, self.date).items() if key in used}


def _sources(url: str, date: str) -> dict[str, Document]:
    return {
        "config": {"title": "What the endpoint says of itself", "url": f"{url}/ServiceProviderConfig", "date": date},
        "types": {"title": "Which kinds of resources the endpoint says it has", "url": f"{url}/ResourceTypes"}
        | {"date": date},
        "schemas": {"title": "What the endpoint says of its attributes", "url": f"{url}/Schemas", "date": date},
        # Nobody has said it, so it is not documented: it follows from how the endpoint has answered.
        "reads": {"title": "It follows from the answers to a few reads", "url": url, "date": date, "sure": "deduced"},
        "tried": {"title": f"Found by trying on {date}", "url": url, "date": date, "sure": "deduced"},
        "usual": {
            "title": "Microsoft: by default users are found by userName and groups by displayName",
            "url": "https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups",
            "date": "2025-03-04",
            "sure": "deduced",
        },
        "guess": {"title": "A guess, as the endpoint says nothing of it, to be replaced by the vendor"}
        | {"sure": "assumed"},
        "given": {"title": "The address that this profile was made from", "date": date},
    }


def _fact(known: Known) -> Document:
    return {"source": known.source, **({"note": known.note} if known.note else {})}


def _section(name: str, section: Section, facts: dict[str, Document]) -> Document:
    said: Document = {}
    rows = list(section.rows.values())
    main = _most(row.source for row in rows)
    if section.supported is not None:
        said["supported"] = section.supported.value
        facts[f"{name}.supported"] = _fact(section.supported)
    if section.supported is not None and section.supported.value is False:
        return said
    if main:
        said["source"] = main
    if section.notes:
        said["note"] = " ".join(section.notes)
    if section.user_name is not None:
        said["user_name"] = section.user_name.value
        facts[f"{name}.user_name"] = _fact(section.user_name)
    if section.matching:
        said["matching"] = [{"attribute": path, "precedence": n} for n, path in enumerate(section.matching, 1)]
        facts[f"{name}.matching"] = _fact(Known(None, section.matching_source))
    if rows:
        said["attributes"] = [_row(name, row, main, facts) for row in rows]
    return said


def _row(section: str, row: Row, main: str | None, facts: dict[str, Document]) -> Document:
    said: Document = {"path": row.path, "type": row.type}
    if row.supported is False:
        said["supported"] = False
    for key in ROW_KEYS:
        if (known := row.facts.get(key)) is not None:
            said[key] = list(known.value) if isinstance(known.value, tuple) else known.value
            if known.source != row.source:
                facts[f"{section}.attributes[{row.path}].{key}"] = _fact(known)
    if row.source != main:
        said["source"] = row.source
    if row.notes:
        said["note"] = " ".join(row.notes)
    return said


def _most(sources: Iterable[str]) -> str | None:
    found = Counter(sources).most_common(1)
    return found[0][0] if found else None


def _named_sources(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "source":
                yield str(item)
            else:
                yield from _named_sources(item)
    elif isinstance(value, list):
        for item in value:
            yield from _named_sources(item)


def _shortened(facts: Mapping[str, Document]) -> Document:
    """Say once for all features what is the same of each."""
    features = [place for place in facts if place.startswith("features.")]
    common = _most(str(facts[place]["source"]) for place in features if "note" not in facts[place])
    if not common:
        return dict(facts)
    kept = {place: fact for place, fact in facts.items() if place not in features or fact != {"source": common}}
    return {**kept, "features": {"source": common}}
