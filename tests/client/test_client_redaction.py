"""A secret is found in every disguise, and what is no secret stays readable."""

from __future__ import annotations

import base64
import html
import json
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from client_by_hand import TOKEN
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_conformance.client import Redactor, Secret
from scim_conformance.client.redaction import names_secrets

ODD = 'p"a\\s/s w+ö&r=d🔑'


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(char):04x}" for char in text)


DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": lambda secret: secret,
    "in an address": lambda secret: quote(secret),
    "in an address, all of it": lambda secret: quote(secret, safe=""),
    "in a form": lambda secret: quote_plus(secret),
    "every byte for an address, in lower case": lambda s: "".join(f"%{byte:02x}" for byte in s.encode()),
    "encoded twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "in JSON": lambda secret: json.dumps(secret),
    "in JSON, slashes too": lambda secret: json.dumps(secret).replace("/", "\\/"),
    "in JSON within JSON": lambda secret: json.dumps(json.dumps({"a": secret})),
    "in HTML": lambda secret: html.escape(secret),
    "in HTML by numbers": lambda secret: "".join(f"&#x{ord(char):X};" for char in secret),
    "in hex": lambda secret: secret.encode().hex(),
    "in hex, in capitals": lambda secret: secret.encode().hex().upper(),
    "in base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "in base64 with neighbours": lambda secret: base64.b64encode(f"me:{secret}@".encode()).decode(),
    "in base64 for addresses": lambda secret: base64.urlsafe_b64encode(f"x{secret}".encode()).decode(),
}


@pytest.mark.parametrize("secret", [TOKEN, ODD], ids=["token", "odd"])
@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_secret_is_removed_in_every_disguise(secret: str, disguise: str) -> None:
    text = DISGUISES[disguise](secret)
    cleaned = Redactor([Secret(secret)]).text(f"before {text} after")
    assert "[secret]" in cleaned
    assert cleaned.startswith("before ")
    assert cleaned.endswith(" after")
    # At the ends of a piece of base64 a few characters belong to the neighbours too.
    rest = cleaned.removeprefix("before ").removesuffix(" after").replace("[secret]", "")
    assert len(rest) <= 15
    assert not any(secret[at : at + 4] in rest for at in range(len(secret) - 4))


@pytest.mark.parametrize("disguise", ["escaped", "escaped upper"])
def test_a_secret_in_numbers_of_json_is_removed(disguise: str) -> None:
    text = escaped(TOKEN) if disguise == "escaped" else escaped(TOKEN).upper().replace("\\U", "\\u")
    assert Redactor([Secret(TOKEN)]).text(f"<{text}>") == "<[secret]>"


encodings = st.sampled_from(
    [
        lambda char: char,
        lambda char: quote(char, safe=""),
        lambda char: "".join(f"%{byte:02x}" for byte in char.encode()),
        lambda char: f"\\u{ord(char):04x}",
        lambda char: f"\\{char}" if char in '/"\\' else char,
        lambda char: f"&#{ord(char)};",
        lambda char: html.escape(char),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40),
    st.lists(encodings, min_size=1),
    st.text("abc &%", max_size=8),
)
def test_a_secret_whose_characters_are_each_encoded_differently_is_removed(
    secret: str, chosen: list[object], around: str
) -> None:
    mixed = "".join(chosen[at % len(chosen)](char) for at, char in enumerate(secret))  # type: ignore[operator]
    cleaned = Redactor([Secret(secret)]).text(f"{around} {mixed} {around}")
    assert "[secret]" in cleaned
    assert mixed not in cleaned


@pytest.mark.parametrize(
    "text",
    ["", 'userName eq "bo"', "50% of a & b", "C:\\temp\\new", "caf\xe9 \U0001f600", "%zz \\u00zz &#x; &amp;"],
)
def test_a_text_without_a_secret_stays_as_it_is(text: str) -> None:
    assert Redactor([Secret(TOKEN), Secret(ODD)]).text(text) == text


def test_a_long_token_is_removed_as_well() -> None:
    token = base64.urlsafe_b64encode(bytes(range(256)) * 5).decode()
    redactor = Redactor([Secret(token)])
    assert redactor.text(f"a%20b {token}") == "a%20b [secret]"
    assert redactor.text(f"a {quote(token, safe='')}") == "a [secret]"


def test_every_secret_is_removed_also_one_that_was_added_later() -> None:
    redactor = Redactor([Secret("first-secret")])
    redactor.add(Secret("second-secret"))
    assert redactor.text("first-secret and second-secret") == "[secret] and [secret]"


def test_a_text_that_was_clean_is_looked_at_again_once_another_secret_is_known() -> None:
    redactor = Redactor([Secret(TOKEN)])
    assert redactor.text("only-later-a-secret") == "only-later-a-secret"
    redactor.add(Secret("only-later-a-secret"))
    assert redactor.text("only-later-a-secret") == "[secret]"


def test_a_short_secret_is_removed_from_headers_only_and_said_to_be_short() -> None:
    redactor = Redactor([Secret("user")])
    assert redactor.short
    assert redactor.text("a user") == "a user"
    assert redactor.json({"user": "user"}) == {"user": "user"}
    assert redactor.headers({"X-Who": "user one", "Authorization": "Bearer user"}) == {
        "X-Who": "[secret] one",
        "Authorization": "Bearer [secret]",
    }
    assert not Redactor([Secret("long-enough")]).short


