"""A client that takes something along with every request, and a server that notes what comes."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from client_by_hand import TOKEN

from scim_conformance.client import Certificate, Credentials, Passage, Secret, bearer
from tests.loopback import Answer, answering
from tests.ways_through import AUTHORITY, CLIENT

TRUSTING = Passage(ca_bundle=str(AUTHORITY))
SHOWING = Passage(ca_bundle=str(AUTHORITY), certificate=Certificate(str(CLIENT)))


def signed(passage: Passage) -> Credentials:
    plain = bearer(Secret(TOKEN))
    return Credentials(plain.header, plain.secrets, plain.curl, passage)


@contextmanager
def noting(noted: list[dict[str, str]], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that answers with an empty object; yields its base URL."""

    def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        noted.append(headers)
        return 200, {"Content-Type": "application/scim+json"}, b"{}"

    with answering(answer, tls) as url:
        yield f"{url}/v2"
