"""The directory tells what changed as a delta query does, and who is assigned as the service sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from scim_conformance.entra.directory import (
    DEFAULT_ACCESS,
    NO_ROLE,
    AppRole,
    Changes,
    Directory,
    NotInDirectory,
    Source,
)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def directory_of(people: int = 0) -> tuple[Directory, list[str]]:
    directory = Directory(clock=Clock(), rng=Random(7))
    return directory, [directory.add_person({"displayName": f"P{n}"}).object_id for n in range(people)]


def after(directory: Directory) -> int:
    return directory.changes_since(0).watermark


def test_it_is_what_the_service_reads_and_empty_at_first() -> None:
    directory: Source = Directory()

    assert directory.changes_since(0) == Changes()
    assert (list(directory.user_ids()), list(directory.group_ids())) == ([], [])


def test_the_same_seed_makes_the_same_ids_and_an_id_is_never_given_twice() -> None:
    (one, ids), (_, same) = directory_of(2), directory_of(2)

    assert ids == same
    assert len(set(ids)) == 2
    with pytest.raises(ValueError, match="is taken"):
        one.add_person({}, object_id=ids[0])
    one.purge(ids[0])
    with pytest.raises(ValueError, match="is taken"):
        one.add_team({}, object_id=ids[0])


def test_each_object_is_told_once_in_the_order_of_its_last_change() -> None:
    directory, (a, b, c) = directory_of(3)

    directory.change(b, {"department": "Sales"})
    directory.change(a, {"department": "Sales"})

    assert directory.changes_since(0).users == (c, b, a)
    assert directory.changes_since(3).users == (b, a)
    assert directory.changes_since(after(directory)) == Changes(watermark=5)


def test_what_is_set_to_what_it_was_is_no_change() -> None:
    directory, (a, b) = directory_of(2)
    team = directory.add_team({"displayName": "T"}, [a]).object_id
    mark = after(directory)

    directory.change(a, {"displayName": "P0"})
    directory.enable(a)
    directory.set_manager(a, None)
    directory.restore(a)
    directory.join(team, a)
    directory.leave(team, b)
    directory.change_team(team, {"displayName": "T"})
    directory.unassign(a)

    assert directory.changes_since(mark) == Changes(watermark=mark)


def test_a_change_keeps_what_it_does_not_name() -> None:
    directory, (a,) = directory_of(1)

    directory.change(a, {"department": "Sales", "jobTitle": "Clerk"})
    person = directory.change(a, {"jobTitle": None})

    assert person.attributes == {"displayName": "P0", "department": "Sales", "jobTitle": None}
    assert directory.person(a) == person


def test_an_assignment_is_a_change_of_the_user_and_of_each_direct_member() -> None:
    directory, (a, b, c) = directory_of(3)
    team = directory.add_team({}, [b, c]).object_id
    mark = after(directory)

    directory.assign(a, NO_ROLE)
    assert directory.changes_since(mark).users == (a,)

    mark = after(directory)
    directory.assign(team, NO_ROLE)
    changes = directory.changes_since(mark)
    assert (set(changes.users), changes.groups) == ({b, c}, (team,))
    assert all(directory.is_assigned(id) for id in (a, b, c, team))

    mark = after(directory)
    directory.unassign(team)
    changes = directory.changes_since(mark)
    assert (set(changes.users), changes.groups) == ({b, c}, (team,))
    assert [directory.is_assigned(id) for id in (a, b, c, team)] == [True, False, False, False]


def test_a_membership_is_a_change_of_the_user_only_where_its_roles_change() -> None:
    directory, (a, b) = directory_of(2)
    admins = directory.add_role("Admin")
    plain, assigned = directory.add_team({}).object_id, directory.add_team({}).object_id
    directory.assign(assigned, admins)
    directory.assign(b, admins)
    mark = after(directory)

    directory.join(plain, a)
    assert (directory.changes_since(mark).users, directory.changes_since(mark).groups) == ((), (plain,))
    directory.join(assigned, a, b)
    assert (directory.changes_since(mark).users, directory.changes_since(mark).groups) == ((a,), (plain, assigned))

    mark = after(directory)
    directory.leave(assigned, a, b)
    assert directory.changes_since(mark).users == (a,)
    assert (directory.is_assigned(a), directory.is_assigned(b)) == (False, True)


def test_another_role_is_a_change_of_the_user_though_it_stays_assigned() -> None:
    directory, (a,) = directory_of(1)
    team = directory.add_team({}).object_id
    directory.assign(a, NO_ROLE)
    directory.assign(team, directory.add_role("Admin"))
    mark = after(directory)

    directory.join(team, a)

    assert directory.changes_since(mark).users == (a,)


def test_roles_come_in_the_order_of_the_application_and_each_once() -> None:
    directory, (a,) = directory_of(1)
    first, second = directory.add_role("Reader"), directory.add_role("Owner", "The owner")
    team = directory.add_team({}, [a]).object_id

    directory.assign(a, second)
    directory.assign(team, first)
    directory.assign(team, second.id)
    directory.assign(a, NO_ROLE)

    assert directory.roles == (NO_ROLE, first, second)
    assert directory.roles_of(a) == (NO_ROLE, first, second)
    assert (first.display_name, second.display_name) == ("Reader", "The owner")
    directory.unassign(a, second)
    assert directory.roles_of(a) == (NO_ROLE, first, second)
    directory.leave(team, a)
    assert directory.roles_of(a) == (NO_ROLE,) == (AppRole(DEFAULT_ACCESS, "", "Default Access"),)


def test_nested_groups_are_not_read() -> None:
    directory, (a,) = directory_of(1)
    inner = directory.add_team({}, [a]).object_id
    outer = directory.add_team({}, [inner]).object_id

    directory.assign(outer, NO_ROLE)

    assert [directory.is_assigned(id) for id in (a, inner, outer)] == [False, False, True]


def test_a_deleted_user_loses_nothing_and_comes_back_as_it_was() -> None:
    directory, (a, boss) = directory_of(2)
    directory.set_manager(a, boss)
    team = directory.add_team({}, [a]).object_id
    directory.assign(team, NO_ROLE)
    before = directory.person(a)
    mark = after(directory)

    deleted = directory.soft_delete(a)

    assert deleted.deleted_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert directory.changes_since(mark) == Changes(users=(a,), watermark=mark + 1)
    assert a in directory.user_ids()
    assert directory.is_assigned(a)
    assert directory.team(team).members == {a}
    assert directory.soft_delete(a) == deleted
    assert directory.restore(a) == before


def test_a_purged_user_is_told_as_purged_only_and_leaves_its_groups() -> None:
    directory, (a, boss) = directory_of(2)
    directory.set_manager(a, boss)
    team = directory.add_team({}, [a, boss]).object_id
    directory.assign(boss, NO_ROLE)
    mark = after(directory)

    directory.soft_delete(boss)
    directory.purge(boss)

    changes = directory.changes_since(mark)
    assert (changes.users, changes.groups, changes.purged_users) == ((), (team,), (boss,))
    assert directory.person(boss) is None
    assert (directory.roles_of(boss), directory.is_assigned(boss)) == ((), False)
    assert directory.team(team).members == {a}
    assert directory.person(a).manager == boss


def test_whoever_is_deleted_is_purged_after_thirty_days() -> None:
    clock = Clock()
    directory = Directory(clock=clock)
    first, second, kept = (directory.add_person({}).object_id for _ in range(3))
    directory.soft_delete(first)
    clock.now += timedelta(seconds=1)
    directory.soft_delete(second)
    assert directory.soft_delete(first).deleted_at == clock.now - timedelta(seconds=1)

    clock.now += timedelta(days=30, seconds=-2)
    assert directory.purge_expired() == ()
    clock.now += timedelta(seconds=1)
    assert directory.purge_expired() == (first,)
    clock.now += timedelta(days=1)
    assert directory.purge_expired() == (second,)
    assert list(directory.user_ids()) == [kept]


def test_a_deleted_group_unassigns_its_members_and_leaves_other_groups() -> None:
    directory, (a, b) = directory_of(2)
    team = directory.add_team({}, [a]).object_id
    holder = directory.add_team({}, [team, b]).object_id
    directory.assign(team, NO_ROLE)
    mark = after(directory)

    directory.delete_team(team)

    changes = directory.changes_since(mark)
    assert (changes.users, changes.groups, changes.deleted_groups) == ((a,), (holder,), (team,))
    assert (directory.team(team), list(directory.group_ids())) == (None, [holder])
    assert directory.team(holder).members == {b}
    assert not directory.is_assigned(a)


def test_what_is_read_may_change_while_it_is_read() -> None:
    directory, ids = directory_of(3)

    seen = []
    for id in directory.user_ids():
        seen.append(id)
        if len(seen) == 1:
            directory.purge(ids[2])
            directory.add_person({})

    assert seen == ids


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda directory: directory.change("x", {}), "user"),
        (lambda directory: directory.soft_delete("x"), "user"),
        (lambda directory: directory.purge("x"), "user"),
        (lambda directory: directory.add_person({}, manager="x"), "user"),
        (lambda directory: directory.join("x"), "group"),
        (lambda directory: directory.delete_team("x"), "group"),
        (lambda directory: directory.add_team({}, ["x"]), "user or group"),
        (lambda directory: directory.assign("x", NO_ROLE), "user or group"),
        (lambda directory: directory.unassign("x"), "user or group"),
    ],
)
def test_an_unknown_id_is_said_in_a_sentence(call: Callable[[Directory], Any], what: str) -> None:
    directory, _ = directory_of(1)

    with pytest.raises(NotInDirectory) as error:
        call(directory)

    assert str(error.value).startswith(f"The directory has no {what} with the id x")
    assert after(directory) == 1


def test_an_unknown_role_is_said_in_a_sentence() -> None:
    directory, (a,) = directory_of(1)

    with pytest.raises(KeyError, match="no role with the id r"):
        directory.assign(a, "r")


def acts(directory: Directory, draw: Random) -> Callable[[], Any]:
    """Choose one thing that an administrator may do now."""
    people, teams = list(directory.user_ids()), list(directory.group_ids())
    a, b, team = draw.choice(people), draw.choice(people), draw.choice(teams)
    role = draw.choice(directory.roles)
    return draw.choice(
        [
            lambda: directory.add_person({"n": 0}),
            lambda: directory.add_team({"n": 0}, [a, b]),
            lambda: directory.change(a, {"n": draw.randrange(3)}),
            lambda: directory.change_team(team, {"n": draw.randrange(3)}),
            lambda: directory.disable(a),
            lambda: directory.enable(a),
            lambda: directory.soft_delete(a),
            lambda: directory.restore(a),
            lambda: directory.purge(a) if len(people) > 3 else None,
            lambda: directory.delete_team(team) if len(teams) > 2 else None,
            lambda: directory.set_manager(a, draw.choice([b, None])),
            lambda: directory.join(team, a, b),
            lambda: directory.leave(team, a, b),
            lambda: directory.join(team, draw.choice(teams)),
            lambda: directory.assign(draw.choice([a, team]), role),
            lambda: directory.unassign(draw.choice([a, team]), draw.choice([role, None])),
        ]
    )


def picture(directory: Directory) -> dict[str, Any]:
    people = {id: (directory.person(id), directory.roles_of(id)) for id in directory.user_ids()}
    return people | {id: (directory.team(id), directory.roles_of(id)) for id in directory.group_ids()}


@pytest.mark.parametrize("seed", range(10))
def test_whatever_happens_the_changes_name_all_that_is_different_and_nothing_that_is_gone(seed: int) -> None:
    draw = Random(seed)
    directory, _ = directory_of(4)
    for _ in range(3):
        directory.add_team({})
    differences = 0

    for _ in range(40):
        mark, before = after(directory), picture(directory)
        for _ in range(draw.randrange(1, 6)):
            acts(directory, draw)()
        changes, now = directory.changes_since(mark), picture(directory)

        told = {*changes.users, *changes.groups}
        different = {id for id in now if now[id] != before.get(id)}
        differences += len(different)
        assert different <= told <= set(now)
        assert {*changes.purged_users, *changes.deleted_groups} >= set(before) - set(now)
        assert len(told) == len(changes.users) + len(changes.groups)
    assert differences > 40
