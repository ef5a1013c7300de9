"""``waive`` writes what a run then reads: for failures only, for a year at most, and nothing else changes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from runs_by_hand import checked, run_of, written

from scim_conformance.cli import main
from scim_conformance.waivers import Waiver, load_waivers, parse_waivers
from scim_conformance.waiving.writing import NotWritable, added, entry, scalar

SOON = (date.today() + timedelta(days=30)).isoformat()
GONE = "DELETE /Users/{id} answered 204, expected 404"
HARD_ROW = 'emails[type eq "work"].value'

FILE = """\
# Ours, in the order of their tickets.
- check: read.fails    # the first one
  message: 'answered 500'
  reason: It is under way
  until: 2027-03-31

# The nightly job takes the others away.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the results of a run in it."""
    monkeypatch.chdir(tmp_path)
    written(
        run_of(
            checked("delete.then-404", "failed", GONE),
            checked("delete.gone", "blocked", "nothing", cause="delete.then-404"),
            checked("profile.updates[title]", "failed", "PATCH of title changed nothing"),
            checked(f"profile.updates[{HARD_ROW}]", "failed", "PATCH: #1, it's 'odd' changed nothing"),
            checked("profile.updates[userName]", "passed"),
            checked("create.soft", "warned", "No Location"),
            checked("read.fine", "passed"),
            checked("me.there", "omitted", "out of scope"),
            checked("read.broken", "broken", "a bug"),
            checked("read.waived", "waived", "known"),
            checked("read.stale", "stale", "The check passes"),
        ),
        tmp_path / "scim-report" / "results.json",
    )
    return tmp_path


def waive(*arguments: str, until: str = SOON, reason: str = "Under way, in the next release") -> int:
    return main(["waive", *arguments, "--reason", reason, "--until", until])


