"""How many requests may still be sent, with enough of them kept back to remove what was made."""

from __future__ import annotations

from collections.abc import Callable

from scim_conformance.client import Scim

LEAST = 20
"""Fewer are not worth a try: reading takes up to ten, and one user that is made and removed six."""


class Spent(Exception):
    """A question is left open, as its answer would cost more requests than there are left."""


class Budget:
    """Counts the requests of one run against its limit."""

    def __init__(self, scim: Scim, limit: int, told: Callable[[str], None] = lambda line: None) -> None:
        self._scim = scim
        self._told = told
        self.limit = limit

    @property
    def sent(self) -> int:
        """How many requests have been sent, not counting those that the provider wanted to have again later."""
        return len(self._scim.recorder.exchanges) - len(self._scim.waits)

    def need(self, requests: int, what: str) -> None:
        """Raise :class:`Spent` where so many requests would not leave enough to clean up."""
        if self.sent + requests + self._kept_back > self.limit:
            raise Spent(what)
        self._told(f"{self.sent} of at most {self.limit} requests: {what}")

    @property
    def _kept_back(self) -> int:
        """How many requests cleaning up may take."""
        # Until a deletion has been seen to delete, each is looked at once more; groups are seen for themselves. What
        # is known by its name only is searched for first.
        each, ledger = 1 if self._scim.kept_promises else 2, self._scim.ledger
        return 1 + sum(each + self._to_be_sure(entry.endpoint, entry.id) for entry in ledger.to_delete)

    def _to_be_sure(self, endpoint: str, id: str | None) -> int:
        """Return how many reads it takes to know that somebody is ours who is to be deleted."""
        if id is None:
            return 3
        return 0 if self._scim.ledger.is_sure(endpoint, id) else 1
