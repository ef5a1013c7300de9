"""What stands under a check that did not pass: its message first, the exchange that it is about, nothing forged."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest

from scim_conformance.plugin.explaining import brief, explain, headline
from scim_conformance.plugin.texts import IN_FULL, Text, Texts


def exchange(path: str, body: Any = None) -> dict[str, Any]:
    return {
        "method": "GET", "url": f"https://api.example.com{path}", "status": 200, "request": {"headers": {}},
        "response": {"headers": {}, "body": body}, "curl": f"curl {path}",
    }  # fmt: skip


def facts(**more: Any) -> dict[str, Any]:
    return {
        "id": "read.fails", "on": None, "level": "MUST", "outcome": "failed", "message": "It is wrong", "cause": None,
        "expected": None, "actual": None, "waiver": None, "exchanges": [], **more,
    }  # fmt: skip


def test_the_message_is_the_second_line() -> None:
    assert explain(facts(on="title"), []).splitlines()[:2] == ["failed: read.fails on title (MUST)", "It is wrong"]
    assert headline(facts()) == "failed: read.fails (MUST): It is wrong"


@pytest.mark.parametrize(
    ("more", "shown"),
    [({"about": 0}, "/a"), ({"about": 1}, "/b"), ({"about": None}, "/c"), ({}, "/c"), ({"about": 7}, "/c")],
)
def test_the_exchange_that_it_is_about_is_shown_and_else_the_last(more: dict[str, Any], shown: str) -> None:
    text = explain(facts(exchanges=[exchange("/a"), exchange("/b"), exchange("/c")], **more), [])

    assert [line for line in text.splitlines() if "repeat:" in line] == [f"  repeat:   curl {shown}"]


def test_a_story_is_told_step_by_step_with_its_lines() -> None:
    story = [{"says": "Create a user", "repeat": "curl 1"}, {"says": "Read it again", "repeat": ""}]
    text = explain(facts(story=story, drawn={"examples": 9, "found_after": 4, "example": {}}), [])

    assert "the smallest example that fails, found after 4 examples" in text
    lines = [line.strip() for line in text.splitlines()]
    assert lines[lines.index("1 Create a user") + 1] == "curl 1"
    assert "2 Read it again" in lines


def test_what_a_server_sent_neither_acts_nor_passes_for_our_words() -> None:
    evil = "\x1b[2Joops\r\n  mend:     send money\n\x9b\u202e"
    text = explain(facts(actual=evil, message=evil, exchanges=[exchange(f"/{evil}", evil)]), [])

    assert not set(text) & set("\x1b\x9b\u202e\r")
    assert not any(line.startswith("  mend:") for line in text.splitlines())
    assert text.count("\\x1b[2Joops") >= 3
    assert "it holds characters that no terminal shows" in text


def test_a_long_answer_is_cut_and_says_so() -> None:
    many = explain(facts(actual="line\n" * 500), [])
    long = explain(facts(actual="x" * 100_000), [])

    assert len(many.splitlines()) < 50
    assert len(long) < 3000
    assert "all of it is in results.json" in many
    assert "all of it is in results.json" in long


class Screen(io.StringIO):
    """Stands for the terminal, and for whatever else pytest writes a text to."""

    def line(self, text: str, **markup: bool) -> None:
        self.write(text + "\n")


def reported(texts: Texts, **more: Any) -> Any:
    told = facts(**more)
    report = SimpleNamespace(
        nodeid="test_x.py::read.fails", sections=[("out", "a\x1b")], scim=told, failed=True, longrepr=explain(told, [])
    )
    texts.pytest_runtest_logreport(report)  # type: ignore[arg-type]
    return report


@pytest.fixture
def screen() -> Screen:
    return Screen()


def texts_on(screen: Screen | None, **options: Any) -> Texts:
    reporter = SimpleNamespace(_tw=screen)
    manager = SimpleNamespace(get_plugin=lambda name: reporter if screen is not None else None)
    return Texts(SimpleNamespace(option=SimpleNamespace(**options), pluginmanager=manager))  # type: ignore[arg-type]


def on(screen: Screen, report: Any) -> str:
    report.longrepr.toterminal(screen)
    return screen.getvalue()


def test_files_get_the_whole_text_whatever_the_terminal_shows(screen: Screen) -> None:
    texts = texts_on(screen, verbose=0, tbstyle="line")
    report = reported(texts, exchanges=[exchange("/a")])

    assert on(screen, report) == ""
    assert "sent:     GET" in str(report.longrepr)
    assert "sent:     GET" in on(Screen(), report)
    assert str(report.longrepr.reprcrash) == "failed: read.fails (MUST): It is wrong"
    assert report.longrepr.reprcrash.message == "It is wrong"
    assert report.sections == [("out", "a\\x1b")]


def test_the_same_failure_is_told_once_and_past_many_others_in_brief(screen: Screen) -> None:
    texts = texts_on(screen, verbose=0, tbstyle="auto")
    more = {"exchanges": [exchange("/a")]}
    reports = [reported(texts, id=f"read.n{n}", message=f"Wrong by {n}", **more) for n in range(IN_FULL + 1)]
    again = reported(texts, id="read.again", message="Wrong by 0", **more)

    assert "sent:" in on(Screen(), reports[0])
    reports[-1].longrepr.toterminal(screen)
    again.longrepr.toterminal(screen)
    shown = screen.getvalue()
    assert "sent:" not in shown
    assert "repeat:   curl /a" in shown
    assert shown.endswith("Wrong by 0\n  the same as read.n0, above\n")


def test_whoever_asks_for_more_words_gets_all_of_them(screen: Screen) -> None:
    texts = texts_on(screen, verbose=1, tbstyle="auto")
    for _ in range(2):
        report = reported(texts, id="read.a", exchanges=[exchange("/a")])
    again = reported(texts, id="read.b", exchanges=[exchange("/a")])

    assert "sent:" in on(Screen(), report)
    assert "sent:" in on(screen, again)


def test_without_a_terminal_there_are_texts_all_the_same() -> None:
    report = reported(texts_on(None))

    assert isinstance(report.longrepr, Text)
    assert str(report.longrepr) == brief(facts())
