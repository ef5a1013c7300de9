"""What keeps the start and the end of each process short, of which there may be many."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Generator

import pytest

YOUNG = 50_000
"""After so many new objects garbage is looked for: what a run keeps is looked through each time, and it keeps much."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let no garbage be looked for while a thousand checks are collected, nor among them later: all of them stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return (yield)
    finally:
        if was_on:
            gc.freeze()
            gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop() -> Generator[None, object, object]:
    """Look for garbage seldom while checks run: most of it goes without being looked for."""
    young, *older = gc.get_threshold()
    if young:
        gc.set_threshold(max(young, YOUNG), *older)
    try:
        return (yield)
    finally:
        gc.set_threshold(young, *older)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let hypothesis's plugin tell nothing where nobody has loaded hypothesis: it would load it to find that out."""
    manager = session.config.pluginmanager
    if "hypothesis" not in sys.modules and manager.has_plugin("hypothesispytest"):
        manager.unregister(name="hypothesispytest")


def pytest_unconfigure() -> None:
    """Let what was collected go: this process may run the suite again."""
    gc.unfreeze()
    atexit.unregister(gc.freeze)
    # At its end Python looks three times through all that is still there, which takes a second of a process's life.
    atexit.register(gc.freeze)
