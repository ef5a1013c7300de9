"""Settles, before the first check, which users the provider accepts.

One refused attribute must not fail a hundred checks that are about something else: it is found here, a check
says it once, and the other checks go on with what is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .client import Reply, Scim
from .people import Accepted, Cast, People

if TYPE_CHECKING:
    from .profile import Profile

USUAL = ("userName", "name.givenName", "name.familyName", "displayName", "active", 'emails[type eq "work"].value')
"""What applications usually ask of a user, tried where the profile's own required attributes are not enough."""


def believed(profile: Profile) -> Accepted:
    """Return what the profile says, for a run that asks nobody."""
    return Accepted(
        attributes=tuple(rule.path for rule in profile.users.attributes),
        user_name=profile.users.user_name or "any",
        assumed=True,
    )


HOPELESS = frozenset({401, 403, 404, 405, 501})
"""Answers to a creation that another body would not change."""


@dataclass(frozen=True)
class Trial:
    """Creates users to see which are accepted, and removes each before the next."""

    scim: Scim
    cast: Cast
    endpoint: str
    clean: Callable[[], None]

    def of(self, paths: tuple[str, ...], user_name: str) -> Reply:
        """Try a user with these attributes."""
        key = f"settle:{user_name}:{','.join(paths)}"
        reply = self.scim.create(self.endpoint, People(self.cast, Accepted(paths, user_name), key).user())
        self.clean()
        return reply


def settle(trial: Trial) -> Accepted:
    """Find the users that the provider accepts, in as few creations as its answers allow."""
    cast = trial.cast
    every = tuple(rule.path for rule in cast.candidates())
    forms = ("email",) if cast.profile.users.user_name == "email" else ("any", "email")
    refusal = ""
    for paths, form in _attempts(every, cast, forms):
        reply = trial.of(paths, form)
        if _accepted(reply):
            return Accepted(every, form) if paths == every else _grow(trial, paths, form, every)
        refusal = refusal or _words(reply)
        if reply.status in HOPELESS:
            break
    return Accepted(refusal=refusal)


def _attempts(
    every: tuple[str, ...], cast: Cast, forms: Iterable[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    required = cast.required()
    usual = tuple(path for path in every if path in (*required, *USUAL))
    for form in forms:
        for paths in dict.fromkeys((every, required, usual)):
            yield paths, form


def _grow(trial: Trial, least: tuple[str, ...], form: str, every: tuple[str, ...]) -> Accepted:
    """Add the other attributes one by one, and keep those that are accepted."""
    kept, refused = set(least), []
    for path in every:
        if path in least:
            continue
        reply = trial.of((*least, path), form)
        if _accepted(reply):
            kept.add(path)
        else:
            refused.append((path, _words(reply)))
    return Accepted(tuple(path for path in every if path in kept), form, refused=tuple(refused))


def _accepted(reply: Reply) -> bool:
    return reply.status is not None and 200 <= reply.status < 300


def _words(reply: Reply) -> str:
    detail = reply.json.get("detail") if isinstance(reply.json, dict) else None
    said = f": {detail}" if isinstance(detail, str) and detail else ""
    return f"{reply.status}{said}" if reply.status is not None else str(reply.problem)
