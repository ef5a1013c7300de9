"""What the tests stand on that go through provisioning: a directory, and our engine in the place of Entra's.

The template makes its objects in a real tenant and waits for the next cycle; here the cycle is run, on a clock that
is moved forward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from random import Random
from typing import Any

from scim_conformance.entra.directory import AppRole, Directory, Kind, source_attributes
from scim_conformance.entra.mapping import roles_offered
from scim_conformance.entra.port import Answer, resource_path
from scim_conformance.entra.service import Entry, Job, Service, SimulatedClock

from .attributes import MappingRow
from .ground import Ground
from .phases import LOGS, SUCCESS, Seen, stopped
from .trail import GROUPS, USERS, Outcome, StepFailed, Trail, listed

INTERVAL = timedelta(minutes=40)
WAITS = (0.5, 1.5, 3.0)
"""The seconds between two looks at the provider. The template waits for up to an hour, most of it for the cycle."""

_LISTS = frozenset({"businessPhones", "otherMails", "proxyAddresses", "imAddresses"})


class Stage:
    """A tenant with nobody but those whom one test makes."""

    def __init__(self, ground: Ground, trail: Trail) -> None:
        self.ground = ground
        self.trail = trail
        self.clock = SimulatedClock(ground.now)
        # Not the generator of the names: how often the directory draws is none of their business.
        self.directory = Directory(clock=self.clock, rng=Random(ground.names.rng.getrandbits(64)))
        job = Job(users=ground.users_mapping, groups=ground.groups_mapping)
        self.service = Service(self.directory, job, trail, clock=self.clock)
        self.log: list[Entry] = []
        self.phase = "Create Phase"
        """What the template calls the part of the test that is being played."""

        self._role: AppRole | None = None

    @property
    def role(self) -> AppRole:
        """The role of the application in which everybody is assigned."""
        if self._role is None:
            offered = roles_offered(self.ground.profile.users)
            self._role = self.directory.add_role(offered[0] if offered else "User")
        return self._role

    def person(self, prefix: str, **more: Any) -> tuple[str, str]:
        """Add a user, and return its id in the directory and its name."""
        names = self.ground.names
        name = names.user(prefix)
        own = {
            "userPrincipalName": name,
            "displayName": name,
            "mail": names.user(prefix),
            "mailNickname": names.group(prefix),
        }
        shared = listed_values(self.ground.person_values(0, "Test"))
        return self.directory.add_person({**shared, **own, **more}).object_id, name

    def team(self, name: str) -> str:
        """Add a group, and return its id in the directory."""
        return self.directory.add_team({"displayName": name, "description": "Test Group"}).object_id

    def assign(self, *object_ids: str) -> None:
        """Assign users or groups to the application."""
        for object_id in object_ids:
            self.directory.assign(object_id, self.role)

    def cycle(self) -> None:
        """Let the service run once."""
        self.clock.advance(INTERVAL)
        self.log.extend(self.service.cycle())

    def logged(self, object_id: str, action: str = "", *, changed: Iterable[str] = (), since: int = 0) -> Entry | None:
        """Return the newest entry for an object, of an action and with one of these attributes changed."""
        names = {name.casefold() for name in changed}
        # The log of Microsoft Graph knows no action for an account that is enabled again: it is an update there.
        actions = {"": None, "Update": ("Update", "Restore")}.get(action, (action,))
        found = [
            entry
            for entry in self.log[since:]
            if entry.object_id == object_id
            and (actions is None or entry.action in actions)
            and (not names or names & {change.name.casefold() for change in entry.changes})
        ]
        return found[-1] if found else None

    def asked(self, step: str, endpoint: str, name: str) -> Answer:
        """Ask whether somebody is there, as the template does to open a test; it must be answered with success."""
        answer = self.trail.found(endpoint, name)
        if not answer.ok:
            raise StepFailed(step, answer)
        return answer

    def poll(self, ask: Callable[[], Answer], good: Callable[[Answer], bool]) -> Answer:
        """Ask until the answer is good or time is up; nobody waits for what the service has failed to do."""
        answer = ask()
        wait = None if any(entry.result == "failure" for entry in self.log) else self.ground.wait
        for seconds in WAITS if wait else ():
            if good(answer) or wait is None:
                break
            wait(seconds)
            answer = ask()
        return answer

    def search(self, endpoint: str, name: str, good: Callable[[list[dict[str, Any]]], bool]) -> Answer:
        """Look for a user or a group by its name until what is found is good, or time is up."""
        return self.poll(lambda: self.trail.found(endpoint, name), lambda answer: good(listed(answer)))

    def saw(
        self,
        object_id: str,
        action: str,
        scim: str = SUCCESS,
        detail: str = "",
        *,
        changed: Iterable[str] = (),
        since: int = 0,
    ) -> Seen:
        """Return what was seen at the end of a phase: the entry that the log should have, and the provider."""
        entry = self.logged(object_id, action, changed=changed, since=since)
        instead = self.logged(object_id, since=since) if entry is None else None
        return Seen(self.phase, entry, LOGS, scim, detail, excuse=self.excuse(entry), instead=instead)

    def excuse(self, entry: Entry | None) -> str:
        """Return why a provider may refuse to create a user with the values that the template makes up."""
        if entry is None or (entry.kind, entry.action, entry.result) != ("user", "Create", "failure"):
            return ""
        if entry.status == 409:
            return (
                "The template gives its users the same values, and an application may want some of them to be unique."
            )
        person = self.directory.person(entry.object_id) if entry.status == 400 else None
        if person is None:
            return ""
        source = source_attributes(self.directory, person, is_soft_deleted=False)
        values = self.ground.users_mapping.values(source, create=True)
        attributes = [(self.ground.attribute(path), value) for path, value in values.items()]
        # Of a boolean the expression gives a text, and the service sends what that means.
        told = [(each, value) for each, value in attributes if each and each.type != "boolean"]
        odd = [why for each, value in told if (why := each.may_refuse(value))]
        return f"The provider may have a right to that: {'; '.join(odd)}." if odd else ""

    def clear(self) -> None:
        """Delete what the service has created; the template leaves that to the next cycles of the job."""
        kinds: tuple[tuple[Kind, str], ...] = (("group", GROUPS), ("user", USERS))
        for kind, endpoint in kinds:
            for _, link in tuple(self.service.links.all(kind)):
                self.trail("DELETE", resource_path(endpoint, link.target_id))


def listed_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of the directory, those of attributes with several values as lists."""
    return {name: [value] if name in _LISTS and isinstance(value, str) else value for name, value in values.items()}


def is_changeable(row: MappingRow) -> bool:
    """Tell whether a mapped attribute follows the directory also after the object was created."""
    return row.apply != "ObjectAddOnly" and bool(row.source)


def staged(play: Callable[[Stage], Outcome]) -> Callable[[Ground, Trail], Outcome]:
    """Return a test that plays on a stage of its own, and leaves nothing on the provider."""

    def test(ground: Ground, trail: Trail) -> Outcome:
        stage = Stage(ground, trail)
        try:
            outcome = play(stage)
        except StepFailed as failed:
            outcome = stopped(stage.phase, failed)
        stage.clear()
        return outcome

    return test
