"""What would change or delete somebody else's resource is not sent."""

from __future__ import annotations

from typing import Any

import pytest
from client_by_hand import Benches

from scim_conformance.client import NOBODY, Doubtful, NotOurs
from scim_conformance.client.guard import refuse_strangers
from scim_conformance.client.target import Target

MARK = "scimconf-6b01ca07-6524-"


def owns(endpoint: str, id: str) -> bool:
    return (endpoint, id) == ("Users", "ours")


def mistaken(endpoint: str, id: str) -> bool:
    return (endpoint, id) == ("Users", "told")


def refused_to(method: str, path: str, body: Any = None) -> None:
    refuse_strangers(method, Target.parse(path), body, MARK, owns=owns, mistaken=mistaken)


def refused(method: str, path: str, body: Any = None) -> bool:
    try:
        refused_to(method, path, body)
    except NotOurs:
        return True
    return False


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("path", "is_refused"),
    [
        ("Users/ours", False),
        ("Users/theirs", True),
        ("Groups/ours", True),
        ("Users/OURS", True),
        (f"Users/{NOBODY}", False),
        (f"Users/{MARK}5f-1", False),
        ("Me", True),
        ("me", True),
        ("Users/ours/manager", True),
        ("ServiceProviderConfig", False),
        ("Schemas/urn:ietf:params:scim:schemas:core:2.0:User", False),
    ],
)
def test_only_what_the_run_made_is_changed(method: str, path: str, is_refused: bool) -> None:
    assert refused(method, path) == is_refused


def test_what_a_creation_has_told_of_somebody_else_is_the_provider_s_doing() -> None:
    with pytest.raises(Doubtful, match="a creation was answered with this id"):
        refused_to("PATCH", "Users/told")
    with pytest.raises(NotOurs) as raised:
        refused_to("PATCH", "Groups/told")
    assert not isinstance(raised.value, Doubtful)


def test_a_put_that_names_no_resource_changes_none() -> None:
    assert not refused("PUT", "Users")


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_nobody_changes_or_deletes_a_whole_endpoint(method: str) -> None:
    assert refused(method, "Users")
    assert refused(method, "")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_whoever_only_reads_may_name_anybody(method: str) -> None:
    assert not refused(method, "Users/theirs")


def test_a_post_may_create_and_search_but_not_update_somebody_else() -> None:
    assert not refused("POST", "Users")
    assert not refused("POST", "Users/.search")
    assert not refused("POST", "Users/ours")
    assert refused("POST", "Users/theirs")
    assert refused("POST", "Users/theirs/manager")


@pytest.mark.parametrize(
    ("operation", "is_refused"),
    [
        ({"method": "DELETE", "path": "/Users/theirs"}, True),
        ({"method": "patch", "path": "https://scim.example/v2/Users/theirs"}, True),
        ({"method": "DELETE", "path": "/Users"}, True),
        ({"method": "DELETE", "path": "/Users/ours"}, False),
        ({"method": "PATCH", "path": "/Groups/bulkId:a"}, False),
        ({"method": "POST", "path": "/Users"}, False),
        ("no operation", False),
    ],
)
def test_each_operation_of_a_bulk_request_is_looked_at(operation: Any, is_refused: bool) -> None:
    harmless = {"method": "POST", "path": "/Users", "bulkId": "a"}

    assert refused("POST", "Bulk", {"Operations": [harmless, operation]}) is is_refused


def test_what_is_refused_does_not_reach_the_provider(bench: Benches, echo: tuple[str, list[dict[str, Any]]]) -> None:
    url, got = echo
    client = bench(url=url)

    with pytest.raises(NotOurs, match=r"DELETE /Users/\{id\} was not sent"):
        client.scim.request("DELETE", "Users/theirs")

    assert got == []
    assert client.ledger.open == []
