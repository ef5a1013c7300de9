"""Requests that are carried out for nobody, and refusals that don't say how to sign in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scim2_models import UnauthorizedException
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, Effect, fault, planted
from .tools import LIST, error, place, plain, with_header, with_headers

if TYPE_CHECKING:
    from scim_conformance.provider import Provider

BASIC = str(Path(__file__).with_name("basic.yaml"))
"""The profile of a provider that asks for a name and a password."""

WRONG = 'Bearer realm="SCIM", error="invalid_token"'


def _is_anonymous(request: ScimRequest) -> bool:
    return not request.header("Authorization")


def _open(provider: Provider, effect: Effect, to: Callable[[ScimRequest], bool]) -> None:
    """Let in those whom the provider would refuse, where ``to`` says so."""
    application: Any = provider.wsgi
    ask = application.check_auth

    def let_in(request: ScimRequest) -> None:
        try:
            ask(request)
        except UnauthorizedException:
            if not to(request):
                raise
            effect()

    application.check_auth = let_in


@planted(
    "auth-missing-200-users-get", "MUST", seen_by=("auth.without-credentials", "auth.endpoints-without-credentials")
)
def users_are_read_by_anybody(provider: Provider, effect: Effect) -> None:
    """GET below /Users is answered without credentials."""
    _open(provider, effect, lambda it: _is_anonymous(it) and it.method == "GET" and place(it)[0] == "Users")


@planted("auth-missing-ok-on-patch", "MUST", seen_by="auth.without-credentials")
def patched_by_anybody(provider: Provider, effect: Effect) -> None:
    """PATCH is carried out without credentials, and nothing else is."""
    _open(provider, effect, lambda it: _is_anonymous(it) and it.method == "PATCH")


@planted("auth-missing-ok-on-delete", "MUST", seen_by="auth.without-credentials")
def deleted_by_anybody(provider: Provider, effect: Effect) -> None:
    """DELETE is carried out without credentials, and nothing else is."""
    _open(provider, effect, lambda it: _is_anonymous(it) and it.method == "DELETE")


@planted(
    "auth-missing-ok-on-groups",
    "MUST",
    seen_by=("auth.groups-without-credentials", "auth.endpoints-without-credentials"),
)
def groups_are_open(provider: Provider, effect: Effect) -> None:
    """Groups are shown and changed without credentials, users are not."""
    _open(provider, effect, lambda it: _is_anonymous(it) and place(it)[0] == "Groups")


@planted("auth-missing-ok-on-search-bulk", "MUST", seen_by="auth.endpoints-without-credentials")
def search_and_bulk_are_open(provider: Provider, effect: Effect) -> None:
    """A search by POST and a bulk request are carried out without credentials."""
    _open(provider, effect, lambda it: _is_anonymous(it) and bool(re.search(r"(/|^)(\.search|Bulk)$", it.path)))


@planted("auth-any-token", "MUST", seen_by="auth.wrong-token")
def any_token_opens(provider: Provider, effect: Effect) -> None:
    """Any token opens, whether it was issued or not."""
    _open(provider, effect, lambda it: bool(re.match(r"(?i)bearer \S", it.header("Authorization") or "")))


@fault("auth-401-html", "MUST", seen_by="auth.refusal-has-a-body")
def sign_in_page(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A 401 is a page for people, in HTML."""
    answer = behind(request)
    page = b"<!DOCTYPE html><html><body><h1>Please sign in</h1></body></html>"
    kept = {"WWW_Authenticate": answer.headers.get("WWW-Authenticate", "")}
    return plain(401, page, Content_Type="text/html", **kept) if answer.status == 401 else answer


def _is_wrong_token(request: ScimRequest, answer: ScimResponse) -> bool:
    return answer.status == 401 and not _is_anonymous(request)


