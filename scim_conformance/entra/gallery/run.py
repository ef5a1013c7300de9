"""The 25 tests, and a run of them one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from . import (
    direct_create,
    direct_manager,
    direct_null,
    direct_paging,
    direct_schema,
    direct_update,
    driven_groups,
    driven_manager,
    driven_users,
)
from .driven_groups import grouped
from .ground import Ground
from .record import Category, Record
from .stage import Stage, staged
from .trail import Outcome, Test, Trail

SignIn = Callable[[], Record]
"""One of the two tests of signing in, which need more than a port: they are given to a run."""

VALIDATE, FEDERATED = "Validate_Credentials_Test", "Federated_Identity_Test"


def _user(name: str, play: Callable[[Stage], Outcome], category: Category = "mandatory") -> Test:
    return Test(name, category, True, staged(play))


def _group(name: str, play: Callable[[Stage], Outcome], category: Category = "mandatory") -> Test:
    return Test(name, category, True, grouped(category, play))


def _direct(name: str, play: Callable[[Ground, Trail], Outcome], category: Category = "mandatory") -> Test:
    return Test(name, category, False, play)


def _given(_ground: Ground, _trail: Trail) -> Outcome:
    """Say that nobody has given the run a way to sign in."""
    return Outcome("SKIPPED", "skipped", "The run was not told how to sign in for this test.")


_TESTS = (
    _user("Create_User_Test", driven_users.create),
    _user("Update_User_Test", driven_users.update),
    _user("Disable_User_Test", driven_users.disable),
    _user("Delete_User_Test", driven_users.delete, "optional"),
    Test("User_Update_Manager_Test", "mandatory", True, driven_manager.play),
    _user("Restore_User_Test", driven_users.restore),
    _group("Create_Group_Test", driven_groups.create),
    _group("Update_Group_Test", driven_groups.update),
    _group("Delete_Group_Test", driven_groups.delete, "optional"),
    _group("Group_Update_Add_Member_Test", driven_groups.add_member),
    _group("Group_Update_Remove_Member_Test", driven_groups.remove_member),
    _direct("Schema_Discoverability_Test", direct_schema.play),
    _direct("SCIM_Null_Update_Test", direct_null.play),
    _direct("SCIM_User_Create_Test", direct_create.user),
    _direct("SCIM_Group_Create_Test", direct_create.group),
    _direct("SCIM_User_Update_Test", direct_update.user),
    _direct("SCIM_Group_Update_Test", direct_update.group),
    _direct(VALIDATE, _given),
    _direct(FEDERATED, _given),
    _direct("SCIM_User_Pagination_Test", direct_paging.users),
    _direct("SCIM_Group_Pagination_Test", direct_paging.groups, "optional"),
    _direct("SCIM_Update_Manager_Test", direct_manager.play),
    _user("POD_User_Test", driven_users.on_demand),
    _group("POD_Group_Test", driven_groups.on_demand),
    _group("Restore_Group_Test", driven_groups.restore, "optional"),
)


def tests() -> tuple[Test, ...]:
    """Return all 25 tests, in the order of Microsoft's result file."""
    return _TESTS


def run(ground: Ground, sign_in: Mapping[str, SignIn] | None = None) -> Iterator[Record]:
    """Yield the record of each test as soon as it is played, one after the other.

    Microsoft's run plays them at the same time, which makes the totals move while pages are read. ``sign_in`` has the
    tests of signing in by their names. What the port raises ends the run.
    """
    given = sign_in or {}
    for test in _TESTS:
        yield given[test.name]() if test.name in given else played(test, ground)


def played(test: Test, ground: Ground) -> Record:
    """Play one test."""
    trail = Trail(ground.port)
    outcome = test.play(ground, trail)
    result = outcome.result
    return Record(
        test.name,
        test.category,
        test.simulated,
        # In the result file an optional test never says that it has failed.
        result.replace("FAILED", "WARNING") if test.category == "optional" else result,
        outcome.documented,
        outcome.why,
        outcome.error_details,
        outcome.detailed,
        tuple(trail.exchanges),
        trail.seconds,
    )
