"""A profile on top of another one says only what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from scim_conformance.profile import ProfileError, SecretRef, load

ROLE = 'roles[primary eq "True"].value'

TENANT = f"""\
extends: rhombus
users:
  attributes:
    - path: {ROLE}
      samples: [Team A]
    - path: title
      type: string
"""


def test_a_tenant_adds_its_own_role_to_a_bundled_profile(load_text) -> None:
    profile = load_text(TENANT)
    rules = {rule.path: rule for rule in profile.users.attributes}

    assert profile.name == "Rhombus Systems"
    assert profile.slug == "mine"
    assert rules[ROLE].samples == ("Team A",)
    assert rules[ROLE].required is True
    assert list(rules)[-1] == "title"
    assert len(rules) == 6


def test_a_value_that_is_stated_anew_loses_the_source_of_the_old_one(load_text) -> None:
    profile = load_text(TENANT)

    assert profile.assumed() == ()
    # The others keep theirs.
    source = profile.source_of("groups.supported")
    assert source is not None
    assert source.key == "entra"


def test_rows_are_the_same_in_whatever_spelling(load_text) -> None:
    text = "extends: rhombus\nusers: {attributes: [{path: 'ROLES[primary eq true].value', samples: [X]}]}\n"

    assert len(load_text(text).users.attributes) == 5


def test_an_attribute_is_taken_away(load_text) -> None:
    text = "extends: generic\nusers: {attributes: [{path: nickName, supported: false}]}\n"

    paths = [rule.path for rule in load_text(text).users.attributes]
    assert "nickName" not in paths
    assert "title" in paths


def test_groups_are_taken_away_with_all_that_was_said_of_them(load_text) -> None:
    groups = load_text("extends: kpifire\ngroups: {supported: false}\n").groups

    assert (groups.supported, groups.attributes, groups.matching) == (False, (), ())


def test_unknown_takes_back_a_fact(load_text) -> None:
    profile = load_text("extends: promapp\ndelete: unknown\nfeatures: {patch: unknown}\nbase_url: unknown\n")

    assert profile.delete is None
    assert profile.base_url is None
    assert "patch" not in profile.features


def test_lists_other_than_attributes_and_auth_are_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("name: Base\nstandards: [rfc, okta]\nauth: {kind: bearer, token: {env: A}}\n")
    (tmp_path / "mine.yaml").write_text(
        "extends: base.yaml\nstandards: [entra]\nauth: {kind: basic, username: {env: U}, password: {file: pw.txt}}\n"
    )

    profile = load("mine.yaml", cwd=tmp_path)

    assert profile.standards == ("entra",)
    assert profile.auth.token is None
    assert profile.auth.username == SecretRef(env="U")
    assert profile.auth.password == SecretRef(file="pw.txt")


def test_a_base_is_found_from_the_folder_of_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "tenants").mkdir()
    (tmp_path / "base.yaml").write_text("name: Base\nextends: generic\n")
    (tmp_path / "tenants/mine.yaml").write_text("extends: ../base.yaml\n")

    profile = load("tenants/mine.yaml", cwd=tmp_path)

    assert profile.name == "Base"
    assert profile.groups.supported is True


def test_a_mistake_in_a_base_is_told_with_the_base_s_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("name: Base\ndelete: gone\n")
    (tmp_path / "mine.yaml").write_text("extends: base.yaml\nfeatures:\n  etags: true\n")

    with pytest.raises(ProfileError) as refused:
        load("mine.yaml", cwd=tmp_path)

    assert [(p.file, p.line, p.path) for p in refused.value.problems] == [
        ("base.yaml", 2, "delete"),
        ("mine.yaml", 3, "features.etags"),
    ]


def test_a_circle_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: A\nextends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")

    with pytest.raises(ProfileError) as refused:
        load("a.yaml", cwd=tmp_path)

    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.path) == ("b.yaml", 1, "extends")
    assert "a.yaml → b.yaml → a.yaml" in problem.what


def test_a_base_that_is_not_there_is_told_and_nothing_else_is_called_missing(problems_of) -> None:
    problems = problems_of(
        "extends: rombus\nusers:\n  matching: [{attribute: userName, precedence: 1}]\n"
        f"  attributes: [{{path: '{ROLE}', samples: [X], filterble: true}}]\n"
    )

    assert [p.path for p in problems] == ["extends", f"users.attributes[{ROLE}].filterble"]
    assert "Did you mean `rhombus`?" in problems[0].fix


def test_a_base_that_cannot_be_read_is_told_with_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("name: [")
    (tmp_path / "mine.yaml").write_text("extends: base.yaml\n")

    with pytest.raises(ProfileError) as refused:
        load("mine.yaml", cwd=tmp_path)

    assert [(p.file, p.line) for p in refused.value.problems] == [("base.yaml", 1)]


def test_the_digest_is_that_of_the_effective_document(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("name: A\ndelete: removes\n")
    (tmp_path / "two.yaml").write_text("# a comment\ndelete: 'removes'\nname: A\n")
    (tmp_path / "three.yaml").write_text("extends: one.yaml\n")
    (tmp_path / "four.yaml").write_text("name: A\ndelete: deactivates\n")
    one, two, three, four = (load(f"{name}.yaml", cwd=tmp_path).sha256 for name in ("one", "two", "three", "four"))

    assert one == two == three != four
    assert load("one.yaml", ["delete=deactivates"], cwd=tmp_path).sha256 == four
