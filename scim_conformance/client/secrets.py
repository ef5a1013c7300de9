"""A string that nobody may see."""

from __future__ import annotations

from typing import Any, NoReturn


class Secret:
    """A string that shows in no repr, no format and no traceback; only :meth:`reveal` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the string itself, to be sent and never to be kept."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        # A pickle is a file or a message that holds the string in the clear.
        raise TypeError("A Secret can't be pickled: hand the string over on purpose, with reveal().")
