"""RFC 7644 section 3.4.2.2, tables 4 and 5: and, or, not, their precedence, and brackets of both kinds."""

from __future__ import annotations

from scim_conformance import check, expect_query

LOGIC = "RFC7644-3.4.2.2-05"
PRECEDENCE = "RFC7644-3.4.2.2-04"
SAME_VALUE = "RFC7644-3.4.2.2-10"


@check("filter.and-narrows", verifies=LOGIC)
def test_and_finds_who_meets_both_conditions(crowd):
    """Two conditions joined by and find who meets both, and nobody who meets one."""
    met = crowd.ask('userName eq {ada} and {text} sw "{a}kilo"', finds="ada", alone=True)
    second_fails = crowd.ask('userName eq {fay} and {text} sw "{a}kilo"', finds="", alone=True)
    first_fails = crowd.ask('userName eq "nobody" and {text} sw "{a}kilo"', finds="", alone=True)

    for asked in (met, second_fails, first_fails):
        expect_query.exactly(asked)


@check("filter.or-widens", verifies=LOGIC)
def test_or_finds_who_meets_either_condition(crowd):
    """Two conditions on two attributes joined by or find who meets either, and nobody else."""
    asked = crowd.ask('userName eq {hal} or userName eq {egon} or {text} eq "{a}lima{z}"', finds="egon fay hal")

    expect_query.exactly(asked)


@check("filter.and-before-or", verifies=PRECEDENCE)
def test_and_binds_before_or(crowd):
    """In a or b and c, the last two belong together."""
    crowd.need("or")

    asked = crowd.ask('userName eq {ada} or userName eq {fay} and {text} eq "{a}lima{z}"', finds="ada fay", alone=True)

    expect_query.exactly(asked)


@check("filter.and-before-or-reversed", verifies=PRECEDENCE)
def test_and_binds_before_or_wherever_it_stands(crowd):
    """In a and b or c, the first two belong together."""
    crowd.need("or")

    asked = crowd.ask('{text} eq "{a}kilo{z}" and userName eq {ada} or userName eq {fay}', finds="ada fay", alone=True)

    expect_query.exactly(asked)


@check("filter.brackets-first", verifies=PRECEDENCE)
def test_round_brackets_bind_first(crowd):
    """In (a or b) and c, the first two belong together."""
    crowd.need("or", "brackets", "and")

    asked = crowd.ask('(userName eq {ada} or userName eq {fay}) and {text} eq "{a}lima{z}"', finds="fay", alone=True)

    expect_query.exactly(asked)


@check("filter.brackets-around-all", verifies=PRECEDENCE)
def test_brackets_around_a_condition_change_nothing(crowd):
    """A condition in one pair or two pairs of round brackets finds what it finds without."""
    once = crowd.ask("(userName eq {ada})", finds="ada", alone=True)
    twice = crowd.ask("((userName eq {ada}))", finds="ada", alone=True)

    expect_query.exactly(once)
    expect_query.exactly(twice)


@check("filter.not-finds-others", verifies=LOGIC)
def test_not_finds_who_does_not_match(crowd):
    """A condition behind not finds those who don't meet it."""
    asked = crowd.ask("not (userName eq {ada})", finds="ben cleo dora egon fay gus hal")

    expect_query.exactly(asked)


@check("filter.not-before-and", verifies=PRECEDENCE)
def test_not_binds_before_and(crowd):
    """In not (a) and b, only the first is negated."""
    crowd.need("not", "and")

    asked = crowd.ask('not (userName eq {ada}) and {text} eq "{a}lima{z}"', finds="fay")

    expect_query.exactly(asked)


@check("filter.not-of-a-group", verifies=LOGIC)
def test_not_negates_a_whole_group(crowd):
    """A not before brackets negates all that stands in them."""
    crowd.need("or", "not", "co", "and")

    asked = crowd.ask(
        'userName sw {mark} and not ({text} co "kilo" or {text} eq "{a}lima{z}")', finds="egon gus hal", alone=True
    )

    expect_query.exactly(asked)


