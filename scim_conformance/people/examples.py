"""Properties on a live provider: hypothesis within a budget of requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, reject, seed, settings
from hypothesis.strategies import SearchStrategy

from scim_conformance.expect import ExpectationFailed

AFTER_THE_FIRST_FAILURE = 25
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
            seed(self._seed)(configure(given(**strategies)(_bounded(holds))))()

        return run


def _bounded(holds: Callable[..., None]) -> Callable[..., None]:
    """Let a property send requests only until its budget for shrinking is used up."""
    failures: dict[str, ExpectationFailed] = {}
    left = AFTER_THE_FIRST_FAILURE

    def bounded(**arguments: Any) -> None:
        nonlocal left
        key = repr(sorted(arguments.items()))
        if failures:
            left -= 1
        if left < 0:
            # The last word belongs to an example that is known to fail: it is not sent again.
            if key in failures:
                raise failures[key]
            reject()
        try:
            holds(**arguments)
        except ExpectationFailed as failure:
            failures[key] = failure
            raise

    return bounded
