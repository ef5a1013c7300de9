"""What the benchmarks share: where figures go, the environment of a run, and a provider in a process of its own."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """Let the figures be written as JSON, and the table as Markdown."""
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--markdown", type=Path, metavar="FILE")


def write_outputs(given: argparse.Namespace, measured: Any, table: str) -> None:
    """Write what was asked for."""
    if given.json:
        given.json.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    if given.markdown:
        given.markdown.write_text(table, encoding="utf-8")


def environment(folder: Path) -> dict[str, str]:
    """Return the environment at hand without what the suite and pytest read of it; ledgers go into the folder.

    Compiled modules are kept, as everywhere where nobody forbids it: a run would compile a thousand checks anew.
    """
    left_out = ("SCIM_", "PYTEST_", "PYTHONDONTWRITEBYTECODE")
    known = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**known, "XDG_STATE_HOME": str(folder / "state")}


@contextlib.contextmanager
def served(script: str, *arguments: str) -> Iterator[str]:
    """Run one of the providers of this folder in a process of its own until the end, and yield its address."""
    command = [sys.executable, str(HERE / script), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as provider:
        assert provider.stdout is not None
        try:
            yield provider.stdout.readline().strip()
        finally:
            provider.terminate()
            provider.wait(30)
