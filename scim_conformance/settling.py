"""Settles, before the first check, which users the provider accepts.

One refused attribute must not fail a hundred checks that are about something else: it is found here, a check
says it once, and the other checks go on with what is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import wire
from .client import Reply, Scim
from .people import Accepted, Cast, People

if TYPE_CHECKING:
    from .profile import Profile

LOST = "accepted, but not stored as sent"

USUAL = (
    "userName",
    "name.givenName",
    "name.familyName",
    "displayName",
    "active",
    'emails[type eq "work"].value',
)
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
class Tried:
    """What became of one user: whether it was accepted, and which of its attributes were stored as sent."""

    reply: Reply
    stored: frozenset[str]

    @property
    def accepted(self) -> bool:
        """Whether the provider took the user."""
        return self.reply.ok

    @property
    def words(self) -> str:
        """What the provider said."""
        reply = self.reply
        detail = reply.json.get("detail") if isinstance(reply.json, dict) else None
        said = f": {detail}" if isinstance(detail, str) and detail else ""
        return f"{reply.status}{said}" if reply.status is not None else str(reply.problem)


@dataclass(frozen=True)
class Trial:
    """Creates users to see which are accepted, and removes each before the next."""

    scim: Scim
    cast: Cast
    endpoint: str
    clean: Callable[[], None]
    replies: list[Reply] = field(default_factory=list)
    """What each creation was answered with."""

    def of(self, paths: tuple[str, ...], user_name: str) -> Tried:
        """Try a user with these attributes, and read it back."""
        key = f"settle:{user_name}:{','.join(paths)}"
        sent = People(self.cast, Accepted(paths, user_name), key).user()
        reply = self.scim.create(self.endpoint, sent)
        read = self.scim.read(reply.resource).json if reply.resource else None
        self.clean()
        self.replies.append(reply)
        return Tried(reply, frozenset(self._stored(paths, sent, read if isinstance(read, dict) else {})))

    def _stored(self, paths: Iterable[str], sent: dict[str, Any], read: dict[str, Any]) -> Iterator[str]:
        for path in paths:
            target = wire.AttributePath.parse(path)
            if wire.same_value(target.read(sent), target.read(read), self.cast.schemas.find(target)):
                yield path


def probe(trial: Trial) -> Reply:
    """Return what one creation is answered with, where it is not sure that anything is."""
    paths, form = next(_attempts(_every(trial.cast), trial.cast))
    return trial.of(paths, form).reply


def settle(trial: Trial) -> Accepted:
    """Find the users that the provider accepts, in as few creations as its answers allow."""
    cast = trial.cast
    every = _every(cast)
    refusal = ""
    for paths, form in _attempts(every, cast):
        tried = trial.of(paths, form)
        if tried.accepted:
            return _settled(every, tried, form, cast) if paths == every else _grow(trial, paths, form, every)
        refusal = refusal or tried.words
        if tried.reply.status in HOPELESS:
            break
    return Accepted(refusal=refusal)


def _every(cast: Cast) -> tuple[str, ...]:
    return tuple(rule.path for rule in cast.candidates())


def _attempts(every: tuple[str, ...], cast: Cast) -> Iterator[tuple[tuple[str, ...], str]]:
    forms = ("email",) if cast.profile.users.user_name == "email" else ("any", "email")
    required = cast.required()
    usual = tuple(path for path in every if path in (*required, *USUAL))
    for form in forms:
        for paths in dict.fromkeys((every, required, usual)):
            yield paths, form


def _grow(trial: Trial, least: tuple[str, ...], form: str, every: tuple[str, ...]) -> Accepted:
    """Add the other attributes one by one, and keep those that are accepted and stored."""
    base = trial.of(least, form)
    stored, refused = set(base.stored), []
    for path in every:
        if path in least:
            continue
        tried = trial.of((*least, path), form)
        stored |= tried.stored
        if not tried.accepted:
            refused.append((path, tried.words))
    lost = [(path, LOST) for path in every if path not in stored and path not in dict(refused)]
    return Accepted(_usable(every, stored, trial.cast), form, refused=(*refused, *lost))


def _settled(every: tuple[str, ...], tried: Tried, form: str, cast: Cast) -> Accepted:
    lost = tuple((path, LOST) for path in every if path not in tried.stored)
    return Accepted(_usable(every, tried.stored, cast), form, refused=lost)


def _usable(every: tuple[str, ...], stored: Collection[str], cast: Cast) -> tuple[str, ...]:
    """Return the attributes that later users carry: those that are stored, and the required ones in any case."""
    return tuple(path for path in every if path in stored or path in cast.required())
