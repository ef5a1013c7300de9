"""What kind of answer an answer is, before anybody asks whether it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scim_conformance.client import Reply

ALIVE = "alive"
"""An answer of a provider that takes part: right or wrong, there is something to test."""

STATUSES = {
    401: "token",
    403: "rights",
    404: "missing",
    405: "missing",
    407: "proxy",
    410: "missing",
    429: "limited",
    501: "missing",
    502: "gateway",
    503: "away",
    504: "gateway",
}

WITHOUT_A_BODY = frozenset({201, 202, 204})
"""Answers to a creation that say without a body that something was made."""

_OF_A_LIST = frozenset({"schemas", "resources", "totalresults", "itemsperpage", "startindex"})
_OF_A_RESOURCE = frozenset({"schemas", "id", "username", "meta"})
_OF_A_CONFIGURATION = frozenset({"patch", "bulk", "filter", "sort", "etag", "authenticationschemes"})


def is_alive(reply: Reply) -> bool:
    """Tell whether an answer shows a provider that takes part."""
    return kind_of(reply) == ALIVE


def kind_of(reply: Reply) -> str:
    """Return one word for an answer; ``alive`` wherever the provider may be taking part."""
    status = reply.status
    if status is None:
        return "silent"
    if status in STATUSES:
        return STATUSES[status]
    if status >= 500:
        return "error"
    if 300 <= status < 400:
        return "moved"
    if is_page(reply):
        return "page"
    if 200 <= status < 300 and not _may_be_scim(reply):
        return "foreign"
    return ALIVE


def is_page(reply: Reply) -> bool:
    """Tell whether an answer is a page for people."""
    begin = reply.text[:1000].lstrip("\ufeff \t\r\n").casefold()
    named = "html" in reply.headers.get("Content-Type", "").casefold()
    return begin.startswith(("<!doctype html", "<html")) or (named and begin.startswith("<"))


def is_sign_in(reply: Reply) -> bool:
    """Tell whether a page asks somebody to sign in."""
    text = reply.text[:200_000].casefold()
    return is_page(reply) and any(word in text for word in ('type="password"', "type='password'", "saml", "sign in"))


def speaks_scim(reply: Reply) -> bool:
    """Tell whether an answer is what only a SCIM provider gives: a list, or an error in SCIM's form."""
    names = _names(reply.json)
    if reply.ok:
        return bool(names & {"resources", "totalresults"}) or (isinstance(reply.json, list) and bool(reply.json))
    return any("scim:api:messages" in str(urn).casefold() for urn in _schemas(reply.json))


def _may_be_scim(reply: Reply) -> bool:
    """Tell whether a success could be meant as SCIM; a creation may be answered without a body."""
    if reply.method != "GET":
        told = _names(reply.json) & _OF_A_RESOURCE or isinstance(reply.json, list)
        return bool(reply.resource or told or (not reply.text and reply.status in WITHOUT_A_BODY))
    return isinstance(reply.json, list) or bool(_names(reply.json) & (_OF_A_LIST | _OF_A_CONFIGURATION))


def _names(body: Any) -> set[str]:
    return {str(name).casefold() for name in body} if isinstance(body, dict) else set()


def _schemas(body: Any) -> list[Any]:
    named = body.get("schemas") if isinstance(body, dict) else None
    return named if isinstance(named, list) else []
