"""What the profile says of the values of users: how they are stored, shown and declared."""

from __future__ import annotations

from scim_conformance import check, expect, expect_schema, needs, wire
from scim_conformance.checks.rows import own_attributes, text_attributes

SEE = "profile.attributes-accepted"


@check("profile.stored-as-sent", verifies="PROFILE-VALUES-01", each={"attribute": text_attributes})
def test_a_text_is_stored_as_sent(stored_as_sent, declines, attribute, schemas):
    """A text with accents, blanks and leading zeros is stored as it was sent, in a form that the standard allows."""
    course = stored_as_sent(attribute)

    declines(course.reply, attribute)
    needs.resource(course.reply, see=SEE)
    expect.attribute(course.after, attribute, equals=course.wanted[attribute], schemas=schemas)


@check("profile.stored-letter-by-letter", verifies="PROFILE-VALUES-02", each={"attribute": text_attributes})
def test_a_text_is_stored_letter_by_letter(stored_as_sent, declines, attribute, schemas):
    """A text is stored letter by letter, though the standard would allow another case or a canonical form."""
    course = stored_as_sent(attribute)

    declines(course.reply, attribute)
    needs.resource(course.reply, see=SEE)
    needs.success(course.after, see=needs.READABLE)
    stored = wire.AttributePath.parse(attribute).read(course.after.json)
    is_kept = wire.same_value(course.wanted[attribute], stored, schemas.find(attribute))
    needs.that(is_kept, f"{attribute} is not stored", see="profile.stored-as-sent")
    expect.equal(stored, course.wanted[attribute], attribute)


@check("profile.types-on-the-wire", verifies="PROFILE-TYPES-01", each={"attribute": own_attributes})
def test_a_value_has_the_type_of_the_profile(shown, attribute, stated):
    """A value is shown as the JSON type that the profile gives it."""
    expect_schema.of_type(shown(attribute), stated(attribute).type, attribute)


@check("profile.attributes-are-declared", verifies="PROFILE-SCHEMAS-01", each={"attribute": own_attributes})
def test_an_attribute_is_declared(declaration, attribute, stated):
    """/Schemas declares each attribute of the profile under its path, with the type that the profile gives it."""
    found = declaration(attribute)

    expect.that(found is not None, f"/Schemas does not declare {attribute}", expected="a definition", actual=None)
    expect_schema.alike(found, stated(attribute).type, attribute)
