"""What a check may ask for."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from scim_conformance import needs, wire
from scim_conformance.client import Resource, Scim
from scim_conformance.discovery import Discovered
from scim_conformance.outcomes import Blocked, Omitted
from scim_conformance.people import Accepted, People
from scim_conformance.people.examples import Examples
from scim_conformance.profile import Profile
from scim_conformance.settling import believed

from .run import Run, run_of

CREATES_NOBODY = "profile.required-only-accepted"
"""The check that says it where no user at all is accepted."""

LISTS = {"Schemas": "discovery.schemas-answer", "ResourceTypes": "discovery.types-answer"}
"""The checks that say it where a discovery endpoint lists nothing."""

NewResource = Callable[..., Resource]


@pytest.fixture
def run(pytestconfig: pytest.Config) -> Run:
    """The run that this check is part of."""
    return run_of(pytestconfig)


@pytest.fixture
def scim(run: Run) -> Iterator[Scim]:
    """The client; whatever the check creates through it is deleted when the check ends."""
    yield run.scim
    run.clean()


@pytest.fixture
def profile(run: Run) -> Profile:
    """The profile of the application."""
    return run.settings.profile


@pytest.fixture
def discovered(run: Run) -> Discovered:
    """What the provider says of itself."""
    return run.discovered


@pytest.fixture
def listed(scim: Scim) -> Callable[[str], list[dict[str, Any]]]:
    """Reads what a discovery endpoint lists: ``listed("Schemas")``; how it lists is the matter of another check."""

    def read(endpoint: str) -> list[dict[str, Any]]:
        reply = scim.get(endpoint)
        found = reply.json if isinstance(reply.json, list) else wire.list_items(reply.json)
        items = [item for item in found or [] if isinstance(item, dict)]
        if reply.status != 200 or not items:
            raise Blocked(f"/{endpoint} lists nothing that could be looked at", cause=LISTS[endpoint])
        return items

    return read


@pytest.fixture
def schemas(run: Run) -> wire.SchemaSet:
    """The provider's schemas; where it has none, those of RFC 7643."""
    return run.discovered.schema_set


@pytest.fixture
def users(run: Run) -> str:
    """The endpoint of users."""
    return run.users


@pytest.fixture
def groups(run: Run) -> str:
    """The endpoint of groups."""
    return run.groups


@pytest.fixture
def people(run: Run, request: pytest.FixtureRequest) -> People:
    """The maker of this check's people; asking for it blocks the check where no user is accepted."""
    if run.accepted.refusal is not None:
        raise Blocked("No user that the profile describes is accepted", cause=CREATES_NOBODY)
    return run.people(request.node.name)


@pytest.fixture
def required_only(run: Run, request: pytest.FixtureRequest) -> dict[str, Any]:
    """The body of a user of exactly the attributes that the profile requires."""
    asked = Accepted(run.cast.required(), run.accepted.user_name)
    return People(run.cast, asked, request.node.name).user()


@pytest.fixture
def every_attribute(run: Run, request: pytest.FixtureRequest) -> dict[str, Any]:
    """The body of a user of every attribute that the profile lists, whatever was accepted before."""
    asked = replace(believed(run.settings.profile), user_name=run.accepted.user_name)
    return People(run.cast, asked, request.node.name).user()


@pytest.fixture
def configuration(scim: Scim) -> Callable[[str], Any]:
    """Reads what /ServiceProviderConfig says of a feature: ``configuration("patch")``."""
    reply = scim.get("ServiceProviderConfig")
    if reply.status != 200 or not isinstance(reply.json, dict):
        raise Blocked("/ServiceProviderConfig can't be read", cause="discovery.config-answers")

    def says(feature: str) -> Any:
        section = reply.json.get(feature)
        return section.get("supported") if isinstance(section, dict) else None

    return says


@pytest.fixture
def examples(run: Run, request: pytest.FixtureRequest) -> Examples:
    """The runner of a property, within the run's budget of examples."""
    return Examples(run.settings.examples, run.settings.seed + zlib.crc32(request.node.name.encode()))


@pytest.fixture
def new_user(scim: Scim, people: People, users: str) -> NewResource:
    """Creates a user: ``new_user(without="nickName", having={"title": "Owner"})``."""

    def create(**wanted: Any) -> Resource:
        return needs.resource(scim.create(users, people.user(**wanted)), see="create.answers-201")

    return create


@pytest.fixture
def new_group(scim: Scim, people: People, groups: str) -> NewResource:
    """Creates a group: ``new_group(members=[user.id])``."""

    def create(**wanted: Any) -> Resource:
        return needs.resource(scim.create(groups, people.group(**wanted)), see="create.answers-201")

    return create


@pytest.fixture
def kinds(run: Run, people: People) -> Mapping[str, Kind]:
    """Users and groups by the name of their resource type."""
    return {"User": Kind(run.users, people.user), "Group": Kind(run.groups, people.group)}


@dataclass(frozen=True)
class Kind:
    """One kind of resource: its endpoint, and how a new one is made up."""

    endpoint: str
    body: Callable[[], dict[str, Any]]


SCALARS = (
    "nickName",
    "title",
    "displayName",
    "userType",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter",
    "name.familyName",
    "name.givenName",
)
"""Single-valued strings in the order in which a check takes one to change; the harmless ones first."""


@pytest.fixture
def changeable(run: Run) -> str:
    """The path of a single-valued string that a user may carry and that may be changed."""
    return _scalar(run, optional=False)


@pytest.fixture
def optional(run: Run) -> str:
    """The path of a single-valued string that may be changed and that a user may lack."""
    return _scalar(run, optional=True)


def _scalar(run: Run, *, optional: bool) -> str:
    rules = {rule.path: rule for rule in run.settings.profile.users.attributes}
    for path in SCALARS:
        if path not in run.accepted.attributes:
            continue
        rule, definition = rules[path], run.discovered.schema_set.find(path)
        writable = (
            rule.patchable is not False
            and rule.mutability in (None, "readWrite")
            and (definition is None or definition.mutability == "readWrite")
        )
        may_lack = not rule.required and not (definition and definition.required)
        if writable and not rule.samples and (may_lack or not optional):
            return path
    kind = "optional single-valued string" if optional else "single-valued string"
    raise Omitted(
        f"The profile {run.settings.profile.slug} has no {kind} that the provider accepts and lets change, "
        "so there is nothing to try this on."
    )
