"""What the command ``scim-conformance matrix`` understands; light, since every command reads it."""

from __future__ import annotations

import argparse

from scim_conformance.comparing.options import MATRIX


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    matrix = commands.add_parser(
        "matrix",
        help="make a matrix of CI jobs of a fleet of endpoints",
        description="Print the endpoints of a fleet as a matrix of jobs, one line of JSON for GitHub's fromJSON, "
        'with no secret in it: {"include": […]}. Exit code 4 where something is wrong with the fleet, all mistakes '
        "at once. Given two results.json and more instead, it shows them side by side, as compare --matrix does.",
    )
    matrix.add_argument("files", nargs="+", metavar="FLEET.yaml", help="the fleet; or two results.json and more")
    matrix.add_argument("--all", action="store_true", help="of results: name every check on which they differ")
    matrix.add_argument("-o", "--output", metavar="FILE", help=f"of results: where the page goes (default: {MATRIX})")
    matrix.set_defaults(run=_run)


def _run(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    if any(name.endswith((".yaml", ".yml")) for name in given.files):
        from .command import run

        return run(given)
    from scim_conformance.comparing.command import run as side_by_side

    return side_by_side(argparse.Namespace(**vars(given), runs=given.files, matrix=True), parser)
