"""Verifiers of schemas and of what stands in resources under them; like :mod:`expect`, they word what is wrong."""

from __future__ import annotations

import re
from base64 import b64decode, urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from . import expect, wire
from .files import read_json

if TYPE_CHECKING:
    from .client import Reply, Resource

JSON_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "reference": (str,),
    "dateTime": (str,),
    "binary": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "decimal": (int, float),
    "complex": (dict,),
}

CORE = wire.SchemaSet.from_documents(read_json("scim/core-schemas.json"))
"""The core schemas as the standard has them."""

NAME = re.compile(r"\$?[A-Za-z][A-Za-z0-9$_-]*")
"""An attribute name; $ref, which the standard itself has, begins with a dollar sign."""


def has_json_type(value: Any, definition: wire.AttributeDef) -> bool:
    """Tell whether one value has the JSON type of its definition; Python would take a boolean for a number."""
    wanted = JSON_TYPES.get(definition.type, (object,))
    return isinstance(value, wanted) and (definition.type == "boolean" or not isinstance(value, bool))


def typed(value: Any, definition: wire.AttributeDef) -> None:
    """Expect a value, and all that it holds, to have the plurality and the JSON types of its definition."""
    if value is None:
        return
    several = isinstance(value, list)
    expect.that(
        several == definition.multi_valued,
        f"{definition.path} is {'a list' if several else 'no list'}, which its schema does not say",
        expected="a list" if definition.multi_valued else "a single value",
        actual=value,
    )
    for each in value if several else [value]:
        expect.that(
            has_json_type(each, definition),
            f"{definition.path} has a value of another JSON type than its schema says",
            expected=definition.type,
            actual=each,
        )
        for name, part in each.items() if isinstance(each, dict) else ():
            sub = definition.sub(name)
            if sub is not None:
                typed(part, sub)


def names(found: Iterable[str], what: str) -> None:
    """Expect attribute names in the form that the standard gives them."""
    odd = sorted({name for name in found if not NAME.fullmatch(name)})
    expect.that(
        not odd,
        f"{what} has a name that is no attribute name",
        expected="a letter, then letters, digits, -, _ or $",
        actual=odd,
    )


def none_of(odd: Iterable[Any], what: str, *, expected: Any) -> None:
    """Expect nothing to be found of which ``what`` says that it is wrong."""
    found = list(odd)
    expect.that(not found, what, expected=expected, actual=found)


def base64(value: Any, path: str) -> None:
    """Expect a text in base64, in either alphabet, with or without padding."""
    text = value if isinstance(value, str) else ""
    padded = text + "=" * (-len(text) % 4)
    decode = urlsafe_b64decode if set(text) & set("-_") else b64decode
    try:
        right = bool(text) and isinstance(decode(padded), bytes) and re.fullmatch(r"[\w+/=-]+", text) is not None
    except (NotBase64, ValueError):
        right = False
    expect.that(right, f"{path} is not base64", expected="base64", actual=value)


def uri(value: Any, path: str) -> None:
    """Expect an absolute or a relative URI."""
    text = value if isinstance(value, str) else ""
    try:
        urlsplit(text)
        right = re.fullmatch(r"[!#$%&'()*+,/:;=?@\[\]A-Za-z0-9._~-]+", text, re.ASCII) is not None
    except ValueError:
        right = False
    expect.that(right, f"{path} is no URI", expected="an absolute or a relative URI", actual=value)


def narrowed(holder: Reply | Resource, *, has: str, lacks: str) -> None:
    """Expect a part of a resource: with what was asked for, and without what was not."""
    expect.part(holder, has)
    expect.attribute(holder, lacks, equals=None)


def at_most_one_primary(reply: Reply, name: str) -> None:
    """Expect no more than one value of an attribute to be marked as primary."""
    held = wire.AttributePath.parse(name).read(expect.json_object(reply))
    marked = [each for each in held or [] if isinstance(each, dict) and each.get("primary") is True]
    expect.that(
        len(marked) <= 1, f"More than one value of {name} is primary", expected="one at most", actual=len(marked)
    )


def holds_elements(reply: Reply, name: str, elements: Iterable[Mapping[str, Any]], schemas: wire.SchemaSet) -> None:
    """Expect a multi-valued attribute to have exactly these elements."""
    wanted = list(elements)
    expect.attribute(reply, name, equals=wanted or None, schemas=schemas)


def nothing_undeclared(reply: Reply, name: str, urn: str) -> None:
    """Expect an attribute and a schema that nobody declares not to have been stored."""
    body = expect.json_object(reply)
    kept = [key for key in body if key.casefold() in (name.casefold(), urn.casefold())]
    named = [each for each in body.get("schemas") or [] if str(each).casefold() == urn.casefold()]
    expect.that(
        not kept and not named,
        "What no schema declares was stored",
        expected="no such attribute and no such schema",
        actual=[*kept, *named],
    )


WITHIN = 0.9
"""How many seconds two dates of one moment may lie apart, where each is taken from the clock by itself.

A whole second is more than storing takes, and no client would overlook it.
"""


