"""What a run says where a token endpoint gives no token: who answered what, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .redaction import Redactor
from .token_endpoint import Grant, Posted, plain_address

LONGEST_DESCRIPTION = 200

_CODE = re.compile(r"[\w.-]{1,60}", re.ASCII)

_SECRET = "the client id and the secret that `auth` names, and whether `auth.send` has to be header or body"
_ASSERTION = (
    "that the assertion has not run out, that its audience is this endpoint, and that its issuer is trusted there"
)

_ADVICE = {
    "invalid_client": "Check {proof}.",
    "invalid_grant": "Check {proof}.",
    "unauthorized_client": "Allow this client the grant client_credentials.",
    "unsupported_grant_type": "The endpoint has to offer the grant client_credentials, which Microsoft Entra ID uses.",
    "invalid_scope": "Set `auth.scope` to a scope that the endpoint knows, or leave it out.",
    "invalid_request": "Check `auth.scope`, and that the endpoint takes the credentials where `auth.send` puts them.",
}

_BY_STATUS = {
    400: "Check {proof}.",
    401: "Check {proof}.",
    403: "Check {proof}.",
    404: "Check `auth.token_url`: there is nothing at this address.",
    405: "Check `auth.token_url`: this address takes no POST.",
    415: "A token endpoint has to take application/x-www-form-urlencoded.",
    429: "Wait, and run again.",
}
_REDIRECT = "A redirect is not followed with a secret in hand: write the address that answers into `auth.token_url`."
_FAILING = "The token endpoint itself fails: look into its log."
_OTHER = "Check `auth.token_url`."


def of_refusal(answer: Posted, grant: Grant) -> str:
    """Return the sentence about an endpoint that gave no success, or no answer at all."""
    if answer.status is None:
        remedy = "Check `auth.token_url`, and that this machine reaches it."
        return f"No token from {plain_address(grant.url)}: {answer.problem}. {remedy}"
    code, description = _error_of(answer.json, grant)
    told = f" with the OAuth error {code}" if code else ""
    told += f" ({description})" if description else ""
    return (
        f"No token from {plain_address(grant.url)}: it answered {answer.status}{told}. {_advice(answer, code, grant)}"
    )


def of_no_token(answer: Posted, grant: Grant, what: str) -> str:
    """Return the sentence about a success that holds no token that could be used."""
    kind = "" if isinstance(answer.json, dict) else ", which is no JSON object"
    remedy = "A token endpoint answers with access_token, token_type Bearer and expires_in, in JSON."
    return f"No token from {plain_address(grant.url)}: it answered {answer.status}, but {what}{kind}. {remedy}"


def _error_of(body: Any, grant: Grant) -> tuple[str, str]:
    said: Mapping[str, Any] = body if isinstance(body, dict) else {}
    code, description = said.get("error"), said.get("error_description")
    known = code if isinstance(code, str) and _CODE.fullmatch(code) else ""
    if not isinstance(description, str):
        return known, ""
    # An endpoint may quote what it was sent.
    hidden = Redactor(grant.secrets).named(Redactor(grant.secrets).text(description))
    line = " ".join("".join(char if char.isprintable() else " " for char in hidden).split())
    return known, line if len(line) <= LONGEST_DESCRIPTION else f"{line[:LONGEST_DESCRIPTION]}…"


def _advice(answer: Posted, code: str, grant: Grant) -> str:
    status = answer.status or 0
    if code in _ADVICE:
        advice = _ADVICE[code]
    elif status in _BY_STATUS:
        advice = _BY_STATUS[status]
    elif 300 <= status < 400:
        advice = _REDIRECT
    else:
        advice = _FAILING if status >= 500 else _OTHER
    return advice.format(proof=_ASSERTION if grant.kind == "jwt-assertion" else _SECRET)
