"""``--scim-set path=value`` changes one key for one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from scim_conformance.profile import Limits, Profile, ProfileError, load

ROLE = 'users.attributes[roles[primary eq "True"].value]'


def rhombus(*overrides: str) -> Profile:
    return load("rhombus", overrides, cwd=Path("/"))


def refusal(*overrides: str) -> ProfileError:
    with pytest.raises(ProfileError) as refused:
        rhombus(*overrides)
    return refused.value


def test_a_key_is_set_even_where_its_section_is_not_there_yet() -> None:
    assert rhombus("limits.page_size=50", "limits.requests_per_second=2.5").limits == Limits(2.5, 50)


def test_an_attribute_is_named_by_its_path() -> None:
    profile = rhombus(f"{ROLE}.samples=[Team A, Team B]", "users.attributes[username].filterable=unknown")
    rules = {rule.path: rule for rule in profile.users.attributes}

    assert rules['roles[primary eq "True"].value'].samples == ("Team A", "Team B")
    assert rules["userName"].filterable is None


def test_what_is_overridden_loses_its_old_source() -> None:
    assert rhombus(f"{ROLE}.samples=[Team A]").assumed() == ()


def test_the_last_one_wins() -> None:
    assert rhombus("delete=removes", "delete=deactivates").delete == "deactivates"


def test_a_value_may_hold_an_equals_sign_and_so_may_a_path() -> None:
    assert rhombus("about=a=b").about == "a=b"
    (problem,) = refusal('users.attributes[x[y eq "a=b"].z].required=true').problems
    assert problem.file == '--scim-set users.attributes[x[y eq "a=b"].z].required'


@pytest.mark.parametrize(
    ("override", "file", "what", "fix"),
    [
        ("delete", "--scim-set", "has no `=`", "path=value"),
        (
            "users.atributes[userName].x=1",
            "users.atributes[userName].x",
            "no key `atributes`",
            "`attributes`?",
        ),
        (
            "users.attributes[usrName].required=true",
            "users.attributes[usrName].required",
            "no `usrName`",
            "`userName`?",
        ),
        ("users.attributes[#9].required=true", "users.attributes[#9].required", "no `#9`", "Known are"),
        ("limts.page_size=1", "limts.page_size", "no key `limts`", "`limits`?"),
        (
            "limits.page_size=many",
            "limits.page_size",
            "`many` does not fit",
            "a whole number from 1 up or unknown",
        ),
        ("delete=", "delete", "no value", "removes, deactivates or unknown"),
        ("name.first=A", "name.first", "no place in a single value", "value itself"),
        ("=1", "--scim-set", "has an empty part", "limits.page_size"),
        ("a..b=1", "a..b", "has an empty part", "limits.page_size"),
        ("a]=1", "--scim-set", "has no `=`", "path=value"),
        ("extends=generic", "extends", "cannot be overridden", "--profile"),
        ("about=[", "about", "is not YAML", "Quote it"),
    ],
)
def test_a_wrong_override_is_told(override, file, what, fix) -> None:
    (problem,) = refusal(override).problems

    assert problem.line is None
    assert problem.file.startswith("--scim-set")
    assert problem.file.endswith(file)
    assert what in problem.what
    assert fix in problem.fix


def test_wrong_overrides_and_mistakes_in_the_file_are_told_together(problems_of) -> None:
    problems = problems_of("name: A\ndelete: gone\n", "limits.page_size=0", "nonsense")

    assert [(p.file, p.line) for p in problems] == [
        ("--scim-set", None),
        ("--scim-set limits.page_size", None),
        ("mine.yaml", 2),
    ]


@pytest.mark.parametrize(
    "override", ["auth.token={}", "auth={}", "auth.token.env={}", "base_url=http://u:{}@h", "name=[{}"]
)
def test_a_secret_on_the_command_line_is_not_repeated(override) -> None:
    token = "q7Hd93kfLs02MvbWxRt5YpZa8NcEuJg1"

    assert token not in str(refusal(override.format(token)))
