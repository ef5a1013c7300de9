"""Properties on a live provider: hypothesis within a budget of requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scim_conformance.expect import ExpectationFailed
from scim_conformance.outcomes import Blocked

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

REQUESTS = 4
"""How many requests one of the examples costs that ``--scim-examples`` counts; of cheaper ones more are drawn."""

SHRINKING = 60
"""How many requests more the search for a smaller counterexample may send."""

Holds = Callable[..., None]


@dataclass
class Drawn:
    """What was drawn for one check."""

    examples: int = 0
    """How many examples were tried, those of the search for a smaller one left out."""

    found_after: int | None = None
    """How many it took until one failed, None where none did."""

    example: Any = None
    """The smallest one that failed."""

    since: int = 0
    """How many exchanges the check had seen when that one was sent for the last time."""


class Examples:
    """Runs a property at once, over examples of its strategy, until its requests are spent.

    ``sent`` counts the requests that are paid for, ``seen`` all exchanges: the client sends some by itself.
    It is used as a decorator: ``@examples(recipe=people.users())`` above a function with the argument ``recipe``.
    What the strategy draws is plain JSON, so that it can be kept in a file and tried again.
    """

    def __init__(
        self,
        count: int,
        start: int,
        sent: Callable[[], int],
        *,
        first: Iterable[Any] = (),
        requests: int | None = None,
        shrinking: int = SHRINKING,
        seen: Callable[[], int] | None = None,
    ) -> None:
        self.drawn = Drawn()
        self._start = start
        self._first = list(first)
        self._most = REQUESTS * count
        self._sent = sent
        self._seen = seen or sent
        self._requests = self._most if requests is None else requests
        self._shrinking = shrinking

    def __call__(self, **strategies: SearchStrategy[Any]) -> Callable[[Holds], None]:
        """Return the decorator that runs the property over what one strategy draws."""
        # Imported here because it takes long to load, and few checks draw.
        from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
        from hypothesis.errors import Flaky

        ((name, strategy),) = strategies.items()
        configure = settings(
            max_examples=self._most,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            print_blob=False,
        )

        def run(holds: Holds) -> None:
            attempts = _Attempts(
                lambda recipe: holds(**{name: recipe}), self._sent, self._seen, self.drawn, self._requests
            )
            for recipe in self._first:
                attempts.try_kept(recipe)
            try:
                seed(self._start)(configure(given(strategy)(lambda recipe: attempts.draw(recipe, self._shrinking))))()
            except _Enough:
                pass
            except (ExpectationFailed, Flaky):
                if attempts.smallest is None:
                    raise
            attempts.end()

        return run


class _Enough(BaseException):
    """Nothing more is to be sent; hypothesis lets what is no Exception through, and draws no further."""


class _Attempts:
    """The examples of one property: each is sent once, until the requests are spent."""

    def __init__(
        self,
        holds: Callable[[Any], None],
        sent: Callable[[], int],
        seen: Callable[[], int],
        drawn: Drawn,
        requests: int,
    ) -> None:
        self._holds = holds
        self._sent = sent
        self._seen = seen
        self._drawn = drawn
        self._end = sent() + requests
        self._known: dict[str, ExpectationFailed | None] = {}
        self._ended_by: Exception | None = None
        self.smallest: tuple[Any, ExpectationFailed] | None = None

    def try_kept(self, recipe: Any) -> None:
        """Try an example that has failed before, whatever it costs."""
        before, start, place = self._end, self._sent(), self._seen()
        try:
            self._try(recipe)
        except ExpectationFailed as failure:
            self._drawn.example, self._drawn.since = recipe, place
            raise failure
        self._end = before + self._sent() - start

    def draw(self, recipe: Any, shrinking: int) -> None:
        """Try one example; one that is known is not sent again, and none once the requests are spent."""
        from hypothesis.errors import HypothesisException

        if self._sent() >= self._end:
            raise _Enough
        key = json.dumps(recipe, sort_keys=True)
        if key in self._known:
            self._tell(recipe, self._known[key])
            return
        try:
            self._known[key] = None
            self._try(recipe)
        except ExpectationFailed as failure:
            if self.smallest is None:
                self._drawn.found_after = self._drawn.examples
                self._end = self._sent() + shrinking
            self._known[key] = failure
            self._tell(recipe, failure)
        except HypothesisException:
            raise
        except Exception as error:  # noqa: BLE001  it is raised when hypothesis has ended
            # Blocked, or a bug of ours: hypothesis would look for something smaller at the provider's cost.
            self._ended_by = error
            raise _Enough from None

    def _tell(self, recipe: Any, failure: ExpectationFailed | None) -> None:
        if failure is not None:
            self.smallest = recipe, failure
            raise failure

    def _try(self, recipe: Any) -> None:
        if self.smallest is None:
            self._drawn.examples += 1
        self._holds(recipe)

    def end(self) -> None:
        """Raise the failure of the smallest example, or else what has ended the search.

        That example is sent once more before, so that its exchanges are the last ones of the check.
        """
        if self.smallest is None:
            if self._ended_by is not None:
                raise self._ended_by
            return
        recipe, failure = self.smallest
        self._drawn.example, self._drawn.since = recipe, self._seen()
        # A provider that answers one way and then another has still failed once.
        with suppress(Blocked):
            self._holds(recipe)
        raise failure
