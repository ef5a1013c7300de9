"""RFC 7644 sections 3.5.2 and 3.12: changes of a user that are refused."""

from __future__ import annotations

from scim_conformance import add, check, expect, expect_patch, needs, replace, wire
from scim_conformance.checks.patches import FORGED, MISTAKES, NO_TEXT, foreign, malformed
from scim_conformance.checks.rows import (
    malformed_patches,
    mistakes_in_patches,
    never_written,
    unknown_paths,
    unreadable_paths,
)
from scim_conformance.client import NOBODY


@check("patch-user.unknown-operation-400", verifies="RFC7644-3.12-12")
def test_an_unknown_operation_is_refused(patient, patch_works, patch, changeable):
    """A PATCH with an operation that does not exist is answered with 400."""
    reply = patch(patient, {"op": "rename", "path": changeable, "value": "x"})

    expect.status(reply, 400)


@check("patch-user.unknown-id-404", verifies="RFC7644-3.12-09", needs="patch")
def test_a_patch_of_nobody_is_not_found(scim, patch_works, users, people, changeable):
    """A PATCH of an id that nobody has is answered with 404."""
    reply = scim.request(
        "PATCH", f"{users}/{NOBODY}", json=wire.patch_body(replace(changeable, people.value(changeable)))
    )

    expect.status(reply, 404)


@check("patch-user.malformed-400", verifies="RFC7644-3.12-12", each={"body": malformed_patches})
def test_a_body_that_is_no_patch_is_refused(scim, look, patient, patch_works, changeable, schemas, body):
    """A PATCH whose body lacks what every PATCH has is answered with 400 and changes nothing."""
    before = look(patient)

    reply = scim.request("PATCH", patient.path, json=malformed(body, changeable))

    expect.status(reply, 400)
    expect.unchanged(before, scim.read(patient), schemas)


@check("patch-user.foreign-message-refused", verifies="RFC7644-3.5.2-19")
def test_a_message_of_another_kind_is_refused(scim, patient, patch_works, changeable):
    """A PATCH whose body names the schema of another message is refused."""
    reply = scim.request("PATCH", patient.path, json=foreign(changeable))

    expect_patch.declined(reply)


@check("patch-user.unknown-path-refused", verifies="RFC7644-3.5.2-08", each={"path": unknown_paths})
def test_a_path_that_names_nothing_is_refused(scim, look, patient, patch_works, patch, schemas, path):
    """A replace at a path that names no attribute is refused and changes nothing."""
    before = look(patient)

    reply = patch(patient, replace(path, "x"))

    expect_patch.declined(reply)
    expect.unchanged(before, scim.read(patient), schemas)


@check("patch-user.add-at-unknown-path-refused", verifies="RFC7644-3.5.2-08")
def test_nothing_is_added_at_a_path_that_names_nothing(scim, look, patient, patch_works, patch, schemas):
    """An add at a path that names no attribute is refused and changes nothing."""
    before = look(patient)

    reply = patch(patient, add("nosuchAttribute", "x"))

    expect_patch.declined(reply)
    expect.unchanged(before, scim.read(patient), schemas)


@check("patch-user.unreadable-path-400", verifies="RFC7644-3.5.2-18", each={"path": unreadable_paths})
def test_a_path_that_cannot_be_read_is_refused(scim, look, patient, patch_works, patch, schemas, path):
    """A replace at a path that is not well-formed is answered with 400 and changes nothing."""
    before = look(patient)

    reply = patch(patient, replace(path, "x"))

    expect.status(reply, 400)
    expect.unchanged(before, scim.read(patient), schemas)


@check("patch-user.read-only-refused", verifies="RFC7644-3.5.2-06", each={"attribute": never_written})
def test_what_belongs_to_the_provider_is_not_written(scim, patient, look, patch_works, patch, schemas, attribute):
    """A replace of a read-only attribute is refused, and the attribute keeps its value."""
    user = patient
    before = look(user)

    reply = patch(user, replace(attribute, FORGED[attribute]))

    after = scim.read(user)
    expect_patch.kept(before, after, attribute)
    expect.unchanged(before, after, schemas)
    expect_patch.declined(reply)


