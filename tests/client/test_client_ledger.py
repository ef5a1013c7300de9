"""The ledger loses nothing, whatever happens to the process that writes it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from client_by_hand import BASE, ERROR, MARK, Benches, Provider, error, user

from scim_conformance.client import Entry, Ledger, LedgerError, default_ledger_directory

URL = "https://api.example.com/scim/v2"


def lines_of(folder: Path) -> list[dict[str, Any]]:
    (path,) = folder.glob("*.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_step_is_a_line(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, URL, MARK, "gw0")
    first = ledger.intent("Users", "ann")
    ledger.created("Users", "1", intent=first)
    second = ledger.intent("Groups", "all")
    ledger.refused(second)
    ledger.deleted("Users", "1")
    assert lines_of(tmp_path) == [
        {"ledger": 1, "url": URL, "run": MARK},
        {"do": "intent", "n": 1, "endpoint": "Users", "name": "ann"},
        {"do": "created", "n": 1, "endpoint": "Users", "id": "1"},
        {"do": "intent", "n": 2, "endpoint": "Groups", "name": "all"},
        {"do": "refused", "n": 2},
        {"do": "deleted", "endpoint": "Users", "id": "1"},
    ]
    ledger.close()


def test_the_newest_comes_first_and_what_is_deleted_is_still_ours(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, URL, MARK, "main")
    for name in ("1", "2", "3"):
        ledger.created("Users", name, intent=ledger.intent("Users", f"u{name}"))
    lost = ledger.intent("Groups", "lost")
    ledger.deleted("users", "2")
    assert ledger.open == [
        Entry("Groups", None, "lost"),
        Entry("Users", "3", "u3"),
        Entry("Users", "1", "u1"),
    ]
    assert ledger.ours == {"1", "2", "3"}
    assert ledger.owns("User", "2")
    assert not ledger.owns("Groups", "2")
    ledger.doubted(lost, "answered 201 without an id")
    assert ledger.open[0].doubt == "answered 201 without an id"
    ledger.close()


def test_the_file_goes_when_nothing_is_open(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, URL, MARK, "main")
    ledger.created("Users", "1")
    ledger.deleted("Users", "1")
    ledger.close()
    ledger.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("others", [0, 1])
def test_a_folder_that_was_made_for_it_goes_too_unless_somebody_needs_it(tmp_path: Path, others: int) -> None:
    folder = tmp_path / "deep" / "down"
    ledger = Ledger(folder, URL, MARK, "main")
    for number in range(others):
        (folder / f"other-{number}").write_text("")
    ledger.close()
    assert folder.exists() == bool(others)


def test_the_file_stays_while_something_is_open(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, URL, MARK, "main")
    ledger.created("Users", "1")
    ledger.close()
    again = Ledger(tmp_path, URL, MARK, "main")
    assert again.open == [Entry("Users", "1")]
    assert again.intent("Users", "x") == 1
    again.close()


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "own", URL, MARK, "main")
    (path,) = (tmp_path / "own").iterdir()
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0
    ledger.close()


@pytest.mark.parametrize(
    "rest", ['{"do": "crea', "\xff\xfe", "{}", "[1]", "null", '{"do": "created", "id": 7}', "\n\n"]
)
def test_a_line_that_was_cut_short_is_left_out(tmp_path: Path, rest: str) -> None:
    ledger = Ledger(tmp_path, URL, MARK, "gw0")
    ledger.created("Users", "1")
    ledger.close()
    (path,) = tmp_path.iterdir()
    with path.open("ab") as file:
        file.write(rest.encode("latin-1"))
    found = Ledger.of_run(tmp_path, URL, MARK)
    assert found.open == [Entry("Users", "1")]
    found.close()
    again = Ledger(tmp_path, URL, MARK, "gw0")
    again.created("Users", "2")
    again.close()
    assert [entry.id for entry in Ledger.of_run(tmp_path, URL, MARK).open] == ["2", "1"]


def test_the_ledgers_of_crashed_workers_are_one(tmp_path: Path) -> None:
    for worker in ("gw0", "gw1"):
        ledger = Ledger(tmp_path, URL, MARK, worker)
        ledger.created("Users", f"of-{worker}", intent=ledger.intent("Users", "x"))
        ledger.intent("Users", f"lost-{worker}")
        ledger.close()
    for url, run in ((URL, "another-run-"), ("https://elsewhere", MARK)):
        other = Ledger(tmp_path, url, run, "gw2")
        other.created("Users", "theirs")
        other.close()
    found = Ledger.of_run(tmp_path, URL, MARK)
    assert found.resumed
    assert {(entry.id, entry.name) for entry in found.open} == {
        ("of-gw0", "x"),
        (None, "lost-gw0"),
        ("of-gw1", "x"),
        (None, "lost-gw1"),
    }
    for entry in found.open:
        if entry.name != "lost-gw1":
            found.settle(entry)
    found.close()
    assert [entry.name for entry in Ledger.of_run(tmp_path, URL, MARK).open] == ["lost-gw1"]
    assert len(list(tmp_path.iterdir())) == 3
    assert set(Ledger.runs(tmp_path, URL)) == {MARK, "another-run-"}
    assert Ledger.runs(tmp_path, "https://nowhere") == []


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has locks that end with their process")
def test_a_run_that_is_still_going_on_is_left_alone(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, URL, MARK, "gw0")
    ledger.created("Users", "1")
    assert Ledger.runs(tmp_path, URL) == []
    assert Ledger.of_run(tmp_path, URL, MARK).open == []
    ledger.close()
    assert Ledger.runs(tmp_path, URL) == [MARK]


def test_names_of_runs_and_workers_make_no_paths(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "in", URL, "../a/b:c*", "../w")
    ledger.created("Users", "1")
    ledger.close()
    assert list(tmp_path.iterdir()) == [tmp_path / "in"]
    assert Ledger.of_run(tmp_path / "in", URL, "../a/b:c*").ours == {"1"}
    assert Ledger.of_run(tmp_path / "in", URL, ".._a_b_c_").ours == set()


def test_a_folder_that_can_t_be_written_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match=r"file.*can't be written.*--scim-ledger DIR"):
        Ledger(tmp_path / "file" / "below", URL, MARK, "main")


CRASHING = """
import os, signal, sys
import httpx
from pathlib import Path
from scim_conformance.client import *