def test_credentials_and_cookies_are_replaced_whatever_they_are() -> None:
    given_headers = {
        "authorization": "Bearer of-somebody-else",
        "Proxy-Authorization": "Basic abc=",
        "Cookie": "a=b",
        "SET-COOKIE": "session=1; Path=/",
        "WWW-Authenticate": 'Bearer realm="x"',
        "Location": f"https://x/?token={quote(TOKEN, safe='')}",
    }
    assert Redactor([Secret(TOKEN)]).headers(given_headers) == {
        "authorization": "Bearer [secret]",
        "Proxy-Authorization": "Basic [secret]",
        "Cookie": "[secret]",
        "SET-COOKIE": "[secret]",
        "WWW-Authenticate": 'Bearer realm="x"',
        "Location": "https://x/?token=[secret]",
    }


@pytest.mark.parametrize(("value", "shown"), [("Bearer", "Bearer"), ("Bearer ", "Bearer"), ("abc", "[secret]")])
def test_of_credentials_only_a_known_scheme_stays(value: str, shown: str) -> None:
    assert Redactor().headers({"Authorization": value}) == {"Authorization": shown}


def test_passwords_are_replaced_wherever_they_stand_in_a_body() -> None:
    body = {
        "password": "t0p",
        "Password": {"value": "t0p"},
        "urn:ietf:params:scim:schemas:core:2.0:User:password": "t0p",
        "nested": [{"newPassword": "t0p", "client_secret": "t0p", "accessToken": "t0p"}],
        "Operations": [
            {"op": "replace", "path": "password", "value": "t0p"},
            {"op": "add", "path": "urn:ietf:params:scim:schemas:core:2.0:User:Password", "value": "t0p"},
            {"op": "add", "value": {"password": "t0p"}},
            {"op": "replace", "path": "title", "value": "stays"},
        ],
    }
    cleaned = Redactor().json(body)
    assert "t0p" not in json.dumps(cleaned)
    assert cleaned["Operations"][0] == {"op": "replace", "path": "password", "value": "[secret]"}
    assert cleaned["Operations"][3] == {"op": "replace", "path": "title", "value": "stays"}


def test_what_only_speaks_of_passwords_stays() -> None:
    body = {
        "changePassword": {"supported": True},
        "attributes": [{"name": "password", "type": "string", "returned": "never"}],
        "mustChangePassword": True,
        "password": None,
        "passwordLastSet": "2020",
    }
    assert Redactor().json(body) == body


def test_the_copy_of_a_body_shares_nothing_with_it() -> None:
    body = {"emails": [{"value": "a"}]}
    cleaned = Redactor([Secret(TOKEN)]).json(body)
    body["emails"][0]["value"] = "b"
    assert cleaned == {"emails": [{"value": "a"}]}


def test_a_secret_in_a_key_is_removed_too() -> None:
    assert Redactor([Secret(TOKEN)]).json({TOKEN: 1}) == {"[secret]": 1}


def test_a_body_that_is_nested_to_break_its_reader_is_cut() -> None:
    body: object = "bottom"
    for _ in range(5000):
        body = [{"a": body}]
    assert "nested too deeply" in json.dumps(Redactor().json(body))


@pytest.mark.parametrize("value", [{"a": "\ud83d"}, {"\ud83d": "a"}, [{"a": {"\ude00é": ["\ud83dé"]}}]])
def test_half_of_a_surrogate_pair_does_not_keep_the_record_from_being_written(value: object) -> None:
    json.dumps(Redactor().json(value), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"userName": "bo", "password": "t0p', '{"userName": "bo", "password": "[secret]'),
        ('{"password" : "t\\"0p", "a": 1', '{"password" : "[secret]", "a": 1'),
        ('{\\"password\\": \\"t0p\\", \\"a\\": 1}', '{\\"password\\": \\"[secret]\\", \\"a\\": 1}'),
        ("grant_type=x&client_secret=t0p&scope=y", "grant_type=x&client_secret=[secret]&scope=y"),
        ("Authorization: Bearer t0p\nHost: x", "Authorization: [secret]\nHost: x"),
        ("<p>password: t0p</p>", "<p>password: [secret]</p>"),
        ('{"changePassword": {"supported": true}', '{"changePassword": {"supported": true}'),
    ],
)
def test_a_text_that_names_a_password_is_kept_without_it(text: str, shown: str) -> None:
    assert Redactor().named(text) == shown


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "password" * 10_000, 'password="' * 10_000, "\\" * 100_000, "%" * 100_000]
)
def test_a_text_made_to_be_slow_is_read_at_once(text: str) -> None:
    redactor, begin = Redactor([Secret(TOKEN), Secret(ODD)]), time.process_time()
    redactor.named(redactor.text(text))
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "Passwd",
        "client_secret",
        "clientAssertion",
        "ID_TOKEN",
        "ApiKey",
        "Authorization",
        "paſſwd",
        "api\u212aey",
    ],
)
def test_whatever_may_be_called_a_password_is_looked_for(name: str) -> None:
    assert names_secrets(f'{{"my{name}": "x"}}')
    assert names_secrets(r'{"\u0070assword": "x"}')
    assert not names_secrets('{"displayName": "no such thing"}')
