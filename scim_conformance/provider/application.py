"""The provider as a WSGI application: who may ask, what is where, and how answers go out."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from scim2_models import NotFoundException, ScimProvider, UnauthorizedException
from scim2_server.applications.base import VERSION_PREFIX
from scim2_server.applications.wsgi import WSGIApplication
from scim2_server.errors import MethodNotAllowedException
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .service import Handler, TolerantService
from .storage import MemoryStorage

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Answer = Callable[[ScimRequest], ScimResponse]
"""How one request is answered."""

USER_NAME = "demo"
"""Who signs in where the provider asks for a name and a password."""

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
"""Names of one host."""


@dataclass
class Request(ScimRequest):
    """A request with what the protocol's own class leaves out."""

    mounted: bool = True
    """Whether its path lies under the prefix that the provider is mounted at."""


class Application(WSGIApplication):
    """The provider over WSGI, for clients that know the token; with ``basic`` it is the password of one user."""

    def __init__(
        self,
        storage: MemoryStorage,
        provider: ScimProvider,
        service: TolerantService,
        token: str,
        *,
        basic: bool = False,
    ) -> None:
        super().__init__(storage, provider, service)
        self._scheme = "Basic" if basic else "Bearer"
        self.handler = Handler(service, storage)
        self.answer: Answer = self.serve
        self._origins: dict[str, frozenset[str]] = {}
        self.token = token

    def wrap(self, layer: Callable[[Answer], Answer]) -> None:
        """Put a layer around the answering of requests; it may change them and their answers, or answer."""
        self.answer = layer(self.answer)

    def trust(self, origin: str) -> None:
        """Build locations of this scheme, host and port for all requests that name no other trusted Host.

        As long as no origin is trusted, the Host of every request is believed.
        """
        address = urlsplit(origin)
        port = f":{address.port}" if address.port else ""
        names = LOOPBACK if address.hostname in LOOPBACK else {str(address.hostname)}
        self._origins[origin] = frozenset(f"{name}{port}" for name in names)

    def distrust(self, origin: str) -> None:
        """Take a trusted origin back."""
        self._origins.pop(origin, None)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve a WSGI request."""
        response = self.answer(self.read_request(environ))
        headers = dict(response.headers)
        body = _bytes(response.body)
        if response.body is None:
            headers.pop("Content-Type", None)
        if response.status not in (204, 304):
            headers.setdefault("Content-Length", str(len(body)))
        start_response(f"{response.status.value} {response.status.phrase}", list(headers.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def read_request(self, environ: WSGIEnvironment) -> Request:
        """Read a WSGI request; HEAD is read as the GET whose headers it asks for."""
        path = _text(environ.get("PATH_INFO", ""))
        mounted = path == VERSION_PREFIX or path.startswith(f"{VERSION_PREFIX}/")
        headers = {
            key.removeprefix("HTTP_").replace("_", "-"): value
            for key, value in environ.items()
            if key.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        method = str(environ["REQUEST_METHOD"])
        request = Request(
            method="GET" if method == "HEAD" else method,
            base_url=self._base_url(environ),
            path=self.split_path(path),
            query=dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
            headers=headers,
            mounted=mounted,
        )
        request.body = self.read_body(environ, request)
        return request

    def _base_url(self, environ: WSGIEnvironment) -> str:
        host = environ.get("HTTP_HOST", "").lower()
        if not self._origins or any(host in hosts for hosts in self._origins.values()):
            return self.get_base_url(environ)
        # A Host that somebody made up must not find its way into the locations that others follow.
        return f"{next(iter(self._origins))}{VERSION_PREFIX}"

    def dispatch_request(self, request: ScimRequest) -> ScimResponse:
        """Authenticate a request, whatever it is for, and serve it."""
        self.check_auth(request)
        if isinstance(request, Request) and not request.mounted:
            raise NotFoundException(detail=f"The SCIM endpoints are under {VERSION_PREFIX}")
        try:
            return self.handler.handle(request)
        except MethodNotAllowedException:
            # A method that an endpoint doesn't have matters only where the endpoint is.
            self._refuse_unknown_endpoint(request)
            raise

    def _refuse_unknown_endpoint(self, request: ScimRequest) -> None:
        name = request.path.strip("/").partition("/")[0]
        if name not in ("", "Me", "Bulk", "Schemas", "ResourceTypes", "ServiceProviderConfig", ".search"):
            self.service.resource_type_at(name)

    def check_auth(self, request: ScimRequest) -> None:
        """Refuse a request without the token; all endpoints are guarded alike."""
        scheme, _, shown = (request.header("Authorization") or "").partition(" ")
        right = self.token.encode()
        if self._scheme == "Basic":
            right = base64.b64encode(f"{USER_NAME}:{self.token}".encode())
        if scheme.lower() != self._scheme.lower() or not hmac.compare_digest(shown.strip().encode(), right):
            raise UnauthorizedException

    def handle_exception(self, request: ScimRequest, exception: Exception) -> ScimResponse:
        """Answer a request that failed."""
        response = super().handle_exception(request, exception)
        if response.status == 401:
            # Who showed no token gets no error code: https://www.rfc-editor.org/rfc/rfc6750#section-3.1
            shown = ', error="invalid_token"' if self._scheme == "Bearer" and request.header("Authorization") else ""
            response.headers["WWW-Authenticate"] = f'{self._scheme} realm="SCIM"{shown}'
        if "Allow" in response.headers and "GET" in response.headers["Allow"].split(", "):
            response.headers["Allow"] += ", HEAD"
        return response

    def finalize_response(self, request: ScimRequest, response: ScimResponse) -> ScimResponse:
        """Add what answers have in common."""
        # What a client wrote into the path goes into no header. The RFC's examples have a Location beside a
        # single resource, and nowhere else.
        location = response.headers.get("Content-Location")
        if location is not None:
            response.headers.setdefault("Location", location)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def _bytes(body: object) -> bytes:
    """Return a body as it is sent; one that is bytes already, as a fault may have it, goes out as it is."""
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def _text(path: str) -> str:
    """Return a path as text; WSGI hands on its bytes as Latin-1."""
    try:
        return path.encode("latin-1").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return path
