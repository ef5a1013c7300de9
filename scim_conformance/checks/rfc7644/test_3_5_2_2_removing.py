"""RFC 7644 section 3.5.2.2: removing from a user."""

from __future__ import annotations

from scim_conformance import check, expect, expect_patch, needs, remove
from scim_conformance.checks.patches import both, removable
from scim_conformance.checks.rows import never_removed


@check("patch-user.remove-scalar", verifies="RFC7644-3.5.2.2-01")
def test_remove_leaves_a_single_valued_attribute_unassigned(scim, new_user, fresh, people, patch, optional, schemas):
    """A remove aimed at a single-valued attribute leaves it unassigned."""
    user = new_user(having={optional: people.value(optional)})
    before = fresh(user)

    reply = patch(user, remove(optional))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional, to=None)


@check("patch-user.remove-without-path", verifies=("RFC7644-3.5.2.2-02", "RFC7644-3.5.2-11"))
def test_remove_without_path_has_no_target(scim, look, patient, patch, schemas):
    """A remove without path is refused with 400 and noTarget, and changes nothing."""
    before = look(patient)

    reply = patch(patient, remove(None))

    expect.error(reply, 400, scim_type="noTarget")
    expect.unchanged(before, scim.read(patient), schemas)


@check("patch-user.remove-sub-attribute", verifies="RFC7644-3.5.2.2-01")
def test_remove_of_a_sub_attribute_leaves_its_siblings(scim, new_user, fresh, patch, optional_parts, schemas):
    """A remove aimed at a sub-attribute leaves it unassigned and its siblings as they were."""
    user = new_user()
    before = fresh(user)

    reply = patch(user, remove(optional_parts.one))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional_parts.one, to=None)


@check("patch-user.remove-whole-list", verifies="RFC7644-3.5.2.2-04")
def test_remove_of_a_multi_valued_attribute_takes_all_values(scim, holder, fresh, patch, optional_plural, schemas):
    """A remove aimed at a multi-valued attribute without filter takes away all its values."""
    plural = optional_plural
    user, *_ = holder(plural.one, plural.other)
    before = fresh(user)

    reply = patch(user, remove(plural.name))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=None)


@check("patch-user.remove-by-type", verifies="RFC7644-3.5.2.2-07")
def test_remove_by_a_value_path_keeps_the_other_values(scim, holder, fresh, patch, plural, schemas):
    """A remove by a value path takes away the value that matches and keeps the other one."""
    user, _, second = holder(plural.one, plural.other)
    before = fresh(user)

    reply = patch(user, remove(plural.where(plural.one)))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=[second])


@check("patch-user.remove-by-value", verifies="RFC7644-3.5.2.2-07")
def test_remove_by_comparing_the_value_keeps_the_other_values(scim, holder, fresh, patch, plural, schemas):
    """A remove by a filter on the value itself takes away that value and keeps the other one."""
    user, first, second = holder(plural.one, plural.other)
    before = fresh(user)

    reply = patch(user, remove(f'{plural.name}[value eq "{second["value"]}"]'))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=[first])


@check("patch-user.remove-last-value", verifies="RFC7644-3.5.2.2-05")
def test_remove_of_the_last_value_leaves_nothing(scim, holder, fresh, patch, optional_plural, schemas):
    """When a filter removes the only value of a multi-valued attribute, the attribute is unassigned."""
    plural = optional_plural
    user, _ = holder(plural.one)
    before = fresh(user)

    reply = patch(user, remove(plural.where(plural.one)))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=None)


@check("patch-user.remove-by-whole-filter", verifies="RFC7644-3.5.2-21")
def test_a_value_path_is_matched_within_one_value(scim, holder, fresh, patch, plural, schemas):
    """A filter whose halves two different values meet removes nothing; one that a single value meets removes it."""
    user, first, second = holder(plural.one, plural.other)
    before = fresh(user)

    patch(user, remove(both(plural.name, plural.one, second["value"])))
    between = scim.read(user)
    control = patch(user, remove(both(plural.name, plural.one, first["value"])))

    needs.success(control, see="patch-user.remove-by-type")
    expect.unchanged(before, between, schemas)
    expect.changed(between, scim.read(user), schemas, path=plural.name, to=[second])


@check("patch-user.remove-inner", verifies="RFC7644-3.5.2.2-06")
def test_remove_of_a_sub_attribute_keeps_the_rest_of_the_value(scim, new_user, fresh, patch, inner, schemas):
    """A remove of a sub-attribute by a value path leaves it unassigned and keeps the rest of that value."""
    user = new_user()
    before = fresh(user)

    reply = patch(user, remove(inner))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=inner, to=None)


@check("patch-user.remove-unmatched", verifies="RFC7644-3.5.2.2-08")
def test_remove_by_a_value_path_without_match_changes_nothing(scim, holder, fresh, patch, plural, schemas):
    """A remove by a value path that matches nothing changes nothing, whether it is a success or refused."""
    user, _ = holder(plural.one)
    before = fresh(user)

    reply = patch(user, remove(f'{plural.name}[value eq "{plural.value()}"]'))

    expect_patch.without_effect(reply, before, scim.read(user), schemas)


@check("patch-user.remove-required-refused", verifies="RFC7644-3.5.2.2-03", each={"attribute": never_removed})
def test_remove_of_what_a_user_always_has_is_refused(scim, patient, look, patch, schemas, attribute):
    """A remove of a required or read-only attribute is refused with scimType mutability and changes nothing."""
    user = patient
    before = look(user)

    reply = patch(user, remove(attribute))

    expect_patch.declined(reply)
    expect.unchanged(before, scim.read(user), schemas)
    needs.implemented(reply, see="patch-user.remove-scalar")
    expect_patch.refused_as(reply, "mutability")


@check("patch-user.remove-every-attribute", verifies="RFC7644-3.5.2.2-01")
def test_every_attribute_can_be_removed(scim, new_user, fresh, run, patch, optional, all_changeable, schemas):
    """Each attribute that a user may lack is unassigned after a PATCH that removes them all."""
    paths = removable([optional, *all_changeable], run.cast.required(), schemas)
    user = new_user()
    before = fresh(user)

    reply = patch(user, *map(remove, paths))

    expect.status(reply, 200, 204)
    expect_patch.all_changed(before, scim.read(user), schemas, dict.fromkeys(paths))
