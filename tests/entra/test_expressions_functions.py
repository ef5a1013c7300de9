"""Each function gives what Microsoft's page shows for it."""

from __future__ import annotations

from typing import Any

import pytest

from scim_conformance.entra.directory.model import AppRole
from scim_conformance.entra.mapping import ExpressionError, parse
from scim_conformance.entra.mapping.functions import FUNCTIONS

ROLES = (AppRole("1", "admin", "Administrator"), AppRole("2", "user", "User"))
JOHN = {"PreferredFirstName": "John", "PreferredLastName": "Smith"}
JOHN_DOE = {"givenName": "John", "surname": "Doe"}
PHONE = r'Replace([telephoneNumber], , "\\+(?<isdCode>\\d* )(?<phoneNumber>\\d{10})", '
ZONES = (
    'Switch([state], "Australia/Sydney", "NSW", "Australia/Sydney","QLD", "Australia/Brisbane", '
    '"SA", "Australia/Adelaide")'
)
UNIQUE = (
    'SelectUniqueValue(Join("@", NormalizeDiacritics(StripSpaces(Join(".", [PreferredFirstName], '
    '[PreferredLastName]))), "contoso.com"), Join("@", NormalizeDiacritics(StripSpaces(Join(".", '
    'Mid([PreferredFirstName], 1, 1), [PreferredLastName]))), "contoso.com"))'
)
AND = 'IIF([country]="USA",IIF([state]="CA","True","False"),"False")'
SOFT_DELETED = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
PREFIX = 'IgnoreFlowIfNullOrEmpty(Switch([prefix], "", "3443", "Dr.", "3444", "Prof.", "3445", "Prof. Dr."))'

