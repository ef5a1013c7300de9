"""What the run created is deleted, and what can't be deleted is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from client_by_hand import MARK, TOKEN, Bench, Benches, Provider, error, listing, user

from scim_conformance.client import Ledger, Leftover, Recorder, Redactor, Scim, Secret, bearer, clean_up


def asked(made: Bench, begin: int = 0) -> list[str]:
    return [f"{request.method} {request.url.path.rpartition('v2/')[2]}" for request in made.asked[begin:]]


def populated(made: Bench, users: int = 2) -> int:
    """Create users and then a group, and return how many requests that took."""
    for number in range(users):
        made.scim.create("Users", user(f"u{number}"))
    made.scim.create("Groups", {"displayName": f"{MARK}g"})
    return len(made.asked)


def test_the_newest_is_deleted_first_and_the_provider_is_believed_once_it_was_checked(
    bench: Benches, provider: Provider
) -> None:
    made = bench(provider)
    begin = populated(made, users=3)
    leftovers, staying = clean_up(made.scim, made.ledger, delete_means="removes")
    assert (leftovers, staying) == ([], 0)
    assert made.ledger.open == []
    assert provider.stored == {"Users": {}, "Groups": {}}
    assert asked(made, begin) == [
        "GET Groups/g-4",
        "DELETE Groups/g-4",
        "GET Groups/g-4",
        "GET Users/u-3",
        "DELETE Users/u-3",
        "GET Users/u-3",
        "GET Users/u-2",
        "DELETE Users/u-2",
        "GET Users/u-1",
        "DELETE Users/u-1",
    ]
    populated(made)
    # What has been read with our name in it needs not be read once more.
    for entry in made.ledger.open:
        made.scim.get(f"{entry.endpoint}/{entry.id}")
    begin = len(made.asked)
    clean_up(made.scim, made.ledger, delete_means="removes")
    assert [line for line in asked(made, begin) if line.startswith("GET")] == []


def test_what_is_gone_already_counts_as_deleted(bench: Benches, provider: Provider) -> None:
    made = bench(provider)
    populated(made)
    provider.stored.clear()
    assert clean_up(made.scim, made.ledger, delete_means=None) == ([], 0)
    assert made.ledger.open == []


def test_a_404_for_something_that_is_there_is_not_believed(bench: Benches, provider: Provider) -> None:
    provider.overrides["DELETE", "Users"] = lambda _: error(404)
    made = bench(provider)
    made.scim.create("Users", user())
    leftovers, _ = clean_up(made.scim, made.ledger, delete_means="removes")
    assert leftovers == [Leftover("Users", "u-1", "DELETE answered 404, but the resource is still there", f"{MARK}bo")]
    assert [entry.id for entry in made.ledger.open] == ["u-1"]


@pytest.mark.parametrize("status", [200, 202, 204, 403, 405, 500, 501])
def test_a_deletion_that_does_nothing_leaves_a_leftover(bench: Benches, provider: Provider, status: int) -> None:
    provider.overrides["DELETE", "Users"] = lambda _: httpx.Response(status)
    made = bench(provider)
    made.scim.create("Users", user("a"))
    made.scim.create("Users", user("b"))
    leftovers, _ = clean_up(made.scim, made.ledger, delete_means="removes")
    assert [(leftover.id, leftover.why) for leftover in leftovers] == [
        (name, f"DELETE answered {status}, but the resource is still there") for name in ("u-2", "u-1")
    ]
    assert len(made.ledger.open) == 2


@pytest.mark.parametrize("status", [200, 202, 500])
def test_a_deletion_is_done_where_the_resource_is_gone_whatever_was_answered(
    bench: Benches, provider: Provider, status: int
) -> None:
    def delete(request: httpx.Request) -> httpx.Response:
        provider.stored["Users"].clear()
        return httpx.Response(status)

    provider.overrides["DELETE", "Users"] = delete
    made = bench(provider)
    made.scim.create("Users", user())
    assert clean_up(made.scim, made.ledger, delete_means="removes") == ([], 0)


def deactivating(provider: Provider) -> Provider:
    def delete(request: httpx.Request) -> httpx.Response:
        provider.stored["Users"][request.url.path.rpartition("/")[2]]["active"] = "False"
        return httpx.Response(204)

    provider.overrides["DELETE", "Users"] = delete
    return provider


def test_where_deletion_deactivates_the_accounts_that_stay_are_counted(bench: Benches, provider: Provider) -> None:
    made = bench(deactivating(provider))
    populated(made, users=3)
    by_a_check = made.scim.create("Users", user("x")).resource
    assert by_a_check is not None
    made.scim.delete(by_a_check)
    assert clean_up(made.scim, made.ledger, delete_means="deactivates") == ([], 4)
    assert clean_up(made.scim, made.ledger, delete_means="deactivates") == ([], 0)
    assert made.ledger.open == []


@pytest.mark.parametrize("means", ["removes", None])
def test_an_account_that_stays_though_it_should_not_is_a_leftover(
    bench: Benches, provider: Provider, means: str | None
) -> None:
    made = bench(deactivating(provider))
    made.scim.create("Users", user())
    leftovers, staying = clean_up(made.scim, made.ledger, delete_means=means)
    assert staying == 0
    assert "deactivated" in leftovers[0].why
    assert "delete: deactivates" in leftovers[0].why
    assert [entry.id for entry in made.ledger.open] == ["u-1"]


def test_a_leftover_is_told_and_tried_once(bench: Benches, provider: Provider, tmp_path: Path) -> None:
    provider.overrides["DELETE", "Users"] = lambda _: error(403)
    made = bench(provider)
    made.scim.create("Users", user())
    assert len(clean_up(made.scim, made.ledger, delete_means=None).leftovers) == 1
    begin = len(made.asked)
    assert clean_up(made.scim, made.ledger, delete_means=None) == ([], 0)
    assert asked(made, begin) == []
    made.ledger.close()
    assert len(Ledger.of_run(tmp_path, made.scim.base_url, MARK).open) == 1


def test_a_creation_without_an_id_is_found_by_its_name_and_deleted(bench: Benches, provider: Provider) -> None:
    def create(request: httpx.Request) -> httpx.Response:
        provider.answer(request, request.url.path.rpartition("/")[2])
        return httpx.Response(201, json={})

    provider.overrides["POST", "Users"] = provider.overrides["POST", "Groups"] = create
    made = bench(provider)
    made.scim.create("Users", user('o"b'))
    made.scim.create("Groups", {"displayName": f"{MARK}g"})
    begin = len(made.asked)
    assert clean_up(made.scim, made.ledger, delete_means="removes") == ([], 0)
    assert provider.stored == {"Users": {}, "Groups": {}}
    assert made.asked[begin].url.params["filter"] == f'displayName eq "{MARK}g"'
    assert made.ledger.open == []


@pytest.mark.parametrize(
    ("status", "leftovers"),
    [(200, []), (403, ["DELETE answered 403, but the resource is still there"])],
)
def test_what_is_found_by_its_name_is_looked_at_as_well(
    bench: Benches, provider: Provider, status: int, leftovers: list[str]
) -> None:
    def create(request: httpx.Request) -> httpx.Response:
        provider.answer(request, "Users")
        return httpx.Response(500)

    def delete(_: httpx.Request) -> httpx.Response:
        if status == 200:
            provider.stored["Users"].clear()
        return httpx.Response(status)

    provider.overrides = {("POST", "Users"): create, ("DELETE", "Users"): delete}
    made = bench(provider)
    made.scim.create("Users", user())
    told = clean_up(made.scim, made.ledger, delete_means="removes").leftovers
    assert [leftover.why for leftover in told] == leftovers
    assert [entry.id for entry in made.ledger.open] == ["u-1"] * len(leftovers)
    assert clean_up(made.scim, made.ledger, delete_means="removes") == ([], 0)


def test_what_is_found_by_its_name_but_has_no_id_is_a_leftover(bench: Benches, provider: Provider) -> None:
    provider.overrides["POST", "Users"] = lambda _: error(500)
    provider.overrides["GET", "Users"] = lambda _: listing(user())
    made = bench(provider)
    made.scim.create("Users", user())
    (leftover,) = clean_up(made.scim, made.ledger, delete_means="removes").leftovers
    assert leftover.why == "a search finds its name, but no id to delete it by"
    assert len(made.ledger.open) == 1


def test_a_creation_without_an_id_that_nobody_finds_is_a_leftover_with_its_name(
    bench: Benches, provider: Provider
) -> None:
    provider.overrides["POST", "Users"] = lambda _: httpx.Response(201, json={})
    made = bench(provider)
    made.scim.create("Users", user())
    why = "answered 201 without an id, and a search does not find its name"
    assert clean_up(made.scim, made.ledger, delete_means="removes").leftovers == [
        Leftover("Users", None, why, f"{MARK}bo")
    ]
    assert len(made.ledger.open) == 1


@pytest.mark.parametrize(
    ("found", "leftovers"),
    [
        (lambda: listing(), []),
        (lambda: listing({"id": "9", "userName": "somebody else"}), []),
        (lambda: error(400), ["its creation got no clear answer, and the search for its name answered 400"]),
        (
            lambda: httpx.Response(200, text="hello"),
            ["its creation got no clear answer, and the search for its name answered 200"],
        ),
    ],
)
def test_a_creation_that_failed_is_looked_for(
    bench: Benches, provider: Provider, found: Any, leftovers: list[str]
) -> None:
    provider.overrides["POST", "Users"] = lambda _: error(500)
    provider.overrides["GET", "Users"] = lambda _: found()
    made = bench(provider)
    made.scim.create("Users", user())
    told = clean_up(made.scim, made.ledger, delete_means="removes").leftovers
    assert [leftover.why for leftover in told] == leftovers
    assert not [line for line in asked(made) if line.startswith("DELETE")]


def test_a_failed_creation_without_a_name_is_nothing_to_look_for(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(500))
    made.scim.post("Users", content="{broken")
    begin = len(made.asked)
    assert clean_up(made.scim, made.ledger, delete_means="removes") == ([], 0)
    assert asked(made, begin) == []
    assert made.ledger.open == []


def test_a_stranger_that_a_creation_was_answered_with_is_never_deleted(bench: Benches, provider: Provider) -> None:
    stranger = {"id": "ann", "userName": "ann@corp.example"}
    provider.stored["Users"] = {"ann": stranger}
    provider.overrides["POST", "Users"] = lambda _: httpx.Response(200, json=stranger)
    made = bench(provider)
    made.scim.create("Users", user())
    (leftover,) = clean_up(made.scim, made.ledger, delete_means="removes").leftovers
    assert leftover.why.startswith("answered 200 with another resource than the one that was sent")
    assert provider.stored["Users"] == {"ann": stranger}
    assert "ann@corp" not in made.kept()


def test_a_name_without_the_mark_is_no_reason_to_delete(bench: Benches, provider: Provider) -> None:
    provider.stored["Users"] = {"9": {"id": "9", "userName": "admin"}}
    provider.overrides["POST", "Users"] = lambda _: error(500)
    made = bench(provider)
    made.scim.create("Users", {"userName": "admin"})
    (leftover,) = clean_up(made.scim, made.ledger, delete_means="removes").leftovers
    assert "could be somebody else's" in leftover.why
    assert "9" in provider.stored["Users"]


def test_a_provider_that_falls_silent_is_not_asked_for_ever(bench: Benches, provider: Provider) -> None:
    made = bench(provider)
    populated(made, users=20)

    def silence(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("")

    provider.overrides = {("DELETE", name): silence for name in ("Users", "Groups")}
    provider.overrides |= {("GET", name): silence for name in ("Users", "Groups")}
    begin = len(made.asked)
    leftovers, _ = clean_up(made.scim, made.ledger, delete_means="removes")
    assert len(leftovers) == 21
    assert len(made.asked) - begin == 6
    assert leftovers[0].why == "DELETE got no answer, then GET got no answer"
    assert leftovers[-1].why == "not tried: the provider has stopped answering"


def test_a_provider_that_is_gone_leaves_everything_in_the_ledger(bench: Benches, provider: Provider) -> None:
    made = bench(provider)
    populated(made)

    def gone(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    provider.overrides = {("DELETE", "Groups"): gone}
    leftovers, _ = clean_up(made.scim, made.ledger, delete_means="removes")
    assert [leftover.id for leftover in leftovers] == ["g-3", "u-2", "u-1"]
    assert all("No connection to api.example.com" in leftover.why for leftover in leftovers)
    assert len(made.ledger.open) == 3


@pytest.fixture
def crashed(bench: Benches, provider: Provider, tmp_path: Path) -> Any:
    """A run that has ended with two users and a lost one still there, and a client of the next run."""
    made = bench(provider)
    made.scim.create("Users", user("a"))
    made.scim.create("Users", user("b"))
    made.ledger.intent("Users", f"{MARK}lost")
    made.ledger.close()
    ledger = Ledger.of_run(tmp_path, made.scim.base_url, MARK)
    scim = Scim(
        made.scim.base_url,
        bearer(Secret(TOKEN)),
        recorder=Recorder(),
        ledger=ledger,
        redactor=Redactor(),
        transport=httpx.MockTransport(provider),
    )
    yield scim, ledger
    scim.close()
    ledger.close()


def test_what_a_crashed_run_left_is_deleted_by_the_next(crashed: Any, provider: Provider, tmp_path: Path) -> None:
    scim, ledger = crashed
    provider.stored["Users"]["late"] = {"id": "late", "userName": f"{MARK}lost"}
    assert clean_up(scim, ledger, delete_means="removes") == ([], 0)
    assert provider.stored["Users"] == {}
    ledger.close()
    assert list(tmp_path.glob("*.jsonl")) == []


def test_what_a_crashed_run_left_may_be_gone_already(crashed: Any, provider: Provider) -> None:
    scim, ledger = crashed
    provider.stored["Users"].clear()
    assert clean_up(scim, ledger, delete_means="removes") == ([], 0)
    assert ledger.open == []


def test_an_id_that_is_somebody_else_s_by_now_is_not_deleted(crashed: Any, provider: Provider) -> None:
    scim, ledger = crashed
    provider.stored["Users"] = {
        "u-1": {"id": "u-1", "userName": "ann@corp.example"},
        "u-2": {"id": "u-2"},
        "u-3": {"id": "u-3", "userName": "untouched"},
    }
    leftovers, _ = clean_up(scim, ledger, delete_means="removes")
    assert [(leftover.id, leftover.why) for leftover in leftovers] == [
        (name, "not deleted: GET answered 200, and nothing in it bears a name that the run gave")
        for name in ("u-2", "u-1")
    ]
    assert set(provider.stored["Users"]) == {"u-1", "u-2", "u-3"}
    assert [entry.id for entry in ledger.open] == ["u-2", "u-1"]
