"""What an add, a replace and a remove make of the value of one attribute: every reading that the text allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from .comparison import same_value
from .definitions import AttributeDef
from .filters import Truth
from .objects import is_unassigned, key_in, strip_unassigned, value_in
from .patching_targets import Target
from .schemas import SchemaSet

Element = Any


@dataclass(frozen=True)
class Outcome:
    """What a provider may do: end with one of these results, refuse, or either."""

    results: tuple[Any, ...] = ()
    refusal: tuple[str, ...] | None = None
    """The scimTypes that fit a refusal, None where the request must not be refused for what it asks."""

    is_open: bool = False
    """Whether the standard does not say what comes of it."""

    @property
    def must_be_refused(self) -> bool:
        """Whether there is nothing that a provider could make of it."""
        return not self.is_open and not self.results


OPEN = Outcome(is_open=True)

_LABELS = frozenset({"type", "primary", "display", "$ref"})


def refused(*types: str) -> Outcome:
    """What must be refused, as one of these scimTypes."""
    return Outcome((), types)


def added(target: Target, held: Any, value: Any, schemas: SchemaSet, base: str) -> Outcome:
    """What an add may make of the value of an attribute."""
    if target.attribute.multi_valued and target.condition is None:
        return _appended(target.attribute, _listed(held), value if isinstance(value, list) else [value])
    return _written(target, held, value, schemas, base, merges_only=False)


def replaced(target: Target, held: Any, value: Any, schemas: SchemaSet, base: str) -> Outcome:
    """What a replace with a path may make of the value of an attribute."""
    if target.attribute.multi_valued and target.condition is None:
        if target.attribute.mutability == "immutable":
            return OPEN
        return OPEN if _marked(value) > 1 or _blurs(value, target.attribute) else Outcome((value,))
    return _written(target, held, value, schemas, base, merges_only=True)


def removed(target: Target, held: Any, _value: Any, schemas: SchemaSet, base: str) -> Outcome:
    """What a remove may make of the value of an attribute."""
    if target.condition is not None:
        return _without_picked(target, _listed(held), schemas, base)
    frozen = "immutable" in (target.attribute.mutability, target.aimed.mutability)
    old = held
    if target.sub is not None:
        old = value_in(held, target.sub.name) if isinstance(held, dict) else None
    if old is None:
        # The section does not say whether the removal of nothing is a success.
        return Outcome((held,), ("noTarget", "invalidPath", "mutability"))
    if frozen:
        return refused("mutability")
    if target.sub is None:
        return Outcome((None,))
    return Outcome((_without(held, target.sub.name) or None,))


def unassigned(target: Target, held: Any, value: Any, schemas: SchemaSet, base: str) -> Outcome:
    """What a replace by null or an empty list may make of the value: it is gone, or the request is refused."""
    gone = removed(target, held, value, schemas, base)
    return replace(gone, refusal=("invalidValue", *(gone.refusal or ("noTarget", "mutability"))))


def _written(target: Target, held: Any, value: Any, schemas: SchemaSet, base: str, *, merges_only: bool) -> Outcome:
    if target.condition is not None:
        return _written_where_picked(target, _listed(held), value, schemas, base)
    if target.sub is not None:
        complex_value = held if isinstance(held, dict) else {}
        return _frozen(target, value_in(complex_value, target.sub.name), value) or Outcome(
            (_with(complex_value, target.sub.name, value),)
        )
    if kept := _frozen(target, held, value):
        return kept
    if not isinstance(value, dict) or not isinstance(held, dict):
        return Outcome((value,))
    merged = _merged(held, value)
    # Beside a replace with a path, section 3.5.2 does not say whether parts that are not given stay.
    return Outcome((merged,) if merges_only or merged == value else (merged, value))


def _frozen(target: Target, old: Any, value: Any) -> Outcome | None:
    """What becomes of an immutable attribute that has a value; None where it may be written."""
    if "immutable" not in (target.attribute.mutability, target.aimed.mutability) or old is None:
        return None
    if not same_value(value, old, target.aimed):
        return refused("mutability")
    # To write what is there changes nothing, but a provider may refuse every write.
    return OPEN


def _appended(attribute: AttributeDef, held: list[Element], new: list[Element]) -> Outcome:
    if attribute.mutability == "immutable" and held:
        return OPEN
    result = list(held)
    for each in new:
        likeness = [_likeness(each, other, attribute) for other in result]
        if None in likeness:
            return OPEN
        if True not in likeness:
            result.append(each)
    if _marked(new) > 1:
        return OPEN
    chosen = [position for position, each in enumerate(result) if any(each is one for one in new) and _is_primary(each)]
    return Outcome((_with_one_primary(result, chosen[0]) if chosen else result,))


def _written_where_picked(target: Target, held: list[Element], value: Any, schemas: SchemaSet, base: str) -> Outcome:
    """The values that a value path picks, changed; where it picks none, one is made or the request refused."""
    picked = _picked(target, held, schemas, base)
    if picked is None:
        return OPEN
    if not picked:
        return _made_where_nothing_is_picked(target, held, value)
    if target.sub is not None:
        if any(_frozen(target, value_in(held[i], target.sub.name), value) for i in picked):
            return refused("mutability") if len(picked) == 1 else OPEN
        readings = [{i: _with(held[i], target.sub.name, value) for i in picked}]
    else:
        # "All matching record values SHALL be replaced", but parts of a complex value that are not given stay:
        # https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2.3
        selected = dict(target.selector or ())
        readings = [
            dict.fromkeys(picked, value),
            {i: _merged(selected, value) for i in picked},
            {i: _merged(held[i], value) for i in picked},
        ]
    results = []
    for reading in readings:
        makes_primary = [i for i, each in reading.items() if _is_primary(each) and not _is_primary(held[i])]
        stays_primary = [i for i, each in reading.items() if _is_primary(each)]
        if len(stays_primary) > 1:
            return OPEN
        elements = [reading.get(i, each) for i, each in enumerate(held)]
        elements = _with_one_primary(elements, makes_primary[0]) if makes_primary else elements
        if _blurs(elements, target.attribute):
            return OPEN
        if elements not in results:
            results.append(elements)
    return Outcome(tuple(results))


def _made_where_nothing_is_picked(target: Target, held: list[Element], value: Any) -> Outcome:
    # The text has a replace fail with noTarget, and an add make what does not exist; providers do either for both.
    types = ("noTarget", "invalidPath", "invalidFilter", "invalidValue")
    if target.selector is None:
        return OPEN
    described = dict(target.selector)
    made = [_with(described, target.sub.name, value)] if target.sub else [_merged(described, value), value]
    if any(_is_primary(each) for each in made) and any(_is_primary(each) for each in held):
        results = tuple(_with_one_primary([*held, each], len(held)) for each in made)
    else:
        results = tuple([*held, each] for each in made)
    return Outcome(results, types)


def _without_picked(target: Target, held: list[Element], schemas: SchemaSet, base: str) -> Outcome:
    picked = _picked(target, held, schemas, base)
    if picked is None:
        return OPEN
    if not picked:
        return Outcome((held or None,), ("noTarget", "invalidPath", "invalidFilter"))
    if target.sub is None:
        rest = [each for i, each in enumerate(held) if i not in picked]
        return refused("mutability") if not rest and target.attribute.required else Outcome((rest or None,))
    if any(value_in(held[i], target.sub.name) is None for i in picked):
        return OPEN
    if "immutable" in (target.attribute.mutability, target.sub.mutability):
        return refused("mutability")
    return _without_part(target, held, picked, target.sub.name)


def _without_part(target: Target, held: list[Element], picked: Sequence[int], name: str) -> Outcome:
    bare = [_without(each, name) if i in picked else each for i, each in enumerate(held)]
    # An element of which only the label is left has lost the value that it labelled, and may go with it.
    labels = _LABELS | {label.casefold() for label, _ in target.selector or ()}
    rest = [each for i, each in enumerate(bare) if i not in picked or {key.casefold() for key in each} - labels]
    if not rest and target.attribute.required:
        return OPEN
    return Outcome((bare,) if rest == bare else (bare, rest or None))


def _picked(target: Target, held: list[Element], schemas: SchemaSet, base: str) -> list[int] | None:
    found: list[Truth] = [target.picks(each, schemas, base) for each in held]
    return None if None in found else [i for i, each in enumerate(found) if each]


def _likeness(new: Element, old: Element, attribute: AttributeDef) -> Truth:
    """Whether a value is there already; None where one is there that differs in less than type and value."""
    if not isinstance(new, dict) or not isinstance(old, dict):
        return same_value(new, old, attribute)
    if attribute.name.casefold() == "members":
        return bool(value_in(new, "value") == value_in(old, "value"))
    if same_value(new, old, attribute) and same_value(old, new, attribute):
        return True
    alike = all(same_value(value_in(new, name), value_in(old, name), attribute.sub(name)) for name in ("value", "type"))
    return None if alike and value_in(new, "value") is not None else False


def _blurs(elements: Sequence[Element], attribute: AttributeDef) -> bool:
    """Whether two values have one type and one value, and differ in something else."""
    # Such values should not be returned: https://www.rfc-editor.org/rfc/rfc7643#section-2.4. Which goes is open.
    return any(_likeness(one, other, attribute) is None for one, other in combinations(elements, 2))


def _listed(held: Any) -> list[Element]:
    return held if isinstance(held, list) else [] if held is None else [held]


def _is_primary(element: Element) -> bool:
    return isinstance(element, dict) and value_in(element, "primary") is True


def _marked(elements: Iterable[Element]) -> int:
    return sum(map(_is_primary, elements))


def _with_one_primary(elements: Sequence[Element], chosen: int) -> list[Element]:
    # https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2 takes the mark off every other value.
    return [_with(each, "primary", False) if _is_primary(each) and i != chosen else each
            for i, each in enumerate(elements)]  # fmt: skip


def _with(obj: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    return {**obj, key_in(obj, name) or name: value}


def _without(obj: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: part for key, part in obj.items() if key.casefold() != name.casefold()}


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(old)
    for name, part in new.items():
        result = _with(result, name, part)
    return strip_unassigned({name: part for name, part in result.items() if not is_unassigned(part)})
