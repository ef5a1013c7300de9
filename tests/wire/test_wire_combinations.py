"""The comparisons in a filter, each asked for as plainly as can be."""

from __future__ import annotations

import pytest

from scim_conformance.discovery import core_schemas
from scim_conformance.wire import ENTERPRISE, USER
from scim_conformance.wire.combinations import combinations

SCHEMAS = core_schemas()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (f'{USER.upper()}:USERNAME EQ "ada"', ['userName eq "x"']),
        ('NAME.familyName sw "a" and not (title pr)', ['name.familyName sw "x"', "title pr"]),
        ('emails[type eq "work" and VALUE co "a"]', ['emails.type eq "x"', 'emails.value co "x"']),
        (
            'meta.created gt "2020-01-01T00:00:00Z" or number le 5',
            ['meta.created gt "2011-05-13T04:42:34Z"', "number le 1"],
        ),
        ("title eq null", ["title eq null"]),
        ("this is no filter", []),
    ],
)
def test_each_comparison_is_asked_for_in_the_usual_spelling(text: str, plain: list[str]) -> None:
    assert [each.plain for each in combinations(text, SCHEMAS)] == plain


def test_odd_spellings_show_that_a_provider_knows_the_comparison_all_the_same() -> None:
    (boolean,) = combinations("ACTIVE ne false", SCHEMAS)
    (extension,) = combinations(f'{ENTERPRISE}:DEPARTMENT eq "a"', SCHEMAS)

    assert (boolean.plain, boolean.odd) == ("active ne true", ('active ne "true"',))
    assert extension.plain == f'{ENTERPRISE}:department eq "x"'
    assert extension.odd == (f'{ENTERPRISE}.department eq "x"', 'department eq "x"')
