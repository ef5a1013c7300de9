"""A plugin for runs of the suite: brings its checks into an order that SHUFFLED_BY, a number, decides."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Shuffle the checks, in each process of a run alike."""
    random.Random(int(os.environ["SHUFFLED_BY"])).shuffle(items)
