"""RFC 7644 sections 3.4.2.2 and 3.10: how attributes and values are written in a filter, and whose case counts."""

from __future__ import annotations

from scim_conformance import check, expect, expect_query, needs, wire
from scim_conformance.checks.rows import texts_to_find
from scim_conformance.checks.texts import TEXTS

CASE = "RFC7644-3.4.2.2-06"
NAME_CASE = "RFC7644-3.4.2.2-03"


@check("case-sensitivity.filter-part", verifies=CASE)
def test_a_part_of_a_value_is_compared_as_the_schema_says(crowd):
    """The operators co, sw and ew look at letter case as the attribute's schema says."""
    crowd.need("co", "sw", "ew")

    asked = [crowd.ask('{text} co "KILO"'), crowd.ask('{text} sw "{a}KILO"'), crowd.ask('{text} ew "KILO{z}"')]

    for question in asked:
        expect_query.exactly(question)


@check("filter.exact-value-in-other-case", verifies=CASE)
def test_a_case_exact_value_is_compared_letter_by_letter(crowd):
    """An externalId is found as it is written, and not in other letter case."""
    as_it_is = crowd.ask("{exact} eq {label}")
    label = crowd.design.filled("{label}").swapcase()
    in_other_case = crowd.ask(f"{{exact}} eq {label}")

    expect_query.exactly(as_it_is)
    expect_query.exactly(in_other_case)


@check("filter.sub-attribute", verifies="RFC7644-3.4.2.2-16")
def test_a_sub_attribute_is_named_behind_a_dot(crowd):
    """A filter by a sub-attribute in dotted form finds those who have the value."""
    asked = crowd.ask("{dotted} eq {family}", finds="ada")

    expect_query.exactly(asked)


@check("filter.sub-attribute-in-other-case", verifies=NAME_CASE)
def test_a_sub_attribute_means_the_same_in_other_letter_case(crowd):
    """A sub-attribute in other letter case finds the same users."""
    crowd.need("dotted")
    name = crowd.path("dotted").swapcase()

    asked = crowd.ask(f"{name} eq {{family}}", finds="ada")

    expect_query.exactly(asked)


@check("filter.core-attribute-by-urn", verifies="RFC7644-3.10-01", needs="filter")
def test_a_core_attribute_can_be_named_by_its_urn(crowd):
    """A filter that names userName by the URN of its schema finds the same user."""
    asked = crowd.ask(f"{wire.USER}:userName eq {{ada}}", finds="ada", alone=True)

    expect_query.exactly(asked)


@check("filter.extension-attribute-by-urn", verifies="RFC7644-3.10-01", needs="filter")
def test_an_extension_attribute_is_named_by_its_urn(crowd):
    """A filter that names an attribute of an extension by its URN finds those who have the value."""
    asked = crowd.ask("{extended} eq {unit}")

    expect_query.exactly(asked)


@check("filter.urn-in-other-case", verifies="RFC7644-3.10-02", needs="filter")
def test_a_urn_means_the_same_in_other_letter_case(crowd):
    """A full name in other letter case, URN and attribute, finds the same user."""
    crowd.need("urn")

    asked = crowd.ask(f"{f'{wire.USER}:userName'.swapcase()} eq {{ada}}", finds="ada", alone=True)

    expect_query.exactly(asked)


@check("filter.extension-urn-in-other-case", verifies="RFC7644-3.10-02", needs="filter")
def test_a_urn_of_an_extension_means_the_same_in_other_letter_case(crowd):
    """A full name of an attribute of an extension in other letter case finds the same users."""
    crowd.need("extension")
    name = crowd.path("extended").swapcase()

    asked = crowd.ask(f"{name} eq {{unit}}")

    expect_query.exactly(asked)


@check("filter.text-as-it-is", verifies="RFC7644-3.4.2.2-14", each={"kind": texts_to_find})
def test_a_text_is_found_as_it_is(crowd, bearer, users, scim, kind):
    """A value with signs of the filter language, of databases or of another script is found as it is."""
    user, path, text = bearer(TEXTS[kind])

    asked = wire.AttributePath.parse(path).filter_text(text)
    reply = scim.search(users, filter=asked)

    crowd.declining.leave_out(reply, asked)
    expect.tells_apart(reply, match=user, other=crowd.resources["ada"])


