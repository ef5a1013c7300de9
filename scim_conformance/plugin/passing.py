"""What goes along with every request of a run: the profile's headers and certificate, and whom the run trusts."""

from __future__ import annotations

from scim_conformance.client import KEY_PASSWORD, Certificate, Header, Passage, Secret, variable_for
from scim_conformance.profile.model import Auth, ClientCertificate, SecretRef

from .secret_places import Finder


def passage_of(auth: Auth, finder: Finder, ca_bundle: str | None) -> Passage:
    """Return what goes along with every request; what is wrong with it is added to the finder's problems."""
    before = len(finder.problems)
    headers = tuple(
        Header(name, value, ref.env or variable_for(name))
        for name, ref in auth.headers.items()
        if (value := finder.find(ref, f"auth.headers.{name}")) is not None
    )
    certificate = _certificate(auth.client_certificate, finder) if auth.client_certificate else None
    passage = Passage(headers, str(finder.here / ca_bundle) if ca_bundle else None, certificate)
    if len(finder.problems) == before:
        finder.problems.extend(passage.problems())
    return passage


def _certificate(said: ClientCertificate, finder: Finder) -> Certificate:
    password: Secret | None = None
    if said.password_env is not None:
        password = finder.find(SecretRef(env=said.password_env), "auth.client_certificate.password_env")
    return Certificate(
        str(finder.here / said.file),
        str(finder.here / said.key_file) if said.key_file else None,
        password,
        said.password_env or KEY_PASSWORD,
    )
