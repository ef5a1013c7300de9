"""The crowd that all questions about searching are asked of: eight users whose values tell operators apart.

Which attributes carry the values is found in what the profile lists, the provider accepts and its schema says.
A question names them by their part, as in ``{text} sw "{a}kilo"``, and so fits every application.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scim_conformance.outcomes import Omitted
from scim_conformance.wire import AttributeDef, AttributePath

if TYPE_CHECKING:
    from scim_conformance.profile import AttributeRule
    from scim_conformance.wire import SchemaSet

    from . import Accepted, Cast, People

# name: text, second, gap, active, first address, second address, number, moment
_CROWD: Mapping[str, tuple[Any, ...]] = {
    "ada": ("kilo", "delta", "amber", True, "north", "south", 10, "2026-03-01T23:30:00-05:00"),
    "ben": ("kilometre", "Bravo", "blue", True, "south", "north", 9, "2026-03-02T01:00:00Z"),
    "cleo": ("big-kilo", "alpha", "cyan", True, "north", None, 100, "2026-03-02T04:30:00Z"),
    "dora": ("old-kilos-now", "Echo", None, False, None, "north", 20, "2026-03-02T06:00:00+05:00"),
    "egon": ("juliett", "charlie", None, True, "south", None, 2, "2026-03-03T00:00:00Z"),
    "fay": ("lima", "Golf", None, True, None, None, 30, "2026-03-04T00:00:00Z"),
    "gus": ("mike", "foxtrot", None, True, None, None, 11, "2026-03-05T00:00:00Z"),
    "hal": ("november", "hotel", None, False, None, None, -5, "2026-03-06T00:00:00Z"),
}
NAMES = tuple(_CROWD)
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"
_TEXTS = (
    "displayName", "title", "nickName", "name.familyName", "name.givenName", "name.middleName", "userType",
    *(_ENTERPRISE + name for name in ("department", "division", "organization", "costCenter")),
)  # fmt: skip
_WORDS = {
    "free": "string whose values can be chosen",
    "second": "further string whose values can be chosen",
    "gap": "string that a user may lack",
    "exact": "string whose case counts",
    "dotted": "sub-attribute of the name",
    "flag": "boolean",
    "number": "integer",
    "moment": "date that a client may set",
    "extended": "string of an extension",
    "many": "multi-valued attribute with two types of values",
    "typed": "multi-valued attribute with a type and a value",
}
_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Design:
    """Which attribute plays which part, and what each user of the crowd has in it."""

    slug: str
    parts: Mapping[str, str]
    """What stands for each part in a question: a path, a value as JSON, or a piece of text."""

    bodies: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    def needs(self, *parts: str) -> None:
        """Leave out a question that needs a part which no attribute can play."""
        for part in parts:
            if part not in self.parts:
                what = _WORDS.get(part, part)
                raise Omitted(
                    f"The profile {self.slug} lists no {what} that the provider accepts and that may be filtered by, "
                    "so there is nothing to try this on."
                )

    def filled(self, template: str) -> str:
        """Return a question with the attributes and the names of this crowd in it."""
        names = {name: json.dumps(body["userName"]) for name, body in self.bodies.items()}
        known = {**self.parts, **names}
        wanted = _PART.findall(template)
        gone = [name for name in wanted if name in NAMES and name not in names]
        if gone:
            raise Omitted(f"The profile {self.slug} allows a crowd of {len(names)} only, so nobody can be asked for.")
        self.needs(*(name for name in wanted if name not in names))
        return _PART.sub(lambda part: known[part[1]], template)


def design(cast: Cast, accepted: Accepted, people: People, *, size: int | None = None) -> Design:
    """Choose the attributes and make up the crowd."""
    casting = _Casting(cast, accepted)
    parts = casting.parts()
    names = NAMES[: len(NAMES) if size is None else max(0, size)]
    tag = people.name("crowd")
    end = "@example.com" if accepted.user_name == "email" else ""
    by_name = "text" not in parts
    bodies = {}
    for name in names:
        values = dict(_values(name, parts, casting, tag))
        word = _CROWD[name][0] if by_name else name
        bodies[name] = people.user(only=cast.required(), having={"userName": f"{tag}-{word}{end}", **values})
    written: dict[str, str] = {"text": "userName", **parts}
    if not by_name:
        written["free"] = parts["text"]
    written |= {"a": f"{tag}-" if by_name else "", "z": end if by_name else ""}
    written["mark"] = json.dumps(f"{tag}-")
    if bodies:
        held = {"unit": "extended", "label": "exact", "family": "dotted"}
        ada = bodies["ada"]
        told = {name: AttributePath.parse(parts[part]).read(ada) for name, part in held.items() if part in parts}
        written |= {name: json.dumps(value) for name, value in told.items()}
        if casting.typed:
            written["home"] = json.dumps(AttributePath.parse(casting.typed[0]).read(ada))
    return Design(cast.profile.slug, written, bodies)


def _values(name: str, parts: Mapping[str, str], casting: _Casting, tag: str) -> Iterator[tuple[str, Any]]:
    text, second, gap, active, first, other, number, moment = _CROWD[name]
    given = {"text": text, "second": second, "gap": gap, "flag": active, "number": number, "moment": moment}
    given |= {"dotted": f"Family {name}", "extended": f"Unit {name.capitalize()}", "exact": f"{tag}-Ext-{name}"}
    taken = set()
    for part, value in given.items():
        # An attribute that plays two parts has the values of the first; where that lacks one, so does the other.
        if part in parts and parts[part] not in taken:
            taken.add(parts[part])
            if value is not None:
                yield parts[part], value
    for path, where in zip(casting.typed, (first, other), strict=False):
        if where or path in casting.required:
            yield path, casting.address(path, f"{tag}-{name}-{where or 'none'}", where or "nowhere")


class _Casting:
    """Looks for an attribute for each part."""

    def __init__(self, cast: Cast, accepted: Accepted) -> None:
        self.required = frozenset(cast.required())
        self._schemas: SchemaSet = cast.schemas
        rules = {rule.path: rule for rule in cast.candidates()}
        # What the profile says can't be filtered by is not asked for.
        self._rules: dict[str, AttributeRule] = {
            path: rules[path]
            for path in accepted.attributes
            if path in rules and rules[path].filterable is not False and not self._is_unreadable(rules[path])
        }
        self.typed = self._typed()

    def parts(self) -> dict[str, str]:
        """Return the path of each part that an attribute can play."""
        texts = [path for path in self._rules if self._is_free_text(path)]
        texts.sort(key=lambda path: _TEXTS.index(path) if path in _TEXTS else len(_TEXTS))
        texts = [path for path in texts if path in _TEXTS]
        lacking = [path for path in texts if not self._is_required(path)]
        found: dict[str, str] = dict(zip(("text", "second"), texts, strict=False))
        gap = next((path for path in lacking if path not in found.values()), None)
        wanted = {
            "gap": gap,
            "exact": next((path for path in self._rules if path.casefold() == "externalid"), None),
            "dotted": next((path for path in texts if path.startswith("name.")), None),
            "flag": self._of_type("boolean", "active"),
            "number": self._of_type("integer"),
            "moment": self._of_type("dateTime"),
            "extended": next((path for path in reversed(texts) if path.startswith("urn:")), None),
        }
        found |= {part: path for part, path in wanted.items() if path}
        return found | self._of_addresses()

    def address(self, path: str, name: str, where: str) -> str:
        """Return the value of an e-mail or a phone number at one of two places."""
        if AttributePath.parse(path).name.casefold() == "emails":
            return f"{name}@{where}.example.com"
        return {"north": "+1-202-555-0111", "south": "+1-303-555-0122"}.get(where, "+1-404-555-0133")

    def _of_addresses(self) -> dict[str, str]:
        if not self.typed:
            return {}
        targets = [AttributePath.parse(path) for path in self.typed]
        kind = [dict(target.selector or ())["type"] for target in targets]
        north, south = ("north", "south") if targets[0].name.casefold() == "emails" else ("202", "303")
        found = {"typed": targets[0].name, "first": json.dumps(kind[0]), "north": north, "south": south}
        return found | ({"many": targets[0].name, "other": json.dumps(kind[1])} if len(kind) > 1 else {})

    def _typed(self) -> tuple[str, ...]:
        """Return the paths of two values of one multi-valued attribute, or of one, or none."""
        by_name: dict[str, list[str]] = {}
        for path, rule in self._rules.items():
            target = rule.target
            is_plain = rule.type == "string" and not rule.samples and not rule.pattern
            if is_plain and target.sub == "value" and [name for name, _ in target.selector or ()] == ["type"]:
                by_name.setdefault(target.name.casefold(), []).append(path)
        known = [by_name[name][:2] for name in ("emails", "phonenumbers") if name in by_name]
        known.sort(key=len, reverse=True)
        return tuple(known[0]) if known else ()

    def _of_type(self, type_: str, name: str | None = None) -> str | None:
        fits = (path for path, rule in self._rules.items() if rule.type == type_ and not rule.samples)
        return next((path for path in fits if name in (None, path) and "[" not in path), None)

    def _is_free_text(self, path: str) -> bool:
        rule, definition = self._rules[path], self._definition(path)
        free = definition is None or (not definition.canonical_values and definition.uniqueness == "none")
        return rule.type == "string" and not rule.samples and not rule.pattern and free

    def _is_required(self, path: str) -> bool:
        definition = self._definition(path)
        return path in self.required or bool(definition and definition.required)

    def _is_unreadable(self, rule: AttributeRule) -> bool:
        definition = self._schemas.find(rule.target)
        return definition is not None and definition.returned in ("never", "request")

    def _definition(self, path: str) -> AttributeDef | None:
        return self._schemas.find(path)
