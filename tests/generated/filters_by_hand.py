"""A small population, and a second evaluation of drawn filters, which looks at recipes and reads no filter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from scim_conformance.generated.filters import Field, Grammar
from scim_conformance.generated.filters_text import Source
from scim_conformance.wire import ENTERPRISE, USER

UNIT = f"{ENTERPRISE}:department"

FIELDS = (
    Field("userName", "userName", "text", by_urn=True),
    Field("text", "displayName", "text", by_urn=True),
    Field("gap", "nickName", "text"),
    Field("exact", "externalId", "text"),
    Field("dotted", "name.familyName", "text"),
    Field("extended", UNIT, "text"),
    Field("flag", "active", "boolean"),
    Field("typed", "emails", "text", by_urn=True),
    Field("typed.value", "emails.value", "text", within="typed", by_urn=True),
    Field("typed.type", "emails.type", "word", within="typed"),
    Field("id", "id", "word"),
    Field("created", "meta.created", "assigned"),
)

GRAMMAR = Grammar(FIELDS)


def person(name: str, text: str, gap: str | None, family: str, *, active: bool, **emails: str) -> dict[str, Any]:
    """Make up one of the population."""
    found: dict[str, Any] = {
        "schemas": [USER, ENTERPRISE],
        "id": f"id-{name}",
        "userName": f"mark-{name}",
        "externalId": f"Ext-{name}",
        "displayName": text,
        "name": {"familyName": family},
        "active": active,
        "emails": [{"type": type_, "value": value} for type_, value in emails.items()],
        "meta": {"created": "2026-03-02T04:30:00Z"},
        ENTERPRISE: {"department": f"Unit {name}"},
    }
    return found if gap is None else {**found, "nickName": gap}


PEOPLE = [
    person("ada", "kilo", "amber", "Family ada", active=True, work="ada@far.example.org", home="ada@far.example.com"),
    person("ben", "kilometre", "blue", "Family ben", active=False, work="ben@south.example.com"),
    person("zoe", "Zoë O'Malley (R and D)", None, "Müller)", active=True, home="zoe@north.example.com"),
    person("taro", '山田 🌙 "x" \\ y', "🌙", "Ångström 🌙", active=True),
]

SOURCE = Source({each.name: each for each in FIELDS}, PEOPLE)

Truth = bool | None


def evaluated(recipe: dict[str, Any], one: dict[str, Any]) -> Truth:
    """Tell whether somebody meets a recipe; None where it is not plain to see."""
    return _tree(recipe["filter"], recipe["about"], lambda name: _values(name, one), one)


def _tree(tree: Any, about: int, values: Any, one: dict[str, Any]) -> Truth:
    return _any([_all([_factor(factor, about, values, one) for factor in together]) for together in tree])


def _factor(factor: dict[str, Any], about: int, values: Any, one: dict[str, Any]) -> Truth:
    if "in" in factor:
        elements = one.get("emails", [])
        found = _any([_tree(factor["filter"], about, _of_element(each), one) for each in elements])
    elif "filter" in factor:
        found = _tree(factor["filter"], about, values, one)
    else:
        found = _condition(factor, about, values(factor["if"]))
    return found if found is None or not factor["not"] else not found


def _of_element(element: dict[str, Any]) -> Any:
    return lambda name: [element[name.partition(".")[2]]]


def _values(name: str, one: dict[str, Any]) -> list[Any]:
    emails = one["emails"]
    found = {
        "userName": one["userName"],
        "text": one["displayName"],
        "gap": one.get("nickName"),
        "exact": one["externalId"],
        "dotted": one["name"]["familyName"],
        "extended": one[ENTERPRISE]["department"],
        "flag": one["active"],
        "typed": [each["value"] for each in emails],
        "typed.value": [each["value"] for each in emails],
        "typed.type": [each["type"] for each in emails],
        "id": one["id"],
        "created": one["meta"]["created"],
    }[name]
    return found if isinstance(found, list) else [] if found is None else [found]


def _condition(condition: dict[str, Any], about: int, held: list[Any]) -> Truth:
    operator = condition["op"]
    if operator == "pr":
        return bool(held)
    wanted = _wanted(condition["if"], condition["to"], about)
    if operator == "ne":
        equal = [_compared("eq", one, wanted, exact=condition["if"] in ("exact", "id")) for one in held]
        return None if len(held) != 1 or equal[0] is None else not equal[0]
    if not held and wanted in (None, False, ""):
        return None
    return _any([_compared(operator, one, wanted, exact=condition["if"] in ("exact", "id")) for one in held])


def _wanted(name: str, to: Any, about: int) -> Any:
    if not isinstance(to, dict):
        return to
    if "text" in to:
        return to["text"]
    count = len(PEOPLE)
    several = [_values(name, PEOPLE[(about + to["of"] + more) % count]) for more in range(count)]
    values = next(each for each in several if each)
    value = values[to.get("place", 0) % len(values)]
    if "hours" in to:
        return datetime.fromisoformat(value) + timedelta(hours=to["hours"])
    size, start = to.get("size", 0), to.get("from", 0) % len(value)
    parts = {"whole": value, "start": value[:size], "end": value[-size:], "middle": value[start : start + size]}
    text = (parts[to["part"]].strip() or value) + to["then"]
    return {"same": text, "upper": text.upper(), "swap": text.swapcase()}[to["case"]]


def _compared(operator: str, held: Any, wanted: Any, *, exact: bool) -> Truth:
    if isinstance(wanted, datetime):
        held = datetime.fromisoformat(held).astimezone(UTC)
    elif isinstance(held, str) and isinstance(wanted, str):
        if operator in ("gt", "ge", "lt", "le") and not (held + wanted).isalpha():
            return None
        if not exact:
            held, wanted = held.casefold(), wanted.casefold()
    elif wanted is None:
        return False if operator == "eq" else None
    if operator in ("gt", "ge", "lt", "le"):
        if isinstance(held, str) and held != wanted and not (held + wanted).isascii():
            return None
        return {"gt": held > wanted, "ge": held >= wanted, "lt": held < wanted, "le": held <= wanted}[operator]
    if operator == "eq":
        return bool(held == wanted)
    return {"co": wanted in held, "sw": held.startswith(wanted), "ew": held.endswith(wanted)}[operator]


def _all(found: list[Truth]) -> Truth:
    return False if False in found else None if None in found else True


def _any(found: list[Truth]) -> Truth:
    return True if True in found else None if None in found else False
