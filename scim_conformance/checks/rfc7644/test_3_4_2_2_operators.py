"""RFC 7644 section 3.4.2.2, table 3: what each operator finds, on each type of attribute."""

from __future__ import annotations

from scim_conformance import check, expect_query

WHOLE = "RFC7644-3.4.2.2-11"
ORDER = "RFC7644-3.4.2.2-12"


@check("filter.eq-whole-value", verifies=WHOLE)
def test_eq_finds_the_whole_value(crowd):
    """The operator eq finds the value as a whole, and none that begins, ends or goes on with it."""
    asked = crowd.ask('{text} eq "{a}kilo{z}"', finds="ada")

    expect_query.exactly(asked)


@check("filter.eq-takes-no-wildcards", verifies=WHOLE)
def test_eq_takes_no_sign_for_a_wildcard(crowd):
    """The operator eq takes an asterisk, a per cent sign and an underscore as they are."""
    asked = [crowd.ask(f'{{text}} eq "{{a}}kil{sign}{{z}}"', finds="") for sign in "*%_"]

    for question in asked:
        expect_query.exactly(question)


@check("filter.ne-others", verifies=WHOLE)
def test_ne_finds_the_others(crowd):
    """The operator ne finds those who have another value."""
    asked = crowd.ask('{text} ne "{a}kilo{z}"', finds="ben cleo dora egon fay gus hal")

    expect_query.exactly(asked)


@check("filter.co-anywhere", verifies=WHOLE)
def test_co_finds_a_part_wherever_it_stands(crowd):
    """The operator co finds a text at the start, in the middle and at the end of the value."""
    asked = crowd.ask('{text} co "kilo"', finds="ada ben cleo dora")

    expect_query.exactly(asked)


@check("filter.sw-at-the-start", verifies=WHOLE)
def test_sw_finds_a_part_at_the_start_only(crowd):
    """The operator sw finds a text at the start of the value, and not elsewhere in it."""
    asked = crowd.ask('{text} sw "{a}kilo"', finds="ada ben")

    expect_query.exactly(asked)


@check("filter.ew-at-the-end", verifies=WHOLE)
def test_ew_finds_a_part_at_the_end_only(crowd):
    """The operator ew finds a text at the end of the value, and not elsewhere in it."""
    asked = crowd.ask('{text} ew "kilo{z}"', finds="ada cleo")

    expect_query.exactly(asked)


@check("filter.gt-leaves-out-equal", verifies=ORDER)
def test_gt_finds_greater_texts_and_not_the_equal_one(crowd):
    """The operator gt finds texts that come later in the alphabet, and not the equal one."""
    asked = crowd.ask('{text} gt "{a}lima{z}"', finds="gus hal dora")

    expect_query.exactly(asked)


@check("filter.ge-takes-equal", verifies=ORDER)
def test_ge_finds_greater_texts_and_the_equal_one(crowd):
    """The operator ge finds texts that come later in the alphabet, and the equal one."""
    asked = crowd.ask('{text} ge "{a}lima{z}"', finds="fay gus hal dora")

    expect_query.exactly(asked)


@check("filter.lt-leaves-out-equal", verifies=ORDER)
def test_lt_finds_smaller_texts_and_not_the_equal_one(crowd):
    """The operator lt finds texts that come earlier in the alphabet, and not the equal one."""
    asked = crowd.ask('{text} lt "{a}lima{z}"', finds="ada ben cleo egon")

    expect_query.exactly(asked)


@check("filter.le-takes-equal", verifies=ORDER)
def test_le_finds_smaller_texts_and_the_equal_one(crowd):
    """The operator le finds texts that come earlier in the alphabet, and the equal one."""
    asked = crowd.ask('{text} le "{a}lima{z}"', finds="ada ben cleo egon fay")

    expect_query.exactly(asked)


@check("filter.pr-with-value", verifies="RFC7644-3.4.2.2-13")
def test_pr_finds_those_who_have_a_value(crowd):
    """The operator pr finds those who have a value, and not those who have none."""
    asked = crowd.ask("{gap} pr", finds="ada ben cleo")

    expect_query.exactly(asked)


