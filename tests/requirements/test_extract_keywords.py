"""The extraction of keywords, tried on a made-up RFC: pages, line ends, contents, tables, exclusions."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
import yaml

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "extract_keywords.py"

TEXT = """\





Internet Engineering Task Force (IETF)                        A. Nobody
Request for Comments: 7644                                September 2015


                       A Protocol That Nobody Wrote

Abstract

   Readers MUST NOT take this for a section.

Table of Contents

1.  What Readers MUST Know . . . . . . . . . . . . . . . . . . . . .  2
2.  Errors . . . . . . . . . . . . . . . . . . . . . . . . . . . . .  2
   2.1.  Tables, if They MUST Be . . . . . . . . . . . . . . . . . .  3

1.  What Readers MUST Know

   The key words "MUST", "MUST NOT", "SHALL" and "MAY" are explained.

2.  Errors

   A server MUST answer.  A client must wait, and it MUST
   NOT shout.  The answer is REQUIRED and SHALL



Nobody                       Standards Track                    [Page 2]
\f
RFC 7644                A Protocol Nobody Wrote           September 2015


   NOT be empty.  Colours are RECOMMENDED, jokes are NOT RECOMMENDED,
   and SHOULDER or MAYBE are other words.

     An example with a numbered line:

9.  last, you SHOULD read the example

2.1.  Tables

   +--------+-------------------------------+
   | count  | The server SHOULD             |
   |        | NOT send more.  It is OPTIONAL|
   +--------+-------------------------------+

2.2.  Silence

   Nothing is asked for here.

3.  IANA Considerations

   IANA SHALL register.

3.1.  Registration

   The registration MUST be made.

Acknowledgements

   Everybody MUST be thanked.

Nobody                       Standards Track                    [Page 4]
"""

# "9." is no section but a line of section 2: numbers of sections have no gaps.
ERRORS = ["MUST", "MUST NOT", "REQUIRED", "SHALL NOT", "RECOMMENDED", "NOT RECOMMENDED", "SHOULD"]
TABLES = ["SHOULD NOT", "OPTIONAL"]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extract_keywords", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_keywords_stand_by_section_in_their_order(script: ModuleType) -> None:
    assert script.keywords_of(TEXT, excluded={"1", "3"}) == {"2": ERRORS, "2.1": TABLES}


def test_an_excluded_section_goes_with_all_below_it_and_no_other_does(script: ModuleType) -> None:
    assert script.keywords_of(TEXT, excluded={"1"}) == {
        "2": ERRORS,
        "2.1": TABLES,
        "3": ["SHALL"],
        "3.1": ["MUST"],
    }


def test_a_keyword_is_whole_when_a_page_ends_in_the_middle_of_it(script: ModuleType) -> None:
    page_end = "\n\nNobody        Standards Track        [Page 7]\n\f\nRFC 1        Nothing        May 2015\n\n"
    text = f"1.  All\n\n   It MUST\n{page_end}   NOT be."

    assert script.keywords_of(text) == {"1": ["MUST NOT"]}


def test_words_that_only_contain_a_keyword_and_small_letters_do_not_count(script: ModuleType) -> None:
    assert script.keywords_in("MUSTARD, MAYBE, SHOULDER; it must, it may, and it should not.") == []


@pytest.mark.parametrize(
    "keyword",
    [
        *("MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT"),
        *("RECOMMENDED", "NOT RECOMMENDED", "MAY", "OPTIONAL"),
    ],
)
def test_each_keyword_is_known_also_across_a_line_end(script: ModuleType, keyword: str) -> None:
    assert script.keywords_in("it " + keyword.replace(" ", "\n   ") + " be") == [keyword]


def test_headings_count_neither_in_the_contents_nor_in_the_text(script: ModuleType) -> None:
    assert set(script.sections(TEXT)) == {"1", "2", "2.1", "2.2", "3", "3.1"}
    assert "What Readers" not in script.sections(TEXT)["1"]


def test_a_text_that_is_no_rfc_is_refused_with_what_is_missing(script: ModuleType) -> None:
    with pytest.raises(ValueError, match="Request for Comments"):
        script.document_of("Dear diary,")


def test_the_command_prints_the_table_without_the_excluded_sections(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main([str(_rfc(tmp_path))]) == 0

    table = yaml.safe_load(capsys.readouterr().out)
    assert table == {"RFC7644": {"2": ERRORS, "2.1": TABLES, "3": ["SHALL"], "3.1": ["MUST"]}}


def test_check_agrees_with_what_was_written_and_shows_what_differs(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rfc, stored = _rfc(tmp_path), tmp_path / "keywords.yaml"
    arguments = [str(rfc), "--stored", str(stored)]

    assert script.main([*arguments, "--write"]) == 0
    assert script.main([*arguments, "--check"]) == 0
    rfc.write_text(TEXT.replace("IANA SHALL register", "IANA MAY register"), encoding="utf-8")
    capsys.readouterr()
    assert script.main([*arguments, "--check"]) == 1

    printed = capsys.readouterr().out
    assert '-  "3": [SHALL]' in printed
    assert '+  "3": [MAY]' in printed


def test_a_file_that_is_not_there_is_told_and_nothing_is_written(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = tmp_path / "keywords.yaml"

    assert script.main([str(tmp_path / "rfc0.txt"), "--write", "--stored", str(stored)]) == 2

    assert "rfc0.txt" in capsys.readouterr().err
    assert not stored.exists()


def test_the_stored_table_excludes_what_the_script_excludes(script: ModuleType) -> None:
    stored = yaml.safe_load(script.STORED.read_text(encoding="utf-8"))

    assert set(stored) == set(script.EXCLUDED)
    for document, table in stored.items():
        assert not {section.split(".")[0] for section in table} & set(script.EXCLUDED[document])


def test_the_stored_table_is_in_the_form_in_which_the_script_writes_it(script: ModuleType) -> None:
    text = script.STORED.read_text(encoding="utf-8")

    assert script.as_yaml(yaml.safe_load(text)) == text


def _rfc(folder: Path) -> Path:
    path = folder / "rfc7644.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path
