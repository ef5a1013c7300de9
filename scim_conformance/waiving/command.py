"""What the command ``scim-conformance waive`` does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scim_conformance.comparing import NotResults, read_results
from scim_conformance.files import find
from scim_conformance.report.visible import visible
from scim_conformance.waivers import Waiver, WaiverError

from .choosing import choose, day, waived_twice, waivers_of, wordless
from .writing import NotWritable, added, read_text, write


def run(given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    """Run the command, and return its exit code."""
    try:
        document = read_results(Path(given.results))
        path = Path(given.waivers) if given.waivers else place(document, Path.cwd())
        text = _text(path)
        waivers = _waivers(document, given, text, path)
        if waivers:
            write(path, added(text, waivers, str(path)))
    except (NotResults, NotWritable, WaiverError) as problem:
        print(visible(str(problem), keep="\n"), file=sys.stderr)
        return 4
    except OSError as error:
        print(f"{error.filename} can't be written: {error.strerror}.", file=sys.stderr)
        return 4
    for waiver in waivers:
        name = waiver.check + (f"[{waiver.on}]" if waiver.on else "")
        print(visible(f"{name} is waived until {waiver.until}: {waiver.message}"))
    print(f"{len(waivers)} written to {path}" if waivers else "Nothing failed in that run: there is nothing to waive.")
    return 0


def _waivers(document: Mapping[str, Any], given: argparse.Namespace, text: str, path: Path) -> list[Waiver]:
    """Return the waivers to be written, or raise an error that says all that stands against them."""
    choice = choose(document, given.checks, all=given.all)
    choice.problems += wordless({"--reason": given.reason, "--message": given.message})
    until = day(given.until, date.today(), choice.problems)
    waivers = waivers_of(choice, given.reason, until or date.today(), ticket=given.ticket, message=given.message)
    choice.problems += waived_twice(waivers, read_text(text, str(path)))
    if choice.problems:
        raise NotWritable("\n".join(dict.fromkeys(choice.problems)))
    return waivers


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise NotWritable(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise NotWritable(f"{path} is no text in UTF-8.") from error


def place(document: Mapping[str, Any], here: Path) -> Path:
    """Return the file in which a run with this profile looks for waivers, where it is not told another."""
    profile, slug = Path(document["profile"]["path"]), Path(document["profile"]["slug"]).name
    is_bundled = find("profiles") in profile.parents
    return (here if is_bundled or not profile.is_file() else profile.parent) / f"{slug}.waivers.yaml"
