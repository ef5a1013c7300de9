"""RFC 7643 section 2: what names and values of attributes look like."""

from __future__ import annotations

from scim_conformance import check, expect, expect_schema, needs, wire
from scim_conformance.checks.definitions import attributes_of, below, elements, of_resources
from scim_conformance.checks.rows import whole_attributes


@check("schema.value-has-declared-type", verifies="RFC7643-7-15", each={"attribute": whole_attributes})
def test_a_value_has_the_type_that_is_declared(look, carrier, schemas, attribute):
    """The value of an attribute has the plurality and the JSON type that the schema declares for it."""
    reply = look(carrier(attribute))

    needs.success(reply, see="read.answers-with-resource")
    target = wire.AttributePath.parse(attribute)
    definition = schemas.find(target)
    if definition is not None:
        expect_schema.typed(target.read(expect.json_object(reply)), definition)


@check("schema.names-are-well-formed", verifies="RFC7643-2.1-03")
def test_attribute_names_have_the_form_of_names(look, listed, standing_user):
    """All attribute names, in schemas and in a user, have the form that the standard gives to names."""
    declared = [str(each.get("name")) for item in listed("Schemas") for _, each in attributes_of(item)]
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    expect_schema.names(declared, "A schema")
    expect_schema.names([name for name in expect.json_object(reply) if ":" not in name], "A user")


@check("schema.extensions-bring-no-types", verifies="RFC7643-2.3-02")
def test_extensions_use_the_data_types_of_the_standard(listed):
    """The schemas that /Schemas lists describe their attributes with the data types of the standard."""
    known = {each.casefold() for each in expect_schema.JSON_TYPES}
    odd = {
        str(each["type"])
        for item in listed("Schemas")
        for _, each in attributes_of(item)
        if each.get("type") is not None and str(each["type"]).casefold() not in known
    }

    expect_schema.none_of(odd, "A schema uses a data type of its own", expected=sorted(expect_schema.JSON_TYPES))


