"""What did not pass is grouped by its likely cause, and what to mend first comes first."""

from __future__ import annotations

from typing import Any

from page_by_hand import check, exchange, run_of

from scim_conformance.report.causes import causes


def grouped(*checks: dict[str, Any], exchanges: tuple[dict[str, Any], ...] = ()) -> list[tuple[list[str], list[str]]]:
    """Return the causes as the ids of the checks that speak and of those that could not."""
    found = causes(run_of(list(checks), list(exchanges)))
    return [([each["id"] for each in cause.checks], [each["id"] for each in cause.blocked]) for cause in found]


def refused(n: int, status: int, detail: str, url: str = "/Users/1", method: str = "PATCH") -> dict[str, Any]:
    answer = {"headers": {}, "body": {"detail": detail, "scimType": "invalidPath"}}
    return exchange(n, url, method, status, response=answer)


def test_a_blocked_check_stands_behind_the_check_that_names_its_cause_also_through_others() -> None:
    found = grouped(
        check("create.works", "failed", message="POST answered 500"),
        check("read.works", "blocked", cause="create.works"),
        check("filter.works", "blocked", cause="read.works"),
    )

    assert found == [(["create.works"], ["read.works", "filter.works"])]


def test_checks_that_block_each_other_in_a_circle_are_told_all_the_same() -> None:
    found = grouped(check("read.a", "blocked", cause="read.b"), check("read.b", "blocked", cause="read.a"))

    assert sorted(id for _, blocked in found for id in blocked) == ["read.a", "read.b"]


def test_a_blocked_check_whose_cause_did_not_fail_joins_who_got_the_same_answer() -> None:
    found = grouped(
        check("patch-user.there", "failed", message="PATCH /Users/{id} answered 405, expected 200 or 204"),
        check("etag.works", "blocked", message="PATCH /Users/{id} answered 405, so nothing can be tried", cause="x.y"),
        check("sort.works", "blocked", message="There is nobody to sort", cause="x.z"),
    )

    assert found == [(["patch-user.there"], ["etag.works"]), ([], ["sort.works"])]


def test_the_same_refusal_is_one_cause_whatever_was_asked_for_by_it() -> None:
    message = "PATCH /Users/{id} answered 400, expected 200 or 204"
    found = grouped(
        check("patch-user.a", "failed", message=message, exchanges=[1], about=1),
        check("profile.b", "failed", level="PROFILE", standard="profile", message=message, exchanges=[2], about=2),
        check("patch-user.c", "failed", message=message, exchanges=[3], about=3),
        exchanges=(
            refused(1, 400, "The path 'title' of request 17 is wrong"),
            refused(2, 400, "The path 'nickName' of request 18 is wrong", "/Users/2"),
            refused(3, 400, "Value is missing"),
        ),
    )

    assert sorted(found) == [(["patch-user.a", "profile.b"], []), (["patch-user.c"], [])]


def test_the_same_words_in_two_areas_are_two_causes_unless_the_requirement_is_one() -> None:
    found = grouped(
        check("filter.a", "failed", message="It differs", requirements=["A-1"]),
        check("filter.b", "failed", message="It differs", requirements=["A-2"]),
        check("sort.c", "failed", message="It differs", requirements=["A-3"]),
        check("me.d", "failed", message="It differs", requirements=["A-3"]),
    )

    assert found == [(["filter.a", "filter.b"], []), (["me.d", "sort.c"], [])]


def test_the_same_words_after_the_same_kind_of_change_are_one_cause_in_two_areas() -> None:
    found = grouped(
        check("patch-group.a", "failed", message="A member is gone", exchanges=[1, 2], about=2, requirements=["A-1"]),
        check("entra.b", "failed", message="A member is gone", exchanges=[3, 4, 5], about=4, requirements=["A-2"]),
        check("replace.c", "failed", message="A member is gone", exchanges=[6, 7], about=7, requirements=["A-3"]),
        exchanges=(
            exchange(1, "/Groups/1", "PATCH"), exchange(2, "/Groups/1"), exchange(3, "/Groups/2", "PATCH"),
            exchange(4, "/Groups/2"), exchange(5, "/Groups/2", "DELETE"), exchange(6, "/Groups/3", "PUT"),
            exchange(7, "/Groups/3"),
        ),
    )  # fmt: skip

    assert found == [(["patch-group.a", "entra.b"], []), (["replace.c"], [])]


def test_a_check_that_names_no_exchange_is_about_the_one_with_the_status_of_its_message() -> None:
    found = grouped(
        check("entra.cycle", "failed", message="Nobody was found: the provider answered 400", exchanges=[1, 2, 3]),
        check("filter.eq", "failed", message="GET /Users answered 400, expected 200", exchanges=[4], about=4),
        exchanges=(
            exchange(1, "/Users", "POST", 201), refused(2, 400, "No", "/Users?filter=a", "GET"), exchange(3),
            refused(4, 400, "No", "/Users?filter=b", "GET"),
        ),
    )  # fmt: skip

    assert found == [(["filter.eq", "entra.cycle"], [])]


