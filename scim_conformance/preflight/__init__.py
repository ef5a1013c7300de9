"""The first requests of a run: whether there is anything to test, and what is in the way where there is not.

Without input or output: it looks at answers and names what they come to. ``plugin/preflight.py`` asks.
"""

from __future__ import annotations

from .answers import is_alive, kind_of, speaks_scim
from .bases import bases, root_of
from .deciding import First, decide
from .stops import Stop, stop
from .tokens import lapsed
from .transport import kind_of_failure

__all__ = [
    "First",
    "Stop",
    "bases",
    "decide",
    "is_alive",
    "kind_of",
    "kind_of_failure",
    "lapsed",
    "root_of",
    "speaks_scim",
    "stop",
]
