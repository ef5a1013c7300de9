"""Requests and their answers as HTML, folded up, with the line that repeats them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .shown import LIMIT, block, cut, flat, line, text
from .words import Check, Exchange, exchange_about

LONGEST_LINE = 1500
"""How long the line may be that repeats what a passed check has asked."""

NAMED = 40
"""How many numbers of exchanges are named where they are not shown."""

SPOKEN = frozenset(
    ("allow", "content-location", "content-type", "etag", "if-match", "if-none-match", "location", "retry-after",
     "www-authenticate")
)  # fmt: skip
"""The headers that SCIM speaks with; of a passed check no others are shown."""


@dataclass(frozen=True)
class Manner:
    """How the exchanges of a check are shown: how many, how long a body, and whether with all headers."""

    number: int
    limit: int = LIMIT
    brief: bool = False


def anchor(n: int) -> str:
    """Return the id of an exchange in the page."""
    return f"exchange-{n}"


def selected(check: Check, exchanges: Mapping[int, Exchange], manner: Manner) -> list[int]:
    """Return the numbers of the exchanges that are shown of a check, the one that it is about first."""
    about = exchange_about(exchanges, check)
    if about is None or not manner.number:
        return []
    # What led to the exchange that counts stood before it.
    before = [n for n in check["exchanges"] if n in exchanges and n < about["n"]]
    return [about["n"], *before[len(before) - manner.number + 1 :]] if manner.number > 1 else [about["n"]]


def of_check(
    check: Check, exchanges: Mapping[int, Exchange], manner: Manner, printed: Mapping[int, str], here: str
) -> str:
    """Return the exchanges of a check; ``printed`` says at which check each of them stands, ``here`` which this is.

    The first is open, and stands here even where it stands elsewhere too, unless the manner is brief.
    """
    wanted = selected(check, exchanges, manner)
    parts, shown = [], []
    for n in sorted(wanted) if manner.brief else wanted:
        first = n == wanted[0] and not manner.brief
        if first or printed.get(n) == here:
            shown.append(n)
            if len(shown) == 2 and not manner.brief:
                parts.append("<p class='quiet'>What was asked before:</p>")
            parts.append(one(exchanges[n], manner, opened=first, named=printed.get(n) == here))
    rest = [n for n in check["exchanges"] if n not in shown]
    return "".join(parts) + (_elsewhere(rest, printed, here) if rest else "")


def _elsewhere(numbers: list[int], printed: Mapping[int, str], here: str) -> str:
    named = ", ".join(
        f"<a href='#{anchor(n)}'>{n}</a>" if printed.get(n, here) != here else str(n) for n in numbers[:NAMED]
    )
    more = f" and {len(numbers) - NAMED} more" if len(numbers) > NAMED else ""
    return f"<p class='quiet'>Also looked at, by their number in results.json: {named}{more}.</p>"


def one(exchange: Exchange, manner: Manner, *, opened: bool = False, named: bool = False) -> str:
    """Return a request, its answer and the line that repeats it, folded up; ``named`` gives it its id."""
    id = f" id='{anchor(exchange['n'])}'" if named else ""
    return (
        f"<details class='exchange'{id}{' open' if opened else ''}><summary>{heading(exchange)}</summary>"
        f"<p>Request</p><pre>{_message(exchange['request'], manner)}</pre>"
        f"<p>Answer</p><pre>{_message(exchange['response'], manner)}</pre>{_repeat(exchange, manner)}</details>"
    )


def _repeat(exchange: Exchange, manner: Manner) -> str:
    curl = str(exchange["curl"])
    if manner.brief and len(curl) > LONGEST_LINE:
        return "<p>The line that repeats it is in results.json.</p>"
    return f"<p>Repeat it</p><pre><code class='curl'>{text(cut(curl, 10 * LIMIT))}</code></pre>"


def heading(exchange: Exchange) -> str:
    """Return what was asked and what was answered in one line."""
    status = exchange["status"] if exchange["status"] is not None else exchange["response"].get("problem")
    asked = flat(f"{exchange['method']} {exchange['url']}")
    return (
        f"<code>{text(asked if len(asked) <= 300 else asked[:300] + '…')}</code> → <strong>{line(status)}</strong> "
        f"<span class='quiet'>{float(exchange['seconds']) * 1000:,.0f} ms, exchange {exchange['n']}</span>"
    )


def _message(message: Mapping[str, Any], manner: Manner) -> str:
    body, problem = message.get("body"), message.get("problem")
    lines = [
        flat(f"{name}: {value}")
        for name, value in message["headers"].items()
        if not manner.brief or name.lower() in SPOKEN
    ]
    parts = [text(problem) if problem else "", text(cut("\n".join(lines)))]
    parts += [] if body in (None, "") else [block(body, manner.limit)]
    return "\n\n".join(part for part in parts if part) or "<span class='quiet'>no body</span>"
