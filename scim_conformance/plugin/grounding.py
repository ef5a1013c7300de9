"""Lays the ground for the gallery validation: the application as its profile and the provider itself describe it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from scim_conformance.client.measuring import measure
from scim_conformance.client.rates import Plan
from scim_conformance.client.tls import look_at_tls
from scim_conformance.entra.gallery.asking import Subject, ask, mapped, signed_in_by
from scim_conformance.entra.gallery.checklist import Observed, judge
from scim_conformance.entra.gallery.checklist_items import ITEMS
from scim_conformance.entra.gallery.ground import Ground, ground_of
from scim_conformance.entra.gallery.record import Record
from scim_conformance.entra.gallery.run import run as play
from scim_conformance.entra.gallery.values import DOMAIN
from scim_conformance.entra.gallery.verdict import validation_result, verdict
from scim_conformance.entra.mapping import groups_mapping, users_mapping
from scim_conformance.entra.queries import matching
from scim_conformance.people.faces import face
from scim_conformance.people.values import value_of
from scim_conformance.profile import ResourceRules

from .gallery_sign_in import SignIn
from .porting import ACCEPT, port_of
from .run import Run

TRIAL = 1.0
"""For how many seconds the rate of the embedded provider is measured."""


class Validation:
    """The gallery validation of one run: what its tests and its checklist are given, and what they say."""

    def __init__(self, run: Run, sign_in: SignIn) -> None:
        self.run = run
        self.sign_in = sign_in
        self.port = port_of(run.scim)
        self.measured: dict[str, Any] = {}
        self._gallery = run.profile.gallery
        self._people = run.people("gallery")
        self._began = datetime.now(UTC)

    def ground(self) -> Ground:
        """Return what the tests stand on."""
        run, profile = self.run, self.run.profile
        schemas = run.discovered.schema_set if run.discovered.describes_users else None
        groups = None
        if self._has_groups:
            groups = groups_mapping(profile.groups, schemas=schemas, samples=prescribed(profile.groups))
        return ground_of(
            self.port,
            profile,
            users_mapping(profile.users, schemas=schemas, samples=prescribed(profile.users)),
            groups,
            now=self._began,
            schemas=schemas,
            mark=run.mark,
            # The ids of an earlier run with the same seed may still be on a provider that keeps what is deleted.
            seed=crc32(f"{run.settings.seed}:{run.mark}".encode()),
            domain=self._gallery.test_user_domain,
            overrides=((*self._gallery.values, {}, {})[0], (*self._gallery.values, {}, {})[1]),
        )

    @property
    def _has_groups(self) -> bool:
        claimed = self.run.profile.groups.supported
        return bool(claimed or (claimed is None and self.run.discovered.has_groups))

    def records(self) -> Iterator[Record]:
        """Play the tests, and yield what each of them says."""
        return play(self.ground(), self.sign_in.tests())

    def verdicts(self, records: Sequence[Record]) -> dict[str, str]:
        """Return what the tests come to, by Microsoft's rule and by its documentation."""
        found = verdict(records)
        return {"by_rule": found.microsoft, "by_documentation": found.documented}

    def result_file(self, records: Sequence[Record]) -> dict[str, Any]:
        """Return the result file in Microsoft's shape."""
        parameters = {
            "scimEndpoint": self.run.url,
            "scimBearerToken": "",
            "scimContentType": ACCEPT,
            "testUserDomain": self._gallery.test_user_domain or DOMAIN,
            "EnabledTests": "All",
        }
        return validation_result(records, started=self._began, ended=datetime.now(UTC), parameters=parameters)

    def checklist(self, records: Sequence[Record], outcomes: Mapping[str, Collection[str]]) -> Iterator[dict[str, Any]]:
        """Yield what the items of the checklist come to; ``outcomes`` is what the checks of the suite have said."""
        for result in judge(ITEMS, list(self._findings(records)), self._gallery, outcomes):
            yield result.as_dict()

    def _findings(self, records: Sequence[Record]) -> Iterator[Observed]:
        yield from ask(self.port, self._subject())
        yield from signed_in_by(self.run.profile.auth.kind)
        yield from self.sign_in.findings({record.name: record for record in records})
        settings = self.run.settings
        yield from look_at_tls(self.run.url, timeout=settings.timeout, passage=settings.access.passage)
        yield self._rate()

    def _subject(self) -> Subject:
        run, profile = self.run, self.run.profile
        return Subject(
            nobody=self._people.nobodys(self._matched_by),
            make_user=lambda: self._make(run.users, self._people.user()),
            make_group=(lambda: self._make(run.groups, self._people.group())) if self._has_groups else None,
            users=run.users,
            groups=run.groups,
            matched_by=self._matched_by,
            mapped_users=mapped(profile.users),
            mapped_groups=mapped(profile.groups) if self._has_groups else (),
        )

    @property
    def _matched_by(self) -> str:
        return next(iter(self.run.profile.users.matching), "userName")

    def _make(self, endpoint: str, body: dict[str, Any]) -> str | None:
        made = self.run.scim.create(endpoint, body).resource
        return made.id if made else None

    @property
    def plan(self) -> Plan:
        """How the rate is measured; of the embedded provider nobody needs to know it, so that this is a trial only."""
        return Plan(seconds=TRIAL) if self.run.settings.demo else Plan()

    def _rate(self) -> Observed:
        run, settings = self.run, self.run.settings
        found = measure(
            run.url,
            settings.access.credentials(run.profile),
            {"filter": matching(self._matched_by, self._people.nobodys(self._matched_by)), "count": 1},
            recorder=run.recorder,
            redactor=run.redactor,
            endpoint=run.users,
            limit=settings.rate,
            timeout=settings.timeout,
            plan=self.plan,
        )
        self.measured["rate"] = found.as_dict()
        return found


def prescribed(rules: ResourceRules) -> dict[str, Any]:
    """Return a value for each attribute that has to match a pattern: no value of a directory would."""
    patterned = [rule for rule in rules.attributes if rule.pattern and not rule.samples]
    return {rule.path: value_of(rule, face(number), "") for number, rule in enumerate(patterned)}
