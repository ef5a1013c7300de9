"""Extract the BCP 14 keywords of each normative section from the plain texts of the RFCs.

    python tools/extract_keywords.py rfc7643.txt rfc7644.txt rfc6750.txt            print the table
    python tools/extract_keywords.py --write rfc7643.txt rfc7644.txt rfc6750.txt    store it
    python tools/extract_keywords.py --check rfc7643.txt rfc7644.txt rfc6750.txt    compare it with the stored

The texts come from https://www.rfc-editor.org/rfc/rfc7644.txt and so on. Only the table is kept: a fact about
the texts, not the texts.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

STORED = Path(__file__).resolve().parent.parent / "scim_conformance" / "requirements" / "keywords.yaml"

# Longer forms come first: "MUST NOT" is one keyword, not a MUST followed by a word.
KEYWORDS = (
    "MUST NOT",
    "MUST",
    "REQUIRED",
    "SHALL NOT",
    "SHALL",
    "SHOULD NOT",
    "SHOULD",
    "NOT RECOMMENDED",
    "RECOMMENDED",
    "MAY",
    "OPTIONAL",
)

# Sections, with all below them, that ask nothing of a provider on the wire.
EXCLUDED = {
    "RFC7643": {"1": "introduction and conventions", "8": "examples", "10": "IANA", "11": "references"},
    "RFC7644": {"1": "introduction and conventions", "8": "IANA", "9": "references"},
    "RFC6750": {"1": "introduction and conventions", "6": "IANA", "7": "references"},
}

# Inside a table a line end between the two words of a keyword brings the bars of the columns with it.
_KEYWORD = re.compile(r"\b(?:" + "|".join(word.replace(" ", r"[\s|]+") for word in KEYWORDS) + r")\b")
_HEADING = re.compile(r"(?P<number>\d+(?:\.\d+)*)\.? {1,3}(?P<title>\S.*)")
_CONTENTS_ENTRY = re.compile(r"(?:\. ?){3,}\s*\d+\s*$")
_PAGE_FOOTER = re.compile(r"\S.*\[Page \d+\]\s*")
_PAGE_HEADER = re.compile(r"RFC \d+ {2,}\S.* {2,}[A-Z][a-z]+ \d{4}\s*")
_DOCUMENT = re.compile(r"^Request for Comments: (\d+)\b", re.MULTILINE)


def document_of(text: str) -> str:
    """Name the RFC that a plain text is, e.g. RFC7644."""
    found = _DOCUMENT.search(text)
    if found is None:
        raise ValueError("this is no plain text of an RFC: it has no line 'Request for Comments: <number>'")
    return f"RFC{found[1]}"


def without_page_breaks(text: str) -> list[str]:
    """Give the lines of an RFC without form feeds, page footers and page headers."""
    lines = text.replace("\f", "\n").splitlines()
    return [line for line in lines if not _PAGE_FOOTER.fullmatch(line) and not _PAGE_HEADER.fullmatch(line)]


def sections(text: str) -> dict[str, str]:
    """Split the text of an RFC into its numbered sections; a section's text excludes its subsections."""
    found: dict[str, list[str]] = {}
    current: list[str] = []  # what stands before section 1 belongs to no section
    last: tuple[int, ...] = ()
    for line in without_page_breaks(text):
        heading = _HEADING.fullmatch(line)
        if heading is not None and not _CONTENTS_ENTRY.search(line):
            number = heading["number"]
            place = tuple(int(part) for part in number.split("."))
            if _follows(place, last):
                last, current = place, []
                found[number] = current
                continue
        if last and re.match(r"[A-Z]", line):
            # The appendices, acknowledgements and addresses behind the last section have no number.
            current = []
        current.append(line)
    return {number: "\n".join(lines) for number, lines in found.items()}


def _follows(place: tuple[int, ...], last: tuple[int, ...]) -> bool:
    """Tell a heading from a numbered line of an example: headings come without gaps."""
    if not last:
        return place == (1,)
    if place == (*last, 1):
        return True
    depth = len(place)
    return depth <= len(last) and place[:-1] == last[: depth - 1] and place[-1] == last[depth - 1] + 1


def keywords_in(text: str) -> list[str]:
    """List the BCP 14 keywords of a text in their order."""
    return [" ".join(match.group().replace("|", " ").split()) for match in _KEYWORD.finditer(text)]


def keywords_of(text: str, excluded: Iterable[str] = ()) -> dict[str, list[str]]:
    """Give the keywords of each section of an RFC that has any, without the excluded sections."""
    left_out = set(excluded)
    normative = {number: body for number, body in sections(text).items() if number.split(".")[0] not in left_out}
    return {number: words for number, body in normative.items() if (words := keywords_in(body))}


def as_yaml(tables: dict[str, dict[str, list[str]]]) -> str:
    """Write the tables in the form in which they are stored, one section a line."""
    lines = [
        "# The BCP 14 keywords of each normative section in their order; the second of section 3.3 is 3.3#2.",
        "# Extracted by tools/extract_keywords.py; never edited by hand.",
    ]
    for document, table in tables.items():
        total = sum(len(words) for words in table.values())
        without = ", ".join(f"{number} ({why})" for number, why in EXCLUDED.get(document, {}).items())
        lines += ["", f"# {total} keywords; without section {without or 'none'}", f"{document}:"]
        lines += [f'  "{number}": [{", ".join(words)}]' for number, words in table.items()]
    return "\n".join(lines) + "\n"


def extract(texts: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Give the keyword tables of several RFC texts by document."""
    return {document_of(text): keywords_of(text, EXCLUDED.get(document_of(text), {})) for text in texts}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 1 if --check finds a difference, 2 if a text cannot be read."""
    parser = argparse.ArgumentParser(description="List the BCP 14 keywords of each section of RFC texts.")
    parser.add_argument("texts", nargs="+", type=Path, metavar="rfcNNNN.txt", help="plain text of an RFC")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--write", action="store_true", help="store the table instead of printing it")
    mode.add_argument("--check", action="store_true", help="compare the table with the stored one")
    parser.add_argument("--stored", type=Path, default=STORED, metavar="FILE", help="where the table is")
    options = parser.parse_args(arguments)

    try:
        table = as_yaml(extract(path.read_text(encoding="utf-8") for path in options.texts))
        stored = options.stored.read_text(encoding="utf-8") if options.check else ""
    except (OSError, ValueError) as error:
        print(f"extract_keywords: {error}", file=sys.stderr)
        return 2
    if options.write:
        options.stored.write_text(table, encoding="utf-8")
        return 0
    if not options.check:
        print(table, end="")
        return 0
    both = stored.splitlines(), table.splitlines()
    difference = list(difflib.unified_diff(*both, "stored", "texts", lineterm=""))
    print("\n".join(difference) or "the stored table is what the texts say")
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
