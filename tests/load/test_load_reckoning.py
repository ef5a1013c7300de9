"""What must be there afterwards, and of what nobody can know."""

from __future__ import annotations

from scim_conformance.load.reckoning import Reckoning


def test_what_was_accepted_is_sure() -> None:
    mine = Reckoning()
    mine.accept_user("a", was_sure=mine.try_user("a"))
    assert mine.created == {"a"}
    assert not mine.unsure
    assert mine.changes == 1


def test_what_was_not_answered_stays_unsure_whatever_is_accepted_later() -> None:
    mine = Reckoning()
    mine.accept_user("a", was_sure=mine.try_user("a"))
    mine.try_user("a")
    assert mine.unsure == {"a"}
    # The lost change may be carried out after this one.
    mine.accept_user("a", was_sure=mine.try_user("a"))
    assert mine.unsure == {"a"}


def test_members_are_where_they_were_accepted_last() -> None:
    mine = Reckoning()
    mine.try_members("g", ["a", "b"])
    assert mine.must_be_in("g") == set()
    mine.accept_members("g", ["a", "b"], joining=True)
    assert mine.must_be_in("g") == {"a", "b"}
    mine.try_members("g", ["a"])
    assert mine.must_be_in("g") == {"b"}, "of a nobody knows until it is answered"
    mine.accept_members("g", ["a"], joining=False)
    assert mine.must_be_in("g") == {"b"}
    assert mine.must_not_be_in("g") == {"a"}
    mine.accept_members("g", ["a"], joining=True)
    assert mine.must_be_in("g") == {"a", "b"}
    assert mine.must_not_be_in("g") == set()


def test_of_the_memberships_of_who_was_disabled_nothing_is_asked() -> None:
    mine = Reckoning()
    mine.accept_members("g", ["a", "b"], joining=True)
    mine.loose.add("a")
    assert mine.must_be_in("g") == {"b"}
    assert mine.is_unsure_member("g", "a") is False
