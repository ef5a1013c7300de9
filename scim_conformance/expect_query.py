"""The verifiers of searching: whether a question was answered with those who match, in order and in pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import expect, needs, wire
from .outcomes import Blocked, Omitted
from .wire import sorting

if TYPE_CHECKING:
    from .client import Reply, Resource


UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")
"""What stands in an address as it is: https://www.rfc-editor.org/rfc/rfc3986#section-2.3"""


@dataclass(frozen=True)
class Asked:
    """A question to the crowd, and what came back; everything is told by the names of the crowd."""

    filter: str
    reply: Reply
    found: tuple[str, ...]
    """Those of the crowd who were found, in the order of the answer."""

    matching: frozenset[str]
    """Those who match."""

    open: frozenset[str]
    """Those of whom the standard doesn't say whether they match."""

    whole: bool
    """Whether the whole answer was seen; in an answer of thousands of others it is not."""

    @property
    def missing(self) -> frozenset[str]:
        """Those who match and were not found."""
        return self.matching - set(self.found) if self.whole else frozenset()

    @property
    def wrong(self) -> frozenset[str]:
        """Those who were found and don't match."""
        return frozenset(self.found) - self.matching - self.open

    @property
    def is_right(self) -> bool:
        """Whether the question was answered with those who match."""
        listed = self.reply.ok and wire.list_items(self.reply.json) is not None
        return listed and not self.missing and not self.wrong


def exactly(asked: Asked) -> None:
    """Expect a search to return those who match and nobody else of the crowd, each once."""
    if not asked.matching:
        # That nobody matches is a success, and another check says so.
        needs.not_status(asked.reply, 404, see="filter.nobody-is-success")
    named = all(each.get("id") is not None for each in expect.items(asked.reply))
    needs.that(named, "The search lists resources without id", see="schema.every-resource-has-an-id")
    shown: dict[str, Any] = {
        "expected": {"filter": asked.filter, "finds": sorted(asked.matching)},
        "actual": sorted(asked.found),
    }
    expect.that(not asked.missing, "The search does not find all resources that match", **shown)
    expect.that(not asked.wrong, "The search returns resources that do not match", **shown)
    twice = len(asked.found) != len(set(asked.found))
    expect.that(not twice, "The search returns a resource twice", **shown)


def sure(asked: Asked, *, see: str) -> None:
    """Need a question that is answered rightly; ``see`` is the check that is about it."""
    if not asked.is_right:
        raise Blocked(f"{asked.reply.method} {asked.reply.route} doesn't answer the control rightly", cause=see)


def same(one: Asked, other: Asked) -> None:
    """Expect two ways of asking to find the same."""
    expect.items(other.reply)
    expect.that(
        set(one.found) == set(other.found),
        "Two ways to ask the same find different resources",
        expected=sorted(one.found),
        actual=sorted(other.found),
    )


def invalid_filter(reply: Reply) -> None:
    """Expect a filter that can't be evaluated to be declined with 400 and invalidFilter."""
    expect.error(reply, 400, scim_type="invalidFilter")


def nobody_or_declined(reply: Reply) -> None:
    """Expect a question that no resource can meet to be declined, or to find nobody."""
    if reply.ok:
        expect.finds_nobody(reply)
    else:
        expect.refused(reply)


def total(reply: Reply) -> int:
    """Need totalResults as an integer, which another check is about, and return it."""
    found = reply.json.get("totalResults") if isinstance(reply.json, dict) else None
    if not isinstance(found, int) or isinstance(found, bool):
        raise Blocked("totalResults is missing or no integer", cause="filter.answers-list-response")
    return found


def sure_pages(pages: Sequence[Reply], everybody: Collection[str], *, see: str = "pagination.every-match-once") -> None:
    """Need pages that hold everybody once."""
    found = [str(item.get("id")) for reply in pages for item in wire.list_items(reply.json) or []]
    if sorted(found) != sorted(everybody):
        raise Blocked("The pages don't hold every match once", cause=see)


