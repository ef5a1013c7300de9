"""Bodies under the wrong label or in the wrong encoding, and labels that are not understood."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import altered, error, sent, with_headers


def _label(request: ScimRequest) -> str:
    return (request.header("Content-Type") or "").lower()


def _writes(request: ScimRequest) -> bool:
    return request.method in ("POST", "PUT", "PATCH")


def _labelled(answer: ScimResponse, label: str) -> ScimResponse:
    return answer if answer.body is None else with_headers(answer, Content_Type=label)


@fault(
    "ct-response-application-json",
    "ENTRA",
    area="entra",
    seen_by="entra.answers-are-scim-json",
    profile="entra",
    wild=True,
)
def answers_as_plain_json(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Answers are labelled application/json."""
    return _labelled(behind(request), "application/json")


@fault("ct-response-swapped", "MUST", seen_by="content-negotiation.accepts-scim-json", wild=True)
def answers_as_something_unknown(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Answers are labelled application/json+scim, a type that does not exist."""
    return _labelled(behind(request), "application/json+scim")


@fault("ct-response-text-html", "MUST", seen_by="content-negotiation.accepts-scim-json")
def answers_as_a_page(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Answers are labelled as pages in HTML, though they are JSON."""
    return _labelled(behind(request), "text/html; charset=utf-8")


@fault(
    "ct-response-text-json",
    "SHOULD",
    seen_by=("content-negotiation.answers-scim-json", "content-negotiation.every-body-is-scim-json"),
)
def answers_as_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Answers are labelled text/json, an old name that is none of the standard's."""
    return _labelled(behind(request), "text/json")


# RFC 7644 section 3.8 has no keyword for the label of an answer, so another name of JSON goes against a SHOULD only.
@fault("ct-error-response-json", "SHOULD", seen_by="content-negotiation.every-body-is-scim-json")
def errors_as_plain_json(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Errors are labelled application/json, all other answers as they should."""
    answer = behind(request)
    return _labelled(answer, "application/json") if int(answer.status) >= 400 else answer


@fault("ct-scim-json-body-ignored", "MUST", seen_by="content-negotiation.reads-scim-json", wild=True)
def scim_bodies_are_not_read(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A body labelled application/scim+json is taken for an empty object."""
    return behind(altered(request, body={}) if _writes(request) and "scim+json" in _label(request) else request)


@fault("ct-charset-param-rejected", "MUST", seen_by="content-negotiation.reads-scim-json", wild=True)
def charset_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A label with a charset behind it is refused with 415."""
    return error(415) if "charset" in _label(request) else behind(request)


# RFC 7644 section 3.8 speaks of the Accept header only; no sentence has bodies read under the older name: it is advice.
@fault("ct-request-json-415", "ADVICE", seen_by="content-negotiation.reads-plain-json", wild=True)
def plain_json_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A body labelled application/json is refused with 415."""
    return error(415) if _label(request).startswith("application/json") else behind(request)


@fault("ct-accept-star-406", "MUST", seen_by="content-negotiation.accepts-anything")
def anything_is_not_acceptable(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A request that accepts everything, or doesn't say what it accepts, is refused with 406."""
    return error(406) if request.header("Accept") in (None, "", "*/*") else behind(request)


@fault("ct-accept-json-406", "SHOULD", seen_by="content-negotiation.accepts-json")
def plain_json_is_not_acceptable(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A request that accepts application/json alone is refused with 406."""
    return error(406) if request.header("Accept") == "application/json" else behind(request)


@fault("ct-response-names-latin-1", "MUST", seen_by="content-negotiation.answers-in-utf8")
def another_encoding_is_named(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Answers say that they are in ISO-8859-1."""
    return _labelled(behind(request), "application/scim+json; charset=iso-8859-1")


@fault("ct-response-in-latin-1", "MUST", seen_by="content-negotiation.every-body-is-readable")
def another_encoding_is_used(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Answers are written in ISO-8859-1, whatever their label says."""
    answer = behind(request)
    text = json.dumps(answer.body, ensure_ascii=False) if isinstance(answer.body, dict) else ""
    # Letters that the encoding lacks stay escaped, so that only those which it has are wrong.
    written = re.sub(r"[^\x00-\xff]", lambda found: json.dumps(found[0])[1:-1], text).encode("latin-1")
    return _with_bytes(answer, written) if text else answer


@fault("ct-response-bom", "MUST", seen_by="content-negotiation.every-body-is-readable")
def answers_begin_with_a_mark(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Answers begin with a byte order mark."""
    answer = behind(request)
    text = json.dumps(answer.body) if isinstance(answer.body, dict) else ""
    return _with_bytes(answer, codecs.BOM_UTF8 + text.encode()) if text else answer


@fault("ct-response-name-twice", "SHOULD", seen_by="content-negotiation.every-name-once")
def a_name_stands_twice(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Every object that is answered has its schemas twice, empty first and then right."""
    answer = behind(request)
    text = json.dumps(answer.body) if isinstance(answer.body, dict) and answer.body else ""
    # Readers that let the last one count notice nothing; others read a resource without schemas.
    return _with_bytes(answer, f'{{"schemas": [], {text[1:]}'.encode()) if text else answer


def _with_bytes(answer: ScimResponse, body: Any) -> ScimResponse:
    return ScimResponse(answer.status, body, dict(answer.headers))


@fault("ct-request-bom-500", "SHOULD", seen_by="content-negotiation.byte-order-mark")
def mark_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A body that begins with a byte order mark makes the provider fail with 500."""
    return error(500) if request.body.startswith(codecs.BOM_UTF8) else behind(request)


def _spoilt(request: ScimRequest, letters: str, behind: Behind) -> ScimResponse:
    """Answer a request in whose body some letters have become question marks."""
    text = json.dumps(sent(request), ensure_ascii=False) if _writes(request) and request.body else ""
    lost = re.sub(letters, "?", text)
    return behind(request if lost == text else altered(request, body=json.loads(lost)))


@fault("ct-letters-lost", "MUST", seen_by="content-negotiation.every-script")
def letters_beyond_latin_are_lost(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Letters beyond those of ISO-8859-1 are stored as question marks."""
    return _spoilt(request, r"[^\x00-\xff]", behind)


@fault("ct-planes-lost", "MUST", seen_by="content-negotiation.every-plane")
def letters_beyond_the_first_plane_are_lost(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Emoji and all that lies beyond the first plane of Unicode is stored as question marks."""
    return _spoilt(request, r"[^\x00-\uffff]", behind)


@fault("ct-escapes-not-joined", "MUST", seen_by="content-negotiation.escaped-characters")
def pairs_of_escapes_are_lost(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Two escapes that stand for one letter are stored as question marks."""
    pairs = rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    return behind(replace(request, body=re.sub(pairs, b"??", request.body)))