@check("patch-user.immutable-refused", verifies="RFC7644-3.5.2-07")
def test_an_immutable_attribute_keeps_its_value(scim, patient, look, anew, patch_works, patch, immutable, schemas):
    """A replace of an immutable attribute that has a value is refused, and the value stays."""
    user = patient
    before = look(user)

    reply = patch(user, replace(immutable, anew(immutable, before)))

    expect_patch.declined(reply)
    expect.unchanged(before, scim.read(user), schemas)


@check("patch-user.immutable-takes-first-value", verifies="RFC7644-3.5.2-12")
def test_an_immutable_attribute_takes_its_first_value(
    scim, new_user, fresh, people, patch, immutable_optional, schemas
):
    """An add gives an immutable attribute that has no value its first one."""
    user, value = new_user(without=immutable_optional), people.value(immutable_optional)
    before = fresh(user)

    reply = patch(user, add(immutable_optional, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=immutable_optional, to=value)


@check("patch-user.wrong-type-refused", verifies="RFC7644-3.5.2-17")
def test_an_object_is_no_text(scim, look, patient, patch_works, patch, changeable, schemas):
    """A replace of a text by an object is refused and changes nothing."""
    before = look(patient)

    reply = patch(patient, replace(changeable, NO_TEXT))

    expect_patch.declined(reply)
    expect.unchanged(before, scim.read(patient), schemas)


@check("patch-user.wrong-boolean-refused", verifies="RFC7644-3.5.2-17")
def test_a_text_is_no_boolean(scim, look, patient, patch_works, patch, switch, schemas):
    """A replace of a boolean by a text that means neither true nor false is refused and changes nothing."""
    before = look(patient)

    reply = patch(patient, replace(switch, "perhaps"))

    expect_patch.declined(reply)
    expect.unchanged(before, scim.read(patient), schemas)


@check("patch-user.wrong-list-refused", verifies="RFC7644-3.5.2-17")
def test_a_number_is_no_list(scim, look, patient, patch_works, patch, plural, schemas):
    """A replace of a multi-valued complex attribute by a number is refused and changes nothing."""
    before = look(patient)

    reply = patch(patient, replace(plural.name, 5))

    expect_patch.declined(reply)
    expect.unchanged(before, scim.read(patient), schemas)


@check(
    "errors.patch-scim-type-fits",
    verifies=("RFC7644-3.5.2-20", "RFC7644-3.12-13", "RFC7644-3.12-14"),
    each={"mistake": mistakes_in_patches},
)
def test_the_scim_type_of_a_refusal_fits(scim, patient, patch_works, changeable, mistake):
    """The refusal of a PATCH carries no scimType, or one that stands for the mistake."""
    body, types, see = MISTAKES[mistake]

    reply = scim.request("PATCH", patient.path, json=body(changeable))

    needs.refusal(reply, see=see)
    expect_patch.fits(reply, *types)


@check("patch-user.taken-user-name-refused", verifies="RFC7643-4.1.1-02", needs="patch")
def test_a_user_name_that_is_taken_stays_with_its_user(scim, look, patient, sheltered, patch, name_changeable, schemas):
    """A replace of userName by that of another user is no success and changes nothing."""
    before = look(patient)

    reply = patch(patient, replace(name_changeable, sheltered.sent["userName"]))

    expect.no_success(reply)
    expect.unchanged(before, scim.read(patient), schemas)


@check("patch-user.taken-user-name-409", verifies="RFC7644-3.12-10", needs="patch")
def test_a_user_name_that_is_taken_is_a_conflict(sheltered, patient, patch, name_changeable):
    """A replace of userName by that of another user is answered with 409 or 400."""
    reply = patch(patient, replace(name_changeable, sheltered.sent["userName"]))

    needs.refusal(reply, see="patch-user.taken-user-name-refused")
    expect.status(reply, 409, 400)
