"""Several runs side by side as one page, which needs no network and no JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .shown import line
from .side_by_side import NOT_RUN, Cell, Row, Runs, grouped, numbers, remarks, verdicts
from .words import subject

STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:80rem;padding:0 1rem;color:#1b1f24;
background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
.wide{overflow-x:auto}table{border-collapse:collapse;min-width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8c959f;overflow-wrap:anywhere}
thead th{min-width:8rem}tbody th{font-weight:400;min-width:min(14rem,40vw)}
code{font:13px/1.45 ui-monospace,monospace}small{color:#57606a}
.o{display:inline-block;white-space:nowrap;padding:0 .5rem;border-radius:.7rem;font-size:.85rem;color:#fff;
background:#57606a}
.failed,.stale{background:#b3261e}.blocked,.broken{background:#8a3c9b}.warned,.waived{background:#8a5a00}
.passed{background:#1a6e37}.not-run{background:none;color:inherit;border:1px solid #8c959f}
summary{cursor:pointer}details ul{margin:.3rem 0;padding-left:1.2rem}
.remark{border:1px solid #8a5a00;padding:.4rem .8rem .4rem 2rem;border-radius:.4rem}
@media (prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}small{color:#9da7b3}
th,td{border-color:#3d444d}}
@media print{body{max-width:none;font-size:10pt}.o{color:#000;background:none;border:1px solid #555}}
"""


def page(runs: Runs) -> str:
    """Return the page: who was tested, the verdicts, and each check with what every run says of it."""
    names = [subject(run) for run in runs]
    return "\n".join(
        [
            "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
            "<meta name='viewport' content='width=device-width,initial-scale=1'>",
            f"<title>SCIM conformance: {len(runs)} runs side by side</title><style>{STYLE}</style></head><body><main>",
            f"<h1>{len(runs)} runs side by side</h1>",
            *_remarks(runs),
            *_summary(runs),
            *(part for heading, found in grouped(runs).items() if found for part in _checks(heading, found, names)),
            "</main></body></html>",
        ]
    )


def _remarks(runs: Runs) -> Iterator[str]:
    found = list(remarks(runs))
    if found:
        yield "<ul class='remark'>" + "".join(f"<li>{line(remark)}</li>" for remark in found) + "</ul>"


def _summary(runs: Runs) -> Iterator[str]:
    yield "<h2>Verdicts</h2><div class='wide' tabindex='0' role='region' aria-label='Verdicts'><table>"
    yield _head("Run", [f"{place}. {subject(run)}" for place, run in enumerate(runs, 1)])
    yield "<tbody>"
    facts = {
        "Endpoint": [str(run["provider"]["url"]) for run in runs],
        "Profile": [str(run["profile"]["slug"]) for run in runs],
        "Started": [str(run["run"]["started"]) for run in runs],
        "Release of the suite": [str(run["suite"].get("version", "")) for run in runs],
        **{f"Verdict: {name}": found for name, found in verdicts(runs)},
        **{f"Checks that say {outcome}": list(map(str, found)) for outcome, found in numbers(runs)},
    }
    for name, cells in facts.items():
        yield _row(line(name), map(line, cells))
    yield "</tbody></table></div>"


def _checks(heading: str, found: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    is_open = "" if heading == "All are well" else " open"
    yield f"<h2>{heading}</h2><details{is_open}><summary>{len(found)} checks</summary>"
    yield f"<div class='wide' tabindex='0' role='region' aria-label='{heading}'><table>"
    yield _head("Check", [f"{place}. {name}" for place, name in enumerate(names, 1)])
    yield "<tbody>"
    for row in found:
        name = f"<code>{line(row.id)}</code> <small>{line(row.level)}</small><br><small>{line(row.title)}</small>"
        yield _row(name, map(_cell, row.cells))
    yield "</tbody></table></div></details>"


def _cell(cell: Cell) -> str:
    word = f"<span class='o {cell.outcome.replace(' ', '-')}'>{line(cell.phrase)}</span>"
    if not cell.reasons or cell.outcome in ("passed", NOT_RUN):
        return word
    items = "".join(f"<li>{line(message)}{_on(where)}</li>" for message, where in cell.reasons.items())
    return f"<details><summary>{word}</summary><ul>{items}</ul></details>"


def _on(names: Sequence[str]) -> str:
    rows = [name.partition("[")[2].removesuffix("]") for name in names]
    return f" <small>({line(', '.join(rows))})</small>" if any(rows) else ""


def _head(first: str, names: Sequence[str]) -> str:
    cells = "".join(f"<th scope='col'>{line(name)}</th>" for name in (first, *names))
    return f"<thead><tr>{cells}</tr></thead>"


def _row(name: str, cells: Iterable[str]) -> str:
    return f"<tr><th scope='row'>{name}</th>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
