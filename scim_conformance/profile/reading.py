"""A profile's file read together with those that it extends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .crosschecks import SECTIONS
from .documents import merge
from .finding import NotThere, locate
from .paths import identity, label
from .problems import Problem
from .yaml_lines import Mark, Node, read

LARGEST = 1_000_000
"""How many bytes a profile may have: a hundred times what the longest one needs."""


@dataclass(frozen=True)
class Reading:
    """What came of reading a profile and its bases."""

    document: Node | None
    problems: list[Problem]
    whole: bool
    """Whether nothing is left out that a base may have said."""


def read_with_bases(path: Path, cwd: Path) -> Reading:
    """Return the document of a file, merged on top of those that it extends."""
    problems: list[Problem] = []
    layers: list[Node] = []
    chain = [path]
    while True:
        document = _read(chain[-1], cwd, problems)
        if document is None:
            break
        layers.append(document)
        base = _base_of(document, chain, cwd, problems)
        if base is None:
            break
        chain.append(base)
    if not layers:
        return Reading(None, problems, whole=False)
    whole = len(layers) == len(chain) and "extends" not in layers[-1].value
    merged = layers.pop()
    while layers:
        inherited = {key: node for key, node in merged.value.items() if key != "extends"}
        merged = merge(Node(inherited, merged.mark), layers.pop())
    return Reading(merged, problems, whole)


def _read(path: Path, cwd: Path, problems: list[Problem]) -> Node | None:
    file = str(path.relative_to(cwd) if path.is_relative_to(cwd) else path)
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem(file, line, "", "The file is not UTF-8.", "Save it as UTF-8."))
        return None
    except OSError as error:
        problems.append(Problem(file, None, "", f"The file cannot be read: {error.strerror}.", ""))
        return None
    if len(content) > LARGEST:
        problems.append(Problem(file, None, "", "The file is far too large.", "Is it the right one?"))
        return None
    document, wrong = read(text, file)
    problems += wrong
    if document is None:
        return None
    if not isinstance(document.value, dict):
        what = "A profile is a mapping of keys and values."
        problems.append(Problem(file, document.mark.line, "", what, "Begin with `name:`."))
        return None
    problems += _repeated_rows(document)
    return document


def _base_of(document: Node, chain: list[Path], cwd: Path, problems: list[Problem]) -> Path | None:
    reference = document.value.get("extends")
    # Anything but a text is the schema's business.
    if reference is None or not isinstance(reference.value, str) or not reference.value:
        return None
    try:
        base = locate(reference.value, chain[-1].parent)
    except NotThere as missing:
        problems.append(_at(reference.mark, missing.what, missing.fix))
        return None
    if base in chain:
        circle = " → ".join(file.name for file in [*chain[chain.index(base) :], base])
        what = f"The profiles extend each other in a circle: {circle}."
        problems.append(_at(reference.mark, what, "Take one `extends` out, or name a bundled profile without .yaml."))
        return None
    return base


def _at(mark: Mark, what: str, fix: str) -> Problem:
    return Problem(mark.file, mark.line, "extends", what, fix)


def _repeated_rows(document: Node) -> Iterator[Problem]:
    """Yield the rows of one file that name an attribute again; merging would hide them."""
    for section in SECTIONS:
        inside = document.value.get(section)
        rows = inside.value.get("attributes") if inside and isinstance(inside.value, dict) else None
        seen: dict[object, Node] = {}
        for row in rows.value if rows and isinstance(rows.value, list) else ():
            name = label(row.plain())
            if name is None:
                continue
            first = seen.setdefault(identity(name), row)
            if first is not row:
                place = f"{section}.attributes[{name}]"
                what = f"`{name}` stands here again, after line {first.mark.line}."
                yield Problem(row.mark.file, row.mark.line, place, what, "Keep one row for an attribute.")
