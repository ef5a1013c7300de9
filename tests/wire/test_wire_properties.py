"""What holds of comparison and paths for any JSON, not only for the examples that somebody thought of."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scim_conformance.files import read_json
from scim_conformance.wire import (
    ENTERPRISE,
    GROUP,
    USER,
    AttributePath,
    SchemaSet,
    differences,
    list_items,
    same_value,
    strip_unassigned,
)

CORE = SchemaSet.from_documents(read_json("scim/core-schemas.json"))
FEW = settings(max_examples=150, deadline=None, database=None, derandomize=True)

TOP = "schemas id meta userName name emails members groups active x509Certificates manager"
SUB = "formatted givenName value VALUE type primary display $ref"
NAMES = st.sampled_from([*TOP.split(), *SUB.split(), ENTERPRISE])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from([USER, GROUP, "work", "2026-01-01T00:00:00Z", "2026-13-01T99:00:00Z", "http://[", "a@b", "%zz"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=6)


@FEW
@given(OBJECTS)
def test_any_resource_is_equal_to_itself_and_to_itself_without_nulls(resource: dict[str, Any]) -> None:
    for other in (copy.deepcopy(resource), strip_unassigned(resource)):
        assert differences(resource, other, CORE, subset=False, as_sent=True) == []
        assert differences(other, resource, CORE, subset=True) == []
        assert same_value(resource, other, None)


@FEW
@given(OBJECTS, OBJECTS)
def test_no_body_is_so_odd_that_it_cannot_be_compared(one: dict[str, Any], other: dict[str, Any]) -> None:
    found = differences(one, other, CORE, subset=False) + differences(one, other, CORE, subset=True)

    assert all(difference.path for difference in found)


@FEW
@given(OBJECTS)
def test_what_is_stripped_once_has_nothing_left_to_strip(resource: dict[str, Any]) -> None:
    stripped = strip_unassigned(resource)

    assert strip_unassigned(stripped) == stripped


@FEW
@given(JSON)
def test_no_document_is_so_odd_that_it_cannot_be_read(document: Any) -> None:
    assert SchemaSet.from_documents([document, {"id": USER, "attributes": document}]).get(USER) is not None
    assert list_items(document) is None or isinstance(list_items(document), list)


PATHS = ["userName", "name.givenName", 'emails[type eq "work"].value', 'roles[primary eq "True"].value']
PATHS += [f"{ENTERPRISE}:department", f"{ENTERPRISE}:manager.value", f"{USER}:title"]


@FEW
@given(OBJECTS, st.sampled_from(PATHS), st.text(min_size=1, max_size=5))
def test_what_is_written_is_read_and_what_is_removed_is_gone(resource: dict[str, Any], text: str, value: str) -> None:
    path = AttributePath.parse(text)

    path.write(resource, value)
    assert path.read(resource) == value

    path.remove(resource)
    assert path.read(resource) is None
