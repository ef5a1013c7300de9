"""Requests that are garbage in one place, and which of them no provider can take for anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import garbage_addresses, garbage_bodies
from .garbage_addresses import Piece, filter_of, headers_of, id_of
from .garbage_bodies import Ground, content

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["PLACES", "Ground", "Piece", "content", "filter_of", "headers_of", "id_of", "must_be_refused", "recipes"]

PLACES = ("json", "path", "filter", "header")
"""Where the garbage is."""

_DECIDED = {"json": garbage_bodies.DECIDED, **garbage_addresses.DECIDED}


def recipes(place: str, ground: Ground) -> SearchStrategy[Piece]:
    """Return the strategy of requests with garbage in one place."""
    strategies = {
        "json": lambda: garbage_bodies.pieces(ground),
        "path": garbage_addresses.paths,
        "filter": garbage_addresses.filters,
        "header": garbage_addresses.headers,
    }
    return strategies[place]()


def must_be_refused(place: str, piece: Piece) -> bool:
    """Tell whether no reading of the standard lets a provider take this request for one that is right."""
    return piece["what"] in _DECIDED[place]
