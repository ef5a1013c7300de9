"""The steps of one test: what it sends, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from scim_conformance.entra.port import Answer, Port, resource_path

from .record import Category, Standing

if TYPE_CHECKING:
    from .ground import Ground

USERS, GROUPS = "Users", "Groups"
"""The endpoints; the template puts these two words behind the base URL, whatever /ResourceTypes says."""

NOBODY = ("UNKNOWN", "not-found")
"""What the template writes in the place of an id that it does not have."""


@dataclass(frozen=True)
class Outcome:
    """What a test says, before it is known which requests it took."""

    result: str
    documented: Standing
    why: str = ""
    error_details: Any = ""
    detailed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Test:
    """One of the 25 tests."""

    __test__ = False

    name: str
    category: Category
    simulated: bool
    play: Callable[[Ground, Trail], Outcome]


class StepFailed(Exception):
    """A request of the template was not answered with success, and the steps behind it need that."""

    def __init__(self, step: str, answer: Answer) -> None:
        super().__init__(f"{step}: HTTP {http(answer)}")
        self.step = step
        self.answer = answer


class Trail:
    """Carries the requests of one test, and remembers which they were.

    A provider that searches wrongly may show us somebody else: nothing is sent to a resource that the test has not
    created, though the template would.
    """

    def __init__(self, port: Port) -> None:
        self._port = port
        self._ours: set[tuple[str, str]] = set()
        self.exchanges: list[int] = []
        self.seconds = 0.0

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        """Send a request, whatever comes of it."""
        endpoint, _, id = path.strip("/").partition("/")
        if id and not self._is_ours(endpoint, unquote(id)):
            return Answer(None, text="Nothing was sent: the resource is none that the test has created.")
        answer = self._port(method, path, params=params, json=json)
        if method == "POST" and id_of(answer) and _is_answer_to(json, body_of(answer)):
            self._ours.add((endpoint, id_of(answer)))
        self.seconds += answer.seconds
        if answer.n:
            self.exchanges.append(answer.n)
        return answer

    def _is_ours(self, endpoint: str, id: str) -> bool:
        return id in NOBODY or (endpoint, id) in self._ours

    def must(self, step: str, method: str, path: str, *, json: Any = None) -> Answer:
        """Send a request without whose success the test ends at this step."""
        answer = self(method, path, json=json)
        if not answer.ok:
            raise StepFailed(step, answer)
        return answer

    def discard(self, endpoint: str, created: Answer, unknown: str = "") -> None:
        """Delete what an answer says was created; ``unknown`` is what the template writes where there is no id."""
        found = id_of(created) or unknown
        if found:
            self("DELETE", resource_path(endpoint, found))

    def found(self, endpoint: str, name: str) -> Answer:
        """Ask whether there is a user or a group of this name."""
        attribute = "userName" if endpoint == USERS else "displayName"
        return self("GET", endpoint, params={"filter": f'{attribute} eq "{name}"'})


def _is_answer_to(sent: Any, told: Mapping[str, Any]) -> bool:
    """Tell whether an answer to a creation speaks of what was sent, or names nobody."""
    names = [(sent.get(name), told.get(name)) for name in ("userName", "displayName") if isinstance(sent, dict)]
    both = [(ours, theirs) for ours, theirs in names if ours and theirs]
    return not both or any(str(ours).casefold() == str(theirs).casefold() for ours, theirs in both)


def http(answer: Answer) -> int:
    """Return the status as the texts have it: 0 where there is none."""
    return answer.status or 0


def body_of(answer: Answer) -> dict[str, Any]:
    """Return the body, empty where it is no JSON object."""
    return answer.json if isinstance(answer.json, dict) else {}


def id_of(answer: Answer) -> str:
    """Return the id in an answer that says success, empty where there is none."""
    found = body_of(answer).get("id") if answer.ok else None
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def listed(answer: Answer) -> list[dict[str, Any]]:
    """Return the resources in a list, none where the answer is no list."""
    found = body_of(answer).get("Resources")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def number(value: Any, missing: int = 0) -> int:
    """Return a number of a list, or what stands for a missing one."""
    return value if isinstance(value, int) and not isinstance(value, bool) else missing


def complaint(answer: Answer) -> str:
    """Return what an error says of itself, as the texts of the template tell it."""
    body = body_of(answer) if not answer.ok else {}
    return "".join(f"{name}={body[name]}. " for name in ("scimType", "detail") if body.get(name))
