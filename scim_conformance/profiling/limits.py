"""What a page says of the limits of an application: below headings on limits, and in sentences elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .page import Page, plain

_HEADING = re.compile(r"\b(limitations?|limits|known issues|not supported|troubleshooting tips)\b", re.I)
_SAID = re.compile(
    r"\b(?:does(?: not|n.t)|do(?: not|n.t)) (?:currently )?support\b|\bonly supports?\b"
    r"|\b(?:is|are)(?: not|n.t) supported\b"
    r"|\b(?:can(?:not|.t| not)) be (?:updated|changed|created|deleted|modified)\b",
    re.I,
)
_OF_ENTRA = re.compile(
    r"\b(?:Entra|Azure AD|Azure Active Directory)[^.]{0,40}(?:not|n.t|only) support|\bexcluded from provisioning\b",
    re.I,
)
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d+[.)])\s+(.*)")
_TEXT = re.compile(r"\s*>?\s*[\w*'\"]")
LONGEST = 300
"""So many characters of a sentence are told."""


@dataclass(frozen=True)
class _Block:
    """A paragraph, or an item of a list: how far it is indented, and -1 for a paragraph."""

    depth: int
    text: str


def limits_of(page: Page) -> list[str]:
    """Return the sentences on limits, each once."""
    found = list(dict.fromkeys([*_listed(page), *_said(page)]))
    return [each for each in found if not any(each in other for other in found if other != each)]


def _said(page: Page) -> Iterator[str]:
    """Yield what the page says of the application in passing."""
    for text in page.paragraphs():
        for sentence in re.split(r"(?<=[.!])\s+", re.sub(r"\A\s*(?:[-*+]|\d+[.)])\s+", "", text)):
            said = plain(sentence)
            # What ends in a colon says nothing without the list behind it.
            if _SAID.search(said) and not _OF_ENTRA.search(said) and not said.endswith(":"):
                yield _ended(said)


def _listed(page: Page) -> Iterator[str]:
    for heading in page.headings:
        if _HEADING.search(heading.text) and heading.level > 1:
            # Below troubleshooting stands advice of every kind, of which only lists are about the application.
            takes_text = re.search(r"limit", heading.text, re.I) is not None
            blocks = list(_blocks(page.section(heading)))
            for lead, items in _led(blocks):
                if items:
                    yield _ended(f"{lead.text.rstrip(':')}: {'; '.join(each.rstrip('.;') for each in items)}")
                elif lead.depth >= 0 or takes_text:
                    yield _ended(lead.text)


def _blocks(lines: Iterable[str]) -> Iterator[_Block]:
    depth, words = -1, ""
    for line in (*lines, ""):
        item = _ITEM.match(line + " ")
        if item or not line.strip() or line.lstrip().startswith("#"):
            if text := plain(words):
                yield _Block(depth, text)
            depth, words = (len(item[1].expandtabs()), item[2]) if item else (-1, "")
        elif words or _TEXT.match(line):
            words += f" {line.strip()}"


def _led(blocks: Sequence[_Block]) -> Iterator[tuple[_Block, list[str]]]:
    """Yield each block with the items that it leads to: a text that doesn't end, and the list below it."""
    at = 0
    while at < len(blocks):
        lead, at = blocks[at], at + 1
        items = []
        while at < len(blocks) and not re.search(r"[.!?]\Z", lead.text) and blocks[at].depth > lead.depth:
            items.append(blocks[at].text)
            at += 1
        yield lead, items


def _ended(text: str) -> str:
    return f"{text.rstrip('.:; ')[:LONGEST]}."
