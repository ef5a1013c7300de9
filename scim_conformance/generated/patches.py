"""Sequences of operations for a PATCH, as plain JSON: legal ones, and ones of which one operation is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scim_conformance.wire import SchemaSet, add, remove, replace

from .patches_ground import Field, Ground, Parts, Several, Subject
from .patches_writing import GroupWriter, UserWriter

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Json = dict[str, Any]

MOST_OPERATIONS = 6

BLOCK = 24
"""So many bytes are drawn for an operation, each of which decides one thing in it."""

CREW = 5
"""How many users come and go in a group."""


def sequences(ground: Ground) -> SearchStrategy[list[Json]]:
    """A strategy of legal sequences of operations on a user."""
    from hypothesis import strategies as st

    return st.tuples(_blocks(MOST_OPERATIONS), _matching(ground)).map(lambda drawn: _sequence(ground, *drawn))


def spoiled(ground: Ground, schemas: SchemaSet) -> SearchStrategy[Json]:
    """A strategy of sequences of which one operation must be refused: ``{"operations": […], "wrong": its place}``."""
    from hypothesis import strategies as st

    wrong = wrong_operations(ground, schemas)
    legal = st.tuples(_blocks(MOST_OPERATIONS - 1), _matching(ground)).map(lambda drawn: _sequence(ground, *drawn))

    def with_one(drawn: tuple[list[Json], int, Any]) -> Json:
        operations, before_the_end, operation = drawn
        # What is done before the wrong one is what has to be undone, so it stands late more often than early.
        place = max(len(operations) - before_the_end, 0)
        return {"operations": [*operations[:place], operation, *operations[place:]], "wrong": place}

    places = st.integers(0, MOST_OPERATIONS - 1)
    return st.tuples(legal, places, st.sampled_from(wrong)).map(with_one)


def wrong_operations(ground: Ground, schemas: SchemaSet) -> list[Any]:
    """Operations that must be refused, whatever the user holds."""
    texts = [field.path for field in ground.fields if field.rule.type == "string"]
    switches = [field.path for field in ground.fields if field.rule.type == "boolean"]
    name = schemas.attribute("userName")
    return [
        {"op": "remove"},
        replace("id", "forged-by-a-client"),
        replace("nosuchAttribute", "x"),
        add("nosuchAttribute", "x"),
        replace("meta.created", "2001-02-03T04:05:06Z"),
        {"op": "move", "path": "nickName", "value": "x"},
        replace('emails[type eq "work"', "x"),
        *[replace(path, {"odd": ["value"]}) for path in texts[:1]],
        *[{"op": "add", "path": path} for path in texts[-1:]],
        *[replace(path, "perhaps") for path in switches[:1]],
        *[replace(several.name, 5) for several in ground.several[:1]],
        *([remove("userName")] if name is not None and name.required else []),
    ]


def rosters(count: int = CREW) -> SearchStrategy[list[Json]]:
    """A strategy of legal sequences of operations on a group and its members, who are named by their place."""
    return _blocks(MOST_OPERATIONS).map(lambda blocks: _roster(blocks, count))


def _blocks(most: int) -> SearchStrategy[list[bytes]]:
    """A strategy of a block of bytes for each operation, more often many than few.

    Hypothesis spends half of its examples on variants of earlier ones, which tell little where only twenty are sent.
    Of plain bytes it makes variants that differ, and to draw them takes a tenth of the time.
    """
    from hypothesis import strategies as st

    block = st.binary(min_size=BLOCK, max_size=BLOCK)
    # Behind the first block, which decides what the operations are about.
    few, many = (st.lists(block, min_size=1 + least, max_size=1 + most) for least in (1, most - 1))
    return few | many | st.lists(block, min_size=most, max_size=1 + most)


def _matching(ground: Ground) -> SearchStrategy[dict[str, list[str]]]:
    """A strategy of a few texts for each attribute that has a pattern, by its path."""
    from hypothesis import strategies as st

    written = st.characters(codec="ascii", categories=("L", "N", "P"))
    patterns = {field.path: field.rule.pattern for field in _fields(ground) if field.rule.pattern is not None}
    return st.fixed_dictionaries(
        {
            path: st.lists(st.from_regex(pattern, fullmatch=True, alphabet=written), min_size=1, max_size=3)
            for path, pattern in patterns.items()
        }
    )


def _fields(ground: Ground) -> list[Field]:
    made_of_many: tuple[Parts | Several, ...] = (*ground.parts, *ground.several)
    return [*ground.fields, *(field for subject in made_of_many for field in subject.fields)]


def _sequence(ground: Ground, blocks: list[bytes], matching: Mapping[str, list[str]]) -> list[Json]:
    first, *rest = blocks
    writer = UserWriter(matching)
    writer.turn_to(first)
    # A few attributes only, so that several operations meet on one of them.
    made_of_many: list[tuple[Subject, ...]] = [kind for kind in (ground.several, ground.parts) if kind]
    chosen = [writer.one_of(*writer.one_of(*(made_of_many or [ground.fields])))] * 2
    chosen += [writer.one_of(*(ground.fields or ground.subjects)) for _ in range(writer.one_of(0, 1))]
    operations = []
    for block in rest:
        writer.turn_to(block)
        operations.append(writer.operation(writer.one_of(*chosen)))
    return operations


def _roster(blocks: list[bytes], count: int) -> list[Json]:
    writer = GroupWriter(count)
    operations = []
    for block in blocks[1:]:
        writer.turn_to(block)
        operations.append(writer.operation())
    return operations
