"""Tokens that open although they were never issued, or where they do not belong; and refusals that repeat them."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.provider.application import USER_NAME
from scim_conformance.wire import jwt_parts

from .auth import BASIC, _open
from .fault import Behind, Effect, fault, planted
from .tools import place, rewritten, with_header, with_headers

if TYPE_CHECKING:
    from scim_conformance.provider import Provider


def _shown(request: ScimRequest) -> str:
    return (request.header("Authorization") or "").partition(" ")[2]


def _by_query(request: ScimRequest) -> ScimRequest:
    token = request.query.get("access_token")
    return with_header(request, "Authorization", f"Bearer {token}") if token and not _shown(request) else request


@fault("auth-query-token", "ADVICE", area="auth", seen_by="auth.token-in-address")
def token_in_the_address_opens(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A token opens that stands in the address of a request."""
    return behind(_by_query(request))


@fault(
    "auth-query-token-cached",
    "SHOULD",
    area="auth",
    seen_by=("auth.token-in-address", "auth.token-in-address-is-private"),
)
def token_in_the_address_is_cached(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A token opens that stands in the address of a request, and the answer tells no cache that it is private."""
    asked = _by_query(request)
    answer = behind(asked)
    return answer if asked is request else with_headers(answer, Cache_Control="max-age=600")


@fault("auth-token-without-scheme", "ADVICE", area="auth", seen_by="auth.unknown-scheme")
def token_without_scheme_opens(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The token opens without any scheme in front of it."""
    shown = request.header("Authorization") or ""
    return behind(with_header(request, "Authorization", f"Bearer {shown}") if shown and " " not in shown else request)


@planted("auth-jwt-unverified", "MUST", area="auth", seen_by=("auth.tampered-token", "auth.spoiled-token"))
def signature_is_not_looked_at(provider: Provider, effect: Effect) -> None:
    """A JWT opens whose claims name the right issuer, whoever has signed it."""
    _open(provider, effect, lambda it: _issuer(_shown(it)) == _issuer(provider.token))


def _issuer(token: str) -> str | None:
    found = jwt_parts(token)
    return str(found[1].get("iss")) if found else None


@planted("auth-jwt-alg-none", "MUST", area="auth", seen_by="auth.tampered-token")
def algorithm_none_is_believed(provider: Provider, effect: Effect) -> None:
    """A JWT opens that says of itself that it is not signed."""

    def is_unsigned(request: ScimRequest) -> bool:
        shown = _shown(request)
        found = jwt_parts(f"{shown}x") if shown.endswith(".") else None
        return found is not None and found[0]["alg"] == "none"

    _open(provider, effect, is_unsigned)


@planted(
    "auth-any-token-on-groups",
    "MUST",
    area="auth",
    seen_by=("auth.groups-wrong-credentials", "auth.endpoints-wrong-credentials"),
)
def any_token_opens_groups(provider: Provider, effect: Effect) -> None:
    """Groups are shown and changed for any token, users are not."""
    _open(provider, effect, lambda it: bool(_shown(it)) and place(it)[0] == "Groups")


@planted("auth-any-token-on-search-bulk", "MUST", area="auth", seen_by="auth.endpoints-wrong-credentials")
def any_token_opens_search_and_bulk(provider: Provider, effect: Effect) -> None:
    """A search by POST and a bulk request are carried out for any token."""
    _open(provider, effect, lambda it: bool(_shown(it)) and bool(re.search(r"(/|^)(\.search|Bulk)$", it.path)))


@fault("auth-refusal-repeats-token", "ADVICE", area="auth", seen_by="auth.refusal-keeps-token")
def refusal_repeats_the_token(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The refusal of a token says which token it was."""
    answer, shown = behind(request), _shown(request)
    if answer.status != 401 or not shown:
        return answer
    return rewritten(answer, lambda body: {**body, "detail": f"There is no token {json.dumps(shown)}"})


@planted("auth-password-half-compared", "MUST", area="auth", seen_by="auth.wrong-password", profile=BASIC)
def password_is_compared_loosely(provider: Provider, effect: Effect) -> None:
    """A password is taken for the right one where it differs in case, or in what stands behind it."""
    right = f"{USER_NAME}:{provider.token}".casefold()
    _open(provider, effect, lambda it: _pair(_shown(it)).casefold().startswith(right))


def _pair(coded: str) -> str:
    try:
        return base64.b64decode(coded, validate=True).decode()
    except ValueError:
        return ""
