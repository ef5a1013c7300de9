"""What a search is expected to find, and what is said where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from scim_conformance import expect_query
from scim_conformance.client import Reply, Resource
from scim_conformance.client.reply import Headers
from scim_conformance.expect import ExpectationFailed
from scim_conformance.expect_query import Asked
from scim_conformance.outcomes import Blocked, Omitted
from scim_conformance.wire import LIST_RESPONSE


def reply(*ids: str, status: int = 200, **more: Any) -> Reply:
    body = {"schemas": [LIST_RESPONSE], "totalResults": len(ids), "Resources": [{"id": id} for id in ids], **more}
    return Reply(1, "GET", "http://x/Users", "/Users", status, Headers(), "", body, None, 0.0)


def asked(*found: str, matching: str = "", open: str = "", whole: bool = True, status: int = 200) -> Asked:
    names = frozenset(matching.split()), frozenset(open.split())
    return Asked("f", reply(*found, status=status), found, *names, whole)


def test_those_who_match_and_those_who_may_are_right() -> None:
    expect_query.exactly(asked("ada", "ben", matching="ada", open="ben"))
    expect_query.exactly(asked("ada", matching="ada", open="ben"))


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (asked("ada", matching="ada ben"), "The search does not find all resources that match"),
        (asked("ada", "ben", matching="ada"), "The search returns resources that do not match"),
        (asked("ada", "ada", matching="ada"), "The search returns a resource twice"),
    ],
)
def test_a_wrong_answer_is_told_from_a_right_one(question: Asked, message: str) -> None:
    with pytest.raises(ExpectationFailed, match=message):
        expect_query.exactly(question)


def test_nobody_is_missed_in_an_answer_that_was_not_read_to_its_end() -> None:
    expect_query.exactly(asked("ada", matching="ada ben", whole=False))


def test_that_nobody_matches_is_no_404_but_another_check_says_so() -> None:
    with pytest.raises(Blocked):
        expect_query.exactly(asked(status=404))


def test_pages_hold_everybody_once() -> None:
    expect_query.covered([reply("a", "b"), reply("c")], ["a", "b", "c"])
    for pages in ([reply("a", "b"), reply("b", "c")], [reply("a")], [reply("a", "b", "c", "d")]):
        with pytest.raises(ExpectationFailed):
            expect_query.covered(pages, ["a", "b", "c"])


def test_a_total_that_is_no_integer_is_the_matter_of_another_check() -> None:
    assert expect_query.total(reply("a")) == 1
    with pytest.raises(Blocked):
        expect_query.total(reply("a", totalResults="1"))


def test_a_list_holds_a_resource_or_goes_on_behind_the_page_that_was_read() -> None:
    expect_query.lists(reply("a", "b"), Resource("Users", "b", {}))
    with pytest.raises(ExpectationFailed, match="leaves out a resource"):
        expect_query.lists(reply("a"), Resource("Users", "b", {}))
    with pytest.raises(Omitted):
        expect_query.lists(reply("a", totalResults=300), Resource("Users", "b", {}))


def test_cursors_fit_into_an_address() -> None:
    expect_query.unreserved(reply("a", nextCursor="Ab-9_.~"), "nextCursor", "previousCursor")
    with pytest.raises(ExpectationFailed, match="do not fit into an address: nextCursor"):
        expect_query.unreserved(reply("a", nextCursor="a+b="), "nextCursor", "previousCursor")


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        ({"cursor": True}, "index"),
        ({"cursor": True, "index": "true"}, "index"),
        ({"cursor": True, "index": True, "maxPageSize": 0}, "maxPageSize"),
        ({"cursor": True, "index": True, "cursorTimeout": True}, "cursorTimeout"),
        ({"cursor": True, "index": True, "defaultPaginationMethod": "page"}, "defaultPaginationMethod"),
        ([], "cursor, index"),
    ],
)
def test_a_configuration_of_pagination_says_what_it_has_to(section: Any, wrong: str) -> None:
    expect_query.pagination({"cursor": True, "index": False, "maxPageSize": 250, "cursorTimeout": None})
    with pytest.raises(ExpectationFailed, match=f"is not valid: see {wrong}$"):
        expect_query.pagination(section)
