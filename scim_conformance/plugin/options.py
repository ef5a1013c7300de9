"""The command line: which options there are, and what is wrong with the ones that were given."""

from __future__ import annotations

import argparse
import copy
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

GROUP = "SCIM conformance"


@dataclass(frozen=True)
class Option:
    """One option of ours; ``short`` is the name that another plugin may own instead."""

    name: str
    settings: Mapping[str, Any]
    short: str | None = None

    @property
    def dest(self) -> str:
        """The attribute of ``config.option`` that holds the value."""
        return self.name.removeprefix("--").replace("-", "_")


def _positive(kind: type) -> Any:
    def convert(text: str) -> Any:
        value = kind(text)
        if value <= 0:
            raise argparse.ArgumentTypeError(f"{text} is not above 0")
        return value

    convert.__name__ = f"positive {kind.__name__}"
    return convert


def _secret(text: str) -> Any:
    # Imported late: in most runs of pytest in the same environment nobody needs it.
    from scim_conformance.client import Secret

    return Secret(text)


OPTIONS = (
    Option(
        "--scim-profile",
        {
            "metavar": "NAME|PATH",
            "help": "what the application supports: a YAML file, or the name of a bundled profile",
        },
        "--profile",
    ),
    Option(
        "--scim-url",
        {"metavar": "URL", "help": "base URL of the SCIM endpoint under test (or SCIM_URL)"},
        "--url",
    ),
    Option(
        "--scim-token",
        {
            "metavar": "TOKEN|@FILE",
            "help": "bearer token (or SCIM_TOKEN), or @ and a file that holds it",
            # What pytest or another plugin prints of its options holds no token.
            "type": _secret,
        },
        "--token",
    ),
    Option(
        "--scim-demo",
        {
            "action": "store_true",
            "default": False,
            "help": "test the embedded provider, shaped by the profile, over loopback",
        },
        "--demo",
    ),
    Option(
        "--scim-certify",
        {
            "action": "store_true",
            "default": False,
            "help": "after the checks, run the tests and the checklist of Microsoft's app gallery, and write "
            "certificate.json",
        },
        "--certify",
    ),
    Option(
        "--scim-demo-fault",
        {
            "metavar": "ID",
            "action": "append",
            "help": "with --demo: make the embedded provider wrong in one way; may be repeated "
            "(scim-conformance list --faults shows the ways)",
        },
    ),
    Option(
        "--scim-report-dir",
        {"metavar": "DIR", "help": "where report.html and results.json go (default: scim-report)"},
    ),
    Option("--scim-results", {"metavar": "FILE", "help": "write results.json here instead"}),
    Option("--scim-har", {"metavar": "FILE", "help": "write all exchanges, without secrets, as an HTTP archive (HAR)"}),
    Option("--scim-markdown", {"metavar": "FILE", "help": "write a summary as Markdown"}),
    Option(
        "--scim-waivers",
        {
            "metavar": "FILE",
            "help": "known failures (default: <profile>.waivers.yaml beside a profile given as a path, "
            "in the current directory for a bundled one)",
        },
    ),
    Option(
        "--scim-baseline",
        {"metavar": "FILE", "help": "the results.json of an earlier run: fail only on what is not in it"},
    ),
    Option(
        "--scim-set",
        {"metavar": "PATH=VALUE", "action": "append", "help": "set one key of the profile; may be repeated"},
    ),
    Option(
        "--scim-examples",
        {"metavar": "N", "type": _positive(int), "help": "examples a property (default: 10)"},
    ),
    Option(
        "--scim-save-examples",
        {
            "action": "store_true",
            "default": False,
            "help": "keep each example that a property fails on in <profile>.examples.json, beside the waivers: "
            "every later run tries it first",
        },
    ),
    Option(
        "--scim-seed",
        {
            "metavar": "N",
            "type": int,
            "help": "draw the same people and examples again; every run prints its seed (default: 1 where CI is set)",
        },
    ),
    Option(
        "--scim-ca-bundle",
        {"metavar": "FILE", "help": "certificate authorities to trust besides the usual ones, in PEM"},
    ),
    Option("--scim-rate", {"metavar": "N", "type": _positive(float), "help": "requests a second at most"}),
    Option(
        "--scim-timeout",
        {"metavar": "S", "type": _positive(float), "help": "seconds to wait for an answer (default: 10)"},
    ),
    Option(
        "--scim-time-limit",
        {
            "metavar": "S",
            "type": _positive(float),
            "help": "seconds after which the run asks nothing more, cleans up and reports (default: none)",
        },
    ),
    Option(
        "--scim-read-only",
        {
            "action": "store_true",
            "default": False,
            "help": "send nothing but GET and HEAD: the checks that need to write are left out",
        },
    ),
    Option(
        "--scim-plan",
        {
            "action": "store_true",
            "default": False,
            "help": "say what a run would send, create and delete, and send nothing",
        },
    ),
    Option(
        "--scim-keep",
        {"action": "store_true", "default": False, "help": "leave what the run created on the provider"},
    ),
    Option("--scim-strict", {"action": "store_true", "default": False, "help": "a warning fails the run"}),
    Option("--scim-ledger", {"metavar": "DIR", "help": "where the list of what still has to be deleted is kept"}),
)

