"""The Markdown summary tells what was found, and whatever a server sent stays text in it."""

from __future__ import annotations

import html
import re

import pytest
from exports_by_hand import checked, documented, exchanged
from hypothesis import given
from hypothesis import strategies as st

from scim_conformance.report.markdown import markdown
from scim_conformance.report.marked import block, code, link, plain, table
from scim_conformance.report.visible import visible

HOSTILE = [
    "<script>alert(1)</script>",
    "[pwned](javascript:alert(1)) ![x](http://x/y) <http://x> http://x www.x.org bo@example.com",
    "`code` ``` ~~~ | cell | $x$ **bold** __bold__ ~~gone~~ \\* #1 &lt;",
    "# heading\n- list\n1. list\n> quote\n---\n===\n```\nout",
    "    indented\r\n\ttabbed",
    "\x1b[31mred\x07\x9b\u202e\u2028\ud800\x00",
    "",
]

ANY_TEXT = st.text(st.characters(codec=None), max_size=60) | st.text("`|\\[]<>&*_~#$-+=1.:/@ w\n", max_size=60)


def unmarked(text: str) -> str:
    """Return what a reader of Markdown shows of a text without markup."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))


@given(ANY_TEXT)
def test_a_sentence_reads_as_it_was_and_marks_nothing_up(text: str) -> None:
    shown = plain(text)

    assert unmarked(shown) == visible(" ".join(text.split("\n")).strip())
    assert "\n" not in shown
    rest = re.sub(r"\\[!-/:-@\[-`{-~]", "", shown)
    assert not set(rest) & set("`*_[]<>|~@\\")
    assert "://" not in rest
    assert not re.match(r"[-+=#]|\d+[.)]", shown)


@given(ANY_TEXT)
def test_a_code_span_ends_where_it_should(text: str) -> None:
    shown = code(text)

    fence = re.match("`+", shown)
    assert fence is not None
    inside = shown[len(fence[0]) : -len(fence[0])]
    assert shown.endswith(fence[0])
    assert fence[0] not in re.findall("`+", inside)
    assert inside in (visible(text), f" {visible(text)} ")
    assert "\n" not in shown


@given(ANY_TEXT)
def test_a_block_ends_where_it_should(text: str) -> None:
    first, *inside, last = block(text, "text").split("\n")

    assert re.fullmatch("`{3,}text", first)
    assert last == first.removesuffix("text")
    assert "\n".join(inside) == visible(text, keep="\n\t")
    assert not [line for line in inside if line.strip().startswith(last)]


@given(st.lists(ANY_TEXT, min_size=2, max_size=2))
def test_a_row_has_as_many_cells_as_its_table(row: list[str]) -> None:
    lines = table(("One", "Two"), [row]).split("\n")

    assert [len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines] == [3, 3, 3]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://x", "https://x/>)", "https://x\n", "", "//x"])
def test_only_pages_of_the_web_are_linked(address: str) -> None:
    assert link("RFC", address) == "RFC"
    assert link("R[F]C", "https://x.org/a#b-1") == r"[R\[F\]C](<https://x.org/a#b-1>)"


def test_the_summary_tells_what_was_found_and_what_to_do() -> None:
    waiver = {"message": "m", "reason": "The nightly job", "ticket": "PROV-1", "until": "2027-01-31"}
    page = markdown(
        documented(
            [
                checked("delete.then-404", "failed", on="GET", message="GET answered 200", expected="404", actual=[200],
                        exchanges=[1, 2], about=1),
                checked("delete.gone", "blocked", message="nothing", cause="delete.then-404"),
                checked("read.fine", "passed"),
                checked("read.waived", "waived", message="known", waiver=waiver),
            ],
            [exchanged(1), exchanged(2)],
            leftovers=[{"endpoint": "Users", "id": "1|`", "why": "answered 500"}],
        )
    )  # fmt: skip

    shown = unmarked(page)
    for words in (
        "# SCIM conformance: App on https://api.example.com/scim",
        "| RFC 7643/7644 | not conformant | 3 of 4 checks decided: 1 failed, 1 blocked, 1 waived, 1 passed |",
        "### 1. failed: delete.then-404[GET] and 1 more\n\nGET answered 200\n",
        "- **MUST** [RFC7644-3.6-02](<https://www.rfc-editor.org/rfc/rfc7644#section-3.6>): It is gone.",
        "- What it does to customers: It matters to customers.",
        "- How to mend it: Mend it.",
        "Expected:\n\n```text\n404\n```",
        "Actual:\n\n```json\n[\n  200\n]\n```",
        "Exchange 1 was answered with 200. To send it again:\n\n```sh\ncurl -sSi 'https://x/1'\n```",
        "Not exercised because of it: `delete.gone`.",
        "| Area | failed | blocked | waived | passed |",
        "| delete | 1 | 1 |  |  |",
        "| read.waived | known | The nightly job | PROV-1 | 2027-01-31 |",
        "- `` Users/1|` ``: answered 500",
        "9 requests in 1.5 s, seed 7",
    ):
        assert words in shown, words


def test_a_story_is_told_step_by_step() -> None:
    story = [{"says": "Create <one>", "repeat": "curl 1"}, {"says": "Read it", "repeat": "curl 2"}]
    page = markdown(documented([checked("a.b", "failed", exchanges=[1], story=story)], [exchanged(1)]))

    assert "Step 1: Create &lt;one&gt;\n\n```sh\ncurl 1\n```\n\nStep 2: Read it\n\n```sh\ncurl 2\n```" in page


def test_what_is_long_is_cut_but_for_commands_which_are_left_out() -> None:
    page = markdown(
        documented(
            [checked("a.b", "failed", actual="x" * 2_000_000, exchanges=[1])],
            [exchanged(1, curl="curl " + "y" * 2_000_000)],
        )
    )

    assert len(page) < 10_000
    assert "all 2,000,000 characters are in results.json" in page
    assert "The command is too long for here" in page
    assert "yyyy" not in page


def test_a_thousand_causes_make_a_page_that_github_takes() -> None:
    checks = [
        checked(f"area.check-{n}", "failed", message=f"message {n}", requirements=[f"R-{n}"], actual="z" * 5000)
        for n in range(1000)
    ]
    page = markdown(documented(checks))

    assert len(page.encode()) < 1024**2
    assert "988 more" in page
    assert "area.check-999: message 999" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_no_field_of_a_run_marks_anything_up(text: str) -> None:
    fields = {"message": text, "expected": text, "actual": {text: [text]}}
    page = markdown(
        documented(
            [checked("a.b", "failed", on=text, exchanges=[1], **fields), checked("a.c", "blocked", cause=text)],
            [exchanged(1, curl=f"curl '{text}'", url=text, status=None, response={"headers": {}, "problem": text})],
            profile={"name": text, "slug": text, "path": text, "sha256": text},
            leftovers=[{"endpoint": "Users", "id": text, "why": text}],
        )
    )

    assert visible(page, keep="\n\t") == page
    outside = re.sub(r"^(`{3,})\w*\n.*?^\1$", "", page, flags=re.MULTILINE | re.DOTALL)
    outside = re.sub(r"(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)", "", outside)
    outside = re.sub(r"\\[!-/:-@\[-`{-~]", "", outside)
    assert not re.search(r"<(?!https://www\.rfc-editor\.org/)|javascript:(?!alert)|!\[|~~|`", outside)
    assert re.findall(r"\]\((?!<https://www\.rfc-editor\.org/)", outside) == []
    assert page.count(plain(text)) >= 2
    assert visible(text) in page
