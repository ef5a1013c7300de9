"""The storage as scim2-server wants it, and as several threads use it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from provider_by_hand import Client
from scim2_server.testing import ScimStorageContract
from scim2_server.utils import load_default_provider

from scim_conformance.provider.storage import MemoryStorage, Rules
from scim_conformance.wire import USER, add

PROVIDER = load_default_provider()


class TestMemoryStorage(ScimStorageContract):
    """All that scim2-server asks of a storage."""

    @pytest.fixture
    def storage(self) -> MemoryStorage:
        storage = MemoryStorage(Rules(e_mail_names=False, deactivates=False, frozen={"User": (), "Group": ()}))
        storage.serve(PROVIDER)
        return storage


def together(count: int, work: object) -> list[httpx.Response]:
    assert callable(work)
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def test_of_users_created_together_with_one_name_one_is_there(client: Client) -> None:
    replies = together(8, lambda _: client.post("/Users", {"schemas": [USER], "userName": "bjensen"}))

    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 7


def test_no_member_is_lost_when_many_are_added_together(client: Client) -> None:
    users = [client.user(f"user-{number}")["id"] for number in range(8)]
    group = client.group()

    together(8, lambda n: client.patch(f"/Groups/{group['id']}", add("members", [{"value": users[n]}])))

    assert {each["value"] for each in client.read(group)["members"]} == set(users)


def test_of_changes_made_together_to_one_version_one_is_made(client: Client) -> None:
    user = client.user()
    match = {"If-Match": user["meta"]["version"]}

    def change(number: int) -> httpx.Response:
        body = {"schemas": [USER], "userName": "bjensen", "title": str(number)}
        return client.http.put(f"/Users/{user['id']}", json=body, headers=match)

    assert sorted(reply.status_code for reply in together(8, change)) == [200] + [412] * 7


def test_an_element_that_is_sent_twice_is_kept_once(client: Client) -> None:
    mail = {"type": "work", "value": "b@example.com"}

    user = client.user(emails=[mail, mail, {**mail, "type": "home"}])

    assert [each["type"] for each in client.read(user)["emails"]] == ["work", "home"]
