"""A run of the suite against a right application behind a front that misbehaves where it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scim_conformance.profile import load
from scim_conformance.provider import Provider, build
from tests.hostile.front import Application, Asked, Front, Spoil, Talk, of_wsgi, serving

TOKEN = "the-token-of-the-tests-of-hostile-bytes"


def is_search(asked: Asked) -> bool:
    """Tell whether a user is searched for by a filter."""
    return asked.method == "GET" and asked.path.endswith("/Users") and "filter=" in asked.query


def is_config(asked: Asked) -> bool:
    """Tell whether the provider is asked what it can do."""
    return asked.path.endswith("/ServiceProviderConfig")


def rightly(talk: Talk) -> None:
    """Answer as the right application does."""
    talk.send(talk.answer.written())


@contextmanager
def provider_behind(
    spoil: Spoil = rightly,
    spoils: Callable[[Asked], bool] = is_search,
    around: Callable[[Application], Application] = lambda application: application,
) -> Iterator[Front]:
    """Serve the embedded provider behind a front, until the block ends."""
    provider: Provider = build(load("generic", cwd=Path.cwd()), token=TOKEN)
    front = Front(around(of_wsgi(provider.wsgi)), spoil, spoils)
    with serving(front) as running:
        origin = running.url.removesuffix("/v2")
        provider.trust(origin)
        yield running
