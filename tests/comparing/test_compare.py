"""What has changed between two runs is told as what it is: worse, mended, changed, or not known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from runs_by_hand import checked, exchanged, run_of, written

from scim_conformance.cli import main
from scim_conformance.report.comparison import compared
from scim_conformance.report.comparison_text import lines_of
from scim_conformance.report.speeds import BY_SECONDS, ENOUGH

GONE = "GET /Users/{id} answered 200, expected 404"


def kinds(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[str, list[str]]:
    changes = compared(run_of(*old), run_of(*new)).changes
    return {kind: [change.name for change in found] for kind, found in changes.items()}


def baselined(name: str, message: str) -> dict[str, Any]:
    waiver = {"message": message, "reason": "Known from the baseline", "ticket": None, "until": None, "baseline": "b"}
    return checked(name, "waived", message, waiver=waiver)


NOTHING: dict[str, list[str]] = {}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (("passed",), ("passed",), ""),
        (("passed",), ("failed", GONE), "failed"),
        (("warned", GONE), ("failed", GONE), "failed"),
        (("waived", GONE), ("failed", GONE), "failed"),
        (("omitted", "out of scope"), ("failed", GONE), "failed"),
        (("passed",), ("stale", "The check passes"), "failed"),
        (("blocked", "nothing"), ("failed", GONE), "failed"),
        (("failed", GONE), ("failed", GONE), ""),
        (("failed", GONE), ("failed", "GET /Users/{id} answered 500, expected 404"), "otherwise"),
        (("failed", f"{GONE} (its waiver is for another message)"), ("failed", GONE), ""),
        (("stale", f"{GONE} (its waiver has ended)"), ("failed", GONE), "changed"),
        (("passed",), ("blocked", "nothing"), "undecided"),
        (("passed",), ("broken", "no connection"), "undecided"),
        (("failed", GONE), ("blocked", "nothing"), "changed"),
        (("blocked", "nothing"), ("blocked", "something else"), ""),
        (("failed", GONE), ("passed",), "mended"),
        (("blocked", "nothing"), ("passed",), "mended"),
        (("stale", GONE), ("passed",), "mended"),
        (("failed", GONE), ("omitted", "out of scope"), "changed"),
        (("failed", GONE), ("waived", GONE), "changed"),
        (("failed", GONE), ("warned", GONE), "mended"),
        (("passed",), ("warned", "soft"), "changed"),
        (("warned", "soft"), ("warned", "softer"), "changed"),
        (("omitted", "the provider"), ("omitted", "the profile"), ""),
    ],
)
def test_each_change_has_its_kind(before: tuple[str, ...], after: tuple[str, ...], kind: str) -> None:
    found = kinds([checked("delete.then-404", *before)], [checked("delete.then-404", *after)])

    assert found == ({kind: ["delete.then-404"]} if kind else NOTHING)


def test_a_failure_that_did_not_run_before_counts_as_new_and_a_pass_does_not() -> None:
    found = kinds([], [checked("read.fails", "failed", GONE), checked("read.fine", "passed")])

    assert found == {"failed": ["read.fails"], "added": ["read.fine"]}


def test_what_did_not_run_again_is_not_mended() -> None:
    old, new = run_of(checked("delete.then-404", "failed", GONE)), run_of(run__left_out=700)

    comparison = compared(old, new)
    text = " ".join(line.text.strip() for line in lines_of(comparison, 80))
    assert not comparison["mended"]
    assert [change.name for change in comparison["gone"]] == ["delete.then-404"]
    assert "failed then, and not mended for all that is known" in text
    assert "A selection left 700 checks out of the new run" in text
    assert not comparison.is_worse


@pytest.mark.parametrize(
    ("before", "after", "is_worse"),
    [
        ([checked("read.fine", "failed", GONE)], [], True),
        ([checked("read.fine", "failed", GONE)], [checked("read.fine", "broken", "no connection")], True),
        ([checked("read.fine", "failed", GONE)], [checked("read.fine", "warned", "soft")], False),
        ([checked("read.fine", "blocked", "nothing")], [], False),
        ([], [], False),
    ],
)
def test_a_run_that_has_observed_nothing_is_worse_than_one_that_has(
    before: list[dict[str, Any]], after: list[dict[str, Any]], is_worse: bool
) -> None:
    comparison = compared(run_of(*before), run_of(*after))
    said = " ".join(line.text for line in lines_of(comparison, 80))

    assert comparison.is_worse is is_worse
    assert ("it has observed nothing, so nothing is known of the provider." in said) is is_worse
    assert ("Nothing is worse" in said) is not is_worse


def test_a_row_of_a_check_is_told_from_its_other_rows() -> None:
    old = [checked("profile.updates[userName]", "passed"), checked("profile.updates[title]", "failed", GONE)]
    new = [checked("profile.updates[userName]", "failed", GONE), checked("profile.updates[title]", "failed", GONE)]

    assert kinds(old, new) == {"failed": ["profile.updates[userName]"]}


def test_what_a_baseline_forgave_is_the_failure_that_it_was() -> None:
    name, other = "delete.then-404", "GET /Users/{id} answered 500, expected 404"

    assert kinds([checked(name, "failed", GONE)], [baselined(name, GONE)]) == NOTHING
    assert kinds([baselined(name, GONE)], [checked(name, "failed", GONE)]) == NOTHING
    assert kinds([baselined(name, GONE)], [checked(name, "passed")]) == {"mended": [name]}
    assert kinds([baselined(name, GONE)], [checked(name, "failed", other)]) == {"otherwise": [name]}


LONG = 2 * BY_SECONDS


@pytest.mark.parametrize(
    ("before", "after", "is_slower"),
    [
        ([LONG] * ENOUGH, [2 * LONG] * ENOUGH, True),
        ([LONG] * ENOUGH, [2 * LONG] * (ENOUGH - 1), False),
        ([LONG] * ENOUGH, [1.4 * LONG] * ENOUGH, False),
        ([BY_SECONDS / 20] * ENOUGH, [BY_SECONDS / 2] * ENOUGH, False),
        ([LONG] * ENOUGH, [LONG] * ENOUGH + [99.0] * (ENOUGH - 1), False),
        ([2 * LONG] * ENOUGH, [LONG] * ENOUGH, False),
    ],
    ids=["twice", "too-few", "hardly", "a-few-milliseconds", "some-outliers", "faster"],
)
def test_slower_is_what_is_slower_in_the_middle_of_enough_requests(
    before: list[float], after: list[float], is_slower: bool
) -> None:
    others = exchanged("POST", "/Users", [LONG] * 3 * ENOUGH) + exchanged("GET", "/Users/1", [9.0] * ENOUGH, None)
    old = run_of(exchanges=[*exchanged("GET", "/Users/7?attributes=id", before), *others])
    new = run_of(exchanges=[*exchanged("GET", "/Users/8", after), *others])

    comparison = compared(old, new)
    assert [each.asks for each in comparison.slower] == (["GET /Users/{id}"] if is_slower else [])
    # How fast a provider is, is not what fails a build.
    assert not comparison.is_worse


def test_searches_are_timed_apart_from_reads() -> None:
    def kinds_of(factor: int) -> list[dict[str, Any]]:
        found = []
        for path in ('/Users?filter=userName eq "x"', "/Users?count=2", "/Users/.search"):
            found += exchanged("GET", path, [LONG * factor] * ENOUGH)
        return found

    found = compared(run_of(exchanges=kinds_of(1)), run_of(exchanges=kinds_of(3))).slower
    assert {each.asks for each in found} == {"GET /Users?filter", "GET /Users", "GET /Users/.search"}


def test_runs_of_different_things_are_told_to_be() -> None:
    new = run_of(profile__name="Other", provider__url="https://other.example/scim", run__interrupted=True)
    new["suite"]["version"] = "0.2.0"

    said = " ".join(compared(run_of(), new).remarks)
    for words in ("different applications: App and Other", "https://other.example/scim", "0.1.0 and 0.2.0"):
        assert words in said
    assert "The new run was interrupted" in said


def test_a_demo_gets_another_port_each_time() -> None:
    runs = [run_of(provider__url=f"http://127.0.0.1:{port}/v2", provider__demo=True) for port in (4001, 4002)]

    assert list(compared(*runs).remarks) == []


def test_the_command_ends_with_1_only_where_something_is_worse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = written(run_of(checked("delete.then-404", "passed")), tmp_path / "good.json")
    bad = written(run_of(checked("delete.then-404", "failed", GONE)), tmp_path / "bad.json")

    assert main(["compare", str(good), str(bad)]) == 1
    said = capsys.readouterr().out
    assert "New failures (1):" in said
    assert "The new run is worse: 1 new failure." in said
    assert main(["compare", str(bad), str(good)]) == 0
    assert "Nothing is worse: 1 mended." in capsys.readouterr().out
    assert main(["compare", str(bad), str(bad)]) == 0
    assert "nothing has changed" in capsys.readouterr().out


def test_a_long_list_is_cut_unless_all_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"profile.updates[row{number:02}]" for number in range(60)]
    old = written(run_of(*(checked(row, "passed") for row in rows)), tmp_path / "old.json")
    new = written(run_of(*(checked(row, "failed", GONE) for row in rows)), tmp_path / "new.json")

    main(["compare", str(old), str(new)])
    cut = capsys.readouterr().out
    main(["compare", "--all", str(old), str(new)])
    whole = capsys.readouterr().out
    assert "row59" not in cut
    assert "and 40 more (--all names them)" in cut
    assert "row59" in whole


def test_what_a_server_sent_is_shown_as_text_and_keeps_to_the_width(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b[2J\x9b31m\u202e says " + "very " * 40 + "\x07"
    old = written(run_of(checked("read.fine", "passed")), tmp_path / "old.json")
    new = written(run_of(checked("read.fine", "failed", evil), profile__name=evil), tmp_path / "new.json")

    assert main(["compare", str(old), str(new)]) == 1
    said = capsys.readouterr().out
    assert not set(said) & set("\x1b\x9b\u202e\x07")
    assert "\\x1b[2J\\x9b31m\\u202e" in said
    assert [line for line in said.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["good.json"], "compare takes two runs"),
        (["good.json", "good.json", "good.json"], "compare takes two runs"),
        (["good.json", "missing.json"], "missing.json can't be read"),
        (["good.json", "text.json"], "text.json is no JSON"),
        (["good.json", "list.json"], "list.json is no results.json"),
        (["good.json", "next.json"], "next.json has version 2 of the format"),
        (["good.json", "odd.json"], "`checks[0].outcome` is 'weird'"),
        (["good.json", "half.json"], "`exchanges` is no list of objects"),
        (["good.json", "good.json", "-o", "page.html"], "-o is where the page of --matrix goes"),
        (["--matrix", "good.json"], "two runs or more"),
        (["--matrix", "good.json", "good.json", "-o", "good.json"], "would write over one of the runs"),
    ],
)
def test_what_can_t_be_compared_is_told_in_a_sentence(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    good = run_of(checked("read.fine", "passed"))
    written(good, Path("good.json"))
    written([], Path("list.json"))
    written({**good, "version": 2}, Path("next.json"))
    written(run_of(checked("read.fine", "weird")), Path("odd.json"))
    written({**good, "exchanges": None}, Path("half.json"))
    Path("text.json").write_text("no", encoding="utf-8")
    before = Path("good.json").read_text(encoding="utf-8")

    assert main(["compare", *arguments]) == 4
    assert words in capsys.readouterr().err
    assert Path("good.json").read_text(encoding="utf-8") == before
