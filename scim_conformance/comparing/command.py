"""What the command ``scim-conformance compare`` does, with ``--matrix`` and without."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scim_conformance.report.comparison import compared
from scim_conformance.report.comparison_text import lines_of
from scim_conformance.report.several import page
from scim_conformance.report.several_text import table
from scim_conformance.report.text import Line
from scim_conformance.report.visible import visible

from .options import MATRIX
from .reading import NotResults, read_results

WIDTH = 80

COLOURS = {"red": "31", "green": "32", "yellow": "33"}


def run(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Run the command, and return its exit code."""
    problems = list(_misuses(given))
    runs: list[dict[str, Any]] = []
    for name in given.runs:
        try:
            runs.append(read_results(Path(name)))
        except NotResults as problem:
            problems.append(str(problem))
    if problems:
        print("\n".join(visible(problem) for problem in problems), file=sys.stderr)
        return 4
    return _matrix(runs, given) if given.matrix else _compare(runs, all=given.all)


def _misuses(given: argparse.Namespace) -> Iterable[str]:
    if given.matrix and len(given.runs) < 2:
        yield "Side by side stand two runs or more: name another results.json."
    elif not given.matrix and len(given.runs) != 2:
        yield "compare takes two runs, the old one and the new one; with --matrix it shows several side by side."
    if not given.matrix and given.output:
        yield "-o is where the page of --matrix goes; add --matrix, or leave it out."
    if given.output and any(Path(given.output).resolve() == Path(name).resolve() for name in given.runs):
        yield f"-o {given.output} would write over one of the runs: choose another name."


def _compare(runs: list[dict[str, Any]], *, all: bool) -> int:
    comparison = compared(*runs)
    _print(lines_of(comparison, WIDTH, all=all))
    return 1 if comparison.is_worse else 0


def _matrix(runs: list[dict[str, Any]], given: argparse.Namespace) -> int:
    output = Path(given.output or MATRIX)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(page(runs), encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        print(f"{output} can't be written: {error.strerror}.", file=sys.stderr)
        return 4
    _print(table(runs, WIDTH, all=given.all))
    print(f"\nPage: {output}")
    return 0


def _print(lines: Iterable[Line]) -> None:
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for line in lines:
        text = visible(line.text)
        colour = COLOURS.get(line.tone) if coloured else None
        print(f"\x1b[{colour}m{text}\x1b[0m" if colour else text)
