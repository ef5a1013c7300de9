"""What holds of every error, whatever provoked it."""

from __future__ import annotations

import json

from scim_conformance import expect, watcher, wire
from scim_conformance.checks.failing import INSIDE, SCIM_TYPES
from scim_conformance.seen import Seen, answers, bodies, errors


@watcher("errors.in-status-line", verifies="RFC7644-3.2-01", watches=bodies)
def test_every_error_shows_in_the_status_line(seen: Seen) -> None:
    """No answer whose body is an error has a status of success."""
    named = seen.body.get("schemas") if isinstance(seen.body, dict) else None
    expect.that(
        not seen.ok or not isinstance(named, list) or wire.ERROR not in named,
        "An answer with a status of success has an error as its body",
        expected="the status of the error",
        actual=seen.status,
    )


@watcher("errors.known-scim-types", verifies="RFC7644-3.12-05", watches=errors)
def test_every_scim_type_is_one_of_the_standard(seen: Seen) -> None:
    """Every scimType in an error is a keyword that the standard defines."""
    found = seen.body.get("scimType")
    expect.that(
        found in (None, "", *SCIM_TYPES),
        "An error has a scimType that the standard does not have",
        expected=list(SCIM_TYPES),
        actual=found,
    )


@watcher("errors.says-what-is-wrong", verifies="RFC7644-3.12-04", watches=errors)
def test_every_error_says_what_is_wrong(seen: Seen) -> None:
    """Every error with a body says in its detail what is wrong."""
    expect.that(
        bool(seen.body.get("detail")),
        "An error does not say what is wrong",
        expected="a detail",
        actual=seen.body.get("detail"),
    )


@watcher("security.errors-keep-the-inside", verifies="RFC7644-3.12-15", watches=bodies)
def test_no_error_shows_the_inside_of_the_provider(seen: Seen) -> None:
    """No error, however odd its request, has a stack trace, a path of a file or SQL in it."""
    text = seen.body if isinstance(seen.body, str) else "\n".join(_texts(seen.body))
    found = INSIDE.search(text) if seen.status is not None and seen.status >= 400 else None
    expect.that(
        found is None,
        "An error shows the inside of the provider",
        expected="a sentence about the request",
        actual=found[0] if found else None,
    )


@watcher("errors.refused-method-names-others", verifies="RFC7644-3.12-20", watches=answers)
def test_every_405_says_which_methods_there_are(seen: Seen) -> None:
    """Every answer with 405 names in Allow the methods that there are."""
    allowed = seen.header("Allow")
    expect.that(
        seen.status != 405 or allowed is not None,
        "An answer with 405 has no Allow header",
        expected="Allow: GET, …",
        actual="no such header",
    )


def _texts(body: object) -> list[str]:
    """Return every text in a JSON value, unescaped as the reader of the error sees it."""
    if isinstance(body, dict):
        return [text for value in body.values() for text in _texts(value)]
    if isinstance(body, list):
        return [text for value in body for text in _texts(value)]
    return [body if isinstance(body, str) else json.dumps(body)]
