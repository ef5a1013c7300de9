"""How a step speaks to GitHub's runner.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

LONGEST = 100_000
"""How much text goes into the summary of a job at once; GitHub drops a summary of more than one megabyte."""


def say(line: str) -> None:
    """Print a line at once, so that it stands in the log before what another process prints."""
    print(line, flush=True)


def output(name: str, value: str) -> None:
    """Hand a value to the steps that follow."""
    # A word that nobody can know ends the value, whatever stands in it.
    end = secrets.token_hex(16)
    _add("GITHUB_OUTPUT", f"{name}<<{end}\n{value}\n{end}\n")


def summary(text: str) -> None:
    """Add Markdown to the page of the job."""
    _add("GITHUB_STEP_SUMMARY", text)


def mask(secret: str) -> None:
    """Have the runner put stars in place of a secret wherever it would be printed."""
    for line in filter(None, map(str.strip, secret.splitlines())):
        say(f"::add-mask::{_data(line)}")


def error(title: str, message: str) -> None:
    """Show an error on the page of the job."""
    name = _data(title).replace(":", "%3A").replace(",", "%2C")
    say(f"::error title={name}::{_data(message)}")


def quoted(text: str) -> None:
    """Print what may hold anything, so that the runner takes nothing of it for a command."""
    word = secrets.token_hex(16)
    say(f"::stop-commands::{word}")
    say(text)
    say(f"::{word}::")


def fenced(text: str) -> str:
    """Return text as a block of Markdown that nothing in it can end."""
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}\n…"
    fence = "```"
    while fence in cut:
        fence += "`"
    return f"{fence}text\n{cut}\n{fence}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _add(variable: str, text: str) -> None:
    place = os.environ.get(variable)
    if place:
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(text)
