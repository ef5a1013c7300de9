"""The page of pytest-html gets a language, a width, names for its boxes and a guard, and stays otherwise as it is."""

from __future__ import annotations

import base64
import hashlib

from page_by_hand import Page

from scim_conformance.report.shell import completed

PAGE = """<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8"/>
    <title id="head-title">App</title>
  </head>
  <body>
    <h1 id="title">App</h1>
    <template><img src="" /></template>
    <p>&lt;script&gt;evil()&lt;/script&gt;</p>
    <input checked="true" class="filter" name="f" type="checkbox" data-test-result="failed" >
    <input checked="true" class="filter" name="f" type="checkbox" data-test-result="passed" disabled>
    <script>
      run("<p>");
    </script>
  </body>
</html>"""


def test_the_page_says_its_language_and_fits_a_phone() -> None:
    page = Page(completed(PAGE))

    assert ("html", {"lang": "en"}) in page.tags
    assert ("meta", {"name": "viewport", "content": "width=device-width,initial-scale=1"}) in page.tags
    assert page.tags.index(("meta", {"charset": "utf-8"})) == 2


def test_boxes_and_pictures_have_names() -> None:
    page = Page(completed(PAGE))

    assert [attrs.get("aria-label") for tag, attrs in page.tags if tag == "input"] == [
        "Show what is failed", "Show what is passed",
    ]  # fmt: skip
    assert [attrs.get("alt") for tag, attrs in page.tags if tag == "img"] == [""]


def test_the_guard_lets_the_one_script_of_the_page_run_and_nothing_be_loaded() -> None:
    script = PAGE[PAGE.index("<script>") + 8 : PAGE.index("</script>")]
    checksum = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (guard,) = [
        attrs["content"] or ""
        for tag, attrs in Page(completed(PAGE)).tags
        if attrs.get("http-equiv") == "Content-Security-Policy"
    ]

    assert "default-src 'none'" in guard
    assert f"script-src 'sha256-{checksum}';" in guard
    assert "http" not in guard


def test_what_the_page_says_stays() -> None:
    assert Page(completed(PAGE)).text == Page(PAGE).text
    assert completed("<p>another page</p>") == "<p>another page</p>"


def test_a_table_that_is_wider_than_its_window_is_reached_by_keyboard() -> None:
    page = completed(PAGE.replace("run(", "newTable.id = 'results-table'; run("))

    assert "newTable.id = 'results-table'\n    newTable.tabIndex = 0\n" in page


def test_a_text_that_looks_like_what_is_mended_stays_as_it_was_sent() -> None:
    sent = ' onclick="location.reload()" &lt;img src="" /&gt; &lt;/li&gt;`).join(\'\')}&lt;ul&gt;`'
    button = '<div class="summary__reload__button hidden" onclick="location.reload()">'
    page = completed(PAGE.replace("<script>", f"<p>{sent}</p>{button}</div><script>"))

    assert f"<p>{sent}</p>" in page
    assert '<div class="summary__reload__button hidden">' in page


def test_the_checksum_is_that_of_the_script_as_it_stands_there() -> None:
    wrong = "list(`${all.map(one => `<li>${one}</li>`).join('')}<ul>`, '<img src=\"\" />')"
    page = completed(PAGE.replace('run("<p>");', wrong))
    script = page[page.index("<script>") + 8 : page.index("</script>")]

    assert "</li>`).join('')}</ul>`" in script
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in page
