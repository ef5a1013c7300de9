"""What the provider offers in TLS, held against what Microsoft's page about SCIM endpoints asks for.

https://learn.microsoft.com/en-us/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups

A few handshakes, after which nothing is sent. Whom to trust is not looked at here: the run's own connections do that.
"""

from __future__ import annotations

import socket
import ssl
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import httpx

from scim_conformance.outcomes import Finding

from .certificate_key import Key, key_of
from .passage import NOTHING_MORE, Certificate, Passage
from .proxies import is_loopback, proxy_of

SUITES = (
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-AES128-SHA256",
    "ECDHE-ECDSA-AES256-SHA384",
    "ECDHE-RSA-AES128-SHA256",
    "ECDHE-RSA-AES256-SHA384",
)
"""The cipher suites that the page names, as OpenSSL calls them."""

SHORTEST_KEYS = {"RSA": 2048, "ECC": 256}

NAMES = ("tls-version", "tls-older", "tls-suites", "tls-key")

_OLDER = (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1)
_CALLED = {
    ssl.TLSVersion.TLSv1: "TLS 1.0",
    ssl.TLSVersion.TLSv1_1: "TLS 1.1",
    ssl.TLSVersion.TLSv1_2: "TLS 1.2",
    ssl.TLSVersion.TLSv1_3: "TLS 1.3",
}


@dataclass(frozen=True)
class Handshake:
    """What came of one handshake: what was agreed on, or why nothing was."""

    suite: str | None = None
    certificate: bytes | None = None
    unknown: str | None = None
    """Why the handshake says nothing of the provider; None where it was made or refused."""

    @property
    def made(self) -> bool:
        """Whether both sides agreed."""
        return self.suite is not None


def look_at_tls(url: str, *, timeout: float = 5.0, passage: Passage = NOTHING_MORE) -> tuple[Finding, ...]:
    """Return what the server of a URL offers, one finding for each demand; each handshake ends within ``timeout``.

    Where the run shows a certificate of its own, the handshakes do so too: a server that asks for one refuses others.
    """
    base = httpx.URL(url)
    if base.scheme != "https":
        return tuple(_without_tls(base.host))
    if proxy_of(base) is not None:
        says = "A proxy stands between this machine and the provider, so its TLS can't be seen."
        return tuple(Finding(name, None, says) for name in NAMES)
    server = _Server(base.host, base.port or 443, timeout, passage.certificate)
    plain = server.greet(ssl.TLSVersion.TLSv1_2)
    newer = server.greet(ssl.TLSVersion.TLSv1_3)
    if plain.unknown and newer.unknown:
        return tuple(Finding(name, None, plain.unknown) for name in NAMES)
    certificate = plain.certificate or newer.certificate
    return (
        _version(plain, newer),
        _older({version: server.greet(version) for version in _OLDER}),
        _suites(server.greet(ssl.TLSVersion.TLSv1_2, SUITES)),
        _key(key_of(certificate) if certificate else None),
    )


def _without_tls(host: str) -> Iterator[Finding]:
    if is_loopback(host):
        says = "The provider is on this machine and reached without TLS, which a deployed one must not be."
        yield from (Finding(name, None, says, applies=False) for name in NAMES)
        return
    yield Finding("tls-version", False, "The URL begins with http://: everything is sent in the clear, tokens too.")
    yield from (Finding(name, None, "There is no TLS to look at.") for name in NAMES[1:])


def _version(plain: Handshake, newer: Handshake) -> Finding:
    if plain.unknown:
        return Finding("tls-version", None, plain.unknown)
    if plain.made:
        return Finding("tls-version", True, f"TLS 1.2 is offered{', and TLS 1.3 too' if newer.made else ''}.")
    says = "TLS 1.3 is offered, but TLS 1.2 is refused." if newer.made else "TLS 1.2 is refused."
    return Finding("tls-version", False, says)


