"""What this run created on the provider and still has to delete, kept so that a crash loses nothing."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

from .journal import Journal, LedgerError, Line
from .target import kind

_Key = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """One thing that may have to be deleted."""

    endpoint: str
    id: str | None
    """None where a creation was tried and nobody knows what became of it; the name is then all there is."""

    name: str = ""
    doubt: str = ""
    """What is known of a creation that was accepted but told no usable id."""

    answered: bool = field(default=False, compare=False)
    """Whether the provider has ended its work on it: what is not there by then does not come later."""

    key: _Key = field(default=("", ""), repr=False, compare=False)


class Ledger:
    """Writes down every creation before it is tried, and strikes out what was deleted."""

    def __init__(self, directory: Path, url: str, run: str, worker: str, *, durable: bool = True) -> None:
        path = directory / f"{_safe(run)}.{_safe(worker)}.jsonl"
        self._read(run, [Journal.begin(path, url, run, durable=durable)], resumed=False)

    def _read(self, run: str, journals: list[Journal], *, resumed: bool) -> None:
        self.run = run
        self.resumed = resumed
        """Whether a process that has ended wrote it, so that an id may be somebody else's by now."""

        self.failed: LedgerError | None = None
        """Why nothing more can be written down; from then on nothing may be created."""

        self._journals = journals
        self._lock = threading.RLock()
        self._open: dict[_Key, Entry] = {}
        self._where: dict[_Key, int] = {}
        self._closed: list[Entry] = []
        self._given_up: dict[_Key, str] = {}
        self._ours: set[_Key] = set()
        self._unsure: dict[_Key, bool] = {}
        self._mistaken: set[_Key] = set()
        self._number = 0
        for place, journal in enumerate(journals):
            for line in journal.lines():
                self._apply(line, place)
        # What was deleted then has been told then.
        self._closed.clear()

    def __repr__(self) -> str:
        return f"<Ledger of {self.run}: {len(self._open)} open>"

    @classmethod
    def of_run(cls, directory: Path, url: str, run: str) -> Ledger:
        """Return all that the ended processes of a run left open at a URL, as one ledger."""
        found = [Journal.find(path, url) for path in sorted(directory.glob(f"{_safe(run)}.*.jsonl"))]
        ledger = cls.__new__(cls)
        ledger._read(run, [journal for journal in found if journal and journal.run == run], resumed=True)
        return ledger

    @staticmethod
    def runs(directory: Path, url: str) -> list[str]:
        """Return the runs that have ended and left a ledger for a URL, the oldest first."""
        files = sorted(directory.glob("*.jsonl"), key=lambda path: path.stat().st_mtime)
        found = [Journal.find(path, url) for path in files]
        return list(dict.fromkeys(journal.run for journal in found if journal))

    @staticmethod
    def going_on(directory: Path, url: str) -> list[str]:
        """Return the runs of this machine that are still at work on a URL."""
        found = (Journal.run_going_on(path, url) for path in sorted(directory.glob("*.jsonl")))
        return list(dict.fromkeys(run for run in found if run))

    @property
    def open(self) -> list[Entry]:
        """What still has to be deleted, the newest first: a group goes before its members."""
        with self._lock:
            return list(reversed(self._open.values()))

    @property
    def to_delete(self) -> list[Entry]:
        """What is open and was not tried in vain yet, the newest first."""
        return [entry for entry in self.open if entry.key not in self._given_up]

    def give_up(self, entry: Entry, why: str = "") -> None:
        """Do not try again, in this process, to delete what can't be deleted; the entry stays open."""
        self._given_up[entry.key] = why

    def why_left(self, entry: Entry) -> str:
        """Return why an entry was given up, empty where nobody has tried."""
        return self._given_up.get(entry.key, "")

    @property
    def ours(self) -> set[str]:
        """The ids of everything that was ever created."""
        return {found for _, found in self._ours}

    def owns(self, endpoint: str, found: str) -> bool:
        """Tell whether the run created this resource; an id alone may be that of another type."""
        return (kind(endpoint), found) in self._ours

    def endpoints_of(self, found: str) -> list[str]:
        """Return the endpoints at which the run created a resource with this id."""
        return [entry.endpoint for key, entry in list(self._open.items()) if key[1] == found and entry.id]

    def is_sure(self, endpoint: str, found: str) -> bool:
        """Tell whether nothing but the run can have made the resource, and it has not been deleted since."""
        return self.owns(endpoint, found) and (kind(endpoint), found) not in self._unsure

    def make_sure(self, endpoint: str, found: str) -> None:
        """Note that a resource of the run has been seen with a name that the run gave."""
        self._unsure.pop((kind(endpoint), found), None)

    def is_named(self, endpoint: str, found: str) -> bool:
        """Tell whether at least the answer to the creation bore a name that the run gave."""
        return self._unsure.get((kind(endpoint), found), True)

    def disown(self, endpoint: str, found: str) -> None:
        """Note that an id that a creation was answered with is somebody else's; what was made is known by its name."""
        with self._lock:
            key = (kind(endpoint), found)
            entry = self._open.get(key)
            if key not in self._ours:
                return
            self._ours.discard(key)
            self._mistaken.add(key)
            self._write({"do": "deleted", "endpoint": endpoint, "id": found})
            self._closed = [each for each in self._closed if each.key != key]
            if entry is not None and self.failed is None:
                self.doubted(self.intent(endpoint, entry.name), "answered with the id of somebody else's resource")

    def is_mistaken_at(self, endpoint: str, found: str) -> bool:
        """Tell whether a creation was answered with this id, which turned out to be somebody else's."""
        return (kind(endpoint), found) in self._mistaken

    def is_mistaken(self, found: str) -> bool:
        """Tell whether a creation of whatever type was answered with this id, which is somebody else's."""
        return any(id == found for _, id in self._mistaken)

    def has_open(self, endpoint: str, found: str) -> bool:
        """Tell whether a resource still has to be deleted."""
        return (kind(endpoint), found) in self._open

    def intent(self, endpoint: str, name: str) -> int:
        """Note that a creation is about to be tried; the number that is returned settles it."""
        with self._lock:
            if self.failed is not None:
                raise self.failed
            number = self._number + 1
            self._write({"do": "intent", "n": number, "endpoint": endpoint, "name": name})
            if self.failed is not None:
                self._open.pop(("intent 0", str(number)), None)
                raise self.failed
        return number

    def claimed(self, endpoint: str, found: str, *, intent: int, named: bool) -> None:
        """Note that a creation was answered with an id, and whether the answer bore a name that the run gave."""
        key = (kind(endpoint), found)
        with self._lock:
            known, tried = self._open.get(key), self._open.get(("intent 0", str(intent)))
            if known and tried and known.name != tried.name:
                # One id for two resources: the second is known by its name only.
                self.doubted(intent, "answered with the id of another resource")
                return
            if not self.owns(endpoint, found):
                self._unsure[key] = named
            self.created(endpoint, found, intent=intent)

    def created(self, endpoint: str, found: str, *, intent: int = 0) -> None:
        """Note that a resource is there: newly created, or still there after a deletion."""
        self._write({"do": "created", "n": intent, "endpoint": endpoint, "id": found})

    def refused(self, intent: int) -> None:
        """Note that a creation came to nothing."""
        self._write({"do": "refused", "n": intent})

    def answered(self, intent: int) -> None:
        """Note for this process that the provider has answered a creation, though not what became of it."""
        key = ("intent 0", str(intent))
        with self._lock:
            if key in self._open:
                self._open[key] = replace(self._open[key], answered=True)

    def doubted(self, intent: int, why: str) -> None:
        """Note why a creation that was accepted can't be found by an id."""
        self._write({"do": "doubted", "n": intent, "why": why})

    def deleted(self, endpoint: str, found: str) -> None:
        """Note that a resource is gone."""
        self._write({"do": "deleted", "endpoint": endpoint, "id": found})

    def still_there(self, endpoint: str, found: str) -> None:
        """Open an entry again whose resource has been seen after it was struck out."""
        key = (kind(endpoint), found)
        if key in self._ours and key not in self._open:
            self.created(endpoint, found)

    def found(self, entry: Entry, found: str) -> Entry:
        """Note the id of something that was known by its name only."""
        line = {"do": "created", "n": int(entry.key[1]), "endpoint": entry.endpoint, "id": found}
        with self._lock:
            self._unsure[kind(entry.endpoint), found] = True
            self._write(line, self._where.get(entry.key, 0))
            return self._open[(kind(entry.endpoint), found)]

    def settle(self, entry: Entry) -> None:
        """Strike out an entry, whether it has an id or only a name."""
        if entry.id is not None:
            self.deleted(entry.endpoint, entry.id)
        else:
            self._write({"do": "refused", "n": int(entry.key[1])}, self._where.get(entry.key, 0))

    def take_closed(self) -> list[Entry]:
        """Return the resources that were struck out since this was last asked."""
        with self._lock:
            closed, self._closed = self._closed, []
        return closed

    def close(self) -> None:
        """Close the files, and remove those in which nothing is open."""
        with self._lock:
            busy = {self._where[key] for key in self._open}
            for place, journal in enumerate(self._journals):
                journal.close(remove=place not in busy)

    def _write(self, line: Line, place: int = 0) -> None:
        """Write a line; where the disk takes none, this process still knows, and the intent stands in the file."""
        with self._lock:
            if "id" in line:
                place = self._where.get((kind(line["endpoint"]), line["id"]), place)
            try:
                # What is written later only says more of what an intent names, by which it is found too.
                self._journals[place].write(line, lasting=line["do"] == "intent")
            except LedgerError as error:
                self.failed = error
            self._apply(line, place)

    def _apply(self, line: Line, place: int) -> None:
        """Take a line into account; what another version wrote and this one can't read is left out."""
        do, number, endpoint, found = (line.get(name) for name in ("do", "n", "endpoint", "id"))
        attempt = (f"intent {place}", str(number))
        if do == "intent" and isinstance(number, int) and isinstance(endpoint, str):
            self._number = max(self._number, number)
            self._add(Entry(endpoint, None, str(line.get("name", "")), key=attempt), place)
        elif do == "doubted" and attempt in self._open:
            self._open[attempt] = replace(self._open[attempt], doubt=str(line.get("why", "")))
        elif do == "refused":
            self._open.pop(attempt, None)
        elif do == "created" and isinstance(endpoint, str) and isinstance(found, str):
            tried = self._open.get(attempt)
            key = (kind(endpoint), found)
            self._ours.add(key)
            # Somebody else's once, and since then given to what the run made.
            self._mistaken.discard(key)
            # A signal may come in between: known twice is better than not at all.
            self._add(Entry(endpoint, found, tried.name if tried else "", key=key), place)
            self._open.pop(attempt, None)
        elif do == "deleted" and isinstance(endpoint, str) and isinstance(found, str):
            gone = self._open.pop((kind(endpoint), found), None)
            # An id may be given once more, to somebody else.
            self._unsure[kind(endpoint), found] = True
            if gone:
                self._closed.append(gone)

    def _add(self, entry: Entry, place: int) -> None:
        self._where[entry.key] = place
        self._open[entry.key] = entry


def default_ledger_directory(url: str) -> Path:
    """Return the folder, in the user's own state directory, that holds the ledgers of an endpoint."""
    name = hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]
    return _state_directory() / "scim-conformance" / name


def _state_directory() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    state = os.environ.get("XDG_STATE_HOME", "")
    # A relative path is to be ignored, says the XDG base directory specification.
    return Path(state) if state.startswith("/") else Path.home() / ".local" / "state"


def _safe(name: str) -> str:
    """Return a name that every file system takes."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name) or "_"
