"""A secret that a command gives: started without a shell, stopped in time, its output shown nowhere."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from .redaction import MARK, Redactor
from .secrets import Secret

SECONDS = 30.0
"""How long a command may take."""

LONGEST_COMPLAINT = 200

SHORTEST_WORD = 3
"""A shorter word that a command has printed is no secret, and stands in too many others."""


class CommandError(Exception):
    """A command gives no secret; the message says why, without anything that the command has printed as one."""


class _Ended(NamedTuple):
    code: int
    out: bytes
    err: bytes


def secret_of(command: Sequence[str], here: Path, *, seconds: float = SECONDS) -> Secret:
    """Run a command in a folder and return what it prints, without the white space around it."""
    found = _asked(command, here, seconds)
    # Raised here, where no frame holds what was printed.
    if isinstance(found, str):
        raise CommandError(f"The command {command[0]} {found}")
    return found


def _asked(command: Sequence[str], here: Path, seconds: float) -> Secret | str:
    try:
        ended = _run(command, here, seconds)
    except FileNotFoundError:
        return "is not there: write its path, and its arguments behind it; no shell is asked."
    except OSError as error:
        return f"can't be started: {error.strerror or error}."
    if ended is None:
        return f"did not end within {seconds:g} s and was stopped; nobody is there to answer its questions."
    if ended.code != 0:
        return f"ended with exit code {ended.code}.{_complaint(ended)}"
    try:
        text = ended.out.decode().strip()
    except UnicodeDecodeError:
        return "has printed what is no text in UTF-8."
    if not text:
        return f"has printed nothing.{_complaint(ended)}"
    return Secret(text)


def _run(command: Sequence[str], here: Path, seconds: float) -> _Ended | None:
    """Return how a command has ended; None where it had to be stopped."""
    with subprocess.Popen(
        list(command),
        cwd=here,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _stop(process)
            return None
        except BaseException:
            _stop(process)
            raise
    return _Ended(process.returncode, out, err)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a command and all that it has started, which would hold its output open."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _complaint(ended: _Ended) -> str:
    """Return the last line of what a command complained of, without what it has printed as a secret."""
    printed = [word for word in ended.out.decode(errors="replace").split() if len(word) >= SHORTEST_WORD]
    hidden = Redactor(map(Secret, printed))
    lines = [line for line in ended.err.decode(errors="replace").splitlines() if line.strip()]
    if not lines:
        return ""
    line = hidden.named(hidden.text(lines[-1]))
    for word in printed:
        line = line.replace(word, MARK)
    shown = " ".join("".join(char if char.isprintable() else " " for char in line).split())
    cut = shown if len(shown) <= LONGEST_COMPLAINT else f"{shown[:LONGEST_COMPLAINT]}…"
    return f" It says: {cut}"
