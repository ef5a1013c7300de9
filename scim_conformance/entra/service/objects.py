"""What is done about one object in the first pass of a cycle: created, updated, disabled, deleted, or left alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from scim_conformance.entra.dialects import DIALECTS, Dialect
from scim_conformance.entra.mapping.model import AttributeMapping, Flow
from scim_conformance.wire import patch_body

from .answers import INCOMPATIBLE, NOT_ENTITLED, TAKEN, Failure, code_of, id_of, told
from .job import Job, Link, Links, Memberships
from .log import Action, Change, Entry
from .matching import match, read
from .owners import Owners
from .subjects import Subject
from .track import Track
from .values import Wanted, is_empty, is_role, reference_id, truth, wanted
from .writing import Difference, differences, manager_taken, new_group, new_user, operations

Resource = dict[str, Any]


@dataclass(frozen=True)
class Objects:
    """The first pass: everything about users and groups but managers and members."""

    job: Job
    links: Links
    memberships: Memberships
    owners: Owners

    def process(self, track: Track, subject: Subject, *, on_demand: bool = False) -> Entry:
        """Do about one object what is to be done, and return what was done."""
        track.name = subject.name
        action: Action = "None"
        try:
            link = self._imported(track, subject)
            if link is None and not subject.is_active:
                return self._not_provisioned(track, subject)
            if not subject.is_active:
                assert link is not None
                action = "Disable" if self._switch(subject) and subject.is_known else "Delete"
                return self._deprovision(track, subject, link)
            track.begin("scope")
            track.step("success", f"{subject.label} is in scope. {subject.why}")
            track.begin("match")
            resource = self._matched(track, subject, link)
            action = "Create" if resource is None else "Update"
            track.begin("action")
            if resource is None:
                return self._create(track, subject, on_demand)
            return self._update(track, subject, resource, on_demand)
        except Failure as failure:
            return track.failed(failure, action if track.asked == "action" else "None")

    def _imported(self, track: Track, subject: Subject) -> Link | None:
        link = self.links.get(subject.kind, subject.object_id)
        track.target_id = link.target_id if link else None
        track.name = subject.name or (link.name if link else "")
        track.begin("import")
        track.step(
            "success", f"{subject.label} was {'read from' if subject.is_known else 'removed from'} the directory."
        )
        return link

    def _not_provisioned(self, track: Track, subject: Subject) -> Entry:
        track.begin("scope")
        code = "" if not subject.is_known else NOT_ENTITLED
        return track.skipped(f"{subject.label} has no account here, and none is made. {subject.why}", code)

    def _matched(self, track: Track, subject: Subject, link: Link | None) -> Resource | None:
        if link is not None:
            if (resource := read(track, link.target_id)) is not None:
                track.step("success", f"{subject.label} has the account {link.target_id}.")
                return resource
            self._forget(subject)
        resource = match(track, subject, self._mapping(subject))
        if resource is None:
            track.target_id = None
            again = f" The account {link.target_id} that it had is gone." if link else ""
            track.step("success", f"{subject.label} matches no account of the application.{again}")
            return None
        track.target_id = id_of(resource)
        if self.owners.of(subject.kind, track.target_id) not in (None, subject.object_id):
            reason = f"{subject.label} matches the account {track.target_id}, which another {subject.kind} has already."
            raise Failure(reason, TAKEN, 200)
        track.step("success", f"{subject.label} matches the account {track.target_id}.")
        self._remember(subject, track.target_id, active=True)
        return resource

    def _create(self, track: Track, subject: Subject, on_demand: bool) -> Entry:
        values = self._wanted(subject, create=True, on_demand=on_demand)
        body = new_user(values) if subject.kind == "user" else new_group(values)
        answer = track.ask("POST", json=body)
        if not answer.ok:
            raise Failure.of(f"{subject.label} was to be created", answer)
        id = id_of(answer.json)
        if not id:
            reason = f"{subject.label} was created, but the answer has no id, so that nothing more can be done with it."
            raise Failure(reason, INCOMPATIBLE, answer.status)
        track.target_id = id
        self._remember(subject, id, active=True)
        changes = tuple(Change(each.flow.path, None, each.value) for each in values if not is_empty(each.value))
        return track.done("Create", f"{subject.label} was created. {subject.why}", changes, status=answer.status)

    def _update(self, track: Track, subject: Subject, resource: Resource, on_demand: bool) -> Entry:
        found = differences(
            self._wanted(subject, create=False, on_demand=on_demand), resource, clears=self.job.clears_empty
        )
        return self._write(track, subject, resource, found, on_demand)

    def _write(
        self, track: Track, subject: Subject, resource: Resource, found: tuple[Difference, ...], on_demand: bool
    ) -> Entry:
        id = id_of(resource)
        taken = self._manager_to_take(subject, resource) if subject.is_active else None
        row = self._switch(subject)
        switch = next((each for each in found if each.flow is row), None)
        action: Action = "Update" if switch is None else "Restore" if truth(switch.new) is True else "Disable"
        if not found and taken is None:
            self._remember(subject, id, active=subject.is_active)
            return track.skipped(f"{subject.label} needs no change: its account {id} holds what it is to hold.")
        sent = operations(found, self._dialect(on_demand))
        changes = [each.change for each in found]
        if taken is not None:
            flow, manager = taken
            sent.append(operation := manager_taken(flow))
            changes.append(Change(operation["path"], manager, None))
        answer = track.ask("PATCH", id, json=patch_body(*sent))
        if not answer.ok:
            failure = Failure.of(f"{subject.label} was to be updated", answer)
            return track.failed(failure, action, tuple(changes))
        self._remember(subject, id, active=subject.is_active)
        names = ", ".join(each.name for each in changes)
        return track.done(
            action, f"{subject.label} was updated ({names}). {subject.why}", tuple(changes), status=answer.status
        )

    def _deprovision(self, track: Track, subject: Subject, link: Link) -> Entry:
        track.begin("scope")
        if not subject.is_known:
            if link.left:
                # "How Application Provisioning works" names this as a limitation.
                self._forget(subject)
                return track.skipped(f"{subject.label} had left the scope before it was deleted, so its account stays.")
            track.step("success", f"{subject.label} is to be deleted. {subject.why}")
            return self._delete(track, subject, link)
        if subject.kind == "group":
            track.step("success", f"{subject.label} is to be deleted. {subject.why}")
            return self._delete(track, subject, link)
        if self.job.skip_out_of_scope_deletions and not subject.is_scoped:
            self._leave(subject, link)
            return track.skipped(
                f"{subject.label} is left alone, as SkipOutOfScopeDeletions asks. {subject.why}", NOT_ENTITLED
            )
        switch = self._switch(subject)
        if switch is None:
            track.step("success", f"{subject.label} is to be deleted, as nothing maps IsSoftDeleted. {subject.why}")
            return self._delete(track, subject, link)
        track.step("success", f"{subject.label} is to be disabled. {subject.why}")
        return self._disable(track, subject, link, switch)

    def _disable(self, track: Track, subject: Subject, link: Link, switch: Flow) -> Entry:
        track.begin("match")
        resource = read(track, link.target_id)
        if resource is None:
            self._forget(subject)
            return track.skipped(f"{subject.label} has no account any more: {link.target_id} is gone.")
        track.step("success", f"{subject.label} has the account {link.target_id}.")
        track.begin("action")
        values = self._wanted(subject, create=False, on_demand=False)
        if not subject.is_scoped or subject.is_deleted:
            # Of whoever is gone only the switch flows; who is merely disabled is kept up to date.
            values = tuple(each for each in values if each.flow is switch)
        found = differences(values, resource, clears=self.job.clears_empty)
        entry = self._write(track, subject, resource, found, False)
        if entry.result != "failure" and not subject.is_scoped:
            self._leave(subject, link)
        return entry

    def _delete(self, track: Track, subject: Subject, link: Link) -> Entry:
        track.begin("action")
        answer = track.ask("DELETE", link.target_id)
        if not answer.ok and answer.status != 404:
            reason = f"{subject.label} was to be deleted, but {told(answer)}."
            return track.failed(Failure(reason, code_of(answer), answer.status), "Delete")
        self._forget(subject)
        gone = " It was gone already." if answer.status == 404 else ""
        return track.done("Delete", f"The account {link.target_id} was deleted.{gone}", status=answer.status)

    def _wanted(self, subject: Subject, *, create: bool, on_demand: bool) -> tuple[Wanted, ...]:
        values = wanted(self._mapping(subject), subject.attributes, create=create)
        # "On-demand provisioning in Microsoft Entra ID" names roles among what it does not support.
        return tuple(each for each in values if not is_role(each.flow)) if on_demand and not create else values

    def _manager_to_take(self, subject: Subject, resource: Resource) -> tuple[Flow, str] | None:
        """Return the manager that an account has and its user has not: to name nobody needs no second pass."""
        for flow in self._mapping(subject).references if subject.kind == "user" else ():
            had = reference_id(flow.target.read(resource))
            if had and is_empty(flow.expression(subject.attributes)):
                return flow, had
        return None

    def _switch(self, subject: Subject) -> Flow | None:
        """Return the row by which users are disabled: that which reads IsSoftDeleted."""
        return soft_delete_flow(self._mapping(subject)) if subject.kind == "user" else None

    def _mapping(self, subject: Subject) -> AttributeMapping:
        mapping = self.job.users if subject.kind == "user" else self.job.groups
        return mapping or AttributeMapping(())

    def _dialect(self, on_demand: bool) -> Dialect:
        # The page on compatibility: the flag does not work with on-demand provisioning.
        return DIALECTS["default"] if on_demand else self.job.dialect

    def _remember(self, subject: Subject, id: str, *, active: bool) -> None:
        link = Link(id, subject.name, active)
        if self.links.get(subject.kind, subject.object_id) != link:
            self.links.put(subject.kind, subject.object_id, link)
            self.owners.note(subject.kind, id, subject.object_id)

    def _leave(self, subject: Subject, link: Link) -> None:
        active = link.active if self.job.skip_out_of_scope_deletions else False
        self.links.put(subject.kind, subject.object_id, replace(link, left=True, active=active))

    def _forget(self, subject: Subject) -> None:
        if (link := self.links.get(subject.kind, subject.object_id)) is not None:
            self.owners.note(subject.kind, link.target_id, None)
        self.links.drop(subject.kind, subject.object_id)
        if subject.kind == "group":
            self.memberships.drop(subject.object_id)


def soft_delete_flow(mapping: AttributeMapping | None) -> Flow | None:
    """Return the row whose source is IsSoftDeleted; None where the application can't disable users."""
    flows = mapping.flows if mapping else ()
    return next((flow for flow in flows if "[issoftdeleted]" in flow.text.casefold().replace(" ", "")), None)
