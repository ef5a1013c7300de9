"""What holds of every answer, whatever was asked."""

from __future__ import annotations

from scim_conformance import expect, watcher
from scim_conformance.seen import Seen, bodies, errors, limits, lists, read_bodies, searches

PATIENCE = 5.0
"""How many seconds clients wait for a search without giving up."""


@watcher("content-negotiation.every-body-is-scim-json", verifies="RFC7644-3.8-04", watches=bodies)
def test_every_body_is_labelled_as_scim(seen: Seen) -> None:
    """Every answer with a body is labelled application/scim+json, unless the client asked for another type."""
    label = (seen.header("Content-Type") or "no Content-Type").partition(";")[0].strip().lower()
    asked = (seen.sent_header("Accept") or "").lower()

    expect.that(
        label == "application/scim+json" or "scim+json" not in asked,
        "An answer is not labelled application/scim+json",
        expected="application/scim+json",
        actual=label,
    )


@watcher("content-negotiation.every-body-is-readable", verifies="RFC7644-3.8-01", watches=read_bodies)
def test_every_body_can_be_read(seen: Seen) -> None:
    """Every answer that says it is JSON is JSON, in UTF-8."""
    expect.that(seen.problem is None, "A body can't be read", expected="JSON in UTF-8", actual=seen.problem)


@watcher("content-negotiation.every-name-once", verifies="RFC7644-3.8-08", watches=bodies)
def test_no_object_has_a_name_twice(seen: Seen) -> None:
    """No object in the body of any answer has the same name twice."""
    expect.that(
        not seen.repeated,
        "An object in a body has a name twice",
        expected="each name once",
        actual=seen.repeated,
    )


@watcher("errors.every-error-is-valid", verifies=("RFC7644-3.12-01", "RFC7644-3.12-02"), watches=errors)
def test_every_error_has_the_form_of_an_error(seen: Seen) -> None:
    """Every error with a JSON body has the form of a SCIM error and repeats its status."""
    # 415 and 406 may come from what stands before the provider, but a SCIM body that comes must be right.
    expect.valid(seen.body, "error", "An error")
    expect.equal(seen.body["status"], str(seen.status), "The status in the body of an error")


@watcher("pagination.every-list-is-valid", verifies=("RFC7644-3.4.2-01", "RFC7644-3.4.2-02"), watches=lists)
def test_every_list_has_the_form_of_a_list_response(seen: Seen) -> None:
    """Every list has the form of a list response and counts no fewer than it shows."""
    expect.valid(seen.body, "list-response", "A list")
    shown = len(seen.body.get("Resources") or [])
    expect.that(
        seen.body["totalResults"] >= shown,
        "A list counts fewer than it shows",
        expected=f"totalResults of {shown} or more",
        actual=seen.body["totalResults"],
    )


@watcher("security.searches-are-answered-in-time", verifies="RFC7644-7-03", watches=searches)
def test_every_search_is_answered_in_time(seen: Seen) -> None:
    """Every search with a filter is answered within five seconds."""
    expect.that(
        seen.status is not None and seen.seconds <= PATIENCE,
        "A search is not answered in time",
        expected=f"an answer within {PATIENCE:g} s",
        actual=seen.problem or f"{seen.seconds:.1f} s",
    )


@watcher("security.limits-say-when", verifies="RFC7644-3.12-19", watches=limits)
def test_every_limit_says_when_to_come_back(seen: Seen) -> None:
    """Every 429 says in Retry-After when the client may come back."""
    expect.that(
        seen.header("Retry-After") is not None,
        "A 429 does not say when to come back",
        expected="Retry-After: 1",
        actual="no Retry-After",
    )
