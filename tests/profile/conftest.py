from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scim_conformance.profile import Problem, Profile, ProfileError, load

Load = Callable[..., Profile]
ProblemsOf = Callable[..., list[Problem]]


@pytest.fixture
def load_text(tmp_path: Path) -> Load:
    """Load a profile from its text, with overrides."""

    def loaded(text: str, *overrides: str) -> Profile:
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        return load("mine.yaml", overrides, cwd=tmp_path)

    return loaded


@pytest.fixture
def problems_of(load_text: Load) -> ProblemsOf:
    """Return what is wrong with a profile's text or its overrides."""

    def found(text: str, *overrides: str) -> list[Problem]:
        with pytest.raises(ProfileError) as refused:
            load_text(text, *overrides)
        return list(refused.value.problems)

    return found
