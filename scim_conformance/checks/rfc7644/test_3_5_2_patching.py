"""RFC 7644 section 3.5.2: what holds of every PATCH of a user."""

from __future__ import annotations

from scim_conformance import add, check, expect, expect_patch, expect_schema, needs, remove, replace, wire
from scim_conformance.checks.rows import ways_to_be_primary


@check("patch-user.operations-in-order", verifies="RFC7644-3.5.2-05")
def test_operations_take_effect_in_their_order(scim, look, patient, anew, people, patch, changeable, schemas):
    """Of two operations on one attribute the later one has the last word."""
    before = look(patient)
    early, late = people.value(changeable), anew(changeable, before)

    reply = patch(patient, replace(changeable, early), replace(changeable, late))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=changeable, to=late)


@check("patch-user.all-or-nothing", verifies="RFC7644-3.5.2-03")
def test_a_patch_that_fails_changes_nothing(scim, look, patient, anew, patch, changeable, schemas):
    """When the second operation of a PATCH is refused, the first one has not happened either."""
    before = look(patient)

    reply = patch(patient, replace(changeable, anew(changeable, before)), remove(None))

    needs.refusal(reply, see="patch-user.failing-operation-refused")
    expect.unchanged(before, scim.read(patient), schemas)


@check("patch-user.answers-with-resource-or-nothing", verifies="RFC7644-3.5.2-01")
def test_a_patch_is_answered_with_the_user_or_with_nothing(scim, patient, people, patch, changeable, schemas):
    """A successful PATCH is answered with 200 and the whole user, or with 204 and no body."""
    value = people.value(changeable)

    reply = patch(patient, replace(changeable, value))

    expect.status(reply, 200, 204)
    if reply.status == 204:
        expect.equal(reply.text, "", "The body of a 204")
    else:
        expect.unchanged(reply, scim.read(patient), schemas)


@check("patch-user.failing-operation-refused", verifies="RFC7644-3.5.2-04")
def test_a_patch_of_which_an_operation_fails_is_no_success(patient, people, patch, changeable):
    """A PATCH with an operation that fails by itself is no success beside an operation that works."""
    alone = patch(patient, remove(None))
    works = patch(patient, replace(changeable, people.value(changeable)))
    reply = patch(patient, replace(changeable, people.value(changeable)), remove(None))

    needs.refusal(alone, see="patch-user.remove-without-path")
    needs.success(works, see="patch-user.replace-scalar")
    expect.no_success(reply)


@check("patch-user.every-operation", verifies="RFC7644-3.5.2-05")
def test_every_operation_of_a_patch_takes_effect(scim, look, patient, anew, patch, two_changeable, schemas):
    """Two operations on two attributes both take effect."""
    one, other = two_changeable
    before = look(patient)
    values = {one: anew(one, before), other: anew(other, before)}

    reply = patch(patient, replace(one, values[one]), replace(other, values[other]))

    expect.status(reply, 200, 204)
    expect_patch.all_changed(before, scim.read(patient), schemas, values)


@check("patch-user.each-on-the-result-of-the-last", verifies="RFC7644-3.5.2-05")
def test_an_operation_sees_what_the_one_before_has_made(scim, holder, fresh, patch, plural, schemas):
    """An operation can change a value that the operation before has added."""
    user, first = holder(plural.one)
    second, late = plural.new(plural.other), plural.value()
    before = fresh(user)

    reply = patch(user, add(plural.name, [second]), replace(plural.value_where(plural.other), late))

    expect.status(reply, 200, 204)
    wanted = [first, {**second, "value": late}]
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=wanted)


@check("patch-user.every-attribute", verifies=("RFC7644-3.5.2.3-01", "RFC7644-3.5.2-13"))
def test_every_attribute_takes_a_new_value(scim, patient, look, anew, patch, all_changeable, schemas):
    """Each attribute that may be changed has its new value after a PATCH that replaces them all."""
    user = patient
    before = look(user)
    values = {path: anew(path, before) for path in all_changeable}

    reply = patch(user, *(replace(path, value) for path, value in values.items()))

    expect.status(reply, 200, 204)
    expect_patch.all_changed(before, scim.read(user), schemas, values)


