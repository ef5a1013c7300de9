"""RFC 7644 section 3.5.2: changing parts of a user."""

from __future__ import annotations

from scim_conformance import add, check, expect, needs, remove, replace, wire
from scim_conformance.checks.requests import NOBODY


@check("patch-user.replace-scalar", verifies=("RFC7644-3.5.2.3-01", "RFC7644-3.5.2-10"))
def test_replace_gives_a_single_valued_attribute_its_new_value(scim, new_user, people, changeable, schemas):
    """A replace aimed at a single-valued attribute gives it the new value."""
    user, value = new_user(), people.value(changeable)
    before = scim.read(user)

    reply = scim.patch(user, replace(changeable, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=changeable, to=value)


@check("patch-user.replace-adds-missing", verifies="RFC7644-3.5.2.3-02")
def test_replace_of_an_unassigned_attribute_adds_it(scim, new_user, people, optional, schemas):
    """A replace aimed at an attribute the user does not have acts as an add."""
    user, value = new_user(without=optional), people.value(optional)
    before = scim.read(user)

    reply = scim.patch(user, replace(optional, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional, to=value)


@check("patch-user.replace-without-path", verifies="RFC7644-3.5.2.3-03")
def test_replace_without_path_sets_what_its_value_holds(scim, new_user, people, changeable, schemas):
    """A replace without path sets each attribute that its value holds."""
    user, value = new_user(), people.value(changeable)
    before = scim.read(user)

    reply = scim.patch(user, replace(None, wire.nested(changeable, value)))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=changeable, to=value)


@check("patch-user.add-sets-missing", verifies="RFC7644-3.5.2.1-01")
def test_add_of_an_unassigned_attribute_sets_it(scim, new_user, people, optional, schemas):
    """An add aimed at an attribute without value gives it the value."""
    user, value = new_user(without=optional), people.value(optional)
    before = scim.read(user)

    reply = scim.patch(user, add(optional, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional, to=value)


@check("patch-user.add-replaces-scalar", verifies="RFC7644-3.5.2.1-02")
def test_add_of_an_assigned_single_value_replaces_it(scim, new_user, people, changeable, schemas):
    """An add aimed at a single-valued attribute with a value replaces the value."""
    user, value = new_user(), people.value(changeable)
    before = scim.read(user)

    reply = scim.patch(user, add(changeable, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=changeable, to=value)


@check("patch-user.add-without-path", verifies="RFC7644-3.5.2.1-03")
def test_add_without_path_sets_what_its_value_holds(scim, new_user, people, optional, schemas):
    """An add without path sets each attribute that its value holds."""
    user, value = new_user(without=optional), people.value(optional)
    before = scim.read(user)

    reply = scim.patch(user, add(None, wire.nested(optional, value)))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional, to=value)


@check("patch-user.remove-scalar", verifies="RFC7644-3.5.2.2-01")
def test_remove_leaves_a_single_valued_attribute_unassigned(scim, new_user, people, optional, schemas):
    """A remove aimed at a single-valued attribute leaves it unassigned."""
    user = new_user(having={optional: people.value(optional)})
    before = scim.read(user)

    reply = scim.patch(user, remove(optional))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional, to=None)


@check("patch-user.remove-without-path", verifies="RFC7644-3.5.2.2-02")
def test_remove_without_path_has_no_target(scim, new_user, schemas):
    """A remove without path is refused with 400 and noTarget, and changes nothing."""
    user = new_user()
    before = scim.read(user)

    reply = scim.patch(user, remove(None))

    expect.error(reply, 400, scim_type="noTarget")
    expect.unchanged(before, scim.read(user), schemas)


@check("patch-user.operations-in-order", verifies="RFC7644-3.5.2-05")
def test_operations_take_effect_in_their_order(scim, new_user, people, changeable, schemas):
    """Of two operations on one attribute the later one has the last word."""
    user, early, late = new_user(), people.value(changeable), people.value(changeable)
    before = scim.read(user)

    reply = scim.patch(user, replace(changeable, early), replace(changeable, late))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=changeable, to=late)


@check("patch-user.all-or-nothing", verifies="RFC7644-3.5.2-03")
def test_a_patch_that_fails_changes_nothing(scim, new_user, people, changeable, schemas):
    """When the second operation of a PATCH is refused, the first one has not happened either."""
    user = new_user()
    before = scim.read(user)

    reply = scim.patch(user, replace(changeable, people.value(changeable)), remove(None))

    needs.refusal(reply, see="patch-user.remove-without-path")
    expect.unchanged(before, scim.read(user), schemas)


@check("patch-user.answers-with-resource-or-nothing", verifies="RFC7644-3.5.2-01")
def test_a_patch_is_answered_with_the_user_or_with_nothing(scim, new_user, people, changeable, schemas):
    """A successful PATCH is answered with 200 and the whole user, or with 204 and no body."""
    user, value = new_user(), people.value(changeable)

    reply = scim.patch(user, replace(changeable, value))

    expect.status(reply, 200, 204)
    if reply.status == 204:
        expect.equal(reply.text, "", "The body of a 204")
    else:
        expect.unchanged(reply, scim.read(user), schemas)


@check("patch-user.unknown-operation-400", verifies="RFC7644-3.12-12")
def test_an_unknown_operation_is_refused(scim, new_user, changeable):
    """A PATCH with an operation that does not exist is answered with 400."""
    user = new_user()

    reply = scim.patch(user, {"op": "rename", "path": changeable, "value": "x"})

    expect.status(reply, 400)


@check("patch-user.unknown-id-404", verifies="RFC7644-3.12-09", needs="patch")
def test_a_patch_of_nobody_is_not_found(scim, users, people, changeable):
    """A PATCH of an id that nobody has is answered with 404."""
    reply = scim.request(
        "PATCH", f"{users}/{NOBODY}", json=wire.patch_body(replace(changeable, people.value(changeable)))
    )

    expect.status(reply, 404)