@check("filter.text-between-conditions", verifies="RFC7644-3.4.2.2-14", each={"kind": texts_to_find})
def test_a_text_does_not_reach_out_of_its_quotes(crowd, kind):
    """A value that nobody has finds nobody, whatever signs it holds."""
    asked = crowd.ask(wire.AttributePath.parse("userName").filter_text(TEXTS[kind]), finds="", alone=True)

    # That it is taken at all is the matter of the check before.
    if asked.reply.ok:
        expect_query.exactly(asked)


@check("filter.null-is-a-value", verifies="RFC7644-3.4.2.2-14")
def test_null_can_be_compared_with(crowd):
    """A comparison with null is declined, or finds nobody of those who have a value."""
    asked = crowd.ask("{text} eq null", finds="")

    if asked.reply.status != 400:
        expect_query.exactly(asked)


@check("filter.absent-equals-nothing", verifies="RFC7644-3.4.2.2-01")
def test_who_has_no_value_equals_none(crowd):
    """A comparison with a value finds nobody who has no value."""
    asked = crowd.ask('{gap} eq "amber"', finds="ada")

    expect_query.exactly(asked)


@check("filter.id-finds", verifies="RFC7644-3.4.2.2-01")
def test_a_resource_is_found_by_its_id(crowd):
    """A filter by id finds the resource that has it."""
    asked = crowd.ask(f"id eq {wire.quoted(str(crowd.value('ada', 'id')))}", alone=True)

    expect_query.exactly(asked)


@check("filter.schemas-find", verifies="RFC7644-3.4.2.2-20")
def test_resources_are_found_by_their_schemas(crowd):
    """A filter by schemas finds the resources that have this schema."""
    asked = crowd.ask(f'schemas eq "{wire.USER}"')

    expect_query.exactly(asked)


@check("filter.default-is-what-was-answered", verifies="RFC7644-3.4.2.2-17")
def test_a_defaulted_attribute_is_filtered_by_what_was_answered(crowd, scim, users, defaulted):
    """A user for whom nobody sent active is found by the value that the provider has answered."""
    user, active = defaulted
    name = user.sent["userName"]

    same = scim.search(users, filter=f'userName eq "{name}" and active eq {active}')
    other = scim.search(users, filter=f'userName eq "{name}" and active ne {active}')

    crowd.declining.leave_out(same, f"active eq {active}")
    crowd.declining.leave_out(other, f"active ne {active}")
    expect.finds(same, user.id)
    expect.finds_nobody(other)


@check("case-sensitivity.filter-group-name", verifies=CASE, needs="groups")
def test_a_group_is_found_by_its_name_as_the_schema_says(scim, newborn, standing_group, groups, schemas):
    """A group is found by its name in other letter case, unless the schema says that case matters."""
    group = newborn("Group")
    name = group.sent["displayName"]
    definition = schemas.find("displayName", wire.GROUP)

    as_it_is, in_capitals = (scim.search(groups, filter=f'displayName eq "{text}"') for text in (name, name.upper()))

    needs.only(as_it_is, group, see="filter.group-name-finds")
    expect.finds(in_capitals, *(() if definition and definition.case_exact else (group.id,)))


@check("filter.group-name-finds", verifies="RFC7644-3.4.2.2-01", needs="groups")
def test_a_group_is_found_by_its_name(scim, newborn, standing_group, groups):
    """A filter by displayName finds the group that has it, and no other."""
    group = newborn("Group")

    reply = scim.search(groups, filter=f'displayName eq "{group.sent["displayName"]}"')

    expect.finds(reply, group.id)


@check("filter.group-by-member", verifies="RFC7644-3.4.2.2-15", needs="groups")
def test_a_group_is_found_by_its_member(scim, crowd, new_group, groups):
    """A filter by the id of a member finds the groups that this user is in, and no other."""
    ada, ben = crowd.resources["ada"], crowd.resources["ben"]
    group, other = new_group(members=[ben.id, ada.id]), new_group(members=[ben.id])

    reply = scim.search(groups, filter=f"members.value eq {wire.quoted(ada.id)}")

    expect.tells_apart(reply, match=group, other=other)


@check("filter.user-by-group", verifies="RFC7644-3.4.2.2-15", needs="groups")
def test_users_are_found_by_their_group(scim, crowd, standing_group, standing_user, shown_in, users):
    """A filter by the id of a group finds a user who shows that group, and none who is not in it."""
    shown_in(standing_user, standing_group)
    asked = f"groups.value eq {wire.quoted(standing_group.id)}"

    reply = scim.search(users, filter=asked)

    crowd.declining.leave_out(reply, asked)
    expect.tells_apart(reply, match=standing_user, other=crowd.resources["ada"])
