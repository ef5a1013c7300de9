"""A pause that is longer than a run makes is told."""

from __future__ import annotations

from typing import Any

import pytest

from scim_conformance.plugin.noting import asked_too_much


def busy(status: int, retry_after: str | None) -> dict[str, Any]:
    return {"status": status, "response": {"headers": {"retry-after": retry_after} if retry_after else {}}}


def test_pauses_that_were_not_made_are_counted_with_the_longest() -> None:
    answers = [busy(429, "31536000"), busy(503, "31"), busy(429, "30"), busy(200, "99"), busy(429, "soon")]

    assert list(asked_too_much(answers)) == [
        "2 answers with 429 or 503 asked to wait longer than 30 s, up to 31,536,000 s: "
        "the run did not wait for them, and took them as they were."
    ]


@pytest.mark.parametrize("retry_after", [None, "", "-5", "30", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_of_pauses_that_can_be_made_nothing_is_said(retry_after: str | None) -> None:
    assert list(asked_too_much([busy(429, retry_after)])) == []