@fault("auth-invalid-is-403", "SHOULD", seen_by="auth.wrong-token-401")
def wrong_token_is_forbidden(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A wrong token is answered with 403."""
    answer = behind(request)
    return error(403) if _is_wrong_token(request, answer) else answer


@fault("auth-invalid-is-404", "SHOULD", seen_by="auth.wrong-token-401")
def wrong_token_finds_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A wrong token is answered with 404, as if there were nothing."""
    answer = behind(request)
    return error(404) if _is_wrong_token(request, answer) else answer


@fault("auth-login-redirect", "SHOULD", seen_by="auth.refusal-is-401")
def sent_to_sign_in(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A request without credentials is sent to a page to sign in at, with 302."""
    answer = behind(request)
    return plain(302, Location="/login") if answer.status == 401 and _is_anonymous(request) else answer


@fault("auth-invalid-200-empty", "MUST", seen_by="auth.wrong-token")
def wrong_token_sees_an_empty_tenant(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A read with a wrong token is answered with 200 and an empty list."""
    answer = behind(request)
    empty = {"schemas": [LIST], "totalResults": 0, "Resources": []}
    return plain(200, empty) if _is_wrong_token(request, answer) and request.method == "GET" else answer


@fault("auth-no-challenge", "MUST", seen_by="auth.challenge")
def refusal_without_challenge(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A 401 has no WWW-Authenticate."""
    return with_headers(behind(request), WWW_Authenticate=None)


def _challenged(answer: ScimResponse, challenge: str) -> ScimResponse:
    return with_headers(answer, WWW_Authenticate=challenge) if answer.status == 401 else answer


@fault("auth-challenge-of-another-scheme", "MUST", seen_by="auth.challenge-scheme")
def challenge_for_passwords(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A 401 asks for a name and a password, though tokens are what is taken."""
    return _challenged(behind(request), 'Basic realm="SCIM"')


@fault("auth-challenge-bare", "MUST", seen_by="auth.challenge-parameter")
def challenge_without_parameter(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The challenge of a 401 is the word Bearer alone."""
    return _challenged(behind(request), "Bearer")


@fault("auth-challenge-blames-nobody", "SHOULD", seen_by="auth.challenge-without-error")
def nobody_has_a_wrong_token(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Who shows no token is told that the token is wrong."""
    return _challenged(behind(request), WRONG)


@fault("auth-challenge-without-error", "SHOULD", seen_by="auth.challenge-error")
def wrong_token_is_not_named(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Who shows a wrong token is not told that it is the token."""
    return _challenged(behind(request), 'Bearer realm="SCIM"')


@fault("auth-challenge-malformed", "MUST", seen_by="auth.challenge-is-well-formed")
def challenge_says_twice(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The challenge to a wrong token names two realms, and has quotes in its description."""
    answer = behind(request)
    told = f'{WRONG}, realm="other", error_description="the \\"token\\" is wrong"'
    return _challenged(answer, told) if not _is_anonymous(request) else answer


@fault("auth-scheme-in-one-case", "SHOULD", seen_by="auth.scheme-in-any-case")
def scheme_is_case_sensitive(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The scheme is understood as Bearer only, not as bearer."""
    shown = request.header("Authorization") or ""
    return behind(request if shown.startswith("Bearer ") else with_header(request, "Authorization", None))


@fault("auth-any-scheme", "ADVICE", seen_by="auth.other-scheme")
def any_scheme_opens(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The token opens under every scheme, also where a password should stand."""
    shown = re.sub(r"^\S+(?= \S)", "Bearer", request.header("Authorization") or "")
    return behind(with_header(request, "Authorization", shown or None))


@planted("auth-token-half-compared", "MUST", seen_by="auth.spoiled-token")
def token_is_compared_loosely(provider: Provider, effect: Effect) -> None:
    """A token is taken for the right one where it differs in case, or in what stands behind it."""
    token = provider.token.casefold()

    def is_near(request: ScimRequest) -> bool:
        return (request.header("Authorization") or "").partition(" ")[2].casefold().startswith(token)

    _open(provider, effect, is_near)


@fault("auth-token-never-taken", "MUST", seen_by="auth.token-in-header")
def no_token_opens(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The header Authorization is never looked at, so nobody gets in."""
    return behind(with_header(request, "Authorization", None))


@fault("auth-no-challenge-for-passwords", "MUST", seen_by="auth.names-schemes", profile=BASIC)
def refusal_names_no_scheme(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A 401 of a provider that asks for a name and a password does not say so in WWW-Authenticate."""
    return with_headers(behind(request), WWW_Authenticate=None)
