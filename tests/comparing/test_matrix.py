"""Several runs side by side: what tells them apart stands on top, as text and as one page."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from runs_by_hand import checked, run_of, written

from scim_conformance.cli import main
from scim_conformance.report.several import page
from scim_conformance.report.several_text import table
from scim_conformance.report.side_by_side import grouped, rows

EVIL = "<script>alert(1)</script>\x1b[2J\u202e"


def three() -> list[dict[str, Any]]:
    return [
        run_of(
            checked("create.answers-201", "passed"), checked("read.fine", "passed"),
            checked("delete.then-404", "failed", "answered 200"), checked("profile.updates[title]", "passed"),
        ),
        run_of(
            checked("create.answers-201", "failed", f"answered 200 {EVIL}"), checked("read.fine", "passed"),
            checked("delete.then-404", "failed", "answered 500"), checked("profile.updates[title]", "failed", "kept"),
            checked("profile.updates[userName]", "passed"), profile__name=f"Other {EVIL}",
        ),
        run_of(checked("create.answers-201", "passed"), run__left_out=3),
    ]  # fmt: skip


class Page(HTMLParser):
    """The text, the tags and the cells of a page; every tag must be closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


def test_rows_of_a_check_are_one_line_and_the_worst_speaks() -> None:
    found = {row.id: [cell.phrase for cell in row.cells] for row in rows(three())}

    assert found["profile.updates"] == ["passed", "failed 1 of 2", "not run"]
    assert found["create.answers-201"] == ["passed", "failed", "passed"]


def test_what_tells_the_runs_apart_comes_first() -> None:
    found = {heading: [row.id for row in each] for heading, each in grouped(three()).items()}

    assert list(found) == ["They differ", "All need a hand", "All are well"]
    assert found["They differ"] == ["create.answers-201", "profile.updates"]
    assert found["All need a hand"] == ["delete.then-404"]
    assert found["All are well"] == ["read.fine"]


def test_the_page_has_a_column_a_run_and_a_line_a_check() -> None:
    shown = Page(page(three()))

    assert shown.open == []
    by_name = {row[0].removeprefix("Verdict: ").split(" ")[0]: row[1:] for row in shown.rows}
    assert all(len(row) == 4 for row in shown.rows)
    assert by_name["read.fine"] == ["passed", "passed", "not run"]
    assert by_name["create.answers-201"][1].startswith("failedanswered 200 <script>")
    assert by_name["RFC"] == ["conformant"] * 3
    assert "3 checks were left out" in page(three())


def test_the_page_obeys_nothing_that_a_server_sent_and_asks_for_nothing() -> None:
    shown = Page(page(three()))

    assert "script" not in {tag for tag, _ in shown.tags}
    assert not any(name in ("src", "href") or name.startswith("on") for _, attrs in shown.tags for name in attrs)
    assert not set(page(three())) & set("\x1b\u202e")
    assert "url(" not in page(three())


@pytest.mark.parametrize("number", [3, 9])
def test_the_text_keeps_to_its_width_and_lines_up(number: int) -> None:
    runs = (three() * 3)[:number]
    lines = [line.text for line in table(runs, 80)]

    assert [line for line in lines if len(line) > 80] == []
    (line,) = (line for line in lines if line.startswith("  create.answers-201"))
    assert line.split()[1:] == [".", "F", "."] * (number // 3)
    assert any("F failed" in line for line in lines)


def test_both_commands_write_the_page_and_say_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names = [str(written(run, Path(f"{place}.json"))) for place, run in enumerate(three())]

    assert main(["compare", "--matrix", *names]) == 0
    assert capsys.readouterr().out.endswith("Page: matrix.html\n")
    assert main(["matrix", *names, "-o", "deep/own.html"]) == 0
    assert Path("deep/own.html").read_text("utf-8") == Path("matrix.html").read_text("utf-8")
