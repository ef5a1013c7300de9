"""Deletes what the run has made, groups before users, and says what it could not delete."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from scim_conformance.client import Unreachable
from scim_conformance.client.creations import is_inactive
from scim_conformance.client.reply import id_in
from scim_conformance.client.strangers import names_of
from scim_conformance.entra.directory.model import Kind
from scim_conformance.entra.port import Answer, Port, resource_path
from scim_conformance.entra.queries import matching
from scim_conformance.wire import list_items

from .keeping import Made, State
from .threads import together

GONE = (404, 410)
EXAMPLES = 20
"""How many of those that are left are told by their names."""

_ENDPOINTS: dict[Kind, str] = {"user": "/Users", "group": "/Groups"}
_NAMES: dict[Kind, str] = {"user": "userName", "group": "displayName"}


@dataclass
class Cleaned:
    """What became of what the run had made."""

    deleted: int = 0
    staying: int = 0
    """How many accounts stay, deactivated, since that is how the application deletes."""

    left: Counter[str] = field(default_factory=Counter)
    """How much could not be deleted, by the reason."""

    examples: list[str] = field(default_factory=list)


class Cleaner:
    """Deletes with several ports at once."""

    def __init__(
        self, state: State, mark: str, ports: list[Port], *, deactivates: bool, stop: Callable[[], bool] = lambda: False
    ) -> None:
        self.cleaned = Cleaned()
        self._state = state
        self._mark = mark.casefold()
        self._ports = ports
        self._deactivates = deactivates
        self._stop = stop
        self._lock = threading.Lock()
        self._believed: set[Kind] = set()
        self._unreachable = ""

    def clean(self) -> Cleaned:
        """Delete everything, as far as the provider lets us."""
        kinds: tuple[Kind, ...] = ("group", "user")
        for kind in kinds:
            together(partial(self._part, kind, worker, port) for worker, port in enumerate(self._ports))
        return self.cleaned

    def _part(self, kind: Kind, worker: int, port: Port) -> None:
        for made in self._state.made(kind, worker, len(self._ports)):
            if self._stop():
                return
            why = self._unreachable or self._tried(port, made)
            with self._lock:
                self._count(made, why)

    def _count(self, made: Made, why: str) -> None:
        if why:
            self.cleaned.left[why] += 1
            if len(self.cleaned.examples) < EXAMPLES:
                self.cleaned.examples.append(f"{made.kind} {made.target or 'of an unknown id'} ({made.name}): {why}")
            return
        self._state.struck(made)
        self.cleaned.deleted += made.target is not None
        self.cleaned.staying += self._deactivates and made.kind == "user" and made.target is not None

    def _tried(self, port: Port, made: Made) -> str:
        try:
            return self._by_name(port, made) if made.target is None else self._by_id(port, made, made.target)
        except Unreachable as error:
            self._unreachable = f"the provider can't be reached: {error.why}"
            return self._unreachable

    def _by_id(self, port: Port, made: Made, target: str) -> str:
        path = resource_path(_ENDPOINTS[made.kind], target)
        if made.is_doubtful:
            # Since then the provider may have been set up anew, or the id given to somebody else.
            answer = port("GET", path)
            if answer.status in GONE:
                return ""
            if not answer.ok or not any(self._mark in name.casefold() for name in names_of(answer.json).values()):
                return f"a GET {_said(answer)}, and nothing in it bears a name that the run gave"
            self._state.still_there(made)
        answer = port("DELETE", path)
        if answer.status in (204, *GONE) and made.kind in self._believed:
            return ""
        return self._seen_gone(port, made, path, answer)

    def _seen_gone(self, port: Port, made: Made, path: str, deletion: Answer) -> str:
        """Read what was deleted: who was found once to do what it says is believed from then on."""
        answer = port("GET", path)
        if answer.status in GONE:
            if deletion.status in (204, *GONE):
                self._believed.add(made.kind)
            return ""
        if not answer.ok:
            return f"DELETE {_said(deletion)}, then GET {_said(answer)}"
        if is_inactive(answer.json) and self._deactivates:
            self._believed.add(made.kind)
            return ""
        return f"DELETE {_said(deletion)}, and it is still there"

    def _by_name(self, port: Port, made: Made) -> str:
        """Look by its name for something whose creation told no id, and delete it."""
        if not made.name or self._mark not in made.name.casefold():
            return "its creation got no clear answer, and its name could be somebody else's"
        answer = port("GET", _ENDPOINTS[made.kind], params={"filter": matching(_NAMES[made.kind], made.name)})
        items = list_items(answer.json) if answer.ok else None
        if items is None:
            return f"its creation got no clear answer, and the search for its name {_said(answer)}"
        for item in items:
            found = id_in(item)
            if found and made.name.casefold() in (name.casefold() for name in names_of(item).values()):
                # The port that asked has recognised it, so that it may be deleted now.
                return self._by_id(port, Made(made.n, made.kind, made.name, found), found)
        return ""


def _said(answer: Answer) -> str:
    return f"answered {answer.status}" if answer.status is not None else f"got no answer ({answer.text or 'silence'})"
