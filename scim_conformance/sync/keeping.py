"""What a run has made and how far it has come, on disk before anything is sent, so that it can go on after a crash."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from scim_conformance.client import default_ledger_directory
from scim_conformance.entra.directory.model import Kind
from scim_conformance.entra.service.job import Link

from .slicing import Position

NAME = "entra-sync.sqlite"

_TABLES = """
create table if not exists run (name text primary key, value) without rowid;
create table if not exists made (
    n integer primary key, kind text not null, name text not null, target text, gone integer not null default 0);
create unique index if not exists made_target on made (kind, target);
create index if not exists made_open on made (name) where target is null;
create table if not exists link (kind text, object text, link text not null, primary key (kind, object)) without rowid;
create table if not exists members (grp text primary key, members text not null) without rowid;
create table if not exists progress (
    worker integer primary key, cycle integer not null, done integer not null, position text not null);
"""


_GONE, _SAID_GONE = 1, 2
_LINK = tuple(each.name for each in fields(Link))


class StateError(Exception):
    """The state can't be read or written; says why and what to do."""


@dataclass(frozen=True)
class Made:
    """Something that the run has created, or tried to create."""

    n: int
    kind: Kind
    name: str
    target: str | None
    """The provider's id; None where a creation was tried and nobody knows what became of it."""

    is_doubtful: bool = False
    """Whether the id may be somebody else's by now: another process made it, or it is said to be deleted."""


def state_path(url: str, directory: Path | None) -> Path:
    """Return the file of the state of a provider, below a folder or in the user's own state directory."""
    return (default_ledger_directory(url) if directory is None else directory) / NAME


