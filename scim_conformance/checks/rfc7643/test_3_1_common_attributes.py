"""RFC 7643 sections 3 and 3.1: what every resource has."""

from __future__ import annotations

from scim_conformance import check, expect, wire


@check("schema.user-is-valid", verifies=("RFC7643-2.1-02", "RFC7643-2.3-01", "RFC7643-3-01", "RFC7643-3.1-02"))
def test_a_user_has_the_form_of_a_user(look, newborn):
    """A user that is read has schemas, an id and a userName, and its values have the types of the core schema."""
    reply = look(newborn("User"))

    expect.success(reply)
    expect.document(reply, "user")


@check("schema.group-is-valid", verifies=("RFC7643-2.3-01", "RFC7643-3-01", "RFC7643-4.2-01"), needs="groups")
def test_a_group_has_the_form_of_a_group(look, newborn):
    """A group that is read has schemas, an id and a displayName, and its values have the types of the core schema."""
    reply = look(newborn("Group"))

    expect.success(reply)
    expect.document(reply, "group")


@check("schema.base-schema-is-named", verifies="RFC7643-3.3-01")
def test_a_user_names_its_base_schema(look, newborn):
    """The schemas of a user name the core schema of users."""
    reply = look(newborn("User"))

    expect.success(reply)
    expect.names_schema(reply, wire.USER)


@check("schema.meta-is-assigned", verifies=("RFC7643-3.1-01", "RFC7644-3.3.1-01"))
def test_the_provider_assigns_meta(look, newborn):
    """A user that is read has a meta whose resourceType is User."""
    reply = look(newborn("User"))

    expect.success(reply)
    expect.equal(expect.part(reply, "meta.resourceType"), "User", "meta.resourceType")
