"""How long the provider took to answer, by method and endpoint: percentiles, and how they are spread."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .shown import line
from .words import Document, Exchange

ENDPOINTS = ("Users", "Groups", "Me", "Bulk", "Schemas", "ResourceTypes", "ServiceProviderConfig", ".search")
"""Those of the standard; what a resource type names comes to them, and all else is called another address."""

OTHER = "another address"

PER_DECADE = 5
"""Bars between 1 ms and 10 ms."""

BAR, HEIGHT, FOOT = 9, 34, 13
"""In units of the picture: how wide a bar is, how high the highest, and the room for the scale below."""

ROWS = 20
"""Kinds of requests that have a row of their own."""

FEWEST = 3
"""Answers below which there is nothing to spread."""


@dataclass(frozen=True)
class Times:
    """The times of the answers to one kind of request, in seconds and sorted, and how many went unanswered."""

    asked: str
    seconds: tuple[float, ...]
    unanswered: int

    def at(self, percent: float) -> float:
        """Return the time within which so many percent of the answers came (nearest rank)."""
        return self.seconds[max(math.ceil(len(self.seconds) * percent / 100), 1) - 1]


def times(document: Document) -> list[Times]:
    """Return the times by method and endpoint, what was asked most often first."""
    known = {*ENDPOINTS, *_endpoints(document["provider"]["discovered"].get("types") or ())}
    base = str(document["provider"]["url"])
    answered: dict[str, list[float]] = {}
    unanswered: dict[str, int] = {}
    for exchange in document["exchanges"]:
        name = asked(exchange, base, known)
        answered.setdefault(name, [])
        if exchange["status"] is None:
            unanswered[name] = unanswered.get(name, 0) + 1
        else:
            answered[name].append(float(exchange["seconds"]))
    found = [Times(name, tuple(sorted(seconds)), unanswered.get(name, 0)) for name, seconds in answered.items()]
    return sorted(found, key=lambda each: (-len(each.seconds), each.asked))


def _endpoints(types: Iterable[object]) -> Iterator[str]:
    for each in types:
        endpoint = each.get("endpoint") if isinstance(each, Mapping) else None
        if isinstance(endpoint, str) and re.fullmatch(r"/?[\w.-]{1,40}", endpoint):
            yield endpoint.strip("/")


def asked(exchange: Exchange, base: str, known: Iterable[str]) -> str:
    """Return what an exchange asked for, without what differs from one to the next: ``GET /Users/{id}``."""
    method = str(exchange["method"])
    method = method if re.fullmatch(r"[A-Z]{1,10}", method) else "another method"
    path, _, query = str(exchange["url"]).removeprefix(base.rstrip("/")).partition("?")
    first, *more = path.strip("/").split("/")
    if first not in set(known):
        return f"{method} {OTHER}"
    if more:
        return f"{method} /{first}/{'.search' if more == ['.search'] else '{id}'}"
    return f"{method} /{first}{'?filter' if 'filter=' in query else ''}"


def latency(document: Document) -> Iterator[str]:
    """Yield the section of the page that shows how long the provider took to answer."""
    found = [each for each in times(document) if each.seconds or each.unanswered]
    if not found:
        return
    all_seconds = tuple(sorted(second for each in found for second in each.seconds))
    scale = _scale(all_seconds)
    yield "<section id='latency' aria-labelledby='latency-title'>"
    yield "<h2 id='latency-title'>How fast it answered</h2>"
    yield (
        "<p>Half of the answers came within the time under 50 %, and so on. Bars show how many answers took how long, "
        "on one scale for all rows; the darker ones hold the time under 95 %.</p>"
    )
    yield "<div class='wide' role='region' aria-label='Times of answers' tabindex='0'>"
    yield "<table class='times'><caption>Times of answers in milliseconds</caption><thead><tr>"
    heads = ("Answers", "50 %", "95 %", "99 %", "Longest")
    yield "<th scope='col'>Request</th>" + "".join(f"<th scope='col' class='n'>{head}</th>" for head in heads)
    yield "<th scope='col'>Spread</th></tr></thead><tbody>"
    every = Times("All requests", all_seconds, sum(each.unanswered for each in found))
    for each in (every, *found[:ROWS]):
        yield _row(each, scale)
    yield "</tbody></table></div>"
    if len(found) > ROWS:
        yield f"<p class='quiet'>{len(found) - ROWS} kinds of requests that were seldom asked are left out here.</p>"
    yield "</section>"


def _row(each: Times, scale: range) -> str:
    count = f"{len(each.seconds):,}" + (f" and {each.unanswered} without" if each.unanswered else "")
    name = line(each.asked) if each.asked == "All requests" else f"<code>{line(each.asked)}</code>"
    head = f"<tr><th scope='row'>{name}</th><td class='n'>{count}</td>"
    if not each.seconds:
        return f"{head}{'<td></td>' * 5}</tr>"
    numbers = "".join(f"<td class='n'>{_ms(value)}</td>" for value in (*map(each.at, (50, 95, 99)), each.seconds[-1]))
    spread = _histogram(each, scale) if len(each.seconds) >= FEWEST else ""
    return f"{head}{numbers}<td>{spread}</td></tr>"


def _ms(seconds: float) -> str:
    value = seconds * 1000
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _bin(seconds: float) -> int:
    return math.floor(math.log10(max(seconds, 1e-6)) * PER_DECADE)


def _scale(seconds: Sequence[float]) -> range:
    """Return the bars that all histograms share, from one power of ten to another."""
    if not seconds:
        return range(0)
    first, last = _bin(seconds[0]) // PER_DECADE, _bin(seconds[-1]) // PER_DECADE + 1
    return range(first * PER_DECADE, last * PER_DECADE)


def _histogram(each: Times, scale: range) -> str:
    counts = dict.fromkeys(scale, 0)
    for second in each.seconds:
        counts[_bin(second)] += 1
    highest, slow = max(counts.values()), _bin(each.at(95))
    parts = []
    for place, (bin, count) in enumerate(counts.items()):
        if bin % PER_DECADE == 0:
            x = place * BAR
            parts.append(f"<path class='tick' d='M{x} 0v{HEIGHT + 3}'/>")
            parts.append(f"<text x='{x + 2}' y='{HEIGHT + FOOT - 2}'>{_tick(bin // PER_DECADE)}</text>")
        if count:
            # A single answer among thousands can still be seen.
            height = max(count / highest * HEIGHT, 1.5)
            kind = "bar slow" if bin == slow else "bar"
            parts.append(
                f"<rect class='{kind}' x='{place * BAR + 1}' y='{HEIGHT - height:.1f}' width='{BAR - 1}' "
                f"height='{height:.1f}'/>"
            )
    width = len(scale) * BAR + 2
    return (
        f"<svg class='spread' width='{width}' height='{HEIGHT + FOOT}' viewBox='0 0 {width} {HEIGHT + FOOT}' "
        f"aria-hidden='true' focusable='false'>{''.join(parts)}</svg>"
    )


def _tick(power: int) -> str:
    value = 10.0**power
    return f"{value:g} s" if power >= 0 else f"{value * 1000:g} ms"
