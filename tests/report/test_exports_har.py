"""The HTTP archive has the form that readers of HAR 1.2 expect, and holds what results.json holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from exports_by_hand import BEGUN, checked, documented, exchanged

from scim_conformance.report.har import archive, archived

SCHEMA = json.loads(Path(__file__).with_name("har-1.2.schema.json").read_text(encoding="utf-8"))

POSTED = {"headers": {"content-type": "application/scim+json"}, "body": {"userName": "bö", "n": [1, 2.5, None]}}

SHAPES: dict[str, dict[str, Any]] = {
    "a read": {},
    "a creation": {"method": "POST", "request": POSTED, "status": 201},
    "a body that is no JSON": {"request": {"headers": {}, "body": '{"userName": '}},
    "an answer without a body": {"status": 204, "response": {"headers": {}, "body": None}},
    "no answer": {"status": None, "response": {"headers": {}, "body": None, "problem": "10 s passed"}},
    "an answer without what it claims": {"response": {"headers": {}, "body": "<html>"}},
    "numbers, lists and nothing for bodies": {"response": {"headers": {}, "body": [7, None]}},
    "an address with odd queries": {"url": "http://127.0.0.1:1/v2/Users?&=&a&b=%FF&%00=1&c=1=2"},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_exchange_makes_an_entry_of_the_format(shape: str) -> None:
    found = archive(documented([], [exchanged(1, **SHAPES[shape])]))

    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    assert len(found["log"]["entries"]) == 1


def test_the_schema_sees_what_is_no_archive() -> None:
    found = archive(documented([], [exchanged(1)]))
    del found["log"]["entries"][0]["timings"]["wait"]

    with pytest.raises(jsonschema.ValidationError, match="wait"):
        jsonschema.Draft202012Validator(SCHEMA).validate(found)


def test_an_entry_holds_what_was_sent_and_answered() -> None:
    answered = {
        "headers": {"location": "https://x/Users/1", "Content-Type": "application/scim+json;charset=utf-8"},
        "body": {"userName": "bö"},
    }
    shape = exchanged(3, method="POST", request=POSTED, status=201, response=answered)

    (entry,) = archive(documented([], [shape]))["log"]["entries"]

    assert entry["startedDateTime"] == "2026-11-20T12:00:01.250+00:00"
    assert entry["time"] == 12.5 == sum(entry["timings"].values())
    request, response = entry["request"], entry["response"]
    assert request["queryString"] == [
        {"name": "a", "value": "b c"},
        {"name": "a", "value": ""},
        {"name": "count", "value": "1"},
    ]
    assert request["postData"] == {
        "mimeType": "application/scim+json",
        "text": '{"userName":"bö","n":[1,2.5,null]}',
    }
    assert response["status"] == 201
    assert response["redirectURL"] == "https://x/Users/1"
    assert response["content"] == {
        "size": 18,
        "mimeType": "application/scim+json;charset=utf-8",
        "text": '{"userName":"bö"}',
    }


def test_an_entry_names_the_checks_that_rest_on_it_and_says_why_there_is_no_answer() -> None:
    silent = exchanged(2, status=None, response={"headers": {}, "body": None, "problem": "10 s passed"})
    checks = [checked("read.fine", "failed", exchanges=[2], on="id"), checked("read.other", "passed", exchanges=[1, 2])]

    first, second = archive(documented(checks, [exchanged(1), silent]))["log"]["entries"]

    assert first["comment"] == "Exchange 1 of results.json, read.other"
    assert "read.fine[id], read.other" in second["comment"]
    assert "10 s passed" in second["comment"]
    assert second["response"]["status"] == 0


def test_entries_stand_in_the_order_in_which_they_were_sent() -> None:
    late, early = exchanged(1, started="2026-11-20T12:00:09+00:00"), exchanged(2, started="2026-11-20T12:00:02+00:00")

    comments = [entry["comment"] for entry in archive(documented([], [late, early]))["log"]["entries"]]

    assert comments == ["Exchange 2 of results.json", "Exchange 1 of results.json"]


def test_a_record_without_times_takes_that_of_its_run() -> None:
    old = exchanged(1)
    del old["started"]

    (entry,) = archive(documented([], [old]))["log"]["entries"]

    assert entry["startedDateTime"] == BEGUN


def test_the_file_holds_nothing_that_a_terminal_obeys() -> None:
    evil = {"userName": "\x1b[2J\u202e\x9b<script>\u2028" + "x" * 100_000, "\x07": 1}
    shape = exchanged(1, response={"headers": {"X": "\x9b"}, "body": evil})

    text = archived(documented([], [shape]))

    assert text.isascii()
    assert set(text) & {chr(code) for code in range(32)} == {"\n"}
    kept = json.loads(text)["log"]["entries"][0]["response"]["content"]["text"]
    assert json.loads(kept) == evil