DOCUMENTED: list[tuple[str, dict[str, Any], Any]] = [
    (
        'Append([userPrincipalName], ".test")',
        {"userPrincipalName": "John.Doe@contoso.com"},
        "John.Doe@contoso.com.test",
    ),
    ("Append(Mid([givenName], 1, 3), Mid([surname], 1, 5))", JOHN_DOE, "JohDoe"),
    ("AppRoleAssignmentsComplex([appRoleAssignments])", {"appRoleAssignments": ROLES}, ("admin", "user")),
    ("AssertiveAppRoleAssignmentsComplex([appRoleAssignments])", {"appRoleAssignments": ROLES}, ("admin", "user")),
    ("SingleAppRoleAssignment([appRoleAssignments])", {"appRoleAssignments": ROLES}, "admin"),
    ("CBool([attribute1] = [attribute2])", {"attribute1": "x", "attribute2": "x"}, True),
    ("CBool([attribute1] = [attribute2])", {"attribute1": "x", "attribute2": "y"}, False),
    ("Coalesce([mail],[userPrincipalName])", {"userPrincipalName": "John.Doe@contoso.com"}, "John.Doe@contoso.com"),
    ('ConvertToBase64("Hello world!")', {}, "SABlAGwAbABvACAAdwBvAHIAbABkACEA"),
    ('ConvertToUTF8Hex("Hello world!")', {}, "48656C6C6F20776F726C6421"),
    ("Count([proxyAddresses])", {"proxyAddresses": ["a", "b"]}, 2),
    ("CStr([dn])", {"dn": "cn=Joe,dc=contoso,dc=com"}, "cn=Joe,dc=contoso,dc=com"),
    (
        'FormatDateTime([extensionAttribute1], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
        {"extensionAttribute1": "20150123105347.1Z"},
        "2015-01-23",
    ),
    ("IgnoreFlowIfNullOrEmpty([department])", {"department": "Sales"}, "Sales"),
    (PREFIX, {"prefix": "3445"}, "Prof. Dr."),
    (PREFIX, {"prefix": "1"}, ""),
    ('IIF([country]="USA",[country],[department])', {"country": "USA", "department": "Sales"}, "USA"),
    ('IIF([country]="USA",[country],[department])', {"country": "FR", "department": "Sales"}, "Sales"),
    (AND, {"country": "USA", "state": "CA"}, "True"),
    (AND, {"country": "USA", "state": "WA"}, "False"),
    ('InStr("The quick brown fox","quick")', {}, 5),
    ('InStr("repEated","e",3,vbBinaryCompare)', {}, 7),
    ("IsNull([displayName])", {}, True),
    ("IsNullOrEmpty([displayName])", {"displayName": ""}, True),
    ("IsPresent([displayName])", {"displayName": ""}, False),
    ("IsString([displayName])", {"displayName": "Ada"}, True),
    ("Item([proxyAddresses], 1)", {"proxyAddresses": ["a", "b"]}, "a"),
    ('Join(", ", "", [surname], [givenName])', JOHN_DOE, "Doe, John"),
    ('Left("John Doe", 3)', {}, "Joh"),
    ("NormalizeDiacritics([givenName])", {"givenName": "Zoë"}, "Zoe"),
    ("Not([flag])", {"flag": "True"}, False),
    ("Not([flag])", {"flag": "False"}, True),
    ("PCase([firstName])", {"firstName": "PABLO GONSALVES (SECOND)"}, "Pablo Gonsalves (Second)"),
    ('PCase([lastName]," \'-")', {"lastName": "PINTO-DE'SILVA"}, "Pinto-De'Silva"),
    ('PCase(Join(" ",[firstName],[lastName]))', {"firstName": "GREGORY", "lastName": "JAMES"}, "Gregory James"),
    ("RemoveDuplicates([proxyAddresses])", {"proxyAddresses": ["a", "b", "a"]}, ("a", "b")),
    (
        'Replace([BusinessTitle],"Product Developer", , , "Software Engineer", , )',
        {"BusinessTitle": "Product Developer"},
        "Software Engineer",
    ),
    ('Replace([UserID],"<username>", , , , , "<username>@contoso.com")', {"UserID": "jsmith"}, "jsmith@contoso.com"),
    (PHONE + ', "${phoneNumber}", , )', {"telephoneNumber": "+91 9998887777"}, "9998887777"),
    # The page shows this result without the plus, which its pattern does not take away.
    (r'Replace([mobile], , "[()\\s-]+", , "", , )', {"mobile": "+1 (999) 888-7777"}, "+19998887777"),
    (
        r'Replace([AddressLineData], ,"(?<streetNumber>^\\d*)","streetNumber", "888", , )',
        {"AddressLineData": "545 Tremont Street"},
        "888 Tremont Street",
    ),
    (
        'Replace([userPrincipalName], , "(?<Suffix>@(.)*)", "Suffix", "", , )',
        {"userPrincipalName": "jsmith@contoso.com"},
        "jsmith",
    ),
    (PHONE + '"phoneNumber" , , [mobile], )', {"telephoneNumber": "", "mobile": "+91 8887779999"}, "8887779999"),
    (PHONE + '"phoneNumber" , , [mobile], )', {"telephoneNumber": "1", "mobile": "+91 8887779999"}, "1"),
    ('Replace([mailNickname], , "[a-zA-Z_]*", , "", , )', {"mailNickname": "john_doe72"}, "72"),
    ('Replace([mail], "@contoso.com", , ,"", ,)', {"mail": "john.doe@contoso.com"}, "john.doe"),
    (UNIQUE, JOHN, "John.Smith@contoso.com"),
    (
        'Split([extensionAttribute5], ",")',
        {"extensionAttribute5": "PermissionSetOne, PermissionSetTwo"},
        ("PermissionSetOne", "PermissionSetTwo"),
    ),
    ('StripSpaces(" a b ")', {}, "ab"),
    (ZONES, {"state": "QLD"}, "Australia/Brisbane"),
    (ZONES, {"state": "VIC"}, "Australia/Sydney"),
    ('Switch(ToLower([statusFlag]), "0", "true", "1", "false", "0")', {"statusFlag": "TRUE"}, "1"),
    ('Switch([statusFlag], "Default Value", "true", "1", "", "0")', {}, "0"),
    ('Switch([country],[country],"","Other")', {"country": "FR"}, "FR"),
    ('Switch([country],[country],"","Other")', {"country": ""}, "Other"),
    (
        'ToLower(Join("@", NormalizeDiacritics(StripSpaces(Join(".", [PreferredFirstName], [PreferredLastName]))), '
        '"contoso.com"))',
        JOHN,
        "john.smith@contoso.com",
    ),
    ('ToUpper("ada", "en-US")', {}, "ADA"),
    ('Trim(" Test ")', {}, "Test"),
    ("Trim([proxyAddresses])", {"proxyAddresses": [" a", "b "]}, ("a", "b")),
    ('Word("The quick brown fox",3," ")', {}, "brown"),
    ('Word("This,string!has&many separators",3,",!&#")', {}, "has"),
    ('Mid("John", 2, 10)', {}, "ohn"),
]


