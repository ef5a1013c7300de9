"""The provider of every bundled profile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from provider_by_hand import Client

from scim_conformance.profile import AttributeRule, Profile, bundled, load
from scim_conformance.provider import build
from scim_conformance.wire import GROUP, USER, SchemaSet, differences

VALUES: dict[str, Any] = {
    "boolean": True,
    "integer": 7,
    "decimal": 2.5,
    "dateTime": "2020-02-29T12:00:00Z",
    "reference": "https://example.com/x",
    "binary": "eA==",
}


def value(rule: AttributeRule) -> Any:
    if rule.samples:
        return rule.samples[0]
    return "bjensen@example.com" if rule.target.name == "userName" else VALUES.get(rule.type, f"Some {rule.path[:4]}")


def resource(rules: tuple[AttributeRule, ...], schema: str) -> dict[str, Any]:
    made: dict[str, Any] = {"schemas": [schema]}
    for rule in rules:
        rule.target.write(made, value(rule))
    return made


@pytest.fixture(params=sorted(bundled()))
def told(request: pytest.FixtureRequest, tmp_path: Path) -> Profile:
    return load(request.param, cwd=tmp_path)


@pytest.fixture
def client(told: Profile, served: Callable[[Profile], Client]) -> Client:
    return served(told)


def test_a_user_of_all_attributes_is_accepted_and_read_back(told: Profile, client: Client) -> None:
    rules = tuple(rule for rule in told.users.attributes if "manager" not in rule.path)
    sent = resource(rules, USER)

    created = client.post("/Users", sent)

    assert created.status_code == 201, created.text
    schemas = SchemaSet.from_documents(list(client.provider.shape.schemas))
    assert differences(sent, client.read(created.json()), schemas, subset=True) == []


def test_a_user_of_the_required_attributes_is_accepted_and_of_one_less_is_not(told: Profile, client: Client) -> None:
    required = tuple(rule for rule in told.users.attributes if rule.required)

    for lacking in required:
        rest = tuple(rule for rule in required if rule is not lacking)
        assert client.post("/Users", resource(rest, USER)).status_code == 400, lacking.path
    assert client.post("/Users", resource(required, USER)).status_code == 201


def test_groups_are_accepted_where_there_are_groups(told: Profile, client: Client) -> None:
    rules = tuple(rule for rule in told.groups.attributes if rule.path != "members")

    reply = client.post("/Groups", {"displayName": "Guides", **resource(rules, GROUP)})

    assert reply.status_code == (201 if told.groups.supported else 404)


def test_a_deleted_user_is_gone(told: Profile, client: Client) -> None:
    user = client.post("/Users", resource(tuple(r for r in told.users.attributes if r.required), USER)).json()

    assert client.delete(f"/Users/{user['id']}").status_code == 204
    assert client.get(f"/Users/{user['id']}").status_code == 404
    assert set(client.provider.storage.deactivated) == ({user["id"]} if told.delete == "deactivates" else set())


def test_strangers_can_be_put_into_it(told: Profile, client: Client) -> None:
    client.provider.seed_strangers(2)
    client.provider.seed_strangers(1)

    users = client.get("/Users").json()["Resources"]
    assert sorted(each["userName"] for each in users) == [f"stranger-{n}@example.org" for n in (1, 2, 3)]
    for each in users:
        assert client.put(f"/Users/{each['id']}", each).status_code == 200
    if told.groups.supported:
        groups = client.get("/Groups").json()["Resources"]
        assert {each["value"] for group in groups for each in group["members"]} == {each["id"] for each in users}


def test_the_storage_and_the_service_can_be_others(told: Profile) -> None:
    from scim_conformance.provider.service import TolerantService
    from scim_conformance.provider.storage import MemoryStorage

    class Forgetful(MemoryStorage):
        def generate_id(self, *args: Any) -> str:
            return "always-the-same"

    class Deaf(TolerantService):
        def me_target(self, request: Any) -> Any:
            return self.provider.resource_types[0], "always-the-same"

    provider = build(told, token="x" * 32, storage=Forgetful, service=Deaf)
    provider.seed_strangers(1)

    assert [each.id for each in provider.storage.resources] == ["always-the-same"] * (2 if told.groups.supported else 1)
