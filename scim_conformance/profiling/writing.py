"""A draft written as YAML, in the order of keys of the profiles that were made by hand."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from .draft import Draft, DraftRow, DraftSection
from .tables import same_path

WIDTH = 118

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

_PLAIN = re.compile(r"[A-Za-z/][\w ./()&+'-]*(?<! )\Z")
_WORDS = re.compile(r"(true|false|null|yes|no|on|off|unknown|~|[-+.]?\d.*|\.?(inf|nan))\Z", re.I)


def write_profile(draft: Draft, *, schema: str = "profile.schema.json") -> str:
    """Return the text of the profile; ``schema`` is where editors look for the schema of profiles."""
    name = scalar(" ".join(draft.name.split()))
    _add_user_name(draft.users)
    matching = {kind: _matching(section, kind) for kind, section in _sections(draft)}
    parts = [
        f"# yaml-language-server: $schema={schema}\nname: {name}\n{_about(draft)}",
        _sources(draft, matching),
        _facts(draft, matching),
        f"base_url: {scalar(draft.base_url)}" if draft.base_url else "",
        "standards: [rfc, entra, profile]",
        _auth(draft),
        *(_section(kind, section, matching[kind]) for kind, section in _sections(draft)),
        _features(draft),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


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
    return f"about: {folded(' '.join(dict.fromkeys(sentences)), 2)}"


def _sources(draft: Draft, matching: Mapping[str, tuple[str, ...]]) -> str:
    page = {"title": draft.title, "url": draft.url, "date": draft.date}
    sources: dict[str, Mapping[str, Any]] = {"entra": page}
    if any(matching.values()) or draft.users.supported:
        sources["matching"] = MATCHING
    if draft.auth and draft.auth_is_usual:
        sources["usual"] = USUAL
    if USER_NAME in draft.users.rows:
        sources["rfc-user"] = RFC_USER
    lines = ["sources:"]
    for key, source in sources.items():
        lines.append(f"  {key}:")
        lines += [f"    {name}: {scalar(value)}" for name, value in source.items() if value]
    return "\n".join(lines)


def _facts(draft: Draft, matching: Mapping[str, tuple[str, ...]]) -> str:
    facts: dict[str, tuple[str, str | None]] = {}
    if draft.base_url:
        facts["base_url"] = ("entra", draft.base_url_note)
    if draft.auth:
        facts["auth"] = ("usual" if draft.auth_is_usual else "entra", None)
    for kind, section in _sections(draft):
        if section.supported is not None and section.why:
            facts[f"{kind}.supported"] = ("entra", section.why)
        if matching[kind]:
            read = bool(section.matching)
            facts[f"{kind}.matching"] = (
                "entra" if read else "matching",
                None if read else _why(section, matching[kind]),
            )
        if kind == "users" and draft.incomplete and section.rows:
            facts["users.attributes"] = ("entra", draft.incomplete)
            # A fact on a part goes before one on the whole.
            facts |= {"users.attributes[userName]": ("rfc-user", None)} if USER_NAME in section.rows else {}
    if _is_filtered(draft):
        facts["features.filter"] = ("entra", None)
    if draft.users.supported:
        facts["features.patch"] = ("matching", None)
    lines = ["facts:"]
    for place, (source, note) in facts.items():
        inside = f"{{source: {source}, note: {quoted(note, flow=True)}}}" if note else f"{{source: {source}}}"
        line = f"  {place}: {inside}"
        if note and len(line) > WIDTH:
            line = f"  {place}:\n    source: {source}\n    note: {folded(note, 6)}"
        lines.append(line)
    return "\n".join(lines) if facts else ""


def _why(section: DraftSection, paths: tuple[str, ...]) -> str | None:
    told = any(row.filterable for row in section.rows if row.path in paths)
    return ONLY_ONE if told else None


def _auth(draft: Draft) -> str:
    if not draft.auth:
        return ""
    said = dict(draft.auth)
    if said["kind"] == "basic":
        said |= {"username": {"env": "SCIM_USERNAME"}, "password": {"env": "SCIM_PASSWORD"}}
    lines = [f"  {key}: {_flow(value)}" for key, value in said.items()]
    return "\n".join(["auth:", *lines])


def _features(draft: Draft) -> str:
    lines = [
        *(["  patch: true"] if draft.users.supported else []),
        *(["  filter: true"] if _is_filtered(draft) else []),
    ]
    return "\n".join(["features:", *lines]) if lines else ""


def _section(kind: str, section: DraftSection, matching: tuple[str, ...]) -> str:
    if section.supported is None and not section.rows:
        return ""
    lines = [f"{kind}:"]
    if section.supported is not None:
        lines.append(f"  supported: {_flow(section.supported)}")
    if section.supported is False:
        return "\n".join(lines)
    lines.append("  source: entra")
    if section.note:
        lines.append(f"  note: {folded(section.note, 4)}")
    if matching:
        lines.append("  matching:")
        lines += [
            f"    - {{attribute: {quoted(path, flow=True)}, precedence: {i}}}" for i, path in enumerate(matching, 1)
        ]
    if section.rows:
        lines.append("  attributes:")
        lines += [line for row in section.rows for line in _row(row)]
    return "\n".join(lines)


def _row(row: DraftRow) -> Iterator[str]:
    keys: dict[str, Any] = {"path": row.path, "type": row.type}
    for key in ("required", "filterable", "mutability"):
        if (value := getattr(row, key)) is not None:
            keys[key] = value
    if row.samples:
        keys["samples"] = list(row.samples)
    if row.is_of_the_standard:
        keys["source"] = "rfc-user"
    line = "    - {" + ", ".join(f"{key}: {_flow(value)}" for key, value in keys.items()) + "}"
    if not row.notes and len(line) <= WIDTH:
        yield line
        return
    for i, (key, value) in enumerate(keys.items()):
        yield f"    {'-' if i == 0 else ' '} {key}: {_flow(value) if not isinstance(value, str) else scalar(value)}"
    if row.notes:
        yield f"      note: {folded(' '.join(dict.fromkeys(row.notes)), 8)}"


def _flow(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return quoted(value, flow=True) if isinstance(value, str) else str(value)


def scalar(text: str) -> str:
    """Return a text as a value of a line of its own."""
    return quoted(text, flow=False)


def quoted(text: str, *, flow: bool) -> str:
    """Return a text as YAML, quoted only where it must be."""
    if _reads_back(text, flow):
        return text
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**6).strip()


def _reads_back(text: str, flow: bool) -> bool:
    if not text or _WORDS.match(text) or not text.isprintable() or (not flow and text.startswith(("-", "?"))):
        return False
    try:
        found = yaml.safe_load(f"{{a: {text}, b: c}}" if flow else f"a: {text}\nb: c")
    except yaml.YAMLError:
        return False
    return bool(found == {"a": text, "b": "c"}) and (not flow or bool(_PLAIN.match(text)) or text.startswith("urn:"))


def folded(text: str, indent: int) -> str:
    """Return a text over as many lines as it needs, or behind its key where one is enough."""
    text = " ".join(text.split())
    one = scalar(text)
    if len(one) + indent + 8 <= WIDTH:
        return one
    # What is no printable character has no place in a folded text.
    text = "".join(each if each.isprintable() else "?" for each in text)
    lines = textwrap.wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    return ">-\n" + "\n".join(" " * indent + line for line in lines)
