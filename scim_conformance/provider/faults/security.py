"""Secrets that are shown, headers that are believed, and addresses that lead to somebody else."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, Effect, absent, fault, planted
from .tools import (
    Json,
    altered,
    each_resource,
    is_user,
    place,
    plain,
    rewritten,
    sent,
    succeeded,
    with_headers,
    with_query,
)

if TYPE_CHECKING:
    from scim_conformance.provider import Provider

TRACE = """Traceback (most recent call last):
  File "/srv/scim/app/handlers.py", line 88, in create
    user = store.insert(body)
ValueError: constraint violated"""


def _remember_password(request: ScimRequest, answer: ScimResponse, behind: Behind) -> None:
    """Keep the password of a user that a request has set, as it was sent."""
    body = sent(request) if request.method in ("POST", "PUT") else None
    password = body.get("password") if isinstance(body, dict) else None
    if password and succeeded(answer) and isinstance(answer.body, dict) and "id" in answer.body:
        behind.memory[answer.body["id"]] = password


def _shown(answer: ScimResponse, behind: Behind) -> ScimResponse:
    def show(user: dict[str, Json]) -> None:
        if is_user(user) and user.get("id") in behind.memory:
            user["password"] = behind.memory[user["id"]]

    return each_resource(answer, show)


@fault("sec-password-returned", "MUST", seen_by="security.no-password-is-shown", wild=True)
def password_comes_back(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The password of a user stands in every answer that shows the user."""
    answer = behind(request)
    _remember_password(request, answer, behind)
    return _shown(answer, behind)


