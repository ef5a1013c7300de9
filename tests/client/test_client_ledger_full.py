"""A disk that takes no more: nothing is created that is not written down, and what was made is still deleted."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from client_by_hand import MARK, Benches, Provider, user

from scim_conformance.client import Ledger, LedgerError, clean_up

URL = "https://api.example.com/scim/v2"

Filling = Callable[[int], None]


@pytest.fixture
def full_after(monkeypatch: pytest.MonkeyPatch) -> Filling:
    """Has the disk take only so many bytes more, as a full one does: a part of a line, and then an error."""
    really = os.write

    def fill(room: int) -> None:
        left = room

        def write(fd: int, data: bytes) -> int:
            nonlocal left
            if not left:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            written = really(fd, bytes(data[:left]))
            left -= written
            return written

        monkeypatch.setattr(os, "write", write)

    return fill


def text_of(folder: Path) -> str:
    (path,) = folder.glob("*.jsonl")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("room", [0, 1, 30])
def test_what_can_t_be_written_down_is_not_created(
    bench: Benches, provider: Provider, tmp_path: Path, full_after: Filling, room: int
) -> None:
    made = bench(provider)
    before = text_of(tmp_path)
    full_after(room)

    for _ in range(2):
        with pytest.raises(LedgerError, match="No space left on device"):
            made.scim.create("Users", user())

    assert made.asked == []
    assert text_of(tmp_path) == before, "half a line would swallow the next one"
    assert made.ledger.open == []


def test_what_was_created_just_before_is_known_and_deleted(
    bench: Benches, provider: Provider, tmp_path: Path, full_after: Filling
) -> None:
    made = bench(provider)
    line = len(b'{"do": "intent", "n": 1, "endpoint": "Users", "name": "%sbo"}\n') - 2 + len(MARK)
    full_after(line)

    made.scim.create("Users", user())

    assert made.ledger.owns("Users", "u-1")
    with pytest.raises(LedgerError):
        made.scim.create("Users", user("next"))
    assert clean_up(made.scim, made.ledger, delete_means="removes").leftovers == []
    assert provider.stored["Users"] == {}
    made.ledger.close()
    assert list(tmp_path.iterdir()) == []


def test_what_the_disk_did_not_take_is_found_by_its_name(
    bench: Benches, provider: Provider, tmp_path: Path, full_after: Filling, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bench(provider)
    made.scim.create("Users", user("a"))
    line = len(b'{"do": "intent", "n": 2, "endpoint": "Users", "name": "%sb"}\n') - 2 + len(MARK)
    full_after(line)
    made.scim.create("Users", user("b"))
    monkeypatch.undo()
    made.ledger.close()

    later = Ledger.of_run(tmp_path, made.scim.base_url, MARK)

    assert [(entry.id, entry.name) for entry in later.open] == [(None, f"{MARK}b"), ("u-1", f"{MARK}a")]
    assert clean_up(made.scim, later, delete_means="removes").leftovers == []
    assert provider.stored["Users"] == {}
    later.close()


def test_a_folder_that_has_become_read_only_ends_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path, URL, MARK, "main")
    ledger.created("Users", "1")
    ledger.deleted("Users", "1")

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    ledger.close()

    assert Ledger.of_run(tmp_path, URL, MARK).open == []
