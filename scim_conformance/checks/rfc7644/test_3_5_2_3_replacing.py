"""RFC 7644 section 3.5.2.3: replacing attributes of a user."""

from __future__ import annotations

from scim_conformance import check, expect, expect_patch, needs, replace, wire
from scim_conformance.checks.rows import with_and_without_path


@check("patch-user.replace-scalar", verifies=("RFC7644-3.5.2.3-01", "RFC7644-3.5.2-10"))
def test_replace_gives_a_single_valued_attribute_its_new_value(scim, look, patient, anew, changeable, schemas):
    """A replace aimed at a single-valued attribute gives it the new value."""
    before = look(patient)
    value = anew(changeable, before)

    reply = scim.patch(patient, replace(changeable, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=changeable, to=value)


@check("patch-user.replace-adds-missing", verifies="RFC7644-3.5.2.3-02")
def test_replace_of_an_unassigned_attribute_adds_it(scim, new_user, fresh, people, patch, optional, schemas):
    """A replace aimed at an attribute the user does not have acts as an add."""
    user, value = new_user(without=optional), people.value(optional)
    before = fresh(user)

    reply = patch(user, replace(optional, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional, to=value)


@check("patch-user.replace-without-path", verifies="RFC7644-3.5.2.3-03")
def test_replace_without_path_sets_what_its_value_holds(scim, look, patient, anew, patch, changeable, schemas):
    """A replace without path sets each attribute that its value holds."""
    before = look(patient)
    value = anew(changeable, before)

    reply = patch(patient, replace(None, wire.nested(changeable, value)))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=changeable, to=value)


@check("patch-user.replace-boolean", verifies="RFC7644-3.5.2.3-01")
def test_replace_switches_a_boolean(scim, new_user, fresh, patch, switch, schemas):
    """A replace aimed at a boolean gives it the other value."""
    user = new_user(having={switch: True})
    before = fresh(user)

    reply = patch(user, replace(switch, False))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=switch, to=False)


@check("patch-user.replace-user-name", verifies=("RFC7644-3.5.2.3-01", "RFC7644-3.5.2-10"))
def test_replace_of_the_user_name_renames_the_user(scim, patient, look, people, patch, name_changeable, schemas):
    """After a replace of userName the same id leads to the same user, who has the new name."""
    user, name = patient, people.user_name("renamed")
    before = look(user)

    reply = patch(user, replace(name_changeable, name))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=name_changeable, to=name)


@check("patch-user.renamed-is-found", verifies="RFC7644-3.5.2.3-01", needs="filter")
def test_a_renamed_user_is_found_by_the_new_name_only(scim, new_user, people, patch, users, name_changeable):
    """After a replace of userName a search finds the user by the new name, and nobody by the old one."""
    user, name = new_user(), people.user_name("renamed")
    old = scim.search(users, filter=f'userName eq "{user.sent["userName"]}"')

    reply = patch(user, replace(name_changeable, name))

    needs.success(reply, see="patch-user.replace-user-name")
    needs.only(old, user, see="filter.user-name-finds")
    expect.finds(scim.search(users, filter=f'userName eq "{name}"'), user.id)
    expect.finds(scim.search(users, filter=f'userName eq "{user.sent["userName"]}"'))


@check("patch-user.replace-sub-attribute", verifies="RFC7644-3.5.2.3-01")
def test_replace_of_a_sub_attribute_leaves_its_siblings(scim, look, patient, anew, patch, parts, schemas):
    """A replace aimed at a sub-attribute gives it the new value and leaves its siblings."""
    before = look(patient)
    value = anew(parts.one, before)

    reply = patch(patient, replace(parts.one, value))

    needs.assigned(before, parts.other, see="patch-user.replace-complex-without-path")
    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=parts.one, to=value)


@check("patch-user.replace-complex-keeps-siblings", verifies="RFC7644-3.5.2.3-04")
def test_replace_of_a_complex_attribute_merges(scim, look, patient, anew, patch, parts, schemas):
    """A replace aimed at a complex attribute sets the sub-attributes that it gives and leaves the others."""
    before = look(patient)
    value = anew(parts.one, before)

    reply = patch(patient, replace(parts.name, wire.nested(parts.one, value)[parts.name]))

    needs.assigned(before, parts.other, see="patch-user.replace-complex-without-path")
    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=parts.one, to=value)


