"""The reference evaluation of filters, held against a second one, and against another implementation."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from filters_by_hand import GRAMMAR, PEOPLE, SOURCE, evaluated
from hypothesis import HealthCheck, Phase, given, settings
from scim2_models.exceptions import SCIMException

from scim_conformance.discovery import core_schemas
from scim_conformance.generated.filters import Json, filters
from scim_conformance.generated.filters_text import text_of
from scim_conformance.wire.filters import matches

SCHEMAS = core_schemas()

FEW = settings(
    max_examples=100,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


def test_two_evaluations_that_share_nothing_agree_on_any_filter() -> None:
    told: Counter[bool] = Counter()

    @FEW
    @given(filters(GRAMMAR))
    def agree(recipes: list[dict[str, Json]]) -> None:
        for recipe in recipes:
            text = text_of(recipe, SOURCE)
            for one in PEOPLE:
                reference, other = matches(text, one, SCHEMAS), evaluated(recipe, one)
                told[reference is not None and other is not None] += 1
                assert None in (reference, other) or reference == other, (text, one["userName"])

    agree()

    # What is open to either of them proves nothing, and has to be the smaller part.
    assert told[True] > 200
    assert told[True] > 2 * told[False]


def test_another_implementation_finds_the_same_where_the_text_is_plain() -> None:
    told: Counter[Any] = Counter()
    users = [_user()(one) for one in PEOPLE]

    @FEW
    @given(filters(GRAMMAR))
    def agree(recipes: list[dict[str, Json]]) -> None:
        for recipe in recipes:
            text = text_of(recipe, SOURCE)
            try:
                other = _filter()(text)
            except SCIMException:
                # It takes no text for the value of an e-mail address that is none.
                assert "mails" in text.lower() or "value" in text.lower(), text
                told["declined"] += 1
                continue
            for one, user in zip(PEOPLE, users, strict=True):
                reference = matches(text, one, SCHEMAS)
                told[reference] += 1
                assert reference in (None, other.match(user)), (text, one["userName"])

    agree()

    assert min(told[True], told[False]) > 50


@cache
def _user() -> Any:
    from scim2_models import EnterpriseUser, User

    return User[EnterpriseUser].model_validate


@cache
def _filter() -> Any:
    from scim2_models import EnterpriseUser, ScimFilter, User

    return ScimFilter[User[EnterpriseUser]]
