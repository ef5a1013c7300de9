"""How several checks walk through what discovery answers, and where an address in an answer leads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from scim_conformance import wire
from scim_conformance.client import Reply

Document = dict[str, Any]

PROTOCOL_SCHEMAS = frozenset(urn.casefold() for urn in (wire.SCHEMA, wire.RESOURCE_TYPE, wire.SERVICE_PROVIDER_CONFIG))
"""Schemas of discovery itself, which may nest deeper than those of resources."""


def attributes_of(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield each attribute and sub-attribute of a schema document with its path, as far as they can be read."""
    yield from _walk(document.get("attributes"), "")


def _walk(listed: Any, parent: str) -> Iterator[tuple[str, Document]]:
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            path = f"{parent}{each.get('name')}"
            yield path, each
            yield from _walk(each.get("subAttributes"), f"{path}.")


def of_resources(documents: Iterable[Document]) -> list[Document]:
    """Return the schemas that are not those of discovery itself."""
    return [each for each in documents if str(each.get("id", "")).casefold() not in PROTOCOL_SCHEMAS]


def by_id(documents: Iterable[Document], urn: str) -> Document | None:
    """Return the document with this id, in whatever case."""
    return next((each for each in documents if str(each.get("id", "")).casefold() == urn.casefold()), None)


def extensions_of(item: Document) -> list[Document]:
    """Return the extensions of a resource type that can be read; some providers list bare URNs."""
    listed = item.get("schemaExtensions")
    read = [{"schema": each} if isinstance(each, str) else each for each in listed] if isinstance(listed, list) else []
    return [each for each in read if isinstance(each, dict)]


def named_schemas(body: Any) -> list[str]:
    """Return the schemas that a resource names, in small letters."""
    named = body.get("schemas") if isinstance(body, dict) else None
    return [str(urn).casefold() for urn in named] if isinstance(named, list) else []


def address(reply: Reply, location: Any) -> str:
    """Return the whole address that a location in an answer names."""
    return urljoin(reply.url, str(location))


def below(base_url: str, reference: Any) -> str:
    """Return the whole address that a reference names, a relative one below the base URL."""
    text, base = str(reference), f"{base_url.rstrip('/')}/"
    if "://" in text or text.startswith(urlsplit(base).path):
        return urljoin(base, text)
    # The examples of the standard also write ../Groups/…, seen from a resource.
    return urljoin(base, text.removeprefix("../").lstrip("/"))


def elements(body: Any, path: str) -> list[Document]:
    """Return the elements of a multi-valued attribute that are objects."""
    held = wire.AttributePath.parse(path).read(body) if isinstance(body, dict) else None
    return [each for each in held if isinstance(each, dict)] if isinstance(held, list) else []


def has_form(url: str, form: str) -> bool:
    """Tell whether an address has a form in which ``{tenant}`` and the like stand for any text without a slash."""
    parts = re.split(r"\{[^{}]*\}", form.rstrip("/"))
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), url.rstrip("/"), re.IGNORECASE) is not None
