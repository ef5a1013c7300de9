"""What the command ``scim-conformance entra-sync`` understands; light, since every command reads it."""

from __future__ import annotations

import argparse
from collections.abc import Callable

DEFAULT_VERIFY = 200


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    sync = commands.add_parser(
        "entra-sync",
        help="provision a whole company into the provider, as Entra's provisioning service does",
        description="Provision a made-up company of any size into the provider, cycle by cycle, as Entra's "
        "provisioning service does, compare what the provider holds then, and delete it again. A run that was "
        "interrupted goes on where it was. Exit code 0 where all went well, 1 where something failed, deviates or was "
        "left behind, 2 where it was interrupted, 4 for wrong usage.",
    )
    sync.add_argument("--profile", required=True, metavar="NAME|PATH", help="what the application supports")
    sync.add_argument("--url", metavar="URL", help="base URL of the SCIM endpoint (or SCIM_URL); with Entra's flag "
                      "?aadOptscim062020 the dialect of 2020 is spoken")  # fmt: skip
    sync.add_argument("--token", metavar="TOKEN|@FILE", help="bearer token (or SCIM_TOKEN), or @ and a file")
    sync.add_argument("--ca-bundle", metavar="FILE", help="certificate authorities to trust besides the "
                      "usual ones, in PEM")  # fmt: skip
    sync.add_argument("--set", metavar="PATH=VALUE", action="append", default=[], help="set one key of the profile")
    sync.add_argument("--users", type=_number(1), metavar="N", help="how many users (default: 1000)")
    sync.add_argument("--groups", type=_number(0), metavar="N", help="how many groups (default: 20)")
    sync.add_argument("--cycles", type=_number(1), metavar="N", help="how many cycles, the initial one among them "
                      "(default: 3)")  # fmt: skip
    sync.add_argument("--workers", type=_number(1), metavar="N", help="how many connections at once (default: 4)")
    sync.add_argument("--rate", type=_rate, metavar="N", help="requests a second at most, over all workers")
    sync.add_argument("--timeout", type=_rate, default=30.0, metavar="S", help="seconds to wait for an answer "
                      "(default: 30)")  # fmt: skip
    sync.add_argument("--dialect", choices=["default", "aadOptscim062020"], help="how a PATCH is written")
    sync.add_argument("--seed", type=int, metavar="N", help="make the same company again (the run prints its seed)")
    sync.add_argument("--verify", type=_verify, default=DEFAULT_VERIFY, metavar="N|all",
                      help="how many users are compared at the end (default: 200)")  # fmt: skip
    sync.add_argument("--keep", action="store_true", help="leave everything on the provider; --clean deletes it later")
    sync.add_argument("--state", metavar="DIR", help="where the list of what was made is kept (default: in your own "
                      "state directory)")  # fmt: skip
    sync.add_argument("--json", metavar="FILE", help="write the report as JSON")
    sync.add_argument("--log", metavar="FILE", help="write the provisioning log, one JSON line an object")
    begin = sync.add_mutually_exclusive_group()
    begin.add_argument("--resume", action="store_true", help="go on with an interrupted run, or say that there is none")
    begin.add_argument("--fresh", action="store_true", help="delete what an earlier run has left, and begin anew")
    begin.add_argument("--clean", action="store_true", help="delete what an earlier run has left, and nothing else")
    sync.set_defaults(run=_run)


def _run(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from .command import run

    return run(given)


def _number(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"{text} is less than {least}")
        return value

    return number


def _rate(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def _verify(text: str) -> int | None:
    return None if text == "all" else _number(0)(text)