def answer(request):
    if b"third" in request.content:
        os.kill(os.getpid(), signal.SIGKILL)
    return httpx.Response(201, json={"id": request.content.decode()[-8:-2]})

ledger = Ledger(Path(sys.argv[1]), sys.argv[2], sys.argv[3], "gw0")
scim = Scim(sys.argv[2], none(), recorder=Recorder(), ledger=ledger, redactor=Redactor(), mark=sys.argv[3],
            transport=httpx.MockTransport(answer))
for name in ("first", "second", "third"):
    scim.create("Users", {"userName": f"{sys.argv[3]}{name}"})
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system can't kill a process at once")
def test_a_process_that_is_killed_in_a_creation_leaves_a_ledger(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASHING, str(tmp_path), URL, MARK],
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == -signal.SIGKILL
    found = Ledger.of_run(tmp_path, URL, MARK)
    assert [(entry.id is None, entry.name) for entry in found.open] == [
        (True, f"{MARK}third"),
        (False, f"{MARK}second"),
        (False, f"{MARK}first"),
    ]
    assert Ledger.runs(tmp_path, URL) == [MARK]


def test_a_creation_is_on_the_disk_before_its_request_goes_out(
    bench: Benches, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    sync = "fdatasync" if sys.platform == "linux" else "fsync"
    really = getattr(os, sync)

    def noted(fd: int) -> None:
        synced.append(fd)
        really(fd)

    monkeypatch.setattr(os, sync, noted)

    def answer(_: httpx.Request) -> httpx.Response:
        assert lines_of(tmp_path)[-1] == {"do": "intent", "n": 1, "endpoint": "Users", "name": f"{MARK}bo"}
        assert len(synced) == 2, "the first line of the file, and the intent"
        return httpx.Response(201, json={"id": "1"})

    made = bench(answer)
    made.scim.create("Users", user())
    assert lines_of(tmp_path)[-1] == {"do": "created", "n": 1, "endpoint": "Users", "id": "1"}
    assert len(synced) == 2, "what comes of it is in the file as soon, and on the disk when the system likes"


@pytest.mark.parametrize(
    ("status", "body", "open_"),
    [
        (201, {"id": "1"}, [("1", "")]),
        (200, {"id": "1"}, [("1", "")]),
        (201, {}, [(None, "answered 201 without an id")]),
        (204, None, [(None, "answered 204 without an id")]),
        (
            201,
            {"id": "1", "userName": "Somebody"},
            [(None, "answered 201 with another resource than the one that was sent")],
        ),
        (200, {"id": "1", "userName": MARK.upper() + "other"}, [("1", "")]),
        (400, {"id": "1"}, []),
        (302, {}, []),
        (409, {"schemas": [ERROR]}, []),
        (500, {}, [(None, "")]),
        (503, {}, [(None, "")]),
    ],
)
def test_the_ledger_holds_what_a_creation_was_answered(
    bench: Benches, status: int, body: object, open_: list[tuple[str | None, str]]
) -> None:
    made = bench(lambda _: httpx.Response(status, json=body))
    made.scim.create("Users", user())
    assert [(entry.id, entry.doubt) for entry in made.ledger.open] == open_
    assert all(entry.name == f"{MARK}bo" for entry in made.ledger.open)


@pytest.mark.parametrize("path", ["Users/.search", ".search"])
def test_a_search_creates_nothing(bench: Benches, path: str) -> None:
    made = bench(lambda _: httpx.Response(500))
    made.scim.post(path, json={"filter": "id pr"})
    assert made.ledger.open == []


def test_a_creation_by_any_method_is_in_the_ledger(bench: Benches) -> None:
    ids = iter("pqrs")

    def create(_: httpx.Request) -> httpx.Response:
        id = next(ids)
        return httpx.Response(201, json={"id": id}, headers={"Location": f"{BASE}/Users/{id}"})

    made = bench(create)
    made.scim.post("/Users", content='{"userName": "by content"}')
    made.scim.request("post", f"{BASE}/Users", json=user("by request"), auth=False)
    made.scim.put(f"Users/{MARK}unknown", json=user("by put"))
    made.scim.post("Me", json=user("me"))
    assert [(entry.endpoint, entry.id) for entry in made.ledger.open] == [("Users", id) for id in "srqp"]
    assert made.ledger.ours == {"p", "q", "r", "s"}
    names = [line["name"] for line in lines_of(made_folder(made)) if line.get("do") == "intent"]
    assert names == ["by content", f"{MARK}by request", f"{MARK}by put", f"{MARK}me"]


def made_folder(made: Any) -> Path:
    return Path(made.ledger._journals[0].path).parent


def test_a_put_that_creates_has_the_id_that_was_asked_for(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(201))
    made.scim.put(f"Users/{MARK}fresh", json=user())
    made.scim.put(f"Users/{MARK}fresh", json=user())
    assert [entry.id for entry in made.ledger.open] == [f"{MARK}fresh"]
    made = bench(lambda _: error(404))
    made.scim.put(f"Users/{MARK}other", json=user())
    assert f"{MARK}other" not in made.ledger.ours


def test_a_bulk_request_is_in_the_ledger(bench: Benches) -> None:
    told = [
        {"method": "POST", "bulkId": "b", "status": "201", "location": f"{BASE}/Groups/g1"},
        {"method": "POST", "bulkId": "a", "status": {"code": "201"}, "location": f"{BASE}/Users/u1"},
        {"method": "POST", "bulkId": "c", "status": "409"},
        {"method": "POST", "bulkId": "d", "status": 201, "response": {"id": "u2"}},
        {"method": "DELETE", "status": "204"},
        {"method": "DELETE", "status": "404"},
    ]
    asked = [
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": user("a")},
        {"method": "POST", "path": "/Groups", "bulkId": "b", "data": {"displayName": f"{MARK}b"}},
        {"method": "POST", "path": "/Users", "bulkId": "c", "data": user("c")},
        {"method": "POST", "path": "/Users", "bulkId": "d", "data": user("d")},
        {"method": "DELETE", "path": "/Users/old-1"},
        {"method": "DELETE", "path": "/Users/old-2"},
    ]
    made = bench(lambda _: httpx.Response(200, json={"Operations": told}))
    made.ledger.created("Users", "old-1")
    made.ledger.created("Users", "old-2")
    made.scim.post("Bulk", json={"Operations": asked})
    assert [(entry.endpoint, entry.id) for entry in reversed(made.ledger.open)] == [
        ("Users", "old-2"),
        ("Users", "u1"),
        ("Groups", "g1"),
        ("Users", "u2"),
    ]


@pytest.mark.parametrize(
    ("status", "body", "open_"),
    [(413, {}, 0), (500, {}, 2), (200, {"Operations": "odd"}, 2), (200, [], 2), (200, {"Operations": [None, 7]}, 2)],
)
def test_a_bulk_answer_may_be_odd(bench: Benches, status: int, body: object, open_: int) -> None:
    operation = {"method": "POST", "path": "/Users", "data": user()}
    made = bench(lambda _: httpx.Response(status, json=body))
    made.scim.post("Bulk", json={"Operations": [operation, operation]})
    assert len(made.ledger.open) == open_


@pytest.mark.parametrize(
    "body", [None, [], "text", {"Operations": 7}, {"Operations": [None, {"method": 1, "path": 2}]}]
)
def test_a_bulk_request_may_be_odd(bench: Benches, body: object) -> None:
    made = bench(lambda _: httpx.Response(200, json=body))
    assert made.scim.post("Bulk", json=body).status == 200


@pytest.mark.parametrize(("status", "open_"), [(204, 0), (200, 1), (404, 1), (500, 1)])
def test_a_deletion_with_204_strikes_out(bench: Benches, status: int, open_: int) -> None:
    made = bench(lambda _: httpx.Response(status))
    made.ledger.created("Users", "1")
    made.scim.request("DELETE", "/Users/1")
    assert len(made.ledger.open) == open_


def test_what_is_seen_after_its_deletion_has_to_be_deleted_again(bench: Benches, provider: Provider) -> None:
    provider.overrides["DELETE", "Users"] = lambda _: httpx.Response(204)
    made = bench(provider)
    resource = made.scim.create("Users", user()).resource
    assert resource is not None
    made.scim.delete(resource)
    assert made.ledger.open == []
    made.scim.read(resource)
    assert [entry.id for entry in made.ledger.open] == ["u-1"]
    made.scim.delete(resource)
    provider.stored["Users"]["u-1"]["active"] = False
    made.scim.read(resource)
    assert made.ledger.open == [], "deactivated is how this provider deletes"


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_STATE_HOME": "/state"}, "/state"),
        ("linux", {"XDG_STATE_HOME": "not/absolute"}, "HOME/.local/state"),
        ("linux", {}, "HOME/.local/state"),
        ("darwin", {"XDG_STATE_HOME": "/state"}, "HOME/Library/Application Support"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local"),
        ("win32", {}, "HOME/AppData/Local"),
    ],
)
def test_the_usual_folder_is_the_user_s_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, variables: dict[str, str], folder: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    expected = Path(folder.replace("HOME", str(tmp_path))) / "scim-conformance" / "f4a25f2d75f7b1c0"
    found = default_ledger_directory("https://api.example.com/scim/v2/")
    assert found.parent == expected.parent
    assert found == default_ledger_directory("https://api.example.com/scim/v2")
    assert len(found.name) == 16
    assert found != default_ledger_directory("https://api.example.com/scim/v3")
