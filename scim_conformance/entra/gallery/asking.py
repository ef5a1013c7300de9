"""The questions of the gallery's checklist that a few requests answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from scim_conformance.entra.dialects import DIALECTS
from scim_conformance.entra.port import Answer, Port, resource_path
from scim_conformance.entra.queries import matching
from scim_conformance.outcomes import Finding
from scim_conformance.profile import ResourceRules
from scim_conformance.wire import (
    GROUP,
    USER,
    AttributePath,
    SchemaSet,
    list_items,
    patch_body,
)

Maker = Callable[[], str | None]
"""Makes a user or a group of the run's own, and returns its id; None where the provider refuses."""


@dataclass(frozen=True)
class Subject:
    """Of what the questions are asked."""

    nobody: str
    """A value of the matching attribute that no user has."""

    make_user: Maker
    make_group: Maker | None = None
    """None where the application has no groups."""

    users: str = "Users"
    groups: str = "Groups"
    matched_by: str = "userName"
    mapped_users: tuple[str, ...] = ()
    mapped_groups: tuple[str, ...] = ()


def mapped(rules: ResourceRules) -> tuple[str, ...]:
    """Return the paths that Entra's mapping has for these rules."""
    return tuple(rule.path for rule in rules.attributes if rule.mutability != "readOnly")


def ask(port: Port, subject: Subject) -> Iterator[Finding]:
    """Ask all questions; what is made for them is the run's, and cleaned up as all of that."""
    yield _nobody(port, subject)
    config = port("GET", "ServiceProviderConfig")
    yield _discovery(port, subject, config)
    yield _bulk(config)
    yield _deletion(port, subject)
    yield from _groups(port, subject)


def signed_in_by(kind: str) -> Iterator[Finding]:
    """Yield what the way in which this run signs in says of the gallery's demands."""
    old = {"basic": "with a user name and a password", "none": "without any credentials"}
    if kind in old:
        yield Finding("sign-in-kind", False, f"This run signs in {old[kind]}.")
    elif kind == "bearer":
        says = (
            "This run signs in with a token that was given to it; where that came from can't be seen. Name "
            "client-credentials or jwt-assertion as auth.kind of the profile, and the run fetches its tokens itself."
        )
        yield Finding("sign-in-kind", None, says)
    else:
        yield Finding("sign-in-kind", True, f"This run signs in by {kind}.")
        shown = "client-credentials" if kind == "client-credentials" else "federation"
        yield Finding(shown, True, f"This run has got its token by {kind}.")


def _nobody(port: Port, subject: Subject) -> Finding:
    asked = matching(subject.matched_by, subject.nobody)
    answer = port("GET", subject.users, params={"filter": asked})
    found = list_items(answer.json)
    total = answer.json.get("totalResults") if isinstance(answer.json, dict) else None
    holds = answer.status == 200 and found == [] and total == 0 and not isinstance(total, bool)
    what = f"totalResults {total}" if found is not None else "no list"
    return Finding("nobody", holds, f"{_answered(answer)} and {what}.", (answer.n,))


def _discovery(port: Port, subject: Subject, config: Answer) -> Finding:
    schemas, types = port("GET", "Schemas"), port("GET", "ResourceTypes")
    exchanges = (schemas.n, types.n, config.n)
    silent = [
        f"/{name} is answered with {answer.status or 'nothing'} and no list of anything"
        for name, answer in (("Schemas", schemas), ("ResourceTypes", types))
        if answer.status != 200 or not list_items(answer.json)
    ]
    if config.status != 200 or not isinstance(config.json, dict):
        silent.append(f"/ServiceProviderConfig is answered with {config.status or 'nothing'}")
    if silent:
        return Finding("discovery", False, f"{'; '.join(silent)}.", exchanges)
    served = SchemaSet.from_documents(list_items(schemas.json) or [])
    missing = [*undeclared(served, subject.mapped_users, USER), *undeclared(served, subject.mapped_groups, GROUP)]
    if missing:
        return Finding("discovery", False, f"/Schemas does not declare {', '.join(missing)}.", exchanges)
    return Finding("discovery", True, "All three answer, and /Schemas declares what the profile maps.", exchanges)


