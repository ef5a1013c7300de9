"""Collects the packaged suite, untouched by whatever the caller's repository sets up for its own tests."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scim_conformance.declare import Check, declared
from scim_conformance.expect import ExpectationFailed
from scim_conformance.outcomes import Blocked, Omitted
from scim_conformance.requirements import Requirement, catalogue
from scim_conformance.suite import PACKAGED, check_files
from scim_conformance.suite import CheckFile as File

from .run import Run, run_of

FEATURE_MARKERS = ("patch", "bulk", "filter", "sort", "etag", "changePassword", "me", "groups")
AREAS = [
    "discovery",
    "schema",
    "create",
    "read",
    "replace",
    "patch-user",
    "patch-group",
    "delete",
    "filter",
    "pagination",
    "sort",
    "projection",
    "etag",
    "bulk",
    "me",
    "errors",
    "auth",
    "content-negotiation",
    "case-sensitivity",
    "concurrency",
    "soft-delete",
    "entra",
    "okta",
    "security",
    "profile",
]
LEVELS = ("MUST", "SHOULD", "MAY", "ENTRA", "PROFILE", "ADVICE")
STANDARDS = ("rfc", "entra", "okta", "profile")


class Suite(pytest.Directory):
    """The packaged suite, and the checks that other packages bring."""

    def collect(self) -> Iterator[pytest.Collector]:
        """Yield the files of checks."""
        for file in check_files():
            yield CheckModule.from_parent(self, path=file.path, nodeid=file.node, file=file)


class CheckFunction(pytest.Function):
    """One check on one of its rows."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:  # type: ignore[override]
        """Return what is to be shown of an exception; the words of an outcome are found elsewhere."""
        if isinstance(excinfo.value, _OUTCOMES):
            # To find the lines of the source that pytest would show takes longer than most checks do.
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def _repr_failure_py(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the same of what was raised before the check began, of which pytest asks no method that is public."""
        return str(excinfo.value) if isinstance(excinfo.value, _OUTCOMES) else super()._repr_failure_py(excinfo, style)


_OUTCOMES = (ExpectationFailed, Omitted, Blocked)


class CheckModule(pytest.Module):
    """One file of checks, imported by its name in the package."""

    def __init__(self, *, file: File, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._file = file

    def _getobj(self) -> ModuleType:
        # The caller's import mode and assertion rewriting have no say in how our modules are imported.
        return self._file.load()


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take over where pytest reaches the packaged suite."""
    if path != PACKAGED:
        return None
    suite: pytest.Collector = Suite.from_parent(parent, path=path, name="checks", nodeid="checks")
    return suite


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, name: str, obj: object
) -> list[pytest.Item] | None:
    """Turn a declared check into its items: one, or one for each of its rows."""
    check = declared(obj)
    if check is None:
        # In a file of checks nothing else is a test, whatever the caller's python_functions says.
        return [] if isinstance(collector, CheckModule) else None
    if getattr(obj, "__module__", None) != collector.obj.__name__:
        return []
    if standard_of(check) not in run_of(collector.config).profile.standards:
        # A standard that the profile does not ask for; its verdict is "not asked".
        return []
    wanted = collector.config.stash.get(WANTED, None)
    if wanted is not None and check.id not in wanted:
        return []
    return list(_items(collector, check, obj, _rows(check, run_of(collector.config))))


def _items(
    collector: pytest.Collector, check: Check, function: Any, rows: Sequence[str | None]
) -> Iterator[pytest.Item]:
    known: Any = None
    for on in rows:
        item = _item(collector, check, function, on, known)
        # Which fixtures a check needs is the same for all of its rows, and takes longest to find out.
        known = item._fixtureinfo
        yield item


def _rows(check: Check, run: Run) -> Sequence[str | None]:
    if check.rows is None:
        return [None]
    # Without a row the check still stands in the report, as omitted: nothing is dropped in silence.
    return list(check.rows(run.settings.profile)) or [None]


def _item(collector: pytest.Collector, check: Check, function: Any, on: str | None, known: Any) -> CheckFunction:
    bound = functools.partial(function, **{check.argument: on}) if check.argument else function
    name = check.id if on is None else f"{check.id}[{on}]"
    item: CheckFunction = CheckFunction.from_parent(collector, name=name, callobj=bound, fixtureinfo=known)
    if isinstance(collector, CheckModule):
        foreign = set(collector.config.getini("usefixtures"))
        item.fixturenames[:] = [name for name in item.fixturenames if name not in foreign]
    item.stash[CHECK] = check
    item.stash[ON] = on
    for marker in _markers(check):
        item.add_marker(marker)
    # A caller's `filterwarnings = error` is about the caller's code.
    item.add_marker(pytest.mark.filterwarnings("default"))
    return item


CHECK = pytest.StashKey[Check]()
ON = pytest.StashKey[str | None]()

WANTED = pytest.StashKey[frozenset[str] | None]()
"""The ids of the checks of a run that needs few; to make items of all and drop most would take longer than the run."""


def requirements_of(check: Check) -> tuple[Requirement, ...]:
    """Return the requirements that a check observes."""
    return tuple(catalogue().get(id) for id in check.verifies)


def features_of(check: Check) -> tuple[str, ...]:
    """Return the features that a check needs."""
    return tuple(dict.fromkeys((*check.needs, *(name for row in requirements_of(check) for name in row.features))))


def level_of(check: Check) -> str:
    """Return the strongest level of what a check observes."""
    return min((row.level for row in requirements_of(check)), key=LEVELS.index)


def standard_of(check: Check) -> str:
    """Return the standard whose verdict a check feeds."""
    return requirements_of(check)[0].standard


def _markers(check: Check) -> list[str]:
    return list(dict.fromkeys((check.area, level_of(check), standard_of(check), *features_of(check))))


def register_markers(config: pytest.Config) -> None:
    """Make the markers known, so that ``-m`` works under ``--strict-markers`` too."""
    named = (("area", AREAS), ("level", LEVELS), ("standard", STANDARDS), ("feature", FEATURE_MARKERS))
    seen: set[str] = set()
    for kind, names in named:
        for name in names:
            if name not in seen:
                seen.add(name)
                config.addinivalue_line("markers", f"{name}: SCIM checks of the {kind} {name}")
