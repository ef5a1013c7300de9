"""What a hostile provider sends, in a browser: in the report, and in the Markdown as a renderer shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.hostile_provider import MARKUP, Told

Opener = Any

PIECES = (
    "<script>window.__pwned=1</script>",
    "<img src=x onerror='window.__pwned=1'>",
    "</pre></code></style></textarea></title>",
    "]]>pwned<!--pwned--><?pwned?>&pwned;&#0;",
    "](javascript:pwned) ![pwned](http://127.0.0.1:9/pwned) `pwned` ``` | pwned",
    "{{pwned}}${pwned}%(pwned)s%s",
)


def test_nothing_in_the_report_runs_and_nothing_is_lost(hostile: Told, opened: Opener) -> None:
    with opened(hostile.folder / "scim-report" / "report.html") as it:
        it.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        text = it.page.locator("main").inner_text()
        for piece in PIECES:
            assert piece in text, piece
        assert it.page.locator("main script, main img, main iframe, main svg[onload], main [onerror]").count() == 0
        assert it.page.locator("main a[href^='javascript']").count() == 0
        # What pytest-html shows of each check is made by its own scripts.
        for row in it.page.locator("#results-table .collapsible td.col-result").all()[:40]:
            row.click()
        it.page.wait_for_timeout(300)
        it.is_calm()


def test_the_summary_is_rendered_without_anything_that_works(hostile: Told, opened: Opener, tmp_path: Path) -> None:
    from markdown_it import MarkdownIt

    source = (hostile.folder / "run.md").read_text(encoding="utf-8")
    # A renderer that lets HTML through, as the first half of GitHub's does.
    shown = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(source)
    path = tmp_path / "summary.html"
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8><title>Summary</title>{shown}", encoding="utf-8")
    with opened(path) as it:
        text = it.page.locator("body").inner_text()
        for piece in PIECES[:3]:
            assert piece in text, piece
        assert it.page.locator("script, img, iframe, svg, del, body strong strong").count() == 0
        links = it.page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert links
        ours = ("https://www.rfc-editor.org/", "https://learn.microsoft.com/")
        assert [link for link in links if not link.startswith(ours) or "pwned" in link] == []
        it.is_calm()


def test_the_browser_tests_would_see_it_run(opened: Opener, tmp_path: Path) -> None:
    path = tmp_path / "open.html"
    path.write_text(f"<!DOCTYPE html><title>x</title>{MARKUP}<script>throw Error('pwned')</script>", encoding="utf-8")

    with opened(path) as it:
        assert it.page.evaluate("window.__pwned") == 1
        assert "pwned" in "".join(it.errors)
        assert it.page.locator("img, svg").count() >= 1
        with pytest.raises(AssertionError):
            it.is_calm()
