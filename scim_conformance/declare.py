"""How a check is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from .profile import Profile

CheckFunction = TypeVar("CheckFunction", bound=Callable[..., Any])

Rows = Callable[["Profile"], Sequence[str]]
"""What a check runs over: returns the names of its rows, which also say ``on`` what each looked."""

_ATTRIBUTE = "__scim_check__"


@dataclass(frozen=True)
class Check:
    """One check as declared: its id, the requirements that it observes, and its rows."""

    id: str
    verifies: tuple[str, ...]
    title: str
    needs: tuple[str, ...] = ()
    argument: str | None = None
    rows: Rows | None = None
    watches: Callable[[Any], Iterable[Any]] | None = None
    """For a watcher: what it looks at in an exchange."""

    @property
    def area(self) -> str:
        """What the check is about."""
        return self.id.partition(".")[0]


def check(
    id: str,
    *,
    verifies: str | Sequence[str],
    needs: str | Sequence[str] = (),
    each: Mapping[str, Rows] | None = None,
) -> Callable[[CheckFunction], CheckFunction]:
    """Declare a function as the check ``id``, which observes the requirements ``verifies``.

    ``needs`` names features that the check uses without being about them. ``each={"attribute": rows}`` runs it
    once for every name that ``rows(profile)`` returns, and hands that name to the function's argument
    ``attribute``.
    """
    argument, rows = next(iter(each.items())) if each else (None, None)

    def declare(function: CheckFunction) -> CheckFunction:
        title = (function.__doc__ or "").strip().partition("\n")[0]
        if not title:
            raise TypeError(f"The check {id} needs a docstring: one sentence that says what holds.")
        setattr(function, _ATTRIBUTE, Check(id, _names(verifies), title, _names(needs), argument, rows))
        return function

    return declare


def watcher(
    id: str, *, verifies: str | Sequence[str], watches: Callable[[Any], Iterable[Any]]
) -> Callable[[CheckFunction], CheckFunction]:
    """Declare a function as the watcher ``id``: it is called with all that ``watches`` finds in any exchange."""

    def declare(function: CheckFunction) -> CheckFunction:
        found = check(id, verifies=verifies)(function)
        setattr(found, _ATTRIBUTE, replace(getattr(found, _ATTRIBUTE), watches=watches))
        return found

    return declare


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def declared(function: object) -> Check | None:
    """Return the declaration of a check, or None where the function is none."""
    found = getattr(function, _ATTRIBUTE, None)
    return found if isinstance(found, Check) else None
