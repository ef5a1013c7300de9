"""The state of a run on disk."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from scim_conformance.entra.service import Link
from scim_conformance.sync.keeping import Made, State, StateError, state_path
from scim_conformance.sync.slicing import Position


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "entra-sync.sqlite"


def test_what_was_noted_is_there_in_the_next_process(path: Path) -> None:
    first = State(path)
    first.note(url="https://example.com", users=5)
    made = first.intend("user", "scimconf-1")
    first.created(made, "id1")
    first.intend("user", "scimconf-2")
    first.put("user", "o1", Link("id1", "scimconf-1", active=False, left=True))
    first.memberships.put("g1", frozenset({"o1", "o2"}))
    first.advance(0, 2, Position(5, 1))
    first.close()

    second = State(path)

    assert second.settings() == {"url": "https://example.com", "users": 5}
    assert second.owns("user", "id1")
    assert second.get("user", "o1") == Link("id1", "scimconf-1", active=False, left=True)
    assert second.memberships.get("g1") == {"o1", "o2"}
    assert second.position(0, 2) == Position(5, 1)
    assert second.in_doubt("SCIMCONF-2") == 2
    assert {(each.name, each.target, each.is_doubtful) for each in second.made("user")} == {
        ("scimconf-1", "id1", True),
        ("scimconf-2", None, True),
    }
    second.close()


def test_a_process_that_is_killed_loses_nothing(path: Path) -> None:
    # Nothing is closed and nothing flushed: this is what another process finds after a kill.
    child = os.fork() if hasattr(os, "fork") else None
    if child is None:
        pytest.skip("needs fork")
    if child == 0:
        state = State(path)
        state.created(state.intend("user", "scimconf-1"), "id1")
        state.intend("user", "scimconf-2")
        os._exit(9)
    os.waitpid(child, 0)

    state = State(path)

    assert [each.target for each in state.made("user")] == [None, "id1"]
    state.close()


def test_a_creation_that_was_refused_leaves_nothing(path: Path) -> None:
    state = State(path)
    state.refused(state.intend("user", "scimconf-1"))

    assert state.count() == 0
    assert state.in_doubt("scimconf-1") is None
    state.close()


def test_the_link_to_a_stranger_is_not_kept(path: Path) -> None:
    state = State(path)
    state.put("user", "o1", Link("somebody-else"))

    assert state.get("user", "o1") is None
    state.close()


def test_an_id_is_owned_by_its_kind_only_and_not_once_it_is_said_to_be_deleted(path: Path) -> None:
    state = State(path)
    state.created(state.intend("user", "scimconf-1"), "7")

    assert state.owns("user", "7")
    assert not state.owns("group", "7")
    state.said_gone("user", "7")
    assert not state.owns("user", "7")
    assert state.was_deleted("user", "7")
    # The cleanup looks whether that is true.
    assert [(each.target, each.is_doubtful) for each in state.made("user")] == [("7", True)]
    state.still_there(Made(1, "user", "scimconf-1", "7"))
    assert state.owns("user", "7")
    state.close()


def test_an_id_that_is_given_out_again_is_that_of_the_new_one(path: Path) -> None:
    state = State(path)
    state.created(state.intend("user", "scimconf-1"), "7")
    state.said_gone("user", "7")
    state.created(state.intend("user", "scimconf-2"), "7")

    assert [(each.name, each.target) for each in state.made("user")] == [("scimconf-2", "7")]
    assert state.owns("user", "7")
    state.close()


def test_what_was_made_is_told_newest_first_and_split_over_workers(path: Path) -> None:
    state = State(path)
    for number in range(450):
        state.created(state.intend("user", f"scimconf-{number}"), f"id{number}")

    parts = [[each.name for each in state.made("user", worker, 3)] for worker in range(3)]

    assert next(state.made("user")).name == "scimconf-449"
    assert sorted(name for part in parts for name in part) == sorted(f"scimconf-{n}" for n in range(450))
    assert min(len(part) for part in parts) == 150
    state.close()


def test_links_are_told_without_holding_them_all(path: Path) -> None:
    state = State(path)
    for number in range(401):
        state.created(state.intend("user", f"scimconf-{number}"), f"id{number}")
        state.put("user", f"o{number}", Link(f"id{number}"))
    state.drop("user", "o7")

    assert {object_id for object_id, _ in state.all("user")} == {f"o{n}" for n in range(401) if n != 7}
    assert list(state.all("group")) == []
    state.close()


def test_positions_belong_to_a_cycle_and_end_with_it(path: Path) -> None:
    state = State(path)

    assert state.position(1, 0) == Position()
    state.advance(1, 0, Position(3), done=True)
    assert state.position(1, 0) is None
    assert state.position(1, 1) == Position()
    state.advance(1, 1, Position(2))
    assert state.position(1, 0) is None
    state.close()


def test_a_state_is_for_one_process_at_a_time_and_for_its_user_alone(path: Path) -> None:
    state = State(path)

    with pytest.raises(StateError, match="in use"):
        State(path)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    state.remove()
    assert not list(path.parent.iterdir())


def test_a_file_that_is_no_state_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("a letter to somebody\n" * 100, encoding="utf-8")

    with pytest.raises(StateError, match="no state of entra-sync"):
        State(path)
    assert path.read_text(encoding="utf-8").startswith("a letter")


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(StateError, match="--state DIR"):
        State(tmp_path / "file" / "state.sqlite")


def test_each_provider_has_a_state_of_its_own(tmp_path: Path) -> None:
    assert state_path("https://a.example.com", None) != state_path("https://b.example.com", None)
    assert state_path("https://a.example.com", tmp_path).parent == tmp_path