def _older(tried: dict[ssl.TLSVersion, Handshake]) -> Finding:
    offered = [_CALLED[version] for version, each in tried.items() if each.made]
    if offered:
        return Finding("tls-older", False, f"{' and '.join(offered)} {'is' if len(offered) == 1 else 'are'} offered.")
    unknown = [each.unknown for each in tried.values() if each.unknown]
    if unknown:
        return Finding("tls-older", None, unknown[0])
    return Finding("tls-older", True, f"{' and '.join(_CALLED[version] for version in tried)} are refused.")


def _suites(found: Handshake) -> Finding:
    if found.unknown:
        return Finding("tls-suites", None, found.unknown)
    if not found.made:
        return Finding("tls-suites", False, "By TLS 1.2, each of the eight suites of Microsoft's page is refused.")
    return Finding("tls-suites", True, f"Of the eight suites of Microsoft's page, the provider takes {found.suite}.")


def _key(key: Key | None) -> Finding:
    if key is None:
        return Finding("tls-key", None, "The key of the certificate is of a kind that can't be read here.")
    return Finding("tls-key", key.bits >= SHORTEST_KEYS[key.kind], f"The key is {key.kind} with {key.bits} bits.")


class _Server:
    """A server whom to shake hands with."""

    def __init__(self, host: str, port: int, timeout: float, certificate: Certificate | None = None) -> None:
        self._host, self._port, self._timeout, self._certificate = host, port, timeout, certificate

    def greet(self, version: ssl.TLSVersion, suites: tuple[str, ...] = ("ALL",)) -> Handshake:
        """Offer one version of TLS, and some cipher suites."""
        if not speaks(version):
            return Handshake(unknown=f"The OpenSSL of this machine does not speak {_CALLED[version]}.")
        try:
            context = _context(ssl.PROTOCOL_TLS_CLIENT, version, suites)
            if self._certificate is not None:
                self._certificate.load_into(context)
        except (ssl.SSLError, ValueError):
            return Handshake(unknown="The OpenSSL of this machine has none of the cipher suites to offer.")
        try:
            with (
                socket.create_connection((self._host, self._port), self._timeout) as plain,
                context.wrap_socket(plain, server_hostname=self._host) as secure,
            ):
                suite = secure.cipher()
                return Handshake(suite[0] if suite else "?", secure.getpeercert(binary_form=True))
        except TimeoutError:
            return Handshake(unknown=f"No handshake came to an end within {self._timeout:g} s.")
        except (ssl.SSLError, ConnectionResetError, BrokenPipeError):
            # A server that refuses says so, or says nothing and closes.
            return Handshake()
        except OSError as error:
            return Handshake(unknown=f"No connection could be opened to look at TLS: {error.strerror or error}.")


def _context(protocol: int, version: ssl.TLSVersion, suites: tuple[str, ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with warnings.catch_warnings():
        # Versions that are deprecated are what is looked for.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = version
        context.maximum_version = version
    # Level 0 lets OpenSSL offer what is weak too; else the refusal would be ours.
    context.set_ciphers(f"{':'.join(suites)}:@SECLEVEL=0")
    return context


@cache
def speaks(version: ssl.TLSVersion) -> bool:
    """Tell whether the OpenSSL of this machine can speak a version of TLS.

    Old versions are often switched off in its settings, which nothing shows but to let it talk to itself.
    """
    if version not in _OLDER:
        return ssl.HAS_TLSv1_3 if version is ssl.TLSVersion.TLSv1_3 else ssl.HAS_TLSv1_2
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        # Without a certificate, as nothing is to be proved.
        client = _context(ssl.PROTOCOL_TLS_CLIENT, version, ("AECDH",)).wrap_bio(to_client, to_server)
        server = _context(ssl.PROTOCOL_TLS_SERVER, version, ("AECDH",)).wrap_bio(to_server, to_client, server_side=True)
        return any([_goes_on(client), _goes_on(server)] == [True, True] for _ in range(6))
    except (ssl.SSLError, ValueError):
        return False


def _goes_on(side: ssl.SSLObject) -> bool:
    """Take a handshake as far as it goes, and tell whether it is done."""
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True
