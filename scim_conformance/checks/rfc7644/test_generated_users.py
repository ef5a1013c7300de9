"""RFC 7644 sections 3.3 and 3.5.1, with users that nobody would think of."""

from __future__ import annotations

from scim_conformance import check, expect, needs


@check("replace.what-was-read-changes-nothing", verifies=("RFC7644-3.5.1-10", "RFC7644-3.5.1-01"))
def test_what_a_replacement_stores_can_be_sent_back(scim, people, replaceable, newborn, replacing, schemas, examples):
    """Whatever the user, a PUT stores it as sent or refuses it, and a PUT of what is read then changes nothing."""
    user, other = replaceable, newborn("User")

    @examples(recipe=people.users(1, without=people.fixed()))
    def comes_back(recipe):
        sent = people.body(recipe, [other.id], keeping=user.sent)
        reply = scim.replace(user, sent)
        if not reply.ok:
            expect.refused(reply)
            expect.not_status(reply, 409)
            return
        before = scim.read(user)
        needs.success(before, see=needs.READABLE)
        expect.holds(before, people.told(recipe, sent), schemas)
        expect.success(scim.replace(user, before.json))
        expect.unchanged(before, scim.read(user), schemas)


@check("create.takes-names-of-any-script", verifies="RFC7643-4.1.1-08")
def test_names_of_ordinary_people_are_taken(refused_names):
    """A create takes the names that people have, in any script, with apostrophes and hyphens, long and short."""
    refused = refused_names()

    expect.that(
        not refused,
        f"A create refuses names with {', '.join(refused)}",
        expected="every name that people have",
        actual=refused,
    )
