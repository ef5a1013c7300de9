"""RFC 7644 section 3.5.2.1: adding to a user."""

from __future__ import annotations

from scim_conformance import add, check, expect, expect_patch, needs, wire
from scim_conformance.checks.patches import loose
from scim_conformance.checks.rows import loose_merges


@check("patch-user.add-sets-missing", verifies="RFC7644-3.5.2.1-01")
def test_add_of_an_unassigned_attribute_sets_it(scim, new_user, fresh, people, patch, optional, schemas):
    """An add aimed at an attribute without value gives it the value."""
    user, value = new_user(without=optional), people.value(optional)
    before = fresh(user)

    reply = patch(user, add(optional, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional, to=value)


@check("patch-user.add-replaces-scalar", verifies="RFC7644-3.5.2.1-02")
def test_add_of_an_assigned_single_value_replaces_it(scim, look, patient, anew, patch, changeable, schemas):
    """An add aimed at a single-valued attribute with a value replaces the value."""
    before = look(patient)
    value = anew(changeable, before)

    reply = patch(patient, add(changeable, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=changeable, to=value)


@check("patch-user.add-without-path", verifies="RFC7644-3.5.2.1-03")
def test_add_without_path_sets_what_its_value_holds(scim, new_user, fresh, people, patch, optional, schemas):
    """An add without path sets each attribute that its value holds."""
    user, value = new_user(without=optional), people.value(optional)
    before = fresh(user)

    reply = patch(user, add(None, wire.nested(optional, value)))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional, to=value)


@check("patch-user.add-sub-attribute", verifies="RFC7644-3.5.2.1-01")
def test_add_of_a_sub_attribute_sets_it(scim, new_user, fresh, people, patch, optional_parts, schemas):
    """An add aimed at a sub-attribute without value gives it the value and leaves its siblings."""
    user, value = new_user(without=optional_parts.one), people.value(optional_parts.one)
    before = fresh(user)

    reply = patch(user, add(optional_parts.one, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional_parts.one, to=value)


@check("patch-user.add-complex", verifies="RFC7644-3.5.2.1-06")
def test_add_of_a_complex_attribute_sets_what_its_value_holds(scim, look, patient, anew, patch, parts, schemas):
    """An add aimed at a complex attribute sets the sub-attributes that its value holds."""
    before = look(patient)
    value = anew(parts.one, before)

    reply = patch(patient, add(parts.name, wire.nested(parts.one, value)[parts.name]))

    expect.status(reply, 200, 204)
    after = scim.read(patient)
    expect.attribute(after, parts.one, equals=value, schemas=schemas)
    expect.unchanged(before, after, schemas, save=(parts.name, "displayName"))


@check("patch-user.add-complex-keeps-siblings", verifies="RFC7644-3.5.2.1-08", each={"operation": loose_merges})
def test_what_a_complex_value_does_not_give_stays(scim, look, patient, anew, patch, parts, schemas, operation):
    """A sub-attribute that the value of an add, or of a PATCH without path, leaves out keeps its value."""
    before = look(patient)
    value = anew(parts.one, before)
    nested = wire.nested(parts.one, value)

    reply = patch(patient, loose(operation, parts.name, nested))

    needs.assigned(before, parts.other, see="patch-user.add-complex")
    needs.success(reply, see="patch-user.add-complex")
    expect.changed(before, scim.read(patient), schemas, path=parts.one, to=value)


@check("patch-user.add-appends", verifies="RFC7644-3.5.2.1-07")
def test_add_to_a_multi_valued_attribute_appends(scim, holder, fresh, patch, plural, schemas):
    """An add aimed at a multi-valued attribute appends its value and keeps the one that is there."""
    user, first = holder(plural.one)
    second = plural.new(plural.other)
    before = fresh(user)

    reply = patch(user, add(plural.name, [second]))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=[first, second])


@check("patch-user.add-several", verifies="RFC7644-3.5.2.1-01")
def test_add_of_several_values_sets_them_all(scim, holder, fresh, patch, optional_plural, schemas):
    """An add of two values to a multi-valued attribute without value sets both."""
    plural = optional_plural
    values = [plural.new(plural.one), plural.new(plural.other)]
    (user,) = holder()
    before = fresh(user)

    reply = patch(user, add(plural.name, values))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=values)


@check("patch-user.add-without-path-appends", verifies=("RFC7644-3.5.2.1-03", "RFC7644-3.5.2.1-07"))
def test_add_without_path_appends_to_a_multi_valued_attribute(scim, holder, fresh, patch, plural, schemas):
    """An add without path appends the values that it gives for a multi-valued attribute."""
    user, first = holder(plural.one)
    second = plural.new(plural.other)
    before = fresh(user)

    reply = patch(user, add(None, {plural.name: [second]}))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=[first, second])


@check("patch-user.add-again-is-success", verifies="RFC7644-3.5.2.1-05")
def test_add_of_the_value_that_is_there_succeeds(scim, look, patient, people, patch, changeable, schemas):
    """An add of the value that a single-valued attribute has is a success and changes nothing."""
    value = people.value(changeable)
    needs.success(patch(patient, add(changeable, value)), see="patch-user.add-replaces-scalar")
    before = look(patient)

    reply = patch(patient, add(changeable, value))

    expect.status(reply, 200, 204)
    expect.unchanged(before, scim.read(patient), schemas)


@check("patch-user.add-again-does-not-double", verifies="RFC7644-3.5.2.1-05")
def test_add_of_an_element_that_is_there_does_not_double_it(scim, holder, fresh, patch, plural, schemas):
    """An add of a value that a multi-valued attribute has is a success, and the value is there once."""
    user, first = holder(plural.one)
    before = fresh(user)

    reply = patch(user, add(plural.name, [first]))

    expect.status(reply, 200, 204)
    expect.unchanged(before, scim.read(user), schemas)


@check("patch-user.add-by-value-path", verifies="RFC7644-3.5.2.1-09")
def test_add_by_a_value_path_sets_the_value_that_matches(scim, holder, fresh, patch, plural, schemas):
    """An add by a value path sets the sub-attribute of the value that matches and keeps the other value."""
    user, first, second = holder(plural.one, plural.other)
    value = plural.value()
    before = fresh(user)

    reply = patch(user, add(plural.value_where(plural.one), value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=[{**first, "value": value}, second])


@check("patch-user.add-by-unmatched-value-path", verifies="RFC7644-3.5.2.1-10")
def test_add_by_a_value_path_without_match_has_an_effect_or_fails(scim, holder, fresh, patch, plural, schemas):
    """An add by a value path that matches nothing makes the value, or is refused and changes nothing."""
    user, first = holder(plural.one)
    value = plural.value()
    before = fresh(user)

    reply = patch(user, add(plural.value_where(plural.other), value))

    made = [first, {"type": plural.other, "value": value}]
    expect_patch.changed_or_refused(reply, before, scim.read(user), schemas, path=plural.name, to=made)


@check("patch-user.add-every-attribute", verifies="RFC7644-3.5.2.1-01")
def test_every_attribute_can_be_added(scim, new_user, fresh, run, patch, all_changeable, schemas):
    """Each attribute has its value after a PATCH that adds them all to a user of the least attributes."""
    values = {path: all_changeable[path] for path in all_changeable if "[" not in path}
    user = new_user(only=run.cast.required())
    before = fresh(user)

    reply = patch(user, *(add(path, value) for path, value in values.items()))

    expect.status(reply, 200, 204)
    expect_patch.all_changed(before, scim.read(user), schemas, values)
