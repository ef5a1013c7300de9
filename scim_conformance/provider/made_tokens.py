"""The token of a run against the embedded provider: good for this run alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any


def made_token() -> str:
    """Return a new token: a signed JWT, as most providers give out, that the provider compares as a whole."""
    claims = {"iss": "the embedded provider", "jti": secrets.token_urlsafe(16)}
    signed = f"{_packed({'alg': 'HS256', 'typ': 'JWT'})}.{_packed(claims)}"
    return f"{signed}.{_text(hmac.digest(secrets.token_bytes(32), signed.encode(), hashlib.sha256))}"


def _packed(part: dict[str, Any]) -> str:
    return _text(json.dumps(part, separators=(",", ":")).encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
