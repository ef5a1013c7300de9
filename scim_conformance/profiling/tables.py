"""Which tables of a page list attributes, and what their cells say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scim_conformance import wire
from scim_conformance.wire import AttributePath

from .cells import tick_of, type_of, type_word
from .draft import DraftRow
from .page import Page, Row, Table
from .slips import core, mend

Kind = Literal["users", "groups"]

SET_BY_APPLICATION = ("id", "meta")

_NEXT_ITEM = re.compile(r"\A\d+[.)]\s+\S")
_ATTRIBUTE = re.compile(r"\b(attributes?|variables?|propert(y|ies))\b|\A(name|target|scim)\b", re.I)


@dataclass(frozen=True)
class AttributeTable:
    """The attributes of one table, and all that is to be said of how they were read."""

    kind: Kind
    rows: tuple[DraftRow, ...]
    says: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class _Columns:
    path: int
    type: int | None
    filterable: int | None
    required: int | None
    notes: int | None


def attribute_tables(page: Page) -> tuple[list[AttributeTable], list[str]]:
    """Return the tables of a page that list attributes, and a sentence for each that does not."""
    found: list[AttributeTable] = []
    others: list[str] = []
    for table in page.tables:
        columns = _columns(table)
        if columns is None:
            head = " | ".join(filter(None, table.header.cells)) or "an empty header"
            others.append(f"Line {table.header.line}: the table `{head}` was not taken for a table of attributes.")
        else:
            found.append(_read(table, columns, [each.kind for each in found]))
    return found, others


def _columns(table: Table) -> _Columns | None:
    head = [cell.casefold() for cell in table.header.cells]
    known = [sum(_is_known(row.cells[i]) for row in table.rows if i < len(row.cells)) for i in range(len(head))]
    best = max(range(len(head)), key=lambda i: (known[i], i), default=0)
    if not known or not known[best]:
        return None
    path = 0 if known[0] == known[best] else best
    type_column = next((i for i in range(len(head)) if i != path and _lists_types(table, i)), None)
    if type_column is None and (not _ATTRIBUTE.search(head[path]) or known[path] * 2 < len(table.rows)):
        return None
    if type_column is not None and not _types(table.rows, type_column) and not _ATTRIBUTE.search(head[path]):
        return None
    return _Columns(
        path, type_column, *(_column(head, word) for word in ("filter", r"required|mandatory", r"note|descri|comment"))
    )


def _column(head: Sequence[str], pattern: str) -> int | None:
    return next((i for i, word in enumerate(head) if re.search(pattern, word)), None)


def _lists_types(table: Table, column: int) -> bool:
    """Tell whether a column says types: by its header, in whichever language else by what stands in it."""
    filled = [row for row in table.rows if _cell(row, column)]
    is_headed = re.search(r"\b(type|datatype)\b", table.header.cells[column].casefold())
    return bool(is_headed) or (len(filled) > 1 and _types(filled, column) == len(filled))


def _types(rows: Iterable[Row], column: int) -> int:
    """Count the rows whose cell names a type."""
    return sum(type_word(_cell(row, column)) is not None for row in rows)


def _is_known(cell: str) -> bool:
    if re.match(r"urn:\S+:\w", cell, re.I):
        return True
    for kind in ("users", "groups"):
        path = mend(cell, kind).path
        try:
            target = AttributePath.parse(path)
        except ValueError:
            continue
        if core().attribute(target.name, _base(kind), target.urn):
            return True
    return False


def _read(table: Table, columns: _Columns, before: Sequence[Kind]) -> AttributeTable:
    says: list[str] = []
    lines = list(_joined(table.rows, columns, says))
    kind = _kind(table, [_cell(row, columns.path) for row in lines], before)
    rows: list[DraftRow] = []
    for row in lines:
        made = _row(row, columns, kind, says)
        if made is not None:
            _add(rows, made, row.line, says)
    return AttributeTable(kind, tuple(rows), tuple(says), table.header.line)


def _joined(rows: Sequence[Row], columns: _Columns, says: list[str]) -> Iterator[Row]:
    """Put a row together that was broken over two lines, and cut off what follows a table without a break."""
    waiting: Row | None = None
    for row in rows:
        cut = next((i for i, cell in enumerate(row.cells) if _NEXT_ITEM.match(cell)), None)
        if cut is not None:
            says.append(
                f"Line {row.line}: the next step of the page is glued to the row `{row.cells[0]}`; it was cut off."
            )
            row = Row(row.cells[:cut], row.line)
        filled = [cell for cell in row.cells if cell]
        if waiting is not None:
            if filled and type_word(filled[0]):
                says.append(
                    f"Line {waiting.line}: the row `{waiting.cells[0]}` is broken over two lines; it was put together."
                )
                row = Row((*(cell for cell in waiting.cells if cell), *_from_first(row.cells)), waiting.line)
            else:
                yield waiting
            waiting = None
        if len(filled) == 1 and columns.type is not None and len(row.cells) <= columns.type:
            waiting = row
        elif any(row.cells):
            yield row
    if waiting is not None:
        yield waiting


def _from_first(cells: Sequence[str]) -> Sequence[str]:
    return cells[next(i for i, cell in enumerate(cells) if cell) :]


def _cell(row: Row, column: int | None) -> str:
    return row.cells[column] if column is not None and column < len(row.cells) else ""


def _kind(table: Table, paths: Sequence[str], before: Sequence[Kind]) -> Kind:
    """Tell users from groups: by the header, by what only one of them has, by the text before, by the order."""
    head = " ".join(table.header.cells[:1]).casefold()
    for word, kind in (("group", "groups"), ("user", "users")):
        if word in head:
            return kind  # type: ignore[return-value]
    names = {_name(path).casefold() for path in paths}
    # A group may have a name and a title of its own, and no user has members.
    if "username" not in names and ("members" in names or any(re.search(r":Group:", path) for path in paths)):
        return "groups"
    if names & {"username", "emails", "name", "active", "title", "phonenumbers"}:
        return "users"
    mentions = re.findall(r"\b(user|group)s?\b", table.before.casefold())
    told = re.findall(r"\b(user|group) attributes\b|\b(user|group)s\*{0,2} to\b", table.before.casefold())
    last = [one or other for one, other in told] or mentions
    if last:
        return "groups" if last[-1] == "group" else "users"
    return "groups" if "users" in before else "users"


def _name(path: str) -> str:
    return re.split(r"[.\[]", path.rpartition(":")[2] if path.startswith("urn:") else path)[0]


def _row(row: Row, columns: _Columns, kind: Kind, says: list[str]) -> DraftRow | None:
    mended = mend(_cell(row, columns.path), kind)
    try:
        target = AttributePath.parse(mended.path)
    except ValueError as error:
        why = str(error).partition(" is not an attribute path: ")[2].partition(". Write it")[0] or str(error)
        says.append(f"Line {row.line}: `{mended.written}` was left out, as it can't be read: {why}.")
        return None
    notes = [mended.note] if mended.note else []
    kind_of_value = type_of(_cell(row, columns.type), target, _base(kind), notes)
    made = DraftRow(
        mended.path,
        kind_of_value,
        required=_ticked(row, columns.required, "required", notes),
        filterable=_ticked(row, columns.filterable, "filterable", notes),
    )
    if target.name.casefold() in SET_BY_APPLICATION and target.urn is None:
        if made.required:
            notes.append("The page ticks it as required; RFC 7643 has the application set it, and no client.")
        made = replace(made, required=None, mutability="readOnly")
    if kind == "groups" and target.name.casefold() == "members" and made.required:
        # https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups has it so.
        notes.append("The page ticks it as required; Entra creates groups without members and adds them afterwards.")
        made = replace(made, required=None)
    if (told := _cell(row, columns.notes)) and columns.notes not in (columns.path, columns.type):
        notes.append(f"The page says: {told.rstrip('.')}.")
    if _is_beyond(row, columns):
        notes.append(f"The row has more cells than the header: {' | '.join(row.cells)}.")
    says += [f"Line {row.line}: {mended.path}: {note}" for note in notes]
    return replace(made, notes=tuple(notes))


def _is_beyond(row: Row, columns: _Columns) -> bool:
    last = max(
        each
        for each in (columns.path, columns.type, columns.filterable, columns.required, columns.notes)
        if each is not None
    )
    return any(row.cells[last + 1 :]) and columns.notes is None


def _base(kind: str) -> str:
    return wire.GROUP if kind == "groups" else wire.USER


def _ticked(row: Row, column: int | None, word: str, notes: list[str]) -> bool | None:
    return None if column is None else tick_of(_cell(row, column), word, notes)


def _add(rows: list[DraftRow], made: DraftRow, line: int, says: list[str]) -> None:
    """Add a row; of an attribute that is listed twice, the first row stays."""
    for i, known in enumerate(rows):
        if same_path(known.path, made.path):
            # What the two rows say differently is not known.
            unclear = [key for key in ("required", "filterable") if getattr(known, key) != getattr(made, key)]
            note = "The page lists it twice" + "".join(f", once as {key} and once not" for key in unclear) + "."
            rows[i] = replace(
                known,
                required=None if "required" in unclear else known.required,
                filterable=None if "filterable" in unclear else known.filterable,
                notes=(*known.notes, note),
            )
            says.append(f"Line {line}: {made.path}: {note}")
            return
    rows.append(made)


def same_path(one: str, other: str) -> bool:
    """Tell whether two paths name the same attribute."""
    return _key(one) == _key(other)


def _key(path: str) -> str:
    try:
        target = AttributePath.parse(path)
    except ValueError:
        return path.casefold()
    urn = "" if target.urn in (wire.USER, wire.GROUP) else target.urn
    return f"{urn}|{target.name}|{target.selector}|{target.sub}".casefold()


def merged(tables: Iterable[AttributeTable], kind: Kind) -> tuple[list[DraftRow], list[str]]:
    """Return the rows of all tables of users, or of groups, and what is said of them."""
    rows: list[DraftRow] = []
    says: list[str] = []
    chosen = [table for table in tables if table.kind == kind]
    for table in chosen:
        if table is not chosen[0]:
            says.append(f"Line {table.line}: a further table of {kind}; its rows were added to those of the first.")
        says += table.says
        for row in table.rows:
            if table is chosen[0] or not any(same_path(row.path, known.path) for known in rows):
                rows.append(row)
    return rows, says
