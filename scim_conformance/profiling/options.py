"""What the command ``scim-conformance profile`` understands; light, since every command reads it."""

from __future__ import annotations

import argparse

from . import commands_endpoint


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    profile = commands.add_parser(
        "profile",
        help="make, list, check and show profiles",
        description="Make a profile from one of Microsoft's pages, from an export of Entra, from a live endpoint or "
        "from a few answers; list, check and show profiles.",
    )
    inner = profile.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_import(inner)
    _add_list(inner)
    commands_endpoint.add_to(inner)


def _add_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    imports = commands.add_parser(
        "import",
        help="write a profile from one of Microsoft's pages, or from an export of Entra",
        description="Write a profile from one of Microsoft's pages on provisioning to an application, as Markdown, or "
        "from the synchronization schema that an administrator exports from Entra. What is mended or can't be read is "
        "said on standard error. Exit code 0 where a profile was written, 1 where what was read makes no valid one, "
        "4 for what is no such page or export.",
    )
    imports.add_argument("page", nargs="?", metavar="PAGE.md", help="the page, as Markdown")
    imports.add_argument("--from-entra-export", dest="export", metavar="FILE", help="the exported schema, as JSON")
    imports.add_argument("-o", "--output", metavar="FILE", help="where to write it (default: standard output)")
    imports.add_argument("--force", action="store_true", help="replace the file if it is there already")
    imports.add_argument("--name", metavar="NAME", help="the application's name (default: what was read)")
    imports.set_defaults(run=_import)


def _add_list(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    lists = commands.add_parser(
        "list",
        help="list the bundled profiles",
        description="List the profiles that come with the package, with how many attributes of users and of groups "
        "each names, and where it comes from. A question mark stands for what is not known.",
    )
    lists.add_argument("words", nargs="*", metavar="WORDS", help="show only profiles with all of these words")
    lists.set_defaults(run=_list)


def _import(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from .command import run_import

    return run_import(given, parser)


def _list(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from .command import run_list

    return run_list(given, parser)
