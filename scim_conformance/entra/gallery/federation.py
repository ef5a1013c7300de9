"""Whether an assertion of Entra's is exchanged for a token of the application (``Federated_Identity_Test``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scim_conformance.entra.port import Answer

from .record import Record, Standing
from .sign_in import Bearing, Carry, FormRequest, read_users, record_of, stricter, token_in
from .trail import Outcome, body_of, http

NAME = "Federated_Identity_Test"

AUTHORITY = "https://login.microsoftonline.com"
GOOGLE_STS = "https://sts.googleapis.com/v1/token"
GOOGLE_SCOPE = "https://www.googleapis.com/auth/cloud-platform"

NO_ASSERTION, NO_EXCHANGE = "Entra token acquisition failed", "Federated token exchange failed"

_OAUTH = "urn:ietf:params:oauth"


@dataclass(frozen=True)
class Federation:
    """What the template is given to sign in by workload identity federation: its parameters ``federated…``."""

    tenant_id: str = ""
    application_id: str = ""
    application_secret: str = field(default="", repr=False)
    token_endpoint: str = ""
    client_id: str = ""
    base_address: str = ""
    audience: str = ""

    @property
    def is_given(self) -> bool:
        """Whether there is anything at all to test."""
        return any((self.tenant_id, self.application_id, self.application_secret, self.token_endpoint, self.client_id))

    @property
    def mode(self) -> str:
        """How the template exchanges the assertion: it goes by the token endpoint's address alone."""
        if "googleapis.com" not in self.token_endpoint:
            return "FederatedIdentity"
        return f"FederatedIdentity_Google_{'SA' if 'serviceAccounts' in self.token_endpoint else 'STS'}"


@dataclass
class _Steps:
    """The requests of one test, and what its summary says of them."""

    carry: Carry
    answers: list[Answer] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    """The token that the last request has brought."""

    def send(self, step: str, request: FormRequest, name: str = "access_token") -> bool:
        answer = self.carry(request)
        self.answers.append(answer)
        found = token_in(answer) if name == "access_token" else str(body_of(answer).get(name) or "")
        self.token = found if answer.ok else ""
        self.summary[step] = {
            "endpoint": request.url,
            "statusCode": http(answer),
            "hasAccessToken": bool(found),
            "passed": bool(self.token),
        }
        return bool(self.token)


def federated_identity(federation: Federation | None, carry: Carry, bearing: Bearing) -> Record:
    """Get an assertion from Entra and exchange it at the application's token endpoint."""
    if federation is None or not federation.is_given:
        why = (
            "Nothing is given for a federation. Microsoft's overview of the tests then wants the test skipped; the "
            "steps of the template know no such condition, and fail where they ask Entra. Nobody was asked here."
        )
        return record_of(NAME, Outcome(NO_ASSERTION, "skipped", why), ())
    steps = _Steps(carry)
    outcome = _played(federation, steps, bearing)
    return record_of(NAME, outcome, steps.answers)


def assertion_request(federation: Federation) -> FormRequest:
    """Return the request to Entra for the assertion."""
    form = {
        "grant_type": "client_credentials",
        "client_id": federation.application_id,
        "client_secret": federation.application_secret,
        "scope": f"api://{federation.application_id}/.default",
    }
    return FormRequest(f"{AUTHORITY}/{federation.tenant_id}/oauth2/v2.0/token", form)


def exchange_request(federation: Federation, assertion: str) -> FormRequest:
    """Return the request for a token by an assertion, as RFC 7523 has it, and baseAddress beside."""
    form = {
        "grant_type": "client_credentials",
        "client_id": federation.client_id,
        "client_assertion": assertion,
        "client_assertion_type": f"{_OAUTH}:client-assertion-type:jwt-bearer",
        "baseAddress": federation.base_address,
    }
    return FormRequest(federation.token_endpoint, form)


def google_request(federation: Federation, assertion: str) -> FormRequest:
    """Return the request to Google's token service, as RFC 8693 has it."""
    body = {
        "grant_type": f"{_OAUTH}:grant-type:token-exchange",
        "audience": federation.audience,
        "requested_token_type": f"{_OAUTH}:token-type:access_token",
        "subject_token": assertion,
        "subject_token_type": f"{_OAUTH}:token-type:id_token",
        "scope": GOOGLE_SCOPE,
    }
    url = GOOGLE_STS if federation.mode.endswith("SA") else federation.token_endpoint
    return FormRequest(url, json=body)


def service_account_request(federation: Federation, token: str) -> FormRequest:
    """Return the request for a token of a service account of Google's."""
    return FormRequest(
        federation.token_endpoint,
        json={"scope": [GOOGLE_SCOPE]},
        headers={"Authorization": f"Bearer {token}"},
    )


def _played(federation: Federation, steps: _Steps, bearing: Bearing) -> Outcome:
    steps.summary["authMode"] = federation.mode
    if not steps.send("entraToken", assertion_request(federation)):
        return _failed(NO_ASSERTION, NO_ASSERTION, steps)
    if federation.mode == "FederatedIdentity":
        if not steps.send("tokenExchange", exchange_request(federation, steps.token)):
            return _failed(NO_EXCHANGE, NO_EXCHANGE, steps)
    else:
        if not steps.send("googleStsExchange", google_request(federation, steps.token)):
            return _failed(NO_EXCHANGE, "Google STS token exchange failed", steps)
        if federation.mode.endswith("SA") and not steps.send(
            "googleServiceAccount", service_account_request(federation, steps.token), "accessToken"
        ):
            return _failed(NO_EXCHANGE, "Google SA impersonation failed", steps)
    documented, why = _used(federation, steps, bearing)
    return Outcome("success", documented, why, detailed=steps.summary)


def _failed(result: str, what: str, steps: _Steps) -> Outcome:
    answer = steps.answers[-1]
    why = "It answered with success, and gave no token." if answer.ok else f"It answered {answer.status or 'nothing'}."
    asked = "Entra was asked for the assertion." if result == NO_ASSERTION else "The assertion was to be exchanged."
    return Outcome(result, "failed", f"{asked} {why}", f"{what}. Status: {http(answer)}", steps.summary)


def _used(federation: Federation, steps: _Steps, bearing: Bearing) -> tuple[Standing, str]:
    """Say what the template does not look at: whether the token opens anything, and for how long it is valid."""
    issued, read = steps.answers[-1], read_users(bearing(steps.token))
    steps.answers.append(read)
    if not read.ok:
        return "failed", (
            f"The provider answered {read.status or 'nothing'} to the token that was exchanged. The template does not "
            "use it; Microsoft's page on setting the federation up says that the base address is called with it."
        )
    if federation.mode == "FederatedIdentity":
        standing, why = stricter(issued, read)
        if standing != "passed":
            return standing, why
    return "passed", "The assertion was exchanged for a token, and the provider took it."
