"""RFC 7644 section 3.14: versions of resources."""

from __future__ import annotations

from typing import Any

from scim_conformance import add, check, expect, needs, replace, wire
from scim_conformance.checks.requests import texts
from scim_conformance.checks.rows import kinds_of_resource, replaced_and_deleted
from scim_conformance.client import Reply, Resource

NEVER = 'W/"never-a-version-of-anything"'

PUT_IS_THERE = "replace.put-is-there"


@check("etag.header", verifies="RFC7644-3.14-01", each={"kind": kinds_of_resource})
def test_a_resource_is_read_with_its_version(look, standing, has_versions, kind):
    """The answer to a read has an ETag header with a tag in quotes."""
    reply = look(standing(kind))

    needs.success(reply, see="read.answers-with-resource")
    has_versions(reply)
    tag = expect.header(reply, "ETag")
    expect.that(
        tag.removeprefix("W/").startswith('"') and tag.endswith('"') and len(tag.removeprefix("W/")) > 1,
        "The ETag is no entity tag",
        expected='"…" or W/"…"',
        actual=tag,
    )


@check("etag.version-in-meta", verifies="RFC7644-3.14-02", each={"kind": kinds_of_resource})
def test_the_version_is_in_meta(look, standing, versioned, kind):
    """The meta.version of a resource is the ETag with which it is read."""
    reply = look(standing(kind))

    tag = versioned(reply)
    needs.assigned(reply, "meta", see="schema.meta-is-assigned")
    expect.equal(expect.part(reply, "meta.version"), tag, "meta.version")


@check("etag.not-modified", verifies="RFC7644-3.14-03")
def test_what_is_not_modified_is_not_sent(scim, look, standing_user, versioned):
    """A read under the current version is answered with 304 and no body, one under another version with the user."""
    tag = versioned(look(standing_user))

    reply = scim.read(standing_user, headers={"If-None-Match": tag})
    control = scim.read(standing_user, headers={"If-None-Match": NEVER})

    expect.status(reply, 304)
    expect.equal(reply.text, "", "The body of a 304")
    expect.status(control, 200)


@check("etag.modified-is-sent", verifies="RFC7644-3.14-03")
def test_what_was_modified_is_sent(scim, look, replaceable, alter, replacing, versioned, schemas):
    """A read under the version before a change is answered with the user as it is now."""
    user = replaceable
    tag = versioned(look(user))
    change = scim.replace(user, alter(user))

    reply = scim.read(user, headers={"If-None-Match": tag})

    needs.success(change, see=PUT_IS_THERE)
    expect.status(reply, 200)
    expect.unchanged(scim.read(user), reply, schemas)


