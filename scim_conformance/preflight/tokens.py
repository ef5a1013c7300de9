"""What a token says of itself, where it is a JSON Web Token."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime

PARTS = 3


def lapsed(token: str, now: datetime) -> datetime | None:
    """Return when a token has ended, or None where it has not or does not say.

    Only the end is read, and nothing is verified: https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4
    """
    end = _end(token)
    return end if end is not None and end <= now else None


def _end(token: str) -> datetime | None:
    parts = token.split(".")
    if len(parts) != PARTS:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    end = claims.get("exp") if isinstance(claims, dict) else None
    if isinstance(end, bool) or not isinstance(end, int | float):
        return None
    try:
        return datetime.fromtimestamp(end, UTC)
    except (OverflowError, ValueError, OSError):
        return None
