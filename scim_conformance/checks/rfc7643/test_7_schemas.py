"""RFC 7643 section 7: what stands in a schema."""

from __future__ import annotations

from scim_conformance import check, expect, expect_schema, wire
from scim_conformance.checks.definitions import attributes_of, extensions_of, named_schemas, of_resources
from scim_conformance.checks.rows import core_schemas


@check("discovery.schemas-are-complete", verifies=("RFC7643-7-01", "RFC7643-7-02", "RFC7643-7-04"))
def test_schemas_have_what_is_required(listed):
    """Each schema has an id and attributes, described in the words of the standard."""
    for item in listed("Schemas"):
        expect.valid(item, "schema", "A schema")


@check("discovery.schemas-name-their-schema", verifies="RFC7643-7-03")
def test_schemas_name_the_schema_of_schemas(listed):
    """Each schema names the schema of schemas in its own schemas."""
    odd = [item.get("id") for item in listed("Schemas") if wire.SCHEMA.casefold() not in named_schemas(item)]

    expect_schema.none_of(odd, "A schema does not name the schema of schemas", expected=wire.SCHEMA)


@check("discovery.schema-id-is-uri", verifies="RFC7643-7-01")
def test_the_id_of_a_schema_is_its_uri(listed):
    """The id of each schema is a URI."""
    odd = [item.get("id") for item in listed("Schemas") if ":" not in str(item.get("id"))]

    expect_schema.none_of(odd, "The id of a schema is no URI", expected="such as urn:ietf:params:scim:schemas:…")


@check("discovery.complex-has-sub-attributes", verifies="RFC7643-7-05")
def test_complex_attributes_list_their_sub_attributes(listed):
    """Each complex attribute in a schema of resources lists its sub-attributes."""
    odd = {
        path
        for item in of_resources(listed("Schemas"))
        for path, each in attributes_of(item)
        if str(each.get("type")).casefold() == "complex" and not each.get("subAttributes")
    }

    expect_schema.none_of(odd, "A complex attribute lists no sub-attributes", expected="subAttributes")


STATED = ("required", "caseExact", "mutability", "returned", "uniqueness")


@check("discovery.characteristics-are-stated", verifies="RFC7643-7-06")
def test_schemas_state_all_characteristics(listed):
    """Each attribute of plain text in a schema of resources states all its characteristics."""
    lacking = {
        f"{path}: {name}"
        for item in of_resources(listed("Schemas"))
        for path, each in attributes_of(item)
        if str(each.get("type")).casefold() == "string"
        for name in STATED
        if name not in each
    }

    expect_schema.none_of(sorted(lacking), "An attribute leaves characteristics to their defaults", expected=STATED)


@check("discovery.extensions-redefine-nothing", verifies="RFC7643-3.3-03")
def test_extensions_define_nothing_anew(listed):
    """No extension of users defines an attribute that the core schema of users has."""
    core = {each.name.casefold() for each in expect_schema.CORE.attributes(wire.USER)} | {"id", "meta", "externalid"}
    urns = {
        str(each.get("schema")).casefold()
        for item in listed("ResourceTypes")
        if str(item.get("schema")).casefold() == wire.USER.casefold()
        for each in extensions_of(item)
    }
    own = [item for item in listed("Schemas") if str(item.get("id")).casefold() in urns]

    expect_schema.none_of(
        sorted(path for item in own for path, _ in attributes_of(item) if "." not in path and path.casefold() in core),
        "An extension defines an attribute of the core schema anew",
        expected="names of its own",
    )


@check("discovery.core-types", verifies="RFC7643-8.7.1-01", each={"urn": core_schemas})
def test_core_attributes_are_declared_as_the_standard_has_them(declared_by, urn):
    """The attributes of a core schema are declared with the type and the plurality of the standard."""
    served = declared_by(urn)

    expect_schema.as_in_core(served, urn)


@check("discovery.password-is-declared-secret", verifies="RFC7643-8.7.1-02")
def test_a_password_is_declared_as_secret(declaring):
    """A password that /Schemas declares is write-only and never returned."""
    (password,) = declaring(name="password")

    expect.equal(password.mutability, "writeOnly", "The mutability of password")
    expect.equal(password.returned, "never", "What /Schemas says of returning password")


@check("discovery.groups-are-declared-read-only", verifies="RFC7643-8.7.1-03")
def test_the_groups_of_a_user_are_declared_read_only(declaring):
    """The groups of a user, where /Schemas declares them, are read-only."""
    (groups,) = declaring(name="groups")

    expect.equal(groups.mutability, "readOnly", "The mutability of groups")


@check("discovery.user-name-is-declared-unique", verifies="RFC7643-8.7.1-04")
def test_the_user_name_is_declared_required_and_unique(declaring):
    """A userName is declared as required, as unique, and as not case exact."""
    (name,) = declaring(name="userName")

    expect.equal(name.required, True, "What /Schemas says of requiring userName")
    expect.equal(name.case_exact, False, "What /Schemas says of the letter case of userName")
    expect.that(
        name.uniqueness in ("server", "global"),
        "/Schemas does not call userName unique",
        expected="server or global",
        actual=name.uniqueness,
    )