def same_moment(one: Any, other: Any) -> None:
    """Expect two dates to name one moment, but for what it takes to store something."""
    apart = expect.instant(one, "The first date") - expect.instant(other, "The second date")
    expect.that(
        abs(apart.total_seconds()) <= WITHIN,
        "Two dates that name one moment lie apart",
        expected=one,
        actual=other,
    )


def later(after: Any, before: Any) -> None:
    """Expect a date to lie after another."""
    expect.that(
        expect.instant(after, "meta.lastModified") > expect.instant(before, "meta.lastModified"),
        "meta.lastModified has not moved forward",
        expected=f"after {before}",
        actual=after,
    )


def as_in_core(served: wire.Schema, urn: str) -> None:
    """Expect what a schema declares to have the types and the plurality that the standard gives these attributes."""
    core = CORE.get(urn)
    known = {each.path.casefold(): each for each in _all(core.attributes if core else ())}
    odd = {
        each.path: f"{each.type}{', several' if each.multi_valued else ''}"
        for each in _all(served.attributes)
        if (wanted := known.get(each.path.casefold()))
        and (each.type, each.multi_valued) != (wanted.type, wanted.multi_valued)
        and {each.type, wanted.type} not in SAME_ON_THE_WIRE
    }
    paths = ", ".join(sorted(odd))
    expect.that(
        not odd,
        f"/Schemas declares another type or plurality than the standard: {paths}",
        expected={path: known[path.casefold()].type for path in odd},
        actual=odd,
    )


SAME_ON_THE_WIRE = ({"string", "reference"}, {"string", "binary"})
"""Types whose values look alike in JSON; implementations differ in them, and no client notices."""


def _all(attributes: Iterable[wire.AttributeDef]) -> Iterator[wire.AttributeDef]:
    for each in attributes:
        yield each
        yield from each.sub_attributes


def lists_something(reply: Reply) -> None:
    """Expect a list that is not empty."""
    expect.that(
        bool(wire.list_items(reply.json)),
        f"{reply.method} {reply.route} lists nothing",
        expected="one resource or more",
        actual="none",
    )


def not_missing(reply: Reply) -> None:
    """Expect a feature that is advertised to be there, whatever it answers to this request."""
    expect.that(
        reply.status not in (None, 404, 405, 501),
        f"{reply.method} {reply.route} is advertised and answered {reply.status or 'nothing'}",
        expected="a feature that is there",
        actual=reply.status,
    )


def same(one: dict[str, Any], other: dict[str, Any], schemas: wire.SchemaSet) -> None:
    """Expect two representations of a resource to say the same."""
    odd = wire.differences(one, other, schemas, subset=False)
    paths = ", ".join(sorted({each.path for each in odd}))
    expect.that(
        not odd,
        f"A list shows a resource otherwise than a read: {paths}",
        expected={each.path: each.expected for each in odd},
        actual={each.path: each.actual for each in odd},
    )


def cleared(reply: Reply, path: str, *, default: Any = None) -> None:
    """Expect an attribute to have no value, or the one that a provider gives where none is sent."""
    found = wire.AttributePath.parse(path).read(expect.json_object(reply))
    expect.that(
        found in (None, "", default), f"{path} is still assigned", expected="unassigned, or the default", actual=found
    )


def holds_somewhere(body: Any, value: Any) -> bool:
    """Tell whether a value stands anywhere in a body, at whatever place."""
    if isinstance(body, dict):
        return any(holds_somewhere(part, value) for part in body.values())
    if isinstance(body, list):
        return any(holds_somewhere(part, value) for part in body)
    return str(body).casefold() == str(value).casefold()


def shown(reply: Reply, path: str, value: Any) -> None:
    """Expect a value to be somewhere in a resource; whether it is at its place is another check's matter."""
    body = expect.json_object(reply)
    expect.that(holds_somewhere(body, value), f"{path} is not stored", expected=value, actual="nowhere in the resource")


def of_type(value: Any, kind: str, path: str) -> None:
    """Expect each value at a path to have the JSON type that a profile gives it."""
    wanted = (*JSON_TYPES.get(kind, (object,)), *((dict,) if kind == "reference" else ()))
    for each in value if isinstance(value, list) else [value]:
        right = isinstance(each, wanted) and (kind == "boolean" or not isinstance(each, bool))
        expect.that(right, f"{path} has another JSON type than the profile says", expected=kind, actual=each)


def alike(definition: wire.AttributeDef, kind: str, path: str) -> None:
    """Expect a definition to have the type that a profile gives the attribute, or one that looks the same in JSON."""
    held = definition.sub("value") if definition.type == "complex" and kind != "complex" else None
    found = (held or definition).type
    written = {JSON_TYPES.get(each) for each in (found, kind)}
    expect.that(
        found == kind or (len(written) == 1 and None not in written),
        f"/Schemas gives {path} another type than the profile",
        expected=kind,
        actual=found,
    )
