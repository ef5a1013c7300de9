"""What a provider may decline to compare, and what shows that it declines something else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from scim_conformance.client import Reply
from scim_conformance.client.reply import Headers
from scim_conformance.discovery import core_schemas
from scim_conformance.outcomes import Omitted
from scim_conformance.plugin.declining import Declining, is_declined


def answer(status: int, scim_type: str | None = None) -> Reply:
    return Reply(1, "GET", "http://x/Users", "/Users", status, Headers(), "", {"scimType": scim_type}, None, 0.0)


DECLINED = answer(400, "invalidFilter")


def asking(**answers: Reply) -> tuple[Declining, list[str]]:
    """Make up a provider that answers 200 to what is not named, and the list of what it was asked for."""
    asked: list[str] = []

    def search(_endpoint: str, **params: Any) -> Reply:
        asked.append(params["filter"])
        return answers.get(params["filter"].split()[1], answer(200))

    run: Any = SimpleNamespace(
        scim=SimpleNamespace(search=search),
        users="Users",
        discovered=SimpleNamespace(schema_set=core_schemas()),
        profile=SimpleNamespace(slug="acme"),
    )
    return Declining(run), asked


def test_a_comparison_that_is_declined_as_plainly_as_can_be_is_left_out_and_asked_for_once() -> None:
    declining, asked = asking(co=DECLINED)

    for _ in range(2):
        with pytest.raises(Omitted, match='declines the filter title co "x" with 400'):
            declining.leave_out(DECLINED, 'TITLE co "kilo" and userName eq "ada"')
    assert asked == ['title co "x"']


@pytest.mark.parametrize("text", ['TITLE co "kilo"', 'userName EQ "ada"', 'not (userName eq "ada")', "no filter"])
def test_what_is_taken_in_its_plainest_form_is_no_excuse(text: str) -> None:
    declining, _ = asking(eq=DECLINED)

    declining.leave_out(DECLINED, text)


def test_what_is_taken_in_an_odd_spelling_is_no_excuse() -> None:
    declining, asked = asking()

    declining.leave_out(DECLINED, "active eq true")
    assert asked == ['active eq "true"']


@pytest.mark.parametrize("reply", [answer(200), answer(400), answer(400, "invalidValue"), answer(500, "invalidFilter")])
def test_only_400_with_invalid_filter_declines(reply: Reply) -> None:
    declining, asked = asking(co=DECLINED)

    declining.leave_out(reply, 'title co "kilo"')
    assert not is_declined(reply)
    assert asked == []
