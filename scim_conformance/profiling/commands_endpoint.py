"""What ``profile infer``, ``new``, ``check`` and ``show`` understand; light, since every command reads it."""

from __future__ import annotations

import argparse

REQUESTS = 80
"""How many requests finding out by trying may cost, where nobody says otherwise."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the four commands to those of ``scim-conformance profile``."""
    _add_infer(commands)
    _add_new(commands)
    _add_check(commands)
    _add_show(commands)


def _add_infer(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    infer = commands.add_parser(
        "infer",
        help="write a profile from what a live endpoint says and does",
        description="Write a profile from what an endpoint says of itself and from a few harmless reads; with --probe "
        "also from what it does with users and groups that are made for it and removed again. Exit code 0 where a "
        "profile was written and nothing left behind, 1 where the endpoint can't be read or something stays behind, "
        "2 where it was interrupted, 4 for wrong usage.",
    )
    infer.add_argument("--url", metavar="URL", help="base URL of the SCIM endpoint (or SCIM_URL); Entra's flag "
                       "?aadOptscim062020 may stand behind it")  # fmt: skip
    infer.add_argument("--token", metavar="TOKEN|@FILE", help="bearer token (or SCIM_TOKEN), or @ and a file")
    infer.add_argument("--ca-bundle", metavar="FILE", help="certificate authorities to trust besides the "
                       "usual ones, in PEM")  # fmt: skip
    infer.add_argument("--auth-of", metavar="NAME|FILE", help="sign in as auth of this profile says: with a user name "
                       "and a password, or at a token endpoint")  # fmt: skip
    infer.add_argument("-o", "--output", metavar="FILE", help="where to write it (default: standard output)")
    infer.add_argument("--force", action="store_true", help="replace the file if it is there already")
    infer.add_argument("--name", metavar="NAME", help="the application's name (default: the host's)")
    infer.add_argument("--probe", action="store_true", help="find out by trying; what it creates it removes")
    infer.add_argument("--requests", type=int, default=REQUESTS, metavar="N", help="with --probe: how many requests "
                       f"there may be, removing included (default: {REQUESTS})")  # fmt: skip
    infer.add_argument("--sample", metavar="PATH=VALUE", action="append", default=[], help="with --probe: a value to "
                       "use for an attribute that takes certain ones only; may be repeated")  # fmt: skip
    infer.add_argument("--rate", type=_above_zero, metavar="N", help="requests a second at most")
    infer.add_argument("--timeout", type=_above_zero, default=10.0, metavar="S", help="seconds to wait for an answer "
                       "(default: 10)")  # fmt: skip
    infer.add_argument("--ledger", metavar="DIR", help="with --probe: where the list of what was made is kept until "
                       "it is removed (default: in your own state directory)")  # fmt: skip
    infer.set_defaults(run=_infer)


def _add_new(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    new = commands.add_parser(
        "new",
        help="write a profile from the answers to a few questions",
        description="Write a profile from the answers to a few questions, or from the options that answer them. Only "
        "the name is needed; what is not answered stays unknown. Without a terminal nothing is asked. Exit code 0 "
        "where it was written, 4 for wrong answers or a file that is there already.",
    )
    new.add_argument("-o", "--output", metavar="FILE", help="where to write it (default: made of the name)")
    new.add_argument("--name", metavar="NAME", help="the application's name")
    new.add_argument("--base-url", metavar="URL", help="where the endpoint usually is, {tenant} for what differs")
    new.add_argument("--auth", choices=["bearer", "basic", "client-credentials", "jwt-assertion", "none"],
                     help="how clients sign in (default: bearer)")  # fmt: skip
    new.add_argument("--token-url", metavar="URL", help="where tokens are had, for the two kinds that ask for one")
    new.add_argument("--attributes", metavar="PATHS", help="the attributes of users, divided by commas")
    new.add_argument("--required", metavar="PATHS", help="those of them that a user must have")
    new.add_argument("--filterable", metavar="PATHS", help="those of them that users can be found by")
    new.add_argument("--matching", metavar="PATHS", help="those of them that Entra matches by, the first one first")
    new.add_argument("--groups", choices=["yes", "no", "unknown"], help="whether the application has groups")
    new.add_argument("--delete", choices=["removes", "deactivates", "unknown"], help="what DELETE does")
    new.set_defaults(run=_new)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="say what is wrong with profiles, and what in them is guessed",
        description="Read profiles, say all that is wrong with each of them, and name the facts that are guesses. "
        "Exit code 0 where all are valid, 4 where one is not.",
    )
    check.add_argument("profiles", nargs="+", metavar="NAME|FILE", help="a file, or the name of a bundled profile")
    check.set_defaults(run=_check)


def _add_show(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    show = commands.add_parser(
        "show",
        help="show a profile as a table, with where each fact comes from",
        description="Show a profile as a table, with where each of its facts comes from.",
    )
    show.add_argument("profile", metavar="NAME|FILE", help="a file, or the name of a bundled profile")
    show.set_defaults(run=_show)


def _infer(given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    from .infer_command import run

    return run(given)


def _new(given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    from .asking import run

    return run(given)


def _check(given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    from .checking import run

    return run(given)


def _show(given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    from .showing import run

    return run(given)


def _above_zero(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value
