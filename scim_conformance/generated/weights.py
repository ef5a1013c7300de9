"""Drawing one kind of example more often than another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def weighted(*choices: tuple[int, SearchStrategy[Any]]) -> SearchStrategy[Any]:
    """Return a strategy that draws from each of several so many times as often; the first is the simplest."""
    from hypothesis import strategies as st

    # one_of counts a strategy that is named twice only once.
    places = [place for place, (weight, _) in enumerate(choices) for _ in range(weight)]
    return st.sampled_from(places).flatmap(lambda place: choices[place][1])


def in_any_order(*steps: SearchStrategy[Any]) -> SearchStrategy[list[Any]]:
    """Return a strategy of lists that hold most of the steps, one of each, in any order.

    What is drawn one by one says the same thing twice, and the second hides what went wrong with the first.
    """
    from hypothesis import strategies as st

    kept = [weighted((1, st.none()), (4, step)) for step in steps]
    orders = st.permutations(range(len(steps)))
    drawn = orders.flatmap(lambda order: st.tuples(*(kept[place] for place in order)))
    return drawn.map(lambda found: [step for step in found if step is not None])
