"""YAML is read with lines, without surprises, and its errors are told in plain words."""

from __future__ import annotations

import pytest

from scim_conformance.profile.yaml_lines import DEEPEST, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("NO", "NO"),
        ("12:30", "12:30"),
        ("2026-03-31", "2026-03-31"),
        ("007", "007"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
        ("<<", "<<"),
        ("9" * 5000, "9" * 5000),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("-12", -12),
        ("0", 0),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("'12'", "12"),
        ('roles[primary eq "True"].value', 'roles[primary eq "True"].value'),
    ],
)
def test_only_what_json_has_is_more_than_a_text(text, value) -> None:
    document, problems = read(f"key: {text}", "x.yaml")

    assert problems == []
    assert document is not None
    assert document.plain() == {"key": value}
    assert type(document.plain()["key"]) is type(value)


def test_every_node_keeps_the_line_of_its_key_or_item() -> None:
    document, _ = read("a: 1\nb:\n  - c: 2\n    d:\n      e\n", "x.yaml")

    assert document is not None
    item = document.value["b"].value[0]
    assert [document.value["b"].mark.line, item.mark.line, item.value["d"].mark.line] == [2, 3, 4]
    assert item.mark.file == "x.yaml"


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        pytest.param("a: [1, 2", 1, 9, "breaks off", id="open-list"),
        pytest.param('a: 1\nb: "x\nc: 2', 2, 4, "A quote is opened here", id="open-quote"),
        pytest.param("a:\n\tb: 1", 2, 1, "A tab", id="tab"),
        pytest.param("a: b: c", 1, 5, "A colon stands where none can be", id="two-colons"),
        pytest.param("a: x\njust text\nb: 1", 2, 1, "not a key with its value", id="no-colon"),
        pytest.param("a:\n  - b\n c: 1", 3, 2, "not indented like its neighbours", id="indentation"),
        pytest.param("a: &x 1", 1, 4, "An anchor", id="anchor"),
        pytest.param("a: *x", 1, 4, "an alias", id="alias"),
        pytest.param("a: !!python/object:os.system 1", 1, 4, "A tag", id="tag"),
        pytest.param("a: !!int 1", 1, 4, "A tag", id="plain-tag"),
        pytest.param("a: 1\n---\nb: 2", 2, 1, "A second document", id="two-documents"),
        pytest.param("a: @x", 1, 4, "YAML keeps for itself", id="reserved"),
        pytest.param("a: b\nc: \x01", 2, 4, "YAML keeps for itself", id="control"),
        pytest.param('a: "\\q"', 1, 6, "A backslash", id="escape"),
        pytest.param('m: {attribute: emails[type eq "work"].value}', 1, 22, "breaks off", id="flow-path"),
        pytest.param("%X\na: 1", 2, 1, "This is not YAML", id="anything-else"),
    ],
)
def test_an_error_of_syntax_is_told_in_plain_words_with_line_and_column(text, line, column, what) -> None:
    document, (problem,) = read(text, "x.yaml")

    assert document is None
    assert (problem.file, problem.line) == ("x.yaml", line)
    assert what in problem.what
    assert f"(column {column})" in problem.what
    assert problem.fix


def test_a_repeated_key_is_told_and_reading_goes_on() -> None:
    document, (problem,) = read("a:\n  b: 1\n  b: 2\nc: 3", "x.yaml")

    assert document is not None
    assert document.plain() == {"a": {"b": 1}, "c": 3}
    assert (problem.line, problem.path) == (3, "a.b")
    assert "after line 2" in problem.what


def test_a_key_that_is_no_word_is_told() -> None:
    _, (problem,) = read("a:\n  ? [b]\n  : 1", "x.yaml")

    assert (problem.line, problem.path) == (2, "a")


def test_an_alias_bomb_does_not_go_off() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"k{i}: &k{i} [*{p}, *{p}]\n" for i, p in enumerate(["a"]))

    assert read(bomb, "x.yaml")[0] is None


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_a_document_nested_without_end_is_refused(opening) -> None:
    document, (problem,) = read("a: " + opening * 10_000, "x.yaml")

    assert document is None
    assert "nested too deep" in problem.what


def test_a_profile_is_never_nested_so_deep() -> None:
    depth = 10

    assert depth < DEEPEST
    assert read("[" * depth + "]" * depth, "x.yaml")[1] == []


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_an_empty_file_is_told(text) -> None:
    document, (problem,) = read(text, "x.yaml")

    assert document is None
    assert problem.what == "The file is empty."


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path) -> None:
    from scim_conformance.profile import load

    (tmp_path / "x.yaml").write_bytes("\ufeffname: Bäckerei".encode())

    assert load("x.yaml", cwd=tmp_path).name == "Bäckerei"


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"name: A\nabout: \xff", 2, "not UTF-8"),
        (b"name: " + b"a" * 1_100_000, None, "far too large"),
        (b"- name: A", 1, "is a mapping"),
    ],
)
def test_a_file_that_can_be_no_profile_is_told(tmp_path, content, line, what) -> None:
    from scim_conformance.profile import ProfileError, load

    (tmp_path / "x.yaml").write_bytes(content)

    with pytest.raises(ProfileError) as refused:
        load("x.yaml", cwd=tmp_path)
    (problem,) = refused.value.problems
    assert problem.line == line
    assert what in problem.what
