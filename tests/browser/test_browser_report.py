"""A person at the report of a red run: from the matrix to the line that repeats a failure, with and without help."""

from __future__ import annotations

import os
import re
import subprocess
from typing import Any

import pytest

Red = Any
Opener = Any

SEEN_AGAIN = {
    "discovery.config-answers": ("discovery", "HTTP/1.1 404", None),
    "pagination.negative-count": ("pagination", "HTTP/1.1 500", None),
    "auth.challenge[Bearer]": ("auth", "HTTP/1.1 401", "www-authenticate"),
}
"""Failures: their area, what the provider answers once more, and which header it still does not send."""


def failure(page: Any, name: str) -> Any:
    """Return the article of a failure."""
    return page.locator("article.failure").filter(
        has=page.locator("h4 code", has_text=re.compile(f"^{re.escape(name)}$"))
    )


@pytest.mark.parametrize("name", SEEN_AGAIN)
def test_a_failure_is_followed_from_the_matrix_to_its_line_which_shows_it_again(
    red: Red, opened: Opener, name: str
) -> None:
    area, status, missing = SEEN_AGAIN[name]
    with opened(red.report) as it:
        row = it.page.locator("#matrix tbody tr").filter(has=it.page.locator(f"th a[href='#area-{area}']"))
        cell = row.locator(f"a[aria-label^='{area}:'][aria-label$='failed']")
        cell.focus()
        it.page.keyboard.press("Enter")
        target = it.page.url.partition("#")[2]
        assert target.startswith(("check-", "area-"))
        article = failure(it.page, name)
        if target.startswith("area-"):
            it.page.locator(f"[id='{target}'] a", has_text=name).first.click()
        article.locator("code.curl").first.scroll_into_view_if_needed()
        assert article.locator("code.curl").first.is_visible()
        line = article.locator("code.curl").first.inner_text()
        it.is_calm()

    done = subprocess.run(
        ["bash", "-c", line],
        env={"PATH": os.environ["PATH"], "SCIM_TOKEN": red.token},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    head = done.stdout.partition("\n\n")[0].replace("\r", "")
    assert head.startswith(status), f"{line}\n{done.stdout}{done.stderr}"
    if missing:
        assert missing not in head.lower().partition("\n\n")[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_verdicts_and_failures_are_read_with_and_without_scripts(red: Red, opened: Opener, scripts: bool) -> None:
    results = red.results
    with opened(red.report, java_script_enabled=scripts) as it:
        verdicts = it.page.locator("section#verdicts")
        assert verdicts.is_visible()
        assert "not conformant" in verdicts.inner_text()
        failed = [check for check in results["checks"] if check["outcome"] == "failed"]
        assert len(failed) >= 3
        for check in failed:
            name = check["id"] + (f"[{check['on']}]" if check["on"] else "")
            # Some of one cause stand as a row under the one that speaks for all of them.
            shown = it.page.locator(f"main [id^='check-{check['id']}']").filter(has_text=name).first
            assert shown.count() == 1, name
            assert check["message"] in str(shown.text_content())
        assert it.page.locator("article.failure pre.expected").first.is_visible()
        assert it.page.locator("article.failure code.curl").first.is_visible()


def test_every_link_of_the_page_leads_somewhere(red: Red, opened: Opener) -> None:
    with opened(red.report) as it:
        dead = it.page.evaluate(
            "[...document.querySelectorAll('main a[href^=\"#\"]')].map(a => decodeURIComponent(a.hash.slice(1)))"
            ".filter(id => !document.getElementById(id))"
        )
        assert dead == []
        ids = it.page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
        assert len(ids) == len(set(ids))
        it.is_calm()


def test_a_passed_check_is_opened_with_its_exchanges_by_keyboard(red: Red, opened: Opener) -> None:
    with opened(red.report) as it:
        passed = it.page.locator("section#passed")
        for _ in range(6):
            closed = passed.locator("details:not([open]) > summary").locator("visible=true").first
            closed.focus()
            it.page.keyboard.press("Enter")
        assert passed.locator("details[open]").count() >= 6
        it.is_calm()


@pytest.mark.parametrize("width", [1200, 390])
def test_the_page_is_no_wider_than_its_window(red: Red, opened: Opener, width: int) -> None:
    with opened(red.report, viewport={"width": width, "height": 800}) as it:
        assert it.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 390)])
def test_axe_finds_nothing_serious(red: Red, opened: Opener, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    options: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    with opened(red.report, **options) as it:
        found = Axe().run(it.page).response["violations"]
        serious = [
            (each["id"], each["help"], [node["target"] for node in each["nodes"]][:3])
            for each in found
            if each["impact"] in ("serious", "critical")
        ]
        assert serious == []