def sure_limit(reply: Reply, most: int, *, see: str = "pagination.count-limits") -> None:
    """Need a page that obeys count."""
    if len(wire.list_items(reply.json) or []) > most:
        raise Blocked("A page holds more than was asked for", cause=see)


def lists(reply: Reply, resource: Resource) -> None:
    """Expect a list to hold a resource; of a list that goes on behind its first page nothing is said."""
    found = [str(item.get("id")) for item in expect.items(reply)]
    if resource.id not in found and total(reply) > len(found):
        raise Omitted("The list is longer than the page that was read, so that no profile could say who is on it.")
    expect.that(
        resource.id in found,
        "A list without filter leaves out a resource that is there",
        expected=resource.id,
        actual=f"{len(found)} others",
    )


def page(reply: Reply, *, most: int) -> list[dict[str, Any]]:
    """Expect a page that holds no more resources than asked for, and return them."""
    held = expect.items(reply)
    expect.that(
        len(held) <= most,
        "A page holds more resources than were asked for",
        expected=f"{most} at most",
        actual=len(held),
    )
    return held


def counted(reply: Reply, *, start: int) -> None:
    """Expect a page of several to say where it starts and how many it holds."""
    items_counted(reply)
    expect.equal(expect.json_object(reply).get("startIndex"), start, "The startIndex of a page")


def items_counted(reply: Reply) -> None:
    """Expect a page to say how many resources it holds."""
    held = expect.items(reply)
    expect.equal(expect.json_object(reply).get("itemsPerPage"), len(held), "The itemsPerPage of a page")


def covered(pages: Sequence[Reply], everybody: Collection[str]) -> None:
    """Expect pages to hold everybody once, and all to count the same total."""
    found = [str(item.get("id")) for reply in pages for item in expect.items(reply)]
    missing = [id for id in everybody if id not in found]
    twice = sorted({id for id in found if found.count(id) > 1})
    shown: dict[str, Any] = {"expected": sorted(everybody), "actual": found}
    expect.that(not twice, "Two pages hold the same resource", **shown)
    expect.that(not missing, "A resource is on none of the pages", **shown)
    expect.that(len(found) == len(everybody), "The pages hold resources that do not match", **shown)


def ends(pages: Sequence[Reply]) -> None:
    """Expect the last of the pages that were followed by cursors to have no cursor to a next one."""
    cursor = expect.json_object(pages[-1]).get("nextCursor")
    expect.that(not cursor, "The last page has a nextCursor", expected="no nextCursor", actual=cursor)


def unreserved(reply: Reply, *names: str) -> None:
    """Expect cursors to consist of characters that an address leaves as they are."""
    told = {name: expect.json_object(reply).get(name) for name in names}
    odd = {name: cursor for name, cursor in told.items() if cursor and not UNRESERVED.fullmatch(str(cursor))}
    expect.that(
        not odd,
        f"A cursor has characters that do not fit into an address: {', '.join(odd)}",
        expected="letters, digits, - . _ ~",
        actual=odd,
    )


def pagination(section: Any) -> None:
    """Expect a configuration of pagination to say what it has to, each as what it is."""
    told: dict[str, Any] = section if isinstance(section, dict) else {}
    sizes = ("defaultPageSize", "maxPageSize", "cursorTimeout")
    odd = [name for name in ("cursor", "index") if not isinstance(told.get(name), bool)]
    odd += [name for name in sizes if name in told and not _is_positive(told[name])]
    if told.get("defaultPaginationMethod", "index") not in ("index", "cursor"):
        odd.append("defaultPaginationMethod")
    expect.that(
        not odd,
        f"The configuration of pagination is not valid: see {', '.join(odd)}",
        expected="cursor and index as booleans, and sizes as numbers of at least 1",
        actual=section,
    )


def _is_positive(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0)


def constant_total(pages: Sequence[Reply], wanted: int) -> None:
    """Expect every page to count all matches."""
    totals = [total(reply) for reply in pages]
    expect.that(
        set(totals) <= {wanted},
        "totalResults is not the number of all matches",
        expected=wanted,
        actual=totals,
    )


