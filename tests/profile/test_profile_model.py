"""What a loaded profile offers to the rest of the suite."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from scim_conformance.profile import Auth, Limits, ProfileError, ResourceRules, SecretRef, load
from scim_conformance.profile.paths import covers, is_same_attribute, parse, written
from scim_conformance.wire import AttributePath


def test_a_profile_that_says_nothing_knows_nothing(load_text) -> None:
    profile = load_text("name: Mine\n")

    assert profile.users == profile.groups == ResourceRules()
    assert profile.users.supported is None
    assert profile.delete is None
    assert profile.limits == Limits(None, None, None)
    assert profile.features == {}
    assert profile.auth == Auth("bearer")
    assert profile.standards == ("rfc", "entra", "profile")
    assert profile.source_of("delete") is None


def test_the_word_unknown_is_the_same_as_saying_nothing(load_text) -> None:
    profile = load_text(
        "name: Mine\nbase_url: unknown\ndelete: unknown\n"
        "limits: {requests_per_second: unknown, page_size: unknown, resources: unknown}\n"
        "features: {patch: unknown, bulk: false}\n"
        "users:\n  supported: unknown\n  user_name: unknown\n  attributes:\n"
        "    - {path: title, type: string, required: unknown, filterable: unknown, mutability: unknown,\n"
        "       patchable: unknown, samples: unknown, pattern: unknown}\n"
    )
    (rule,) = profile.users.attributes

    assert (profile.base_url, profile.delete, profile.limits) == (None, None, Limits())
    assert profile.features == {"bulk": False}
    assert (profile.users.supported, profile.users.user_name) == (None, None)
    assert (rule.required, rule.filterable, rule.mutability, rule.patchable) == (None, None, None, None)
    assert (rule.samples, rule.pattern) == ((), None)


def test_matching_attributes_come_in_the_order_of_precedence_and_in_the_spelling_of_the_rows(
    load_text,
) -> None:
    profile = load_text(
        "name: Mine\nusers:\n  matching:\n"
        "    - {attribute: EXTERNALID, precedence: 20}\n    - {attribute: userName, precedence: 3}\n"
        "  attributes:\n    - {path: externalId, type: string}\n    - {path: userName, type: string}\n"
    )

    assert profile.users.matching == ("userName", "externalId")


def test_an_attribute_has_the_source_of_its_section_unless_it_names_its_own(load_text) -> None:
    profile = load_text(
        "name: Mine\nsources: {page: {title: Page}, mail: {title: Mail, sure: assumed}, rfc: {title: RFC}}\n"
        "facts: {'users.attributes[title].required': {source: rfc}}\n"
        "users:\n  source: page\n  attributes:\n"
        "    - {path: userName, type: string}\n"
        "    - {path: title, type: string, required: true, source: mail}\n"
    )

    assert [rule.source for rule in profile.users.attributes] == ["page", "mail"]
    assert profile.assumed() == ("users.attributes[title]",)
    places = ("users.supported", "users.attributes[TITLE].type", "users.attributes[title].required")
    assert [source.key for place in places if (source := profile.source_of(place))] == ["page", "mail", "rfc"]


def test_secrets_are_kept_as_names(load_text, monkeypatch) -> None:
    monkeypatch.setenv("MINE_TOKEN", "q7Hd93kfLs02MvbWxRt5YpZa8NcEuJg1")

    auth = load_text("name: Mine\nauth: {kind: bearer, token: {env: MINE_TOKEN}}\n").auth

    assert auth.token == SecretRef(env="MINE_TOKEN")
    assert str(auth.token) == "environment variable MINE_TOKEN"
    assert str(SecretRef(file="a.txt")) == "file a.txt"
    assert "q7Hd" not in repr(auth)


def test_the_repr_is_short() -> None:
    assert repr(load("rhombus", cwd=Path("/"))) == "Profile(name='Rhombus Systems', slug='rhombus')"


def test_a_profile_and_its_problems_cross_to_workers(load_text, problems_of) -> None:
    profile = load("entra", cwd=Path("/"))
    error = ProfileError(problems_of("nam: A\n"))

    assert pickle.loads(pickle.dumps(profile)) == profile
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_every_attribute_is_parsed() -> None:
    profile = load("rhombus", cwd=Path("/"))
    role = profile.users.attributes[-1]

    assert role.target == AttributePath.parse(role.path)
    assert role.target.selector == (("primary", True),)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("delete", ("delete",)),
        ("limits.page_size", ("limits", "page_size")),
        (
            'users.attributes[emails[type eq "]"].value].required',
            ("users", "attributes", 'emails[type eq "]"].value', "required"),
        ),
        ("facts[users.supported].source", ("facts", "users.supported", "source")),
    ],
)
def test_a_place_is_written_as_it_is_read(text, parts) -> None:
    assert parse(text) == parts


def test_a_place_in_a_document_can_be_read_again() -> None:
    data = {
        "users": {"attributes": [{"path": 'emails[type eq "work"].value', "samples": ["a"]}, "nonsense"]},
        "facts": {"users.supported": {}},
    }
    first = ("users", "attributes", 0, "samples", 0)

    assert written(data, first) == 'users.attributes[emails[type eq "work"].value].samples[#1]'
    assert parse(written(data, first))[-1] == "#1"
    assert written(data, ("users", "attributes", 1)) == "users.attributes[#2]"
    assert written(data, ("facts", "users.supported")) == "facts[users.supported]"


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", "a[", "a[]", 'a["]', "a[b]c"])
def test_a_place_that_makes_no_sense_is_refused(text) -> None:
    with pytest.raises(ValueError, match="`"):
        parse(text)


def test_a_place_covers_what_is_in_it() -> None:
    assert covers("users", "users.attributes[userName]")
    assert covers("users.attributes[userName]", "users.attributes[USERNAME].required")
    assert not covers("users.attributes[userName].required", "users.attributes[userName]")
    assert not covers("users", "groups")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("userName", "username", True),
        ("urn:ietf:params:scim:schemas:core:2.0:User:userName", "userName", True),
        ('emails[type eq "work"].value', 'Emails[Type eq "Work"].Value', True),
        ('roles[primary eq "True"].value', "roles[primary eq true].value", True),
        ('emails[type eq "work"].value', 'emails[type eq "home"].value', False),
        ("name.givenName", "name.familyName", False),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "department", False),
    ],
)
def test_spellings_of_one_attribute_are_known(one, other, same) -> None:
    assert is_same_attribute(one, other) is same
