"""Adds waivers to the text of a file: what stands in it, comments too, stays as it is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from scim_conformance.waivers import Waiver, WaiverError, parse_waivers

_PLAIN = re.compile(r"[A-Za-z/(](?:[\w /.,;()+*=<>~^$@|%'\"{}-]|:(?=\S)|(?<=\S)#|\[|\])*", re.ASCII)
"""Texts that YAML and everybody who reads it take for just what they are; all others are put in quotes."""

_NO_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


class NotWritable(Exception):
    """A file to which no waiver can be added; the message says why, and what to do."""


def added(text: str, waivers: Sequence[Waiver], file: str) -> str:
    """Return the text of a file of waivers with more of them at its end, or raise :class:`NotWritable`."""
    newline = "\r\n" if "\r\n" in text else "\n"
    begin = text if not text or text.endswith("\n") else text + newline
    indent = _indent(text)
    lines = [indent + line for waiver in waivers for line in entry(waiver)]
    whole = begin + "".join(line + newline for line in lines)
    _prove(text, whole, waivers, file)
    return whole


def entry(waiver: Waiver) -> Iterator[str]:
    """Yield the lines of one waiver."""
    rows = {
        "check": waiver.check,
        "on": waiver.on,
        "message": waiver.message,
        "reason": waiver.reason,
        "ticket": waiver.ticket,
    }
    written = [f"{name}: {scalar(value)}" for name, value in rows.items() if value is not None]
    for number, line in enumerate([*written, f"until: {waiver.until.isoformat()}"]):
        yield ("  " if number else "- ") + line


def scalar(text: str) -> str:
    """Return a text as YAML has it in one line: bare where it reads as nothing else, else in quotes."""
    if _PLAIN.fullmatch(text) and not text.endswith((" ", ":")) and text.lower() not in _NO_TEXT:
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    # Escapes show what would not be seen. JSON's are YAML's but for the pairs with which it writes an emoji.
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _indent(text: str) -> str:
    """Return how far in the entries of a list stand."""
    first = re.search(r"^([ ]*)- ", text, re.MULTILINE)
    return first[1] if first else ""


def _prove(before: str, after: str, waivers: Iterable[Waiver], file: str) -> None:
    """Hold that the file will be read as it was meant, before anything is written."""
    old = read_text(before, file)
    wanted = [_facts(waiver) for waiver in (*old, *waivers)]
    try:
        found = [_facts(waiver) for waiver in parse_waivers(after, file)]
    except WaiverError:
        found = []
    if found != wanted:
        raise NotWritable(
            f"{file} is written in a way to which nothing can be added. Write it as a list of entries, each beginning "
            "with `- check:` on a line of its own, or name another file with --waivers."
        )


def read_text(text: str, file: str) -> tuple[Waiver, ...]:
    """Return the waivers of a file that may still hold none: nothing at all, or comments only."""
    bare = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return parse_waivers(text, file) if bare else ()


def _facts(waiver: Waiver) -> tuple[object, ...]:
    return waiver.check, waiver.on, waiver.message, waiver.reason, waiver.ticket, waiver.until


def write(path: Path, text: str) -> None:
    """Write a file at once: whoever reads it meanwhile finds the old one or the new one, and never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        if path.exists():
            aside.chmod(path.stat().st_mode)
        aside.replace(path.resolve())
    finally:
        aside.unlink(missing_ok=True)
