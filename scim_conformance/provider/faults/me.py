"""The alias /Me of the account that asks is answered wrong."""

from __future__ import annotations

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import altered, error, is_for, plain, read_back, with_headers


@fault("me-404", "SHOULD", seen_by="me.absent-is-501")
def absent_me_is_not_found(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET /Me, which is not supported, is answered with 404."""
    return error(404) if is_for(request, "GET", "Me") else behind(request)


@fault("me-location-is-alias", "MUST", seen_by="me.location-is-permanent", strangers=1)
def location_of_me_is_the_alias(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET /Me answers the account, with the alias itself as its Location."""
    if not is_for(request, "GET", "Me"):
        return behind(request)
    answer = _account(request, behind)
    return with_headers(answer, Location=f"{request.base_url}/Me", Content_Location=None)


@fault("me-location-of-somebody-else", "MUST", seen_by="me.location-is-permanent", strangers=2)
def location_of_me_is_somebody_elses(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET /Me answers the account, and its Location leads to another one."""
    if not is_for(request, "GET", "Me"):
        return behind(request)
    answer = _account(request, behind, number=1)
    return with_headers(_account(request, behind), Location=answer.headers.get("Location"), Content_Location=None)


@fault("me-500", "SHOULD", seen_by="me.absent-is-501")
def me_is_an_error_of_the_server(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET /Me, which is not supported, is answered with 500 and a page."""
    page = b"<html><body>Internal Server Error</body></html>"
    return plain(500, page, Content_Type="text/html") if is_for(request, "GET", "Me") else behind(request)


def _account(request: ScimRequest, behind: Behind, number: int = 0) -> ScimResponse:
    """Read an account that the run has not made as the one who asks."""
    everybody = altered(request, path="/Users", query={"filter": 'userName sw "stranger"', "sortBy": "userName"})
    return behind(read_back(request, "Users", (behind(everybody).body or {})["Resources"][number]["id"]))
