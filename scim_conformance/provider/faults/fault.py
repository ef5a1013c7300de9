"""What a fault is: one deliberate defect of the provider, declared in a few lines, and how it is switched on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

if TYPE_CHECKING:
    from scim_conformance.provider import Provider
    from scim_conformance.provider.application import Answer

LEVELS = ("MUST", "SHOULD", "MAY", "ENTRA", "PROFILE", "ADVICE")
"""Whose word a fault breaks, as requirements have it."""

Act = Callable[[ScimRequest, "Behind"], ScimResponse]
"""How a faulty provider answers one request; the right provider is behind."""

Effect = Callable[[], None]
"""What a planted fault calls each time that it shows."""

Plant = Callable[["Provider", Effect], None]
"""How a provider is changed once, at its start; what it is called with counts each time that the change shows."""


@dataclass(frozen=True)
class Fault:
    """One deliberate defect, or one legal oddity."""

    id: str
    area: str
    level: str
    title: str
    """What the provider does wrong, in one sentence."""

    seen_by: tuple[str, ...] = ()
    """The checks that speak of it, each of which turns red."""

    profile: str = "generic"
    """Shapes the provider that has it: some defects show only where a feature is there."""

    strangers: int = 0
    """How many users of others are there from the start."""

    wild: bool = False
    """Whether it was seen on a real server."""

    loopback: bool = False
    """Whether it shows only on a socket."""

    generated: bool = False
    """Whether only made-up data shows it: a letter, a length, an order that nobody writes into a check by hand."""

    absent: str | None = None
    """For a defect that this provider cannot have: why not."""

    legal: str | None = None
    """For an oddity that a standard allows: the section that does. No check may turn red."""

    act: Act | None = field(default=None, repr=False, compare=False)
    plant: Plant | None = field(default=None, repr=False, compare=False)

    @property
    def is_defect(self) -> bool:
        """Whether this breaks anything; a legal oddity does not."""
        return self.legal is None


class Behind:
    """The right provider behind a fault: called with a request, it answers as it should."""

    def __init__(self, provider: Provider, answer: Answer, memory: dict[str, Any]) -> None:
        self.provider = provider
        self.memory = memory
        """What the fault remembers from one request to the next."""

        self._answer = answer
        self.answers: list[tuple[str, str]] = []
        """The requests that the fault has let through, each with its answer, as texts to compare."""

    def __call__(self, request: ScimRequest) -> ScimResponse:
        """Answer a request as the right provider does."""
        asked = _of_request(request)
        response = self._answer(request)
        self.answers.append((asked, _of_response(response)))
        return response


class Injected:
    """A fault that is switched on in one provider."""

    def __init__(self, fault: Fault, provider: Provider) -> None:
        self.fault = fault
        self.effects = 0
        """How many answers were others than those of the right provider."""

        self.crash: str | None = None
        """Where the fault itself fell over, which is a bug of the fault."""

        self._lock = Lock()
        self._memory: dict[str, Any] = {}
        self._provider = provider
        if fault.plant is not None:
            fault.plant(provider, self._took_effect)
        if fault.act is not None:
            provider.wrap(self._layer)

    def _took_effect(self) -> None:
        with self._lock:
            self.effects += 1

    def _layer(self, answer: Answer) -> Answer:
        act = self.fault.act
        assert act is not None

        def faulty(request: ScimRequest) -> ScimResponse:
            asked = _of_request(request)
            behind = Behind(self._provider, answer, self._memory)
            try:
                response = act(request, behind)
            except (TimeoutError, ConnectionError):
                self._took_effect()
                raise
            except Exception as error:
                self.crash = f"{type(error).__name__}: {error} on {request.method} {request.path}"
                raise
            if behind.answers != [(asked, _of_response(response))]:
                self._took_effect()
            return response

        return faulty


def _of_request(request: ScimRequest) -> str:
    return repr((request.method, request.path, request.query, request.headers, request.body))


def _of_response(response: ScimResponse) -> str:
    body = response.body if isinstance(response.body, bytes) else json.dumps(response.body)
    return repr((int(response.status), body, response.headers))


_DECLARED: dict[str, Fault] = {}


def declared() -> dict[str, Fault]:
    """Return the faults of all modules that have been imported, by id."""
    return _DECLARED


def fault(id: str, level: str, *, seen_by: str | tuple[str, ...] = (), **facts: Any) -> Callable[[Act], Act]:
    """Declare a function ``(request, behind)`` as a fault: it answers in the place of the provider."""

    def declare(act: Act) -> Act:
        _declare(act, id, level, seen_by, act=act, **facts)
        return act

    return declare


def planted(id: str, level: str, *, seen_by: str | tuple[str, ...] = (), **facts: Any) -> Callable[[Plant], Plant]:
    """Declare a function ``(provider, effect)`` as a fault: it changes the provider once, before the first request."""

    def declare(plant: Plant) -> Plant:
        _declare(plant, id, level, seen_by, plant=plant, **facts)
        return plant

    return declare


def legal(id: str, *, where: str, **facts: Any) -> Callable[[Act], Act]:
    """Declare a function ``(request, behind)`` as an oddity that a standard allows."""

    def declare(act: Act) -> Act:
        _declare(act, id, "MAY", (), area="legal", act=act, legal=where, **facts)
        return act

    return declare


def legally_planted(id: str, *, where: str, **facts: Any) -> Callable[[Plant], Plant]:
    """Declare a function ``(provider, effect)`` as an oddity that a standard allows."""

    def declare(plant: Plant) -> Plant:
        _declare(plant, id, "MAY", (), area="legal", plant=plant, legal=where, **facts)
        return plant

    return declare


def absent(id: str, area: str, level: str, title: str, because: str) -> None:
    """Declare a fault that this provider cannot have, and why."""
    _add(Fault(id, area, level, title, absent=because))


def _declare(
    function: Any, id: str, level: str, seen_by: str | tuple[str, ...], area: str | None = None, **facts: Any
) -> None:
    title = (function.__doc__ or "").strip().partition("\n")[0]
    if not title:
        raise TypeError(f"The fault {id} needs a docstring: one sentence that says what the provider does wrong.")
    # The file is the area, so that a fault is found from its id's first neighbour.
    area = area or function.__module__.rpartition(".")[2].replace("_", "-")
    names = (seen_by,) if isinstance(seen_by, str) else seen_by
    _add(Fault(id, area, level, title, names, **facts))


def _add(made: Fault) -> None:
    if made.id in _DECLARED:
        raise ValueError(f"The fault {made.id} is declared twice.")
    _DECLARED[made.id] = made
