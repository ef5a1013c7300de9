"""What the command ``scim-conformance profile new`` does: asks what is not answered yet, and writes a profile."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from scim_conformance.profile import ProfileError, load

from .as_yaml import yaml_of
from .asking_answers import ATTRIBUTES, QUESTIONS, Answers, Question, Wrong
from .asking_document import document_of


def run(given: Namespace) -> int:
    """Run the command, and return its exit code."""
    is_asked = sys.stdin.isatty() and sys.stdout.isatty()
    return write_new(given, Path.cwd(), _asker(sys.stdin, sys.stdout) if is_asked else None)


Asker = Callable[[Question, Answers], str]
"""Puts a question to somebody, and returns what was typed."""


def write_new(given: Namespace, here: Path, asker: Asker | None) -> int:
    """Write the profile that the options and the answers describe, and return the exit code."""
    answers, problems = Answers(), []
    try:
        for question in QUESTIONS:
            typed = getattr(given, question.key)
            if typed is not None:
                try:
                    question.take(answers, typed)
                except Wrong as wrong:
                    problems.append(f"{question.option}: {wrong}")
            elif asker is not None and not problems:
                _ask(question, answers, asker)
    except (EOFError, KeyboardInterrupt):
        print("\nNo profile was written.", file=sys.stderr)
        return 2
    if not answers.name and not problems:
        problems.append("No name: add --name, or begin the command on a terminal to be asked.")
    output = here / (given.output or f"{slug_of(answers.name)}.yaml")
    if output.exists():
        problems.append(f"{output.name} is there already: choose another name with -o.")
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 4
    return _write(answers, output)


def slug_of(name: str) -> str:
    """Return the name of a file for an application."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "profile"


def _ask(question: Question, answers: Answers, asker: Asker) -> None:
    if not question.applies(answers):
        return
    while True:
        typed = asker(question, answers).strip() or question.default
        if not typed and question.key != "name":
            return
        try:
            question.take(answers, typed)
            return
        except Wrong as wrong:
            print(f"  {wrong}")


def _asker(read: TextIO, write: TextIO) -> Asker:
    def ask(question: Question, answers: Answers) -> str:
        if question.key == "attributes":
            for number, path in enumerate(ATTRIBUTES, 1):
                print(f"  {number:>2}  {path}", file=write)
        elif question.lists:
            print(f"  of {', '.join(answers.attributes)}", file=write)
        default = f" [{question.default}]" if question.default else ""
        print(f"{question.text}{default}: ", end="", file=write, flush=True)
        line = read.readline()
        if not line:
            raise EOFError
        return line

    return ask


def _write(answers: Answers, output: Path) -> int:
    text = yaml_of(document_of(answers, datetime.now(UTC).date().isoformat()))
    try:
        # Made with "x", so that a file that somebody else has made since then is not lost.
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
        profile = load(str(output), cwd=output.parent)
    except OSError as error:
        print(f"{output} can't be written: {error.strerror}.", file=sys.stderr)
        return 4
    except ProfileError as error:
        output.unlink()
        print(f"The answers do not fit together:\n{error}", file=sys.stderr)
        return 4
    print(f"{output.name} is written: {profile.name}, {len(profile.users.attributes)} attributes of users.")
    print("Next:")
    print(f"  scim-conformance profile show {output.name}      to look at it")
    print(f"  pytest --profile {output.name} --demo            to see a run, against an application made of it")
    print(f"  pytest --profile {output.name} --url https://… --token @FILE")
    print("Edit it by hand for all that was not asked; docs/profiles.md explains every key.")
    return 0
