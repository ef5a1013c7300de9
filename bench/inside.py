"""Runs the tests of the folder at hand, and prints for how many seconds our plugin was at work in that.

To load and to register it counts, and what it does with the command line; that pytest then knows more options does not.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import Any

import pytest

NAME = "scim_conformance"


class Clock:
    """Adds up the time of what is called through it, and counts nothing twice."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._is_running = False

    def of(self, call: Callable[..., Any], is_ours: Callable[..., bool] = lambda *_, **__: True) -> Callable[..., Any]:
        """Return a function that does the same, and whose time counts where it is ours."""

        def timed(*words: Any, **named: Any) -> Any:
            if self._is_running or not is_ours(*words, **named):
                return call(*words, **named)
            self._is_running, begin = True, time.perf_counter()
            try:
                return call(*words, **named)
            finally:
                self.seconds += time.perf_counter() - begin
                self._is_running = False

        return timed


def main() -> int:
    """Run pytest, and print the seconds."""
    clock = Clock()
    register, load = pytest.PytestPluginManager.register, EntryPoint.load

    def loaded(entry: EntryPoint) -> Any:
        plugin = load(entry)
        if entry.name == NAME:
            options = importlib.import_module(f"{NAME}.plugin.options")
            for name in ("claim_short_names", "aim_at_suite", "refuse_idle"):
                setattr(options, name, clock.of(getattr(options, name)))
        return plugin

    patched: Any = EntryPoint
    patched.load = clock.of(loaded, lambda entry: entry.name == NAME)
    patched = pytest.PytestPluginManager
    patched.register = clock.of(register, lambda _manager, _plugin, name=None: name == NAME)
    code = pytest.main(["-q", "-p", "no:cacheprovider"])
    if not clock.seconds:
        raise SystemExit("Our plugin was not loaded, or pytest loads plugins in another way now.")
    print(clock.seconds)
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
