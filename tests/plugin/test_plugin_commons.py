"""What checks share, and what a client remembers of what it has read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest

from scim_conformance.client import Ledger, Recorder, Redactor, Resource, Secret, bearer
from scim_conformance.plugin.commons import Commons, Mindful

URL = "https://api.example.com/scim/v2"

ADA, BEN, STAFF = (Resource("Users", "ada", {}), Resource("Users", "ben", {}), Resource("Groups", "staff", {}))


@pytest.fixture
def commons() -> Commons:
    """What checks share, in its first check."""
    made = Commons()
    made.begin()
    return made


@pytest.fixture
def scim(tmp_path: Path, commons: Commons) -> Iterator[Mindful]:
    """A client of a provider that gives a number to each of its answers."""
    numbers = count(1)
    client = Mindful(
        URL,
        bearer(Secret("t" * 32)),
        recorder=Recorder(),
        ledger=Ledger(tmp_path, URL, "scimconf-1-", "main"),
        redactor=Redactor(),
        transport=httpx.MockTransport(lambda _: httpx.Response(200, json={"id": "x", "n": next(numbers)})),
        commons=commons,
    )
    yield client
    client.close()


def test_what_is_shared_is_made_once(commons: Commons) -> None:
    made = count(1)
    first = commons.take("user", lambda: next(made))
    assert not commons.lent

    commons.begin()

    assert (first, commons.take("user", lambda: next(made))) == (1, 1)
    assert commons.lent


def test_a_check_alone_is_given_nothing_old(commons: Commons) -> None:
    made = count(1)
    commons.take("user", lambda: next(made))

    commons.begin(alone=True)

    assert [commons.take("user", lambda: next(made)) for _ in range(2)] == [2, 2]
    assert not commons.lent
    assert commons.discarded == [1]


def test_what_a_check_gives_up_is_shared_no_longer(commons: Commons) -> None:
    commons.take("untouched", lambda: "old")
    commons.begin()
    commons.take("user", lambda: "harmed")

    commons.give_up()

    assert commons.discarded == ["harmed"]
    assert commons.take("user", lambda: "new") == "new"
    assert commons.take("untouched", lambda: "new") == "old"


def test_what_is_made_again_has_another_name(commons: Commons) -> None:
    names = [commons.take("user", lambda: commons.named("user"))]
    commons.begin(alone=True)

    assert commons.take("user", lambda: commons.named("user")) not in names


def test_a_read_is_remembered(scim: Mindful, commons: Commons) -> None:
    assert not scim.knows(ADA)
    first = scim.look(ADA)
    commons.begin()

    assert scim.look(ADA) is first
    assert commons.lent


def test_a_check_alone_reads_for_itself(scim: Mindful, commons: Commons) -> None:
    first = scim.look(ADA)
    commons.begin(alone=True)

    assert not scim.knows(ADA)
    again = scim.look(ADA)
    assert again is not first
    assert scim.look(ADA) is again


@pytest.mark.parametrize(
    ("method", "path", "known"),
    [
        ("PATCH", "Users/ada", (BEN,)),
        ("PUT", "Users/ben", (ADA,)),
        ("POST", "Users", (ADA, BEN)),
        ("DELETE", "Groups/staff", ()),
        ("POST", "Bulk", ()),
        ("POST", "Users/.search", (ADA, BEN, STAFF)),
        ("GET", "Users", (ADA, BEN, STAFF)),
        ("PATCH", f"{URL}/Users/ada", ()),
    ],
)
def test_what_a_request_may_have_changed_is_forgotten(
    scim: Mindful, method: str, path: str, known: tuple[Resource, ...]
) -> None:
    for each in (ADA, BEN, STAFF):
        scim.ledger.created(each.endpoint, each.id)
        scim.read(each)

    scim.request(method, path)

    assert tuple(each for each in (ADA, BEN, STAFF) if scim.knows(each)) == known


def test_only_a_plain_read_is_remembered(scim: Mindful) -> None:
    scim.read(ADA, attributes="userName")
    scim.read(ADA, headers={"If-None-Match": '"1"'})
    scim.get(ADA.path, auth=False)

    assert not scim.knows(ADA)
