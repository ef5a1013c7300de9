"""The gallery tests of pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gallery_by_hand import MARK, Wire, stand

from scim_conformance.entra.gallery import direct_paging
from scim_conformance.entra.gallery.trail import Outcome, Trail
from scim_conformance.entra.port import Answer


class Listing:
    """A provider of users that pages as a test wants it."""

    def __init__(self, held: int = 0, *, most: int = 5, tells: bool = True, ignores: bool = False) -> None:
        self.users = [f"u{each}" for each in range(held)]
        self.most = most
        self.tells = tells
        self.ignores = ignores
        self.refuses = 0
        self.asked: list[tuple[int, int]] = []

    def __call__(self, method: str, path: str, *, params: Any = None, json: Any = None) -> Answer:
        if method == "POST":
            if self.refuses:
                return Answer(self.refuses, {"status": str(self.refuses)})
            self.users.append(f"u{len(self.users)}")
            return Answer(201, {**json, "id": self.users[-1]})
        if method == "DELETE":
            self.users.remove(path.removeprefix("Users/"))
            return Answer(204)
        start, count = params["startIndex"], params["count"]
        self.asked.append((start, count))
        found = self.users if self.ignores else self.users[start - 1 :][: min(count, self.most)]
        body = {"totalResults": len(self.users), "Resources": [{"id": each} for each in found]}
        return Answer(200, {**body, "startIndex": start} if self.tells else body)


def play(provider: Listing) -> Outcome:
    ground, wire = stand("kpifire", provider)
    return direct_paging.users(ground, Trail(wire))


def test_an_empty_server_is_filled_and_emptied_again() -> None:
    provider = Listing()
    outcome = play(provider)
    assert (outcome.result, outcome.documented) == ("success", "passed")
    assert outcome.detailed["usersCreated"] == 11
    assert provider.asked == [(1, 5), (1, 5), (6, 5), (11, 5)]
    assert provider.users == []


def test_only_what_is_missing_is_created_and_nobody_else_is_deleted() -> None:
    provider = Listing(8)
    assert play(provider).detailed["usersCreated"] == 3
    assert len(provider.users) == 8


def test_at_most_ten_pages_are_read() -> None:
    provider = Listing(500)
    assert play(provider).detailed["pagesTraversed"] == 10


def test_smaller_pages_fail_in_the_template_alone() -> None:
    outcome = play(Listing(12, most=4))
    assert outcome.result == "FAILED - Action: Filter_User_Pagination_Failed_Pages - Pages=3 failedPages=2"
    assert outcome.documented == "passed"


def test_a_server_that_ignores_the_count_fails() -> None:
    outcome = play(Listing(12, ignores=True))
    assert outcome.result.endswith("Pages=1 failedPages=0")
    assert outcome.documented == "failed"
    assert "more than" in outcome.why


def test_pages_without_a_start_fail() -> None:
    outcome = play(Listing(12, tells=False))
    assert outcome.result.startswith("FAILED")
    assert outcome.documented == "failed"
    assert "startIndex" in outcome.why


def test_too_few_resources_are_a_failed_set_up() -> None:
    provider = Listing(2)
    provider.refuses = 409
    outcome = play(provider)
    assert outcome.result == "FAILED - Action: SCIM_User_Pagination_Create_User - setup failed. Created=0"
    assert outcome.documented == "undecided"
    provider.refuses = 500
    assert play(provider).documented == "failed"


def test_a_page_with_an_error_fails() -> None:
    provider = Listing(12)
    ground, wire = stand("kpifire", provider)
    gets: list[str] = []

    def second_fails(method: str, path: str, body: Any, carry: Any) -> Answer | None:
        gets.append(method)
        return Answer(500, {}) if gets.count("GET") == 3 else None

    wire.answering = second_fails
    outcome = direct_paging.users(ground, Trail(wire))
    assert outcome.result.endswith("Pages=2 failedPages=1")
    assert "500" in outcome.why


def test_users_in_pages_have_names_of_the_template() -> None:
    ground, wire = stand("kpifire")
    direct_paging.users(ground, Trail(wire))
    name, body = wire.asked("POST")[0]
    assert name == "Users"
    assert body["userName"].startswith(f"{MARK}paguser")
    assert body["displayName"].startswith(f"{MARK}PagUser ")


def test_groups_are_read_in_pages_too() -> None:
    ground, wire = stand("kpifire")
    outcome = direct_paging.groups(ground, Trail(wire))
    assert outcome.result == "success"
    assert len(wire.sent) == 26
    assert wire.asked("POST")[0][1]["displayName"].startswith(f"{MARK}PagGroup ")


def test_without_groups_the_workflow_fails_and_the_overview_skips() -> None:
    ground, wire = stand("rhombus")
    outcome = direct_paging.groups(ground, Trail(wire))
    assert outcome.result == "FAILED - Action: SCIM_Group_Pagination_Create_Group - setup failed. Created=0"
    assert outcome.documented == "skipped"


def test_a_list_of_odd_shape_does_not_make_it_fall_over() -> None:
    ground, _ = stand("kpifire")
    wire = Wire(lambda *_, **__: Answer(200, ["x"]))
    assert direct_paging.users(replace(ground, port=wire), Trail(wire)).documented == "failed"