@check("schema.text-keeps-all-characters", verifies="RFC7643-2.3.1-01")
def test_a_text_keeps_all_its_characters(scim, people, users, changeable, answered):
    """A create with a text in which an emoji and a rare ideograph stand is refused, or stores the whole text."""
    sent = "ab\N{GRINNING FACE}cd \U00020bb7野家"

    reply = scim.create(users, people.user(having={changeable: sent}))

    expect.no_server_error(reply)
    answered(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect.equal(expect.part(stored, changeable), sent, changeable)


@check("schema.integers-have-no-fraction", verifies="RFC7643-2.3.4-01")
def test_integers_are_written_without_fraction(document):
    """The integers of the configuration and of a list are written without fraction and without exponent."""
    config, lists = document("ServiceProviderConfig"), document("Schemas")

    needs.status(config, 200, see="discovery.config-answers")
    needs.body(config, see="discovery.config-answers")
    holders = [config.json.get("bulk"), config.json.get("filter"), lists.json]
    numbers = ("maxOperations", "maxPayloadSize", "maxResults", "totalResults", "itemsPerPage", "startIndex")
    found = {name: holder[name] for holder in holders if isinstance(holder, dict) for name in numbers if name in holder}
    expect_schema.none_of(
        [name for name, value in found.items() if isinstance(value, float)],
        "An integer is written with a fraction or an exponent",
        expected="digits alone",
    )


@check("schema.dates-are-date-times", verifies=("RFC7643-2.3.5-01", "RFC7643-3.1-09"))
def test_dates_have_date_and_time(look, standing_user, schemas):
    """The creation date of a user, and each other date in it, has date and time in the form of xsd:dateTime."""
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    expect.date(expect.part(reply, "meta.created"), "meta.created")
    for definition in schemas.attributes():
        value = wire.AttributePath.parse(definition.path).read(expect.json_object(reply))
        if definition.type == "dateTime" and value is not None:
            expect.date(value, definition.path)


@check("schema.binary-is-base64", verifies="RFC7643-2.3.6-01")
def test_binary_values_are_base64(scim, people, users, declaring, answered):
    """A certificate that a user has is read as the base64 in which it was sent."""
    declaring(name="x509Certificates")
    sent = "MIIBszCCAVmgAwIBAgIUe2NpbS1jb25mb3JtYW5jZQ=="

    reply = scim.create(users, people.user(having={"x509Certificates": [{"value": sent}]}))

    answered(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    for element in elements(stored.json, "x509Certificates"):
        expect_schema.base64(element.get("value"), "x509Certificates.value")


@check("schema.references-are-uris", verifies="RFC7643-2.3.7-01")
def test_references_are_uris(look, standing_user, schemas):
    """Each reference in a user is an absolute or a relative URI."""
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    found = {"meta.location": wire.AttributePath.parse("meta.location").read(expect.json_object(reply))}
    for definition in schemas.attributes():
        if definition.type == "reference" and definition.name != "schemas":
            found[definition.path] = wire.AttributePath.parse(definition.path).read(reply.json)
    for path, value in found.items():
        if value is not None:
            expect_schema.uri(value, path)


@check("schema.member-ref-leads-to-member", verifies="RFC7643-2.3.7-02", needs="groups")
def test_the_reference_of_a_member_leads_to_it(scim, standing_group, standing_user, shows):
    """The $ref of a member of a group, relative to the base URL, can be read and gives the member."""
    reply = scim.read(standing_group, attributes="members")

    needs.success(reply, see="read.answers-with-resource")
    member = next((each for each in elements(reply.json, "members") if each.get("$ref")), {})
    found = scim.get(below(scim.base_url, shows(member.get("$ref"), "$ref of a member")))
    expect.status(found, 200)
    expect.equal(expect.json_object(found).get("id"), standing_user.id, "The id of the resource that $ref leads to")


@check("schema.no-complex-in-complex", verifies="RFC7643-2.3.8-02")
def test_no_sub_attribute_is_complex(listed):
    """No sub-attribute in the schemas of resources is complex or has sub-attributes."""
    odd = {
        path
        for item in of_resources(listed("Schemas"))
        for path, each in attributes_of(item)
        if "." in path and (each.get("subAttributes") or str(each.get("type")).casefold() == "complex")
    }

    expect_schema.none_of(odd, "A sub-attribute is complex itself", expected="sub-attributes of plain types")


@check("schema.sub-attributes-mean-complex", verifies="RFC7643-2.4-02")
def test_what_has_sub_attributes_is_declared_complex(listed):
    """Each attribute that a schema gives sub-attributes has the type complex."""
    odd = {
        path
        for item in listed("Schemas")
        for path, each in attributes_of(item)
        if each.get("subAttributes") and str(each.get("type", "complex")).casefold() != "complex"
    }

    expect_schema.none_of(odd, "An attribute with sub-attributes is not declared complex", expected="type complex")


MEANINGS = {"primary": {"boolean"}, "type": {"string"}, "display": {"string"}, "$ref": {"reference"}}


@check("schema.usual-sub-attributes", verifies="RFC7643-2.4-03")
def test_the_usual_sub_attributes_mean_what_the_standard_says(listed):
    """In each multi-valued attribute primary is declared a boolean, type and display texts, $ref a reference."""
    odd = {
        f"{path}.{sub['name']}"
        for item in of_resources(listed("Schemas"))
        for path, each in attributes_of(item)
        for sub in each.get("subAttributes") or []
        if each.get("multiValued") is True
        and isinstance(sub, dict)
        and str(sub.get("type", "string")) not in MEANINGS.get(str(sub.get("name")), {str(sub.get("type", "string"))})
    }

    expect_schema.none_of(odd, "A usual sub-attribute has another type than the standard gives it", expected=MEANINGS)
