"""Which checks need to write, told before anything is sent: a run that only reads leaves them out.

A check that is told wrong writes nothing all the same, since its request is stopped in the client; it then is omitted.
"""

from __future__ import annotations

from collections.abc import Collection

import pytest

from .collection import CHECK
from .run import run_of

WRITING_FIXTURES = frozenset(
    {
        "people", "new_user", "new_group", "kinds", "creation", "newborn", "deletion", "everybody", "crowd", "crew",
        "club", "holder", "team", "standing", "standing_user", "standing_group", "standing_search", "sheltered",
        "replaceable", "patient", "delicate", "control", "replaced", "narrows", "found_plural",
        "required_only", "every_attribute", "lacking", "searched_groups", "bulk",
        "oversized", "understood", "at_once", "garbage", "patch_ground", "orders_of", "examples",
    }
)  # fmt: skip
"""What creates users and groups, changes them, or makes them up for a check that does."""

WRITING_CHECKS = frozenset(
    {
        "delete.unknown-id-404",
        "discovery.unknown-schema-is-not-deleted",
        "discovery.writes-are-refused",
        "errors.broken-json-400",
        "errors.empty-body-400",
        "errors.no-object-400",
        "errors.wrong-type-400",
        "errors.form-is-refused",
        "errors.unknown-method",
    }
)
"""Checks that send something else than GET and HEAD themselves, with none of these fixtures."""

READING_CHECKS = frozenset(
    {
        "entra.no-results-are-no-null",
        "entra.nobody-is-an-empty-list",
        "filter.nobody-is-success",
        "profile.nobody-matches",
    }
)
"""Checks that make somebody up only to search for him in vain."""


STANDING = frozenset({"standing", "standing_user", "standing_group"})
"""What is created to be looked at, in place of which a run that only reads takes what is there."""

ANYBODY_WILL_DO = frozenset(
    {
        "auth.challenge",
        "auth.challenge-error",
        "auth.challenge-is-well-formed",
        "auth.challenge-parameter",
        "auth.challenge-scheme",
        "auth.challenge-without-error",
        "auth.names-schemes",
        "auth.other-scheme",
        "auth.refusal-keeps-token",
        "auth.scheme-in-any-case",
        "auth.spoiled-token",
        "auth.tampered-token",
        "auth.token-in-address",
        "auth.token-in-address-is-private",
        "auth.unknown-scheme",
        "auth.wrong-password",
        "auth.wrong-token-401",
        "case-sensitivity.id-in-other-case",
        "content-negotiation.accepts-anything",
        "content-negotiation.accepts-json",
        "content-negotiation.accepts-scim-json",
        "content-negotiation.answers-in-utf8",
        "content-negotiation.answers-scim-json",
        "discovery.schemas-of-resources-are-served",
        "discovery.types-are-all-there",
        "errors.unknown-version",
        "etag.header",
        "etag.version-in-meta",
        "profile.types-on-the-wire",
        "projection.always-has-id",
        "projection.unknown-name",
        "projection.unknown-parameter",
        "read.content-location",
        "read.unknown-id-is-no-success",
        "read.version-before-endpoint",
        "schema.id-without-bulk-id",
        "schema.meta-names-the-type",
        "schema.names-are-well-formed",
        "schema.only-declared-schemas",
        "schema.password-key-never-returned",
        "schema.references-are-uris",
        "schema.returned-never",
        "schema.weak-version-mark",
        "schema.write-only-never-returned",
        "security.host-is-not-believed",
        "security.no-token-in-cookies",
        "security.not-for-every-website",
    }
)
"""Checks that only read what stands, and for which any user or group will do that the provider lists."""


def needs_to_write(id: str, fixtures: Collection[str]) -> bool:
    """Tell whether a check needs to write, by its id and all fixtures that it asks for, directly or not."""
    if id in READING_CHECKS:
        return False
    written = WRITING_FIXTURES - STANDING if id in ANYBODY_WILL_DO else WRITING_FIXTURES
    return id in WRITING_CHECKS or not written.isdisjoint(fixtures)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs to write, where the run only reads."""
    run = run_of(config)
    if not run.settings.read_only:
        return
    kept = [item for item in items if not _writes(item)]
    run.withheld = len(items) - len(kept)
    items[:] = kept


def _writes(item: pytest.Item) -> bool:
    check = item.stash.get(CHECK, None)
    return check is not None and needs_to_write(check.id, getattr(item, "fixturenames", ()))
