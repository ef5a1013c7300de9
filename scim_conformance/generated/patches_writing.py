"""Writes operations of a PATCH, one after another, as bytes decide that hypothesis has drawn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from scim_conformance.people.faces import Face
from scim_conformance.people.recipes import NAME, user
from scim_conformance.people.values import value_of
from scim_conformance.wire import add, remove, replace

from .patches_ground import Field, Parts, Several, Subject

Json = dict[str, Any]

WORDS = ("Ada", "Bo", "Zoë", "O'Neil", "de la Cruz", "Łukasz", "Иван", "李雷", "ليلى", "Anne-Marie")
"""The simplest first: names and words, some in scripts that are often mangled."""


class Deciding:
    """Decides one thing after another, as the bytes say that were drawn; 0 is the simplest everywhere."""

    def __init__(self) -> None:
        self._left: Iterator[int] = iter(())

    def turn_to(self, block: bytes) -> None:
        """Take the next decisions from another block."""
        self._left = iter(block)

    def below(self, limit: int) -> int:
        """Decide on a number."""
        high = next(self._left, 0) * 256 if limit > 256 else 0
        return (high + next(self._left, 0)) % limit

    def one_of(self, *alternatives: Any) -> Any:
        """Decide on one of several things, the first of which is the simplest."""
        return alternatives[self.below(len(alternatives))]

    def some(self, alternatives: Sequence[Any], least: int) -> list[Any]:
        """Decide on several of several things, each at most once."""
        left = list(alternatives)
        number = least + self.below(len(left) - least + 1)
        return [left.pop(self.below(len(left))) for _ in range(number)]


class UserWriter(Deciding):
    """Writes one operation after another, each legal after those before it."""

    def __init__(self, matching: Mapping[str, list[str]]) -> None:
        super().__init__()
        self._matching = matching
        self._held: dict[str, list[Json]] = {}
        """What multi-valued attributes are known to hold, by name."""

        self._gone: set[str] = set()
        """The single values that an operation has removed, by path."""

        self._given: set[str] = set()
        """The complex values that an operation has given as a whole, by name."""

    def operation(self, subject: Subject) -> Json:
        """Decide on an operation on one attribute."""
        match subject:
            case Several():
                return self._on_several(subject)
            case Parts():
                return self._on_parts(subject)
            case Field():
                return self._on_field(subject)

    def _value(self, field: Field) -> Any:
        rule = field.rule
        if rule.samples:
            return self.one_of(*rule.samples)
        if rule.type == "boolean":
            return self.one_of(False, True)
        if rule.pattern is not None:
            return self.one_of(*self._matching[field.path])
        word, number = self.one_of(*WORDS), self.below(2**16)
        return value_of(rule, _face(word, number), f"{NAME}.{number}")

    def _on_field(self, field: Field) -> Json:
        kinds = ["replace", "add", "replace without path", "add without path", *["remove"] * 4 * field.optional]
        if field.path in self._gone:
            # What has just been removed comes back: there sequences go wrong.
            kinds = ["add", "replace", "add without path", "replace without path"]
        kind = self.one_of(*kinds)
        if kind == "remove":
            self._gone.add(field.path)
            return remove(field.path)
        self._gone.discard(field.path)
        value = self._value(field)
        op = add if kind.startswith("add") else replace
        if not kind.endswith("without path"):
            return op(field.path, value)
        alone = {field.name: value}
        return op(None, alone if field.urn is None else {field.urn: alone})

    def _on_parts(self, parts: Parts) -> Json:
        # A part after the whole, and the whole after a part: there siblings get lost.
        kinds = ["replace", "part", "add", "replace", "replace without path", *["remove"] * parts.removable]
        kind = self.one_of(*(["part", "part", "part", *kinds] if parts.name in self._given else kinds))
        if kind != "part":
            self._given.add(parts.name)
        if kind == "part":
            field = self.one_of(*parts.fields)
            part = self.one_of("replace", "add", *["remove"] * field.optional)
            if part == "remove":
                return remove(field.path)
            return (replace if part == "replace" else add)(field.path, self._value(field))
        if kind == "remove":
            return remove(parts.name)
        chosen = self.some(parts.fields, 1)
        # Whether a complex value may be given without a part that is required is open.
        value = {field.name: self._value(field) for field in parts.fields if field in chosen or not field.optional}
        op = add if kind == "add" else replace
        return op(None, {parts.name: value}) if kind.endswith("without path") else op(parts.name, value)

    def _on_several(self, several: Several) -> Json:
        held = self._held.get(several.name)
        if held is None:
            # Only what is known to be there can be picked, so at first everything is replaced.
            return self._all_replaced(several, self.one_of("replace", "replace without path"))
        kinds = ["pick", "pick"] * bool(held) + ["add"] * (len(held) < len(several.types))
        kinds += ["again", "part", "element", "pick"] * bool(held)
        kinds += ["remove"] * several.optional + ["mark"] * (several.primary and bool(held)) + ["replace"]
        kind = self.one_of(*kinds)
        match kind:
            case "add":
                return self._appended(several, held)
            case "again":
                return add(several.name, [dict(self.one_of(*held))])
            case "remove":
                held.clear()
                return remove(several.name)
            case "replace":
                return self._all_replaced(several, "replace")
        return self._in_one(several, held, kind)

    def _all_replaced(self, several: Several, kind: str) -> Json:
        labels = self.some(several.types, self.one_of(1, len(several.types), 2, len(several.types)))
        elements = [self._element(several, label) for label in labels]
        if several.primary and self.one_of(False, True):
            elements[0]["primary"] = True
        self._held[several.name] = [dict(each) for each in elements]
        return replace(None, {several.name: elements}) if kind.endswith("path") else replace(several.name, elements)

    def _appended(self, several: Several, held: list[Json]) -> Json:
        there = [each["type"] for each in held]
        element = self._element(several, self.one_of(*[label for label in several.types if label not in there]))
        if several.primary and self.one_of(False, True):
            self._unmark(held)
            element["primary"] = True
        held.append(dict(element))
        with_path: bool = self.one_of(True, False)
        return add(several.name, [element]) if with_path else add(None, {several.name: [element]})

    def _in_one(self, several: Several, held: list[Json], kind: str) -> Json:
        """Decide on an operation on one of the values that are there, by a value path."""
        element = self.one_of(*held)
        where = self._where(several, held, element)
        if kind == "pick":
            if len(held) == 1 and not several.optional:
                return self._all_replaced(several, "replace")
            held.remove(element)
            return remove(where)
        if kind == "mark":
            self._unmark(held)
            element["primary"] = True
            return self._either()(f"{where}.primary", True)
        if kind == "element":
            new = self._element(several, element["type"])
            if "primary" in element:
                # Whether the mark stays where it is not given is open.
                new["primary"] = True
            held[held.index(element)] = dict(new)
            return replace(where, new)
        field = self.one_of(*several.fields)
        if _may_go(field, element) and self.one_of(0, 1):
            del element[field.name]
            return remove(f"{where}.{field.name}")
        element[field.name] = self._value(field)
        return self._either()(f"{where}.{field.name}", element[field.name])

    def _either(self) -> Callable[[str, Any], Json]:
        return replace if self.one_of(True, False) else add

    def _where(self, several: Several, held: list[Json], element: Json) -> str:
        by_type = f"type eq {_quoted(element['type'])}"
        alone = "value" in element and [each.get("value") for each in held].count(element["value"]) == 1
        if not alone:
            return f"{several.name}[{by_type}]"
        by_value = f"value eq {_quoted(element['value'])}"
        return f"{several.name}[{self.one_of(by_type, by_value, f'{by_type} and {by_value}')}]"

    def _element(self, several: Several, label: str) -> Json:
        needed = [field for field in several.fields if not field.optional or field.name == "value"]
        others = [field for field in several.fields if field not in needed]
        fields = [*needed, *(self.some(others, 0 if needed else 1) if others else ())]
        return {"type": label, **{field.name: self._value(field) for field in fields}}

    @staticmethod
    def _unmark(held: list[Json]) -> None:
        for each in held:
            each.pop("primary", None)


class GroupWriter(Deciding):
    """Writes operations on a group, in which those who have just come or gone are the next ones to move."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._crew = [user(place) for place in range(count)]
        self._gone: list[str] = []
        self._there: list[str] = []

    def operation(self) -> Json:
        """Decide on an operation on the members, or on the name."""
        kinds = ["join", "leave", "replace", "join without path", "rename", "replace without path", "empty"]
        kinds += ["come back"] * 5 * bool(self._gone) + ["leave again", "leave again"] * bool(self._there)
        kind = self.one_of(*kinds)
        match kind:
            case "leave":
                return self._leaving(self.one_of(*self._crew))
            case "leave again":
                return self._leaving(self.one_of(*self._there))
            case "empty":
                self._there = []
                return remove("members")
            case "rename":
                return replace("displayName", self._name())
        who = self.some(self._gone if kind == "come back" else self._crew, 1)
        op = replace if kind.startswith("replace") else add
        self._there = [*([] if op is replace else self._there), *who]
        self._gone = [id for id in self._gone if id not in who]
        members = [{"value": id} for id in who]
        if not kind.endswith("without path"):
            return op("members", members)
        return op(None, {"members": members} if op is add else {"displayName": self._name(), "members": members})

    def _leaving(self, id: str) -> Json:
        self._there = [other for other in self._there if other != id]
        self._gone.append(id)
        return remove(f"members[value eq {_quoted(id)}]")

    def _name(self) -> str:
        return f"{NAME} {self.one_of(*WORDS)} {self.below(100)}"


def _may_go(field: Field, element: Json) -> bool:
    """Tell whether a value is one still without that part, and has it."""
    return field.optional and field.name != "value" and field.name in element and len(element) > 2


def _face(word: str, number: int) -> Face:
    text = f"{word} {number}" if number else word
    return Face(text, text, text, text, text, text, text, number)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
