"""Why no connection can be opened, told from the words of the layers below."""

from __future__ import annotations

KINDS = (
    ("certificate-ended", ("certificate has expired",)),
    ("certificate-early", ("certificate is not yet valid",)),
    ("certificate-name", ("hostname mismatch", "ip address mismatch", "doesn't match", "not valid for")),
    ("certificate-unknown", ("certificate_verify_failed", "certificate verify failed")),
    ("certificate-wanted", ("certificate_required", "certificate required", "bad_certificate", "bad certificate")),
    ("plain", ("wrong_version_number", "wrong version number", "record layer failure", "http_request")),
    ("tls", ("ssl", "tls", "handshake")),
    ("host", ("not known", "getaddrinfo", "name resolution", "no address associated", "nodename nor servname")),
    ("refused", ("refused",)),
    ("proxy", ("proxy", "tunnel", "407")),
    ("late", ("not answered in time", "timed out", "timeout")),
    ("route", ("unreachable", "no route")),
)
"""Each kind with what is said of it, in small letters; the first that fits counts."""


def kind_of_failure(why: str) -> str:
    """Return the kind of a connection that can't be opened."""
    said = why.casefold()
    return next((kind for kind, words in KINDS if any(word in said for word in words)), "no-connection")
