"""Proves that a SCIM 2.0 endpoint works, as a pytest suite.

Whoever writes checks of their own needs what stands here: the decorators :func:`check` and :func:`watcher`, the
verifiers in :mod:`expect`, and the operations :func:`add`, :func:`replace`, :func:`remove` of a PATCH.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["__version__", "check", "watcher", "expect", "add", "remove", "replace"]

if TYPE_CHECKING:
    from . import expect
    from .declare import check, watcher
    from .wire import add, remove, replace

_WHERE = {"check": ".declare", "watcher": ".declare", "add": ".wire", "replace": ".wire", "remove": ".wire"}


def __getattr__(name: str) -> Any:
    # Every pytest run in an environment that has us imports this package: nothing is loaded until asked for.
    import importlib

    if name == "expect":
        return importlib.import_module(".expect", __name__)
    if name in _WHERE:
        return getattr(importlib.import_module(_WHERE[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