@pytest.mark.parametrize(("expression", "source", "expected"), DOCUMENTED)
def test_a_documented_example_gives_what_the_page_shows(expression: str, source: dict[str, Any], expected: Any) -> None:
    given = parse(expression)(source)

    assert given == expected
    assert type(given) is type(expected)


def test_every_function_has_an_example() -> None:
    shown = " ".join(expression.casefold() for expression, _, _ in DOCUMENTED)

    assert [name for name in FUNCTIONS if f"{name}(" not in shown] == []


@pytest.mark.parametrize(("deleted", "active"), [(False, "True"), (True, "False"), ("True", "False"), (None, None)])
def test_active_is_the_opposite_of_soft_deleted(deleted: Any, active: str | None) -> None:
    assert parse(SOFT_DELETED)({"IsSoftDeleted": deleted}) == active


def test_switch_tells_upper_case_from_lower_case() -> None:
    assert parse('Switch([a], "none", "true", "1")')({"a": "True"}) == "none"


NULL_GIVES: dict[str, Any] = {
    'Append([a], "x")': None,
    "Mid([a], 1, 2)": None,
    "ToLower([a])": None,
    "Item([a], 1)": None,
    "Count([a])": None,
    'Split([a], ",")': None,
    'Replace([a], "x", , , "y", , )': None,
    'FormatDateTime([a], , "yyyy", "yy")': None,
    "IgnoreFlowIfNullOrEmpty([a])": None,
    "Coalesce([a], [a])": None,
    "SingleAppRoleAssignment([a])": None,
    "AssertiveAppRoleAssignmentsComplex([a])": (),
    "Left([a], 3)": "",
    'Word([a], 1, " ")': "",
    'Join("-", [a], [a])': "",
    'Join([a], "x", "y")': "xy",
    "Not([a])": True,
    "IsNull([a])": True,
    "IsNullOrEmpty([a])": True,
    "IsPresent([a])": False,
    "IsString([a])": False,
    "CBool([a])": False,
    'Switch([a], "d", "k", "v")': "d",
    'IIF([a] = "x", "yes", "no")': "no",
}


@pytest.mark.parametrize("expression", NULL_GIVES)
def test_null_gives_null_where_no_page_says_otherwise(expression: str) -> None:
    assert parse(expression)({}) == NULL_GIVES[expression]


@pytest.mark.parametrize(
    "condition", ['[country] = ""', "IsNullOrEmpty([country])", '[country] <> "USA"', "Not([country])"]
)
def test_no_condition_holds_of_an_attribute_that_is_empty(condition: str) -> None:
    assert parse(f'IIF({condition}, "yes", "no")')({"country": ""}) == "no"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [("[n] > 5", True), ("[n] >= 10", True), ("[n] < 9", False), ("[n] <= 9", False), ("[n] <> 10", False)],
)
def test_numbers_are_compared_as_numbers(condition: str, holds: bool) -> None:
    assert parse(f"CBool({condition})")({"n": "10"}) is holds


def test_the_functions_that_count_begin_with_one() -> None:
    assert parse('InStr("abc", "z")')({}) == 0
    assert parse('InStr("repEated", "e", 3, vbTextCompare)')({}) == 4
    assert parse('Word("one two", 0, " ")')({}) == ""
    assert parse('Word("one two", 3, " ")')({}) == ""
    with pytest.raises(ExpressionError, match="Item can't return number 0 of 2; the first one is number 1"):
        parse("Item([a], 0)")({"a": ["x", "y"]})


def test_left_returns_all_of_a_text_for_a_negative_length() -> None:
    assert [parse(f'Left("John", {length})')({}) for length in (-1, 0, 9)] == ["John", "", "John"]


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("äàâãåáąăāā́ǟa̱å̄", "a" * 13),
        ("ÄÅǠ", "AAA"),
        ("æǣÆ", "aeaeAE"),
        ("çčć ďḏ ğ ľłḹ ñň", "ccc dd g lll nn"),
        ("ıİï", "iIi"),
        ("øœ̄Ø ő", "oeoeOE o"),
        ("ß", "ss"),
        ("Łódź", "Lodz"),
        ("が й ñ", "が й n"),
    ],
)
def test_letters_lose_their_marks_as_in_the_table_and_other_scripts_stay(marked: str, plain: str) -> None:
    assert parse("NormalizeDiacritics([a])")({"a": marked}) == plain


