"""What a wheel and an sdist have to hold, and what they must not."""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "scim_conformance"

STRAY = re.compile(
    r"(^|/)(__pycache__|\.git|\.venv|\.hypothesis|\.[a-z]+_cache|scim-report|node_modules)(/|$)"
    r"|\.(pyc|pyo|orig|rej|swp)$|(^|/)\.DS_Store$"
)
"""What tools leave behind, and nobody wants to install."""

OF_THE_SDIST = (
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "action.yml",
    "ci/action/__main__.py",
    "conftest.py",
    "docs/house.md",
    "pyproject.toml",
    "requirements-lint.txt",
    "requirements-release.txt",
    "requirements.txt",
    "tests/suite_process.py",
    "tools/release.py",
)
"""What it takes to test and to build again what was unpacked."""


def names_of(archive: Path) -> set[str]:
    """Return the files in an archive; of an sdist without the folder in which it all stands."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name for name in wheel.namelist() if not name.endswith("/")}
    with tarfile.open(archive) as sdist:
        return {member.name.partition("/")[2] for member in sdist.getmembers() if member.isfile()}


def package_files(root: Path) -> Iterator[str]:
    """Yield what a checkout has for the package itself, by the names under which a wheel holds it."""
    for path in sorted((root / PACKAGE).rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not STRAY.search(name):
            yield name
    for folder in ("schemas", "profiles"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in (".json", ".yaml"):
                yield f"{PACKAGE}/{path.relative_to(root).as_posix()}"


def wrong_in_wheel(names: set[str], wanted: set[str]) -> Iterator[str]:
    """Yield what is wrong with the files of a wheel, each as a sentence."""
    yield from _stray(names)
    for name in sorted({*wanted, f"{PACKAGE}/py.typed"} - names):
        yield f"{name} is missing."
    for name in sorted(names):
        top = name.partition("/")[0]
        if top != PACKAGE and not top.endswith(".dist-info"):
            yield f"{name} would be installed beside the package."
    for ending in ("/METADATA", "/entry_points.txt", "/licenses/LICENSE"):
        if not any(".dist-info/" in name and name.endswith(ending) for name in names):
            yield f"There is no {ending[1:]} in it."


def wrong_in_sdist(names: set[str], wanted: set[str]) -> Iterator[str]:
    """Yield what is wrong with the files of an sdist, each as a sentence."""
    yield from _stray(names)
    moved = tuple(f"{PACKAGE}/{folder}/" for folder in ("schemas", "profiles"))
    beside = {name.removeprefix(f"{PACKAGE}/") if name.startswith(moved) else name for name in wanted}
    for name in sorted({*beside, *OF_THE_SDIST} - names):
        yield f"{name} is missing."


def _stray(names: set[str]) -> Iterator[str]:
    for name in sorted(names):
        if STRAY.search(name):
            yield f"{name} does not belong into it."