def test_a_failure_of_the_last_run_is_waived(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert waive("delete.then-404", "--ticket", "PROV-7") == 0

    (waiver,) = load_waivers(here / "app.waivers.yaml")
    assert waiver.check == "delete.then-404"
    assert waiver.matches(GONE)
    assert waiver.ticket == "PROV-7"
    assert waiver.until.isoformat() == SOON
    assert f"delete.then-404 is waived until {SOON}" in capsys.readouterr().out


def test_every_row_that_failed_gets_an_entry_and_one_row_only_where_it_is_named(here: Path) -> None:
    assert waive(f"profile.updates[{HARD_ROW}]") == 0
    assert [waiver.on for waiver in load_waivers(here / "app.waivers.yaml")] == [HARD_ROW]
    assert waive("profile.updates", "--waivers", "all.yaml") == 0
    assert [waiver.on for waiver in load_waivers(here / "all.yaml")] == [HARD_ROW, "title"]


def test_all_is_what_failed_and_warnings_only_where_they_fail_a_run(here: Path) -> None:
    assert waive("--all") == 0
    assert [waiver.check for waiver in load_waivers(here / "app.waivers.yaml")] == [
        "delete.then-404",
        "profile.updates",
        "profile.updates",
    ]
    written(run_of(checked("create.soft", "warned", "No Location"), run__strict=True), here / "strict.json")
    assert waive("--all", "--results", "strict.json", "--waivers", "strict.yaml") == 0
    assert [waiver.check for waiver in load_waivers(here / "strict.yaml")] == ["create.soft"]


def test_a_run_in_which_nothing_failed_needs_no_waiver(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(run_of(checked("read.fine", "passed")), here / "green.json")

    assert waive("--all", "--results", "green.json") == 0
    assert "there is nothing to waive" in capsys.readouterr().out
    assert not (here / "app.waivers.yaml").exists()


def test_a_part_of_the_message_is_taken_where_it_is_one(here: Path) -> None:
    assert waive("delete.then-404", "--message", "answered 204") == 0
    assert load_waivers(here / "app.waivers.yaml")[0].message == "answered 204"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_stands_in_the_file_stays_as_it_is(here: Path, newline: str) -> None:
    path = here / "app.waivers.yaml"
    path.write_bytes(FILE.replace("\n", newline).encode())

    assert waive("delete.then-404") == 0
    assert path.read_bytes().startswith(FILE.replace("\n", newline).encode())
    assert path.read_bytes().count(b"\r\n") == (path.read_bytes().count(b"\n") if newline == "\r\n" else 0)
    assert [waiver.check for waiver in load_waivers(path)] == ["read.fails", "delete.then-404"]


@pytest.mark.parametrize("before", ["", "# none yet\n", "# no line end", FILE, FILE.replace("\n- ", "\n  - ")])
def test_an_entry_is_added_to_whatever_a_file_may_look_like(before: str) -> None:
    if "  - " in before:
        before = "\n".join("  " + line if line else line for line in FILE.splitlines()) + "\n"
    waiver = Waiver("delete.then-404", GONE, "Under way", date(2027, 3, 31))

    after = added(before, [waiver], "w.yaml")
    assert after.startswith(before)
    assert parse_waivers(after, "w.yaml")[-1].message == GONE


@pytest.mark.parametrize("before", ["[]\n", "[{check: a.b, message: 'a long', reason: 'a long', until: 2027-01-31}]\n"])
def test_a_file_to_which_nothing_can_be_added_is_told_and_left(here: Path, before: str) -> None:
    (here / "app.waivers.yaml").write_text(before, encoding="utf-8")

    with pytest.raises(NotWritable, match="nothing can be added"):
        added(before, [Waiver("delete.then-404", GONE, "Under way", date(2027, 3, 31))], "w.yaml")
    assert waive("delete.then-404") == 4
    assert (here / "app.waivers.yaml").read_text(encoding="utf-8") == before


LAST_YEAR = (date.today() - timedelta(days=1)).isoformat()
TOO_FAR = (date.today() + timedelta(days=400)).isoformat()


@pytest.mark.parametrize(
    ("arguments", "more", "words"),
    [
        (["read.fine"], {}, "read.fine can't be waived: it passed"),
        (["me.there"], {}, "it did not apply"),
        (["read.broken"], {}, "no finding about the provider"),
        (["delete.gone"], {}, "kept from it by what delete.then-404 says"),
        (["read.waived"], {}, "waived already"),
        (["read.stale"], {}, "take that out of its file first"),
        (["delete.then-405"], {}, "Did you mean `delete.then-404`?"),
        ([], {}, "or say --all"),
        (["--all", "delete.then-404"], {}, "not both"),
        (["delete.then-404"], {"until": LAST_YEAR}, "has passed"),
        (["delete.then-404"], {"until": TOO_FAR}, "more than a year ahead"),
        (["delete.then-404"], {"until": "next year"}, "must be a day such as"),
        (["delete.then-404"], {"until": "20270131"}, "must be a day such as"),
        (["delete.then-404"], {"reason": " x "}, "--reason must tell a reader something"),
        (["delete.then-404", "--message", "answered 500"], {}, "says something else than 'answered 500'"),
        (["delete.then-404", "--message", "204"], {}, "--message must tell a reader something"),
        (["delete.then-404", "--results", "missing.json"], {}, "missing.json can't be read"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_written(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], more: dict[str, str], words: str
) -> None:
    assert waive(*arguments, **more) == 4
    assert words in capsys.readouterr().err
    assert not (here / "app.waivers.yaml").exists()


def test_one_wrong_name_keeps_everything_from_being_written_and_all_mistakes_are_told(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert waive("delete.then-404", "read.fine", "me.there", until=LAST_YEAR) == 4

    said = capsys.readouterr().err
    assert all(words in said for words in ("read.fine", "me.there", "has passed"))
    assert not (here / "app.waivers.yaml").exists()


def test_what_is_waived_already_is_not_waived_twice(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert waive("delete.then-404") == 0
    before = (here / "app.waivers.yaml").read_text(encoding="utf-8")

    assert waive("--all") == 4
    assert f"delete.then-404 has a waiver already, in line 1, until {SOON}" in capsys.readouterr().err
    assert (here / "app.waivers.yaml").read_text(encoding="utf-8") == before


def test_a_file_with_a_mistake_is_told_before_anything_is_added(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "app.waivers.yaml").write_text(FILE.replace("reason", "raison"), encoding="utf-8")

    assert waive("delete.then-404") == 4
    assert "raison" in capsys.readouterr().err


def test_the_file_stands_beside_a_profile_that_is_a_path_and_here_for_a_bundled_one(here: Path) -> None:
    from scim_conformance.profile import bundled

    (here / "profiles").mkdir()
    (here / "profiles" / "app.yaml").write_text("name: App\n", encoding="utf-8")
    beside = run_of(checked("delete.then-404", "failed", GONE), profile__path=str(here / "profiles" / "app.yaml"))
    ours = run_of(checked("delete.then-404", "failed", GONE), profile__path=str(bundled()["generic"]))
    for name, document in {"beside.json": beside, "ours.json": ours}.items():
        written(document, here / name)
        assert waive("delete.then-404", "--results", name) == 0

    assert (here / "profiles" / "app.waivers.yaml").is_file()
    assert (here / "app.waivers.yaml").is_file()


def read_again(text: str) -> set[str | None]:
    waiver = Waiver("delete.then-404", text, text, date(2027, 3, 31), text, text)
    (read,) = parse_waivers("\n".join(entry(waiver)) + "\n", "w.yaml")
    return {read.message, read.reason, read.on, read.ticket}


@pytest.mark.parametrize(
    "text",
    [
        "abc: b",
        "false",
        "1e300",
        "2027-01-31",
        "it's # odd",
        "- x yz",
        "a\tb\x07c",
        "\u202eabcde",
        "😀😀\x0b😀😀",
        "ends   ",
    ],
)
def test_a_text_that_yaml_would_take_for_something_else_is_read_as_it_was_written(text: str) -> None:
    assert read_again(text) == {text}


@settings(max_examples=50, deadline=None, database=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=5, max_size=40))
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    assert read_again(text) == {text}


def test_plain_words_are_written_without_quotes() -> None:
    assert scalar(GONE) == GONE
    assert scalar("Under way, see the wiki") == "Under way, see the wiki"
    assert scalar("yes") == "'yes'"
