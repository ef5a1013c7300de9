"""A client of whatever provider a test needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from client_by_hand import Bench, Benches, Provider, echoing


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Talk to loopback and to nobody else, whatever the environment of the tests says."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Benches]:
    """Build a client: ``bench(answering)``, or ``bench(url=...)`` for a server on loopback."""
    with ExitStack() as stack:

        def build(*args: object, **options: object) -> Bench:
            made = Bench(tmp_path, *args, **options)  # type: ignore[arg-type]
            stack.callback(made.ledger.close)
            stack.callback(made.scim.close)
            return made

        yield build


@pytest.fixture
def echo() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server on loopback: its base URL, and the requests that it has got."""
    with echoing() as found:
        yield found


@pytest.fixture
def provider() -> Provider:
    return Provider()
