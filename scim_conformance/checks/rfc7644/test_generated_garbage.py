"""RFC 7644 section 3.12: whatever comes in is answered, and what makes no sense is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scim_conformance import check, expect, expect_query
from scim_conformance.client import Reply
from scim_conformance.generated.garbage import PLACES
from scim_conformance.profile import Profile

WORDS: Mapping[str, str] = {"json": "a body", "path": "an id", "filter": "a filter", "header": "a header"}
"""What the places of garbage are called."""


def places(_profile: Profile) -> Sequence[str]:
    """Where the garbage is."""
    return PLACES


@check(
    "errors.any-garbage-is-refused",
    verifies=("RFC7644-3.12-06", "RFC7644-3.12-07", "RFC7644-3.12-09"),
    each={"place": places},
)
def test_any_garbage_is_refused(examples, garbage, place):
    """Garbage in a body, an id, a filter or a header is refused or passed over, breaks nothing and creates nobody."""
    thrown = garbage(place)

    @examples(recipe=thrown.recipes)
    def holds(recipe):
        reply = thrown.throw(recipe)
        _is_answered(reply, place)
        if thrown.must_be_refused(recipe):
            _is_refused(reply, place)
            expect.equal(thrown.created(), [], "The list of users that a refused request has created")


def _is_answered(reply: Reply, place: str) -> None:
    # 501 says that there is no such thing, and the other statuses of its class that something broke.
    broke = reply.status is None or (reply.status >= 500 and reply.status != 501)
    expect.that(
        not broke,
        f"The provider breaks down over garbage in {WORDS[place]}",
        expected="4xx",
        actual=reply.status or reply.problem,
    )


def _is_refused(reply: Reply, place: str) -> None:
    if place == "filter":
        expect_query.nobody_or_declined(reply)
        return
    expect.that(not reply.ok, f"Garbage in {WORDS[place]} is accepted", expected="4xx", actual=reply.status)