class State:
    """The file of one run; several threads may use it at once.

    Each write is handed to the operating system before it returns: what kills this process loses nothing. That a
    power cut loses the last seconds is the price for not waiting for the disk with each request.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0.2)
            for pragma in ("locking_mode=exclusive", "journal_mode=wal", "synchronous=normal"):
                self._db.execute(f"pragma {pragma}").fetchall()
            self._db.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise StateError(_why(path, error)) from None
        self._lock = threading.Lock()
        row = self.one("select coalesce(max(n), 0) from made")
        self._earlier = int(row[0])
        self._next = self._earlier
        # The few that are open: so that not every answer has to be looked up.
        self._names = {
            n: name.casefold()
            for n, name in self._all("select n, name from made where target is null and gone = 0 order by n")
        }
        self._open = {name: n for n, name in self._names.items()}

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def remove(self) -> None:
        """Close the file and remove it: nothing is left to remember."""
        self.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)

    # What the run was asked to do

    def settings(self) -> dict[str, Any]:
        """Return what was noted of the run; empty where there was none yet."""
        return dict(self._all("select name, value from run"))

    def note(self, **settings: Any) -> None:
        """Note settings of the run, in place of what was noted before."""
        for name, value in settings.items():
            self.do("insert or replace into run values (?, ?)", name, value)

    # How far it has come

    def position(self, worker: int, cycle: int) -> Position | None:
        """Return how far a worker has come in a cycle; None where it has ended it."""
        row = self.one("select cycle, done, position from progress where worker = ?", worker)
        if row is None or row[0] < cycle:
            return Position()
        return None if row[0] > cycle or row[1] else Position(*json.loads(row[2]))

    def advance(self, worker: int, cycle: int, position: Position, *, done: bool = False) -> None:
        """Note how far a worker has come."""
        self.do("insert or replace into progress values (?, ?, ?, ?)", worker, cycle, done, json.dumps(position))

    # What it has made

    def intend(self, kind: Kind, name: str) -> int:
        """Note that a creation is about to be tried; the number that is returned settles it."""
        with self._lock:
            self._next += 1
            self._execute("insert into made (n, kind, name) values (?, ?, ?)", self._next, kind, name)
            self._open[name.casefold()] = self._next
            self._names[self._next] = name.casefold()
            return self._next

    def created(self, n: int, target: str) -> None:
        """Note the id of what was created."""
        with self._lock:
            self._settle(n)
            if self._named(n, target):
                return
            # An id may come back after its resource was deleted; that is then the one that is meant.
            query = "delete from made where target = ?1 and gone <> 0 and kind = (select kind from made where n = ?2)"
            self._execute(query, target, n)
            self._named(n, target)

    def refused(self, n: int) -> None:
        """Note that a creation came to nothing."""
        with self._lock:
            self._settle(n)
            self._execute("delete from made where n = ?", n)

    def said_gone(self, kind: Kind, target: str) -> None:
        """Note that the provider says that something is deleted; whoever cleans up looks whether it is."""
        self.do(f"update made set gone = {_SAID_GONE} where kind = ? and target = ?", kind, target)

    def still_there(self, made: Made) -> None:
        """Note that something was seen that was said to be deleted."""
        self.do("update made set gone = 0 where n = ?", made.n)

    def struck(self, made: Made) -> None:
        """Note that nothing is left of something that was made."""
        with self._lock:
            self._settle(made.n)
            self._execute(f"update made set gone = {_GONE} where n = ?", made.n)

    def owns(self, kind: Kind, target: str) -> bool:
        """Tell whether the run has created this account or group."""
        return self.one("select 1 from made where kind = ? and target = ? and gone = 0", kind, target) is not None

    def was_deleted(self, kind: Kind, target: str) -> bool:
        """Tell whether this is the id of something that the run has made, and that is said to be deleted."""
        return self.one("select 1 from made where kind = ? and target = ? and gone <> 0", kind, target) is not None

    def in_doubt(self, name: str) -> int | None:
        """Return the number of a creation of this name of which nobody knows what became of it."""
        return self._open.get(name.casefold()) if self._open else None

    def count(self, kind: Kind | None = None) -> int:
        """Return how much of what was made may still be there."""
        if kind is None:
            return int(self.one(f"select count(*) from made where gone <> {_GONE}")[0])
        return int(self.one(f"select count(*) from made where gone <> {_GONE} and kind = ?", kind)[0])

    def made(self, kind: Kind, worker: int = 0, workers: int = 1) -> Iterator[Made]:
        """Yield what may still be there, the newest first; it may be struck out meanwhile."""
        last = 1 << 62
        query = (
            f"select n, name, target, gone from made where gone <> {_GONE} and kind = ? and n < ? and n % ? = ? "
            "order by n desc limit 200"
        )
        while rows := self._all(query, kind, last, workers, worker):
            for n, name, target, gone in rows:
                yield Made(n, kind, name, target, n <= self._earlier or gone == _SAID_GONE)
            last = rows[-1][0]

    # Which account belongs to whom: what the service calls links

    def get(self, kind: Kind, object_id: str) -> Link | None:
        """Return the account of an object; None where it has none yet."""
        row = self.one("select link from link where kind = ? and object = ?", kind, object_id)
        return None if row is None else _link(row[0])

    def put(self, kind: Kind, object_id: str, link: Link) -> None:
        """Remember the account of an object, if the run has made it."""
        if self.owns(kind, link.target_id):
            kept = json.dumps([getattr(link, name) for name in _LINK])
            self.do("insert or replace into link values (?, ?, ?)", kind, object_id, kept)

    def drop(self, kind: Kind, object_id: str) -> None:
        """Forget the account of an object."""
        self.do("delete from link where kind = ? and object = ?", kind, object_id)

    def all(self, kind: Kind) -> Iterator[tuple[str, Link]]:
        """Yield everything that is remembered of users or of groups."""
        last = ""
        query = "select object, link from link where kind = ? and object > ? order by object limit 200"
        while rows := self._all(query, kind, last):
            for object_id, link in rows:
                yield object_id, _link(link)
            last = rows[-1][0]

    @property
    def memberships(self) -> WrittenMembers:
        """Which members of which group were written."""
        return WrittenMembers(self)

    def _named(self, n: int, target: str) -> bool:
        return self._execute("update or ignore made set target = ? where n = ?", target, n).rowcount > 0

    def _settle(self, n: int) -> None:
        name = self._names.pop(n, "")
        if self._open.get(name) == n:
            del self._open[name]

    def do(self, query: str, *values: Any) -> None:
        """Write, and return when the operating system has it."""
        with self._lock:
            self._execute(query, *values)

    def _execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        try:
            return self._db.execute(query, values)
        except sqlite3.Error as error:
            raise StateError(_why(self.path, error)) from None

    def one(self, query: str, *values: Any) -> Any:
        """Return the first row that a query finds, or None."""
        with self._lock:
            return self._execute(query, *values).fetchone()

    def _all(self, query: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._execute(query, *values).fetchall()


class WrittenMembers:
    """The members of groups as the service has written them."""

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, group: str) -> frozenset[str]:
        """Return the members that were written; none where nothing is known of the group."""
        row = self._state.one("select members from members where grp = ?", group)
        return frozenset(row[0].split()) if row else frozenset()

    def put(self, group: str, members: frozenset[str]) -> None:
        """Remember the members of a group, in place of what was known."""
        self._state.do("insert or replace into members values (?, ?)", group, " ".join(members))

    def drop(self, group: str) -> None:
        """Forget a group."""
        self._state.do("delete from members where grp = ?", group)


def _link(kept: str) -> Link:
    return Link(**dict(zip(_LINK, json.loads(kept), strict=False)))


def _why(path: Path, error: Exception) -> str:
    if "locked" in str(error):
        return (
            f"The state {path} is in use: another entra-sync is running against this provider. Wait until it has ended."
        )
    if isinstance(error, sqlite3.DatabaseError) and "not a database" in str(error):
        return f"The file {path} is no state of entra-sync: name another folder with --state DIR."
    return (
        f"The state {path} can't be written: {error}. Without it a crash would leave on the provider what was "
        "created there: name a folder that can be written with --state DIR."
    )
