"""Three cycles of the provisioning service over a small company: joiners, movers, leavers, and who comes back."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.entra.cycling import CREATES, DISABLES, FILLS, Seen, existing_id, finds_one, unchanged
from scim_conformance.checks.entra.rows import dialects, dialects_with_active, dialects_with_groups

JOINERS = ("boss", "mover", "renamed", "guest", "returning", "leaving")
LEAVERS = ("guest", "returning", "leaving")
REFERENCES = ("manager", "members")


@check(CREATES, verifies="ENTRA-CYCLE-01", needs=("patch", "filter"), each={"dialect": dialects})
def test_everybody_who_is_in_scope_gets_an_account(cycles, dialect):
    """The initial cycle creates an account for everybody who is in scope and has none."""
    first = Seen(cycles(dialect), 1)

    first.carried_out(*JOINERS, references=False)

    missing = [name for name in JOINERS if first.account(name) is None]
    expect.that(not missing, "Somebody who is in scope has no account", expected=[], actual=missing)


@check("entra.cycle-stores-what-is-mapped", verifies="ENTRA-CYCLE-02", needs="filter", each={"dialect": dialects})
def test_a_new_account_holds_what_is_mapped(cycles, dialect):
    """After the initial cycle each new account holds all that the mapping gives it."""
    first = Seen(cycles(dialect), 1)
    first.need(*JOINERS, see=CREATES)

    first.is_as_wanted(*JOINERS, save=REFERENCES, message="A new account does not hold what is mapped")


@check("entra.cycle-matches-an-existing-account", verifies="ENTRA-CYCLE-03", needs="filter", each={"dialect": dialects})
def test_an_account_that_is_there_is_taken_over(cycles, dialect):
    """An account that is there already under the matching attribute is found, and updated to what is mapped."""
    told = cycles(dialect)
    first, existing = Seen(told, 1), existing_id(told)
    told.look([told.played.existing.n])

    first.carried_out("adopted", references=False)

    expect.equal(first.account("adopted"), existing, "The account that the service goes on with")
    first.is_as_wanted("adopted", save=REFERENCES, message="An account that was there is not brought up to date")


@check("entra.cycle-makes-no-second-account", verifies="ENTRA-CYCLE-03", needs="filter", each={"dialect": dialects})
def test_nobody_has_two_accounts(cycles, dialect):
    """After the initial cycle a search by the matching attribute finds one account of somebody who had one before."""
    told = cycles(dialect)
    first, existing = Seen(told, 1), existing_id(told)
    first.entries("adopted")
    finds_one(first.search("adopted"), existing)


@check("entra.cycle-links-managers", verifies="ENTRA-CYCLE-04", needs="filter", each={"dialect": dialects})
def test_managers_are_named(cycles, with_managers, dialect):
    """After the initial cycle everybody names the account of their manager."""
    first = Seen(cycles(dialect), 1)
    first.need("boss", "mover", "renamed", see=CREATES)

    first.carried_out("mover", "renamed", references=True)

    first.is_as_wanted("mover", "renamed", only=("manager",), message="A user does not name its manager")


@check(FILLS, verifies="ENTRA-CYCLE-05", needs=("groups", "filter"), each={"dialect": dialects_with_groups})
def test_groups_are_created_and_filled(cycles, dialect):
    """The initial cycle creates each group and makes those its members who have an account."""
    first = Seen(cycles(dialect), 1)
    first.need("boss", "mover", "guest", "returning", see=CREATES)

    first.carried_out("team", "project")

    first.is_as_wanted("team", "project", message="A new group does not hold what it is to hold")


@check("entra.cycle-moves", verifies="ENTRA-CYCLE-06", needs="filter", each={"dialect": dialects})
def test_who_moves_is_updated(moving, dialect):
    """Whoever gets another job, another name and values they did not have has them after the next cycle."""
    told = moving(dialect)
    first, second = Seen(told, 1), Seen(told, 2)
    first.need("mover", see=CREATES)

    second.carried_out("mover", references=False)

    expect.equal(second.account("mover"), first.account("mover"), "The id of somebody who moved")
    second.is_as_wanted("mover", save=REFERENCES, message="Somebody who moved does not hold what is mapped")


@check("entra.cycle-renames-in-place", verifies="ENTRA-CYCLE-07", needs="filter", each={"dialect": dialects})
def test_who_is_renamed_keeps_the_account(renaming, dialect):
    """Whoever gets another name in the matching attribute keeps the account, and is found by the new name alone."""
    told = renaming(dialect)
    first, second = Seen(told, 1), Seen(told, 2)
    first.need("renamed", see=CREATES)

    second.carried_out("renamed", references=False)

    expect.equal(second.account("renamed"), first.account("renamed"), "The id of somebody who was renamed")
    second.is_as_wanted("renamed", save=REFERENCES, message="Somebody who was renamed does not hold what is mapped")
    finds_one(second.search("renamed"), second.account("renamed"))


@check("entra.cycle-changes-managers", verifies="ENTRA-CYCLE-04", needs="filter", each={"dialect": dialects})
def test_a_manager_is_changed_and_taken_away(cycles, with_managers, dialect):
    """After the next cycle a user names its new manager, and whoever has none any more names nobody."""
    told = cycles(dialect)
    first, second = Seen(told, 1), Seen(told, 2)
    first.need("mover", "renamed", see=CREATES)
    linked = not any(first.differs(name, only=("manager",)) for name in ("mover", "renamed"))
    needs.that(linked, "A user does not name its manager in the first place", see="entra.cycle-links-managers")

    second.carried_out("mover", "renamed", references=True)

    second.is_as_wanted("mover", "renamed", only=("manager",), message="A user names somebody else than its manager")


@check(DISABLES, verifies="ENTRA-CYCLE-08", needs="filter", each={"dialect": dialects_with_active})
def test_who_leaves_is_disabled_and_no_more(cycles, reactivating, schemas, dialect):
    """Whoever is deleted or not assigned any more is inactive after the next cycle, and otherwise as before."""
    told = cycles(dialect)
    first, second = Seen(told, 1), Seen(told, 2)
    first.need(*LEAVERS, see=CREATES)

    second.carried_out(*LEAVERS, references=False)

    for name in LEAVERS:
        second.need(name, see="entra.cycle-keeps-leavers-findable")
        second.is_as_wanted(name, only=("active",), message="Somebody who left is not inactive")
        message = "Of somebody who left more has changed than that"
        unchanged(first.read(name), second.read(name), schemas, save=["active"], message=message)


@check(
    "entra.cycle-keeps-leavers-findable",
    verifies="ENTRA-CYCLE-09",
    needs="filter",
    each={"dialect": dialects_with_active},
)
def test_who_left_is_still_read_and_found(cycles, reactivating, dialect):
    """Whoever was disabled in a cycle is still read by the id and found by the matching attribute."""
    told = cycles(dialect)
    first, second = Seen(told, 1), Seen(told, 2)
    first.need("guest", see=CREATES)
    refused = [each for each in second.entries("guest", references=False) if each.result == "failure"]
    needs.that(not refused, "A user who left could not be disabled", see=DISABLES)

    expect.equal(second.read("guest").status, 200, "The answer to the read of somebody who left")
    finds_one(second.search("guest"), first.account("guest"))


@check(
    "entra.cycle-changes-groups",
    verifies="ENTRA-CYCLE-10",
    needs=("groups", "filter"),
    each={"dialect": dialects_with_groups},
)
def test_a_group_is_renamed_and_people_join_and_leave(cycles, dialect):
    """After a cycle in which a group is renamed, two join it and one leaves, it has its new name and its people."""
    told = cycles(dialect)
    first, second = Seen(told, 1), Seen(told, 2)
    first.need("boss", "mover", "renamed", see=CREATES)
    first.need("team", see=FILLS)
    needs.that(not first.differs("team"), "The group is not as it should be in the first place", see=FILLS)

    second.carried_out("team")

    second.is_as_wanted("team", message="A group that has changed does not hold what it is to hold")


@check(
    "entra.cycle-restores-with-the-same-id",
    verifies="ENTRA-CYCLE-11",
    needs="filter",
    each={"dialect": dialects_with_active},
)
def test_who_returns_has_the_old_account(cycles, reactivating, schemas, dialect):
    """Whoever is restored has the account of before: with the same id, active, and holding what it held."""
    told = cycles(dialect)
    first, second, third = Seen(told, 1), Seen(told, 2), Seen(told, 3)
    first.need("returning", see=CREATES)
    second.need("returning", see="entra.cycle-keeps-leavers-findable")
    needs.that(not second.differs("returning", only=("active",)), "A user who left is not inactive", see=DISABLES)

    third.carried_out("returning", references=False)

    expect.equal(third.account("returning"), first.account("returning"), "The id of somebody who was restored")
    third.is_as_wanted("returning", message="The account of somebody who was restored does not hold what is mapped")
    message = "Somebody who was restored has lost something"
    unchanged(first.read("returning"), third.read("returning"), schemas, message=message)


@check(
    "entra.cycle-restores-into-groups",
    verifies="ENTRA-CYCLE-12",
    needs=("groups", "filter"),
    each={"dialect": dialects_with_active},
)
def test_who_returns_is_still_in_the_groups(cycles, reactivating, dialect):
    """Whoever is disabled and enabled again is still in the groups, since nobody writes that anew."""
    told = cycles(dialect)
    first, second, third = Seen(told, 1), Seen(told, 2), Seen(told, 3)
    first.need("returning", see=CREATES)
    first.need("team", see=FILLS)
    needs.that(first.account("returning") in first.people_of("team"), "The group lacks them from the start", see=FILLS)
    second.entries("returning")
    third.entries("returning")

    here = third.people_of("team")

    found = third.account("returning") in here
    expect.that(
        found, "Somebody who was restored is in the group no more", expected=third.account("returning"), actual=here
    )


@check("entra.cycle-deletes-the-purged", verifies="ENTRA-CYCLE-13", needs="filter", each={"dialect": dialects})
def test_who_is_deleted_for_good_is_deleted(cycles, deleting, dialect):
    """The account of whoever is deleted for good is deleted in the next cycle."""
    told = cycles(dialect)
    first, second, third = Seen(told, 1), Seen(told, 2), Seen(told, 3, deleting)
    first.need("leaving", see=CREATES)
    second.entries("leaving")

    third.is_gone(
        "leaving", first.account("leaving"), "The account of somebody who was deleted for good is still there"
    )


@check(
    "entra.cycle-deletes-groups",
    verifies="ENTRA-CYCLE-14",
    needs=("groups", "filter"),
    each={"dialect": dialects_with_groups},
)
def test_a_deleted_group_is_deleted(cycles, dialect):
    """A group that is deleted in the directory is deleted in the next cycle, and its people are not."""
    told = cycles(dialect)
    first, third = Seen(told, 1), Seen(told, 3)
    first.need("project", see=FILLS)
    first.need("boss", see=CREATES)
    is_good = not first.differs("boss", save=REFERENCES)
    needs.that(is_good, "A member is not as it should be in the first place", see="entra.cycle-stores-what-is-mapped")

    third.is_gone("project", first.account("project"), "A group that was deleted is still there")
    third.is_as_wanted("boss", save=REFERENCES, message="With a group somebody in it has changed")


@check("entra.cycle-leaves-the-rest-alone", verifies="ENTRA-CYCLE-15", needs="filter", each={"dialect": dialects})
def test_who_does_not_change_stays_the_same(cycles, schemas, dialect):
    """Whoever does not change in the directory reads after each cycle as after the one before."""
    told = cycles(dialect)
    first, second, third = Seen(told, 1), Seen(told, 2), Seen(told, 3)
    for name in ("boss", "adopted"):
        first.need(name, see=CREATES)
        for before, after in ((first, second), (second, third)):
            expect.equal(after.read(name).status, 200, "The answer to the read of somebody who did not change")
            unchanged(before.read(name), after.read(name), schemas, message="Somebody has changed who did not move")
