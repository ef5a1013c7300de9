"""The command ``scim-conformance``, for what is not a test run."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from . import __version__, catalogue_text, exporting
from .comparing import options as comparing
from .fleet import options as fleet
from .load import options as loading
from .power import options as power
from .profiling import options as profiling
from .report.spelling import spell_on
from .requirements import catalogue
from .suite import all_checks
from .sweeping import options as sweeping
from .sync import options as sync
from .waiving import options as waiving


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        spell_on(stream)
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        code = int(given.run(given, parser))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read along (head, less) has seen enough; Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scim-conformance",
        description="Tools around the SCIM conformance suite. The suite itself is run by pytest: "
        "pytest --profile generic.yaml --url https://api.example.com/scim/v2 --token @token.txt",
    )
    parser.add_argument("--version", action="version", version=f"scim-conformance {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    serve = commands.add_parser(
        "serve",
        help="run the embedded provider, shaped by a profile",
        description="Run the embedded provider on loopback, shaped by a profile, until it is interrupted.",
    )
    serve.add_argument("--profile", required=True, metavar="NAME|PATH", help="which application to be")
    serve.add_argument("--port", type=int, default=0, metavar="N", help="port to listen on (default: a free one)")
    serve.add_argument("--token", required=True, metavar="TOKEN|@FILE", help="the bearer token that clients must show")
    serve.add_argument(
        "--fault", metavar="ID", action="append", default=[], help="be wrong in this way; may be repeated"
    )
    serve.set_defaults(run=_serve)

    lists = commands.add_parser("list", help="list the checks", description="List the checks, one a line.")
    lists.add_argument("words", nargs="*", help="show only checks with all of these words: an area, a level, an id, …")
    lists.add_argument(
        "--faults", action="store_true", help="list the ways in which the embedded provider can be wrong"
    )
    lists.set_defaults(run=_list)

    explain = commands.add_parser(
        "explain",
        help="explain a check, a requirement or a fault",
        description="Say what a check or a requirement asks, why it matters, how to mend it, and where it stands; "
        "or what a fault of the embedded provider does, and who sees it.",
    )
    explain.add_argument("id", help="such as patch-user.replace-scalar, RFC7644-3.5.2.3-01 or spc-404")
    explain.set_defaults(run=_explain)

    covers = commands.add_parser(
        "coverage",
        help="say how much of the standards the suite covers",
        description="Say how much of the standards is accounted for and has a check, each number with its denominator.",
    )
    covers.set_defaults(run=_coverage)

    exporting.add_to(commands)
    power.add_to(commands)
    profiling.add_to(commands)
    sweeping.add_to(commands)
    sync.add_to(commands)
    loading.add_to(commands)
    comparing.add_to(commands)
    fleet.add_to(commands)
    waiving.add_to(commands)
    return parser


def _list(given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    if given.faults:
        from .provider.faults import all_faults

        lines = list(catalogue_text.fault_listing(all_faults(), given.words))
    else:
        lines = list(catalogue_text.listing(all_checks(), catalogue(), given.words))
    kind = "fault" if given.faults else "check"
    print("\n".join(lines) or f"No {kind} has all of: {' '.join(given.words)}")
    return 0 if lines else 1


def _explain(given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    from .provider.faults import all_faults

    try:
        print("\n".join(catalogue_text.explanation(given.id, all_checks(), catalogue(), all_faults())))
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    return 0


def _coverage(_given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    print("\n".join(catalogue_text.coverage(all_checks(), catalogue())))
    return 0


def _serve(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from .profile import ProfileError, load
    from .provider import build, serve
    from .provider.faults import UnknownFault, fault, inject

    if not 0 <= given.port <= 65535:
        parser.error(f"--port must be between 0 and 65535, not {given.port}")
    token = given.token
    try:
        if token.startswith("@"):
            token = Path(token[1:]).read_text(encoding="utf-8").strip()
        profile = load(given.profile, cwd=Path.cwd())
        provider = build(profile, token=token)
        injected = [inject(provider, fault(id)) for id in given.fault]
        running = serve(provider, port=given.port)
    except (ProfileError, UnknownFault) as error:
        print(error, file=sys.stderr)
        return 4
    except OSError as error:
        print(f"The provider can't be started: {error}", file=sys.stderr)
        return 1
    with running:
        print(f"{profile.name} is served on {running.url} (interrupt to stop)", flush=True)
        for each in injected:
            print(f"It is wrong by {each.fault.id}: {each.fault.title}", flush=True)
        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        stop.wait()
    for each in injected:
        print(f"{each.fault.id} took effect {each.effects} times")
    return 0
