"""RFC 7644 sections 3.7.1 and 3.7.2: operations of a bulk request that refer to each other."""

from __future__ import annotations

from scim_conformance import check, expect, expect_patch, needs, wire
from scim_conformance.checks.bulking import post

MANAGER = f"{wire.ENTERPRISE}:manager.value"


@check("bulk.reference-backward", verifies="RFC7644-3.7.2-01", needs="groups")
def test_a_group_refers_to_a_user_before_it(bulk, behind, roster, users, groups, people):
    """A group that names the bulkId of a user created before it has that user as its member."""
    results = bulk.results(post(users, "who", people.user()), post(groups, "where", people.group(["bulkId:who"])))

    user, found = behind(results[0], users), roster(behind(results[1], groups))
    needs.success(found.reply, see="bulk.creates")
    expect_patch.members(found, user.id)


@check("bulk.reference-forward", verifies=("RFC7644-3.7.2-01", "RFC7644-3.7-10"), needs="groups")
def test_a_group_refers_to_a_user_behind_it(bulk, roster, users, groups, people, behind):
    """A group that names the bulkId of a user created after it has that user as its member."""
    control = bulk.results(post(users, "who", people.user()), post(groups, "where", people.group(["bulkId:who"])))
    results = bulk.results(post(groups, "where", people.group(["bulkId:who"])), post(users, "who", people.user()))

    needs.that(all(each.ok for each in control), "A reference to a bulkId failed", see="bulk.reference-backward")
    expect.that(results[0].ok, "A reference to what comes later failed", expected="201", actual=results[0].raw)
    found = roster(behind(results[0], groups))
    needs.success(found.reply, see="bulk.creates")
    expect_patch.members(found, behind(results[1], users).id)


@check("bulk.reference-circular", verifies="RFC7644-3.7.1-01", needs="groups")
def test_groups_that_refer_to_each_other_are_resolved_or_declined(bulk, roster, groups, people, behind):
    """Two groups that name each other's bulkId have each other as members, or are declined with 409."""
    results = bulk.results(
        post(groups, "one", people.group(["bulkId:two"])), post(groups, "two", people.group(["bulkId:one"]))
    )

    for result, other in ((results[0], results[1]), (results[1], results[0])):
        expect.that(
            result.status in (201, 409),
            "A circular reference is neither resolved nor a conflict",
            expected="201 or 409",
            actual=result.raw,
        )
        members = roster(behind(result, groups)).ids if result.ok else []
        expect.equal(
            members or [],
            [behind(other, groups).id] if result.ok and other.ok else [],
            "The list of members of a group in a circle",
        )


@check("bulk.reference-in-extension", verifies="RFC7644-3.7.2-02")
def test_a_user_refers_to_its_manager(scim, bulk, behind, managed, users, people, schemas):
    """A user whose manager is named by bulkId has the id of the manager that was created."""
    boss, sent = people.user(), people.user(having={MANAGER: "bulkId:boss"})

    results = bulk.results(post(users, "boss", boss), post(users, "who", sent))

    needs.that(results[0].ok, "The creation of the manager failed", see="bulk.creates")
    stored = scim.read(behind(results[1], users))
    needs.success(stored, see="bulk.creates")
    expect.attribute(stored, MANAGER, equals=behind(results[0], users).id, schemas=schemas)


@check("bulk.dangling-reference", verifies="RFC7644-3.7-11", needs=("groups", "filter"))
def test_a_reference_to_nothing_makes_nothing(scim, bulk, roster, groups, people):
    """A group that names a bulkId which nobody has is declined and not there, or made without that member."""
    sent = people.group(["bulkId:nobody"])

    result = bulk.results(post(groups, "one", sent))[0]

    found = scim.search(groups, filter=f'displayName eq "{sent["displayName"]}"')
    needs.success(found, see="filter.group-name-finds")
    expect.that(
        result.ok or sent["displayName"] not in found.text,
        "A group is there whose creation failed",
        expected="nobody",
        actual=result.raw,
    )
    expect.that(
        "bulkId:" not in found.text,
        "A group has a placeholder as its member",
        expected="409 or 400, or no such member",
        actual=result.raw,
    )
