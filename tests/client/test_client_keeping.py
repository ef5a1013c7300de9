"""Of what is too long only the beginning is kept, and the record says so."""

from __future__ import annotations

import httpx
from client_by_hand import Benches

from scim_conformance.client.keeping import (
    LONGEST_HEADERS,
    LONGEST_STRING,
    LONGEST_TEXT,
    Room,
    beginning,
    names_in,
    short_headers,
)


def test_long_bodies_are_kept_as_long_as_there_is_room_and_short_ones_always() -> None:
    room = Room(100_000)
    assert [room.takes(60_000), room.takes(60_000), room.takes(LONGEST_TEXT), room.takes(30_000)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert room.takes(LONGEST_TEXT)
    assert not Room().takes(1_000_001)


def test_the_beginning_has_the_first_items_whole() -> None:
    resources = [{"id": str(n), "userName": "u"} for n in range(1_000)]
    kept = beginning({"totalResults": 1_000, "Resources": resources, "note": "x" * 200_000})
    assert kept["Resources"] == resources[: len(kept["Resources"])]
    assert 1 < len(kept["Resources"]) < 50
    assert kept["totalResults"] == 1_000
    assert len(kept["note"]) == LONGEST_STRING


def test_headers_are_cut_where_they_are_too_long_together() -> None:
    kept = short_headers({"Location": "/Users/1", "X-Long": "x" * 90_000, "X-Late": "late"})
    assert kept["Location"] == "/Users/1"
    assert len(kept["X-Long"]) < LONGEST_HEADERS + 50
    assert "90000 characters" in kept["X-Long"]
    assert sum(map(len, short_headers({f"X-{n}": "x" * 500 for n in range(5_000)}).values())) < 3 * LONGEST_HEADERS


def test_a_record_says_that_its_body_was_cut(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(200, json=[{"a": "z" * 1_000}] * 1_100))
    assert len(made.scim.get("Users").json) == 1_100
    assert made.last.response["cut"] is True
    made = bench(lambda _: httpx.Response(200, json={"a": 1}))
    made.scim.get("Users")
    assert "cut" not in made.last.response


def test_a_record_names_what_stands_twice_but_for_what_may_name_a_stranger(bench: Benches) -> None:
    twice = b'{"schemas": [], "id": "1", "id": "2", "ann@example.com": {"id": "3"}, "ann@example.com": {"id": "4"}}'
    made = bench(lambda _: httpx.Response(200, content=twice, headers={"Content-Type": "application/json"}))
    assert made.scim.get("Users/9").json["id"] == "2"
    assert made.last.response["repeated"] == ["id"]


def test_names_are_found_at_every_depth() -> None:
    assert sorted(names_in({"a": [{"b": {"c": 1}}], "d": 2})) == ["a", "b", "c", "d"]