@check("filter.logic-in-capitals", verifies="RFC7644-3.4.2.2-02")
def test_logical_words_mean_the_same_in_capitals(crowd):
    """The words and, or and not mean the same in capitals."""
    crowd.need("and", "or", "not")

    both = crowd.ask('userName eq {fay} AND {text} sw "{a}kilo"', finds="", alone=True)
    either = crowd.ask("userName eq {fay} OR userName eq {ada}", finds="ada fay", alone=True)
    neither = crowd.ask(
        "userName sw {mark} and NOT (userName eq {ada})", finds="ben cleo dora egon fay gus hal", alone=True
    )

    for asked in (both, either, neither):
        expect_query.exactly(asked)


@check("filter.any-of-several-values", verifies="RFC7644-3.4.2.2-15")
def test_one_of_several_values_is_enough(crowd):
    """A filter by a multi-valued attribute finds those who have the value in any place."""
    crowd.need("co")

    asked = crowd.ask('{many}.value co "{north}"', finds="ada ben cleo dora")

    expect_query.exactly(asked)


@check("filter.type-of-several-values", verifies="RFC7644-3.4.2.2-15")
def test_the_type_of_any_value_is_enough(crowd):
    """A filter by the type of a multi-valued attribute finds those who have a value of that type."""
    asked = crowd.ask("{many}.type eq {other}")

    expect_query.exactly(asked)


@check("filter.multi-valued-without-sub-attribute", verifies="RFC7644-3.4.2.2-15")
def test_a_multi_valued_attribute_stands_for_its_values(crowd):
    """A filter that names a multi-valued attribute without sub-attribute looks at its values."""
    asked = crowd.ask("{typed} eq {home}")

    expect_query.exactly(asked)


@check("filter.value-path-same-value", verifies=SAME_VALUE)
def test_square_brackets_are_met_by_one_value(crowd, value_paths):
    """Two conditions in square brackets are met by one value, and not by two together."""
    crowd.need("and", "co")

    asked = crowd.ask('{many}[type eq {first} and value co "{north}"]', finds="ada cleo")

    expect_query.exactly(asked)


@check("filter.value-path-with-not", verifies=SAME_VALUE)
def test_square_brackets_with_not_are_met_by_one_value(crowd, value_paths):
    """A condition and a negated one in square brackets are met by one value."""
    crowd.need("not", "and", "co")

    asked = crowd.ask('{many}[type eq {first} and not (value co "{north}")]')

    expect_query.exactly(asked)


@check("filter.value-path-type", verifies=SAME_VALUE)
def test_a_condition_in_square_brackets_counts(crowd, value_paths):
    """What stands in square brackets narrows the search."""
    crowd.need("and", "co")

    by_value = crowd.ask('{typed}[value co "{north}"]')
    by_nothing = crowd.ask('{typed}[type eq "no-such-type" and value co "{north}"]', finds="")

    expect_query.exactly(by_value)
    expect_query.exactly(by_nothing)


@check("filter.value-path-and-more", verifies=SAME_VALUE)
def test_square_brackets_are_joined_with_other_conditions(crowd, value_paths):
    """Square brackets and a condition on another attribute are joined by and."""
    crowd.need("and", "co")

    asked = crowd.ask('{typed}[type eq {first} and value co "{north}"] and userName eq {ada}', finds="ada", alone=True)

    expect_query.exactly(asked)


@check("filter.value-path-taken", verifies="RFC7644-3.4.2.2-19")
def test_square_brackets_are_taken(crowd):
    """A filter with square brackets, and a group inside them, is answered."""
    asked = crowd.ask('{typed}[(type eq {first} or type eq "x") and value co "{north}"]', finds="ada cleo")

    expect_query.exactly(asked)


@check("filter.not-of-a-not", verifies=LOGIC)
def test_two_nots_cancel_out(crowd):
    """A not around another not finds who meets the condition itself."""
    crowd.need("not")

    asked = crowd.ask("not (not (userName eq {ada}))", finds="ada", alone=True)

    expect_query.exactly(asked)


@check("filter.value-path-operators", verifies=SAME_VALUE)
def test_operators_mean_the_same_in_square_brackets(crowd, value_paths):
    """The operators ne, sw and pr find in square brackets what they find of single values."""
    crowd.need("and")

    asked = [
        crowd.ask(f"{{typed}}[{condition}]")
        for condition in ("type ne {first}", "value sw {mark}", "type eq {first} and value pr")
    ]

    for question in asked:
        expect_query.exactly(question)
