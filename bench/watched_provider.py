"""The embedded provider in a process of its own, with strangers in it, watched from outside.

It says when so many requests have come in, and waits for leave to go on; so that whoever watches it can kill a run just
then. It says of itself what is left in it, and which strangers were changed or named by a request that writes.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scim_conformance.profile import load
from scim_conformance.provider import Provider, build, serve

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOKEN = "the-token-of-the-runs-that-are-killed"
STRANGERS = 12
LONGEST_WAIT = 5.0
"""How long a request is held at most, while somebody is killed."""

BEFORE, BETWEEN, AFTER = "before it is worked on", "before it is answered", "after it is answered"
PHASES = (BEFORE, BETWEEN, AFTER)


@dataclass(frozen=True)
class Seen:
    """What the provider holds after a run, and what it was asked."""

    left: list[str]
    touched: list[str]
    named: list[str]
    """The requests that write and name a stranger."""

    requests: int


@dataclass
class _Trap:
    at: int
    phase: str
    delay: float
    leave: threading.Event = field(default_factory=threading.Event)


class _Watch:
    """A layer of WSGI around the provider, which counts, holds, and looks for strangers."""

    def __init__(self, behind: WSGIApplication, tell: Connection) -> None:
        self.strangers: dict[str, str] = {}
        self.count = 0
        self.named: list[str] = []
        self.trap: _Trap | None = None
        self._behind = behind
        self._tell = tell
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self._note(environ)
        with self._lock:
            self.count += 1
            sprung = self.trap if self.trap and self.trap.at == self.count else None
        if sprung and sprung.phase == BEFORE:
            self._hold(sprung)
        answer = self._behind(environ, start_response)
        if sprung and sprung.phase == BETWEEN:
            self._hold(sprung)
        if sprung and sprung.phase == AFTER:
            threading.Timer(sprung.delay, self._hold, [sprung]).start()
        return answer

    def _note(self, environ: WSGIEnvironment) -> None:
        method, path = str(environ["REQUEST_METHOD"]), str(environ.get("PATH_INFO", ""))
        if method in ("GET", "HEAD", "OPTIONS") or path.endswith("/.search"):
            return
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = BytesIO(body)
        text = path + body.decode(errors="replace")
        self.named += [f"{method} {path} names {who}" for who in self.strangers if who in text]

    def _hold(self, trap: _Trap) -> None:
        self._tell.send("now")
        trap.leave.wait(LONGEST_WAIT)


def _snapshot(provider: Provider) -> dict[str, str]:
    return {str(each.id): each.model_dump_json() for each in list(provider.storage.resources)}


def _name(provider: Provider, id: str) -> str:
    found: Any = next(each for each in list(provider.storage.resources) if str(each.id) == id)
    return str(getattr(found, "user_name", None) or getattr(found, "display_name", None) or id)


def _serve(profile: str, asked: Connection) -> None:
    provider = build(load(profile, cwd=Path.cwd()), token=TOKEN)
    provider.seed_strangers(STRANGERS)
    watch = _Watch(provider.wsgi, asked)
    provider.wsgi = watch
    watch.strangers = _snapshot(provider)
    with serve(provider) as running:
        asked.send(running.url)
        while True:
            try:
                order, *told = asked.recv()
            except (EOFError, KeyboardInterrupt):
                return
            if order == "trap":
                watch.count, watch.named, watch.trap = 0, [], _Trap(*told)
            elif order == "leave" and watch.trap:
                watch.trap.leave.set()
            elif order == "look":
                asked.send(_look(provider, watch))
            elif order == "empty":
                _empty(provider, watch)


def _look(provider: Provider, watch: _Watch) -> Seen:
    held = _snapshot(provider)
    left = [_name(provider, id) for id in held if id not in watch.strangers]
    touched = [id for id, was in watch.strangers.items() if held.get(id) != was]
    return Seen(left, touched, list(watch.named), watch.count)


def _empty(provider: Provider, watch: _Watch) -> None:
    """Take out what was left, so that it counts for one run only."""
    storage = provider.storage
    for kind in list(storage.types.values()):
        for id in [str(each.id) for each in list(storage.resources) if str(each.id) not in watch.strangers]:
            if storage.has(kind, id):
                storage.delete(kind, id)


class WatchedProvider:
    """The provider from outside."""

    def __init__(self, profile: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(profile, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self.url = str(self._line.recv())

    def trap(self, at: int, phase: str = AFTER, delay: float = 0.0) -> None:
        """Begin to count anew, and hold the request of that number; 0 holds none."""
        while self._line.poll():
            self._line.recv()
        self._line.send(("trap", at, phase, delay))

    def is_sprung(self, seconds: float) -> bool:
        """Wait so long for the request that was to be held, and tell whether it came."""
        return self._line.poll(seconds) and self._line.recv() == "now"

    def let_go(self) -> None:
        """Answer the request that is held."""
        self._line.send(("leave",))

    def look(self) -> Seen:
        """Return what is there now."""
        self._line.send(("look",))
        while not isinstance(seen := self._line.recv(), Seen):
            time.sleep(0)
        return seen

    def empty(self) -> None:
        """Take out what is left."""
        self._line.send(("empty",))

    def close(self) -> None:
        """End the process."""
        self._line.close()
        self._process.join(5)
        self._process.terminate()