_UNCLAIMED = "_scim_unclaimed"


def register(parser: pytest.Parser) -> None:
    """Register every option under the name that is always ours."""
    group = parser.getgroup("scim-conformance", GROUP)
    for option in OPTIONS:
        group.addoption(option.name, dest=option.dest, **option.settings)


def claim_short_names(config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    """Register the short names that no other plugin owns, and read the command line again with them."""
    group = parser.getgroup("scim-conformance", GROUP)
    unclaimed = {}
    for option in OPTIONS:
        if option.short is None:
            continue
        settings = {**option.settings, "help": f"short for {option.name}"}
        try:
            group.addoption(option.short, dest=option.dest, **settings)
        except (ValueError, argparse.ArgumentError):
            unclaimed[option.short] = option.name
    setattr(config, _UNCLAIMED, unclaimed)
    _keep_file_names(args)
    _refuse_foreign_profile(unclaimed, args)
    _read_again(config, parser, args)


def _keep_file_names(args: list[str]) -> None:
    """Join ``--token @file`` to one word: pytest would put the lines of a word that begins with @ in its place."""
    for place in range(len(args) - 2, -1, -1):
        if args[place] in ("--token", "--scim-token") and args[place + 1].startswith("@"):
            args[place : place + 2] = [f"{args[place]}={args[place + 1]}"]


def _read_again(config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    cut = config.known_args_namespace.confcutdir
    config.known_args_namespace = parser.parse_known_args(args, namespace=copy.copy(config.option))
    if config.known_args_namespace.confcutdir is None:
        config.known_args_namespace.confcutdir = cut


def _refuse_foreign_profile(unclaimed: Mapping[str, str], args: Sequence[str]) -> None:
    """Explain ``--profile rhombus.yaml`` where ``--profile`` is another plugin's."""
    for place, word in enumerate(args):
        name, _, value = word.partition("=")
        if name != "--profile" or name not in unclaimed:
            continue
        value = value or next(iter(args[place + 1 : place + 2]), "")
        if value.endswith((".yaml", ".yml")):
            raise pytest.UsageError(
                f"--profile belongs to another pytest plugin of this environment (pytest-profiling has one). "
                f"Write --scim-profile {value}, and --scim-url, --scim-token, --scim-demo where those are taken too."
            )


def aim_at_suite(config: pytest.Config, parser: pytest.Parser, args: list[str], suite: Path) -> None:
    """Run the packaged suite where a profile but no test path is given, untouched by the caller's own tests."""
    known = config.known_args_namespace
    if known.scim_profile is None or known.file_or_dir:
        return
    # The caller's conftest may fail to import, and its fixtures would apply to our checks.
    args += ["--noconftest", "--confcutdir", str(suite), str(suite)]
    _read_again(config, parser, args)


def unclaimed(config: pytest.Config) -> Mapping[str, str]:
    """Return the short names that another plugin owns, each with the long name that works."""
    return getattr(config, _UNCLAIMED, {})


def refuse_idle(config: pytest.Config) -> None:
    """Refuse a target without a profile, rather than run the caller's own tests against nothing."""
    for name in ("scim_url", "scim_token", "scim_demo", "scim_certify", "scim_read_only", "scim_plan"):
        if getattr(config.option, name):
            long = "--" + name.replace("_", "-")
            raise pytest.UsageError(
                f"{long} was given, but no profile. Add --profile, for example: pytest --profile generic.yaml --demo"
            )


def setting(config: pytest.Config, name: str, variable: str) -> str | None:
    """Return an option, or where it isn't given the environment variable that stands in for it."""
    given = getattr(config.option, name)
    return given if given is not None else os.environ.get(variable) or None
