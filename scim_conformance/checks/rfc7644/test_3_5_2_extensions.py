"""RFC 7644 section 3.5.2: changing the attributes of an extension."""

from __future__ import annotations

from scim_conformance import add, check, expect, expect_patch, remove, replace


@check("patch-user.extension-replace", verifies="RFC7644-3.5.2.3-01")
def test_replace_by_full_name_changes_an_extension(scim, look, patient, anew, patch, extension, schemas):
    """A replace at the full name of an extension's attribute gives it the new value and leaves its siblings."""
    before = look(patient)
    value = anew(extension.path, before)

    reply = patch(patient, replace(extension.path, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=extension.path, to=value)


@check("patch-user.extension-first-value", verifies=("RFC7644-3.5.2.1-01", "RFC7644-3.5.2-16"))
def test_the_first_value_of_an_extension_is_stored(scim, new_user, fresh, people, patch, extension, schemas):
    """An add by full name gives a user its first attribute of an extension, which its schemas then name."""
    user, value = new_user(without=extension.paths), people.value(extension.path)
    before = fresh(user)

    reply = patch(user, add(extension.path, value))

    expect.status(reply, 200, 204)
    after = scim.read(user)
    expect.changed(before, after, schemas, path=extension.path, to=value)
    expect.names_schema(after, extension.urn)


@check("patch-user.extension-used-at-once", verifies="RFC7644-3.5.2-14")
def test_an_extension_can_be_used_in_the_same_patch(scim, new_user, fresh, people, patch, extension, schemas):
    """An operation can change an attribute of an extension that the operation before has brought in."""
    user, value = new_user(without=extension.paths), people.value(extension.path)
    before = fresh(user)

    reply = patch(user, add(extension.path, people.value(extension.path)), replace(extension.path, value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=extension.path, to=value)


@check("patch-user.extension-without-path", verifies="RFC7644-3.5.2.3-03")
def test_an_extension_object_without_path_is_stored(scim, new_user, fresh, people, patch, extension, schemas):
    """A replace without path sets what its value holds under the URN of an extension."""
    user, value = new_user(without=extension.paths), people.value(extension.path)
    before = fresh(user)

    reply = patch(user, replace(None, {extension.urn: {extension.name: value}}))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=extension.path, to=value)


@check("patch-user.extension-keeps-siblings", verifies="RFC7644-3.5.2-10")
def test_the_rest_of_an_extension_stays(scim, look, patient, anew, patch, extension, schemas):
    """An add without path of one attribute of an extension leaves the other attributes of the extension."""
    before = look(patient)
    value = anew(extension.path, before)

    reply = patch(patient, add(None, {extension.urn: {extension.name: value}}))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(patient), schemas, path=extension.path, to=value)


@check("patch-user.extension-remove", verifies="RFC7644-3.5.2.2-01")
def test_remove_by_full_name_takes_one_attribute(scim, new_user, fresh, people, patch, extension, schemas):
    """A remove at the full name of an extension's attribute leaves it unassigned and its siblings as they were."""
    user = new_user(having={extension.path: people.value(extension.path)})
    before = fresh(user)

    reply = patch(user, remove(extension.path))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path=extension.path, to=None)


@check("patch-user.extension-as-path", verifies="RFC7644-3.5.2-24")
def test_the_urn_of_an_extension_as_path_is_understood_or_refused(
    scim, new_user, fresh, anew, patch, extension, schemas
):
    """A replace at the URN of an extension sets the attributes that its value holds, or is refused."""
    user = new_user(without=extension.others)
    before = fresh(user)
    value = anew(extension.path, before)

    reply = patch(user, replace(extension.urn, {extension.name: value}))

    after = scim.read(user)
    expect_patch.changed_or_refused(reply, before, after, schemas, path=extension.path, to=value)
