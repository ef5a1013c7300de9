"""What ``scim-conformance profile import`` and ``profile list`` do."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from scim_conformance.profile import ProfileError, load

from .draft import Draft
from .export import DOCUMENTATION, NoExport, read_export
from .listing import listing
from .reading import read_tutorial
from .writing import write_profile

LONGEST = 2_000_000
"""How many characters a page or an export may have; none has a tenth of it."""


class NotImported(Exception):
    """There is nothing to make a profile of; the message says why."""


def run_import(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Make a profile of a page or an export, and return the exit code."""
    if (given.page is None) == (given.export is None):
        parser.error("profile import needs either a page, PAGE.md, or --from-entra-export FILE")
    output = Path(given.output) if given.output else None
    try:
        draft = _draft(Path(given.page or given.export), is_export=given.export is not None)
        if given.name:
            draft.name = given.name
        text = write_profile(draft)
        _write(text, output, replace=given.force)
    except NotImported as error:
        print(error, file=sys.stderr)
        return 4
    except ProfileError as error:
        print(f"What was read makes no valid profile, so nothing was written:\n{error}", file=sys.stderr)
        return 1
    for remark in draft.remarks:
        print(remark, file=sys.stderr)
    if output is None:
        print(text, end="")
    else:
        counts = f"{len(draft.users.rows)} attributes of users, {len(draft.groups.rows)} of groups"
        print(f"{output} is written: {draft.name}, {counts}.", file=sys.stderr)
    return 0


def _draft(path: Path, *, is_export: bool) -> Draft:
    text = _text(path)
    if is_export:
        try:
            draft = read_export(json.loads(text), stem=path.stem)
        except (NoExport, ValueError, RecursionError) as error:
            raise NotImported(f"{path} is no synchronization schema: {error} See {DOCUMENTATION}") from error
        return draft
    draft = read_tutorial(text, stem=path.stem)
    if draft.users.supported is None and not draft.users.rows and not draft.groups.rows:
        raise NotImported(
            f"{path} says nothing of provisioning: there is no table of attributes, and no step that maps users. "
            "Give it one of Microsoft's pages on provisioning to an application, as Markdown."
        )
    return draft


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise NotImported(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise NotImported(f"{path} is no text in UTF-8.") from error
    if len(text) > LONGEST:
        raise NotImported(f"{path} has {len(text):,} characters; {LONGEST:,} at most are read.")
    return text


def _write(text: str, output: Path | None, *, replace: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        name = output.name if output else "profile.yaml"
        (Path(folder) / name).write_text(text, encoding="utf-8")
        load(name, cwd=Path(folder))
    if output is None:
        return
    try:
        with output.open("w" if replace else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise NotImported(f"{output} is there already: choose another name with -o, or add --force.") from None
    except OSError as error:
        raise NotImported(f"{output} can't be written: {error.strerror}.") from error


def run_list(given: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    """List the bundled profiles, and return the exit code."""
    lines = listing(given.words)
    print("\n".join(lines) or f"No profile has all of: {' '.join(given.words)}")
    return 0 if lines else 1