@check("filter.pr-of-false", verifies="RFC7644-3.4.2.2-13")
def test_pr_takes_false_for_a_value(crowd):
    """The operator pr finds those whose boolean is false as well as those whose is true."""
    asked = crowd.ask("{flag} pr", finds="ada ben cleo dora egon fay gus hal")

    expect_query.exactly(asked)


@check("filter.eq-true", verifies=WHOLE)
def test_a_boolean_is_found_where_it_is_true(crowd):
    """A boolean compared with true, unquoted, finds those for whom it is true."""
    asked = crowd.ask("{flag} eq true", finds="ada ben cleo egon fay gus")

    expect_query.exactly(asked)


@check("filter.eq-false", verifies=WHOLE)
def test_a_boolean_is_found_where_it_is_false(crowd):
    """A boolean compared with false, unquoted, finds those for whom it is false."""
    asked = crowd.ask("{flag} eq false", finds="dora hal")

    expect_query.exactly(asked)


@check("filter.ne-true", verifies=WHOLE)
def test_a_boolean_other_than_true_is_false(crowd):
    """A boolean that is not true is false."""
    asked = crowd.ask("{flag} ne true", finds="dora hal")

    expect_query.exactly(asked)


@check("filter.eq-number", verifies=WHOLE)
def test_a_number_is_found_by_its_value(crowd):
    """An integer compared with a number finds those who have this number."""
    asked = crowd.ask("{number} eq 10", finds="ada")

    expect_query.exactly(asked)


@check("filter.gt-by-number", verifies=ORDER)
def test_numbers_are_compared_as_numbers(crowd):
    """Integers are compared by what they count, not by their digits."""
    greater = crowd.ask("{number} gt 10", finds="cleo dora fay gus")
    smaller = crowd.ask("{number} le 9", finds="ben egon hal")

    expect_query.exactly(greater)
    expect_query.exactly(smaller)


@check("filter.eq-same-instant", verifies=WHOLE)
def test_a_date_is_found_by_its_instant(crowd):
    """A date finds those who have the same instant, whatever offset it is written with."""
    asked = crowd.ask('{moment} eq "2026-03-02T04:30:00Z"', finds="ada cleo")

    expect_query.exactly(asked)


@check("filter.gt-later-instant", verifies=ORDER)
def test_dates_are_compared_as_instants(crowd):
    """Dates with offsets are compared as the instants that they name."""
    asked = crowd.ask('{moment} gt "2026-03-02T01:00:00Z"', finds="ada cleo egon fay gus hal")

    expect_query.exactly(asked)


@check("filter.created-since", verifies=ORDER)
def test_what_was_created_is_found_by_an_instant_long_ago(crowd, created):
    """Everybody was created after an instant long ago, and nobody before it."""
    after = crowd.ask(f'{created.path} gt "2011-05-13T04:42:34Z"')
    before = crowd.ask(f'{created.path} le "2011-05-13T04:42:34Z"')

    expect_query.exactly(after)
    expect_query.exactly(before)


@check("filter.created-with-offset", verifies=ORDER)
def test_an_instant_with_an_offset_is_compared_as_an_instant(crowd, created):
    """An instant later than all is later than all where its offset makes it look earlier."""
    crowd.need("since")

    before = crowd.ask(f'{created.path} lt "{created.later_that_looks_earlier}"')
    after = crowd.ask(f'{created.path} ge "{created.later_that_looks_earlier}"')

    expect_query.exactly(before)
    expect_query.exactly(after)


@check("filter.modified-since", verifies=ORDER)
def test_what_was_modified_is_found_by_an_instant(crowd, shows):
    """Everybody was last modified after an instant long ago, and nobody after one that is far ahead."""
    shows(crowd.value("ada", "meta.lastModified"), "meta.lastModified")

    since = crowd.ask('meta.lastModified gt "2011-05-13T04:42:34Z"')
    ahead = crowd.ask('meta.lastModified gt "2999-01-01T00:00:00Z"', finds="")

    expect_query.exactly(since)
    expect_query.exactly(ahead)
