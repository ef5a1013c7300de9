"""What the command ``scim-conformance load`` understands; light, since every command reads it."""

from __future__ import annotations

import argparse


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    load = commands.add_parser(
        "load",
        help="load the provider as Entra does, with Locust, and look whether the data is right afterwards",
        description="Send the traffic of Entra's provisioning service at a steady rate, with Locust (the extra "
        "scim-conformance[load]), then read back whether every accepted change is there, none twice, and no "
        "membership lost, and delete all of it again. Exit code 0 where all was met, 1 where something was not, 2 "
        "where it was interrupted, 4 for wrong usage. What stands after -- goes to Locust.",
    )
    load.add_argument("--profile", required=True, metavar="NAME|PATH", help="what the application supports")
    load.add_argument("--url", required=True, metavar="URL", help="base URL of the SCIM endpoint; it must be given "
                      "here, SCIM_URL does not count")  # fmt: skip
    load.add_argument("--token", metavar="TOKEN|@FILE", help="bearer token (or SCIM_TOKEN), or @ and a file")
    load.add_argument("--ca-bundle", metavar="FILE", help="certificate authorities to trust besides the usual "
                      "ones, in PEM")  # fmt: skip
    load.add_argument("--set", metavar="PATH=VALUE", action="append", default=[], help="set one key of the profile")
    load.add_argument("--users", type=_count, metavar="N", help="virtual users, each with one request at a time "
                      "(default: 50)")  # fmt: skip
    load.add_argument("--rate", type=_above_0, metavar="N", help="requests a second that must be sustained (default: "
                      "25, or the limit of the profile)")  # fmt: skip
    load.add_argument("--for", type=_time, dest="seconds", metavar="TIME", help="such as 90s, 10m or 1h30m "
                      "(default: 1m)")  # fmt: skip
    load.add_argument("--people", type=_count, metavar="N", help="users that are created at most (default: 2000)")
    load.add_argument("--groups", type=_count_or_0, metavar="N", help="groups that all virtual users share "
                      "(default: 2)")  # fmt: skip
    load.add_argument("--dialect", choices=["default", "aadOptscim062020"], help="how a PATCH is written, whatever "
                      "the URL says")  # fmt: skip
    load.add_argument("--timeout", type=_above_0, default=30.0, metavar="S", help="seconds to wait for an answer "
                      "(default: 30)")  # fmt: skip
    load.add_argument("--seed", type=int, metavar="N", help="make up the same people again")
    load.add_argument("--processes", type=_count, metavar="N", help="a master and so many workers on this machine")
    load.add_argument("--web", type=_count, nargs="?", const=8089, metavar="PORT", help="show Locust's web page while "
                      "it lasts, on this machine only (default port: 8089)")  # fmt: skip
    load.add_argument("--ledger", metavar="DIR", help="where it is kept what was made (default: in your own state "
                      "directory)")  # fmt: skip
    load.add_argument("--results", metavar="FILE", help="write the result as JSON")
    load.add_argument("--yes", action="store_true", help="do not ask before a big load")
    load.add_argument("locust", nargs="*", metavar="-- OPTION", help="options of Locust, such as -- --worker "
                      "--master-host 10.0.0.1")  # fmt: skip
    load.set_defaults(run=_run)


def _run(given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    from .command import run

    return run(given)


def _count(text: str) -> int:
    return _at_least(1, text)


def _count_or_0(text: str) -> int:
    return _at_least(0, text)


def _at_least(least: int, text: str) -> int:
    value = int(text)
    if value < least:
        raise argparse.ArgumentTypeError(f"{text} is less than {least}")
    return value


def _above_0(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def _time(text: str) -> float:
    from .planning import seconds_of

    try:
        return seconds_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
