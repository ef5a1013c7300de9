"""People of profiles, and recipes drawn of them, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from scim_conformance.discovery import core_schemas
from scim_conformance.people import Accepted, Cast, People
from scim_conformance.profile import load
from scim_conformance.wire import SchemaSet

SEVEN = ("generic", "entra", "rhombus", "kpifire", "iprova", "promapp", "rfpio")
TYPED = "scim_conformance/provider/faults/typed.yaml"
"""A profile with attributes of types that the others do not have."""


def people_of(
    name: str,
    *set_: str,
    key: str = "check",
    user_name: str | None = None,
    schemas: SchemaSet | None = None,
) -> People:
    profile = load(name, set_, cwd=Path.cwd())
    cast = Cast(profile, schemas or core_schemas(), "scimconf-test-", 1)
    paths = tuple(rule.path for rule in cast.candidates())
    return People(cast, Accepted(paths, user_name or profile.users.user_name or "any"), key)


def drawn(strategy: SearchStrategy[Any], count: int = 20, start: int = 1) -> list[Any]:
    """Draw examples as a run does, by a seed."""
    seen: list[Any] = []

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(recipe: Any) -> None:
        seen.append(recipe)

    keep()
    return seen


def texts_of(part: Any) -> Iterator[str]:
    """Yield all texts of a body, names left out."""
    if isinstance(part, str):
        yield part
    inside = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
    for each in inside:
        yield from texts_of(each)