@check("patch-user.replace-complex-without-path", verifies="RFC7644-3.5.2.3-03")
def test_replace_without_path_sets_a_sub_attribute(scim, look, patient, anew, patch, parts, schemas):
    """A replace without path sets the sub-attributes that it gives of a complex attribute."""
    before = look(patient)
    value = anew(parts.one, before)

    reply = patch(patient, replace(None, wire.nested(parts.one, value)))

    expect.status(reply, 200, 204)
    after = scim.read(patient)
    expect.attribute(after, parts.one, equals=value, schemas=schemas)
    expect.unchanged(before, after, schemas, save=(parts.name, "displayName"))


@check("patch-user.replace-whole-list", verifies="RFC7644-3.5.2.3-07", each={"form": with_and_without_path})
def test_replace_of_a_multi_valued_attribute_leaves_only_what_it_gives(
    scim, holder, fresh, patch, plural, schemas, form
):
    """After a replace of a multi-valued attribute it has the new values and none of the old ones."""
    user, *_ = holder(plural.one, plural.other)
    before, values = fresh(user), [plural.new(plural.other)]

    reply = patch(user, replace(plural.name, values) if form == "path" else replace(None, {plural.name: values}))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=values)


@check("patch-user.replace-by-value-path", verifies="RFC7644-3.5.2.3-08")
def test_replace_by_a_value_path_changes_the_value_that_matches(scim, holder, fresh, patch, plural, schemas):
    """A replace by a value path with a sub-attribute changes the value that matches and keeps the other one."""
    user, first, second = holder(plural.one, plural.other)
    value = plural.value()
    before = fresh(user)

    reply = patch(user, replace(plural.value_where(plural.one), value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=[{**first, "value": value}, second])


@check("patch-user.replace-every-match", verifies="RFC7644-3.5.2.3-08")
def test_replace_by_a_value_path_changes_every_match(scim, holder, fresh, patch, plural, schemas):
    """A replace by a value path that two values match changes the sub-attribute of both."""
    user, first, second = holder(plural.one, plural.other)
    value = plural.value()
    before = fresh(user)
    path = f'{plural.name}[type eq "{plural.one}" or type eq "{plural.other}"].value'

    reply = patch(user, replace(path, value))

    expect.status(reply, 200, 204)
    wanted = [{**first, "value": value}, {**second, "value": value}]
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=wanted)


@check("patch-user.replace-element", verifies="RFC7644-3.5.2.3-05")
def test_replace_by_a_value_path_exchanges_the_whole_value(scim, holder, fresh, patch, plural, schemas):
    """A replace by a value path without sub-attribute exchanges the value that matches and keeps the other one."""
    user, _, second = holder(plural.one, plural.other)
    new = plural.new(plural.one)
    before = fresh(user)

    reply = patch(user, replace(plural.where(plural.one), new))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=plural.name, to=[new, second])


@check("patch-user.replace-unmatched", verifies="RFC7644-3.5.2.3-06")
def test_replace_by_a_value_path_without_match_has_an_effect_or_fails(scim, holder, fresh, patch, plural, schemas):
    """A replace by a value path that matches nothing is refused and changes nothing, or makes the value."""
    user, first = holder(plural.one)
    value = plural.value()
    before = fresh(user)

    reply = patch(user, replace(plural.value_where(plural.other), value))

    made = [first, {"type": plural.other, "value": value}]
    expect_patch.changed_or_refused(reply, before, scim.read(user), schemas, path=plural.name, to=made)


@check("patch-user.replace-with-null", verifies="RFC7644-3.5.2.3-09")
def test_replace_with_null_unassigns_or_fails(scim, new_user, fresh, people, patch, optional, schemas):
    """A replace with null leaves the attribute unassigned, or is refused and changes nothing."""
    user = new_user(having={optional: people.value(optional)})
    before = fresh(user)

    reply = patch(user, replace(optional, None))

    expect_patch.changed_or_refused(reply, before, scim.read(user), schemas, path=optional, to=None)
