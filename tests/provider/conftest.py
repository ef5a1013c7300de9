"""A client of whatever provider a test needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from provider_by_hand import TOKEN, Client, Clock, profile

from scim_conformance.profile import Profile
from scim_conformance.provider import build


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def served(clock: Clock) -> Iterator[Callable[[Profile], Client]]:
    """Build the provider of a profile and return a client of it."""
    with ExitStack() as stack:

        def serve(profile: Profile) -> Client:
            client = Client(build(profile, token=TOKEN, clock=clock))
            stack.enter_context(client.http)
            return client

        yield serve


@pytest.fixture
def client(served: Callable[[Profile], Client]) -> Client:
    """A client of a provider with all that the RFC has."""
    return served(profile(slug="generic", groups=()))
