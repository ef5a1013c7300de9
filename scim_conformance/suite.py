"""The suite as a whole: which files hold checks, and which checks those declare."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from .declare import Check, declared

PACKAGED = Path(__file__).resolve().parent / "checks"
ENTRY_POINTS = "scim_conformance.checks"


@dataclass(frozen=True)
class CheckFile:
    """One file of checks: where it lies, what its checks' node ids begin with, and its module."""

    path: Path
    node: str
    module: str

    def load(self) -> ModuleType:
        """Import the file, once."""
        return importlib.import_module(self.module)


def check_files() -> Iterator[CheckFile]:
    """Yield the files of the packaged suite, then those of packages that bring checks of their own."""
    yield from _files(PACKAGED, "checks", "scim_conformance.checks")
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        package = importlib.import_module(entry.value)
        folder = Path(str(package.__file__)).resolve().parent
        yield from _files(folder, entry.name, entry.value)


def _files(folder: Path, node: str, package: str) -> Iterator[CheckFile]:
    for path in sorted(folder.rglob("test_*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        yield CheckFile(path, "/".join((node, *parts)) + ".py", ".".join((package, *parts)))


@cache
def all_checks() -> dict[str, Check]:
    """Return every declared check by its id."""
    found: dict[str, Check] = {}
    for file in check_files():
        for check in declarations(file.load()):
            if check.id in found:
                raise ValueError(f"The check {check.id} is declared twice, the second time in {file.path}.")
            found[check.id] = check
    return found


@cache
def watchers() -> dict[str, tuple[Check, Callable[[Any], None]]]:
    """Return every watcher by its id, with the function that looks."""
    found = {}
    for file in check_files():
        for function in vars(file.load()).values():
            check = declared(function)
            if check is not None and check.watches is not None:
                found[check.id] = (check, function)
    return found


def declarations(module: ModuleType) -> list[Check]:
    """Return the checks that a module declares, in their order."""
    return [check for function in vars(module).values() if (check := declared(function)) is not None]
