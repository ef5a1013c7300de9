"""The ``gallery`` section of a document: made into objects, and held against the calendar and the syntax of paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from scim_conformance.wire import AttributePath

from .gallery import Federated, Gallery
from .paths import Steps
from .secret_refs import secret_ref
from .shape import Finding

_DAYS = ("non_gallery_test", "sign_in_test", "validator_run")


def build_gallery(said: Mapping[str, Any]) -> Gallery:
    """Return the statements of a valid ``gallery`` section."""
    known = {key: value for key, value in said.items() if value != "unknown"}
    contacts = known.pop("contacts", {})
    tenants = known.pop("tenants", None)
    federated = known.pop("federated", None)
    return Gallery(
        engineering=_known(contacts.get("engineering")),
        support=_known(contacts.get("support")),
        tenants=len(tenants) if isinstance(tenants, list) else tenants,
        federated=_federated(federated) if federated is not None else None,
        **{key: _made(key, value) for key, value in known.items()},
    )


def _known(value: Any) -> Any:
    return None if value == "unknown" else value


def _made(key: str, value: Any) -> Any:
    if key in _DAYS:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def _federated(said: Mapping[str, Any]) -> Federated:
    plain = {key: value for key, value in said.items() if key != "application_secret"}
    reference = said.get("application_secret")
    return Federated(**plain, application_secret=secret_ref(reference) if reference else None)


def gallery_findings(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what no schema can say of the statements: days that no calendar has, and paths that are none."""
    gallery = data.get("gallery")
    if not isinstance(gallery, dict):
        return
    for key in _DAYS:
        value = gallery.get(key)
        if isinstance(value, str) and value != "unknown" and not _is_day(value):
            yield Finding(("gallery", key), f"`{value}` is no day of the calendar.", "Write one such as 2026-03-31.")
    yield from _token_endpoint(gallery.get("federated"))
    values = gallery.get("values")
    for i, row in enumerate(values if isinstance(values, list) else ()):
        for path in row if isinstance(row, dict) else ():
            yield from _path(("gallery", "values", i, path), path)


def _token_endpoint(federated: Any) -> Iterator[Finding]:
    address = federated.get("token_endpoint") if isinstance(federated, dict) else None
    if not isinstance(address, str) or not address.startswith("http://"):
        return
    if _host(address) not in ("localhost", "127.0.0.1", "::1"):
        what = "A secret would be sent to this address without TLS."
        yield Finding(("gallery", "federated", "token_endpoint"), what, "Write the address with https://.")


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _path(steps: Steps, path: str) -> Iterator[Finding]:
    try:
        AttributePath.parse(path)
    except ValueError as error:
        yield Finding(steps, str(error), "")


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
