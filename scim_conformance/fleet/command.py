"""What the command ``scim-conformance matrix`` does with a fleet."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from scim_conformance.report.visible import visible

from .loading import FleetError, load_fleet
from .model import matrix


def run(given: argparse.Namespace) -> int:
    """Run the command, and return its exit code."""
    problems = list(_misuses(given))
    if not problems:
        try:
            print(json.dumps(matrix(load_fleet(Path(given.files[0]), cwd=Path.cwd()))))
        except FleetError as error:
            problems.append(str(error))
        except OSError as error:
            problems.append(f"{given.files[0]} can't be read: {error.strerror}.")
        except UnicodeDecodeError:
            problems.append(f"{given.files[0]} is no UTF-8: save it as such.")
    print("".join(f"{visible(problem, keep=chr(10))}\n" for problem in problems), end="", file=sys.stderr)
    return 4 if problems else 0


def _misuses(given: argparse.Namespace) -> Iterator[str]:
    if len(given.files) > 1:
        yield "One fleet makes a matrix of jobs: name a single YAML file, or only results.json files."
    if given.all or given.output:
        yield "--all and -o are for results; a matrix of jobs goes to standard output."
