"""Plays what becomes of one account on a provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scim_conformance import needs, wire
from scim_conformance.client import Reply, Resource
from scim_conformance.generated import orders
from scim_conformance.outcomes import Blocked
from scim_conformance.people import People
from scim_conformance.wire import AttributePath

from .orders import FREES, NOT_FREE, Told, broken, patiently
from .run import CREATES, Run

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


@dataclass
class Accounts:
    """Plays the life of one account."""

    run: Run
    people: People
    ground: orders.Ground
    paths: dict[str, str]
    values: dict[str, list[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {name: list(self._values(path)) for name, path in self.paths.items()}

    @property
    def recipes(self) -> SearchStrategy[orders.Recipe]:
        """What may become of an account."""
        return orders.recipes(self.ground)

    def play(self, recipe: orders.Recipe) -> Told:
        """Do what a recipe says, and read what came of it."""
        life = _Life(self)
        user: Resource | None = needs.resource(life.create(recipe["begin"]), see=CREATES)
        state = orders.begun(self.ground, recipe["begin"])
        for step in recipe["steps"]:
            assert user is not None
            reply, user = life.step(user, state, step)
            if reply is not None and (wrong := broken(reply, step["do"])):
                return wrong
            if user is None:
                raise Blocked(NOT_FREE, cause=FREES)
            # What is refused has to leave the account as it was.
            if reply is not None and reply.ok:
                state = orders.after(self.ground, state, step)
        assert user is not None
        return life.compared(user, state)

    def _values(self, path: str) -> Iterator[Any]:
        rule = next(rule for rule in self.run.profile.users.attributes if rule.path == path)
        found: list[Any] = []
        for number in range(orders.VALUES):
            made = self.people.value(path)
            found.append(made if made not in found else f"{made} {number}" if rule.type == "string" else made)
        yield from found


class _Life:
    """The account of one example."""

    def __init__(self, stage: Accounts) -> None:
        run, people = stage.run, stage.people
        self._stage = stage
        self._scim, self._users, self._sleep = run.scim, run.users, run.sleep
        self._schemas = run.discovered.schema_set
        required = [path for path in run.cast.required() if path in run.accepted.attributes]
        self._base = people.user(only=required)
        self._names = [str(self._base["userName"]), *(people.user_name() for _ in range(1, orders.VALUES))]

    def create(self, given: orders.Given, name: int = 0) -> Reply:
        """Create the account."""
        return self._scim.create(self._users, self._body({**given, "name": name}))

    def step(self, user: Resource, state: orders.State, step: orders.Step) -> tuple[Reply | None, Resource | None]:
        """Send what a step asks for, and return the answer and the account; no account where it can't be created."""
        given, (name,) = step["given"], state["name"]
        if step["do"] == "put":
            return self._scim.replace(user, self._body({**orders.kept(state), **given})), user
        if step["do"] == "patch":
            changes = orders.operations(state, given)
            sent = [self._operation(slot, value) for slot, value in changes.items()]
            return (self._scim.patch(user, *sent) if sent else None), user
        deletion = self._scim.delete(user)
        if not deletion.ok:
            return deletion, user
        reply = self.create(given, name)
        return reply, reply.resource

    def compared(self, user: Resource, state: orders.State) -> Told:
        """Read the account, and compare it with what it must hold."""
        return patiently(lambda: self._read(user, state), self._sleep)

    def _read(self, user: Resource, state: orders.State) -> Told:
        reply = self._scim.read(user)
        if not reply.ok or not isinstance(reply.json, dict):
            return Told(("The account is not there",), "200", reply.status or reply.problem)
        body = reply.json
        held = {slot: self._meant(slot, AttributePath.parse(self._path(slot)).read(body)) for slot in state}
        wrong = orders.deviations(state, held)
        return Told(
            tuple(self._path(slot) for slot in wrong),
            {self._path(slot): [self._value(slot, each) for each in state[slot]] for slot in wrong},
            {self._path(slot): AttributePath.parse(self._path(slot)).read(body) for slot in wrong},
        )

    def _meant(self, slot: str, value: Any) -> Any:
        """Return the number of a value in the recipe, None where it is none that the recipe has."""
        if slot == "active":
            return {"true": True, "false": False}.get(str(value).casefold())
        known = self._names if slot == "name" else self._stage.values[slot]
        definition = self._schemas.find(self._path(slot))
        return next((number for number, each in enumerate(known) if wire.same_value(each, value, definition)), None)

    def _value(self, slot: str, number: Any) -> Any:
        if slot == "active" or number is None:
            return number
        return self._names[number] if slot == "name" else self._stage.values[slot][number]

    def _path(self, slot: str) -> str:
        return {"active": "active", "name": "userName"}.get(slot) or self._stage.paths[slot]

    def _operation(self, slot: str, value: Any) -> dict[str, Any]:
        path = self._path(slot)
        return wire.remove(path) if value is None else wire.replace(path, self._value(slot, value))

    def _body(self, given: orders.Given) -> dict[str, Any]:
        body: dict[str, Any] = {**self._base}
        for slot, value in given.items():
            AttributePath.parse(self._path(slot)).write(body, self._value(slot, value))
        return body
