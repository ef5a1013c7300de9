"""What an endpoint says of itself and what a few harmless reads show, as notes for a profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scim_conformance import wire
from scim_conformance.client import Reply, Scim
from scim_conformance.discovery import FEATURES, Discovered, core_schemas, discover
from scim_conformance.entra.mapping import table

from .infer_notes import Known, Notes, Section
from .infer_paths import EXTERNAL_ID, Candidate, Declared, declared

SAMPLE = 5
"""How many existing resources are looked at for the attributes that they have; their values are not kept."""

ABSENT = (404, 405, 501)

_NAMED = {
    "config": "ServiceProviderConfig",
    "types": "ResourceTypes",
    "schemas": "Schemas",
}


class Refused(Exception):
    """The endpoint lets nobody in, so nothing can be said of it."""


@dataclass
class Endpoint:
    """An endpoint as it has been read: the notes, and what trying needs beyond them."""

    scim: Scim
    discovered: Discovered
    notes: Notes
    users: Declared
    groups: Declared
    users_answer: Reply
    groups_answer: Reply

    @property
    def users_path(self) -> str:
        """Where users are."""
        return self.discovered.endpoint(wire.USER, "Users")

    @property
    def groups_path(self) -> str:
        """Where groups are."""
        return self.discovered.endpoint(wire.GROUP, "Groups")


def read_endpoint(scim: Scim, notes: Notes) -> Endpoint:
    """Read what an endpoint says of itself, and a few resources; :class:`Refused` says why it can't be read."""
    discovered = discover(scim)
    users, groups = (discovered.endpoint(*named) for named in ((wire.USER, "Users"), (wire.GROUP, "Groups")))
    scim.endpoints.update(users=users, groups=groups)
    users_answer = scim.search(users, count=SAMPLE)
    _refuse(discovered, users_answer)
    groups_answer = scim.search(groups, count=SAMPLE)
    endpoint = Endpoint(
        scim,
        discovered,
        notes,
        _declared(discovered, wire.USER, users_answer),
        _declared(discovered, wire.GROUP, groups_answer),
        users_answer,
        groups_answer,
    )
    _note_discovery(endpoint)
    _note_sections(endpoint)
    _note_config(endpoint)
    _note_me(endpoint, scim.get("Me"))
    return endpoint


def _refuse(discovered: Discovered, users: Reply) -> None:
    silent = [str(problem) for problem in discovered.problems.values() if not problem.startswith("answered ")]
    if users.status is None and len(silent) == len(discovered.problems) == len(_NAMED):
        raise Refused(f"The endpoint gives no answer: {users.problem}.")
    if users.status == 401:
        raise Refused(
            "The endpoint answers 401 when users are listed: it does not take this token, or wants one. "
            "Check that the token is whole, has not expired and is meant for this address."
        )
    every = {*discovered.problems.values(), f"answered {users.status}"}
    if len(discovered.problems) == len(_NAMED) and every == {"answered 404"}:
        raise Refused(
            "Nothing is found below this address: neither users nor any discovery document. "
            "Check the URL: it is the one that Entra calls Tenant URL, and often ends in /scim or /scim/v2."
        )


def _declared(discovered: Discovered, base: str, answer: Reply) -> Declared:
    if discovered.schema_set.get(base) and (discovered.describes_users or base != wire.USER):
        return declared(discovered.schema_set, base, _extensions(discovered, base))
    # Nothing is declared: what Entra's default mapping names and the RFC knows is what may be there.
    known = declared(core_schemas(), base, [wire.ENTERPRISE] if base == wire.USER else [])
    mapped = table.by_key(table.USERS if base == wire.USER else table.GROUPS)
    return Declared(tuple(each for each in known.candidates if table.key(each.target) in mapped))


def _extensions(discovered: Discovered, base: str) -> list[str]:
    listed = (discovered.resource_type(base) or {}).get("schemaExtensions")
    if isinstance(listed, list):
        named = [each.get("schema") for each in listed if isinstance(each, dict)]
        return [urn for urn in named if isinstance(urn, str)]
    kind = base.rpartition(":")[2].casefold()
    known = (schema.urn for schema in discovered.schema_set.schemas)
    return [urn for urn in known if ":extension:" in urn.casefold() and urn.casefold().endswith(f":{kind}")]


def is_declared(endpoint: Endpoint, base: str) -> bool:
    """Tell whether the endpoint itself declares the attributes of users, or of groups."""
    if base == wire.USER:
        return endpoint.discovered.describes_users
    return endpoint.discovered.schemas is not None and endpoint.discovered.schema_set.get(base) is not None


def _note_discovery(endpoint: Endpoint) -> None:
    notes, discovered = endpoint.notes, endpoint.discovered
    for key, problem in discovered.problems.items():
        notes.remark(f"/{_NAMED[key]} can't be read: it {_told(problem)}, so the profile says less.")
    for path in discovered.dead:
        notes.remark(f"/ResourceTypes names the endpoint {path}, and nothing is there.")
    if discovered.schemas is not None:
        if not discovered.describes_users:
            notes.remark("/Schemas does not describe the User, so its attributes are not known from there.")
        for problem in discovered.schema_set.problems if discovered.describes_users else ():
            notes.remark(f"/Schemas is odd: {problem}.")
    if endpoint.users.left_out and discovered.describes_users:
        notes.remark(f"Left out, as Entra sends nothing to them: {endpoint.users.left_out_for}.")


