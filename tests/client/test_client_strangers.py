"""Whatever a provider answers, no file holds what belongs to somebody that the run did not create."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from client_by_hand import ERROR, LIST, MARK, USER, Benches, Provider, listing, user

ANN = {
    "schemas": [USER],
    "id": "42",
    "userName": "ann.smith@corp.example",
    "name": {"givenName": "Ann", "familyName": "Smith"},
    "active": True,
    "age": 4711,
    "emails": [{"value": "ann@home.example", "type": "home", "primary": True}],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"displayName": "Carl Boss"}},
    "meta": {
        "resourceType": "User",
        "location": "https://api.example.com/scim/v2/Users/ann.smith",
        "createdBy": "carl@corp.example",
        "lastModified": "2024-01-01T10:11:12Z",
    },
    "photos": None,
}
PRIVATE = ("ann", "smith", "carl", "boss", "corp", "@home", "4711", "10:11:12", "secretplan", "+4912345")

SHAPES: dict[str, Any] = {
    "a ListResponse": {"schemas": [LIST], "totalResults": 1, "Resources": [ANN]},
    "a bare array": [ANN],
    "resources in lower case": {"totalResults": "1", "resources": [ANN]},
    "a single resource": ANN,
    "no schemas": {"Resources": [{k: v for k, v in ANN.items() if k != "schemas"}]},
    "no id": {"Resources": [{k: v for k, v in ANN.items() if k != "id"}]},
    "nested": {"data": {"page": {"people": [{"wrapped": {"user": ANN}}]}}, "by": "carl"},
    "an array in an array": [[[ANN, "ann"]]],
    "by name": {"ann.smith": ANN, "carl": {**ANN, "id": "43"}},
    "by a name that looks like an attribute": {"users": {"annsmith": ANN, "carlboss": ANN}},
    "masses of fields": {"Resources": [{**ANN, **{f"custom{n}": "secretplan" for n in range(300)}}]},
    "a key that is no attribute": {"Resources": [{"id": "1", "ann@corp.example": True, "Carl Boss": 1}]},
    "strings only": ["ann@corp.example", "carl"],
    "one string": "ann@corp.example",
    "rows": {"columns": ["userName"], "rows": [["ann@corp.example", 4711]]},
    "the id is the person": {"Resources": [{**ANN, "id": "ann.smith@corp.example"}]},
    "the id is the userName": {"Resources": [{**ANN, "id": "ANN", "userName": "ANN"}]},
    "schemas are not URNs": {"Resources": [{**ANN, "schemas": ["ann@corp.example", {"a": "ann"}]}]},
    "schemas are an object": {"Resources": [{**ANN, "schemas": {"ann": "smith"}}]},
    "meta is odd": {"Resources": [{**ANN, "meta": {"resourceType": "Ann Smith", "by": {"carl": "boss"}}}]},
    "counts are odd": {"totalResults": "ann", "startIndex": ["carl"], "Resources": []},
    "an extension is a resource": {"x": {"y": {"id": "7", "userName": "ann", "phoneNumbers": [{"value": "+4912345"}]}}},
    "an error that carries the user": {"schemas": [ERROR], "status": "409", "existing": ANN},
}


def lower(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).casefold()


# An error may say what it likes, as long as that is no resource and no listing.
WORDS_OF_AN_ERROR = ("strings only", "one string", "rows", "counts are odd")


@pytest.mark.parametrize(
    ("shape", "status"),
    [(shape, 200) for shape in SHAPES]
    + [(shape, status) for shape in SHAPES if shape not in WORDS_OF_AN_ERROR for status in (404, 500)],
)
def test_a_listing_keeps_nothing_of_strangers(bench: Benches, shape: str, status: int) -> None:
    made = bench(lambda _: httpx.Response(status, json=SHAPES[shape]))
    reply = made.scim.search("Users")
    assert reply.json == SHAPES[shape], "the check itself sees what was answered"
    assert not [word for word in PRIVATE if word in lower(made.last.response["body"])]
    assert not [word for word in PRIVATE if word in lower(reply.shown)]


def test_of_a_stranger_id_type_and_shape_stay(bench: Benches) -> None:
    made = bench(lambda _: listing(ANN))
    made.scim.search("Users")
    assert made.last.response["body"] == {
        "schemas": [LIST],
        "totalResults": 1,
        "Resources": [
            {
                "schemas": [USER],
                "id": "42",
                "userName": "‹string›",
                "name": {"givenName": "‹string›", "familyName": "‹string›"},
                "active": "‹boolean›",
                "age": "‹number›",
                "emails": [{"value": "‹string›", "type": "‹string›", "primary": "‹boolean›"}],
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"displayName": "‹string›"}},
                "meta": {
                    "resourceType": "User",
                    "location": "‹string›",
                    "createdBy": "‹string›",
                    "lastModified": "‹string›",
                },
                "photos": None,
            }
        ],
    }


def test_what_the_run_created_is_kept_as_it_is(bench: Benches) -> None:
    ours, by_id = user("bo", title="Owner"), {"id": "u-9", "userName": "renamed", "title": "Boss"}
    made = bench(lambda _: listing(ours, ANN, by_id, {"id": "8", "externalId": f"x{MARK.upper()}"}))
    made.ledger.created("Users", "u-9")
    made.scim.search("Users")
    first, second, third, fourth = made.last.response["body"]["Resources"]
    assert first == ours
    assert second["userName"] == "‹string›"
    assert third == by_id
    assert fourth["externalId"] == f"x{MARK.upper()}"


def test_a_user_with_the_number_of_our_group_is_a_stranger(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(200, json={**ANN, "id": 5}))
    made.ledger.created("Groups", "5")
    made.scim.get("Users/5")
    assert made.last.response["body"]["userName"] == "‹string›"
    assert made.last.response["body"]["id"] == 5


@pytest.mark.parametrize(("of_type", "shown"), [("Group", "ours"), ("User", "‹string›"), (7, "‹string›")])
def test_at_the_root_a_resource_itself_says_what_it_is(bench: Benches, of_type: object, shown: str) -> None:
    found = {"id": "5", "nickName": "ours", "meta": {"resourceType": of_type}}
    made = bench(lambda _: listing(found))
    made.ledger.created("Groups", "5")
    made.scim.post(".search", json={"filter": 'id eq "5"'})
    assert made.last.response["body"]["Resources"][0]["nickName"] == shown


def test_who_signed_in_is_a_stranger_too(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(200, json=ANN))
    made.ledger.created("Users", "41")
    made.scim.get("Me")
    assert made.last.response["body"]["userName"] == "‹string›"


@pytest.mark.parametrize("path", ["ServiceProviderConfig", "Schemas", f"Schemas/{USER}", "ResourceTypes/User"])
def test_discovery_is_kept(bench: Benches, path: str) -> None:
    body = {
        "schemas": ["urn:x"],
        "id": "User",
        "name": "User",
        "attributes": [{"name": "userName"}],
        "a": [1, True],
    }
    made = bench(lambda _: httpx.Response(200, json=body))
    made.scim.get(path)
    assert made.last.response["body"] == body


def test_people_where_discovery_should_be_are_strangers(bench: Benches) -> None:
    made = bench(lambda _: listing(ANN))
    made.scim.get("Schemas")
    assert not [word for word in PRIVATE if word in lower(made.last.response["body"])]


@pytest.mark.parametrize("status", [200, 400, 409])
def test_an_error_is_kept(bench: Benches, status: int) -> None:
    body = {
        "schemas": [ERROR],
        "status": str(status),
        "scimType": "uniqueness",
        "detail": "userName is taken",
    }
    made = bench(lambda _: httpx.Response(status, json=body))
    made.scim.create("Users", user())
    assert made.last.response["body"] == body


def test_an_error_that_is_no_scim_error_is_kept(bench: Benches) -> None:
    body = {"error": {"code": 7, "message": "no such route", "trace": ["a", "b"]}}
    made = bench(lambda _: httpx.Response(500, json=body))
    made.scim.search("Users")
    assert made.last.response["body"] == body


def test_what_a_bulk_request_did_is_kept(bench: Benches) -> None:
    told: dict[str, Any] = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
        "Operations": [
            {"method": "POST", "bulkId": "a", "status": "201", "location": "https://x/Users/1"},
            {
                "method": "POST",
                "bulkId": "b",
                "status": "409",
                "response": {"schemas": [ERROR], "detail": "taken"},
            },
            {"method": "PATCH", "status": "200", "response": ANN},
        ],
    }
    made = bench(lambda _: httpx.Response(200, json=told))
    made.scim.post("Bulk", json={"Operations": []})
    kept = made.last.response["body"]["Operations"]
    assert kept[:2] == told["Operations"][:2]
    assert kept[2]["response"]["userName"] == "‹string›"


@pytest.mark.parametrize(
    ("method", "path", "status", "shown"),
    [
        ("GET", "Users", 200, "‹text of 16 characters›"),
        ("GET", "Users", 500, "‹text of 16 characters›"),
        ("POST", "Users/.search", 200, "‹text of 16 characters›"),
        ("GET", "Me", 200, "‹text of 16 characters›"),
        ("GET", "Users/42", 200, "‹text of 16 characters›"),
        ("GET", "Users/42", 404, "<p>Ann Smith</p>"),
        ("GET", "Users/u-9", 200, "<p>Ann Smith</p>"),
        ("GET", "Schemas", 200, "<p>Ann Smith</p>"),
        ("POST", "Users", 500, "<p>Ann Smith</p>"),
    ],
)
def test_a_page_that_may_list_people_keeps_only_its_length(
    bench: Benches, method: str, path: str, status: int, shown: str
) -> None:
    made = bench(lambda _: httpx.Response(status, html="<p>Ann Smith</p>"))
    made.ledger.created("Users", "u-9")
    made.scim.request(method, path)
    assert made.last.response["body"] == shown


def test_the_answer_to_a_creation_is_kept_even_without_a_name(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(201, json={"id": "u-1", "title": "Owner"}))
    made.scim.create("Users", user())
    assert made.last.response["body"] == {"id": "u-1", "title": "Owner"}


def test_a_provider_that_is_right_is_recorded_as_it_is(bench: Benches, provider: Provider) -> None:
    made = bench(provider)
    body = made.scim.create("Users", user(title="Owner")).json
    made.scim.get("Users/u-1")
    made.scim.search("Users")
    created, read, listed = (exchange.response["body"] for exchange in made.recorder.exchanges)
    assert created == read == listed["Resources"][0] == body


@pytest.mark.parametrize(("deep", "kept"), [(90, "nested too deeply"), (300, "‹text of 1818 characters›")])
@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_that_is_nested_to_break_its_reader_is_cut(bench: Benches, status: int, deep: int, kept: str) -> None:
    text = '{"a":' * deep + '{"userName":"ann"}' + "}" * deep
    made = bench(lambda _: httpx.Response(status, text=text))
    made.scim.search("Users")
    assert kept in lower(made.last.response)
    assert "ann" not in lower(made.last.response)
