"""The suite run as its users run it: pytest in a process of its own, from a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.suite_process import Finished, environment, finished


@pytest.fixture
def suite(tmp_path: Path) -> Callable[..., Finished]:
    """Runs ``pytest`` with these arguments in an empty folder."""

    def run(*arguments: str, env: dict[str, str] | None = None, folder: Path = tmp_path) -> Finished:
        known = environment(tmp_path / "state", COLUMNS="80", **(env or {}))
        return finished(folder, *arguments, env=known)

    return run


@pytest.fixture
def bring(tmp_path: Path) -> Callable[[str], dict[str, str]]:
    """Installs checks as a package that brings checks of its own; returns the environment that has it."""

    def install(source: str) -> dict[str, str]:
        site = tmp_path / "site"
        (site / "brought").mkdir(parents=True)
        (site / "brought" / "__init__.py").write_text("", encoding="utf-8")
        (site / "brought" / "test_mine.py").write_text(source, encoding="utf-8")
        info = site / "brought-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1.0\n", encoding="utf-8")
        (info / "entry_points.txt").write_text("[scim_conformance.checks]\nbrought = brought\n", encoding="utf-8")
        return {"PYTHONPATH": str(site)}

    return install
