"""How Entra sets, changes and clears a manager."""

from __future__ import annotations

from scim_conformance import check, entra, expect, wire
from scim_conformance.checks.entra.rows import older_managers


@check("entra.manager-as-text", verifies="ENTRA-MANAGER-01")
def test_a_manager_is_set_and_changed_by_a_bare_id(scim, look, patient, patch, capitals, crew, managed, schemas):
    """A manager that is given as a bare id is set by an add and changed by a replace."""
    before = look(patient)

    for manager, op in ((crew[0], "Add"), (crew[1], "replace")):
        expect.status(patch(patient, entra.manager_set("text", manager.id, op=op)), 200, 204)
        after = scim.read(patient)
        expect.attribute(after, f"{managed}.value", equals=manager.id)
        expect.unchanged(before, after, schemas, save=(managed, "schemas"))


@check("entra.manager-in-older-form", verifies="ENTRA-MANAGER-04", each={"form": older_managers})
def test_a_manager_is_set_in_another_form(scim, new_user, fresh, patch, capitals, crew, managed, schemas, form):
    """A manager that is given as an object, or as a list of one, is set."""
    user, manager = new_user(), crew[0]
    before = fresh(user)

    reply = patch(user, entra.manager_set(form, manager.id, f"{scim.base_url.rstrip('/')}/{manager.path}"))

    expect.status(reply, 200, 204)
    after = scim.read(user)
    expect.attribute(after, f"{managed}.value", equals=manager.id)
    expect.unchanged(before, after, schemas, save=(managed, "schemas"))


@check("entra.manager-cleared", verifies="ENTRA-MANAGER-02")
def test_a_manager_is_cleared_by_an_empty_text(scim, employee, patch, managed):
    """After a replace of the manager with an empty text the user has none."""
    reply = patch(employee, entra.manager_cleared("empty text"))

    expect.status(reply, 200, 204)
    after = scim.read(employee)
    expect.success(after)
    left = wire.AttributePath.parse(f"{managed}.value").read(after.json)
    expect.that(left in (None, ""), "The manager is still set", expected='"" or absent', actual=left)


@check("entra.manager-removed", verifies="ENTRA-MANAGER-03")
def test_a_manager_is_removed(scim, employee, patch, capitals, managed):
    """After a remove of the manager the user has none."""
    reply = patch(employee, entra.manager_cleared("remove"))

    expect.status(reply, 200, 204)
    after = scim.read(employee)
    expect.success(after)
    left = wire.AttributePath.parse(f"{managed}.value").read(after.json)
    expect.that(left in (None, ""), "The manager is still set", expected="absent", actual=left)
