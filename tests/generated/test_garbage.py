"""What garbage is drawn, what it is on the wire, and which of it must be refused."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from scim_conformance.checks.failing import INSIDE
from scim_conformance.generated.garbage import (
    PLACES,
    Ground,
    Piece,
    content,
    filter_of,
    headers_of,
    id_of,
    must_be_refused,
    recipes,
)
from scim_conformance.generated.garbage_bodies import NO_OPERATIONS, ODD_OPERATIONS, ROOTS
from scim_conformance.generated.garbage_texts import SPOILED, raw

TEXTS = ("name.familyName", "nickName")
GROUND = Ground(TEXTS, {"name": "complex", "emails": "several", "active": "switch"})
USER = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ann", "name": {"familyName": "Lee"}}
NAME = "scimconf-1-nobody"


def drawn(place: str, start: int, count: int = 12, ground: Ground = GROUND) -> list[Piece]:
    found: list[Piece] = []

    @seed(start)
    @settings(max_examples=count, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(recipes(place, ground))
    def draw(piece: Piece) -> None:
        found.append(piece)

    draw()
    return found


def sent(place: str, piece: Piece) -> bytes:
    if place == "json":
        return content(piece, USER, TEXTS)
    if place == "header":
        return json.dumps(headers_of(piece)).encode()
    return (id_of if place == "path" else filter_of)(piece, NAME).encode()


@pytest.mark.parametrize("place", PLACES)
def test_what_is_drawn_is_plain_json_and_can_be_sent(place: str) -> None:
    for piece in drawn(place, 1):
        assert json.loads(json.dumps(piece)) == piece
        assert sent(place, piece) is not None


@pytest.mark.parametrize("place", PLACES)
def test_the_same_seed_draws_the_same_garbage(place: str) -> None:
    assert drawn(place, 3) == drawn(place, 3)
    assert drawn(place, 3) != drawn(place, 4)


@pytest.mark.parametrize("place", PLACES)
def test_each_place_draws_what_must_be_refused_and_what_need_not_be(place: str) -> None:
    assert {must_be_refused(place, piece) for piece in drawn(place, 2)} == {True, False}


@pytest.mark.parametrize("place", PLACES)
def test_no_garbage_looks_like_the_inside_of_a_provider_that_repeats_it(place: str) -> None:
    for piece in drawn(place, 5):
        assert INSIDE.search(unquote_to_bytes(sent(place, piece)).decode(errors="replace")) is None


@pytest.mark.parametrize("text", ["a⟨ff⟩b", "⟨c080⟩", "plain é"])
def test_bytes_stand_in_angle_brackets(text: str) -> None:
    assert raw(text) == {"a⟨ff⟩b": b"a\xffb", "⟨c080⟩": b"\xc0\x80", "plain é": "plain é".encode()}[text]


def body(what: str, method: str = "PUT", **parts: Any) -> bytes:
    return content({"what": what, "method": method, **parts}, USER, TEXTS)


def is_json(sent: bytes) -> bool:
    try:
        json.loads(sent.decode())
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("keep", [1, 50, 99])
def test_what_is_cut_is_no_json(method: str, keep: int) -> None:
    assert not is_json(body("cut", method, keep=keep))


@pytest.mark.parametrize("of", ["[", "{"])
def test_what_is_nested_is_as_deep_as_it_says(of: str) -> None:
    value, deep = json.loads(body("nested", depth=100, of=of))["scimconfOdd"], 0
    while value not in (5, []):
        value, deep = value[0] if of == "[" else value["a"], deep + 1
    assert deep == (99 if of == "[" else 100)


def test_half_of_a_pair_arrives_where_it_was_put() -> None:
    read = json.loads(body("texts", values={"name.familyName": "\\ud800x", "nickName": "\\u0000"}))
    assert (read["name"]["familyName"], read["nickName"]) == ("\ud800x", "\x00")


def test_a_patch_is_spoiled_in_the_value_of_its_operation() -> None:
    read = json.loads(body("texts", "PATCH", values={"nickName": "\\udc00"}))
    assert read["Operations"] == [{"op": "replace", "path": "nickName", "value": "\udc00"}]


def test_what_stands_twice_is_read_twice() -> None:
    pairs = json.loads(body("twice"), object_pairs_hook=lambda found: found)
    assert [name for name, _ in pairs].count("userName") == 2


@pytest.mark.parametrize("text", SPOILED)
def test_a_spoiled_text_is_no_json(text: str) -> None:
    assert not is_json(body("bytes", at="nickName", text=text))


def test_what_no_provider_can_take_is_wrong_by_any_reading() -> None:
    assert not any(isinstance(root, dict) for root in ROOTS)
    assert not any(must_be_refused("json", {"what": what}) for what in ("literal", "tail", "twice", "texts", "bytes"))
    assert not any(isinstance(each, list) and not each for each in NO_OPERATIONS)
    assert not any(each in NO_OPERATIONS for each in ODD_OPERATIONS)


def test_what_need_not_be_refused_is_never_sent_as_a_creation() -> None:
    assert all(piece["method"] != "POST" for piece in drawn("json", 6) if not must_be_refused("json", piece))


def test_where_there_is_no_patch_none_is_sent() -> None:
    ground = Ground(TEXTS, {}, patch=False)
    assert {piece["method"] for piece in drawn("json", 7, ground=ground)} == {"POST", "PUT"}


def test_each_id_begins_with_a_name_of_the_run_and_is_one_segment_of_an_address() -> None:
    for piece in drawn("path", 8):
        address = id_of(piece, NAME)
        assert address.startswith(NAME)
        assert re.fullmatch(r"[\w.~%-]+", address, re.ASCII)
        assert len(address) < 6_000


def test_an_id_with_a_slash_may_become_another_address() -> None:
    slashed = [piece for piece in drawn("path", 11, 40) if "/" in piece["id"]]
    assert slashed
    assert not any(must_be_refused("path", piece) for piece in slashed)


@pytest.mark.parametrize(
    "piece",
    [
        {"what": "quote", "after": " and"},
        {"what": "brackets", "counts": [2, 1]},
        {"what": "operator", "word": "like"},
        {"what": "leftover", "around": ["", " and"]},
    ],
)
def test_a_filter_that_is_none_asks_for_nobody_even_where_it_is_half_read(piece: Piece) -> None:
    assert must_be_refused("filter", piece)
    assert NAME in unquote_to_bytes(filter_of(piece, NAME)).decode()


def test_no_filter_is_longer_than_what_addresses_may_be() -> None:
    assert max(len(filter_of(piece, NAME)) for piece in drawn("filter", 9)) < 6_000


def test_no_header_is_longer_than_four_thousand_signs_or_breaks_the_line() -> None:
    for piece in drawn("header", 10):
        for value in headers_of(piece).values():
            assert len(value) <= 4_000
            assert value == value.strip()
            assert not re.search(r"[\x00-\x1f\x7f]", value)