@fault("sec-password-via-attributes", "MUST", seen_by="security.no-password-is-shown")
def password_for_the_asking(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The password of a user is shown where attributes asks for it."""
    answer = behind(request)
    _remember_password(request, answer, behind)
    return _shown(answer, behind) if "password" in request.query.get("attributes", "") else answer


def _told(answer: ScimResponse, more: str) -> ScimResponse:
    return rewritten(answer, lambda body: {**body, "detail": f"{body.get('detail')} {more}"})


@fault("sec-password-echo-in-error", "ADVICE", seen_by="security.errors-keep-secrets")
def error_repeats_what_was_sent(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A conflict is told with the whole body that was sent, password included."""
    answer = behind(request)
    return _told(answer, request.body.decode()) if answer.status == 409 else answer


@fault("sec-error-shows-the-other", "ADVICE", seen_by="security.errors-keep-secrets")
def error_shows_who_has_the_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A conflict is told with all data of the user who has the name already."""
    answer = behind(request)
    if answer.status != 409 or request.method != "POST":
        return answer
    named = json.dumps(sent(request).get("userName"))
    query = {"filter": f"userName eq {named}"}
    found = behind(altered(request, method="GET", path="/Users", query=query))
    return _told(answer, json.dumps(found.body, ensure_ascii=False))


@fault("sec-stacktrace", "ADVICE", seen_by="security.errors-keep-the-inside", wild=True)
def error_shows_its_trace(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A 400 is told with the stack trace of the exception behind it."""
    answer = behind(request)
    return _told(answer, TRACE) if answer.status == 400 else answer


@fault("sec-host-header-reflected", "ADVICE", seen_by="security.host-is-not-believed", wild=True)
def forwarded_host_is_believed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Locations are built of the host that X-Forwarded-Host names, whoever has sent it."""
    named, answer = request.header("X-Forwarded-Host"), behind(request)
    there = f"https://{named}{urlsplit(request.base_url).path}"

    def moved(text: str) -> str:
        return text.replace(request.base_url, there)

    if not named:
        return answer
    headers = {name: moved(value) for name, value in answer.headers.items()}
    return ScimResponse(answer.status, json.loads(moved(json.dumps(answer.body))), headers)


def _resolved(request: ScimRequest, behind: Behind, attribute: str) -> ScimResponse:
    """Answer a request for a user that is named by another attribute than its id."""
    endpoint, name = place(request)
    answer = behind(request)
    if answer.status != 404 or endpoint != "Users" or name is None:
        return answer
    query = {"filter": f"{attribute} eq {json.dumps(name)}"}
    found = list((behind(altered(request, method="GET", path="/Users", query=query)).body or {}).get("Resources") or ())
    return behind(altered(request, path=f"/Users/{found[0]['id']}")) if found else answer


@fault("sec-externalid-resolves-as-id", "MUST", seen_by="security.only-the-id-addresses", wild=True)
def external_id_is_an_address(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user is reached under its externalId, which its client has chosen."""
    return _resolved(request, behind, "externalId")


@fault("sec-username-resolves-as-id", "MUST", seen_by="security.only-the-id-addresses")
def user_name_is_an_address(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user is reached under its userName."""
    return _resolved(request, behind, "userName")


@fault("sec-cors-star", "ADVICE", seen_by="security.not-for-every-website")
def every_website_may_read(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Every website may read the answers, and send the credentials of whoever visits it."""
    return with_headers(behind(request), Access_Control_Allow_Origin="*", Access_Control_Allow_Credentials="true")


@fault("sec-cacheable", "ADVICE", seen_by="security.not-for-every-website")
def caches_may_keep_users(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Shared caches may keep what reads answer."""
    answer = behind(request)
    return with_headers(answer, Cache_Control="public, max-age=600") if request.method == "GET" else answer


absent(
    "sec-redirect-to-http",
    "security",
    "MUST",
    "A request by TLS is sent on to an address without it.",
    because="The embedded provider speaks HTTP without TLS, so there is nothing to fall back from.",
)


@planted("sec-no-tls", "MUST", seen_by=("security.tls", "security.token-over-tls"))
def reached_in_the_clear(provider: Provider, effect: Effect) -> None:
    """The provider is reached without TLS, so tokens cross the network in the clear."""
    provider.scheme = "http"
    effect()


@fault("sec-429-no-retry-after", "ADVICE", seen_by="security.limits-say-when")
def too_many_without_advice(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A client that is too fast gets 429 in plain text, and is not told when it may come back."""
    behind.memory["requests"] = behind.memory.get("requests", 0) + 1
    if behind.memory["requests"] == 40:
        return plain(429, b"Too many requests", Content_Type="text/plain")
    return behind(request)


@fault("sec-slow-filter", "ADVICE", seen_by=("security.searches-are-answered-in-time", "filter.nobody-is-success"))
def slow_to_find_nobody(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by a userName that nobody ever had looks through everybody, and takes longer than clients wait."""
    named = re.fullmatch(r'userName eq "([^"]*)"', request.query.get("filter", ""), re.I)
    if named and not any(_folded(named[1]) in body for body in behind.memory.get("bodies", ())):
        raise TimeoutError
    behind.memory.setdefault("bodies", []).append(_folded(request.body.decode(errors="replace")))
    return behind(request)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


@fault("sec-method-override", "MUST", seen_by="security.get-stays-a-get")
def header_changes_the_method(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A GET is carried out as what X-HTTP-Method-Override asks for."""
    wanted = request.header("X-HTTP-Method-Override")
    return behind(altered(request, method=wanted) if wanted and request.method == "GET" else request)


@fault("sec-location-elsewhere", "ADVICE", seen_by="security.location-below-base")
def location_is_an_inner_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The Location of a creation names a host behind the proxy, which no client can reach."""
    answer = behind(request)
    if answer.status != 201:
        return answer
    path = urlsplit(answer.headers["Location"]).path
    return with_headers(answer, Location=f"http://scim-backend.internal:8080{path}")


@fault("sec-password-in-filters", "SHOULD", seen_by="security.no-guessing-of-passwords")
def password_can_be_guessed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by password finds the user whose password it is."""
    text = request.query.get("filter", "")
    asked = re.fullmatch(r'(.+) and password eq "(.*)"', text)
    if asked is None:
        answer = behind(request)
        _remember_password(request, answer, behind)
        return answer
    right = asked[2] in behind.memory.values()
    return behind(with_query(request, filter=asked[1] if right else 'id eq "-"'))


@fault("sec-token-in-a-cookie", "MUST", seen_by="security.no-token-in-cookies")
def token_in_a_cookie(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The token comes back as a cookie that may travel in the clear."""
    token = (request.header("Authorization") or "").partition(" ")[2]
    return with_headers(behind(request), Set_Cookie=f"session={token}; Path=/; HttpOnly") if token else behind(request)
