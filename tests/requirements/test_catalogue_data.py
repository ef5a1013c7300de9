"""The catalogue's data, held to its rules; each test names the rows that break one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from scim_conformance.requirements import FEATURES, LEVELS, Requirement, catalogue

ROWS = catalogue().rows
DOCUMENTS = ("RFC7643", "RFC7644", "RFC6750")
RFC_ID = re.compile(r"(RFC\d{4})-(\d+(?:\.\d+)*)-\d{2}")
OTHER_ID = re.compile(r"(?:ENTRA|OKTA|PROFILE)-[A-Z][A-Z0-9]*-\d{2}")
PAGES = re.compile(r"https://(www\.rfc-editor\.org|learn\.microsoft\.com|developer\.okta\.com)/\S+")
STRENGTH = {
    "MUST": "MUST",
    "MUST NOT": "MUST",
    "SHALL": "MUST",
    "SHALL NOT": "MUST",
    "REQUIRED": "MUST",
    "SHOULD": "SHOULD",
    "SHOULD NOT": "SHOULD",
    "RECOMMENDED": "SHOULD",
    "NOT RECOMMENDED": "SHOULD",
    "MAY": "MAY",
    "OPTIONAL": "MAY",
}


def breaking(holds: Callable[[Requirement], object]) -> list[str]:
    """The ids of the rows for which something does not hold."""
    return [row.id for row in ROWS if not holds(row)]


def document_of(row: Requirement) -> str:
    return row.id.split("-")[0]


def strengths_covered_by(row: Requirement) -> set[str]:
    table = catalogue().keywords(document_of(row))
    places = (covered.split("#") for covered in row.covers)
    return {STRENGTH[table[section][int(number) - 1]] for section, number in places}


def test_there_are_rows_of_every_file() -> None:
    assert {document_of(row) for row in ROWS} >= {*DOCUMENTS, "PROFILE"}


def test_the_keyword_tables_hold_as_many_as_the_texts_have() -> None:
    totals = [sum(map(len, catalogue().keywords(document).values())) for document in DOCUMENTS]

    assert dict(zip(DOCUMENTS, totals, strict=True)) == {"RFC7643": 189, "RFC7644": 280, "RFC6750": 60}


def test_the_keyword_tables_hold_nothing_but_keywords() -> None:
    tables = [catalogue().keywords(document) for document in DOCUMENTS]

    assert {word for table in tables for words in table.values() for word in words} <= set(STRENGTH)


def test_no_two_rows_share_an_id() -> None:
    assert [id for id, times in Counter(row.id for row in ROWS).items() if times > 1] == []


def test_no_row_uses_a_retired_id() -> None:
    assert {row.id for row in ROWS}.isdisjoint(catalogue().retired)


def test_numbers_have_no_gap_but_those_of_retired_rows() -> None:
    numbers: dict[str, set[int]] = {}
    for id in [row.id for row in ROWS] + list(catalogue().retired):
        section, number = id.rsplit("-", 1)
        numbers.setdefault(section, set()).add(int(number))

    assert {at: has for at, has in numbers.items() if has != set(range(1, len(has) + 1))} == {}


def test_ids_are_well_formed_and_name_the_section() -> None:
    def names_its_section(row: Requirement) -> bool:
        rfc = RFC_ID.fullmatch(row.id)
        return row.section == rfc[2] if rfc else OTHER_ID.fullmatch(row.id) is not None

    assert breaking(names_its_section) == []


def test_every_covered_keyword_stands_in_the_rows_own_section_and_once() -> None:
    assert breaking(lambda row: all(place.split("#")[0] == row.section for place in row.covers)) == []
    assert breaking(lambda row: len(row.covers) == len(set(row.covers))) == []


def test_levels_are_those_of_the_keywords_and_no_weaker_one_is_promoted_by_a_stronger_beside_it() -> None:
    assert breaking(lambda row: not row.covers or strengths_covered_by(row) == {row.level}) == []


def test_rows_without_keyword_say_where_their_level_comes_from() -> None:
    def explains_itself(row: Requirement) -> bool:
        return row.level in LEVELS and len(row.level_source or "") > 40 and str(row.level_source).endswith(".")

    assert breaking(lambda row: row.covers or explains_itself(row)) == []


def test_weaker_rows_do_not_speak_like_a_must() -> None:
    strong = re.compile(r"\b(must|shall|has to|have to|required to|obliged)\b")

    assert breaking(lambda row: row.level not in {"SHOULD", "MAY", "ADVICE"} or not strong.search(row.says)) == []


def test_rows_of_the_profile_have_the_level_and_the_standard_of_the_profile() -> None:
    def is_profile(row: Requirement) -> bool:
        # What the standard leaves open, a profile may know better: that is worth a word, and no failure.
        return row.level in ("PROFILE", "ADVICE") and row.standard == "profile"

    assert breaking(lambda row: row.id.startswith("PROFILE-") == is_profile(row)) == []


def test_rows_of_an_rfc_have_one_of_its_levels_and_link_to_their_section() -> None:
    def stands_in_its_rfc(row: Requirement) -> bool:
        link = f"https://www.rfc-editor.org/rfc/{document_of(row).lower()}#section-{row.section}"
        return row.link == link and row.standard == "rfc" and row.level in {"MUST", "SHOULD", "MAY", "ADVICE"}

    assert breaking(lambda row: not row.id.startswith("RFC") or stands_in_its_rfc(row)) == []


def test_links_lead_to_public_pages() -> None:
    assert breaking(lambda row: PAGES.fullmatch(row.link)) == []


def test_the_words_are_sentences_of_a_sensible_length() -> None:
    def is_prose(text: str) -> bool:
        starts = text[:1].isupper() or text.startswith("/")
        return starts and text.endswith(".") and 30 <= len(text) <= 200 and text == " ".join(text.split())

    assert breaking(lambda row: all(map(is_prose, (row.says, row.matters, row.mend)))) == []


def test_what_a_row_says_is_one_sentence() -> None:
    assert breaking(lambda row: not re.search(r"[.!?] [A-Z/]", row.says)) == []


def test_no_row_repeats_what_another_says_or_why_it_matters() -> None:
    said = Counter(text.casefold() for row in ROWS for text in (row.says, row.matters))

    assert [text for text, times in said.items() if times > 1] == []


def test_features_are_known() -> None:
    assert breaking(lambda row: set(row.features) <= FEATURES) == []


def test_rows_about_patch_and_filters_are_not_asked_of_a_provider_without_them() -> None:
    assert breaking(lambda row: not row.section.startswith("3.5.2") or "patch" in row.features) == []
    assert breaking(lambda row: row.section != "3.4.2.2" or "filter" in row.features) == []


def test_a_row_that_cannot_be_tested_says_why_and_no_other_does() -> None:
    assert breaking(lambda row: row.testable == (row.why_not is None)) == []


def test_since_is_a_release() -> None:
    assert breaking(lambda row: re.fullmatch(r"\d+\.\d+", row.since)) == []
