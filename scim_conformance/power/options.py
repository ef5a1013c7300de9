"""What the command ``scim-conformance power`` understands; light, since every command reads it."""

from __future__ import annotations

import argparse


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    power = commands.add_parser(
        "power",
        help="prove that the suite sees: run it over every fault of the embedded provider",
        description="Run the suite over the embedded provider, made wrong in one way after another, and over every "
        "legal oddity. Says fault by fault whether a check of its area turned red. Exit code 1 where "
        "something is to be mended.",
    )
    power.add_argument("--only", nargs="+", metavar="ID", default=[], help="try these faults only")
    power.add_argument("--area", nargs="+", metavar="AREA", default=[], help="try the faults of these areas only")
    power.add_argument("--legal", action="store_true", help="try the legal oddities only")
    power.add_argument("--sample", type=int, metavar="N", help="try N of them, drawn at random")
    power.add_argument(
        "--quick",
        action="store_true",
        help="run each fault against the checks of its own area and those that it names, not the whole suite",
    )
    power.add_argument("--jobs", type=int, metavar="N", help="runs at once (default: one a processor)")
    power.add_argument("--seed", type=int, default=1, metavar="N", help="of the people, and of --sample (default: 1)")
    power.add_argument(
        "--again", metavar="FILE", help="take the runs that were good from this earlier --json, and do only the others"
    )
    power.add_argument("--json", metavar="FILE", help="write the matrix as JSON, with what each run said")
    power.add_argument("--markdown", metavar="FILE", help="write the matrix as a page")
    power.set_defaults(run=_run)


def _run(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from .command import run

    return run(given, parser)
