"""A JSON Web Token as text: taken apart, and changed so that its signature is no longer one of it.

https://www.rfc-editor.org/rfc/rfc7515#section-7.1
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any], str] | None:
    """Return the header, the claims and the signature of a signed JWT; None where the token is something else."""
    pieces = token.split(".")
    if len(pieces) != 3 or not all(pieces):
        return None
    header, claims = _unpacked(pieces[0]), _unpacked(pieces[1])
    if header is None or claims is None or not isinstance(header.get("alg"), str):
        return None
    return header, claims, pieces[2]


def tampered_tokens(token: str) -> Mapping[str, str]:
    """Return tokens that nobody has signed, by how each was made of a signed one; none where it is no signed JWT."""
    found = parts_of(token)
    if found is None:
        return {}
    header, claims, signature = found
    head, body, _ = token.split(".")
    return {
        "another signature": f"{head}.{body}.{_another(signature)}",
        "other claims": f"{head}.{_packed({**claims, 'admin': True})}.{signature}",
        "alg none": f"{_packed({**header, 'alg': 'none'})}.{body}.",
    }


def _another(signature: str) -> str:
    # In the middle: the bits of the last letter may belong to no byte, so that another one means the same.
    at = len(signature) // 2
    return signature[:at] + ("A" if signature[at] != "A" else "B") + signature[at + 1 :]


def _packed(part: Mapping[str, Any]) -> str:
    text = json.dumps(part, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unpacked(piece: str) -> dict[str, Any] | None:
    try:
        read = json.loads(base64.b64decode(piece + "=" * (-len(piece) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
