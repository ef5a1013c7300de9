"""Every mistake in a profile is found, all at once, each with line, place and remedy."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scim_conformance.profile import ProfileError, bundled, load
from scim_conformance.profile.yaml_lines import read

TOKEN = "q7Hd93kfLs02MvbWxRt5YpZa8NcEuJg1"

USER = """\
name: Mine
users:
  attributes:
    - path: userName
      type: string
"""


def test_all_mistakes_are_reported_at_once_with_their_lines(problems_of) -> None:
    problems = problems_of(
        "name: Mine\n"
        "delete: deactivate\n"
        "users:\n"
        "  supported: yes\n"
        "  attributes:\n"
        "    - path: userName\n"
        "      type: string\n"
        "      filterble: true\n"
    )

    assert [(p.file, p.line, p.path) for p in problems] == [
        ("mine.yaml", 2, "delete"),
        ("mine.yaml", 4, "users.supported"),
        ("mine.yaml", 8, "users.attributes[userName].filterble"),
    ]
    assert "Did you mean `deactivates`?" in problems[0].fix
    assert "Did you mean `true`?" in problems[1].fix
    assert problems[2].fix == "Did you mean `filterable`?"


def test_the_error_s_text_holds_every_problem(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("nam: Mine\ndelete: later\n")

    with pytest.raises(ProfileError) as refused:
        load("mine.yaml", cwd=tmp_path)

    assert str(refused.value).splitlines() == [
        "mine.yaml:1",
        "    `name` is missing.",
        "    Add `name`: The application's name as its customers know it.",
        "mine.yaml:1: nam",
        "    There is no key `nam` here.",
        "    Did you mean `name`?",
        "mine.yaml:2: delete",
        "    `later` has no meaning here.",
        "    Write removes, deactivates or unknown.",
    ]


@pytest.mark.parametrize(
    ("text", "line", "path", "what"),
    [
        pytest.param("name: 12", 1, "name", "A text must stand here", id="number-for-text"),
        pytest.param("name:", 1, "name", "There is no value", id="empty-key"),
        pytest.param("name: ''", 1, "name", "There is nothing in it", id="empty-text"),
        pytest.param("name: A\ngroups: none", 2, "groups", "This is a text", id="text-for-mapping"),
        pytest.param("name: A\nstandards: [rfc, rfc]", 2, "standards", "twice", id="repeated-item"),
        pytest.param("name: A\nstandards: [azure]", 2, "standards[#1]", "`azure`", id="unknown-standard"),
        pytest.param("name: A\nfeatures: {fliter: true}", 2, "features.fliter", "no key `fliter`", id="feature"),
        pytest.param("name: A\nlimits: {page_size: 0}", 2, "limits.page_size", "`0`", id="limit-too-low"),
        pytest.param("name: A\nlimits: {page_size: 1.5}", 2, "limits.page_size", "`1.5`", id="limit-not-whole"),
        pytest.param("name: A\nbase_url: ftp://x", 2, "base_url", "does not fit", id="not-http"),
        pytest.param("name: A\nbase_url: 'http://[x'", 2, "base_url", "no URL", id="broken-url"),
        pytest.param("name: A\nsources: {a: {url: b}}", 2, "sources.a", "`title` is missing", id="no-title"),
        pytest.param("name: A\nauth: {kind: basic}", 2, "auth", "`username` is missing", id="basic-without-user"),
        pytest.param(
            "name: A\nauth: {kind: none, token: {env: T}}",
            2,
            "auth.token",
            "has no meaning",
            id="token-unused",
        ),
        pytest.param(
            "name: A\nusers: {source: page}",
            2,
            "users.source",
            "`page` is not one of the `sources`",
            id="source",
        ),
        pytest.param(
            "name: A\nfacts: {delete: {source: page}}",
            2,
            "facts.delete.source",
            "`page` is not one of the `sources`",
            id="source-of-fact",
        ),
        pytest.param(
            "name: A\nsources: {p: {title: P}}\nfacts: {limits.page_size: {source: p}}",
            3,
            "facts[limits.page_size]",
            "is not in this document",
            id="fact-about-nothing",
        ),
        pytest.param(
            "name: A\nsources: {p: {title: P}}\nfacts: {'users.[': {source: p}}",
            3,
            "facts[users.[]",
            "is not closed",
            id="fact-with-broken-place",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_place(problems_of, text, line, path, what) -> None:
    found = [(p.line, p.path, what in p.what) for p in problems_of(text)]

    assert (line, path, True) in found


@pytest.mark.parametrize(
    ("row", "key", "what"),
    [
        pytest.param("{path: 'emails[type', type: string}", ".path", "is not an attribute path", id="path"),
        pytest.param("{path: title, type: String}", ".type", "`String`", id="type"),
        pytest.param("{path: title}", "", "`type` is missing", id="no-type"),
        pytest.param("{path: title, type: string, pattern: '[a'}", ".pattern", "regular expression", id="regex"),
        pytest.param("{path: title, type: boolean, pattern: a}", ".pattern", "Only the text", id="pattern-type"),
        pytest.param("{path: title, type: string, samples: [25]}", ".samples[#1]", "type `string`", id="number"),
        pytest.param("{path: title, type: integer, samples: [a]}", ".samples[#1]", "type `integer`", id="text"),
        pytest.param("{path: title, type: integer, samples: [true]}", ".samples[#1]", "type `integer`", id="bool"),
        pytest.param("{path: title, type: dateTime, samples: [soon]}", ".samples[#1]", "`dateTime`", id="time"),
        pytest.param("{path: title, type: binary, samples: ['%']}", ".samples[#1]", "`binary`", id="base64"),
        pytest.param(
            "{path: title, type: string, pattern: a+, samples: [a, ab]}",
            ".samples[#2]",
            "match",
            id="no-match",
        ),
        pytest.param("{path: title, type: string, samples: []}", ".samples", "nothing in it", id="no-samples"),
        pytest.param("{path: title, type: string, samples: [a, a]}", ".samples", "twice", id="same-sample"),
        pytest.param(
            "{path: title, type: string, required: true, mutability: readOnly}",
            ".required",
            "contradicts",
            id="r/o",
        ),
        pytest.param(
            "{path: title, type: string, patchable: true, mutability: immutable}",
            ".patchable",
            "contradicts",
            id="patchable-immutable",
        ),
        pytest.param("{path: title, type: string, source: page}", ".source", "`page` is not", id="source"),
    ],
)
def test_a_mistake_in_an_attribute_is_told(problems_of, row, key, what) -> None:
    (problem,) = problems_of(f"{USER}    - {row}\n")

    assert (problem.line, problem.path) == (
        6,
        f"users.attributes[{row[7:].split(',')[0].strip(chr(39) + '}')}]{key}",
    )
    assert what in problem.what


@pytest.mark.parametrize(
    ("matching", "path", "what"),
    [
        ("[{attribute: usrName, precedence: 1}]", "[usrName].attribute", "is not one of the `attributes`"),
        ("[{attribute: title, precedence: 1}]", "[title].attribute", "`filterable: false`"),
        ("[{attribute: nickName, precedence: 1}]", "[nickName].attribute", "`supported: false`"),
        (
            "[{attribute: userName, precedence: 1}, {attribute: USERNAME, precedence: 2}]",
            "[USERNAME]",
            "stands here twice",
        ),
        (
            "[{attribute: userName, precedence: 1}, {attribute: active, precedence: 1}]",
            "[active].precedence",
            "the same precedence",
        ),
    ],
)
def test_a_mistake_in_matching_is_told(problems_of, matching, path, what) -> None:
    rows = (
        "    - {path: title, type: string, filterable: false}\n"
        "    - {path: nickName, type: string, supported: false}\n"
        "    - {path: active, type: boolean}\n"
    )

    (problem,) = problems_of(f"{USER}{rows}  matching: {matching}\n")

    assert problem.path == f"users.matching{path}"
    assert what in problem.what


def test_one_attribute_in_two_rows_is_a_mistake_in_whatever_spelling(problems_of) -> None:
    rows = "    - {path: 'roles[primary eq \"True\"].value', type: string}\n"
    again = "    - {path: 'roles[primary eq true].VALUE', type: string}\n"

    (problem,) = problems_of(USER + rows + again)

    assert problem.line == 7
    assert "after line 6" in problem.what


def test_a_claim_and_its_denial_are_a_mistake(problems_of) -> None:
    (problem,) = problems_of(f"{USER}      filterable: true\nfeatures: {{filter: false}}\n")

    assert problem.path == "users.attributes[userName].filterable"
    assert "contradicts `features.filter: false`" in problem.what


@pytest.mark.parametrize(
    "auth",
    [
        pytest.param(f"{{kind: bearer, token: {TOKEN}}}", id="literal"),
        pytest.param(f"{{kind: bearer, token: {{env: {TOKEN}}}}}", id="as-a-variable-name"),
        pytest.param(f"{{kind: bearer, token: {{value: {TOKEN}}}}}", id="under-another-key"),
        pytest.param(f"{{kind: bearer, token: {{{TOKEN}: }}}}", id="as-a-key-of-the-token"),
        pytest.param(f"{{kind: bearer, token: [{TOKEN}]}}", id="in-a-list"),
        pytest.param(f"{{kind: bearer, bearer {TOKEN}: }}", id="as-a-key"),
        pytest.param(f"{{kind: {TOKEN}}}", id="as-the-kind"),
        pytest.param(f"Bearer {TOKEN}", id="as-the-whole"),
        pytest.param(f"{{kind: basic, username: {{env: U}}, password: {TOKEN}}}", id="password"),
        pytest.param(f"*{TOKEN}", id="alias"),
        pytest.param(f"!{TOKEN} x", id="tag"),
        pytest.param(f'"{TOKEN}', id="unclosed"),
    ],
)
def test_a_secret_in_the_profile_is_refused_and_never_repeated(problems_of, auth) -> None:
    problems = problems_of(f"name: Mine\nauth: {auth}\n")

    assert TOKEN not in str(ProfileError(problems)) + repr(ProfileError(problems))


def test_a_literal_token_is_refused_with_what_to_do_instead(problems_of) -> None:
    (problem,) = problems_of(f"name: Mine\nauth:\n  kind: bearer\n  token: {TOKEN}\n")

    assert (problem.line, problem.path) == (4, "auth.token")
    assert "never written in a profile" in problem.what
    assert "{env: SCIM_TOKEN} or {file: PATH}" in problem.fix


@pytest.mark.parametrize(
    "url",
    [
        f"https://user:{TOKEN}@scim.example/v2",
        f"https://scim.example/v2?token={TOKEN}",
        f"ftp://user:{TOKEN}@scim.example/v2",
    ],
)
def test_a_secret_in_the_base_url_is_refused_and_never_repeated(problems_of, url) -> None:
    problems = problems_of(f"name: Mine\nbase_url: {url}\n")

    assert problems[0].path == "base_url"
    assert TOKEN not in str(ProfileError(problems))


def test_a_name_that_nobody_has_gets_the_bundled_ones_and_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as refused:
        load("rombus.yaml", cwd=tmp_path)

    (problem,) = refused.value.problems
    assert "Did you mean `rhombus`?" in problem.fix
    assert all(name in problem.fix for name in bundled())


def test_the_nearest_name_may_be_a_file_here(tmp_path: Path) -> None:
    (tmp_path / "contoso.yaml").write_text("name: Contoso\n")

    with pytest.raises(ProfileError, match=r"Did you mean `contoso\.yaml`\?"):
        load("contoso", cwd=tmp_path)


def test_a_file_here_goes_before_a_bundled_profile(tmp_path: Path) -> None:
    (tmp_path / "rhombus.yaml").write_text("name: Ours\n")

    assert load("rhombus.yaml", cwd=tmp_path).name == "Ours"
    assert load("rhombus", cwd=tmp_path).name == "Rhombus Systems"


def test_a_folder_is_no_profile(tmp_path: Path) -> None:
    (tmp_path / "rhombus").mkdir()

    assert load("rhombus", cwd=tmp_path).slug == "rhombus"
    with pytest.raises(ProfileError, match="There is no profile"):
        load(".", cwd=tmp_path)


WHOLE = """\
name: Mine
about: Ours
sources: {page: {title: Page, url: https://x.example, date: 2026-03-31, sure: assumed}}
facts: {limits.page_size: {source: page, note: Seen.}}
base_url: https://scim.example/v2
standards: [rfc]
auth: {kind: bearer, token: {env: T}}
users:
  supported: true
  source: page
  user_name: any
  matching: [{attribute: userName, precedence: 1}, {attribute: title, precedence: 2}]
  attributes:
    - {path: userName, type: string, required: true, filterable: true, samples: [aa], pattern: a+}
    - {path: title, type: string, mutability: immutable, patchable: false, source: page}
groups: {supported: true, attributes: [{path: displayName, type: string}]}
delete: removes
limits: {page_size: 5}
features: {patch: true, filter: true}
"""


def places(data: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a document."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield (*at, key)
        yield from places(value, (*at, key))


@pytest.mark.parametrize("nonsense", [None, "", "x", 7, True, [], ["x"], {}, {"x": "y"}, [[]], [{}], 1e9])
def test_nonsense_at_any_place_is_told_and_never_a_crash(load_text, nonsense) -> None:
    """Each value of a whole profile is replaced in turn; it loads or is refused with where and what."""
    document, _ = read(WHOLE, "whole.yaml")
    assert document is not None
    whole = document.plain()
    load_text(json.dumps(whole))
    told = []
    for place in places(whole):
        changed = copy.deepcopy(whole)
        holder = changed
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] = nonsense
        try:
            load_text(json.dumps(changed))
        except ProfileError as error:
            told += error.problems

    assert len(told) > 20
    assert [problem for problem in told if not problem.what or problem.line != 1] == []
