"""Properties on a live provider: hypothesis within a budget of requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from scim_conformance.expect import ExpectationFailed

AFTER_THE_FIRST_FAILURE = 40
"""How many further examples the search for a smaller counterexample may send."""


class Examples:
    """Runs a property at once, over so many examples of its strategies.

    It is used as a decorator: ``@examples(sent=people.users())`` above a function with the argument ``sent``.
    """

    def __init__(self, count: int, start: int) -> None:
        self.count = count
        self._seed = start

    def __call__(self, **strategies: SearchStrategy[Any]) -> Callable[[Callable[..., None]], None]:
        """Return the decorator that runs the property."""
        configure = settings(
            max_examples=self.count,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            print_blob=False,
        )

        def run(holds: Callable[..., None]) -> None:
            budget = _Budget(holds)
            try:
                seed(self._seed)(configure(given(**strategies)(budget.spend)))()
            except (ExpectationFailed, Flaky):
                if not budget.failures:
                    raise
                budget.send_smallest_again()

        return run


class _Budget:
    """Lets a property send requests only until its budget for shrinking is used up."""

    def __init__(self, holds: Callable[..., None]) -> None:
        self._holds = holds
        self._left = AFTER_THE_FIRST_FAILURE
        self._last: tuple[dict[str, Any], ExpectationFailed] | None = None
        self.failures: dict[str, ExpectationFailed] = {}

    def spend(self, **arguments: Any) -> None:
        """Try one example; beyond the budget only those that are known to fail still do, and nothing is sent."""
        key = repr(sorted(arguments.items()))
        if self.failures:
            self._left -= 1
        if self._left < 0:
            if key in self.failures:
                self._last = arguments, self.failures[key]
                raise self.failures[key]
            return
        try:
            self._holds(**arguments)
        except ExpectationFailed as failure:
            self.failures[key] = failure
            self._last = arguments, failure
            raise

    def send_smallest_again(self) -> None:
        """Try the smallest failing example once more, so that its exchanges are the last ones of the check."""
        assert self._last is not None
        arguments, failure = self._last
        self._holds(**arguments)
        # A provider that answers one way and then another has still failed once.
        raise failure
