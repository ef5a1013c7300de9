"""The verifiers of PATCH: where two answers are right, and what a group holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from . import expect, needs, wire

if TYPE_CHECKING:
    from .client import Reply


NOT_IMPLEMENTED = 501
"""How a provider may say that it has no operation of this kind."""


class Roster(Protocol):
    """A group as it was read, and the ids of its members."""

    @property
    def reply(self) -> Reply:
        """The group as it was read."""

    @property
    def ids(self) -> list[str] | None:
        """The ids of its members, None where it could not be read."""


class Tried(Protocol):
    """A PATCH that was sent, with what its resource held before and afterwards."""

    @property
    def before(self) -> Reply:
        """The resource as it was read before."""

    @property
    def reply(self) -> Reply:
        """The answer to the PATCH."""

    @property
    def after(self) -> Reply:
        """The resource as it was read afterwards."""

    @property
    def held(self) -> dict[str, Any]:
        """What it held."""

    @property
    def holds(self) -> dict[str, Any]:
        """What it holds."""

    @property
    def results(self) -> tuple[dict[str, Any], ...]:
        """What the standard lets it hold."""


def declined(reply: Reply) -> None:
    """Expect a request to be refused with a 4xx status, or as one that is not implemented."""
    if reply.status != NOT_IMPLEMENTED:
        expect.refused(reply)


def changed_or_refused(
    reply: Reply, before: Reply, after: Reply, schemas: wire.SchemaSet, *, path: str, to: Any
) -> None:
    """Expect a request to have its effect, or to be refused and have none; it is no success without effect."""
    if reply.ok:
        expect.status(reply, 200, 204)
        expect.changed(before, after, schemas, path=path, to=to)
    else:
        declined(reply)
        expect.unchanged(before, after, schemas)


def without_effect(reply: Reply, before: Reply, after: Reply, schemas: wire.SchemaSet) -> None:
    """Expect a request that has nothing to do to change nothing, whether it is a success or refused."""
    if not reply.ok:
        declined(reply)
    expect.unchanged(before, after, schemas)


def all_changed(before: Reply, after: Reply, schemas: wire.SchemaSet, values: dict[str, Any]) -> None:
    """Expect attributes to have these values, None for unassigned, and the rest to be as it was."""
    needs.success(before, see=expect.READABLE)
    expect.success(after)
    stored = expect.json_object(after)
    wrong = {
        path: found
        for path, wanted in values.items()
        if not _is(wanted, found := wire.AttributePath.parse(path).read(stored), path, schemas)
    }
    expect.that(
        not wrong,
        f"Attributes do not have the value that was asked for: {', '.join(sorted(wrong))}",
        expected={path: values[path] for path in wrong},
        actual=wrong,
    )
    derived = [name for path in values for name in expect.DERIVED.get(path, ())]
    expect.unchanged(before, after, schemas, save=(*values, *derived))


def _is(wanted: Any, found: Any, path: str, schemas: wire.SchemaSet) -> bool:
    return found is None if wanted is None else wire.same_value(wanted, found, schemas.find(path))


def kept(before: Reply, after: Reply, path: str) -> None:
    """Expect an attribute to be as it was, one of the provider's own among them."""
    needs.success(before, see=expect.READABLE)
    expect.success(after)
    target = wire.AttributePath.parse(path)
    expect.equal(target.read(expect.json_object(after)), target.read(expect.json_object(before)), path)


def moved(before: Reply, after: Reply, path: str) -> None:
    """Expect an attribute to be another one than it was."""
    needs.success(before, see=expect.READABLE)
    expect.success(after)
    target = wire.AttributePath.parse(path)
    old, new = target.read(expect.json_object(before)), target.read(expect.json_object(after))
    expect.that(old != new, f"{path} is the same as before the change", expected=f"not {old}", actual=new)


def fits(reply: Reply, *types: str) -> None:
    """Expect a refusal to carry one of these as scimType, or none."""
    found = reply.json.get("scimType") if isinstance(reply.json, dict) else None
    expect.that(
        found is None or found in types,
        f"The scimType of the refusal does not fit: expected {' or '.join(types)}",
        expected=[*types, None],
        actual=found,
    )


def members(roster: Roster, *ids: str, once: bool = True) -> None:
    """Expect a group to have exactly these members, each of them once unless that is another check's matter."""
    expect.success(roster.reply)
    found = roster.ids or []
    expect.that(
        set(ids) <= set(found), "The group lacks a member that it has been given", expected=list(ids), actual=found
    )
    expect.that(
        set(found) <= set(ids), "The group has a member that it was not given", expected=list(ids), actual=found
    )
    is_doubled = once and len(found) > len(set(found))
    expect.that(not is_doubled, "The group has a member twice", expected=list(ids), actual=found)


def regrouped(before: Reply, after: Roster, schemas: wire.SchemaSet, *ids: str, save: tuple[str, ...] = ()) -> None:
    """Expect a group to have exactly these members, and all else of it to be as it was."""
    members(after, *ids)
    expect.unchanged(before, after.reply, schemas, save=("members", *save))


def refused_as(reply: Reply, scim_type: str) -> None:
    """Expect a refusal to carry this scimType."""
    expect.error(reply, reply.status or 0, scim_type=scim_type)


def refused_or_kept(before: Reply, reply: Reply, after: Reply, path: str, schemas: wire.SchemaSet) -> None:
    """Expect a request to be refused and to change nothing, or to be accepted and to leave one attribute as it was."""
    kept(before, after, path)
    if not reply.ok:
        expect.unchanged(before, after, schemas)


def one_of_the_results(tried: Tried, schemas: wire.SchemaSet) -> None:
    """Expect a PATCH to end in one of the results that the standard allows, or to be refused without effect."""
    if not tried.reply.ok:
        untouched(tried, schemas)
        return
    expect.success(tried.after)
    left = _written_by_clients(tried.holds)
    found = [_unlike(tried.held, _written_by_clients(each), left, schemas) for each in tried.results]
    nearest = min(found, key=len)
    # No path in the message: which attributes an example is about is drawn anew with each seed.
    expect.that(
        not nearest,
        "After a sequence of operations the resource holds something else than the standard has them make",
        expected={difference.path: difference.expected for difference in nearest},
        actual={difference.path: difference.actual for difference in nearest},
    )


def untouched(tried: Tried, schemas: wire.SchemaSet) -> None:
    """Expect a PATCH to be refused and to change nothing at all."""
    declined(tried.reply)
    expect.success(tried.after)
    found = wire.differences(_written_by_clients(tried.held), _written_by_clients(tried.holds), schemas, subset=False)
    expect.that(
        not found,
        "A sequence of operations that was refused has changed the resource",
        expected={difference.path: difference.expected for difference in found},
        actual={difference.path: difference.actual for difference in found},
    )


def _written_by_clients(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name.casefold() != "meta"}


def _unlike(
    before: dict[str, Any], wanted: dict[str, Any], left: dict[str, Any], schemas: wire.SchemaSet
) -> list[wire.Difference]:
    """Where a resource is not as it should be, save what a provider may compose anew from what has changed."""
    changed = {each.path for each in wire.differences(_written_by_clients(before), wanted, schemas, subset=False)}
    composed = {name for path in changed for name in _composed_of(path)}
    found = wire.differences(wanted, left, schemas, subset=False)
    return [each for each in found if each.path.casefold() not in composed]


def _composed_of(path: str) -> set[str]:
    if path.casefold() == "name":
        return {name.casefold() for names in expect.DERIVED.values() for name in names}
    return {
        name.casefold() for key, names in expect.DERIVED.items() if key.casefold() == path.casefold() for name in names
    }
