"""What checks of cycles look at: what the service did for somebody, and what the provider holds after it."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from scim_conformance import expect, needs, wire
from scim_conformance.entra.service import Deviation, Entry, deviations

CREATES = "entra.cycle-creates-who-is-in-scope"
"""The check that says it where somebody is not created at all."""

FILLS = "entra.cycle-fills-groups"
"""The check that says it where a group is not created or has not its members."""

DISABLES = "entra.cycle-disables-leavers"
"""The check that says it where somebody is not disabled."""

_DOES = {
    "Create": "create",
    "Update": "update",
    "Disable": "disable",
    "Restore": "enable",
    "Delete": "delete",
    "None": "find",
}


class Seen:
    """What is seen of one cycle by one check, which shows the exchanges that it looks at."""

    def __init__(self, told: Any, number: int, deletes: str | None = None) -> None:
        self._told = told
        self._scene = told.played.scene(number)
        self._deletes = deletes

    def entries(self, *names: str, references: bool | None = None) -> list[Entry]:
        """Return what the service did for these."""
        found = [each for name in names for each in self._scene.of(self._id(name), references=references)]
        for entry in found:
            self._told.look(entry.exchanges)
        return found

    def account(self, name: str) -> str | None:
        """Return the id of somebody's account, as the service knows it; None where it knows none."""
        link = self._scene.links.get(self._id(name))
        return link.target_id if link else None

    def read(self, name: str) -> Any:
        """Return how somebody's account reads: the answer, or None where there never was an account."""
        answer = self._scene.held.get(self._id(name))
        if answer is not None:
            self._told.look([answer.n])
        return answer

    def search(self, name: str) -> Any:
        """Return the answer to the search for somebody by the matching attribute."""
        answer = self._scene.found[self._id(name)]
        self._told.look([answer.n])
        return answer

    def people_of(self, name: str) -> list[str]:
        """Return the ids of the members that a group shows."""
        answer = self.read(name)
        listed = wire.AttributePath.parse("members").read(answer.json) if answer is not None and answer.ok else None
        return [str(each.get("value")) for each in listed or () if isinstance(each, dict)]

    def need(self, *names: str, see: str) -> None:
        """Need these to have an account that can be read; ``see`` is the check that speaks of it."""
        for name in names:
            answer = self._scene.held.get(self._id(name))
            needs.that(
                self.account(name) is not None and answer is not None and answer.ok,
                f"The service knows no account of the {name} that can be read",
                see=see,
            )

    def carried_out(self, *names: str, references: bool | None = None) -> None:
        """Expect the service to have done for these all that it wanted to do."""
        done = self.entries(*names, references=references)
        for entry in done:
            if entry.result == "failure":
                expect.fail(_refused(entry), expected="success", actual=_reason(entry))
        missing = [name for name in names if not self._scene.of(self._id(name))]
        if self._scene.stopped and missing:
            expect.fail("The service broke the cycle off", expected="a whole cycle", actual=self._scene.stopped)

    def differs(self, name: str, *, only: Collection[str] = (), save: Collection[str] = ()) -> Sequence[Deviation]:
        """Return where an account is not as the directory and the mapping want it to be."""
        wanted = self._scene.expected.get(self._id(name))
        answer = self.read(name)
        if wanted is None:
            return ()
        found = deviations(
            wanted,
            answer.json if answer is not None and answer.ok else None,
            unreadable=self._told.unreadable,
            deactivates=self._deletes == "deactivates",
        )
        return [each for each in found if (not only or _name(each) in only) and _name(each) not in save]

    def is_as_wanted(self, *names: str, message: str, only: Collection[str] = (), save: Collection[str] = ()) -> None:
        """Expect accounts to hold what is mapped; ``message`` says what is wrong where they don't."""
        for name in names:
            answer = self.read(name)
            if self._must_be_there(name) and (answer is None or not answer.ok):
                status = "no answer" if answer is None or answer.status is None else answer.status
                expect.fail(f"The account of the {name} can't be read", expected=200, actual=status)
            found = self.differs(name, only=only, save=save)
            expect.that(
                not found,
                f"{message}: {', '.join(sorted({each.path for each in found}))}",
                expected={each.path: each.expected for each in found},
                actual={each.path: each.actual for each in found},
            )

    def is_gone(self, name: str, account: str | None, message: str) -> None:
        """Expect an account to be there no more, or where that is how the application deletes, to be inactive."""
        self.carried_out(name)
        answer = self.read(name)
        needs.that(account is not None and answer is not None, f"The {name} never had an account", see=CREATES)
        inactive = isinstance(answer.json, dict) and wire.AttributePath.parse("active").read(answer.json) is False
        gone = answer.status in (404, 410) or (self._deletes == "deactivates" and inactive)
        expect.that(gone, message, expected=404, actual=answer.status)

    def _must_be_there(self, name: str) -> bool:
        wanted = self._scene.expected.get(self._id(name))
        return wanted is not None and wanted.exists

    def _id(self, name: str) -> str:
        found: str = self._told.played.ids[name]
        return found


def existing_id(told: Any) -> str:
    """Need the account that was there before the first cycle, and return its id."""
    existing = told.played.existing
    needs.that(existing.ok, "The account that was to be there could not be created", see="entra.create-user")
    id = existing.json.get("id") if isinstance(existing.json, dict) else None
    needs.that(
        isinstance(id, str), "The account that was to be there was created without an id", see="entra.create-user"
    )
    return str(id)


def finds_one(answer: Any, id: str | None) -> None:
    """Expect a search to be answered with one account, which has this id."""
    listed = wire.list_items(answer.json) if answer.status == 200 else None
    needs.that(listed is not None, "The search is not answered with a list", see="entra.query-answers-list-response")
    found = [each.get("id") for each in listed or ()]
    message = "A search by the matching attribute does not find just the one account"
    expect.that(found == [id], message, expected=[id], actual=found)


def unchanged(before: Any, after: Any, schemas: wire.SchemaSet, *, save: Iterable[str] = (), message: str) -> None:
    """Expect a resource to read as it did, save what the provider keeps of it and what is named."""
    left, right = (_bare(each.json, ("meta", "groups", *save)) for each in (before, after))
    found = wire.differences(left, right, schemas, subset=False)
    expect.that(
        not found,
        f"{message}: {', '.join(sorted({each.path.partition('[')[0] for each in found}))}",
        expected={each.path: each.expected for each in found},
        actual={each.path: each.actual for each in found},
    )


def _bare(resource: Any, paths: Iterable[str]) -> dict[str, Any]:
    bare = copy.deepcopy(resource)
    for path in paths:
        wire.AttributePath.parse(path).remove(bare)
    return dict(bare)


def _name(each: Deviation) -> str:
    return wire.AttributePath.parse(each.path).name.casefold()


def _refused(entry: Entry) -> str:
    what = f"a manager or members of a {entry.kind}" if entry.is_reference else f"a {entry.kind}"
    answered = f"answered {entry.status}" if entry.status is not None else "gave nothing that it can go on with"
    return f"The service could not {_DOES[entry.action]} {what}: the provider {answered}"


def _reason(entry: Entry) -> str:
    told = [step.reason for step in entry.steps if step.result == "failure"]
    return told[-1] if told else entry.code
