"""What the command ``scim-conformance sweep`` understands; light, since every command reads it."""

from __future__ import annotations

import argparse


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    sweep = commands.add_parser(
        "sweep",
        help="delete what earlier runs have left on a provider",
        description="Delete what runs that were killed or cut off have left on a provider. What they made stands in "
        "their ledgers on this machine; --by-prefix also looks on the provider for names that only a run gives. "
        "Shows what it has found and asks before it deletes. Exit code 0 where nothing is left, 1 where something "
        "is, 2 where it was interrupted, 4 for wrong usage.",
    )
    sweep.add_argument("--profile", required=True, metavar="NAME|PATH", help="what the application supports")
    sweep.add_argument("--url", metavar="URL", help="base URL of the SCIM endpoint (or SCIM_URL)")
    sweep.add_argument("--token", metavar="TOKEN|@FILE", help="bearer token (or SCIM_TOKEN), or @ and a file")
    sweep.add_argument("--ca-bundle", metavar="FILE", help="certificate authorities to trust besides the "
                       "usual ones, in PEM")  # fmt: skip
    sweep.add_argument("--set", metavar="PATH=VALUE", action="append", default=[], help="set one key of the profile")
    sweep.add_argument("--by-prefix", action="store_true", help="look on the provider too, for runs that began more "
                       "than 24 hours ago and for those named with --run")  # fmt: skip
    sweep.add_argument("--run", metavar="RUN", action="append", default=[], dest="runs", help="only this run, such as "
                       "scimconf-6b01ca07-6524, however young it is; may be repeated")  # fmt: skip
    sweep.add_argument("--ledger", metavar="DIR", help="where the ledgers are (default: in your own state directory)")
    sweep.add_argument("--timeout", type=float, default=30.0, metavar="S", help="seconds to wait for an answer "
                       "(default: 30)")  # fmt: skip
    sweep.add_argument("--rate", type=float, metavar="N", help="requests a second at most")
    how = sweep.add_mutually_exclusive_group()
    how.add_argument("--yes", action="store_true", help="do not ask")
    how.add_argument("--dry-run", action="store_true", help="show what is left, and delete nothing")
    sweep.set_defaults(run=_run)


def _run(given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    from .command import run

    return run(given)
