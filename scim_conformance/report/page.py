"""The panel on top of the HTML report, made of results.json; it reads without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from .words import (
    NAMES,
    OUTCOMES,
    Check,
    Document,
    Finding,
    counted,
    counts,
    exchanges_of,
    findings,
    footer,
    name_of,
    notes,
    subject,
    verdict_line,
)

LIMIT = 4000
"""How many characters of a body are shown; the full text is in results.json."""

SHOWN_EXCHANGES = 6

STYLE = """
.scim{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:0 0 2rem;color:#1b1f24}
body{display:flex;flex-direction:column;min-width:0}body>*{min-width:0;max-width:100%}
#environment-header,#environment{order:9}.scim a{color:#0b57d0}
.scim h2{font-size:1.5rem;margin:0 0 .5rem}.scim h3{font-size:1.1rem;margin:1.6rem 0 .4rem}
.scim table{border-collapse:collapse;width:100%;margin:.5rem 0}.scim th,.scim td{text-align:left;padding:.3rem .6rem;
border-bottom:1px solid #d0d7de;vertical-align:top}.scim code,.scim pre{font:13px/1.45 ui-monospace,monospace}
.scim pre{background:#f6f8fa;padding:.6rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0}
.scim code,.scim td,.scim h2{overflow-wrap:anywhere}
.scim .o{white-space:nowrap}
.scim .o{display:inline-block;padding:0 .5rem;border-radius:.7rem;font-size:.85rem;color:#fff;background:#57606a}
.scim .o.failed,.scim .o.stale,.scim .o.not-conformant{background:#b3261e}
.scim .o.blocked,.scim .o.broken,
.scim .o.incomplete{background:#8a3c9b}.scim .o.warned,.scim .o.waived,.scim .o.partial{background:#8a5a00}
.scim .o.passed,.scim .o.conformant,.scim .o.conformant-with-waivers{background:#1a6e37}
.scim details{border:1px solid #d0d7de;border-radius:.4rem;padding:.4rem .8rem;margin:.4rem 0}

.scim summary{cursor:pointer}
.scim dt{font-weight:600;margin-top:.5rem}.scim dd{margin:0 0 .2rem 0}
.scim .demo{background:#fff4ce;border:1px solid #d4a72c;padding:.4rem .8rem;border-radius:.4rem}
@media (prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}.scim{color:#e6edf3}
.scim pre{background:#161b22}
.scim th,.scim td,.scim details{border-color:#30363d}.scim a{color:#79c0ff}
.scim .demo{background:#3a2d00;color:#f0e0a0}}
@media print{.scim details{break-inside:avoid}}
"""


def panel(document: Document) -> str:
    """Return the panel: verdicts, what was tested, findings with what to do, omissions, waivers, leftovers."""
    parts = [
        f"<style>{STYLE}</style><section class='scim' aria-label='SCIM conformance'>",
        f"<h2>{escape(subject(document))}</h2>",
        *_notes(document),
        *_verdicts(document),
        *_facts(document),
        *_findings(document),
        *_areas(document["checks"]),
        *_waivers(document),
        *_omissions(document),
        *_leftovers(document),
        "</section>",
    ]
    return "\n".join(parts)


def badge(outcome: str, text: str | None = None) -> str:
    """Return an outcome or a verdict as a coloured word."""
    return f"<span class='o {escape(outcome)}'>{escape(text or outcome)}</span>"


def _notes(document: Document) -> Iterator[str]:
    for note in notes(document):
        yield f"<p class='demo'>{escape(note)}</p>"


def _verdicts(document: Document) -> Iterator[str]:
    yield "<table><caption hidden>Verdicts</caption><thead><tr><th scope='col'>Standard</th>"
    yield "<th scope='col'>Verdict</th><th scope='col'>Decided</th></tr></thead><tbody>"
    for standard, name in NAMES.items():
        verdict, decided = verdict_line(document, standard)
        word = badge(document["verdicts"][standard], verdict)
        yield f"<tr><th scope='row'>{escape(name)}</th><td>{word}</td><td>{escape(decided)}</td></tr>"
    if "gallery" in document:
        word = badge("gallery", document["gallery"]["verdicts"]["by_rule"])
        yield "<tr><th scope='row'><a href='#gallery'>Microsoft's gallery validation</a></th>"
        yield f"<td>{word}</td><td>what Microsoft's run would say</td></tr>"
    yield "</tbody></table>"


def _facts(document: Document) -> Iterator[str]:
    provider, profile, run = document["provider"], document["profile"], document["run"]
    config = provider["discovered"]["config"] or {}
    advertised = ", ".join(sorted(k for k, v in config.items() if isinstance(v, dict) and v.get("supported") is True))
    rows = {
        "URL": provider["url"],
        "Profile": f"{profile['name']} ({profile['slug']}, sha256 {profile['sha256'][:12]}…)",
        "Features advertised": advertised or "none, or not readable",
        "Checks": counted(document["checks"]),
        "Run": f"{run['id']} started {run['started']}: {footer(document)}",
    }
    yield "<h3>What was tested</h3><table><tbody>"
    for name, value in rows.items():
        yield f"<tr><th scope='row'>{escape(name)}</th><td>{escape(str(value))}</td></tr>"
    yield "</tbody></table>"


def _areas(checks: Iterable[Check]) -> Iterator[str]:
    by_area: dict[str, list[Check]] = {}
    for check in checks:
        by_area.setdefault(check["area"], []).append(check)
    columns = [outcome for outcome in OUTCOMES if any(outcome in counts(each) for each in by_area.values())]
    yield "<h3>By area</h3><table><thead><tr><th scope='col'>Area</th>"
    yield "".join(f"<th scope='col'>{badge(outcome)}</th>" for outcome in columns) + "</tr></thead><tbody>"
    for area, members in sorted(by_area.items()):
        found = counts(members)
        cells = "".join(f"<td>{found.get(outcome, '')}</td>" for outcome in columns)
        yield f"<tr><th scope='row'>{escape(area)}</th>{cells}</tr>"
    yield "</tbody></table>"


def _findings(document: Document) -> Iterator[str]:
    found = findings(document, "failed", "stale", "broken", "blocked", "warned")
    if not found:
        return
    yield "<h3>Findings</h3>"
    rows = {row["id"]: row for row in document["requirements"]}
    for finding in found:
        yield from _finding(document, finding, rows)


def _finding(document: Document, finding: Finding, rows: dict[str, Any]) -> Iterator[str]:
    more = f" and {len(finding.names) - 1} more" if len(finding.names) > 1 else ""
    opened = " open" if finding.outcome == "failed" else ""
    yield f"<details{opened}><summary>{badge(finding.outcome)} <code>{escape(finding.names[0])}</code>{more}: "
    yield f"{escape(finding.message)}</summary>"
    if finding.cause:
        yield f"<p>Because of <code>{escape(finding.cause)}</code>.</p>"
    if more:
        yield f"<p>Also: {', '.join(f'<code>{escape(name)}</code>' for name in finding.names[1:])}</p>"
    yield details(document, finding.checks[0], rows)
    yield "</details>"


def details(document: Document, check: Check, rows: dict[str, Any]) -> str:
    """Return what is known of one check: what is asked, expected and actual, what to do, its exchanges."""
    out = ["<dl>"]
    if check["outcome"] in ("failed", "stale", "warned", "waived"):
        for row in (rows[id] for id in check["requirements"]):
            link = f"<a href='{escape(row['link'])}'>{escape(row['id'])}</a>"
            out.append(f"<dt>Asked for ({escape(row['level'])}, {link})</dt><dd>{escape(row['says'])}</dd>")
            out.append(f"<dt>What it does to customers</dt><dd>{escape(row['matters'])}</dd>")
            out.append(f"<dt>How to mend it</dt><dd>{escape(row['mend'])}</dd>")
    for name in ("expected", "actual"):
        if check[name] is not None:
            out.append(f"<dt>{name.title()}</dt><dd><pre>{_text(check[name])}</pre></dd>")
    out.append("</dl>")
    out += [shown_exchange(exchange) for exchange in exchanges_of(document, check)[-SHOWN_EXCHANGES:]]
    return "".join(out)


def shown_exchange(exchange: Any) -> str:
    """Return a request and its answer, folded up."""
    status = exchange["status"] if exchange["status"] is not None else exchange["response"].get("problem")
    return (
        f"<details><summary><code>{escape(exchange['method'])} {escape(exchange['url'])}</code> → {escape(str(status))}"
        f"</summary><p>Request</p><pre>{_message(exchange['request'])}</pre><p>Answer</p>"
        f"<pre>{_message(exchange['response'])}</pre><p>Repeat it</p><pre>{escape(exchange['curl'])}</pre></details>"
    )


def _message(message: Any) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in message["headers"].items())
    body = message.get("body")
    return escape(headers) + ("" if body in (None, "") else "\n\n" + _text(body))


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return escape(text if len(text) <= LIMIT else text[:LIMIT] + "\n… (all of it is in results.json)")


def _waivers(document: Document) -> Iterator[str]:
    waived = [check for check in document["checks"] if check["outcome"] == "waived"]
    if waived:
        yield "<h3>Waived</h3><table><thead><tr><th scope='col'>Check</th><th scope='col'>Failure</th>"
        yield "<th scope='col'>Reason</th><th scope='col'>Until</th></tr></thead><tbody>"
        for check in waived:
            waiver = check["waiver"]
            ticket = f" ({waiver['ticket']})" if waiver["ticket"] else ""
            cells = (name_of(check), check["message"], waiver["reason"] + ticket, waiver["until"])
            yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
        yield "</tbody></table>"


def _omissions(document: Document) -> Iterator[str]:
    found = findings(document, "omitted")
    if found:
        yield "<h3>Omitted</h3><ul>"
        for finding in found:
            names = ", ".join(f"<code>{escape(name)}</code>" for name in finding.names)
            yield f"<li>{escape(finding.message)} {names}</li>"
        yield "</ul>"


def _leftovers(document: Document) -> Iterator[str]:
    if document["leftovers"]:
        yield "<h3>Left behind on the provider</h3><ul>"
        for item in document["leftovers"]:
            yield f"<li><code>{escape(item['endpoint'])}/{escape(str(item['id']))}</code>: {escape(item['why'])}</li>"
        yield "</ul>"