def within_total(reply: Reply, *, start: int) -> None:
    """Expect a page to hold nobody behind the last whom its totalResults counts."""
    held = expect.items(reply)
    # Where somebody has come in between, its own total counts them too.
    counted_on = total(reply)
    expect.that(
        not held or start - 1 + len(held) <= counted_on,
        "A page behind totalResults is not empty",
        expected="no resources",
        actual={"startIndex": start, "totalResults": counted_on, "held": len(held)},
    )


def ordered(
    resources: Sequence[dict[str, Any]],
    path: str,
    schemas: wire.SchemaSet,
    *,
    descending: bool = False,
    base: str = wire.USER,
) -> None:
    """Expect resources in the order of an attribute, those without a value after all others."""
    words = "descending" if descending else "ascending"
    target = wire.AttributePath.parse(path)
    expect.that(
        sorting.in_order(resources, path, schemas, descending=descending, base=base),
        f"The resources are not in {words} order",
        expected=f"{words} by {path}",
        actual=[target.read(resource) for resource in resources],
    )


def as_read(reply: Reply, read: dict[str, Any], schemas: wire.SchemaSet) -> None:
    """Expect the one resource of a list to be as a GET of it has answered."""
    held = expect.items(reply)
    expect.equal(len(held), 1, "The number of matches")
    found = wire.differences(read, held[0], schemas, subset=False)
    expect.that(
        not found,
        f"A resource in a list is not as it is read: {', '.join(sorted({one.path for one in found}))}",
        expected={one.path: one.expected for one in found},
        actual={one.path: one.actual for one in found},
    )


def projected(whole: Reply, part: Reply, schemas: wire.SchemaSet, *, only: str = "", without: str = "") -> None:
    """Expect a list to show the attributes that were asked for, and what is always returned."""
    everything, shown = expect.items(whole), expect.items(part)
    expect.that(bool(everything) and bool(shown), "The search finds nobody", expected="a resource", actual=shown)
    before, after = (set(wire.strip_unassigned(items[0])) for items in (everything, shown))
    always = {name for name in before if (known := schemas.attribute(name)) and known.returned == "always"}
    optional = always | {"schemas"} | {name for name in before if name.startswith("urn:")}
    wanted = {only} | always if only else before - {without}
    message = "The attributes of a resource are not those that were asked for"
    shows: dict[str, Any] = {"expected": sorted(wanted), "actual": sorted(after)}
    expect.that(wanted - {"schemas"} <= after, message, **shows)
    expect.that(after <= wanted | (optional if only else set()), message, **shows)


def same_page(reply: Reply, wanted: Reply) -> None:
    """Expect a page to hold the same resources as another, in the same order."""
    found, first = ([item.get("id") for item in expect.items(one)] for one in (reply, wanted))
    expect.equal(found, first, "The page that starts below 1")


def next_after(first: Reply, second: Reply) -> None:
    """Expect a page to begin with the second resource of the page before it."""
    before, after = ([item.get("id") for item in expect.items(one)] for one in (first, second))
    expect.that(
        len(before) < 2 or before[1:2] == after[:1],
        "The page that starts at 2 does not begin with the second resource",
        expected=before[1:2],
        actual=after[:1],
    )


def offered(reply: Reply) -> None:
    """Expect an answer that doesn't say that there is nothing at this address."""
    expect.that(
        reply.status not in (404, 405, 501),
        f"{reply.method} {reply.route} is not offered",
        expected="a list of resources",
        actual=reply.status,
    )


def right_or_declined(reply: Reply, *, match: Resource, other: Resource) -> None:
    """Expect a question to be answered rightly, or to be declined as one that is not supported."""
    if reply.ok:
        expect.tells_apart(reply, match=match, other=other)
    elif reply.status == 400:
        invalid_filter(reply)
    elif reply.status != NOT_OFFERED:
        expect.refused(reply)


NOT_OFFERED = 501
"""How a provider may say that it has no filters of this kind."""
