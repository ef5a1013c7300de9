"""RFC 7643 section 7: what stands in a schema."""

from __future__ import annotations

from scim_conformance import check, expect


@check("schema.definitions-are-complete", verifies=("RFC7643-7-01", "RFC7643-7-02", "RFC7643-7-04"))
def test_schemas_have_what_is_required(scim, listed):
    """Each schema has an id and attributes, described in the words of the standard."""
    for item in listed("Schemas"):
        expect.valid(item, "schema", "A schema")
