"""How Entra changes the attributes of a user, in each of its dialects."""

from __future__ import annotations

from scim_conformance import check, entra, expect, expect_patch, wire
from scim_conformance.checks.entra.rows import dialects, nothings


@check("entra.replace-one", verifies="ENTRA-UPDATE-01", each={"dialect": dialects})
def test_one_attribute_is_replaced(scim, look, patient, anew, changeable, schemas, dialect):
    """A replace of one attribute gives it the new value and changes nothing else."""
    before = look(patient)
    value = anew(changeable, before)

    reply = scim.patch(patient, entra.DIALECTS[dialect].replace(changeable, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=changeable, to=value)


@check("entra.add-one", verifies="ENTRA-UPDATE-02", each={"dialect": dialects})
def test_one_attribute_is_added(scim, new_user, fresh, people, patch, speak, optional, schemas, dialect):
    """An add of an attribute that a user lacks gives it the value and changes nothing else."""
    user, value = new_user(without=optional), people.value(optional)
    before = fresh(user)

    reply = patch(user, speak(dialect).add(optional, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=optional, to=value)


@check("entra.replace-several", verifies="ENTRA-UPDATE-03", each={"dialect": dialects})
def test_several_attributes_are_replaced_at_once(scim, look, patient, patch, speak, updates, schemas, dialect):
    """A replace of several attributes in one request changes them all and nothing else."""
    before = look(patient)

    reply = patch(patient, *speak(dialect).replace_all(updates))

    expect.status(reply, 200, 204)
    expect_patch.all_changed(before, scim.read(patient), schemas, updates)


@check("entra.replace-in-value", verifies="ENTRA-UPDATE-04", each={"dialect": dialects})
def test_one_of_several_values_is_replaced(scim, new_user, fresh, people, patch, speak, typed, schemas, dialect):
    """A replace through the type of a value changes that value and no other."""
    user = new_user()
    before, value = fresh(user), people.value(typed.path)

    reply = patch(user, speak(dialect).replace(typed.path, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=typed.path, to=value)


@check("entra.add-in-missing-value", verifies="ENTRA-UPDATE-05", each={"dialect": dialects})
def test_a_value_that_is_not_there_is_made(
    scim, new_user, fresh, people, patch, speak, lacking_typed, schemas, dialect
):
    """An add through the type of a value that a user lacks makes a value of that type."""
    user = new_user(without=lacking_typed.element)
    before, value = fresh(user), people.value(lacking_typed.path)

    reply = patch(user, speak(dialect).add(lacking_typed.path, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=lacking_typed.path, to=value)


@check("entra.replace-in-missing-value", verifies="ENTRA-UPDATE-06", each={"dialect": dialects})
def test_a_value_that_is_not_there_is_not_lost(
    scim, new_user, fresh, people, patch, speak, lacking_typed, schemas, dialect
):
    """A replace through the type of a value that a user lacks makes the value, or is refused and changes nothing."""
    user = new_user(without=lacking_typed.element)
    before, value = fresh(user), people.value(lacking_typed.path)

    reply = patch(user, speak(dialect).replace(lacking_typed.path, value))

    expect_patch.changed_or_refused(reply, before, scim.read(user), schemas, path=lacking_typed.path, to=value)


@check("entra.rename-user", verifies="ENTRA-UPDATE-07", needs="filter", each={"dialect": dialects})
def test_a_renamed_user_is_the_same(
    scim, users, new_user, fresh, people, patch, speak, name_changeable, schemas, dialect
):
    """A user whose userName was replaced is read by its id and found by its new name."""
    user, name = new_user(), people.user_name("renamed")
    before = fresh(user)

    reply = patch(user, speak(dialect).replace(name_changeable, name))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=name_changeable, to=name)
    expect.finds(scim.search(users, filter=entra.matching("userName", name)), user.id)


@check("entra.cleared-attribute", verifies="ENTRA-NULLS-01", each={"nothing": nothings})
def test_an_optional_attribute_is_cleared(scim, new_user, fresh, patch, optional, schemas, nothing):
    """A replace of an optional text with nothing leaves it empty or absent, and changes nothing else."""
    user = new_user()
    before = fresh(user)

    reply = patch(user, {"op": "replace", "path": optional, "value": "" if nothing == "empty text" else None})

    expect.status(reply, 200, 204)
    after = scim.read(user)
    expect.unchanged(before, after, schemas, save=(optional, *expect.DERIVED.get(optional, ())))
    left = wire.AttributePath.parse(optional).read(after.json)
    expect.that(left in (None, ""), f"{optional} still has a value", expected='"" or absent', actual=left)
