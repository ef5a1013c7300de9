"""The command ``scim-conformance export``: what a run found, in the forms that other tools read, made later."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    export = commands.add_parser(
        "export",
        help="write the results of a run as an HTTP archive or as Markdown",
        description="Make files that other tools read of the results.json of a run that has ended. A run makes them "
        "itself with --scim-har and --scim-markdown.",
    )
    export.add_argument("results", metavar="RESULTS.json", help="what the run has written")
    export.add_argument("--har", metavar="FILE", help="all exchanges, without secrets, as an HTTP archive (HAR 1.2)")
    export.add_argument("--markdown", metavar="FILE", help="a summary as Markdown")
    export.set_defaults(run=_run)


def _run(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from .comparing.reading import NotResults, read_results
    from .report.har import archived
    from .report.markdown import markdown

    forms: dict[str | None, Callable[[Mapping[str, Any]], str]] = {given.har: archived, given.markdown: markdown}
    wanted = {name: make for name, make in forms.items() if name}
    if not wanted:
        parser.error("say what to write: --har FILE, --markdown FILE or both")
    try:
        document = read_results(Path(given.results))
        for name, make in wanted.items():
            Path(name).write_text(make(document), encoding="utf-8")
    except NotResults as error:
        print(error, file=sys.stderr)
        return 4
    except OSError as error:
        print(f"{error.filename} can't be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0
