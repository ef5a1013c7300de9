"""Whether the application gives out tokens for client credentials, and takes them (``Validate_Credentials_Test``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scim_conformance.entra.port import Answer, Port
from scim_conformance.wire import list_items

from .record import Record, Standing
from .trail import USERS, Outcome, body_of, http

NAME = "Validate_Credentials_Test"

ACQUIRE, RANGE, READ = "Acquire_OAuth2_Token", "Check_Token_Validity_Range", "SCIM_Validate_Get_Users"

SHORTEST_MINUTES, LONGEST_MINUTES = 60, 360
SHORTEST_SECONDS, LONGEST_SECONDS = SHORTEST_MINUTES * 60, LONGEST_MINUTES * 60
ASSUMED_SECONDS = 3600
"""What the template takes where the answer does not say how long the token is valid."""

REQUIREMENTS = "Microsoft's page of requirements for user provisioning"


@dataclass(frozen=True)
class FormRequest:
    """A POST to an absolute address, of a form or of JSON; its secrets show in no repr."""

    url: str
    form: Mapping[str, str] | None = field(default=None, repr=False)
    json: Any = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


Carry = Callable[[FormRequest], Answer]
"""Sends a request as it stands, and follows no redirect; its answer has no status where nobody could be reached."""

Bearing = Callable[[str], Port]
"""Returns a port to the provider that shows a token in place of the run's own."""


@dataclass(frozen=True)
class ClientCredentials:
    """What the template is given to ask for a token: ``scimTokenEndpoint`` and what goes with it."""

    token_endpoint: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ""

    def request(self) -> FormRequest:
        """Return the request for a token: the credentials in the body, and never as basic authentication."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        return FormRequest(self.token_endpoint, form | ({"scope": self.scope} if self.scope else {}))


def validate_credentials(client: ClientCredentials | None, carry: Carry, bearing: Bearing) -> Record:
    """Ask for a token, look at its life, and read users with it; three gates, of which each needs the one before."""
    if client is None or not client.token_endpoint:
        why = (
            "No token endpoint is given. Microsoft's overview of the tests then wants the test skipped; the steps of "
            "the template know no such condition, ask nobody, and take that for a failure."
        )
        outcome = _failed(ACQUIRE, "Token endpoint returned HTTP 0. Expected 2xx.", why, gates())
        return record_of(NAME, Outcome(outcome.result, "skipped", why, outcome.error_details, outcome.detailed), ())
    asked = carry(client.request())
    token = token_in(asked)
    if not asked.ok or not token:
        return record_of(NAME, _no_token(asked), (asked,))
    minutes = minutes_of(body_of(asked).get("expires_in"))
    if minutes is None or not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        return record_of(NAME, _wrong_life(asked, minutes), (asked,))
    read = read_users(bearing(token))
    return record_of(NAME, _read(asked, minutes, read), (asked, read))


def read_users(port: Port) -> Answer:
    """Read one user, as the template does to see whether a token is taken."""
    return port("GET", USERS, params={"startIndex": 1, "count": 1})


def token_in(answer: Answer) -> str:
    """Return the ``access_token`` of an answer; nothing where there is none, or none that is a text."""
    token = body_of(answer).get("access_token")
    return token if isinstance(token, str) else ""


def minutes_of(expires_in: Any) -> int | None:
    """Return the whole minutes that the template counts; None where it can't count with what it is given."""
    seconds = seconds_of(expires_in)
    if expires_in is None:
        seconds = ASSUMED_SECONDS
    return None if seconds is None else int(seconds / 60)


def seconds_of(expires_in: Any) -> float | None:
    """Return the seconds that ``expires_in`` names, as a number or as a text of digits."""
    if isinstance(expires_in, str) and expires_in.isascii() and expires_in.isdigit():
        return float(expires_in[:12])
    if isinstance(expires_in, bool) or not isinstance(expires_in, int | float):
        return None
    return float(expires_in) if abs(expires_in) < 1e12 else None


def gates(
    asked: Answer | None = None, minutes: int | None = None, read: Answer | None = None, *, lives: bool = False
) -> dict[str, Any]:
    """Return what each gate has seen.

    The template's own expressions call the first two gates passed even where they were not, and only its verdict is
    right; here each says what was seen.
    """
    return {
        "gate1_tokenAcquisition": {
            "passed": asked is not None and asked.ok and bool(token_in(asked)),
            "statusCode": http(asked) if asked else 0,
        },
        "gate2_tokenLifetime": {"passed": lives, "validityMinutes": minutes},
        "gate3_scimAccess": {"passed": read is not None and read.ok, "statusCode": http(read) if read else 0},
    }