def _told(problem: str) -> str:
    return problem if problem.startswith("answered") else f"gives no answer ({problem})"


def _note_sections(endpoint: Endpoint) -> None:
    notes, discovered = endpoint.notes, endpoint.discovered
    notes.users.supported = _supported(discovered, wire.USER, "Users", endpoint.users_answer, notes)
    notes.groups.supported = _supported(discovered, wire.GROUP, "Groups", endpoint.groups_answer, notes)
    _note_rows(endpoint, notes.users, wire.USER, endpoint.users, endpoint.users_answer)
    if notes.groups.supported is None or notes.groups.supported.value is not False:
        _note_rows(endpoint, notes.groups, wire.GROUP, endpoint.groups, endpoint.groups_answer)
    _note_matching(notes.users, "userName")
    _note_matching(notes.groups, "displayName")


def _supported(discovered: Discovered, base: str, name: str, answer: Reply, notes: Notes) -> Known | None:
    is_listed = discovered.types is not None and discovered.resource_type(base) is not None
    answers = wire.list_items(answer.json) is not None and answer.status == 200
    if is_listed and answers:
        return Known(True, "types")
    if answers:
        return Known(True, "reads", f"/{name} answers, though /ResourceTypes does not name it.")
    if answer.status in ABSENT and not is_listed:
        return Known(False, "reads", f"/{name} answers {answer.status}.")
    what = f"answers {answer.status}" if answer.status is not None else f"gives no answer ({answer.problem})"
    listed = "/ResourceTypes names it, and " if is_listed else ""
    notes.remark(f"Whether there is /{name} is not known: {listed}a list of it {what}.")
    return None


def _note_rows(endpoint: Endpoint, section: Section, base: str, said: Declared, answer: Reply) -> None:
    seen = wire.list_items(answer.json) or []
    if is_declared(endpoint, base):
        for candidate in said.candidates:
            note_declared(section, candidate)
    else:
        for candidate in said.candidates:
            if any(candidate.target.read(item) is not None for item in seen):
                section.row(candidate.path, candidate.type, "reads").note("Existing resources have it.")
    external = wire.AttributePath.parse("externalId")
    if any(external.read(item) is not None for item in seen):
        section.row("externalId", "string", "reads")
    name = "userName" if base == wire.USER else "displayName"
    if section.supported is not None and not any(path.casefold() == name.casefold() for path in section.rows):
        # RFC 7643, sections 4.1 and 4.2, ask for it, so it is the least that may be supposed.
        section.row(name, "string", "guess").note("The endpoint does not name it; RFC 7643 asks for it.")
    _note_undeclared(endpoint.notes, section, said, seen, is_declared(endpoint, base))


def note_declared(section: Section, candidate: Candidate) -> None:
    """Note what a schema says of one attribute."""
    row = section.row(candidate.path, candidate.type, "schemas")
    row.learn("required", candidate.required, "schemas")
    if candidate.mutability in ("readWrite", "immutable", "readOnly"):
        row.learn("mutability", candidate.mutability, "schemas")
    if candidate.samples:
        row.learn("samples", tuple(dict.fromkeys(candidate.samples)), "schemas")
    if candidate.leaf.uniqueness in ("server", "global"):
        row.note("/Schemas says that no two have the same value.")


def _note_undeclared(
    notes: Notes, section: Section, said: Declared, seen: Iterable[Mapping[str, Any]], declares: bool
) -> None:
    """Say which attributes existing resources have without a word of them in /Schemas."""
    known = {candidate.target.name.casefold() for candidate in said.candidates}
    known |= {(candidate.target.urn or "").casefold() for candidate in said.candidates}
    known |= {name.casefold() for name, _ in said.left_out}
    known |= {"schemas", "id", "meta", EXTERNAL_ID.name.casefold()}
    more = dict.fromkeys(key for item in seen for key in item if key.casefold() not in known)
    if more:
        whom = "users" if section is notes.users else "groups"
        word = "that /Schemas does not name" if declares else "beyond the usual ones"
        notes.remark(f"Existing {whom} have attributes {word}: {', '.join(map(_name, more))}.")


def _name(key: str) -> str:
    return key if len(key) <= 80 and key.isprintable() else f"{key[:60]!r}…"


def _note_matching(section: Section, name: str) -> None:
    path = next((path for path in section.rows if path.casefold() == name.casefold()), None)
    if path is not None:
        section.matching = (path,)


def _note_config(endpoint: Endpoint) -> None:
    notes, discovered = endpoint.notes, endpoint.discovered
    for feature in FEATURES:
        if (value := discovered.advertises(feature)) is not None:
            notes.features[feature] = Known(value, "config")
    section = (discovered.config or {}).get("filter")
    most = section.get("maxResults") if isinstance(section, dict) else None
    if isinstance(most, int) and not isinstance(most, bool) and most > 0:
        notes.page_size = Known(most, "config")


def _note_me(endpoint: Endpoint, answer: Reply) -> None:
    if answer.status in ABSENT:
        endpoint.notes.features["me"] = Known(False, "reads", f"/Me answers {answer.status}.")
    elif answer.status == 200 and isinstance(answer.json, dict) and "id" in answer.json:
        endpoint.notes.features["me"] = Known(True, "reads")
