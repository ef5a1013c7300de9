"""A draft as the document of a profile, in the order of keys of the profiles that were made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .as_yaml import yaml_of
from .draft import Draft, DraftRow, DraftSection
from .tables import same_path

Document = dict[str, Any]

MATCHING = {
    "title": "Microsoft: users are found by userName, groups by displayName unless mapped otherwise; updates are PATCH",
    "url": "https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups",
    "date": "2025-03-04",
    "sure": "deduced",
}
USUAL = {"title": "The usual way of signing in; this page was not read for it", "sure": "deduced"}
RFC_USER = {
    "title": "RFC 7643, section 4.1, says that a user has a userName",
    "url": "https://www.rfc-editor.org/rfc/rfc7643#section-4.1",
    "date": "2015-09",
    "sure": "deduced",
}
USER_NAME = DraftRow("userName", "string", required=True, is_of_the_standard=True)
ONLY_ONE = "It is what the page says can be filtered."


def write_profile(draft: Draft, *, schema: str = "profile.schema.json") -> str:
    """Return the text of the profile; ``schema`` is where editors look for the schema of profiles."""
    return f"# yaml-language-server: $schema={schema}\n{yaml_of(document_of(draft))}"


def document_of(draft: Draft) -> Document:
    """Return the profile as the schema of profiles has it."""
    _add_user_name(draft.users)
    matching = {kind: _matching(section, kind) for kind, section in _sections(draft)}
    return {
        "name": _plain(draft.name),
        "about": _about(draft),
        "sources": _sources(draft, matching),
        "facts": _facts(draft, matching),
        "base_url": draft.base_url or "",
        "standards": ["rfc", "entra", "profile"],
        "auth": _auth(draft),
        **{kind: _section(section, matching[kind]) for kind, section in _sections(draft)},
        "features": _features(draft),
    }


def _add_user_name(users: DraftSection) -> None:
    """Add the one attribute without which there is no user, where what was read does not name it."""
    if users.supported and not any(same_path(row.path, "userName") for row in users.rows):
        users.rows.insert(0, USER_NAME)


def _sections(draft: Draft) -> tuple[tuple[str, DraftSection], ...]:
    return ("users", draft.users), ("groups", draft.groups)


def _matching(section: DraftSection, kind: str) -> tuple[str, ...]:
    """Return what a resource is found by: as it was read, else what can be filtered, else what is usual."""
    if section.matching or not section.rows:
        return section.matching
    usual = "userName" if kind == "users" else "displayName"
    named = [row for row in section.rows if same_path(row.path, usual)]
    if named and named[0].filterable is not False:
        return (named[0].path,)
    can = [row.path for row in section.rows if row.filterable and row.type in ("string", "reference")]
    return (can[0],) if can else ()


def _is_filtered(draft: Draft) -> bool:
    return any(row.filterable for _, section in _sections(draft) for row in section.rows)


def _about(draft: Draft) -> str:
    what = {True: "Users and groups.", False: "Users only.", None: "Users; whether there are groups is not known."}
    first = what[draft.groups.supported] if draft.users.supported else "Whether there are users is not known."
    sentences = [first, *([draft.incomplete] if draft.incomplete else []), *draft.about]
    return _plain(" ".join(dict.fromkeys(sentences)))


def _sources(draft: Draft, matching: Mapping[str, tuple[str, ...]]) -> Document:
    page = {"title": _plain(draft.title), "url": draft.url, "date": draft.date}
    sources: Document = {"entra": {key: value for key, value in page.items() if value}}
    if any(matching.values()) or draft.users.supported:
        sources["matching"] = MATCHING
    if draft.auth and draft.auth_is_usual:
        sources["usual"] = USUAL
    if USER_NAME in draft.users.rows:
        sources["rfc-user"] = RFC_USER
    return sources


def _facts(draft: Draft, matching: Mapping[str, tuple[str, ...]]) -> Document:
    facts: Document = {}
    if draft.base_url:
        facts["base_url"] = _fact("entra", draft.base_url_note)
    if draft.auth:
        facts["auth"] = _fact("usual" if draft.auth_is_usual else "entra")
    for kind, section in _sections(draft):
        if section.supported is not None and section.why:
            facts[f"{kind}.supported"] = _fact("entra", section.why)
        if matching[kind]:
            is_read = bool(section.matching)
            facts[f"{kind}.matching"] = _fact("entra") if is_read else _fact("matching", _why(section, matching[kind]))
        if kind == "users" and draft.incomplete and section.rows:
            facts["users.attributes"] = _fact("entra", draft.incomplete)
            # A fact on a part goes before one on the whole.
            facts |= {"users.attributes[userName]": _fact("rfc-user")} if USER_NAME in section.rows else {}
    if _is_filtered(draft):
        facts["features.filter"] = _fact("entra")
    if draft.users.supported:
        facts["features.patch"] = _fact("matching")
    return facts


def _fact(source: str, note: str | None = None) -> Document:
    return {"source": source, **({"note": _plain(note)} if note else {})}


def _why(section: DraftSection, paths: tuple[str, ...]) -> str | None:
    told = any(row.filterable for row in section.rows if row.path in paths)
    return ONLY_ONE if told else None


def _auth(draft: Draft) -> Document:
    said = dict(draft.auth or {})
    if said.get("kind") == "basic":
        said |= {"username": {"env": "SCIM_USERNAME"}, "password": {"env": "SCIM_PASSWORD"}}
    return said


def _features(draft: Draft) -> Document:
    return {
        **({"patch": True} if draft.users.supported else {}),
        **({"filter": True} if _is_filtered(draft) else {}),
    }


def _section(section: DraftSection, matching: tuple[str, ...]) -> Document:
    if section.supported is None and not section.rows:
        return {}
    said: Document = {} if section.supported is None else {"supported": section.supported}
    if section.supported is False:
        return said
    said["source"] = "entra"
    if section.note:
        said["note"] = _plain(section.note)
    if matching:
        said["matching"] = [{"attribute": path, "precedence": i} for i, path in enumerate(matching, 1)]
    if section.rows:
        said["attributes"] = [_row(row) for row in section.rows]
    return said


def _row(row: DraftRow) -> Document:
    said: Document = {"path": row.path, "type": row.type}
    for key in ("required", "filterable", "mutability"):
        if (value := getattr(row, key)) is not None:
            said[key] = value
    if row.samples:
        said["samples"] = list(row.samples)
    if row.is_of_the_standard:
        said["source"] = "rfc-user"
    if row.notes:
        said["note"] = _plain(" ".join(dict.fromkeys(row.notes)))
    return said


def _plain(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())
