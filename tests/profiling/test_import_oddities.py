"""The same table, written with random oddities, is read as the same rows; and nothing that is read falls over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_conformance.profile import load
from scim_conformance.profiling.draft import Draft, DraftRow
from scim_conformance.profiling.page import read_page
from scim_conformance.profiling.reading import read_tutorial
from scim_conformance.profiling.slips import mend
from scim_conformance.profiling.tables import attribute_tables
from scim_conformance.profiling.writing import write_profile

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATHS = (
    "active",
    "displayName",
    "title",
    "externalId",
    "name.givenName",
    'emails[type eq "work"].value',
    'phoneNumbers[type eq "mobile"].value',
    'roles[primary eq "True"].value',
    f"{ENTERPRISE}:department",
    "urn:ietf:params:scim:schemas:extension:fennel:2.0:User:shelf.row",
)
WORDS = {"String": "string", "Boolean": "boolean", "Reference": "reference", "DateTime": "dateTime"}

rows = st.lists(
    st.tuples(st.sampled_from(PATHS), st.sampled_from(list(WORDS)), st.booleans(), st.booleans()),
    unique_by=lambda row: row[0],
    min_size=1,
    max_size=8,
)
indents = st.sampled_from(["", "   ", "\t", " \t ", "      "])


def slipped(path: str) -> Iterator[str]:
    """Yield the ways in which a path is written by mistake, the right one first."""
    yield path
    yield f"`{path}`"
    yield f"**{path}**"
    if '"' in path:
        yield path.replace('"', '\\"')
        yield path.replace('"', "&quot;")
        yield path.replace('"', "\u201d")
        yield path.replace('"]', "]")
        yield path.replace('"].', '".') if path.endswith(".value") else path
        yield path.replace('"].value', '".value]')
        yield path.replace("[", " [")
    if path.startswith("phoneNumbers"):
        yield f"p{path}"
    if path == "externalId":
        yield "externalID"


@st.composite
def written(draw: st.DrawFn, table: list[tuple[str, str, bool, bool]]) -> str:
    """Return a page that holds a table, with oddities at random."""
    headers = [
        draw(st.sampled_from(["Attribute", "Variable", "User Attribute", "attribute"])),
        "Type",
        draw(st.sampled_from(["Supported for filtering", "Supported For Filtering", "Supported for Filtering"])),
        draw(st.sampled_from(["Required by Fennel", "Required by Some Other Thing"])),
    ]
    dash = draw(st.sampled_from(["-", "--", "---", "---------", "\u2014", ":---:"]))
    lines = [draw(bordered(headers)), "|" + "|".join([dash] * 4) + draw(st.sampled_from(["|", "", "  "]))]
    for path, kind, filterable, required in table:
        ticks = [draw(ticked(filterable)), draw(ticked(required))]
        cells = [draw(st.sampled_from(list(slipped(path)))), kind, *ticks]
        if draw(st.integers(0, 9)) == 0:
            lines += [f"|{cells[0]}", "|" + "|".join(cells[1:]) + "|"]
            continue
        # Blank cells at the end are often left out.
        while len(cells) > 2 and not cells[-1].strip() and draw(st.booleans()):
            cells.pop()
        lines.append(draw(bordered(cells)))
        if draw(st.integers(0, 9)) == 0:
            lines.append("|")
    after = ["", "> [!NOTE]\n> A | note.", "10. Select **Save** | go on.", "* A list | of things", "![x](a|b.png)"]
    indent = draw(indents)
    text = "\n".join([f"{indent}{line}{draw(st.sampled_from(['', ' ', '  ']))}" for line in lines])
    page = f"# Fennel\n\n9. Review the user attributes.\n\n{text}\n{draw(st.sampled_from(after))}\n\nMore text.\n"
    return page.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@st.composite
def bordered(draw: st.DrawFn, cells: list[str]) -> str:
    """Return a row with both pipes at its ends, or without one of them, and with blanks around its cells."""
    blank = draw(st.sampled_from(["", " ", "  "]))
    first, last = draw(st.sampled_from([("|", "|"), ("|", ""), ("", "|"), ("", "")]))
    # Without a pipe at its end, a row that ends in a blank cell has one cell less, which says the same.
    return f"{first}{'|'.join(f'{blank}{cell}{blank}' for cell in cells)}{last}"


def ticked(is_ticked: bool) -> st.SearchStrategy[str]:
    """Return how a tick, or none, is written."""
    return st.sampled_from(["&check;", "&check; ", "&check;)", "\u2713", "Yes"] if is_ticked else ["", " ", ";", "No"])


@dataclass(frozen=True)
class Case:
    table: list[tuple[str, str, bool, bool]]
    page: str


cases = rows.flatmap(lambda table: written(table).map(lambda page: Case(table, page)))


@settings(max_examples=200, deadline=None)
@given(cases)
def test_a_table_is_read_the_same_however_oddly_it_is_written(case: Case) -> None:
    (table,), _ = attribute_tables(read_page(case.page))

    assert table.kind == "users"
    assert [(row.path, row.type, row.filterable, row.required) for row in table.rows] == [
        (path, WORDS[kind], filterable, required) for path, kind, filterable, required in case.table
    ]


@pytest.mark.parametrize("path", [path for path in PATHS if '"' in path])
def test_every_slip_but_its_form_is_said(path: str) -> None:
    bare, _, _, *slips = [each for each in slipped(path) if "&quot;" not in each]

    assert mend(bare, "users").note is None
    assert all(mend(each, "users").path == path for each in slips)
    assert all(mend(each, "users").note for each in slips if each != path)


LEFT_ALONE = (
    *PATHS,
    "company",
    "name.displayName",
    'photos[type eq "photo"].value',
    "roles",
    'addresses[type eq "work"]',
    "titles",
    "locales",
    "userTypes",
    "urn:a:b:User:emial",
    'emails[type eq "a b"].value',
    'emails[type eq "x" and primary eq true].value',
)


@pytest.mark.parametrize("path", LEFT_ALONE)
def test_what_may_be_meant_is_left_alone(path: str) -> None:
    assert mend(path, "users").path == path


PIECES = """\
|~\n~---~|---|---|\n~|Attribute|Type|\n~|userName|String|\n~&check;~# Configure x for ~[~]~"~emails[type eq ~.value~\\~`
**~<table>~---\nms.date: 99/99/9999\n---\n~Tenant URL https://~{~}~<~>~urn:~:~\t~\x00~\u201d~> ~1. ~* ~## Limitations\n
```\n~<!--~-->~groups~automatic user provisioning~'~\x85~\U0001f600~Synchronize Azure AD users to x~does not support ~@
"""
pieces = st.sampled_from(PIECES.split("~"))
pages = st.lists(st.one_of(pieces, st.text(max_size=5)), max_size=40).map("".join)


def loads(draft: Draft) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "made.yaml").write_text(write_profile(draft), encoding="utf-8", errors="surrogatepass")
        assert load("made.yaml", cwd=Path(folder)).name == " ".join(draft.name.split())


@settings(max_examples=50, deadline=None)
@given(pages)
def test_whatever_is_read_makes_a_valid_profile(text: str) -> None:
    loads(read_tutorial(text))


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(lambda text: text.strip())


@settings(max_examples=50, deadline=None)
@given(texts, texts, texts)
def test_whatever_is_said_is_written_so_that_it_reads_back(name: str, note: str, about: str) -> None:
    draft = Draft(name, "Some page", about=[about])
    draft.users.supported = True
    draft.users.rows = [DraftRow("userName", "string", samples=(note,), notes=(note, about))]

    loads(draft)
