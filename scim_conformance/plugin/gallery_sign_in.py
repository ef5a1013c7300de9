"""What the gallery validation needs to sign in: the token endpoint, its secrets, and ports for other tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scim_conformance.client import Secret
from scim_conformance.client.token_endpoint import Posted, post
from scim_conformance.entra.gallery.federation import NAME as FEDERATED
from scim_conformance.entra.gallery.federation import Federation, federated_identity
from scim_conformance.entra.gallery.record import Record
from scim_conformance.entra.gallery.sign_in import NAME as VALIDATE
from scim_conformance.entra.gallery.sign_in import ClientCredentials, FormRequest, validate_credentials
from scim_conformance.entra.gallery.sign_in_findings import finding_of, look, token_life
from scim_conformance.entra.port import Answer, Port
from scim_conformance.outcomes import Finding

from .access import Finder
from .porting import port_of
from .run import Run

NO_ENDPOINT = (
    "The profile names no token endpoint with a client's secret (auth.kind: client-credentials), so nobody could be "
    "asked for a token."
)
TOKENS = ("access_token", "accessToken", "refresh_token", "id_token")


def federation_of(run: Run, here: Path, problems: list[str]) -> Federation | None:
    """Return the federation that the profile states, its secret found; what is not found is added to the problems."""
    stated = run.profile.gallery.federated
    if stated is None or run.settings.demo:
        return None
    secret = None
    if stated.application_secret is not None:
        finder = Finder(run.profile, here, problems)
        secret = finder.find(stated.application_secret, "gallery.federated.application_secret")
    if secret is not None:
        run.redactor.add(secret)
    return Federation(
        tenant_id=stated.tenant_id or "",
        application_id=stated.application_id or "",
        application_secret=secret.reveal() if secret else "",
        token_endpoint=stated.token_endpoint or "",
        client_id=stated.client_id or "",
        base_address=stated.base_address or "",
        audience=stated.audience or "",
    )


@dataclass(frozen=True)
class SignIn:
    """The two tests of signing in, and what else can be seen of it."""

    run: Run
    federation: Federation | None

    def __post_init__(self) -> None:
        """Hide the secrets of the token endpoint: where a token was given to the run, nobody else has told them."""
        grant = self.run.settings.access.grant
        for secret in grant.secrets if grant is not None else ():
            self.run.redactor.add(secret)

    def tests(self) -> Mapping[str, Callable[[], Record]]:
        """Return the two tests by their names."""
        return {
            VALIDATE: lambda: validate_credentials(self._client, self._carry, self._bearing),
            FEDERATED: lambda: federated_identity(self.federation, self._carry, self._bearing),
        }

    def findings(self, records: Mapping[str, Record]) -> Iterator[Finding]:
        """Yield what is seen for the checklist; ``records`` are those of the tests that were played."""
        yield from (finding_of(records[name]) for name in (VALIDATE, FEDERATED) if name in records)
        client, access = self._client, self.run.settings.access
        grant, issued = access.grant, access.issued
        if client is not None:
            yield from look(client, self._carry, self._bearing)
        elif grant is not None and issued is not None and issued.token is not None:
            # By an assertion there is no second secret to try, but the run's own token has a life.
            said = {"access_token": issued.token.value.reveal(), "expires_in": issued.life}
            yield token_life(Answer(200, said))
        else:
            yield Finding("token-life", None, NO_ENDPOINT)

    @property
    def _client(self) -> ClientCredentials | None:
        grant = self.run.settings.access.grant
        if grant is None or grant.kind != "client-credentials":
            return None
        return ClientCredentials(grant.url, grant.client_id, grant.proof.reveal(), grant.scope or "")

    def _carry(self, request: FormRequest) -> Answer:
        posted = post(
            request.url,
            form=request.form,
            json=request.json,
            headers=request.headers,
            timeout=self.run.settings.timeout,
            passage=self.run.settings.access.passage,
        )
        # Before anything of it can be kept anywhere.
        for name in TOKENS:
            if isinstance(posted.json, dict) and isinstance(posted.json.get(name), str):
                self.run.redactor.add(Secret(posted.json[name]))
        return answer_of(posted)

    def _bearing(self, token: str) -> Port:
        self.run.redactor.add(Secret(token))
        return port_of(self.run.scim, authorization=Secret(f"Bearer {token}"))


def answer_of(posted: Posted) -> Answer:
    """Return what a token endpoint answered; its text is left out, as it may hold a token."""
    headers: dict[str, Any] = {name.lower(): value for name, value in posted.headers.items()}
    return Answer(posted.status, posted.json, headers, seconds=posted.seconds)
