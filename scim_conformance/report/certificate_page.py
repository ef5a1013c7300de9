"""The gallery validation as HTML, made of results.json: a part of the report, and a page to attach to a submission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from .blocks import Row, blocks
from .certificate import DISCLAIMER, counted_items, counted_tests, digest, reasons, says
from .page import SHOWN_EXCHANGES, STYLE, badge, shown_exchange
from .reservations import called, reservations
from .words import Document, exchanges_of, verdict_line

MORE_STYLE = """
.scim .test+td{overflow-wrap:normal;min-width:6.5rem}
.scim .o.met,.scim .o.stated,.scim .o.Succeeded,.scim .o.ready{background:#1a6e37}
.scim .o.not-met,.scim .o.missing,.scim .o.Failed{background:#b3261e}
.scim .o.undecided,.scim .o.Undecided,.scim .o.warning{background:#8a5a00}
.scim caption{text-align:left;font-weight:600;padding:.3rem 0}.scim .test{min-width:15rem}
@page{size:A4;margin:15mm}
@media print{.scim{max-width:none;font-size:10pt;color:#000}.scim thead{display:table-header-group}
.scim tr{break-inside:avoid}.scim h3{break-after:avoid}.scim .o{color:#000!important;background:none!important;
border:1px solid #555}}
"""


def page(document: Document) -> str:
    """Return the gallery validation as a page of its own."""
    title = f"Gallery validation: {document['profile']['name']}"
    return "\n".join(
        [
            "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
            "<meta name='viewport' content='width=device-width,initial-scale=1'>",
            f"<title>{escape(title)}</title><style>body{{margin:1.5rem auto;max-width:64rem;padding:0 1rem}}</style>",
            f"</head><body>{section(document, with_exchanges=False)}</body></html>",
        ]
    )


def section(document: Document, *, with_exchanges: bool = True) -> str:
    """Return the gallery validation: what blocks the submission, the 25 tests and the checklist."""
    parts = [
        f"<style>{STYLE}{MORE_STYLE}</style><section class='scim' id='gallery' aria-label='Gallery validation'>",
        f"<h2>Gallery validation: {escape(document['profile']['name'])}</h2>",
        f"<p><strong>{escape(says(document))}</strong></p>",
        *(f"<p class='demo'>{escape(reason)}</p>" for reason in reasons(document)),
        *_verdicts(document),
        *_facts(document),
        *_blocks(document),
        *_list("To know before you submit", reservations(document)),
        *_tests(document["gallery"]["tests"]),
        *(_exchanges(document) if with_exchanges else ()),
        *_checklist(document["gallery"]["checklist"]),
        f"<p><small>{escape(DISCLAIMER)}</small></p></section>",
    ]
    return "\n".join(parts)


def _verdicts(document: Document) -> Iterator[str]:
    gallery = document["gallery"]
    verdicts = gallery["verdicts"]
    yield "<table><thead><tr><th scope='col'>Who says</th><th scope='col'>Verdict</th><th scope='col'>Of what</th></tr>"
    yield "</thead><tbody>"
    if gallery["tests"]:
        counts = counted_tests(gallery["tests"])
        yield _row("Microsoft's run would say", badge(verdicts["by_rule"]), escape(counts))
        yield _row("By Microsoft's documentation", badge(verdicts["by_documentation"]), "the same tests")
    if gallery["checklist"]:
        yield _row("Gallery checklist", "", escape(counted_items(gallery["checklist"])))
    for standard in ("rfc", "entra", "profile"):
        verdict, decided = verdict_line(document, standard)
        yield _row(f"This suite on {called(standard)}", badge(document["verdicts"][standard], verdict), escape(decided))
    yield "</tbody></table>"


def _facts(document: Document) -> Iterator[str]:
    provider, profile, run = document["provider"], document["profile"], document["run"]
    rows = {
        "URL": provider["url"],
        "Profile": f"{profile['name']} ({profile['slug']}), sha256 {profile['sha256']}",
        "Run": f"{run['id']} started {run['started']}, scim-conformance {document['suite']['version']}",
        "results.json": f"sha256 {digest(document)} (canonical form)",
    }
    yield "<h3>What was tested</h3><table><tbody>"
    yield from (_row(name, f"<code>{escape(str(value))}</code>") for name, value in rows.items())
    yield "</tbody></table>"


def _blocks(document: Document) -> Iterator[str]:
    found = blocks(document)
    if found:
        yield "<h3>What blocks the submission</h3><ol>"
        for block in found:
            yield f"<li><strong>{escape(block['what'])}</strong><br>{escape(block['says'])}<br>"
            yield f"What to do: {escape(block['do'])}</li>"
        yield "</ol>"


def _list(heading: str, sentences: Iterable[str]) -> Iterator[str]:
    found = list(sentences)
    if found:
        yield f"<h3>{heading}</h3><ul>"
        yield from (f"<li>{escape(sentence)}</li>" for sentence in found)
        yield "</ul>"


def _tests(tests: Iterable[Row]) -> Iterator[str]:
    found = list(tests)
    if not found:
        return
    yield "<h3>The tests of Microsoft's gallery validation</h3><table><thead><tr>"
    heads = ("Test", "Kind", "Microsoft's run would say", "By the documentation", "Why")
    yield "".join(f"<th scope='col'>{head}</th>" for head in heads) + "</tr></thead><tbody>"
    for test in found:
        kind = f"{test['category']}, {'simulated' if test['simulated'] else 'sent directly'}"
        result = "" if test["result"] in ("success", "SKIPPED") else f"<br><small>{escape(test['result'])}</small>"
        yield _row(
            test["name"],
            escape(kind),
            badge(word_of(test)) + result,
            badge(test["documented"]),
            escape(test["why"]),
            css="test",
        )
    yield "</tbody></table>"


def word_of(test: Row) -> str:
    """Return how Microsoft's run counts a test, in one word."""
    optional = test["category"] == "optional" and test["standing"] == "failed"
    return "warning" if optional else str(test["standing"])


def _exchanges(document: Document) -> Iterator[str]:
    found = [test for test in document["gallery"]["tests"] if "failed" in (test["standing"], test["documented"])]
    found = [test for test in found if test["exchanges"]]
    if found:
        yield "<h3>What was sent in the tests that fail</h3>"
    for test in found:
        yield f"<details><summary>{badge(word_of(test))} <code>{escape(test['name'])}</code></summary>"
        yield "".join(map(shown_exchange, exchanges_of(document, test)[-SHOWN_EXCHANGES:])) + "</details>"


def _checklist(items: Iterable[Row]) -> Iterator[str]:
    found = list(items)
    if not found:
        return
    yield "<h3>The checklist of the gallery</h3><table><thead><tr>"
    heads = ("Item", "Kind", "Standing", "What was seen or stated")
    yield "".join(f"<th scope='col'>{head}</th>" for head in heads) + "</tr></thead><tbody>"
    for item in found:
        name = f"{item['id']} {item['title']}"
        kind = "required" if item["required"] else "recommended"
        yield _row(
            name,
            f"{kind}, {escape(item['how'])}",
            badge(item["standing"], item["standing"].replace("-", " ")),
            _of_item(item),
            css="test",
        )
    yield "</tbody></table>"


def _of_item(item: Row) -> str:
    note = f"<br><small>{escape(item['note'])}</small>" if item["note"] else ""
    page = item["page"]
    return f"{escape(item['says'])}{note}<br><small><a href='{escape(page['url'])}'>{escape(page['title'])}</a></small>"


def _row(head: str, *cells: str, css: str = "") -> str:
    """Return a row of a table; the head is text, the cells are HTML."""
    given = f" class='{css}'" if css else ""
    return f"<tr><th scope='row'{given}>{escape(head)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
