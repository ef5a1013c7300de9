"""How Entra disables a user, and what becomes of it."""

from __future__ import annotations

from scim_conformance import check, entra, expect, needs
from scim_conformance.checks.entra.rows import BOOLEAN_BY_DEFAULT, dialects, spoken_in, stated_active, ways_to_disable

DISABLES = "entra.disable"
OFF = entra.DIALECTS["aadOptscim062020"].switch(False)


@check("entra.disable", verifies="ENTRA-DISABLE-01", each={"way": ways_to_disable})
def test_a_user_is_disabled(scim, new_user, fresh, patch, speak, reactivating, schemas, way):
    """A user whose active is replaced with no reads as inactive, and is otherwise as it was."""
    user = new_user(having={"active": True})
    before = fresh(user)

    by_dialect = speak(spoken_in(way)).switch(False)
    reply = patch(user, {**by_dialect, "value": False} if way == BOOLEAN_BY_DEFAULT else by_dialect)

    expect.status(reply, 200, 204)
    after = scim.read(user)
    needs.success(after, see="entra.disabled-is-readable")
    expect.changed(before, after, schemas, path="active", to=False)


@check("entra.active-is-shown", verifies="ENTRA-DISABLE-06", each={"attribute": stated_active})
def test_a_user_shows_that_it_is_active(scim, users, people, attribute):
    """A user who was created as active shows that it is."""
    reply = scim.create(users, people.user(having={attribute: True}))

    user = needs.resource(reply, see="entra.create-user")
    expect.attribute(scim.read(user), attribute, equals=True)


@check("entra.disabled-is-readable", verifies="ENTRA-DISABLE-02")
def test_a_disabled_user_is_read(scim, new_user, patch, reactivating):
    """A user who was disabled is still read by its id."""
    user = new_user(having={"active": True})

    needs.success(patch(user, OFF), see=DISABLES)

    expect.status(scim.read(user), 200)


@check("entra.disabled-is-found", verifies="ENTRA-DISABLE-03", needs="filter")
def test_a_disabled_user_is_found(scim, users, new_user, patch, names_are_found, reactivating):
    """A user who was disabled is still found by its name."""
    user = new_user(having={"active": True})

    needs.success(patch(user, OFF), see=DISABLES)

    expect.finds(scim.search(users, filter=entra.matching("userName", user.sent["userName"])), user.id)


@check("entra.enable", verifies="ENTRA-DISABLE-04", each={"dialect": dialects})
def test_a_disabled_user_is_enabled(scim, new_user, fresh, patch, speak, reactivating, schemas, dialect):
    """A user who was disabled is active again once active is replaced with yes."""
    user = new_user(having={"active": True})
    before = fresh(user)
    needs.success(patch(user, OFF), see=DISABLES)

    reply = patch(user, speak(dialect).switch(True))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(user), schemas, path="active", to=True)


@check("entra.add-active", verifies="ENTRA-DISABLE-05", each={"dialect": dialects})
def test_active_is_set_by_an_add(scim, new_user, fresh, patch, speak, reactivating, schemas, dialect):
    """An add of active sets it as a replace does."""
    user, spoken = new_user(having={"active": True}), speak(dialect)
    before = fresh(user)

    reply = patch(user, spoken.add("active", spoken.boolean(False)))

    expect.status(reply, 200, 204)
    after = scim.read(user)
    needs.success(after, see="entra.disabled-is-readable")
    expect.changed(before, after, schemas, path="active", to=False)
