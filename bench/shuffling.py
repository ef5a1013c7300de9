"""A plugin of pytest that changes the order of what it runs: BENCH_ORDER is ``reversed`` or a seed."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Bring the items into another order, the same one in each process that is told the same."""
    order = os.environ.get("BENCH_ORDER", "")
    if order == "reversed":
        items.reverse()
    elif order:
        random.Random(int(order)).shuffle(items)
