"""What did not pass, by its likely root cause and what to mend first on top."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .causes import Cause
from .difference import marked, places
from .marks import badge
from .sheet import Sheet, shown_of
from .shown import address, block, line, text
from .words import Check, anchor_of, counted, name_of

FAULTS = 3
"""How many faults are named with which a failure can be seen on the embedded provider."""

LONGEST = 140
"""How much of a message stands in the list of what to mend."""

BLAMED = ("failed", "stale", "warned", "waived")
"""The outcomes in which something the requirement asks for was not found."""


def findings_section(sheet: Sheet) -> Iterator[str]:
    """Yield the section of all that did not pass, a part for each likely cause."""
    if not sheet.causes:
        return
    yield "<section id='findings' aria-labelledby='findings-title'><h2 id='findings-title'>Findings</h2>"
    for number, cause in enumerate(sheet.causes, 1):
        yield from _cause(sheet, number, cause)
    yield "</section>"


def to_mend(sheet: Sheet) -> Iterator[str]:
    """Yield the list of likely causes, what to mend first on top."""
    if not sheet.causes:
        return
    yield "<section id='mend' aria-labelledby='mend-title'><h2 id='mend-title'>What to mend</h2>"
    yield "<p>By likely cause, what to mend first on top. Mend one and run again: others may go with it.</p><ol>"
    for number, cause in enumerate(sheet.causes, 1):
        about = f"{', '.join(_levels(cause))}: {counted(cause.members)}"
        says = cause.message if len(cause.message) <= LONGEST else cause.message[:LONGEST] + "…"
        yield f"<li><a href='#cause-{number}'>{line(says)}</a> <span class='quiet'>{line(about)}</span></li>"
    yield "</ol></section>"


def _levels(cause: Cause) -> list[str]:
    return sorted({str(check["level"]) for check in cause.checks or cause.blocked})


def _cause(sheet: Sheet, number: int, cause: Cause) -> Iterator[str]:
    yield f"<section class='cause' aria-labelledby='cause-{number}'>"
    yield f"<h3 id='cause-{number}'>{number}. {line(cause.message)}</h3><p>{_weight(cause)}</p>"
    shown = shown_of(cause, sheet.scale)
    yield _article(sheet, shown[0], folded=False)
    if len(shown) > 1:
        yield f"<p class='quiet'>{len(cause.checks) - 1} more that probably have the same cause:</p>"
    yield from (_article(sheet, check, folded=True) for check in shown[1:])
    yield from _left_out(cause.checks[len(shown) :], "more fail in the same way; results.json has all of each")
    blocked = [check for check in cause.blocked if check not in shown]
    yield from _left_out(blocked, "could not be exercised because of it")
    yield "</section>"


def _weight(cause: Cause) -> str:
    entra = " It stops Entra's provisioning." if cause.stops_entra else ""
    return f"{line(', '.join(_levels(cause)))}: {line(counted(cause.members))}.{entra}"


def _left_out(checks: Sequence[Check], says: str) -> Iterator[str]:
    if checks:
        yield f"<details class='others'><summary>{len(checks)} {says}</summary><ul>"
        for check in checks:
            yield (
                f"<li id='{anchor_of(check)}'>{badge(check['outcome'])} <code>{line(name_of(check))}</code>: "
                f"{line(check['message'])}</li>"
            )
        yield "</ul></details>"


def _article(sheet: Sheet, check: Check, *, folded: bool) -> str:
    kind = "finding failure" if check["outcome"] in ("failed", "stale") else "finding"
    id = anchor_of(check)
    head = f"<h4 id='{id}-title'>{badge(check['outcome'])} <code>{line(name_of(check))}</code></h4>"
    inner = (
        f"<p class='title'>{line(check['title'])}</p><p class='says'>{line(check['message'])}</p>"
        f"{told(sheet, check)}{in_the_demo(check, sheet.document['profile'])}"
    )
    inner = f"<details><summary>{head}</summary>{inner}</details>" if folded else head + inner
    return f"<article class='{kind}' id='{id}' aria-labelledby='{id}-title'>{inner}</article>"


def told(sheet: Sheet, check: Check) -> str:
    """Return what is known of a check: expected and actual, what is asked, what to do, the exchanges that prove it."""
    parts = [_because(check), waiver_of(check), compared(check)]
    parts += [_asked(sheet.requirements[id]) for id in check["requirements"] if _is_blamed(sheet, check, id)]
    return "".join([*parts, _drawn(check), _story(check), sheet.exchanges_of(check)])


def _is_blamed(sheet: Sheet, check: Check, id: str) -> bool:
    return check["outcome"] in BLAMED and id in sheet.requirements


def _because(check: Check) -> str:
    return f"<p>Because of <code>{line(check['cause'])}</code>.</p>" if check["cause"] else ""


def waiver_of(check: Check) -> str:
    """Return the waiver of a check, with its reason, its ticket and its last day."""
    waiver = check["waiver"]
    if not waiver:
        return ""
    ticket = f" ({waiver['ticket']})" if waiver.get("ticket") else ""
    until = f", until {waiver['until']}" if waiver.get("until") else ""
    return f"<p>Waiver: {line(waiver.get('reason') or 'no reason is given')}{line(ticket)}{line(until)}.</p>"


def _asked(row: Any) -> str:
    link = f"<a href='{address(row['link'])}'>{line(row['id'])}</a>"
    return (
        f"<dl><dt>What is asked ({line(row['level'])}, {link})</dt><dd>{line(row['says'])}</dd>"
        f"<dt>What it does to customers</dt><dd>{line(row['matters'])}</dd>"
        f"<dt>How to mend it</dt><dd>{line(row['mend'])}</dd></dl>"
    )


def compared(check: Check) -> str:
    """Return expected and actual side by side, the difference marked."""
    expected, actual = check["expected"], check["actual"]
    if expected is None and actual is None:
        return ""
    if expected is None or actual is None:
        left, right = (block(value) if value is not None else "" for value in (expected, actual))
    else:
        left, right = marked(expected, actual)
    sides = "".join(
        f"<div><p class='side'>{name}</p><pre class='{name.lower()}'>{value}</pre></div>"
        for name, value in (("Expected", left), ("Actual", right))
        if value
    )
    found = places(expected, actual)
    named = f"<p>They differ in: {', '.join(f'<code>{line(place)}</code>' for place in found)}</p>" if found else ""
    return f"<div class='compared'>{sides}</div>{named}"


def _drawn(check: Check) -> str:
    drawn = check.get("drawn")
    if not drawn or drawn.get("example") is None:
        return ""
    after = f", found after {drawn['found_after']}" if drawn.get("found_after") else ""
    return f"<p>The smallest example that fails{line(after)}:</p><pre>{block(drawn['example'])}</pre>"


def _story(check: Check) -> str:
    steps = check.get("story") or ()
    if not steps:
        return ""
    items = "".join(
        f"<li>{line(step['says'])}"
        + (f"<pre><code class='curl'>{text(step['repeat'])}</code></pre>" if step["repeat"] else "")
        + "</li>"
        for step in steps
    )
    return f"<p>Step by step:</p><ol class='story'>{items}</ol>"


def in_the_demo(check: Check, profile: Mapping[str, Any]) -> str:
    """Return the lines that show the same failure on the embedded provider, shaped by the same profile."""
    if not check["faults"] or check["outcome"] not in BLAMED:
        return ""
    path, slug = str(profile.get("path", "")), str(profile["slug"])
    name = slug if path.replace("\\", "/").endswith(f"/profiles/{slug}.yaml") or not path else path
    lines = "\n".join(
        shlex.join(["pytest", "--profile", name, "--demo", "-k", str(check["id"]), "--scim-demo-fault", str(fault)])
        for fault in check["faults"][:FAULTS]
    )
    return (
        "<details class='demo-line'><summary>See it fail on the embedded provider</summary>"
        f"<pre><code>{text(lines)}</code></pre></details>"
    )
