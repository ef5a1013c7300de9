"""Profiles made by hand, and what the tests of the provider talk to it with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from scim_conformance.profile import AttributeRule, Profile, ResourceRules
from scim_conformance.provider import Provider
from scim_conformance.wire import GROUP, USER, AttributePath

TOKEN = "correct-horse-battery-staple-0123"


def rule(path: str, type: Any = "string", **facts: Any) -> AttributeRule:
    return AttributeRule(path=path, target=AttributePath.parse(path), type=type, **facts)


def profile(*users: AttributeRule, groups: tuple[AttributeRule, ...] | None = None, **facts: Any) -> Profile:
    """A profile of an application with these attributes; without groups unless their attributes are given."""
    return Profile(
        name="Made by hand",
        slug=facts.pop("slug", "by-hand"),
        path=Path("by-hand.yaml"),
        sha256="",
        document={},
        users=ResourceRules(supported=True, attributes=users, user_name=facts.pop("user_name", None)),
        groups=ResourceRules(supported=groups is not None, attributes=groups or ()),
        **facts,
    )


class Clock:
    """Time that passes only when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2030, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float = 60) -> None:
        self.now += timedelta(seconds=seconds)


class Client:
    """A client of one provider, in the same process."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app=provider.wsgi),
            base_url="http://provider.test/v2",
            headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json"},
        )

    def get(self, path: str, **params: Any) -> httpx.Response:
        return self.http.get(path, params=params)

    def post(self, path: str, body: Any, **params: Any) -> httpx.Response:
        return self.http.post(path, json=body, params=params)

    def put(self, path: str, body: Any, **params: Any) -> httpx.Response:
        return self.http.put(path, json=body, params=params)

    def patch(self, path: str, *operations: dict[str, Any], **params: Any) -> httpx.Response:
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations}
        return self.http.patch(path, json=body, params=params)

    def delete(self, path: str) -> httpx.Response:
        return self.http.delete(path)

    def user(self, name: str = "bjensen", /, **attributes: Any) -> dict[str, Any]:
        return self._made("/Users", {"schemas": [USER], "userName": name, **attributes})

    def group(self, name: str = "Tour Guides", /, *members: str, **attributes: Any) -> dict[str, Any]:
        listed = [{"value": each} for each in members]
        return self._made("/Groups", {"schemas": [GROUP], "displayName": name, "members": listed, **attributes})

    def _made(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = self.post(path, body)
        assert reply.status_code == 201, reply.text
        made: dict[str, Any] = reply.json()
        return made

    def read(self, resource: dict[str, Any]) -> dict[str, Any]:
        kind = "Groups" if GROUP in resource["schemas"] else "Users"
        reply = self.get(f"/{kind}/{resource['id']}")
        assert reply.status_code == 200, reply.text
        read: dict[str, Any] = reply.json()
        return read

    def found(self, filter: str, path: str = "/Users") -> list[str]:
        reply = self.get(path, filter=filter)
        assert reply.status_code == 200, reply.text
        return [each["id"] for each in reply.json()["Resources"]]
