"""What is written to make an account what it is to be: the body of a creation, the operations of an update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scim_conformance.entra.dialects import Dialect, Operation
from scim_conformance.entra.managers import manager_cleared, manager_set
from scim_conformance.entra.mapping.model import Flow
from scim_conformance.entra.resources import group_body, user_body, without_custom_schemas
from scim_conformance.entra.roles import ASSERTIVE, assertive, role_bodies, roles_as_text

from .log import Change
from .values import Wanted, held, is_empty, same

Body = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """One attribute that a resource does not hold as it should."""

    flow: Flow
    old: Any
    new: Any

    @property
    def change(self) -> Change:
        """The difference as the log shows it."""
        is_one = isinstance(self.old, list) and len(self.old) == 1 and not isinstance(self.new, list)
        return Change(self.flow.path, self.old[0] if is_one else self.old, self.new)


def differences(wanted: Iterable[Wanted], resource: Body, *, clears: bool) -> tuple[Difference, ...]:
    """Return what a resource does not hold as it should; what became empty counts where ``clears`` is True."""
    return tuple(
        Difference(each.flow, old, each.value)
        for each in wanted
        if clears or not is_empty(each.value)
        if not same(each.flow, old := held(each.flow, resource), each.value)
    )


def new_user(wanted: Sequence[Wanted]) -> Body:
    """Return the body that creates a user.

    Booleans are booleans here in both dialects: the page on compatibility knows texts for them in PATCH only.
    """
    body: Body = {}
    # Roles first: what else is mapped of a role belongs to the element that its value makes.
    for each in sorted(wanted, key=lambda each: not each.is_role):
        if is_empty(each.value):
            continue
        if each.is_role:
            body["roles"] = role_bodies(each.flow.function, _names(each.value))
        else:
            each.flow.target.write(body, each.value)
    _mark_primary(body)
    return without_custom_schemas(user_body(body))


def new_group(wanted: Sequence[Wanted]) -> Body:
    """Return the body that creates a group, which has no members yet."""
    body: Body = {}
    for each in wanted:
        if not is_empty(each.value):
            each.flow.target.write(body, each.value)
    return group_body(body)


def operations(found: Sequence[Difference], dialect: Dialect) -> list[Operation]:
    """Return the operations of a dialect that remove the differences.

    Microsoft's examples show Add where an attribute had no value and Replace where it had one.
    """
    return [*_adds(found, dialect), *_replacements(found, dialect), *_own_forms(found, dialect)]


def _adds(found: Sequence[Difference], dialect: Dialect) -> Iterator[Operation]:
    for each in found:
        if _is_plain(each) and is_empty(each.old) and not is_empty(each.new):
            yield dialect.add(each.flow.path, _written(each, dialect))


def _replacements(found: Sequence[Difference], dialect: Dialect) -> list[Operation]:
    changed = [each for each in found if _is_plain(each) and not (is_empty(each.old) and not is_empty(each.new))]
    return dialect.replace_all({each.flow.path: _written(each, dialect) for each in changed})


def _own_forms(found: Sequence[Difference], dialect: Dialect) -> Iterator[Operation]:
    for each in found:
        if _is_switch(each):
            yield dialect.switch(each.new)
        elif not _is_plain(each):
            yield from _roles(each, dialect)


def _is_switch(each: Difference) -> bool:
    return each.flow.path.casefold() == "active" and isinstance(each.new, bool)


def _is_plain(each: Difference) -> bool:
    return not _is_switch(each) and not Wanted(each.flow, each.new).is_role


def _written(each: Difference, dialect: Dialect) -> Any:
    if is_empty(each.new):
        # As the gallery validation empties an attribute in its first half; null is its second.
        return ""
    return dialect.boolean(each.new) if isinstance(each.new, bool) else each.new


def _roles(each: Difference, dialect: Dialect) -> Iterator[Operation]:
    function = each.flow.function
    if function == ASSERTIVE:
        yield assertive(_names(each.new)) if not is_empty(each.new) else {"op": "replace", "path": "roles", "value": []}
        return
    have = set(each.old or ())
    names = [name for name in _names(each.new) if name not in have]
    if names and not dialect.is_compliant:
        yield roles_as_text(names)
    elif names:
        # With the flag, creations and updates write roles alike, says the page on attributes.
        yield dialect.add("roles", role_bodies(function, names))


def _names(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def manager_written(form: str, flow: Flow, id: str, had: str, dialect: Dialect) -> Operation:
    """Return the operation that names a manager; Add where there was none, Replace where there was another."""
    operation = manager_set(form, id, f"/Users/{id}", op="Replace" if had else "Add")
    op = operation["op"].lower() if dialect.is_compliant else operation["op"]
    return {**operation, "op": op} if is_manager(flow) else {"op": op, "path": flow.path, "value": id}


def manager_taken(flow: Flow) -> Operation:
    """Return the operation after which nobody is the manager, as the gallery's validation writes it."""
    operation = manager_cleared("empty text")
    return operation if is_manager(flow) else {**operation, "path": flow.path}


def is_manager(flow: Flow) -> bool:
    """Whether a reference is the manager, of whose path Microsoft's pages show all forms there are."""
    return flow.target.name.casefold() == "manager"


def _mark_primary(body: Body) -> None:
    # Microsoft's examples of new users show the work address as the primary one, and no other attribute so.
    emails = body.get("emails")
    if isinstance(emails, list):
        for each in emails:
            if isinstance(each, dict) and str(each.get("type", "")).casefold() == "work":
                each.setdefault("primary", True)