def undeclared(served: SchemaSet, paths: tuple[str, ...], base: str) -> list[str]:
    """Return the paths that served schemas do not declare, be it for want of the type that they select."""
    return [path for path in paths if not _is_declared(served, AttributePath.parse(path), base)]


def _is_declared(served: SchemaSet, path: AttributePath, base: str) -> bool:
    attribute = served.attribute(path.name, base, path.urn)
    if attribute is None or served.find(path, base) is None:
        return False
    for name, wanted in path.selector or ():
        kinds = attribute.sub(name)
        # Only the type of a value has kinds to declare; `primary` is a boolean.
        if name.casefold() == "type" and (kinds is None or not _among(wanted, kinds.canonical_values)):
            return False
    return True


def _among(wanted: object, words: tuple[str, ...]) -> bool:
    return str(wanted).casefold() in {word.casefold() for word in words}


def _bulk(config: Answer) -> Finding:
    section = config.json.get("bulk") if isinstance(config.json, dict) else None
    supported = section.get("supported") if isinstance(section, dict) else None
    if not isinstance(supported, bool):
        return Finding("bulk", None, "/ServiceProviderConfig does not say whether there are any.", (config.n,))
    says = f"/ServiceProviderConfig says that they are {'' if supported else 'not '}supported."
    return Finding("bulk", supported, says, (config.n,))


def _deletion(port: Port, subject: Subject) -> Finding:
    made = subject.make_user()
    if made is None:
        return Finding("delete", None, "No user could be created to delete.")
    path = resource_path(subject.users, made)
    exchanges: list[int] = []
    soft = any(_switched_off(port, path, dialect, exchanges) for dialect in DIALECTS)
    deleted = port("DELETE", path)
    after = port("GET", path)
    exchanges += [deleted.n, after.n]
    hard = deleted.ok and after.status == 404
    # Where DELETE switches the user off, that is a soft deletion too.
    kept = not soft and deleted.ok and _is_off(after)
    if soft or hard or kept:
        ways = [
            *(["by active"] if soft else []),
            *(["for good"] if hard else []),
            *(["by a DELETE that switches active off"] if kept else []),
        ]
        return Finding("delete", True, f"A user can be deleted {' and '.join(ways)}.", tuple(exchanges))
    says = f"active stays as it is, and DELETE is answered with {deleted.status}, the GET after it with {after.status}."
    return Finding("delete", False, says, tuple(exchanges))


def _switched_off(port: Port, path: str, dialect: str, exchanges: list[int]) -> bool:
    changed = port("PATCH", path, json=patch_body(DIALECTS[dialect].switch(False)))
    after = port("GET", path)
    exchanges += [changed.n, after.n]
    return changed.ok and _is_off(after)


def _is_off(answer: Answer) -> bool:
    return answer.status == 200 and isinstance(answer.json, dict) and answer.json.get("active") is False


def _groups(port: Port, subject: Subject) -> Iterator[Finding]:
    if subject.make_group is None:
        yield Finding("groups", False, "The profile says that the application has no groups.")
        yield Finding("members", None, "The application has no groups.", applies=False)
        return
    first, second, group = subject.make_user(), subject.make_user(), subject.make_group()
    if first is None or second is None or group is None:
        yield Finding("members", None, "No group with two users could be created to change.")
        return
    path = resource_path(subject.groups, group)
    changed = port("PATCH", path, json=patch_body(DIALECTS["default"].add_members(first, second)))
    after = port("GET", path)
    held = _members(after.json)
    exchanges = (changed.n, after.n)
    if changed.ok and {first, second} <= held:
        yield Finding("members", True, "An add of two members gives the group both.", exchanges)
    else:
        says = f"An add of two members is answered with {changed.status}, and then the group has {len(held)}."
        yield Finding("members", False, says, exchanges)


def _members(group: Any) -> set[str]:
    members = group.get("members") if isinstance(group, dict) else None
    return {str(each.get("value")) for each in (members if isinstance(members, list) else ()) if isinstance(each, dict)}


def _answered(answer: Answer) -> str:
    return "Nobody answered" if answer.status is None else f"The answer is {answer.status}"
