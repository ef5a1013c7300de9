"""A page of Markdown taken apart: front matter, headings, lines of text and pipe tables, as forgiving as pages are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
_FRONT_LINE = re.compile(r"""([\w.-]+)[ \t]*:[ \t]*(.*?)[ \t]*\Z""")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_FENCE = re.compile(r"\s*(```|~~~)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*\Z")
_SEPARATOR = re.compile(r"[ \t]*\|?[ \t]*:?[-\u2013\u2014]+:?[ \t]*(\|[ \t]*:?[-\u2013\u2014]*:?[ \t]*)*\|?[ \t]*\Z")
_PIPE = re.compile(r"(?<!\\)\|")
_OTHER_BLOCK = re.compile(r"\s*(\d+[.)]\s|[-*+]\s|>|#{1,6}\s|!\[|<a\s|:::)")
_QUOTE = re.compile(r"\A\s*>[ \t]?(?:\[!\w+\][ \t]*)?")


@dataclass(frozen=True)
class Heading:
    """One heading, and the line it stands in."""

    level: int
    text: str
    line: int


@dataclass(frozen=True)
class Row:
    """The cells of one line of a table, as they stand there."""

    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Table:
    """One pipe table, and the text that leads to it."""

    header: Row
    rows: tuple[Row, ...]
    before: str
    """The text between the table or heading before it and this one."""

    @property
    def end(self) -> int:
        """The line of the last row."""
        return self.rows[-1].line if self.rows else self.header.line


@dataclass(frozen=True)
class Page:
    """A page as it was read; lines are counted as in the file, beginning with 1."""

    front: Mapping[str, str]
    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]

    def paragraphs(self) -> Iterator[str]:
        """Yield the text between blank lines, one line each; a table is no paragraph."""
        rows = {row.line for table in self.tables for row in (table.header, *table.rows)}
        found: list[str] = []
        for number, line in enumerate(self.lines, start=1):
            if line.strip() and number not in rows and not _SEPARATOR.match(line):
                if found and _OTHER_BLOCK.match(line) and not _QUOTE.match(line):
                    yield " ".join(found)
                    found = []
                found.append(_QUOTE.sub("", line).strip())
            elif found:
                yield " ".join(found)
                found = []
        if found:
            yield " ".join(found)

    def section(self, heading: Heading) -> tuple[str, ...]:
        """Return the lines below a heading, up to the next one that is not below it."""
        after = [each.line for each in self.headings if each.line > heading.line and each.level <= heading.level]
        return self.lines[heading.line : min(after, default=len(self.lines) + 1) - 1]


def read_page(text: str) -> Page:
    """Take a page apart."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    front = _FRONT.match(text)
    # Comments, fences and front matter leave blank lines, so that line numbers stay those of the file.
    body = _blank(text, front.span()) if front else text
    body = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), body)
    lines = tuple(_without_fences(body.split("\n")))
    headings = tuple(_headings(lines))
    return Page(_front(front.group(1)) if front else {}, lines, headings, tuple(_tables(lines)))


def _blank(text: str, span: tuple[int, int]) -> str:
    start, end = span
    return "\n" * text[start:end].count("\n") + text[end:]


def _front(text: str) -> dict[str, str]:
    found = (_FRONT_LINE.match(line) for line in text.split("\n"))
    return {each[1]: each[2].strip("'\"") for each in found if each and each[2]}


def _without_fences(lines: list[str]) -> Iterator[str]:
    inside = ""
    for line in lines:
        fence = _FENCE.match(line)
        if fence and inside in ("", fence[1]):
            inside = "" if inside else fence[1]
            yield ""
        else:
            # A fenced example may hold a table or a heading that says nothing of the application.
            yield line.replace("|", " ").lstrip("# ") if inside else line


def _headings(lines: tuple[str, ...]) -> Iterator[Heading]:
    for number, line in enumerate(lines, start=1):
        if found := _HEADING.match(line):
            yield Heading(len(found[1]), plain(found[2]), number)


def _tables(lines: tuple[str, ...]) -> Iterator[Table]:
    at, after = 0, 0
    while at < len(lines):
        if not _is_header(lines, at):
            at += 1
            continue
        header = Row(_cells(lines[at]), at + 1)
        before = "\n".join(lines[after:at])
        has_separator = at + 1 < len(lines) and _is_separator(lines[at + 1])
        at += 2 if has_separator else 1
        rows = []
        while (following := _next_row(lines, at)) is not None:
            at = following + 1
            if any(cells := _cells(lines[following])):
                rows.append(Row(cells, following + 1))
        yield Table(header, tuple(rows), before)
        after = at


def _next_row(lines: tuple[str, ...], at: int) -> int | None:
    is_first_blank = at < len(lines) and not lines[at].strip()
    at += is_first_blank
    if at >= len(lines) or not _PIPE.search(lines[at]) or _is_header(lines, at):
        return None
    # After a blank line only what is clearly a row goes on with the table.
    if is_first_blank and not lines[at].lstrip().startswith("|"):
        return None
    if _is_separator(lines[at]):
        return None
    return None if _OTHER_BLOCK.match(lines[at]) and not _is_quoted_row(lines[at]) else at


def _is_quoted_row(line: str) -> bool:
    return bool(re.match(r"\s*>\s*\|", line))


def _is_separator(line: str) -> bool:
    line = _QUOTE.sub("", line)
    return "|" in line and bool(_SEPARATOR.match(line)) and bool(re.search("[-\u2013\u2014]", line))


def _is_header(lines: tuple[str, ...], at: int) -> bool:
    line = lines[at]
    if not _PIPE.search(line) or _is_separator(line) or (_OTHER_BLOCK.match(line) and not _is_quoted_row(line)):
        return False
    if at + 1 < len(lines) and _is_separator(lines[at + 1]):
        return True
    # Where the line of dashes was forgotten, the words of the header are known all the same.
    words = [cell.casefold() for cell in _cells(line)]
    return "type" in words[1:] and bool(re.search(r"\b(attribute|variable)\b", words[0]))


def _cells(line: str) -> tuple[str, ...]:
    line = _QUOTE.sub("", line).strip().removeprefix("|").removesuffix("|")
    return tuple(plain(cell.replace("\\|", "|")) for cell in _PIPE.split(line))


def plain(text: str) -> str:
    """Return a piece of Markdown without entities, tags, emphasis, links and blanks around it."""
    text = html.unescape(text).replace("\u00a0", " ").replace("\u200b", "")
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\[\]]*)\]\([^()\s]*\)", r"\1", text)
    text = re.sub(r"</?(br|b|i|em|strong|code|p|span|div|a)\b[^>]*>", " ", text, flags=re.I)
    text = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda found: found[1] or found[2], text)
    return re.sub(r"\s+", " ", text.replace("`", "")).strip()