@pytest.mark.parametrize(
    ("source", "old", "new", "expected"),
    [
        ("2020-12-31-08:00", "yyyy-MM-ddzzz", "yyyy-MM-dd HH:mm", "2020-12-31 08:00"),
        ("3/9/2024 07:05:09 PM", "M/d/yyyy hh:mm:ss tt", "yyyy-MM-ddTHH:mm:ssZ", "2024-03-09T19:05:09Z"),
        ("2024-03-09T00:05:09.25Z", "yyyy-MM-ddTHH:mm:ss.ffK", "d MMM yy, h:m:s tt f", "9 Mar 24, 12:5:9 AM 2"),
        ("09 March 2024", "dd MMMM yyyy", r"'on' dddd, \d d%", "on Saturday, d 9%"),
    ],
)
def test_a_date_is_written_in_another_format(source: str, old: str, new: str, expected: str) -> None:
    escaped = new.replace("\\", "\\\\")
    assert parse(f'FormatDateTime([a], , "{old}", "{escaped}")')({"a": source}) == expected


@pytest.mark.parametrize(
    ("expression", "source", "message"),
    [
        ("ToLower([a])", {"a": ["x", "y"]}, "source of ToLower must be one text, and [a] gives ('x', 'y')."),
        ('Mid("abc", [a], 1)', {"a": "one"}, "start of Mid must be a whole number, and [a] gives 'one'."),
        ('Mid("abc", [a], 1)', {}, "start of Mid must be a whole number, and [a] is null."),
        ('CBool([a] = "x")', {"a": ["x", "y"]}, '[a] = "x" compares a list of several values; take one of them with'),
        ('FormatDateTime([a], , "yyyy", "yy")', {"a": "soon"}, "'soon' is not a date of the format 'yyyy'."),
        ('Replace([a], , "x", "g", "y", , )', {"a": "x"}, "The regular expression 'x' has no group named 'g'."),
    ],
)
def test_what_can_not_be_computed_is_told(expression: str, source: dict[str, Any], message: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(expression)(source)

    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("replacement", "expected"),
    [("<$1>", "<a>-<a>"), ("$$", "$-$"), ("${none}", "${none}-${none}"), ("$9", "$9-$9"), (r"\\1", r"\1-\1")],
)
def test_a_replacement_names_groups_as_dot_net_does(replacement: str, expected: str) -> None:
    assert parse(f'Replace([a], , "(a)", , "{replacement}", , )')({"a": "a-a"}) == expected


@pytest.mark.parametrize("value", [["x"], "x", ("x",)])
def test_a_list_of_one_is_taken_for_a_text(value: Any) -> None:
    assert parse("ToUpper([a])")({"a": value}) == "X"


def test_an_empty_list_is_null_to_what_takes_a_text() -> None:
    assert parse("ToUpper([a])")({"a": []}) is None
    assert parse("IsNullOrEmpty([a])")({"a": []}) is True


@pytest.mark.parametrize(
    ("value", "holds"), [("1", True), (2, True), ("0", False), (0, False), ("true", True), ("x", False)]
)
def test_true_is_a_number_other_than_zero_or_the_word(value: Any, holds: bool) -> None:
    assert parse("CBool([a])")({"a": value}) is holds
    assert parse("Not([a])")({"a": value}) is not holds


def test_a_group_that_took_no_part_in_a_match_is_not_replaced() -> None:
    assert parse('Replace([a], , "x(?<n>y)?", "n", "-", , )')({"a": "xyx"}) == "x-x"


def test_nothing_is_extracted_where_nothing_matches() -> None:
    assert parse('Replace([a], , "(?<n>[0-9]+)", "n", , [b], )')({"b": "none"}) is None


def test_item_gives_what_is_in_its_place() -> None:
    assert parse("Item(Item([a], 1), 1)")({"a": ["x"]}) == "x"
