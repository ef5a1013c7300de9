"""The elements of a multi-valued attribute: which of those expected is which of those there."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .definitions import AttributeDef, undeclared
from .objects import value_in
from .values import comparable

_MOST_PAIRS_WORTH_A_LOOK = 10_000


@dataclass(frozen=True)
class Pairing:
    """Elements that differ but stand for each other, elements that are lost, and elements too many."""

    changed: list[tuple[Any, Any]]
    lost: list[Any]
    extra: list[Any]


def pair_elements(
    expected: list[Any], actual: list[Any], attribute: AttributeDef, same: Callable[[Any, Any], bool]
) -> Pairing:
    """Find each expected element among the actual ones, in whatever order, and each of those only once."""
    twins = Counter(map(_exactly, expected)) & Counter(map(_exactly, actual))
    left, right = _without(expected, twins), _without(actual, twins)
    pairs = _most_pairs(_choices(left, right, attribute, same))
    taken = set(pairs.values())
    extra = [element for position, element in enumerate(right) if position not in taken]
    # A provider keeps a value once that is sent twice: https://www.rfc-editor.org/rfc/rfc7643#section-2.4
    kept = {*twins, *(_exactly(left[position]) for position in pairs)}
    missing = [element for position, element in enumerate(left) if position not in pairs]
    lost = [element for element in missing if _exactly(element) not in kept]
    changed = _closest(lost, extra)
    gone, come = {i for i, _ in changed}, {j for _, j in changed}
    return Pairing(
        [(lost[i], extra[j]) for i, j in changed],
        [element for i, element in enumerate(lost) if i not in gone],
        [element for j, element in enumerate(extra) if j not in come],
    )


def label(element: Any) -> str:
    """The selector that names an element in a path, empty where it has no type to be named by."""
    kind = value_in(element, "type") if isinstance(element, dict) else None
    return f"[type eq {json.dumps(kind, ensure_ascii=False)}]" if isinstance(kind, str) else ""


def _exactly(element: Any) -> str:
    return json.dumps(element, sort_keys=True)


def _without(elements: Iterable[Any], twins: Counter[str]) -> list[Any]:
    remaining = Counter(twins)
    kept = []
    for element in elements:
        remaining[text := _exactly(element)] -= 1
        if remaining[text] < 0:
            kept.append(element)
    return kept


def _choices(
    left: Sequence[Any], right: Sequence[Any], attribute: AttributeDef, same: Callable[[Any, Any], bool]
) -> list[list[int]]:
    """For each element on the left, the positions on the right that hold the same."""
    # Looked up by value, since a group may have thousands of members.
    by_value: defaultdict[Hashable, list[int]] = defaultdict(list)
    for position, element in enumerate(right):
        by_value[_value_key(element, attribute)].append(position)
    choices = []
    for element in left:
        key = _value_key(element, attribute)
        within = range(len(right)) if key is None else by_value.get(key, ())
        choices.append([position for position in within if same(element, right[position])])
    return choices


def _value_key(element: Any, attribute: AttributeDef) -> Hashable:
    if not isinstance(element, dict):
        return comparable(element, attribute)
    value = value_in(element, "value")
    definition = attribute.sub("value") or undeclared("value", attribute.name)
    return None if value is None else comparable(value, definition)


def _most_pairs(choices: Sequence[Sequence[int]]) -> dict[int, int]:
    """As many pairs as can be made: from each position to one of its choices, no choice taken twice."""
    taken_by: dict[int, int] = {}

    def settle(position: int, asked: set[int]) -> bool:
        # A free choice first: to move another position may mean to move a third, as deep as the list is long.
        free = (choice for choice in choices[position] if choice not in taken_by)
        if (choice := next(free, None)) is not None:
            taken_by[choice] = position
            return True
        for choice in choices[position]:
            if choice not in asked:
                asked.add(choice)
                if settle(taken_by[choice], asked):
                    taken_by[choice] = position
                    return True
        return False

    for position in range(len(choices)):
        settle(position, set())
    return {position: choice for choice, position in taken_by.items()}


def _closest(lost: Sequence[Any], extra: Sequence[Any]) -> list[tuple[int, int]]:
    """Pairs that differ in part, so that a message can name the sub-attribute instead of the element."""
    if len(lost) == len(extra) == 1:
        return [(0, 0)]
    if len(lost) * len(extra) > _MOST_PAIRS_WORTH_A_LOOK:
        return []
    ranked = sorted(
        ((_likeness(one, other), i, j) for i, one in enumerate(lost) for j, other in enumerate(extra)),
        key=lambda entry: (*entry[0], -entry[1], -entry[2]),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for likeness, i, j in ranked:
        if likeness > (0, False) and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


def _likeness(one: Any, other: Any) -> tuple[int, bool]:
    """How many sub-attributes agree; the type decides between equals, as clients find elements by it."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return (0, False)
    agreeing = {name.casefold() for name, value in one.items() if value_in(other, name) == value}
    return (len(agreeing), "type" in agreeing)
