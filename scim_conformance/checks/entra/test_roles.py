"""The roles of a user, in the forms of the functions that map them."""

from __future__ import annotations

from scim_conformance import check, entra, expect, needs
from scim_conformance.checks.definitions import elements
from scim_conformance.checks.entra.rows import (
    functions_that_add,
    functions_that_replace,
    functions_with_one_role,
    role_functions,
)

CREATES = "entra.create-with-roles"


@check("entra.create-with-roles", verifies="ENTRA-ROLES-01", each={"function": role_functions})
def test_a_user_is_created_with_roles(scim, users, people, role_names, function):
    """A create with roles in the form of a function is accepted, and the roles are stored."""
    sent = entra.role_bodies(function, role_names)

    reply = scim.create(users, entra.user_body({**people.user(), "roles": sent}))

    expect.status(reply, 200, 201)
    shown = [each.get("value") for each in elements(scim.read(needs.resource(reply, see=CREATES)).json, "roles")]
    wanted = [each["value"] for each in sent]
    expect.that(set(wanted) <= set(shown), "A new user lacks a role", expected=wanted, actual=shown)


@check("entra.add-roles-as-text", verifies="ENTRA-ROLES-02", each={"function": functions_that_add})
def test_a_role_is_added_as_a_text(scim, new_user, patch, capitals, role_names, function):
    """An add of roles whose value is a JSON document as a text is accepted, and the user has the roles."""
    user, names = new_user(), role_names if function != "SingleAppRoleAssignment" else role_names[:1]
    operation = entra.roles_as_text(names)

    reply = patch(user, operation)

    expect.status(reply, 200, 204)
    shown = [each.get("value") for each in elements(scim.read(user).json, "roles")]
    missing = [
        name for name, each in zip(names, operation["value"], strict=True) if not {name, each["value"]} & set(shown)
    ]
    expect.that(not missing, "A role that was added is not there", expected=names, actual=shown)


@check("entra.replace-roles", verifies="ENTRA-ROLES-03", each={"function": functions_that_replace})
def test_all_roles_are_replaced(scim, users, people, patch, capitals, role_names, function):
    """After a replace of all roles the user has those that were listed and no others."""
    body = {**people.user(), "roles": entra.role_bodies(function, role_names)}
    user = needs.resource(scim.create(users, entra.user_body(body)), see=CREATES)

    reply = patch(user, entra.assertive(role_names[-1:]))

    expect.status(reply, 200, 204)
    shown = [each.get("value") for each in elements(scim.read(user).json, "roles")]
    expect.equal(sorted(map(str, shown)), sorted(role_names[-1:]), "The list of roles")


@check("entra.replace-primary-role", verifies="ENTRA-ROLES-04", each={"function": functions_with_one_role})
def test_the_primary_role_is_replaced(scim, users, people, patch, capitals, role_names, function):
    """A replace of the value of the role whose primary equals the text True changes that role."""
    body = {**people.user(), "roles": entra.role_bodies(function, role_names)}
    user = needs.resource(scim.create(users, entra.user_body(body)), see=CREATES)
    path = entra.single_role_path()

    reply = patch(user, {"op": "Replace", "path": path, "value": role_names[-1]})

    expect.status(reply, 200, 204)
    expect.attribute(scim.read(user), path, equals=role_names[-1])