def under(user: Resource, method: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return the request that changes or deletes a user, as arguments of ``scim.request``."""
    return {"method": method, "path": user.path, **({"json": body} if method == "PUT" else {})}


@check("etag.stale-version", verifies="RFC7644-3.14-04", each={"method": replaced_and_deleted})
def test_a_change_under_an_old_version_is_declined(scim, look, replaceable, alter, versioned, schemas, method):
    """A PUT or DELETE under the version before another change is declined, and nothing of it is done."""
    user = replaceable
    old = versioned(look(user))
    change = scim.replace(user, alter(user))
    before = scim.read(user)

    reply = scim.request(**under(user, method, alter(user)), headers={"If-Match": old})

    needs.success(change, see=PUT_IS_THERE)
    needs.differs(versioned(before), old, "The version", see="etag.changes-with-each-change")
    expect.status(reply, 412, 409)
    expect.unchanged(before, scim.read(user), schemas)


@check("etag.stale-version-on-patch", verifies="RFC7644-3.14-04", needs="patch")
def test_a_patch_under_an_old_version_is_declined(
    scim, look, replaceable, alter, people, changeable, versioned, patch_works, schemas
):
    """A PATCH under the version before another change is declined, and nothing of it is done."""
    user = replaceable
    old = versioned(look(user))
    change = scim.replace(user, alter(user))
    before = scim.read(user)

    reply = scim.patch(user, replace(changeable, people.value(changeable)), headers={"If-Match": old})

    needs.success(change, see=PUT_IS_THERE)
    needs.differs(versioned(before), old, "The version", see="etag.changes-with-each-change")
    expect.status(reply, 412, 409)
    expect.unchanged(before, scim.read(user), schemas)


@check("etag.current-version", verifies="RFC7644-3.14-05", each={"method": replaced_and_deleted})
def test_a_change_under_the_current_version_is_made(scim, new_user, rewrite, replacing, versioned, schemas, method):
    """A PUT or DELETE under the current version is carried out."""
    user = new_user()
    before, body = scim.read(user), rewrite(user)
    tag = versioned(before)

    reply = scim.request(**under(user, method, body), headers={"If-Match": tag})

    expect.success(reply)
    # What a PUT stores and what a DELETE leaves behind is the same without a version: other checks speak of that. Where
    # an application lets nothing be replaced, there is no change to see.
    asks = method == "DELETE" or wire.differences(body, shown(before) or {}, schemas, subset=True)
    expect.that(
        not asks or shown(scim.read(user)) != shown(before),
        f"A {method} under the current version succeeds and changes nothing",
        expected="another user, or none",
        actual="the user as it was",
    )


def shown(reply: Reply) -> Any:
    """Return what an answer shows of a user, but for what the provider itself writes about it."""
    body = reply.json
    return {key: value for key, value in body.items() if key.casefold() != "meta"} if isinstance(body, dict) else None


@check("etag.current-version-on-patch", verifies="RFC7644-3.14-05", needs="patch")
def test_a_patch_under_the_current_version_is_made(
    scim, look, patient, people, changeable, versioned, patch_works, schemas
):
    """A PATCH under the current version is carried out."""
    user, value = patient, people.value(changeable)
    before = look(user)

    reply = scim.patch(user, replace(changeable, value), headers={"If-Match": versioned(before)})

    expect.success(reply)
    expect.changed(before, scim.read(user), schemas, path=changeable, to=value)


@check("etag.asterisk", verifies="RFC7644-3.14-05")
def test_an_asterisk_matches_every_version(scim, look, replaceable, rewrite, replacing, versioned, schemas):
    """A PUT under an asterisk is carried out, since the user exists."""
    user = replaceable
    versioned(look(user))
    body = rewrite(user)

    reply = scim.replace(user, body, headers={"If-Match": "*"})

    expect.success(reply)
    expect.holds(scim.read(user), texts(body), schemas)


@check("etag.changes-with-each-change", verifies="RFC7644-3.14-06")
def test_the_version_changes_with_each_change(scim, look, replaceable, alter, replacing, versioned):
    """After each of two changes a user has another version, which stays as long as nothing changes."""
    user = replaceable
    seen = [versioned(look(user))]
    for _ in range(2):
        needs.success(scim.replace(user, alter(user)), see=PUT_IS_THERE)
        seen.append(versioned(scim.read(user)))

    again = versioned(scim.read(user))

    expect.equal(len(set(seen)), 3, "The number of versions after two changes")
    expect.equal(again, seen[-1], "The version without a change")


@check("etag.changes-with-members", verifies="RFC7644-3.14-06", needs=("groups", "patch"))
def test_the_version_of_a_group_changes_with_its_members(scim, new_group, crew, versioned):
    """A group has another version once it has a member more."""
    user, group = crew[0], new_group()
    before = versioned(scim.read(group))

    reply = scim.patch(group, add("members", [{"value": user.id}]))

    needs.success(reply, see="patch-group.add-member")
    expect.that(
        versioned(scim.read(group)) != before,
        "The version of a group stays when a member is added",
        expected="another version",
        actual=before,
    )


@check("etag.in-lists", verifies="RFC7644-3.14-02", needs="filter")
def test_the_version_is_in_lists_too(scim, standing_user, users, versioned):
    """A user in a list has the meta.version that it has when it is read."""
    reply = scim.search(users, filter=f'userName eq "{standing_user.sent["userName"]}"')

    alone = scim.read(standing_user)
    listed = needs.item(reply, standing_user, see="filter.user-name-finds")
    versioned(alone)
    needs.assigned(alone, "meta.version", see="etag.version-in-meta")
    expect.equal(expect.part(listed, "meta.version"), expect.part(alone, "meta.version"), "meta.version in a list")
