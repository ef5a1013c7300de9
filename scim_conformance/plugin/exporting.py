"""Writes what a run found in the forms that other tools read, where it was asked for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.report.har import archived
from scim_conformance.report.markdown import markdown

from .results import RESULTS, UNWRITTEN

FORMS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "scim_har": ("HAR", archived),
    "scim_markdown": ("Markdown", markdown),
}
"""By the option that asks for it: what a file is called, and what it holds."""


@dataclass(frozen=True)
class Export:
    """One file that a run is asked for."""

    name: str
    path: Path
    text: Callable[[Mapping[str, Any]], str]


def exports(config: pytest.Config) -> Iterator[Export]:
    """Yield the files that the command line asks for, or raise a usage error where one can't be written."""
    here = config.invocation_params.dir
    for option, (name, text) in FORMS.items():
        given = getattr(config.option, option)
        if given:
            path = here / given
            if path.is_dir():
                raise pytest.UsageError(f"--{option.replace('_', '-')} needs the name of a file: {given} is a folder.")
            yield Export(name, path, text)


class Exporting:
    """Writes the files when results.json is written, and says where they are."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._asked = tuple(exports(config))

    def pytest_sessionfinish(self) -> None:
        """Write the files."""
        document = self._config.stash[RESULTS].document
        if document is None or self._config.stash.get(UNWRITTEN, False):
            return
        for each in self._asked:
            each.path.parent.mkdir(parents=True, exist_ok=True)
            each.path.write_text(each.text(document), encoding="utf-8")
