"""The head of a page: the verdicts, what was tested, and what a reader should know before believing either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .marks import badge
from .shown import line
from .words import DECIDED, NAMES, VERDICTS, Document, counted, footer, notes, verdict_sentence

SPEAKS = ("Server", "X-Powered-By", "X-Version", "X-Api-Version")
"""Headers in which servers tell their version."""

YES_NO: Mapping[object, str] = {True: "yes", False: "no"}


def verdicts(document: Document) -> Iterator[str]:
    """Yield the verdicts, one sentence each."""
    yield "<section id='verdicts' aria-labelledby='verdicts-title'><h2 id='verdicts-title'>Verdicts</h2>"
    yield "<ul class='cards'>"
    for standard, name in NAMES.items():
        verdict = document["verdicts"][standard]
        yield (
            f"<li class='{verdict}'><strong>{line(name[:1].upper() + name[1:])}</strong> "
            f"{badge(verdict, VERDICTS[verdict])}<p>{line(verdict_sentence(document, standard))}</p></li>"
        )
    if "gallery" in document:
        said = document["gallery"]["verdicts"]["by_rule"]
        yield "<li><strong><a href='#gallery'>Microsoft's gallery validation</a></strong> "
        yield f"{badge('gallery', said)}<p>What Microsoft's run would say.</p></li>"
    yield "</ul>"
    told = "".join(f"<li>{line(note)}</li>" for note in notes(document))
    yield f"<ul class='note'>{told}</ul></section>" if told else "</section>"


def tested(document: Document) -> Iterator[str]:
    """Yield what was tested, how much of it was decided, and what the run cost."""
    yield "<section id='tested' aria-labelledby='tested-title'><h2 id='tested-title'>What was tested</h2><table><tbody>"
    for name, value in _facts(document).items():
        yield f"<tr><th scope='row'>{name}</th><td>{line(value)}</td></tr>"
    yield "</tbody></table>"
    yield from _features(document)
    yield "</section>"


def _facts(document: Document) -> dict[str, str]:
    provider, profile, run = document["provider"], document["profile"], document["run"]
    checks = document["checks"]
    decided = sum(check["outcome"] in DECIDED for check in checks)
    return {
        "Provider": provider["url"] + (" (the embedded one)" if provider["demo"] else ""),
        "It says it is": server(document) or "nothing",
        "Dialect": str(provider.get("dialect") or "as it is, without a flag"),
        "Profile": f"{profile['name']} ({profile['slug']}, sha256 {profile['sha256'][:12]}…)",
        "Decided": f"{decided} of {len(checks)} checks: {counted(checks)}",
        "Run": f"{run['id']} started {run['started']}: {footer(document)}",
        "Left behind": f"{len(document['leftovers']) or 'nothing'}",
    }


def server(document: Document) -> str:
    """Return what the provider's answers say of its software, where they say something."""
    for exchange in document["exchanges"][:20]:
        headers = {name.lower(): value for name, value in exchange["response"]["headers"].items()}
        found = [f"{name}: {headers[name.lower()]}" for name in SPEAKS if headers.get(name.lower())]
        if found:
            return ", ".join(found)
    return ""


def _features(document: Document) -> Iterator[str]:
    """Yield a table of what the provider advertises against what the profile claims."""
    advertised = _advertised(document["provider"]["discovered"])
    claimed: Mapping[str, Any] | None = document["profile"].get("features")
    names = sorted({*advertised, *(claimed or {})}, key=str)
    if not names:
        yield "<p>What the provider advertises could not be read.</p>"
        return
    differ = [name for name in names if _differ(advertised.get(name), (claimed or {}).get(name))]
    told = f"{len(differ)} differ: {', '.join(differ)}" if differ else "none differ"
    head = "Features advertised" if claimed is None else f"Features advertised and claimed ({told})"
    yield f"<details class='others'><summary>{line(head)}</summary>"
    yield "<table class='features'><caption>Features</caption><thead><tr><th scope='col'>Feature</th>"
    yield "<th scope='col'>The provider advertises</th>"
    yield ("<th scope='col'>The profile claims</th>" if claimed is not None else "") + "</tr></thead><tbody>"
    for name in names:
        has, says = advertised.get(name), (claimed or {}).get(name)
        note = " <strong>(they differ)</strong>" if name in differ else ""
        yield f"<tr><th scope='row'>{line(name)}</th><td>{YES_NO.get(has, 'does not say')}</td>"
        yield (f"<td>{YES_NO.get(says, 'does not say')}{note}</td>" if claimed is not None else "") + "</tr>"
    yield "</tbody></table></details>"


def _differ(has: object, says: object) -> bool:
    return isinstance(has, bool) and isinstance(says, bool) and has is not says


def _advertised(discovered: Mapping[str, Any]) -> dict[str, bool]:
    config, types = discovered.get("config"), discovered.get("types")
    found = {
        str(name): value["supported"]
        for name, value in (config if isinstance(config, Mapping) else {}).items()
        if isinstance(value, Mapping) and isinstance(value.get("supported"), bool)
    }
    if isinstance(types, list):
        names = {str(each.get("name", "")).casefold() for each in types if isinstance(each, Mapping)}
        found["groups"] = "group" in names
    return found
