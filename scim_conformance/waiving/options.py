"""What the command ``scim-conformance waive`` understands; light, since every command reads it."""

from __future__ import annotations

import argparse

RESULTS = "scim-report/results.json"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    waive = commands.add_parser(
        "waive",
        help="accept failures of the last run for now",
        description="Write waivers for failures of the last run: which check, with which message, why, and until when. "
        "A run then counts them as waived, until the day has passed, another message comes, or the check passes. "
        "Exit code 4 where something can't be waived; then nothing is written.",
    )
    waive.add_argument(
        "checks",
        nargs="*",
        metavar="CHECK",
        help="a check by its id, with all of its rows that failed, or one row of it: 'profile.updates[userName]'",
    )
    waive.add_argument("--all", action="store_true", help="waive everything that failed in that run")
    waive.add_argument("--reason", required=True, metavar="TEXT", help="why this is accepted for now")
    waive.add_argument("--until", required=True, metavar="YYYY-MM-DD", help="the last day, within a year from now")
    waive.add_argument("--ticket", metavar="TEXT", help="where the mending is tracked")
    waive.add_argument("--message", metavar="TEXT", help="a part of the message, to match it more loosely")
    waive.add_argument("--results", default=RESULTS, metavar="FILE", help=f"which run (default: {RESULTS})")
    waive.add_argument(
        "--waivers",
        metavar="FILE",
        help="where to write (default: where a run looks, <profile>.waivers.yaml beside a profile given as a path, "
        "in the current directory for a bundled one)",
    )
    waive.set_defaults(run=_run)


def _run(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from .command import run

    return run(given, parser)
