"""Looks on a provider for resources whose names only a run gives, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scim_conformance.client import Scim
from scim_conformance.client.finding import beginning_with
from scim_conformance.client.reply import id_in
from scim_conformance.client.strangers import names_of

from .marks import PREFIX, run_of


@dataclass(frozen=True)
class Found:
    """One resource that bears the name of a run."""

    endpoint: str
    id: str
    name: str
    run: str


def look(scim: Scim, endpoint: str) -> Iterator[Found]:
    """Yield what a run has named, whatever else the provider lists."""
    for item in beginning_with(scim, endpoint, PREFIX):
        id = id_in(item)
        named = next(((name, run) for name in names_of(item).values() if (run := run_of(name))), None)
        if id and named:
            yield Found(endpoint, id, *named)
