"""What is wrong with the files and the options that an endpoint of a fleet names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from scim_conformance.comparing import NotResults, read_results
from scim_conformance.profile import ProfileError, load
from scim_conformance.waivers import load_waivers

from .model import Endpoint

Finding = tuple[str, str, str]
"""The key, what is wrong, and what to do."""

_SECRET = re.compile(r"--(?:scim-)?token(?:=.*)?")


def findings(endpoint: Endpoint, cwd: Path) -> Iterator[Finding]:
    """Yield what would keep the job of an endpoint from running."""
    settings = endpoint.settings
    if settings.get("profile"):
        yield from _of_a_profile(str(settings["profile"]), cwd)
    if settings.get("waivers"):
        yield from _of_waivers(cwd / str(settings["waivers"]))
    if settings.get("baseline"):
        yield from _of_a_baseline(cwd / str(settings["baseline"]))
    if settings.get("options"):
        yield from _of_options(str(settings["options"]))


def _of_a_profile(name: str, cwd: Path) -> Iterator[Finding]:
    try:
        load(name, cwd=cwd)
    except ProfileError as error:
        first, *more = error.problems
        rest = f" So have {len(more)} other places of it." if more else ""
        where = f"line {first.line}: " if first.line else ""
        yield "profile", f"The profile {name} has a mistake: {where}{first.what}{rest}", first.fix


def _of_waivers(path: Path) -> Iterator[Finding]:
    try:
        load_waivers(path)
    except OSError as error:
        yield "waivers", f"{path} can't be read: {error.strerror}.", "Paths count from the folder in which jobs run."
    except ProfileError as error:
        yield "waivers", f"{path} has a mistake: {error.problems[0].what}", error.problems[0].fix


def _of_a_baseline(path: Path) -> Iterator[Finding]:
    try:
        read_results(path)
    except NotResults as error:
        yield "baseline", str(error), "Paths count from the folder in which jobs run."


def _of_options(text: str) -> Iterator[Finding]:
    try:
        words = shlex.split(text)
    except ValueError as error:
        yield "options", f"This can't be read as on a command line: {error}.", "Close every quote."
        return
    if any(_SECRET.fullmatch(word) for word in words):
        yield "options", "A token stands here, and would stand in logs.", "Write the name of its secret as token-env."
