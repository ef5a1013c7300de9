"""What a run says where no connection comes about: the reason, and what to do about the usual ones."""

from __future__ import annotations

_REMEDIES = (
    (
        "CERTIFICATE_VERIFY_FAILED",
        "a certificate authority of your own goes into the file that --scim-ca-bundle (or SSL_CERT_FILE) names",
    ),
    ("CERTIFICATE_REQUIRED", "the server asks for a certificate of its client: name it in auth.client_certificate"),
    (
        "HANDSHAKE_FAILURE",
        "no common cipher, or the server asks for a certificate of its client: name it in auth.client_certificate",
    ),
    ("UNKNOWN_CA", "the server does not know who signed the certificate in auth.client_certificate"),
)


def with_remedy(words: str) -> str:
    """Return what a lower layer says of TLS, with what to do where that is known."""
    folded = words.upper().replace(" ", "_")
    remedies = (remedy for sign, remedy in _REMEDIES if sign in folded)
    remedy = next(remedies, None)
    return words if remedy is None else f"{words}; {remedy}"


def of_proxy(words: str, scheme: str) -> str:
    """Return the sentence about a proxy that lets nothing through; ``words`` begin with the status of its answer."""
    variable = f"{scheme.upper()}_PROXY"
    if words.startswith("407"):
        remedy = f"put its user name and password into {variable} (http://name:password@host:port)"
    else:
        remedy = f"correct {variable}, or name the provider's host in NO_PROXY"
    return f"the proxy answered {words}; {remedy}"
