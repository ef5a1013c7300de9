"""What the tests of the gallery validation stand on: a port to the embedded provider, and providers made by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from scim_conformance.entra.gallery.ground import Ground, ground_of
from scim_conformance.entra.mapping import groups_mapping, users_mapping
from scim_conformance.entra.port import Answer, Port
from scim_conformance.profile import Profile, load
from scim_conformance.provider import build
from scim_conformance.wire import SchemaSet

TOKEN = "correct-horse-battery-staple-0123"
MARK = "scimconf-65a1-"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Wire:
    """A port that keeps what went over it; ``answering`` may answer in the provider's place."""

    def __init__(self, carry: Port) -> None:
        self.carry = carry
        self.sent: list[tuple[str, str, Any]] = []
        self.answering: Callable[[str, str, Any, Port], Answer | None] = lambda *_: None

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        path = path.lstrip("/")
        self.sent.append((method, path, json))
        answer = self.answering(method, path, json, self.carry)
        found = self.carry(method, path, params=params, json=json) if answer is None else answer
        return Answer(found.status, found.json, found.headers, len(self.sent), 0.25, found.text)

    def asked(self, method: str) -> list[tuple[str, Any]]:
        """Return path and body of the requests with one method."""
        return [(path, body) for each, path, body in self.sent if each == method]


class Embedded:
    """The embedded provider of a profile, without a socket."""

    def __init__(self, profile: Profile) -> None:
        self.provider = build(profile, token=TOKEN)
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app=self.provider.wsgi),
            base_url="https://provider.test/v2",
            headers={"Authorization": f"Bearer {TOKEN}", "Accept": "application/scim+json"},
        )

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        content = None if json is None else dumps(json)
        headers = {} if json is None else {"Content-Type": "application/scim+json"}
        reply = self.http.request(method, f"/{path.lstrip('/')}", params=params, content=content, headers=headers)
        return answer_of(reply.status_code, reply.text)


def answer_of(status: int, text: str) -> Answer:
    try:
        return Answer(status, json.loads(text), text=text)
    except ValueError:
        return Answer(status, text=text)


def dumps(value: Any) -> str:
    return json.dumps(value)


def loaded(name: str, *overrides: str) -> Profile:
    return load(name, overrides, cwd=Path.cwd())


def stand(profile: Profile | str, carry: Port | None = None, **facts: Any) -> tuple[Ground, Wire]:
    """Return the ground for a profile on its embedded provider, or on another one."""
    profile = loaded(profile) if isinstance(profile, str) else profile
    wire = Wire(carry or Embedded(profile))
    documents = (wire.carry("GET", "Schemas").json or {}).get("Resources", []) if carry is None else []
    schemas = SchemaSet.from_documents(documents) if documents else None
    users = users_mapping(profile.users, schemas=schemas)
    groups = None if profile.groups.supported is False else groups_mapping(profile.groups, schemas=schemas)
    options = {"now": NOW, "schemas": schemas, "mark": MARK, "seed": 7, **facts}
    return ground_of(wire, profile, users, groups, **options), wire