@check("patch-user.core-urn-path", verifies="RFC7644-3.5.2-15")
def test_a_path_may_name_the_core_schema(scim, look, patient, anew, patch, parts, schemas):
    """A path with the URN of the core schema in front changes the same attribute as the name alone."""
    before = look(patient)
    value = anew(parts.one, before)

    reply = patch(patient, replace(f"{wire.USER}:{parts.one}", value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=parts.one, to=value)


@check("patch-user.attributes-answers-200", verifies="RFC7644-3.5.2-02")
def test_a_patch_that_asks_for_attributes_is_answered_with_them(scim, patient, patch_works, people, changeable):
    """A PATCH with the parameter attributes is answered with 200 and the user."""
    value = people.value(changeable)
    body = wire.patch_body(replace(changeable, value))

    reply = scim.request("PATCH", patient.path, params={"attributes": changeable}, json=body)

    expect.status(reply, 200)
    expect.attribute(reply, changeable, equals=value)


@check("patch-user.change-moves-last-modified", verifies="RFC7644-3.5.2-22")
def test_a_change_moves_the_date_of_last_modification(scim, look, patient, anew, patch, changeable, shows, dated):
    """After a PATCH that changes a user its meta.lastModified is another one."""
    before = look(patient)
    shows(wire.AttributePath.parse("meta.lastModified").read(before.json), "meta.lastModified")

    def change(held):
        needs.success(patch(patient, replace(changeable, anew(changeable, held))), see="patch-user.replace-scalar")
        return scim.read(patient)

    expect_patch.moved(before, dated(change, before), "meta.lastModified")


@check("patch-user.no-change-keeps-last-modified", verifies="RFC7644-3.5.2.1-04")
def test_an_add_of_what_is_there_keeps_the_date(scim, look, patient, people, patch, changeable, pause):
    """An add of the value that is there keeps meta.lastModified, which a change would have moved."""
    value = people.value(changeable)
    needs.success(patch(patient, replace(changeable, value)), see="patch-user.replace-scalar")
    before = look(patient)
    pause(before)

    needs.success(patch(patient, add(changeable, value)), see="patch-user.add-again-is-success")
    expect_patch.kept(before, scim.read(patient), "meta.lastModified")


@check("patch-user.primary-moves", verifies="RFC7644-3.5.2-09", each={"operation": ways_to_be_primary})
def test_a_new_primary_value_takes_the_mark_off_the_old_one(
    scim, new_user, fresh, patch, primaries, schemas, operation
):
    """When one value becomes primary, no other value of the attribute is primary any longer."""
    old, new = primaries.new(primaries.one, primary=True), primaries.new(primaries.other)
    user = new_user(having=primaries.holding(*([old] if operation == "add" else [old, new])))
    before, marked = fresh(user), {**new, "primary": True}
    sent = add(primaries.name, [marked])
    if operation == "replace":
        sent = replace(f"{primaries.where(primaries.other)}.primary", True)

    reply = patch(user, sent)

    expect.status(reply, 200, 204)
    after = scim.read(user)
    expect_schema.at_most_one_primary(after, primaries.name)
    expect.changed(before, after, schemas, path=primaries.name, to=[{**old, "primary": False}, marked])


@check("case-sensitivity.path-in-patch", verifies="RFC7643-2.1-01", needs="patch")
def test_a_path_means_the_same_in_other_letter_case(scim, look, patient, anew, patch, changeable, schemas):
    """A replace at a path in other letter case gives the attribute its new value."""
    before = look(patient)
    value = anew(changeable, before)

    reply = patch(patient, replace(changeable.swapcase(), value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=changeable, to=value)


@check("case-sensitivity.value-path-in-patch", verifies="RFC7644-3.10-02", needs="patch")
def test_a_value_path_means_the_same_in_other_letter_case(scim, new_user, fresh, patch, plural, schemas):
    """A replace by a value path whose sub-attributes are in capitals changes the value that matches."""
    one, value = plural.new(plural.one), plural.value()
    user = new_user(having=plural.holding(one))
    before = fresh(user)

    reply = patch(user, replace(f'{plural.name}[TYPE eq "{plural.one}"].VALUE', value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=[{**one, "value": value}])


@check("case-sensitivity.extension-path-in-patch", verifies="RFC7644-3.10-02", needs="patch")
def test_a_full_name_means_the_same_in_other_letter_case(scim, look, patient, anew, patch, extension, schemas):
    """A replace at the full name of an extension's attribute in other letter case gives it the new value."""
    before = look(patient)
    value = anew(extension.path, before)

    reply = patch(patient, replace(extension.path.swapcase(), value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=extension.path, to=value)
