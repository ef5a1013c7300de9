"""RFC 7643 sections 2.1, 2.3.8, 2.4 and 2.5: letter case, order, several values and none."""

from __future__ import annotations

import copy
from typing import Any

from scim_conformance import check, expect, expect_schema, needs, wire


def swapped(body: Any) -> Any:
    """Return a body with all attribute names in capitals, sub-attributes and URNs included."""
    if isinstance(body, list):
        return [swapped(each) for each in body]
    if isinstance(body, dict):
        return {name.upper(): swapped(value) for name, value in body.items()}
    return body


def reversed_order(body: Any) -> Any:
    """Return a body with all its members in reverse order."""
    if isinstance(body, list):
        return [reversed_order(each) for each in body]
    if isinstance(body, dict):
        return {name: reversed_order(body[name]) for name in reversed(body)}
    return body


@check("case-sensitivity.names-in-create", verifies="RFC7643-2.1-01")
def test_attribute_names_of_a_creation_may_be_in_any_case(scim, people, users, schemas):
    """A create whose attribute names are in capitals stores what one in the usual spelling would."""
    sent = people.user()

    reply = scim.create(users, {name.upper() if ":" not in name else name: sent[name] for name in sent})

    expect.success(reply)
    expect.holds(scim.read(needs.resource(reply, see="create.answers-201")), sent, schemas)


@check("case-sensitivity.sub-names-in-create", verifies="RFC7643-2.1-01")
def test_names_of_sub_attributes_and_extensions_may_be_in_any_case(scim, people, users, schemas):
    """A create whose sub-attributes and extension URNs are in capitals stores them too."""
    sent = people.user()

    body = {name if ":" not in name else name.upper(): swapped(value) for name, value in sent.items()}
    reply = scim.create(users, {**body, "schemas": sent["schemas"]})

    expect.success(reply)
    expect.holds(scim.read(needs.resource(reply, see="create.answers-201")), sent, schemas)


@check("case-sensitivity.names-in-replace", verifies="RFC7643-2.1-01")
def test_attribute_names_of_a_replacement_may_be_in_any_case(scim, replaceable, rewrite, schemas, replacing):
    """A PUT whose attribute names are in capitals stores what one in the usual spelling would."""
    user = replaceable
    body = rewrite(user)

    reply = scim.replace(user, {name.upper() if ":" not in name else name: body[name] for name in body})

    expect.success(reply)
    expect.holds(scim.read(user), {name: body[name] for name in body if ":" not in name}, schemas)


@check("create.any-order", verifies="RFC7643-2.3.8-01")
def test_the_order_of_attributes_makes_no_difference(scim, people, users, schemas):
    """A create whose attributes stand in reverse order, schemas last, stores the same user."""
    sent = people.user()

    reply = scim.create(users, reversed_order(sent))

    expect.success(reply)
    expect.holds(scim.read(needs.resource(reply, see="create.answers-201")), sent, schemas)


@check("schema.one-primary", verifies="RFC7643-2.4-01")
def test_no_two_values_are_primary(scim, people, users, new_user, primaries):
    """A create with two primary values is refused, or stored with at most one of them as primary."""
    control = new_user(having=primaries.holding(primaries.new(primaries.one, primary=True)))
    two = [primaries.new(kind, primary=True) for kind in (primaries.one, primaries.other)]

    reply = scim.create(users, people.user(having=primaries.holding(*two)))

    needs.success(scim.read(control), see="read.answers-with-resource")
    if reply.resource is not None:
        expect_schema.at_most_one_primary(scim.read(reply.resource), primaries.name)


@check("schema.one-primary-after-replace", verifies="RFC7643-2.4-01")
def test_a_replacement_makes_no_two_values_primary(scim, new_user, primaries, replacing):
    """A PUT with two primary values is refused, or leaves at most one of them as primary."""
    one, other = primaries.new(primaries.one, primary=True), primaries.new(primaries.other)
    user = new_user(having=primaries.holding(one, other))

    scim.replace(user, {**user.sent, primaries.name: [one, {**other, "primary": True}]})

    stored = scim.read(user)
    needs.success(stored, see="read.answers-with-resource")
    expect_schema.at_most_one_primary(stored, primaries.name)


