"""What the gallery's checklist asks of signing in, beyond the two tests: each answered by a few requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scim_conformance.entra.port import Answer
from scim_conformance.outcomes import Finding

from .record import Record
from .sign_in import (
    LONGEST_SECONDS,
    SHORTEST_SECONDS,
    Bearing,
    Carry,
    ClientCredentials,
    read_users,
    seconds_of,
    token_in,
)
from .trail import body_of

WRONG_SECRET = "not-the-secret-of-this-client"

_NAMES = {"Validate_Credentials_Test": "client-credentials", "Federated_Identity_Test": "federation"}


def finding_of(record: Record) -> Finding:
    """Return what one of the two tests of signing in says for the checklist: what is right by the documentation."""
    holds = {"passed": True, "failed": False}.get(record.documented)
    return Finding(_NAMES[record.name], holds, record.why, record.exchanges)


def look(client: ClientCredentials, carry: Carry, bearing: Bearing) -> Iterator[Finding]:
    """Ask for two tokens and once with a wrong secret, and yield all that can be seen by that."""
    first, second = carry(client.request()), carry(client.request())
    yield token_life(first)
    yield tokens_side_by_side(first, second, bearing)
    yield wrong_secret_refused(client, carry, first)


def token_life(asked: Answer) -> Finding:
    """Say whether a token is valid for 60 minutes to 6 hours, by what its endpoint says."""
    name, numbers = "token-life", _numbers(asked)
    if not asked.ok or not token_in(asked):
        return Finding(name, None, f"{_answered(asked)}, so there is no token to look at.", numbers)
    seconds = seconds_of(body_of(asked).get("expires_in"))
    if seconds is None:
        return Finding(name, None, "The answer does not say in expires_in how long the token is valid.", numbers)
    holds = SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS
    return Finding(name, holds, f"expires_in is {seconds:g} s, which are {seconds / 60:.4g} minutes.", numbers)


def tokens_side_by_side(first: Answer, second: Answer, bearing: Bearing) -> Finding:
    """Say whether a token is still taken when the next one has been given, as it must be while secrets are changed."""
    name, tokens = "tokens-side-by-side", (token_in(first), token_in(second))
    if not (first.ok and second.ok and all(tokens)):
        bad = second if first.ok and tokens[0] else first
        return Finding(name, None, f"{_answered(bad)}, so there are no two tokens.", _numbers(first, second))
    newer, older = read_users(bearing(tokens[1])), read_users(bearing(tokens[0]))
    numbers = _numbers(first, second, newer, older)
    if not newer.ok:
        says = f"The newer of two tokens is answered with {newer.status or 'nothing'}, so the older shows nothing."
        return Finding(name, None, says, numbers)
    if not older.ok:
        says = f"When a second token was given, the first one was answered with {older.status or 'nothing'}."
        return Finding(name, False, says, numbers)
    if tokens[0] == tokens[1]:
        return Finding(name, True, "Asked twice, the endpoint gives the same token, and it is taken.", numbers)
    return Finding(name, True, "Two tokens that were given one after the other are both taken.", numbers)


def wrong_secret_refused(client: ClientCredentials, carry: Carry, right: Answer) -> Finding:
    """Ask once with a wrong secret; ``right`` is the answer to the right one, without which a refusal shows nothing."""
    name = "wrong-secret-refused"
    if not right.ok or not token_in(right):
        return Finding(name, None, "The right secret gets no token either.", _numbers(right))
    asked = carry(replace(client, client_secret=WRONG_SECRET).request())
    numbers = _numbers(right, asked)
    if asked.ok:
        what = "and with a token" if token_in(asked) else "though without a token"
        return Finding(name, False, f"A wrong secret is answered with {asked.status}, {what}.", numbers)
    if asked.status in (400, 401, 403):
        return Finding(name, True, f"A wrong secret is answered with {asked.status}.", numbers)
    return Finding(name, None, f"A wrong secret is answered with {asked.status or 'nothing'}.", numbers)


def _answered(answer: Answer) -> str:
    if answer.status is None:
        return "The token endpoint is silent"
    return f"The token endpoint answered {answer.status}" + (" without a token" if answer.ok else "")


def _numbers(*answers: Answer) -> tuple[int, ...]:
    return tuple(answer.n for answer in answers if answer.n)
