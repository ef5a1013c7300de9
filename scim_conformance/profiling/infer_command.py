"""What the command ``scim-conformance profile infer`` does."""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from scim_conformance import __version__
from scim_conformance.client import (
    Cleaned,
    Ledger,
    LedgerError,
    Recorder,
    Redactor,
    Scim,
    Unreachable,
    clean_up,
    default_ledger_directory,
    interruptible,
)
from scim_conformance.profile import Profile, ProfileError, load

from .as_yaml import yaml_of
from .infer import Refused
from .infer_notes import Known, Notes
from .infer_progress import Progress
from .infer_settings import Settings, Unusable, read
from .probing_run import Tries, look

MARK = "scimprobe-"
"""Begins the name of everything that is created for a try."""


def run(given: Namespace) -> int:
    """Run the command, and return its exit code."""
    try:
        settings = read(given, Path.cwd())
    except Unusable as error:
        print(error, file=sys.stderr)
        return 4
    redactor = Redactor()
    settings.credentials.confide(redactor.add)
    try:
        with interruptible():
            return _infer(settings, redactor)
    except (Refused, Unreachable, LedgerError) as error:
        print(redactor.text(str(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\nInterrupted: no profile was written, and what was created is removed as far as can be.", file=sys.stderr
        )
        return 2


def _infer(settings: Settings, redactor: Redactor) -> int:
    notes = Notes(settings.name, settings.url, datetime.now(UTC).date().isoformat())
    notes.auth = Known(settings.auth, "reads")
    progress = Progress(sys.stderr)
    mark = f"{MARK}{int(time.time()):x}-{secrets.token_hex(2)}-"
    folder = settings.ledger or default_ledger_directory(settings.url)
    with tempfile.TemporaryDirectory() as scratch:
        # Where nothing is created, nothing has to be found again.
        where = folder if settings.probe else Path(scratch)
        if settings.probe:
            _remove_earlier(settings, redactor, folder)
        ledger = Ledger(where, settings.url, mark, "main")
        with closing(ledger), closing(_client(settings, redactor, ledger, mark)) as scim:
            try:
                tries = Tries(settings.requests, settings.samples) if settings.probe else None
                cleaned = look(scim, notes, tries, progress.say)
            except KeyboardInterrupt:
                if left := len(ledger.open):
                    print(
                        f"\n{left} resources could not be removed; the next --probe here tries again.", file=sys.stderr
                    )
                raise
            finally:
                progress.clear()
            sent = len(scim.recorder.exchanges)
        return _written(settings, notes, redactor, cleaned, sent)


def _client(settings: Settings, redactor: Redactor, ledger: Ledger, mark: str) -> Scim:
    return Scim(
        settings.url,
        settings.credentials,
        recorder=Recorder(),
        ledger=ledger,
        redactor=redactor,
        mark=mark,
        timeout=settings.timeout,
        rate=settings.rate,
        user_agent=f"scim-conformance/{__version__}",
    )


def _remove_earlier(settings: Settings, redactor: Redactor, folder: Path) -> None:
    """Delete what an earlier try that was killed has left at this endpoint."""
    for name in Ledger.runs(folder, settings.url) if folder.is_dir() else ():
        if not name.startswith(MARK):
            continue
        ledger = Ledger.of_run(folder, settings.url, name)
        with closing(ledger), closing(_client(settings, redactor, ledger, name)) as scim:
            found = len(ledger.open)
            left = clean_up(scim, ledger, delete_means=None).leftovers
        print(f"An earlier try had left {found} resources here: {found - len(left)} were deleted.", file=sys.stderr)


def _written(settings: Settings, notes: Notes, redactor: Redactor, cleaned: Cleaned, sent: int) -> int:
    text = redactor.text(yaml_of(notes.document()))
    try:
        profile = _checked(text)
    except ProfileError as error:
        # What the endpoint says is so odd that no profile can say it: better told than hidden.
        print(f"The profile that was made is not valid; what is wrong with it:\n{error}", file=sys.stderr)
        print(text)
        return 1
    if settings.output is None:
        print(text, end="")
    else:
        settings.output.write_text(text, encoding="utf-8")
    for line in _summary(settings, notes, profile, cleaned, sent):
        print(redactor.text(line), file=sys.stderr)
    return 1 if cleaned.leftovers else 0


def _checked(text: str) -> Profile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "inferred.yaml"
        path.write_text(text, encoding="utf-8")
        return load(str(path), cwd=Path(folder))


def _summary(settings: Settings, notes: Notes, profile: Profile, cleaned: Cleaned, sent: int) -> Iterator[str]:
    groups = {True: "with groups", False: "without groups", None: "groups not known"}[profile.groups.supported]
    yield f"{profile.name}: {len(profile.users.attributes)} attributes of users, {groups}; {sent} requests."
    if settings.flag:
        yield f"The flag {settings.flag} in the address says how Entra words its PATCH; a profile says nothing of it."
    yield from (f"- {sentence}" for sentence in notes.remarks[1:])
    for place in profile.assumed():
        yield f"- A guess, to be looked at: {place}"
    for left in cleaned.leftovers:
        yield f"- Left behind: {left.endpoint}/{left.id or left.name}: {left.why}"
    if cleaned.staying:
        yield f"- {cleaned.staying} accounts stay behind, switched off, as that is what DELETE does here."
    if settings.output is not None:
        yield f"Next: scim-conformance profile show {settings.output.name}"
        token = " --token @FILE" if settings.auth == {"kind": "bearer"} else ""
        yield f"      pytest --profile {settings.output.name} --url {settings.url}{token}"
