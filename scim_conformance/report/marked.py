"""Text put into Markdown so that it stays text: no markup, link, mention or HTML in it works."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from .visible import visible

_SPECIAL = re.compile(r"([\\`*_\[\]#|~$])")
_AT_BEGINNING = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")
# HTML, and what GitHub makes a link or a mention of although it is no markup: an entity shows the same and is none.
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", ":": "&#58;", ".": "&#46;"}
_TO_ENTITY = re.compile(r"[&<>@]|:(?=//)|(?<=\bwww)\.", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text as Markdown that shows it as it is, on one line; it may stand in a cell of a table."""
    shown = _SPECIAL.sub(r"\\\1", visible(" ".join(text.split("\n")).strip()))
    shown = _TO_ENTITY.sub(lambda found: _ENTITIES[found[0]], shown)
    return _AT_BEGINNING.sub(lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", shown)


def code(text: str) -> str:
    """Return a short text as a code span on one line, for anywhere but a table, where a bar would end it."""
    shown = visible(text)
    fence = "`" * (_longest_run(shown) + 1)
    pad = " " if shown.strip() != shown or not shown or "`" in (shown[0], shown[-1]) else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def block(value: Any, language: str = "", limit: int = 0) -> str:
    """Return a value as a fenced block: JSON laid out, text as it is; cut where it is longer than ``limit``."""
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    if limit and len(text) > limit:
        text = f"{text[:limit]}\n… (all {len(text):,} characters are in results.json)"
    shown = visible(text, keep="\n\t")
    fence = "`" * max(3, _longest_run(shown) + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of cells that are text."""
    lines = [[plain(str(cell)) for cell in line] for line in (heads, *rows)]
    lines.insert(1, ["---"] * len(heads))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def link(text: str, address: str) -> str:
    """Return a link to a page of a standard, or the text alone where the address is none of the web."""
    if not re.fullmatch(r"https://[\w./#?=&%~:@+-]+", address, re.ASCII):
        return plain(text)
    return f"[{plain(text)}](<{address}>)"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
