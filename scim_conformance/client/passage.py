"""What goes along with every request besides its credentials: certificates, and headers that a gateway asks for."""

from __future__ import annotations

import re
import shlex
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx

from .secrets import Secret

KEY_PASSWORD = "SCIM_KEY_PASSWORD"
"""The shell's variable for the password of a key, where the profile names none."""

_VISIBLE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_NOT_A_LETTER = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class Header:
    """A header that every request to the provider has, and the shell's variable that stands for its value in curl."""

    name: str
    value: Secret
    variable: str = ""

    @property
    def curl(self) -> str:
        """How curl sends it without showing it."""
        return f'-H "{self.name}: ${self.variable or variable_for(self.name)}"'


def variable_for(name: str) -> str:
    """Return the name of a shell's variable for the value of a header."""
    return "SCIM_" + _NOT_A_LETTER.sub("_", name.upper()).strip("_")


@dataclass(frozen=True)
class Certificate:
    """The certificate that a client shows, and the key that goes with it, in files of PEM."""

    file: str
    key_file: str | None = None
    """None where the key stands in the same file."""

    password: Secret | None = None
    variable: str = KEY_PASSWORD

    def load_into(self, context: ssl.SSLContext) -> None:
        """Let a context show it; ssl.SSLError or OSError where that fails."""
        # Never None: OpenSSL would ask for the password on the terminal, and wait.
        password = self.password.reveal() if self.password else ""
        context.load_cert_chain(self.file, self.key_file, lambda: password)


@dataclass(frozen=True)
class Passage:
    """What goes along with every request besides its credentials; its secrets show in no repr."""

    headers: tuple[Header, ...] = ()
    ca_bundle: str | None = None
    """A file of certificate authorities that are trusted beside the usual ones."""

    certificate: Certificate | None = field(default=None)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What nobody may see of it."""
        password = self.certificate.password if self.certificate else None
        return (*(header.value for header in self.headers), *([password] if password else ()))

    def context(self) -> ssl.SSLContext:
        """Return what TLS is spoken with; ssl.SSLError or OSError where a file can't be used."""
        context = httpx.create_ssl_context()
        if self.ca_bundle is not None:
            context.load_verify_locations(cafile=self.ca_bundle)
        if self.certificate is not None:
            self.certificate.load_into(context)
        return context

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with the files and the headers, each with what to do."""
        if self.ca_bundle is not None:
            yield from _unusable_bundle(self.ca_bundle)
        if self.certificate is not None:
            yield from _unusable_certificate(self.certificate)
        for header in self.headers:
            if not _VISIBLE.fullmatch(header.value.reveal()):
                yield (
                    f"auth.headers.{header.name} is empty or holds a line break or another character that HTTP can't "
                    "carry: give the value of the header alone."
                )

    def curl(self) -> str:
        """Return the options with which curl does the same; empty where there is nothing to say."""
        options = [f"--cacert {shlex.quote(self.ca_bundle)}"] if self.ca_bundle else []
        if self.certificate is not None:
            options.append(f"--cert {shlex.quote(self.certificate.file)}")
            if self.certificate.key_file is not None:
                options.append(f"--key {shlex.quote(self.certificate.key_file)}")
            if self.certificate.password is not None:
                options.append(f'--pass "${self.certificate.variable}"')
        return " ".join(options)

    def option(self, name: str, value: str) -> str | None:
        """Return curl's option for one of these headers, or None where it is another one."""
        for header in self.headers:
            if header.name.lower() == name.lower() and header.value.reveal() == value:
                return header.curl
        return None

    def as_dict(self) -> dict[str, Any]:
        """Return what crosses to another process, secrets in the clear."""
        shown = self.certificate
        password = shown.password.reveal() if shown and shown.password else None
        return {
            "headers": [[header.name, header.value.reveal(), header.variable] for header in self.headers],
            "ca_bundle": self.ca_bundle,
            "certificate": [shown.file, shown.key_file, password, shown.variable] if shown else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what :meth:`as_dict` gave."""
        certificate = None
        if data["certificate"]:
            file, key_file, password, variable = data["certificate"]
            certificate = Certificate(file, key_file, Secret(password) if password else None, variable)
        headers = tuple(Header(name, Secret(value), variable) for name, value, variable in data["headers"])
        return cls(headers, data["ca_bundle"], certificate)


NOTHING_MORE = Passage()
"""Nothing goes along: no further header, no certificate, and the usual authorities."""


def _unusable_bundle(path: str) -> Iterator[str]:
    option = "--scim-ca-bundle (of other commands: --ca-bundle)"
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except ssl.SSLError:
        yield f"{option} names {path}, which holds no certificate in PEM (-----BEGIN CERTIFICATE-----)."
    except OSError as error:
        yield f"{option} names {path}, which can't be read: {error.strerror}."


def _unusable_certificate(certificate: Certificate) -> Iterator[str]:
    where = "auth.client_certificate"
    missing = False
    for key, path in (("file", certificate.file), ("key_file", certificate.key_file)):
        try:
            if path is not None:
                with open(path, "rb"):
                    pass
        except OSError as error:
            missing = True
            yield f"{where}.{key} names {path}, which can't be read: {error.strerror}."
    if missing:
        return
    try:
        certificate.load_into(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    except ssl.SSLError as error:
        yield f"{where} can't be used: {_why(error, certificate)}"


def _why(error: ssl.SSLError, certificate: Certificate) -> str:
    if "MISMATCH" in (error.reason or ""):
        return "the key is not the one of the certificate. Name both from the same pair in file and key_file."
    # OpenSSL does not say what is wrong with a password; an encrypted key says that it is one.
    if b"ENCRYPTED" in Path(certificate.key_file or certificate.file).read_bytes():
        given = "is not the right one" if certificate.password else "is needed, as the key is encrypted"
        return f"the password {given}. Name the environment variable that holds it in password_env."
    return "it must be a certificate in PEM, and its key in PEM in the same file or in the one that key_file names."
