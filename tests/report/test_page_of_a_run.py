"""The page that a run writes: pytest-html's around ours, complete, and nothing in it but what was run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import unescape
from pathlib import Path

import pytest
from page_by_hand import Page

from tests.suite_process import environment, finished

FAULTS = ("create-duplicate-500", "create-location-not-dereferenceable")

SOME = "create.duplicate or create.location or create.answers"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a part of the suite on an embedded provider that is wrong in two ways."""
    folder = tmp_path_factory.mktemp("page")
    faults = [word for fault in FAULTS for word in ("--scim-demo-fault", fault)]
    asked = ("--profile", "generic", "--demo", *faults, "-k", SOME)
    done = finished(folder, *asked, env=environment(folder / "state"))
    assert done.code == 1, done.output
    return folder / "scim-report" / "report.html"


def test_all_that_was_found_is_in_the_page_and_every_link_leads_somewhere(written: Path) -> None:
    html = written.read_text(encoding="utf-8")
    body = re.search(r"<main .*</main>", html, re.DOTALL)
    assert body is not None
    page = Page(body[0])
    document = json.loads((written.parent / "results.json").read_text(encoding="utf-8"))
    failed = [check for check in document["checks"] if check["outcome"] == "failed"]

    assert failed
    assert len(page.of_class("failure")) == len(failed)
    assert {link[1:] for link in page.links("#")} <= set(page.ids)
    assert sorted(page.ids) == sorted(set(page.ids))
    curl = {line for line in re.findall(r"curl -sSi .*", page.text) if "$SCIM_TOKEN" in line}
    assert len(curl) >= len(failed)


def test_each_row_of_the_table_leads_to_the_place_of_its_check(written: Path) -> None:
    html = written.read_text(encoding="utf-8")
    blob = re.search(r'data-jsonblob="([^"]*)"', html)
    assert blob is not None
    logs = [test["log"] for tests in json.loads(unescape(blob[1]))["tests"].values() for test in tests]
    ids = set(re.findall(r" id='(check-[^']+)'", html))

    assert logs
    assert {found for log in logs for found in re.findall(r'href="#([^"]+)"', log)} <= ids
    assert all(log.startswith('<a href="#check-') for log in logs)


def test_the_page_of_pytest_html_is_completed_and_its_script_is_the_one_that_may_run(written: Path) -> None:
    html = written.read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    checksum = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()

    assert "<html lang='en'>" in html
    assert "name='viewport'" in html[:1024]
    assert len(scripts) == 1
    assert f"script-src 'sha256-{checksum}'" in html
    assert html.count('aria-label="Show what is ') >= 5
