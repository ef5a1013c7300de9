"""What no schema can say: the parts of a profile held against each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from .attributes import attribute_findings
from .authentication import auth_findings
from .paths import Steps, is_same_attribute, parse
from .problems import did_you_mean, listed
from .shape import Finding
from .stating import gallery_findings

SECTIONS = ("users", "groups")

Row = tuple[Steps, dict[str, Any]]


def findings(data: dict[str, Any]) -> Iterator[Finding]:
    """Yield every contradiction within a document; parts whose shape is wrong are passed over."""
    for check in (auth_findings, _base_url, _features, _fact_places, _named_sources, gallery_findings):
        yield from check(data)
    for section in SECTIONS:
        rows = _rows(data, section)
        for row in rows:
            yield from attribute_findings(*row)
        yield from _matching(data, section, [entry for _, entry in rows])


def _rows(data: dict[str, Any], section: str) -> list[Row]:
    rows = _inside(data, section, "attributes")
    return [
        ((section, "attributes", i), row)
        for i, row in enumerate(rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and isinstance(row.get("path"), str)
    ]


def _inside(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _base_url(data: dict[str, Any]) -> Iterator[Finding]:
    text = data.get("base_url")
    if not isinstance(text, str):
        return
    try:
        url = urlsplit(text)
    except ValueError:
        yield Finding(("base_url",), "This is no URL.", "Compare its brackets and slashes.")
        return
    # Neither is repeated in the message: it may be a password, or a token in the query.
    if "@" in url.netloc or "=" in url.query:
        yield Finding(
            ("base_url",),
            "The URL carries a user name or a query, where secrets hide.",
            "Keep scheme, host and path; say under `auth` where the secret is found.",
        )


def _features(data: dict[str, Any]) -> Iterator[Finding]:
    for feature, key in (("filter", "filterable"), ("patch", "patchable")):
        if _inside(data, "features", feature) is not False:
            continue
        for section in SECTIONS:
            for steps, row in _rows(data, section):
                if row.get(key) is True:
                    yield Finding(
                        (*steps, key),
                        f"`{key}: true` contradicts `features.{feature}: false`.",
                        "Change one of the two.",
                    )


def _fact_places(data: dict[str, Any]) -> Iterator[Finding]:
    facts = data.get("facts")
    for place in facts if isinstance(facts, dict) else ():
        try:
            parts = parse(place)
        except ValueError as error:
            yield Finding(("facts", place), str(error), "Write a path such as limits.page_size.")
            continue
        value = data
        for part in parts:
            known, value = _step(value, part)
            if value is None:
                what = f"`{place}` is not in this document: there is no `{part}`."
                yield Finding(("facts", place), what, did_you_mean(part, known), missing=True)
                break


def _step(value: Any, part: str) -> tuple[list[str], Any]:
    if isinstance(value, dict):
        return list(value), value.get(part)
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    names = [str(row.get("path", row.get("attribute"))) for row in rows]
    found = (row for row, name in zip(rows, names, strict=True) if is_same_attribute(name, part))
    return names, next(found, None)


def _named_sources(data: dict[str, Any]) -> Iterator[Finding]:
    known = data.get("sources", {})
    if not isinstance(known, dict):
        return
    facts = data.get("facts")
    places: list[Row] = [((section,), data.get(section) or {}) for section in SECTIONS]
    places += [row for section in SECTIONS for row in _rows(data, section)]
    places += [(("facts", key), fact) for key, fact in (facts if isinstance(facts, dict) else {}).items()]
    for steps, holder in places:
        name = _inside(holder, "source")
        if isinstance(name, str) and name not in known:
            what = f"`{name}` is not one of the `sources`."
            yield Finding((*steps, "source"), what, did_you_mean(name, known), missing=True)


def _matching(data: dict[str, Any], section: str, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    entries = _inside(data, section, "matching")
    if not isinstance(entries, list) or _inside(data, section, "supported") is False:
        return
    seen: list[dict[str, Any]] = []
    for i, entry in enumerate(entries):
        name = _inside(entry, "attribute")
        if not isinstance(name, str):
            continue
        steps: Steps = (section, "matching", i)
        yield from _matching_entry(steps, name, rows)
        for other in seen:
            if is_same_attribute(other["attribute"], name):
                yield Finding(steps, f"`{name}` stands here twice.", "Keep it once.")
            elif other.get("precedence") == entry.get("precedence"):
                what = f"`{other['attribute']}` and `{name}` have the same precedence."
                yield Finding((*steps, "precedence"), what, "Give each its own number; 1 is tried first.")
        seen.append(entry)


def _matching_entry(steps: Steps, name: str, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    at = (*steps, "attribute")
    row = next((row for row in rows if is_same_attribute(row["path"], name)), None)
    if row is None:
        what = f"`{name}` is not one of the `attributes` of this section."
        yield Finding(at, what, did_you_mean(name, [str(row["path"]) for row in rows]), missing=True)
    elif row.get("supported") is False:
        yield Finding(at, f"`{name}` is said to be `supported: false`.", "Match by another attribute.")
    elif row.get("filterable") is False:
        what = f"`{name}` is said to be `filterable: false`, so nothing can be found by it."
        possible = [f"`{row['path']}`" for row in rows if row.get("filterable") is True]
        yield Finding(at, what, f"Match by {listed(possible or ['an attribute that can be filtered'], 'or')}.")
