"""Expressions are read as Microsoft writes them, and what is none is refused with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scim_conformance.entra.mapping import ExpressionError, ParsedExpression, parse
from scim_conformance.entra.mapping.expressions import DEEPEST, LONGEST
from scim_conformance.entra.mapping.functions import FUNCTIONS, LEFT_OUT


def test_an_attribute_is_read_by_its_name() -> None:
    assert parse("[userPrincipalName]")({"userPrincipalName": "ada@example.com"}) == "ada@example.com"
    assert parse("[userPrincipalName]")({}) is None


def test_a_text_may_hold_quotes_and_backslashes() -> None:
    assert parse(r'"Company name: \"Contoso\""')({}) == 'Company name: "Contoso"'
    assert parse(r'"C:\\Temp"')({}) == r"C:\Temp"


def test_a_whole_number_is_a_number() -> None:
    assert parse("-10")({}) == -10


def test_an_empty_argument_is_null() -> None:
    expression = parse('Switch([state], , "NSW", "Sydney")')

    assert expression({"state": "QLD"}) is None
    assert str(expression) == 'Switch([state], , "NSW", "Sydney")'


def test_names_of_functions_are_known_in_any_case() -> None:
    assert parse('tolower("ADA")')({}) == "ada"
    assert parse('ISNULLOREMPTY("")')({}) is True


def test_blanks_and_line_breaks_mean_nothing_between_the_parts() -> None:
    assert str(parse(' Join ( "@" ,\n\t[a],"b" ) ')) == 'Join("@", [a], "b")'


def test_a_word_that_stands_for_itself_is_written_as_microsoft_does() -> None:
    expression = parse('InStr([a], "E", 1, VBTEXTCOMPARE)')

    assert str(expression) == 'InStr([a], "E", 1, vbTextCompare)'
    assert expression.attributes == ("a",)


def test_it_tells_its_text_its_function_and_the_attributes_that_it_reads() -> None:
    expression = parse(' IIF([country]="USA", Append([city], [country]), [department])')

    assert expression.text == 'IIF([country]="USA", Append([city], [country]), [department])'
    assert expression.function == "IIF"
    assert expression.attributes == ("country", "city", "department")
    assert parse("[mail]").function == parse('"x"').function == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "At character 1 of the expression: Expected an attribute in [square brackets]"),
        ("   ", "and the expression ends"),
        ("mail", 'At character 1 of the expression: Expected [mail] for an attribute, or "mail" for a text'),
        ("[mail] [mail]", "At character 8 of the expression: Expected the end of the expression"),
        ("[]", "Expected an attribute in [square brackets]"),
        ('Append([mail], "x"', "Expected a comma or a closing parenthesis, and the expression ends"),
        ('Append([mail] "x")', "At character 15 of the expression: Expected a comma or a closing parenthesis"),
        ('Append([mail], "x)', "the text is not closed"),
        (r'Append([mail], "\d")', r"write \" for a quote, \\ for a backslash"),
        ("Append([mail], 'x')", "texts stand in straight double quotes"),
        ("Append([mail], “x”)", "texts stand in straight double quotes"),
        ("ToLower", "Expected the parenthesis that opens the arguments of ToLower"),
        ('ToLowr("x")', "There is no function ToLowr; the nearest is ToLower."),
        ('Xyzzy("x")', "There is no function Xyzzy."),
        ("Guid()", "Guid is a function that Entra has and this suite does not compute."),
        ("ToLower()", "ToLower takes one argument at least, and there are 0."),
        ("Mid([a], 1)", "Mid takes 3 arguments at least, and there are 2."),
        ("Count([a], [b])", "Count takes one argument at most, and there are 2."),
        ('Switch([a], "d", "k")', "Switch takes 4 arguments at least, and there are 3."),
        ('Switch([a], "d", "k", "v", "k2")', "in pairs, a key and a value, and one stands alone"),
        ("Append(, [a])", "Append needs something for source."),
        ('Mid([a], "one", 2)', "start of Mid: 'one' is not a whole number."),
        ('Append([a] = "b", "c")', "source of Append can't be a comparison"),
        ('ToLower(SelectUniqueValue("a", "b"))', "SelectUniqueValue must be the outermost function"),
        ('SelectUniqueValue("a")', "SelectUniqueValue takes 2 arguments at least, and there is one."),
        ('Replace([a], , "(", , "", , )', "regexPattern of Replace: '(' is not a regular expression"),
        ('Replace([a], "x", , , , , )', "Replace takes oldValue with replacementValue; or oldValue with template"),
        ("12345678901234567890", "Expected an attribute in [square brackets]"),
    ],
)
def test_what_is_no_expression_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)

    assert message in str(refused.value)
    assert str(refused.value).endswith(".")


def test_an_expression_has_ten_thousand_characters_at_most() -> None:
    longest = f'"{"x" * (LONGEST - 2)}"'

    assert len(parse(longest)({})) == LONGEST - 2
    with pytest.raises(ExpressionError, match="has 10,001 characters; Entra takes 10,000 at most"):
        parse(longest + " ")


def test_functions_may_not_be_nested_without_end() -> None:
    assert parse("Not(" * DEEPEST + "[a]" + ")" * DEEPEST)({"a": "True"}) is (DEEPEST % 2 == 0)
    with pytest.raises(ExpressionError, match=f"More than {DEEPEST} functions stand within one another"):
        parse("Not(" * (LONGEST // 4))


def test_no_function_is_both_here_and_left_out() -> None:
    assert not {each.casefold() for each in LEFT_OUT} & set(FUNCTIONS)


TEXTS = st.text(max_size=8).map(lambda text: text.encode("utf-8", "ignore").decode())
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_ .]{0,8}[a-z]", fullmatch=True)
LEAVES = st.one_of(
    TEXTS.map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'),
    st.integers(-(10**17), 10**17).map(str),
    NAMES.map(lambda name: f"[{name}]"),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda args: f"Append({args[0]},{args[1]})"),
        st.lists(inner, min_size=1, max_size=3).map(lambda args: f"Coalesce({' , '.join(args)})"),
        st.tuples(inner, inner, inner).map(lambda args: f"Switch({args[0]},,{args[1]},{args[2]})"),
        st.tuples(inner, inner, inner).map(lambda args: f"iif({args[0]}<>{args[1]},{args[2]},)"),
    ),
    max_leaves=8,
)
PIECES = st.lists(
    st.one_of(
        st.sampled_from([*(each.name + "(" for each in FUNCTIONS.values()), "[a]", '"', "\\", ",", ")", "]", "=", "7"]),
        st.sampled_from(['"("', '"[[x"', '"(?<n>a)"', "vbTextCompare", "Guid(", " "]),
        st.text(max_size=4),
    ),
    max_size=12,
).map("".join)


@given(VALUES)
def test_an_expression_that_is_written_out_reads_the_same(text: str) -> None:
    once = parse(text)
    twice = parse(str(once))

    assert twice.tree == once.tree
    assert str(twice) == str(once)


def computed(text: str) -> ParsedExpression | None:
    try:
        expression = parse(text)
        expression({"a": ("one", "two")})
        expression({"a": "True"})
        expression({})
    except ExpressionError:
        return None
    return expression


@given(st.one_of(st.text(max_size=40), PIECES, VALUES))
def test_no_text_whatever_makes_another_error_than_that_of_an_expression(text: str) -> None:
    expression = computed(text)

    assert expression is None or parse(str(expression)).tree == expression.tree
