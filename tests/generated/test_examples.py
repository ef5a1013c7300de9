"""Properties: how many examples are sent, what a failure leaves, and what is tried again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from scim_conformance import expect
from scim_conformance.expect import ExpectationFailed
from scim_conformance.generated.examples import REQUESTS, SHRINKING, Examples
from scim_conformance.outcomes import Blocked

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=6)


class Provider:
    """Counts what it is sent."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def examples(self, count: int = 10, seed: int = 1, **more: Any) -> Examples:
        return Examples(count, seed, lambda: len(self.sent), **more)


@pytest.fixture
def provider() -> Provider:
    return Provider()


def lacks(provider: Provider, *words: str) -> Any:
    def holds(recipe: list[str]) -> None:
        provider.sent.append(recipe)
        expect.that(not set(words) <= set(recipe), "They are together", expected="apart", actual=recipe)

    return holds


def test_examples_are_sent_until_the_requests_are_spent(provider: Provider) -> None:
    examples = provider.examples(5)

    @examples(recipe=WORDS)
    def holds(recipe: list[str]) -> None:
        provider.sent += [recipe, recipe]

    assert 5 * REQUESTS <= len(provider.sent) <= 5 * REQUESTS + 1
    assert examples.drawn.examples == len(provider.sent) / 2
    assert (examples.drawn.found_after, examples.drawn.example) == (None, None)


def test_no_example_is_sent_twice_and_a_seed_draws_the_same_again() -> None:
    one, other = Provider(), Provider()

    one.examples(10, 7)(recipe=WORDS)(lambda recipe: one.sent.append(recipe))
    other.examples(10, 7)(recipe=WORDS)(lambda recipe: other.sent.append(recipe))

    assert one.sent == other.sent
    assert len({tuple(words) for words in one.sent}) == len(one.sent) > 20


def test_a_failure_is_made_small_within_its_requests_and_sent_once_more(provider: Provider) -> None:
    examples = provider.examples(50)

    with pytest.raises(ExpectationFailed) as failed:
        examples(recipe=WORDS)(lacks(provider, "b", "d"))

    drawn = examples.drawn
    assert failed.value.actual == drawn.example
    assert drawn.example in (["b", "d"], ["d", "b"])
    assert provider.sent[drawn.since :] == [drawn.example]
    assert drawn.found_after is not None
    assert drawn.found_after == drawn.examples
    assert len(provider.sent) <= drawn.found_after + SHRINKING + 1


def test_what_can_not_be_exercised_is_not_searched_for_something_smaller(provider: Provider) -> None:
    def refused(recipe: list[str]) -> None:
        provider.sent.append(recipe)
        raise Blocked("Nobody can be created")

    with pytest.raises(Blocked, match="Nobody"):
        provider.examples(50)(recipe=WORDS)(refused)

    assert len(provider.sent) == 1


def test_a_provider_that_fails_only_once_has_still_failed(provider: Provider) -> None:
    def fails_once(recipe: list[str]) -> None:
        provider.sent.append(recipe)
        expect.that(len(provider.sent) != 3, "It is the third", expected="another", actual=recipe)

    with pytest.raises(ExpectationFailed, match="third"):
        provider.examples()(recipe=WORDS)(fails_once)


def test_what_was_kept_is_tried_first_and_costs_the_others_nothing(provider: Provider) -> None:
    provider.examples(5, first=[["kept"]])(recipe=WORDS)(lambda recipe: provider.sent.append(recipe))

    assert provider.sent[0] == ["kept"]
    assert len(provider.sent) == 1 + 5 * REQUESTS


def test_a_kept_example_that_still_fails_is_told_as_it_is(provider: Provider) -> None:
    examples = provider.examples(first=[["a", "b", "c"]])

    with pytest.raises(ExpectationFailed):
        examples(recipe=WORDS)(lacks(provider, "c"))

    assert provider.sent == [["a", "b", "c"]]
    assert (examples.drawn.example, examples.drawn.since) == (["a", "b", "c"], 0)
