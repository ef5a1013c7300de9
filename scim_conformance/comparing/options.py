"""What the command ``scim-conformance compare`` understands; light, since every command reads it."""

from __future__ import annotations

import argparse

MATRIX = "matrix.html"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    compare = commands.add_parser(
        "compare",
        help="say what has changed between two runs, or show several side by side",
        description="Say what has changed from one run to another: what fails now, what is mended, what has changed, "
        "what has become slower. Exit code 0 where nothing is worse, 1 where something fails that did not, 4 for what "
        "is no results.json. With --matrix, show several runs side by side.",
    )
    compare.add_argument("runs", nargs="+", metavar="RESULTS.json", help="the old run and the new one, in this order")
    compare.add_argument("--all", action="store_true", help="name every check, also where there are many")
    compare.add_argument("--matrix", action="store_true", help="show two runs or more side by side, as one page")
    compare.add_argument("-o", "--output", metavar="FILE", help=f"with --matrix: the page (default: {MATRIX})")
    compare.set_defaults(run=_run)


def _run(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from .command import run

    return run(given, parser)
