"""The directory that holds nobody, and the slices of it that workers see."""

from __future__ import annotations

import tracemalloc

import pytest

from scim_conformance.people.employees import employee, team
from scim_conformance.sync.lives import Part, Population
from scim_conformance.sync.slicing import Position, Slice, Stopped
from scim_conformance.sync.streaming import Makers, Stream

MARK = "scimconf-test-"


def stream(users: int = 200, groups: int = 10, *, seed: int = 1, cycle: int = 0, mark: str = MARK) -> Stream:
    made = Stream(Population(seed, users, groups), mark, Makers(employee, team), ("User", "Admin"))
    made.cycle = cycle
    return made


def of_event(made: Stream, event: str) -> list[str]:
    changed = made.population.changed_users(made.cycle)
    return [made.object_id("user", index) for index, life in changed if life.event == event]


def test_the_same_seed_makes_the_same_company() -> None:
    first, second = stream(), stream()
    ids = list(first.user_ids())

    assert ids == list(second.user_ids())
    assert [first.person(id) for id in ids] == [second.person(id) for id in ids]
    assert stream(seed=2).person(ids[0]) != first.person(ids[0])


def test_everybody_has_names_with_the_mark_and_of_their_own() -> None:
    made = stream()
    people = [made.person(id) for id in made.user_ids()]
    names = [str(person.attributes["userPrincipalName"]) for person in people if person]

    assert len(set(names)) == len(people) == 200
    assert all(name.startswith(MARK) for name in names)
    assert all(made.team(id).attributes["displayName"].startswith(MARK) for id in made.group_ids())  # type: ignore[union-attr]


def test_two_runs_share_no_object_id() -> None:
    assert not set(stream().user_ids()) & set(stream(mark="scimconf-other-").user_ids())


def test_an_id_of_something_else_is_nobody_s() -> None:
    made = stream()
    group, user = next(made.group_ids()), next(made.user_ids())

    assert made.person(group) is made.person("no id") is made.team(user) is None
    assert made.person(made.object_id("user", 10_000)) is None
    assert not made.is_assigned("no id")


def test_who_moves_keeps_the_name_and_gets_another_job() -> None:
    now, before = stream(2000, cycle=1), stream(2000)
    moved = of_event(now, "moves")

    assert len(moved) > 10
    for id in moved:
        old, new = before.person(id), now.person(id)
        assert old is not None
        assert new is not None
        assert old.attributes["userPrincipalName"] == new.attributes["userPrincipalName"]
    changed = [id for id in moved if before.person(id).attributes != now.person(id).attributes]  # type: ignore[union-attr]
    assert len(changed) > len(moved) / 2


def test_who_leaves_is_disabled_unassigned_or_deleted_and_returns_or_is_purged() -> None:
    made = stream(1500, cycle=1)
    gone = of_event(made, "leaves")
    people = [made.person(id) for id in gone]

    assert any(person and not person.account_enabled for person in people)
    assert any(person and person.deleted_at for person in people)
    assert any(not made.is_assigned(id) and not made.roles_of(id) for id in gone)
    made.cycle = 3
    assert any(made.person(id) is None for id in gone)
    changes = made.changes_since(2)
    purged = list(changes.purged_users)
    assert set(purged) <= set(gone)
    assert purged
    assert not set(purged) & set(changes.users)
    assert not set(purged) & set(made.user_ids())


def test_a_few_are_never_assigned() -> None:
    made = stream(2000)
    outside = [id for id in made.user_ids() if not made.is_assigned(id)]

    assert 5 < len(outside) < 40
    assert all(made.roles_of(id) == () for id in outside)


def test_roles_are_those_that_the_application_offers_and_one_where_it_offers_none() -> None:
    made = stream()
    bare = Stream(Population(1, 10, 0), MARK, Makers(employee, team))

    assert {role.value for id in made.user_ids() for role in made.roles_of(id)} == {"User", "Admin"}
    assert {role.value for id in bare.user_ids() for role in bare.roles_of(id)} == {"User"}


def test_members_are_users_and_the_purged_are_none() -> None:
    made = stream(3000, 5, cycle=6)
    users = set(made.user_ids())

    for id in made.group_ids():
        group = made.team(id)
        assert group is not None
        assert group.members
        assert group.members <= users


def test_the_first_cycle_has_no_changes_and_a_change_is_told_once() -> None:
    made = stream(cycle=0)
    later = stream(2000, 50, cycle=2)

    assert not list(made.changes_since(0).users)
    assert len(set(later.changes_since(1).users)) == len(list(later.changes_since(1).users)) > 0
    assert later.changes_since(2).users == ()
    assert later.changes_since(1).watermark == 2


def test_a_stream_holds_nobody_however_many_there_are() -> None:
    made = stream(1_000_000, 1000)
    ids = made.user_ids()
    for _ in range(300):
        made.person(next(ids))
    tracemalloc.start()
    try:
        for _ in range(1500):
            made.person(next(ids))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held < 500_000


def test_slices_are_the_whole_directory() -> None:
    made = stream(101, 7)
    slices = [Slice(made, Part(worker, 4)) for worker in range(4)]

    assert sorted(id for each in slices for id in each.user_ids()) == sorted(made.user_ids())
    assert sorted(id for each in slices for id in each.group_ids()) == sorted(made.group_ids())
    made.cycle = 2
    changed = [id for each in slices for id in each.changes_since(1).users]
    assert sorted(changed) == sorted(made.changes_since(1).users)


def test_a_slice_tells_how_far_each_pass_has_come_once_an_id_is_done() -> None:
    made = Slice(stream(10, 2), Part())
    told: list[Position] = []
    made.begin(advance=told.append)

    users = made.user_ids()
    next(users)
    next(users)
    assert told == [Position(1)]
    list(users)
    list(made.group_ids())
    list(made.user_ids())
    list(made.group_ids())
    assert told[-1] == Position(10, 2, 10, 2)


def test_a_slice_goes_on_after_what_is_done_in_each_pass() -> None:
    made = Slice(stream(10, 3), Part())
    whole = list(stream(10, 3).user_ids())
    made.begin(Position(users=10, groups=1, managers=4))

    assert list(made.user_ids()) == []
    assert list(made.group_ids()) == list(stream(10, 3).group_ids())[1:]
    assert list(made.user_ids()) == whole[4:]
    assert len(list(made.group_ids())) == 3


def test_workers_meet_once_after_the_users_and_before_anything_that_names_one() -> None:
    made = Slice(stream(4, 2), Part())
    met: list[int] = []
    seen: list[str] = []
    made.begin(meet=lambda: met.append(len(seen)))

    managers = made.user_ids
    seen += made.user_ids()
    assert met == []
    list(made.group_ids())
    list(managers())
    assert met == [4]


def test_a_slice_that_is_stopped_yields_no_further_id() -> None:
    stop = [False]
    made = Slice(stream(10, 0), Part(), stop=lambda: stop[0])
    ids = made.user_ids()
    next(ids)
    stop[0] = True

    with pytest.raises(Stopped):
        next(ids)
