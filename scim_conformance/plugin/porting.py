"""Lets the provisioning service and the gallery tests ask through the run's client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scim_conformance.client import NotOurs, Reply, Scim, Secret
from scim_conformance.client.outgoing import Options
from scim_conformance.client.target import Target
from scim_conformance.entra.port import Answer

ACCEPT = "application/scim+json"
"""What Entra and its validation template accept; our own requests also take plain JSON."""

LONGEST_TEXT = 4000

READING = frozenset({"GET", "HEAD"})

NOT_SENT = "Nothing was sent: this would have changed a resource that the run did not create."


class RunPort:
    """A port over a client: its exchanges are recorded, and its creations stand in the ledger.

    Where a provider's filter finds somebody else, Entra's service would go on and change that one. Here such a request
    is not sent, and counts as one that got no answer.
    """

    def __init__(self, scim: Scim, authorization: Secret | None = None) -> None:
        self._scim = scim
        self._headers: dict[str, str | Secret | None] = {"Accept": ACCEPT}
        if authorization is not None:
            self._headers["Authorization"] = authorization
        self.withheld: list[str] = []
        """The methods of the requests that were not sent."""

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        """Send a request and return the answer; a provider that can't be reached raises Unreachable."""
        if self._is_about_a_stranger(method, path):
            self.withheld.append(method)
            return Answer(None, text=NOT_SENT)
        options = Options(params=params, headers=self._headers)
        if json is not None:
            options["json"] = json
        try:
            return answer_of(self._scim.request(method, path, **options))
        except NotOurs:
            self.withheld.append(method)
            return Answer(None, text=NOT_SENT)

    def _is_about_a_stranger(self, method: str, path: str) -> bool:
        target = Target.parse(path.partition("?")[0], self._scim.endpoints.values())
        is_written = method not in READING and target.id is not None
        return is_written and not self._scim.ledger.owns(target.endpoint, str(target.id))


def port_of(scim: Scim, *, authorization: Secret | None = None) -> RunPort:
    """Return a port over a client, which signs in by another header where one is given."""
    return RunPort(scim, authorization)


def answer_of(reply: Reply) -> Answer:
    """Return a reply of the client as the answer that a port gives."""
    return Answer(
        status=reply.status,
        json=reply.json,
        headers={name.lower(): value for name, value in reply.headers.items()},
        n=reply.n,
        seconds=reply.seconds,
        # What ends in texts of a report: without secrets, and without what belongs to strangers.
        text=reply.shown[:LONGEST_TEXT],
    )
