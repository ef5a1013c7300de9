"""A provider that sends markup, escapes and commands in every string: all of it is shown, and none of it is obeyed."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.report.visible import visible
from tests.hostile_provider import ESCAPES, LARGE, MARKUP, POISON, TOKEN, Told, told_of

SOME = ("-k", "errors.known or read.malformed or create.reads-back or create.answers or discovery.item-reads")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return told_of(tmp_path_factory.mktemp("hostile"), *SOME)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def test_the_record_holds_every_character_of_it(told: Told) -> None:
    found = list(strings([exchange["response"] for exchange in told.results["exchanges"]]))

    assert sum(POISON in text for text in found) > 100
    assert any(text == f"x-{MARKUP}{ESCAPES}\\ud800" for text in found)
    assert any(LARGE[:500] in text and "characters in all" in text for text in found)
    assert any("<html>" in text and "\ufffd" in text for text in found)


def test_nothing_of_it_breaks_the_suite(told: Told) -> None:
    outcomes = {check["outcome"] for check in told.results["checks"]}

    assert "failed" in outcomes
    assert "broken" not in outcomes


@pytest.mark.long
def test_nothing_of_it_breaks_any_check(tmp_path: Path) -> None:
    found = told_of(tmp_path).results["checks"]

    assert [(check["id"], check["actual"]) for check in found if check["outcome"] == "broken"] == []
    assert len(found) > 800


@pytest.mark.parametrize("name", ["run.md", "summary.md", "run.har", "junit.xml", "scim-report/report.html"])
def test_no_file_holds_what_a_terminal_obeys_or_hides(told: Told, name: str) -> None:
    text = told.text(name)

    assert "pwned" in text
    assert TOKEN not in text
    assert visible(text, keep="\n\t\u200b") == text.replace("\r\n", "\n")


def test_the_terminal_is_told_nothing_that_it_obeys_and_github_nothing_but_ours(told: Told) -> None:
    assert "<script>window.__pwned=1</script>" in told.output
    assert visible(told.output, keep="\n") == told.output
    lines = [line.strip() for line in told.output.splitlines() if line.strip()]
    word = lines[0].removeprefix("::stop-commands::")
    assert lines.count(f"::{word}::") == 1
    obeyed = lines[lines.index(f"::{word}::") + 1 :]
    assert obeyed
    for line in obeyed:
        assert line.startswith(("::error title=", "::warning title="))
        assert "##[" not in line
        assert "::" not in line.split("::", 2)[2].replace("::error title=pwned", "")


def test_the_archive_holds_every_character_of_it(told: Told) -> None:
    texts = [entry["response"]["content"]["text"] for entry in json.loads(told.text("run.har"))["log"]["entries"]]
    bodies = [json.loads(text) for text in texts if text.endswith("}")]

    assert sum(POISON in text for text in strings(bodies)) > 100


def test_junit_is_xml_and_shows_it(told: Told) -> None:
    found = "".join(ET.fromstring(told.text("junit.xml")).itertext())

    for piece in (MARKUP.split('"')[0], "]]>pwned<!--pwned-->", "::error title=pwned::pwned%0A"):
        assert piece in found, piece


def test_the_summary_shows_it_within_fences(told: Told) -> None:
    page = told.text("run.md")
    inside, fence = [], ""
    outside = []
    for line in page.split("\n"):
        if not fence and line.startswith("```"):
            fence = line[: len(line) - len(line.lstrip("`"))]
        elif fence and line == fence:
            fence = ""
        else:
            (inside if fence else outside).append(line)
    assert not fence
    assert "<script>window.__pwned=1</script>" in "\n".join(inside)
    assert "](javascript:pwned) ![pwned]" in "\n".join(inside)
    assert "<script" not in "\n".join(outside)
    assert "![" not in "\n".join(outside)
    assert told.text("summary.md") == page


class Tags(HTMLParser):
    """Collects what a page has of elements, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def harmless(page: Tags) -> None:
    """Hold that no element of a page comes from a provider."""
    for tag, attributes in page.found:
        assert tag not in ("svg/onload", "iframe", "object", "embed", "base"), attributes
        # pytest-html brings an empty img of its own, for pictures that are attached.
        assert tag != "img" or not attributes["src"]
        for name, value in attributes.items():
            assert "pwned" not in name
            if name.startswith("on") or name in ("href", "src", "action", "style"):
                assert "pwned" not in (value or ""), (tag, name, value)
                assert not (value or "").strip().lower().startswith(("javascript:", "data:text"))


def test_the_page_shows_it_as_text(told: Told) -> None:
    source = told.text("scim-report/report.html")
    page = Tags(source)

    harmless(page)
    (blob,) = (attributes["data-jsonblob"] for _, attributes in page.found if "data-jsonblob" in attributes)
    for rows in json.loads(blob or "")["tests"].values():
        for row in rows:
            for piece in (*row["resultsTableRow"], *row.get("tableHtml", ())):
                harmless(Tags(piece))
            assert "<script" not in row["log"]
            assert "<img" not in row["log"]
    for piece in (
        "<script>window.__pwned=1</script>",
        "<img src=x onerror='window.__pwned=1'>",
        "]]>pwned<!--pwned-->",
    ):
        assert piece in page.text
