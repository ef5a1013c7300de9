"""What happens to the made-up company from cycle to cycle."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scim_conformance.sync.chance import chance, number
from scim_conformance.sync.lives import LEAVE, MOVE, Part, Population

BIG = Population(seed=7, users=6_000, groups=400)


def test_chance_depends_on_what_it_is_about_and_on_nothing_else() -> None:
    assert chance(1, 2, 3) == chance(1, 2, 3)
    assert len({chance(1, 2, 3), chance(2, 2, 3), chance(1, 3, 3), chance(1, 2, 4), chance(1, 3, 2)}) == 5
    assert all(0 <= chance(1, each) < 1 for each in range(1000))


def test_chance_is_spread_evenly() -> None:
    tenths = Counter(int(chance(5, each) * 10) for each in range(10_000))

    assert all(800 < tenths[tenth] < 1200 for tenth in range(10))


@given(st.integers(), st.integers())
def test_a_number_has_64_bits_whatever_it_is_about(seed: int, about: int) -> None:
    assert 0 <= number(seed, about) < 1 << 64


def test_the_first_cycle_changes_nobody_and_each_later_one_a_few_in_a_hundred() -> None:
    assert not list(BIG.changed_users(0))
    for cycle in (1, 2, 3):
        events = Counter(life.event for _, life in BIG.changed_users(cycle))
        assert 0.8 < events["moves"] / (BIG.users * MOVE) < 1.2
        assert 0.4 < events["leaves"] / (BIG.users * LEAVE) < 1.6
        assert events["joins"] == BIG.users_at(cycle) - BIG.users_at(cycle - 1) > 0
    assert {life.event for _, life in BIG.changed_users(3)} == {"moves", "leaves", "joins", "returns", "is purged"}


def test_a_life_goes_on_from_where_it_was() -> None:
    for user in range(2000):
        before = BIG.life(user, 4)
        now = BIG.life(user, 5)
        if now.event == "stays":
            assert (now.standing, now.moves) == (before.standing, before.moves)
        elif now.event == "moves":
            assert now.moves == before.moves + 1
            assert before.standing == now.standing == "present"
        elif now.event == "returns":
            assert before.standing in ("disabled", "unassigned", "deleted")
            assert now.standing == "present"
        elif now.event == "is purged":
            assert before.standing == "deleted"


def test_who_is_purged_never_comes_back() -> None:
    purged = [user for user, life in BIG.changed_users(3) if life.standing == "purged"]

    assert purged
    assert {BIG.life(user, 9).standing for user in purged} == {"purged"}
    assert {BIG.life(user, 9).event for user in purged} == {"stays"}


def test_nobody_is_there_before_joining() -> None:
    newcomer = BIG.users

    assert BIG.life(newcomer, 0).standing == "absent"
    assert BIG.life(newcomer, 1).event == "joins"


def test_managers_have_lower_numbers_so_that_nobody_manages_themselves() -> None:
    managers = {user: BIG.manager(user, 0) for user in range(3000)}

    assert all(manager is None or manager < user for user, manager in managers.items())
    assert 0.15 < sum(manager is not None for manager in managers.values()) / 3000 < 0.25


def test_a_move_may_bring_another_manager() -> None:
    managed = [user for user in range(1000, 2000) if BIG.manager(user, 0) is not None]

    assert any(BIG.manager(user, 0) != BIG.manager(user, 1) for user in managed)


def test_groups_are_renamed_churned_new_and_deleted() -> None:
    changed = [life for cycle in (1, 2, 3) for _, life in BIG.changed_groups(cycle)]

    assert any(not life.is_there for life in changed)
    assert any(life.names for life in changed)
    assert any(life.slides for life in changed)
    assert BIG.groups_at(2) > BIG.groups
    assert BIG.group_life(BIG.groups, 0).is_there is False
    assert BIG.group_life(BIG.groups, 1).changed is True


def test_a_group_that_slides_loses_one_member_and_gets_another() -> None:
    before, after = set(BIG.members(50, 0)), set(BIG.members(50, 1))

    assert len(before) == len(after) == max(3, BIG.users // 510)
    assert len(before - after) == len(after - before) == 1


def test_few_users_live_eventful_lives_too() -> None:
    few = Population(seed=3, users=10, groups=2)

    assert all(sum(1 for _ in few.changed_users(cycle)) >= 1 for cycle in (1, 2, 3, 4, 5))


def test_parts_are_all_of_it_and_do_not_overlap() -> None:
    parts = [Part(worker, 3) for worker in range(3)]
    users = [user for part in parts for user, _ in BIG.changed_users(2, part)]

    assert sorted(users) == [user for user, _ in BIG.changed_users(2)]
