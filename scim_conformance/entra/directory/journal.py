"""What has changed in a directory, as a delta query tells it: each object once, in the order of its last change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from .model import Changes

Living = Literal["users", "groups"]
Ended = Literal["purged_users", "deleted_groups"]


class Journal:
    """Numbers all changes, and keeps the last one of each object."""

    def __init__(self) -> None:
        self._number = 0
        # The order of a dictionary is that of insertion, and so that of the numbers.
        self._last: dict[Living | Ended, dict[str, int]] = {
            "users": {},
            "groups": {},
            "purged_users": {},
            "deleted_groups": {},
        }

    def note(self, what: Living | Ended, id: str) -> None:
        """Write down that an object has changed now."""
        self._number += 1
        self._last[what].pop(id, None)
        self._last[what][id] = self._number

    def end(self, before: Living, after: Ended, id: str) -> None:
        """Write down that an object is gone, so that nothing else is told of it."""
        self._last[before].pop(id, None)
        self.note(after, id)

    def ended(self, id: str) -> bool:
        """Tell whether an object was there and is gone."""
        return id in self._last["purged_users"] or id in self._last["deleted_groups"]

    def since(self, watermark: int) -> Changes:
        """Return what has changed after a watermark, and the watermark of now."""
        return Changes(
            users=self._after("users", watermark),
            groups=self._after("groups", watermark),
            purged_users=self._after("purged_users", watermark),
            deleted_groups=self._after("deleted_groups", watermark),
            watermark=self._number,
        )

    def _after(self, what: Living | Ended, watermark: int) -> tuple[str, ...]:
        return tuple(self._newest_first(what, watermark))[::-1]

    def _newest_first(self, what: Living | Ended, watermark: int) -> Iterator[str]:
        for id, number in reversed(self._last[what].items()):
            if number <= watermark:
                return
            yield id
