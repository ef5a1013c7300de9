"""What a creation tells is the provider's word only: it is read before it is changed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from client_by_hand import BASE, MARK, Bench, Benches, Provider, listing, user

from scim_conformance.client import Doubtful, NamesOthers, NotOurs, clean_up
from scim_conformance.client.assurance import referred_to

STRANGER = {"id": "ann", "userName": "ann@corp.example"}


def methods(made: Bench) -> list[str]:
    return [f"{request.method} {request.url.path.rpartition('v2/')[2]}" for request in made.asked]


def lying(provider: Provider, **told: Any) -> Provider:
    """A provider that creates, and answers with what was made under a stranger's id."""

    def create(request: httpx.Request) -> httpx.Response:
        answer = provider.answer(request, "Users")
        return httpx.Response(201, json={**answer.json(), "id": "ann", **told})

    provider.stored["Users"] = {"ann": dict(STRANGER)}
    provider.overrides["POST", "Users"] = create
    return provider


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
def test_an_id_that_is_somebody_else_s_is_not_changed(bench: Benches, provider: Provider, method: str) -> None:
    made = bench(lying(provider))
    made.scim.create("Users", user())

    with pytest.raises(Doubtful, match="a read shows somebody else there"):
        made.scim.request(method, "Users/ann", json=user())

    assert methods(made) == ["POST Users", "GET Users/ann"]
    assert provider.stored["Users"]["ann"] == STRANGER
    assert "ann@corp" not in made.kept()


def test_what_was_made_behind_a_wrong_id_is_found_by_its_name_and_deleted(bench: Benches, provider: Provider) -> None:
    made = bench(lying(provider))
    made.scim.create("Users", user())

    assert clean_up(made.scim, made.ledger, delete_means="removes").leftovers == []
    assert provider.stored["Users"] == {"ann": STRANGER}


def test_one_id_for_two_creations_loses_neither(bench: Benches, provider: Provider) -> None:
    made = bench(lying(provider))
    made.scim.create("Users", user("a"))
    made.scim.create("Users", user("b"))

    assert clean_up(made.scim, made.ledger, delete_means="removes").leftovers == []
    assert provider.stored["Users"] == {"ann": STRANGER}


def test_what_has_been_read_needs_not_be_read_again(bench: Benches, provider: Provider) -> None:
    made = bench(provider)
    resource = made.scim.create("Users", user()).resource
    assert resource is not None
    made.scim.read(resource)
    made.scim.delete(resource)

    assert methods(made) == ["POST Users", "GET Users/u-1", "DELETE Users/u-1"]


def test_an_id_that_was_given_once_more_is_read_again(bench: Benches, provider: Provider) -> None:
    made = bench(provider)
    resource = made.scim.create("Users", user()).resource
    assert resource is not None
    made.scim.delete(resource)
    provider.stored["Users"]["u-1"] = {**STRANGER, "id": "u-1"}

    with pytest.raises(Doubtful):
        made.scim.delete(resource)
    assert "u-1" in provider.stored["Users"]


@pytest.mark.parametrize("status", [403, 500, 501])
def test_where_nothing_can_be_read_the_creation_itself_must_bear_the_name(
    bench: Benches, provider: Provider, status: int
) -> None:
    provider.overrides["GET", "Users"] = lambda _: httpx.Response(status)
    made = bench(provider)
    named = made.scim.create("Users", user("a")).resource
    provider.overrides["POST", "Users"] = lambda _: httpx.Response(201, headers={"Location": f"{BASE}/Users/ann"})
    nameless = made.scim.create("Users", user("b")).resource
    assert named is not None
    assert nameless is not None

    assert made.scim.delete(named).status == 204
    with pytest.raises(Doubtful, match="told this id and no name"):
        made.scim.delete(nameless)


@pytest.mark.parametrize(
    "body",
    [
        {"displayName": f"{MARK}g", "members": [{"value": "ann"}]},
        {"displayName": f"{MARK}g", "members": [{"$ref": f"{BASE}/Users/ann"}]},
        {"userName": f"{MARK}u", "manager": "ann"},
        {"userName": f"{MARK}u", "groups": [{"value": "ann"}]},
        {
            "userName": f"{MARK}u",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "ann"}},
        },
        {"Operations": [{"op": "add", "path": "members", "value": [{"value": "ann"}]}]},
        {"Operations": [{"op": "add", "value": {"manager": {"value": "ann"}}}]},
    ],
)
@pytest.mark.parametrize("how", ["created", "listed", "listed without a name"])
def test_nobody_else_is_made_a_member_or_a_manager(
    bench: Benches, provider: Provider, body: dict[str, Any], how: str
) -> None:
    made = bench(lying(provider))
    if how == "created":
        made.scim.create("Users", user())
    elif how == "listed":
        made.scim.search("Users")
    else:
        provider.overrides["GET", "Users"] = lambda _: listing({"id": "ann"})
        made.scim.search("Users", attributes="id")

    with pytest.raises(NotOurs):
        made.scim.post("Groups", json=body)

    assert [each for each in methods(made) if "Groups" in each] == []


def test_what_the_provider_itself_shows_so_is_not_sent_back(bench: Benches, provider: Provider) -> None:
    made = bench(provider)
    provider.stored["Groups"] = {"everybody": {"id": "everybody", "displayName": "Everybody"}}
    made.scim.search("Groups")
    resource = made.scim.create("Users", user()).resource
    assert resource is not None
    provider.stored["Users"][resource.id]["groups"] = [{"value": "everybody"}]
    shown = made.scim.read(resource).json

    with pytest.raises(NamesOthers, match="the provider shows it so"):
        made.scim.replace(resource, shown)

    assert methods(made)[-1] == f"GET Users/{resource.id}"


def test_a_name_that_is_listed_with_somebody_else_s_id_is_looked_into_once(bench: Benches, provider: Provider) -> None:
    made = bench(provider)
    provider.stored["Users"] = {"ann": dict(STRANGER)}
    provider.overrides["POST", "Users"] = lambda _: httpx.Response(500)
    made.scim.create("Users", user("a"))
    found = listing({"id": "ann", "userName": f"{MARK}a"})
    provider.overrides["GET", "Users"] = lambda request: (
        found if request.url.params else httpx.Response(200, json=STRANGER)
    )

    left = clean_up(made.scim, made.ledger, delete_means="removes", last=False, sleep=lambda _: None).leftovers
    again = clean_up(made.scim, made.ledger, delete_means="removes", sleep=lambda _: None).leftovers

    assert ["the id of somebody else's" in each.why for each in (*left, *again)] == [True]
    assert methods(made).count("GET Users/ann") == 1
    assert "DELETE Users/ann" not in methods(made)


def test_a_body_that_is_nested_to_break_its_reader_refers_to_nobody() -> None:
    body: Any = {"members": [{"value": "ann"}]}
    for _ in range(5000):
        body = [body]

    assert list(referred_to(body)) == []
