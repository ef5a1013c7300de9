"""The embedded provider: a SCIM server in memory that behaves as a profile says its application does."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from scim2_models import ResourceType, Schema, ScimProvider, ServiceProviderConfig

from scim_conformance.files import read_json
from scim_conformance.profile import Profile

from .application import Answer, Application
from .clock import LeapingClock
from .copying import hasten
from .service import POLICY, TolerantService
from .serving import Running, serve
from .shape import Shape, shape_of
from .storage import Clock, MemoryStorage, Rules
from .strangers import strange_group, stranger

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from .faults import Injected

__all__ = ["Answer", "LeapingClock", "Provider", "Running", "build", "serve"]


class Provider:
    """A SCIM server in memory; ``wsgi`` is mounted at /v2."""

    def __init__(self, profile: Profile, shape: Shape, application: Application, storage: MemoryStorage) -> None:
        self.profile = profile
        self.shape = shape
        self.storage = storage
        self.wsgi: WSGIApplication = application
        self.wrap = application.wrap
        self.service = application.service
        self.token = application.token
        self.trust = application.trust
        self.distrust = application.distrust
        self.scheme = "https"
        """How clients that ask it within this process find it; on a socket it speaks HTTP alone."""

        self.faults: list[Injected] = []
        """The faults that are switched on."""

        self._application = application
        self._strangers = count(1)

    def seed_strangers(self, n: int) -> None:
        """Put n users that no run created into the provider, and as many groups where it has groups."""
        for number in islice(self._strangers, n):
            user = self._put("User", stranger(self.profile, number))
            if "Group" in self.storage.types:
                self._put("Group", strange_group(self.profile, number, [user]))

    def _put(self, kind: str, body: dict[str, Any]) -> str:
        resource_type = self.storage.types[kind]
        with self._application.provider:
            model = self._application.service.get_model(resource_type)
            return str(self.storage.create(resource_type, model.model_validate(body)).id)


def build(
    profile: Profile,
    *,
    token: str,
    clock: Clock | None = None,
    storage: type[MemoryStorage] = MemoryStorage,
    service: type[TolerantService] = TolerantService,
) -> Provider:
    """Build the provider of a profile, for clients that show a token; time is what the clock says."""
    shaped = shape_of(profile, read_json("scim/core-schemas.json"))
    provider = _described(json.dumps([shaped.schemas, shaped.resource_types, shaped.config]))
    rules = Rules.of(profile)
    kept = storage(rules, clock)
    kept.serve(provider)
    basic = profile.auth.kind == "basic"
    return Provider(profile, shaped, Application(kept, provider, service(provider, rules), token, basic=basic), kept)


@lru_cache(maxsize=32)
def _described(documents: str) -> ScimProvider:
    """Make the models that discovery documents describe; they never change, and making them takes a while."""
    schemas, resource_types, config = json.loads(documents)
    provider = ScimProvider.from_discovery(
        [Schema.model_validate(each) for each in schemas],
        [ResourceType.model_validate(each) for each in resource_types],
        config=ServiceProviderConfig.model_validate(config),
        policy=POLICY,
    )
    for each in provider.resource_types:
        hasten(provider.model_for(each))
    return provider