def record_of(name: str, outcome: Outcome, answers: Sequence[Answer]) -> Record:
    """Return the record of a test of signing in: mandatory, and sent as Microsoft's own sends it."""
    return Record(
        name,
        "mandatory",
        False,
        outcome.result,
        outcome.documented,
        outcome.why,
        outcome.error_details,
        outcome.detailed,
        tuple(answer.n for answer in answers if answer.n),
        sum(answer.seconds for answer in answers),
    )


def _failed(action: str, reason: str, why: str, detailed: Mapping[str, Any]) -> Outcome:
    details = {"failedAction": action, "reason": reason}
    return Outcome(f"FAILED - Action: {action} - {reason}", "failed", why, details, detailed)


def _no_token(asked: Answer) -> Outcome:
    if not asked.ok:
        said = body_of(asked).get("error")
        code = f", the OAuth error {said}" if isinstance(said, str) and said.isascii() and len(said) < 60 else ""
        why = f"The token endpoint answered {asked.status}{code}." if asked.status else "The token endpoint is silent."
        return _failed(ACQUIRE, f"Token endpoint returned HTTP {http(asked)}. Expected 2xx.", why, gates(asked))
    reason = "Token endpoint returned 2xx but response did not contain an access_token field."
    return _failed(ACQUIRE, reason, "The token endpoint answered with success, and gave no token.", gates(asked))


def _wrong_life(asked: Answer, minutes: int | None) -> Outcome:
    detailed = gates(asked, minutes)
    if minutes is None:
        why = "The expires_in of the token is no number of seconds, as RFC 6749 section 5.1 wants it."
        return _failed(RANGE, "Unexpected failure", why, detailed)
    why = f"The token is valid for {minutes} minutes, and {REQUIREMENTS} wants 60 minutes to 6 hours."
    if minutes < SHORTEST_MINUTES:
        reason = "Token validity is less than 60 minutes. Minimum required: 60 minutes."
    else:
        reason = "Token validity exceeds 360 minutes (6 hours). Maximum allowed: 360 minutes."
    return _failed(RANGE, reason, why, detailed)


def _read(asked: Answer, minutes: int, read: Answer) -> Outcome:
    detailed = gates(asked, minutes, read, lives=True)
    if not read.ok:
        why = f"The provider answered {read.status or 'nothing'} to the token that the endpoint had just given."
        return _failed(READ, f"SCIM /Users returned HTTP {http(read)}. Expected 2xx.", why, detailed)
    documented, why = stricter(asked, read)
    return Outcome("success", documented, why, detailed=detailed)


def stricter(asked: Answer, read: Answer) -> tuple[Standing, str]:
    """Say whether what the template lets pass is right by the documentation, too, and where it is not, why."""
    body = body_of(asked)
    kind, expires_in = body.get("token_type"), body.get("expires_in")
    seconds = seconds_of(expires_in)
    wrong, open_ = [], []
    if not isinstance(kind, str) or kind.casefold() != "bearer":
        wrong.append(
            "The token_type is not Bearer: RFC 6749 section 5.1 requires one, SCIM clients send bearer tokens, and the "
            "template does not look at it."
        )
    if expires_in is None:
        open_.append(
            f"The answer has no expires_in: the template lets that pass, and {REQUIREMENTS} wants 60 minutes to "
            "6 hours, which so can't be seen."
        )
    elif seconds is None or not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        said = "no number of seconds" if seconds is None else f"{seconds:g} s"
        wrong.append(
            f"The token's life is {said}: the template lets that pass, and {REQUIREMENTS} wants 60 minutes to "
            f"6 hours, which are {SHORTEST_SECONDS} to {LONGEST_SECONDS} s."
        )
    elif isinstance(expires_in, str):
        open_.append(
            "The expires_in is a text: RFC 6749 section 5.1 has a number, and no page says whether Microsoft's steps "
            "can count with it."
        )
    if list_items(read.json) is None:
        wrong.append(
            "The answer to the search for users is no list: Microsoft's page on building an endpoint wants one, and "
            "the template does not look at it."
        )
    if wrong or open_:
        return "failed" if wrong else "undecided", " ".join([*wrong, *open_])
    return "passed", "The token endpoint gave a token of the right life, and the provider took it."