@check("create.one-value-two-types", verifies="RFC7643-2.4-05")
def test_one_value_may_stand_under_two_types(scim, people, users, plural, schemas):
    """A create with the same value under two types stores both."""
    one = plural.new(plural.one)
    both = [one, {**one, "type": plural.other}]

    reply = scim.create(users, people.user(having=plural.holding(*both)))

    expect.success(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect_schema.holds_elements(stored, plural.name, both, schemas)


@check("create.no-double-elements", verifies="RFC7643-2.4-06")
def test_the_same_value_and_type_stands_there_once(scim, people, users, plural):
    """A create with the same value and type twice is refused, or stores them once."""
    one = plural.new(plural.one)

    reply = scim.create(users, people.user(having=plural.holding(one, dict(one))))

    if reply.resource is not None:
        held = wire.AttributePath.parse(plural.name).read(expect.json_object(scim.read(reply.resource))) or []
        needs.that(isinstance(held, list), f"{plural.name} is no list", see="schema.value-has-declared-type")
        expect.equal(len(held), 1, f"The number of elements of {plural.name}")


@check("create.null-is-unassigned", verifies="RFC7643-2.5-01")
def test_null_in_a_creation_is_no_value(scim, people, users, optional, new_user):
    """A create that gives an attribute as null makes a user as one that leaves it out."""
    default = wire.AttributePath.parse(optional).read(new_user(without=optional).body)
    body = people.user(without=optional)
    wire.AttributePath.parse(optional).write(body, None)

    reply = scim.create(users, body)

    expect.success(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect_schema.cleared(stored, optional, default=default)


@check("create.empty-list-is-unassigned", verifies="RFC7643-2.5-01")
def test_an_empty_list_in_a_creation_is_no_value(scim, people, users, optional_plural, schemas):
    """A create that gives an attribute as an empty list makes a user without it."""
    reply = scim.create(users, people.user(having={optional_plural.name: []}))

    expect.success(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect.attribute(stored, optional_plural.name, equals=None, schemas=schemas)


@check("schema.null-in-a-list-attribute", verifies="RFC7643-2.5-01")
def test_null_for_several_values_is_no_value(scim, people, users, optional_plural, schemas):
    """A create that gives a multi-valued attribute as null makes a user without it."""
    reply = scim.create(users, {**people.user(without=optional_plural.name), optional_plural.name: None})

    expect.success(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect.attribute(stored, optional_plural.name, equals=None, schemas=schemas)


@check("schema.empty-text-stays", verifies="RFC7643-2.5-02")
def test_an_empty_text_is_no_null(scim, people, users, optional, answered):
    """A create that gives an attribute as an empty text is refused, or stores the empty text."""
    reply = scim.create(users, people.user(having={optional: ""}))

    expect.no_server_error(reply)
    answered(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    found = wire.AttributePath.parse(optional).read(expect.json_object(stored))
    expect.equal(found, "", f"{optional}, which was sent as an empty text")


@check("replace.null-clears", verifies="RFC7643-2.5-01")
def test_null_in_a_replacement_clears(scim, new_user, fresh, people, optional, schemas, replacing):
    """A PUT that gives an attribute as null clears it, and leaves the rest as it was."""
    user = new_user(having={optional: people.value(optional)})
    before, body = fresh(user), copy.deepcopy(user.sent)
    wire.AttributePath.parse(optional).write(body, None)

    reply = scim.replace(user, body)

    expect.success(reply)
    stored = scim.read(user)
    expect_schema.cleared(stored, optional)
    expect.unchanged(before, stored, schemas, save=(optional, *expect.DERIVED.get(optional, ())))


@check("replace.empty-list-clears", verifies="RFC7643-2.5-01")
def test_an_empty_list_in_a_replacement_clears(scim, new_user, fresh, optional_plural, schemas, replacing):
    """A PUT that gives an attribute as an empty list leaves it unassigned, and the rest as it was."""
    user = new_user(having=optional_plural.holding(optional_plural.new(optional_plural.one)))
    before = fresh(user)

    reply = scim.replace(user, {**user.sent, optional_plural.name: []})

    expect.success(reply)
    expect.changed(before, scim.read(user), schemas, path=optional_plural.name, to=None)
