"""What is read of an endpoint: its documents as far as they are there, and a few resources without their values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from inferring_by_hand import STRANGERS, URL, look_at

from scim_conformance.client import Ledger, Recorder, Redactor, Scim, Secret, bearer, in_process
from scim_conformance.profile import load
from scim_conformance.profiling.infer import Refused, read_endpoint
from scim_conformance.profiling.infer_notes import Notes
from scim_conformance.profiling.infer_paths import declared
from scim_conformance.provider import build
from scim_conformance.provider.faults.tools import error, place
from scim_conformance.wire import USER, SchemaSet


def read_without(folder: Path, missing: Sequence[str], *, token: str = "right", status: int = 404) -> Notes:
    """Read the provider of kpifire, which answers some endpoints with an error."""
    provider = build(load("kpifire", cwd=Path.cwd()), token="a-token-that-is-right-and-long-enough")
    provider.seed_strangers(STRANGERS)
    provider.wrap(lambda behind: lambda request: error(status) if place(request)[0] in missing else behind(request))
    ledger = Ledger(folder, URL, "scimprobe-1-", "main", durable=False)
    shown = "a-token-that-is-right-and-long-enough" if token == "right" else token
    scim = Scim(
        URL,
        bearer(Secret(shown)),
        recorder=Recorder(),
        ledger=ledger,
        redactor=Redactor(),
        transport=in_process(provider.wsgi),
    )
    notes = Notes("Odd", URL, "2026-11-21")
    try:
        read_endpoint(scim, notes)
    finally:
        scim.close()
        ledger.close()
    return notes


def test_a_missing_document_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    notes = read_without(tmp_path, ["ServiceProviderConfig"])

    assert "/ServiceProviderConfig can't be read: it answered 404, so the profile says less." in notes.remarks
    assert set(notes.features) == {"me"}
    assert notes.page_size is None
    assert "name.givenName" in notes.users.rows


def test_without_schemas_the_attributes_are_those_that_existing_users_have(tmp_path: Path) -> None:
    notes = read_without(tmp_path, ["Schemas"])

    assert set(notes.users.rows) == {"userName", "active"}
    assert {row.source for row in notes.users.rows.values()} == {"reads"}
    assert all(row.facts == {} for row in notes.users.rows.values())


def test_without_any_document_groups_are_found_by_asking(tmp_path: Path) -> None:
    notes = read_without(tmp_path, ["Schemas", "ResourceTypes", "ServiceProviderConfig"])

    assert notes.groups.supported is not None
    assert notes.groups.supported.value is True
    assert notes.groups.supported.source == "reads"
    assert len([each for each in notes.remarks if "can't be read" in each]) == 3


def test_groups_that_are_listed_and_do_not_answer_are_left_open(tmp_path: Path) -> None:
    notes = read_without(tmp_path, ["Groups"], status=500)

    assert notes.groups.supported is None
    assert any("/ResourceTypes names it, and a list of it answers 500" in each for each in notes.remarks)


def test_a_token_that_is_not_taken_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"answers 401 .* does not take this token"):
        read_without(tmp_path, [], token="another-token-that-nobody-gave-out")


def test_an_address_where_nothing_is_is_said_plainly(tmp_path: Path) -> None:
    everything = ["Users", "Groups", "Schemas", "ResourceTypes", "ServiceProviderConfig"]

    with pytest.raises(Refused, match="Nothing is found below this address"):
        read_without(tmp_path, everything)


def test_no_value_of_a_stranger_gets_into_a_profile(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "generic")

    assert len(looked.names()) == 2 * STRANGERS
    assert [name for name in looked.names() if name in looked.text] == []


def test_what_has_no_path_is_named_with_its_reason(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "generic", probe=False)

    assert "password (never read back)" in looked.profile.about
    assert "groups (only the application sets it)" in looked.profile.about
    assert "entitlements" in looked.profile.about


def schema(*attributes: dict[str, Any]) -> SchemaSet:
    return SchemaSet.from_documents([{"id": USER, "name": "User", "attributes": list(attributes)}])


def test_a_part_is_required_only_where_what_holds_it_is() -> None:
    sub = {"name": "givenName", "type": "string", "required": True}
    both = declared(schema({"name": "name", "type": "complex", "required": True, "subAttributes": [sub]}), USER, [])
    one = declared(schema({"name": "name", "type": "complex", "required": False, "subAttributes": [sub]}), USER, [])

    assert [each.required for each in (*both.candidates, *one.candidates)] == [True, False]


def test_of_several_values_those_of_the_default_mapping_are_taken_as_far_as_the_types_are_there() -> None:
    parts = [{"name": "value", "type": "string"}, {"name": "type", "type": "string", "canonicalValues": ["work"]}]
    found = declared(
        schema({"name": "emails", "type": "complex", "multiValued": True, "subAttributes": parts}), USER, []
    )

    assert [each.path for each in found.candidates] == ['emails[type eq "work"].value']


def test_a_name_that_no_path_can_be_made_of_is_left_out_and_named() -> None:
    found = declared(schema({"name": "first name", "type": "string"}, {"name": "title", "type": "string"}), USER, [])

    assert [each.path for each in found.candidates] == ["title"]
    assert "'first name' (no attribute path can be made of it)" in found.left_out_for


def test_canonical_values_are_samples() -> None:
    found = declared(schema({"name": "userType", "type": "string", "canonicalValues": ["Employee", "Guest"]}), USER, [])

    assert found.candidates[0].samples == ("Employee", "Guest")