def test_a_check_that_shares_a_sign_with_two_groups_makes_them_one() -> None:
    found = grouped(
        check("filter.a", "failed", message="It differs", requirements=["A-1"]),
        check("sort.b", "failed", message="It differs", requirements=["A-2"]),
        check("sort.c", "failed", message="It differs", requirements=["A-1"]),
    )

    assert found == [(["filter.a", "sort.b", "sort.c"], [])]


def test_rows_that_name_themselves_in_their_message_are_one_cause() -> None:
    found = grouped(
        check("schema.a", "warned", on="title", message="/Schemas lacks title"),
        check("schema.a", "warned", on="nickName", message="/Schemas lacks nickName"),
    )

    assert found == [(["schema.a", "schema.a"], [])]


def test_no_connection_comes_first_then_entra_then_what_blocks_most() -> None:
    found = grouped(
        check("profile.p", "failed", level="PROFILE", standard="profile", message="promise"),
        check("create.soft", "warned", level="ADVICE", message="advice"),
        check("create.should", "warned", level="SHOULD", message="should"),
        check("read.broken", "broken", message="our bug"),
        check("read.stale", "stale", message="served"),
        check("sort.must", "failed", message="must"),
        check("filter.must", "failed", message="must that blocks"),
        check("filter.behind", "blocked", message="?", cause="filter.must"),
        check("read.alone", "blocked", message="nobody", cause="a.b"),
        check("entra.e", "failed", level="ENTRA", standard="entra", message="entra"),
        check("auth.none", "broken", message="refused", cause="connection"),
    )

    assert [(*speaking, *blocked)[0] for speaking, blocked in found] == [
        "auth.none", "entra.e", "filter.must", "sort.must", "profile.p", "read.stale", "read.alone", "read.broken",
        "create.should", "create.soft",
    ]  # fmt: skip


def test_a_must_that_blocks_a_check_of_entra_stops_entra() -> None:
    (cause,) = causes(
        run_of(
            [
                check("filter.x", "failed", message="must"),
                check("entra.y", "blocked", standard="entra", level="ENTRA", cause="filter.x"),
            ]
        )
    )

    assert cause.stops_entra
    assert cause.lead["id"] == "filter.x"


def test_nothing_is_mended_in_a_green_run() -> None:
    assert grouped(check("read.a", "passed"), check("read.b", "omitted"), check("read.c", "waived")) == []


def unread(n: int, problem: str, status: int | None = 200, url: str = "/Users?filter=x") -> dict[str, Any]:
    return exchange(n, url, "GET", status, response={"headers": {}, "body": None, "problem": problem})


def test_what_fails_on_answers_that_cannot_be_read_is_one_cause_led_by_the_check_that_says_so() -> None:
    found = grouped(
        check("filter.a", "failed", message="GET /Users answered with no JSON object", exchanges=[1], about=1),
        check("filter.b", "warned", message="The search finds nobody", exchanges=[2, 4], about=4),
        check(
            "content-negotiation.every-body-is-readable", "failed", message="It can't be read", exchanges=[3], about=3
        ),
        check("sort.c", "failed", message="It is not sorted", exchanges=[4], about=4),
        exchanges=(
            unread(1, "the body is not JSON as its Content-Type says: Expecting value (line 1, column 1)"),
            unread(2, "the body is not JSON as its Content-Type says: Extra data (line 1, column 3)"),
            unread(3, "the body is not JSON as its Content-Type says: NaN is no JSON number"),
            exchange(4, "/Users", "GET", 200),
        ),
    )

    speaking = ["content-negotiation.every-body-is-readable", "filter.a", "filter.b"]
    assert sorted(found) == [(speaking, []), (["sort.c"], [])]


def test_what_waits_for_an_answer_that_did_not_come_stands_behind_what_failed_without_it() -> None:
    found = grouped(
        check("filter.a", "failed", message="GET /Users got no answer, expected 200", exchanges=[1], about=1),
        check("sort.b", "blocked", message="Nobody is found", cause="x.y", exchanges=[2]),
        check("sort.c", "blocked", message="Nobody is found", cause="x.y"),
        check("sort.d", "blocked", message="Something else", cause="x.z", exchanges=[3]),
        exchanges=(unread(1, "no", None), unread(2, "no", None), exchange(3, "/Groups", "GET", 200)),
    )

    assert sorted(found) == [([], ["sort.d"]), (["filter.a"], ["sort.b", "sort.c"])]
