"""Writes the filter that a recipe tells of, with the attributes and the values of those whom it is asked about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from scim_conformance.wire import USER, AttributePath
from scim_conformance.wire.values import instant

from .filters import Field

Json = Any


@dataclass(frozen=True)
class Source:
    """What a recipe is filled with."""

    fields: Mapping[str, Field]
    """The attributes, by what recipes call them."""

    people: Sequence[dict[str, Json]]
    """Those of the population, as the provider shows them."""

    guard: str = ""
    """A condition that all of them meet and hardly anybody else, which keeps strangers out of the answer."""

    def held(self, whose: int, path: str, place: int = 0) -> Json:
        """Return a value that one of the population has, or where that one has none, the next who has one."""
        for more in range(len(self.people)):
            value = AttributePath.parse(path).read(self.people[(whose + more) % len(self.people)])
            several = value if isinstance(value, list) else [value]
            plain = [one.get("value") if isinstance(one, dict) else one for one in several]
            known = [one for one in plain if one is not None]
            if known:
                return known[place % len(known)]
        return None


def text_of(recipe: Mapping[str, Json], source: Source) -> str:
    """Return the filter of a recipe, narrowed to the population; KeyError where an attribute is lacking."""
    return _Writer(source, recipe["about"], recipe["letters"]).whole(recipe["filter"], spread=recipe["spread"])


@dataclass(frozen=True)
class _Writer:
    source: Source
    about: int
    letters: str
    inside: bool = False
    """Whether square brackets stand around, so that sub-attributes are named alone."""

    def whole(self, tree: Json, *, spread: bool) -> str:
        guard = self.source.guard
        if not guard:
            return self._tree(tree)
        # In each alternative, or once behind the brackets that hold all of them.
        if spread or len(tree) == 1:
            return self._word("or").join(self._word("and").join([*map(self._factor, each), guard]) for each in tree)
        return self._word("and").join([guard, f"({self._tree(tree)})"])

    def _tree(self, tree: Json) -> str:
        return self._word("or").join(self._word("and").join(map(self._factor, each)) for each in tree)

    def _factor(self, factor: Mapping[str, Json]) -> str:
        if "in" in factor:
            within = replace(self, inside=True)
            inner = f"{self.source.fields[factor['in']].path}[{within._tree(factor['filter'])}]"
        elif "filter" in factor:
            inner = self._tree(factor["filter"])
        else:
            inner = self._condition(factor)
        grouped = "filter" in factor and "in" not in factor
        if factor["not"]:
            return f"{self._spelled('not')} ({inner})"
        return f"({inner})" if grouped else inner

    def _condition(self, condition: Mapping[str, Json]) -> str:
        field = self.source.fields[condition["if"]]
        path = field.path.rpartition(".")[2] if self.inside else field.path
        name = f"{USER}:{path}" if condition["urn"] else path
        words = [_in_case(condition["case"], name), self._spelled(condition["op"])]
        if "to" in condition:
            words.append(self._value(field, condition["to"]))
        return " ".join(words)

    def _value(self, field: Field, given: Json) -> str:
        if not isinstance(given, dict):
            return json.dumps(given)
        if "text" in given:
            return quoted(given["text"], given["escape"])
        held = self.source.held(self.about + given["of"], field.path, given.get("place", 0))
        if "more" in given:
            return json.dumps((held if isinstance(held, int) else 0) + given["more"])
        if "hours" in given:
            return json.dumps(_moved(held, given))
        text = _in_case(given["case"], _part("nobody" if held is None else str(held), given) + given["then"])
        return quoted(text, given["escape"])

    def _word(self, word: str) -> str:
        return f" {self._spelled(word)} "

    def _spelled(self, word: str) -> str:
        return {"same": word, "upper": word.upper(), "title": word.title()}[self.letters]


def quoted(text: str, escape: str) -> str:
    """Return a text in quotes: as it is, or with letters in the form that JSON has for any of them."""
    count = 1 if escape == "first" else 0
    escaped = "".join(f"\\u{unit:04x}" for letter in text[:count] for unit in _units(letter))
    return f'"{escaped}{json.dumps(text[count:], ensure_ascii=escape == "foreign")[1:]}'


def _units(letter: str) -> list[int]:
    """Return a letter as the one or two numbers of 16 bits by which JSON names it."""
    raw = letter.encode("utf-16-be")
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


def _in_case(case: str, text: str) -> str:
    return {"same": text, "upper": text.upper(), "swap": text.swapcase()}[case]


def _part(held: str, given: Mapping[str, Json]) -> str:
    """Return a part of a text without blanks around it, which some providers cut off."""
    if given["part"] == "whole":
        return held
    size, start = given["size"], given["from"] % max(len(held), 1)
    part = {"start": held[:size], "end": held[-size:], "middle": held[start : start + size]}[given["part"]]
    return part.strip() or held


def _moved(held: Json, given: Mapping[str, Json]) -> str:
    """Return a moment some hours from the one that is held, as another time zone has it."""
    known = instant(held) if isinstance(held, str) else None
    moment = known if isinstance(known, datetime) else datetime(2026, 1, 1, tzinfo=UTC)
    there = (moment + timedelta(hours=given["hours"])).astimezone(timezone(timedelta(hours=given["zone"])))
    text = there.isoformat(timespec="milliseconds" if given["fraction"] else "seconds")
    return text.removesuffix("+00:00") + "Z" if given["zone"] == 0 else text
