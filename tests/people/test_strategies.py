"""Drawn users and groups: fit for any profile, strange in what they say, and nobody's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from recipes_by_hand import SEVEN, TYPED, drawn, people_of, texts_of

from scim_conformance import wire
from scim_conformance.discovery import core_schemas
from scim_conformance.files import read_json
from scim_conformance.people.forms import MAILS, MOMENTS, countries, phones, time_zones
from scim_conformance.people.recipes import NAME
from scim_conformance.people.scripts import ALONE, KINDS, LENGTHS, LOCALES, ORDINARY_NAMES, WORDS, refused_kinds
from scim_conformance.people.strategies import ALL_KINDS, texts
from scim_conformance.profile.finding import gallery
from scim_conformance.wire.definitions import AttributeDef
from scim_conformance.wire.values import comparable, instant

OTHERS = ["id-of-another"]
OWN = re.compile(r"scimconf-test-[0-9a-f]{6}-\d+")
DOMAINS = re.compile(r"([\w-]+\.)*(example\.(com|org|net)|example|test)", re.I)
FICTIONAL = re.compile(r"1(202|303|404)55501\d\d(x\d+)?|442079460\d{3}|441134960\d{3}|447700900\d{3}")


def bodies_of(name: str, count: int = 20) -> list[dict[str, Any]]:
    people = people_of(name)
    return [people.body(recipe, OTHERS) for recipe in drawn(people.users(1), count)]


def assert_fits(body: dict[str, Any]) -> None:
    validator = Draft202012Validator(read_json("scim/user.schema.json"))
    assert [error.message for error in validator.iter_errors({**body, "id": "1"})] == []
    assert json.loads(json.dumps(body)) == body
    for value in body.values():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            assert sum(element.get("primary") is True for element in value) <= 1
    assert OWN.match(body["userName"])


def assert_reaches_nobody(body: dict[str, Any]) -> None:
    text = json.dumps(body, ensure_ascii=False)
    for host in re.findall(r"@([A-Za-z0-9.-]+)", text) + re.findall(r"https?://([A-Za-z0-9.-]+)", text):
        assert DOMAINS.fullmatch(host), host
    for phone in body.get("phoneNumbers", ()):
        bare = comparable(phone["value"], AttributeDef("", "value", parent="phoneNumbers"))
        assert FICTIONAL.fullmatch(str(bare[1])), phone  # type: ignore[index]


@pytest.mark.parametrize("name", [*SEVEN, TYPED])
def test_drawn_users_fit_and_reach_nobody(name: str) -> None:
    for body in bodies_of(name, 15):
        assert_fits(body)
        assert_reaches_nobody(body)


@pytest.mark.long
def test_drawn_users_of_every_application_fit_and_reach_nobody() -> None:
    for name in gallery():
        for body in bodies_of(name, 6):
            assert_fits(body)
            assert_reaches_nobody(body)


@pytest.mark.parametrize("name", [*SEVEN, TYPED])
def test_required_attributes_are_always_there_and_the_others_mostly(name: str) -> None:
    people = people_of(name)
    required = {rule.path for rule in people._cast.profile.users.attributes if rule.required}
    found = drawn(people.users(), 25)

    assert all(required <= set(recipe["attributes"]) for recipe in found)
    optional = Counter(path for recipe in found for path in recipe["attributes"])
    for path in people._accepted.attributes:
        assert path in required or 0 < optional[path] < 25, path


def test_nothing_is_sent_that_the_profile_has_no_row_for_but_marks_of_the_primary_one() -> None:
    people = people_of("generic")
    known = {*people._accepted.attributes, f"{wire.ENTERPRISE}:manager"}

    extra = {path for recipe in drawn(people.users(1), 20) for path in recipe["attributes"]} - known

    assert extra
    assert all(re.fullmatch(r'(emails|phoneNumbers)\[type eq "\w+"\]\.primary', path) for path in extra)


def test_what_is_unique_differs_between_two_users_of_one_recipe() -> None:
    people = people_of("generic")
    for recipe in drawn(people.users(), 12):
        one, other = people.body(recipe), people.body(recipe)

        for path in ("userName", "externalId", f"{wire.ENTERPRISE}:employeeNumber"):
            target = wire.AttributePath.parse(path)
            assert target.read(one) is None or target.read(one) != target.read(other), path
        mails = [mail["value"] for body in (one, other) for mail in body.get("emails", ())]
        assert {mail["value"] for mail in one.get("emails", ())}.isdisjoint(mails[len(one.get("emails", ())) :])


def test_a_recipe_holds_nothing_of_the_run_and_makes_the_same_body_again() -> None:
    people, again = people_of("generic"), people_of("generic", key="another")
    for recipe in drawn(people.users(1), 15):
        text = json.dumps(recipe, ensure_ascii=False)
        assert "scimconf" not in text
        assert "id-of" not in text
        kept = json.loads(text)
        strip = re.compile(r"scimconf-test-[0-9a-f]{6}-\d+x*|\d{10,}")
        first, second = (strip.sub("", str(each.body(kept, OTHERS))) for each in (people, again))
        assert first == second


def test_the_same_seed_draws_the_same_recipes_in_another_process() -> None:
    program = (
        "import json, sys; sys.path.insert(0, 'tests/people'); from recipes_by_hand import drawn, people_of;"
        "print(json.dumps([drawn(people_of('generic').users(1), 6, 5), drawn(people_of('generic').users(1), 6, 6)]))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    same, others = json.loads(ran.stdout)

    assert drawn(people_of("generic").users(1), 6, 5) == same
    assert same != others


MAY_DO: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "title": str.title,
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
}


@pytest.mark.parametrize("done", sorted(MAY_DO))
def test_what_a_provider_may_do_with_a_text_is_no_difference(done: str) -> None:
    definition = AttributeDef("", "title")

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(texts())
    def stays(text: str) -> None:
        assert comparable(MAY_DO[done](text), definition) == comparable(text, definition)

    stays()


@pytest.mark.parametrize("exact", [False, True])
def test_texts_have_no_blank_at_an_end_and_no_control_character(exact: bool) -> None:
    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(texts(exact=exact))
    def is_clean(text: str) -> None:
        assert text == text.strip() != ""
        assert not {unicodedata.category(each) for each in text} & {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
        assert not exact or unicodedata.normalize("NFC", text) == text

    is_clean()


def test_every_kind_of_text_is_drawn_within_the_examples_of_a_run() -> None:
    seen = [text for body in bodies_of("generic", 40) for text in texts_of(body)]

    for kind, some in KINDS.items():
        assert any(piece in text for text in seen for piece in some), kind
    assert {len(text) for text in seen} & set(LENGTHS)
    assert set(WORDS) & set(seen)
    assert set(KINDS) < set(ALL_KINDS)


def test_faker_names_people_of_each_locale() -> None:
    from scim_conformance.people.faces import names

    for locale in LOCALES:
        assert all(part.strip() for part in names(1, locale)), locale


def test_only_an_address_is_drawn_where_the_user_name_has_to_be_one() -> None:
    for body in bodies_of("rfpio", 15):
        assert re.fullmatch(r"[^@\s]+@[\w.-]+", body["userName"])
        for mail in body.get("emails", ()):
            assert mail["value"] == body["userName"]


def test_samples_and_patterns_are_kept_to() -> None:
    people = people_of("rhombus", 'users.attributes[name.givenName].pattern="[A-C]{3}"')

    for recipe in drawn(people.users(), 20):
        body = people.body(recipe)
        assert re.fullmatch(r"[A-C]{3}", body["name"]["givenName"])
        assert body["roles"] == [{"primary": True, "value": "Viewer"}]


def served(*attributes: dict[str, Any]) -> wire.SchemaSet:
    own = {"id": wire.USER, "name": "User", "attributes": list(attributes)}
    return wire.SchemaSet.from_documents([own])


def test_canonical_values_types_uniqueness_and_what_is_required_are_as_the_schema_says() -> None:
    schemas = served(
        {"name": "userName", "type": "string", "required": True, "uniqueness": "server"},
        {"name": "userType", "type": "string", "required": True, "canonicalValues": ["Employee", "Guest"]},
        {"name": "title", "type": "string", "uniqueness": "server"},
        {"name": "nickName", "type": "dateTime"},
        {"name": "active", "type": "boolean", "mutability": "immutable"},
    )
    people = people_of("generic", schemas=schemas)
    found = [recipe["attributes"] for recipe in drawn(people.users(), 12)]

    assert {one["userType"] for one in found} == {"Employee", "Guest"}
    assert all(one["title"].startswith(f"{NAME} ") for one in found if "title" in one)
    assert {one["nickName"] for one in found if "nickName" in one} <= set(MOMENTS)
    assert people.fixed() == ["userName", "active"]


def test_what_is_fixed_stays_as_it_was_when_a_user_is_replaced() -> None:
    people = people_of("rfpio")
    before = people.user()
    for recipe in drawn(people.users(without=people.fixed()), 10):
        body = people.body(recipe, keeping=before)
        assert "userName" not in recipe["attributes"]
        for name in ("userName", "emails"):
            assert body[name] == before[name] == people.told(recipe, body)[name]


def test_a_manager_is_drawn_only_where_somebody_is_there_and_the_profile_has_one() -> None:
    def managed(name: str, others: int) -> bool:
        found = drawn(people_of(name).users(others), 10)
        return any("manager" in path for recipe in found for path in recipe["attributes"])

    assert managed("generic", 1)
    assert managed("entra", 1)
    assert not managed("generic", 0)
    assert not managed("kpifire", 1)


@pytest.mark.parametrize("name", ["generic", "entra", "kpifire"])
def test_drawn_groups_fit_and_have_only_members_that_are_there(name: str) -> None:
    people = people_of(name)
    validator = Draft202012Validator(read_json("scim/group.schema.json"))
    sizes = set()
    for recipe in drawn(people.groups(2), 30):
        body = people.group_body(recipe, ["id-a", "id-b"])
        assert [error.message for error in validator.iter_errors({**body, "id": "1"})] == []
        assert OWN.match(body["displayName"])
        members = [member["value"] for member in body.get("members", ())]
        assert set(members) <= {"id-a", "id-b"}
        assert len(set(members)) == len(members)
        sizes.add(len(members))
    assert sizes == {0, 1, 2}


def test_forms_are_what_they_say() -> None:
    assert all(len(mail.partition("@")[0].replace(NAME, "n" * 40)) <= 64 for mail in MAILS)
    assert all(len(label) <= 63 for mail in MAILS for label in mail.partition("@")[2].split("."))
    assert all(not isinstance(instant(moment), str) for moment in MOMENTS)
    assert len(set(countries())) > 150
    assert all(re.fullmatch("[A-Z]{2}", code) for code in countries())
    assert len(set(time_zones())) > 200
    assert all(ZoneInfo(zone) for zone in time_zones())
    assert all(len(set(phones(number))) == len(phones(0)) for number in (0, 99))


def test_ordinary_names_are_of_many_scripts() -> None:
    scripts = {unicodedata.name(given[0]).split()[0] for given, _ in ORDINARY_NAMES.values()}

    assert {"LATIN", "ARABIC", "HEBREW", "THAI", "CJK", "CYRILLIC", "HANGUL", "DEVANAGARI"} <= scripts
    assert set(ALONE) < set(ORDINARY_NAMES)


def test_refused_kinds_of_names_are_found_in_few_questions() -> None:
    asked: list[Sequence[str]] = []

    def takes(kinds: Sequence[str]) -> bool:
        asked.append(kinds)
        return not {"Thai letters", "names of one letter"} & set(kinds)

    assert set(refused_kinds(tuple(ORDINARY_NAMES), takes)) == {"Thai letters", "names of one letter"}
    assert len(asked) <= 12
    asked.clear()

    def always(kinds: Sequence[str]) -> bool:
        asked.append(kinds)
        return True

    assert refused_kinds(tuple(ORDINARY_NAMES), always) == []
    assert sum(map(len, asked)) == len(ORDINARY_NAMES)
    assert len(asked) == 2


def test_the_schemas_of_the_standard_are_not_changed_by_drawing() -> None:
    before = repr(core_schemas())
    drawn(people_of("generic").users(1), 3)

    assert repr(core_schemas()) == before


def test_a_country_that_this_version_of_faker_lacks_has_people_too() -> None:
    from scim_conformance.people.faces import names

    assert names(1, "tlh_QO") == names(1, "en_US")
