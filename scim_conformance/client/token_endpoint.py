"""One request to a token endpoint and its answer: what is asked there, and how it is sent."""

from __future__ import annotations

import base64
import json as json_text
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self
from urllib.parse import quote, quote_plus, urlencode, urlsplit

import httpx

from .passage import NOTHING_MORE, Passage
from .reply import Headers, read_body
from .secrets import Secret
from .sending import Line, Unreachable

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

GrantKind = Literal["client-credentials", "jwt-assertion"]


@dataclass(frozen=True)
class Grant:
    """Who asks a token endpoint for a token, with what proof, and for what."""

    kind: GrantKind
    url: str
    client_id: str
    proof: Secret
    """The client's secret or, of the kind ``jwt-assertion``, the JWT that stands for it."""

    send: Literal["header", "body"] = "body"
    """Where the id and the secret of a client are sent."""

    scope: str | None = None
    base_address: str | None = None
    audience: str | None = None
    resource: str | None = None

    @property
    def host(self) -> str:
        """The host of the token endpoint."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What nobody may see of it."""
        return (self.proof, _coded(self.client_id, self.proof))

    def form(self) -> dict[str, str]:
        """Return what the body of the request says."""
        said = {"grant_type": "client_credentials"}
        if self.kind == "jwt-assertion":
            # https://www.rfc-editor.org/rfc/rfc7523#section-2.2; baseAddress is Microsoft's own.
            said |= {"client_id": self.client_id, "client_assertion_type": ASSERTION_TYPE}
            said |= {"client_assertion": self.proof.reveal()}
        elif self.send == "body":
            said |= {"client_id": self.client_id, "client_secret": self.proof.reveal()}
        # resource: https://www.rfc-editor.org/rfc/rfc8707#section-2; audience is what others call the same.
        more = {
            "scope": self.scope,
            "audience": self.audience,
            "resource": self.resource,
            "baseAddress": self.base_address,
        }
        return said | {name: value for name, value in more.items() if value}

    def headers(self) -> dict[str, str]:
        """Return the headers of the request, save those of every form."""
        accept = {"Accept": "application/json"}
        if self.kind == "client-credentials" and self.send == "header":
            return {**accept, "Authorization": f"Basic {_coded(self.client_id, self.proof).reveal()}"}
        return accept

    def as_dict(self) -> dict[str, str | None]:
        """Return what crosses to another process, the proof in the clear."""
        return {**vars(self), "proof": self.proof.reveal()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what :meth:`as_dict` gave."""
        return cls(**{**data, "proof": Secret(data["proof"])})


def _coded(client_id: str, secret: Secret) -> Secret:
    # Each is form-encoded before both are joined: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
    pair = f"{quote_plus(client_id)}:{quote_plus(secret.reveal())}"
    return Secret(base64.b64encode(pair.encode()).decode())


@dataclass(frozen=True, repr=False)
class Posted:
    """What came back; its repr is empty, as the answer of a token endpoint is a secret."""

    status: int | None
    """None where no answer came; ``problem`` then says why."""

    json: Any
    headers: Headers
    text: str
    problem: str | None
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether the endpoint says that it did what was asked."""
        return self.status is not None and 200 <= self.status < 300


def post(
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    json: Any = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = 10.0,
    user_agent: str = "scim-conformance",
    transport: httpx.BaseTransport | None = None,
    passage: Passage = NOTHING_MORE,
) -> Posted:
    """Post a form or JSON to an address and return the answer; redirects are not followed, nothing is logged.

    Of what goes along with requests to the provider, only the certificates do so here.
    """
    try:
        request = _request(url, form, json, {"User-Agent": user_agent, **(headers or {})})
        line = Line(request.url, timeout, transport, passage)
    except (httpx.InvalidURL, ValueError):
        return _nothing("nothing was sent: the address is no valid URL, or a header holds what none can carry")
    try:
        answer = line.send(request)
    except Unreachable as error:
        return _nothing(f"no connection can be opened: {error.why}")
    except ValueError:
        return _nothing("nothing was sent: a header holds what none can carry")
    finally:
        line.close()
    body = read_body(answer.content, answer.headers.get("Content-Type", ""))
    return Posted(answer.status, body.json, answer.headers, body.text, answer.problem or body.problem, answer.seconds)


def _nothing(problem: str) -> Posted:
    return Posted(None, None, Headers(), "", problem, 0.0)


def _request(url: str, form: Mapping[str, str] | None, json: Any, headers: Mapping[str, str]) -> httpx.Request:
    if form is not None:
        # %20 for a space, as in Microsoft's template; every form reader takes it for what + stands for, too.
        content, kind = urlencode(form, quote_via=quote, safe=""), "application/x-www-form-urlencoded"
    else:
        content, kind = json_text.dumps(json), "application/json"
    return httpx.Request("POST", url, content=content, headers={"Content-Type": kind, **headers})


def plain_address(url: str) -> str:
    """Return an address as it may be shown: without a user name, and without a query that may hold a key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
