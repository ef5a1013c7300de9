"""Users and groups as hypothesis draws them: recipes, each of them strange in many places at once.

What is required is always there, the rest most of the time. The simplest alternative stands first everywhere, as
hypothesis makes a failing example smaller towards it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from . import forms
from .faces import face, names
from .recipes import NAME, NUMBER, Recipe, user
from .scripts import EXACT, KINDS, LENGTHS, LOCALES, ORDINARY, WORDS
from .shapes import MAIL_AS_NAME, NAME_OF_GROUP, Shape, Slot
from .values import value_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    Draw = Callable[[SearchStrategy[Any]], Any]
    Drawer = Callable[[Draw, Sequence[str]], Any]

FACES = "names by faker"
LONG = "long"
ALL_KINDS = (*KINDS, FACES)
"""What an example has some of; half of the examples have long texts as well."""

_FORMS: Mapping[str, tuple[Any, ...]] = {
    "username": forms.USER_NAMES,
    MAIL_AS_NAME: forms.USER_NAME_MAILS,
    "emails.value": forms.MAILS,
    "profileurl": forms.ADDRESSES,
    "photos.value": forms.ADDRESSES,
    "preferredlanguage": forms.LANGUAGES,
    "locale": forms.LANGUAGES,
    "addresses.postalcode": forms.POSTAL_CODES,
    "employeenumber": (NUMBER, f"00{NUMBER}", f"E-{NUMBER}"),
    "ims.value": (f"im-{NUMBER}",),
    "password": (f"Pw-{NUMBER}-x9!Zq",),
    # That users are active or not has checks of its own, and some providers hide who is not.
    "active": (True,),
}

_BY_TYPE: Mapping[str, tuple[Any, ...]] = {
    "boolean": (True, False),
    "integer": forms.INTEGERS,
    "decimal": forms.DECIMALS,
    "dateTime": forms.MOMENTS,
    "reference": forms.ADDRESSES,
    "binary": forms.BINARIES,
}


def users(shape: Shape, others: int = 0, without: Collection[str] = ()) -> SearchStrategy[Recipe]:
    """Return a strategy of recipes of users; one of the other users may be the manager."""
    from hypothesis import strategies as st

    left_out = {*without, shape.mail_is_name} if "userName" in without else set(without)
    slots = [(slot, _drawer(slot)) for slot in shape.slots if slot.path not in left_out]
    managed = shape.points_at is not None and others > 0 and shape.points_at not in left_out

    def draw_user(draw: Draw) -> Recipe:
        attributes = _drawn(draw, slots)
        if shape.mail_is_name in attributes:
            attributes[shape.mail_is_name] = attributes["userName"]
        attributes |= _primaries(draw, attributes, shape.primary)
        if managed and shape.points_at and draw(st.booleans()):
            attributes[shape.points_at] = {"value": user(draw(st.integers(0, others - 1)))}
        return {"attributes": attributes}

    return st.composite(draw_user)()


def groups(shape: Shape, others: int = 0) -> SearchStrategy[Recipe]:
    """Return a strategy of recipes of groups; some of the other users are members."""
    from hypothesis import strategies as st

    slots = [(slot, _drawer(slot)) for slot in shape.slots]
    chosen = st.lists(st.integers(0, max(0, others - 1)), unique=True, max_size=others)

    def draw_group(draw: Draw) -> Recipe:
        attributes = _drawn(draw, slots)
        if shape.points_at and (members := draw(chosen)):
            attributes[shape.points_at] = [{"value": user(index)} for index in members]
        return {"attributes": attributes}

    return st.composite(draw_group)()


def texts(*, exact: bool = False) -> SearchStrategy[str]:
    """Return a strategy of texts of all kinds; ``exact`` where case counts."""
    from hypothesis import strategies as st

    return st.composite(lambda draw: _text(draw, (*ALL_KINDS, LONG), exact=exact))()


def _drawn(draw: Draw, slots: Sequence[tuple[Slot, Drawer]]) -> dict[str, Any]:
    from hypothesis import strategies as st

    # Each example has some kinds of texts, and many texts of each: all of them together have every kind, and a
    # provider that refuses one kind takes the other examples.
    kinds = draw(st.lists(st.sampled_from(ALL_KINDS), unique=True, min_size=6, max_size=12))
    kinds += [LONG] if draw(st.booleans()) else []
    there = st.sampled_from((False, True, True, True))
    return {slot.path: drawer(draw, kinds) for slot, drawer in slots if slot.required or draw(there)}


def _text(draw: Draw, kinds: Sequence[str], *, exact: bool) -> str:
    from hypothesis import strategies as st

    way = draw(st.integers(0, 9))
    if way >= 8 and not exact:
        return str(draw(st.sampled_from(WORDS)))
    if way >= 6 and LONG in kinds:
        text = _piece(draw, kinds, exact=exact)
        length = draw(st.sampled_from(LENGTHS))
        text = text[:length].ljust(length, "x")
    else:
        text = " ".join(_piece(draw, kinds, exact=exact) for _ in range(draw(st.integers(1, 4))))
    # Where case counts, letters are compared one by one; in which form of Unicode they are kept, no text says.
    return unicodedata.normalize("NFC", text) if exact else text


def _piece(draw: Draw, kinds: Sequence[str], *, exact: bool) -> str:
    from hypothesis import strategies as st

    if exact and draw(st.booleans()):
        return str(draw(st.sampled_from(EXACT)))
    place = draw(st.integers(0, len(kinds)))
    return str(draw(_pieces(kinds[place - 1]))) if place else ORDINARY


@cache
def _pieces(kind: str) -> SearchStrategy[str]:
    """Return a strategy of the texts of a kind; the same one each time, as a new one takes long to begin."""
    from hypothesis import strategies as st

    if kind == FACES:
        return st.builds(_name_by_faker, st.sampled_from(LOCALES), st.integers(0, 999))
    return st.sampled_from(KINDS.get(kind, (ORDINARY,)))


def _primaries(draw: Draw, attributes: Mapping[str, Any], marks: Mapping[str, str]) -> dict[str, Any]:
    """Mark one element of each attribute as the primary one, or none."""
    from hypothesis import strategies as st

    by_attribute: dict[str, list[str]] = {}
    for path, mark in marks.items():
        if path in attributes:
            by_attribute.setdefault(mark.partition("[")[0], []).append(mark)
    chosen = [draw(st.sampled_from((None, *found))) for found in by_attribute.values()]
    return {mark: True for mark in chosen if mark is not None}


def _drawer(slot: Slot) -> Drawer:
    """Return what draws the values of one attribute."""
    if (fixed := _values(slot)) is not None:
        return lambda draw, _kinds: draw(fixed)
    exact = slot.definition is not None and slot.definition.case_exact
    before = f"{NAME} " if _is_unique(slot) else ""
    return lambda draw, kinds: before + _text(draw, kinds, exact=exact)


def _values(slot: Slot) -> SearchStrategy[Any] | None:
    """Return a strategy of the values of an attribute that is no free text, None for one that is."""
    from hypothesis import strategies as st

    rule, definition = slot.rule, slot.definition
    if rule.samples:
        return st.sampled_from(rule.samples)
    if rule.pattern is not None:
        return _matching(rule.pattern)
    if definition is not None and definition.canonical_values and slot.type == "string":
        return st.sampled_from(definition.canonical_values)
    if slot.type in ("string", "boolean", "reference") and (form := _form(slot.form)) is not None:
        return form
    if slot.type in _BY_TYPE:
        return st.sampled_from(_BY_TYPE[slot.type])
    return None if slot.type == "string" else st.just(value_of(rule, face(0), NAME))


def _is_unique(slot: Slot) -> bool:
    declared = slot.definition is not None and slot.definition.uniqueness != "none"
    return declared or slot.form in ("externalid", NAME_OF_GROUP)


def _form(form: str) -> SearchStrategy[Any] | None:
    from hypothesis import strategies as st

    if form == "phonenumbers.value":
        return st.builds(lambda line, number: forms.phones(number)[line], st.integers(0, 10), st.integers(0, 99))
    if form == "timezone":
        return st.sampled_from(forms.time_zones())
    if form == "addresses.country":
        return st.sampled_from(forms.countries())
    return st.sampled_from(_FORMS[form]) if form in _FORMS else None


def _matching(pattern: str) -> SearchStrategy[str]:
    from hypothesis import strategies as st

    found = st.from_regex(pattern, fullmatch=True, alphabet=st.characters(min_codepoint=32, max_codepoint=126))
    return found.filter(lambda text: text != "" and text == text.strip())


def _name_by_faker(locale: str, number: int) -> str:
    given, family = names(number, locale)
    return (given if number % 2 else family).strip()
