"""Takes every secret out of what is about to be kept."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import unquote

from .secrets import Secret

MARK = "[secret]"

LONGEST_REMEMBERED = 300
MOST_REMEMBERED = 20_000
"""How many texts without a secret are known again, and how long they may be: most strings come again and again."""

SHORTEST = 8
"""A shorter secret is found in too many innocent words to be removed from bodies and addresses."""

DEEPEST = 60
"""What a provider nests deeper than this is not kept: it could only be meant to break the reader."""

TOO_DEEP = "‹nested too deeply to be kept›"

CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
"""Headers whose value is never kept, whatever it is."""

SCHEMES = frozenset({"basic", "bearer", "digest", "negotiate", "dpop", "hoba", "mutual"})

_NAMES = r"password|passwd|client_?secret|client_?assertion|(?:access|refresh|id)_?token|api_?key|authorization"
# changePassword is what a provider says of its features.
_SECRET_NAME = re.compile(rf"(?!changepassword$)\w*?(?:{_NAMES})", re.IGNORECASE)
_STEMS = ("passw", "secret", "assert", "token", "key", "author")
"""One of them is part of each of the names."""
_NAMED_VALUE = re.compile(
    rf"""
    (?P<name> (?:{_NAMES}) \\{{0,15}}["']? \s*[:=]\s* )
    (?P<value>
        \\{{1,15}}" .*? (?: \\{{1,15}}" | \Z )
      | " (?: \\. | [^"\\] )* "?
      | ' [^']* '?
      | (?: (?:basic|bearer) \s+ )? [^\s&,;<>{{}}]+
    )
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_QUOTE = re.compile(r"""\\*["']""")
_PLAIN = re.compile(r"[\w.~+/=-]+", re.ASCII)
_HTML_NAMES = {"<": "lt", ">": "gt", '"': "quot", "'": "apos"}
_JSON_ESCAPE = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)


class Redactor:
    """Knows the secrets of a run and replaces each wherever it stands, however it is encoded."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._found: dict[Secret, _Hunt] = {}
        self._short: dict[Secret, None] = {}
        self._clean: set[str] = set()
        for secret in secrets:
            self.add(secret)

    def __repr__(self) -> str:
        return f"<Redactor of {len(self._found) + len(self._short)} secrets>"

    @property
    def short(self) -> bool:
        """Whether a secret is so short that it is removed from headers only."""
        return bool(self._short)

    def add(self, secret: Secret) -> None:
        """Remove this secret too from now on."""
        if len(secret.reveal()) < SHORTEST:
            if secret.reveal():
                self._short[secret] = None
        elif secret not in self._found:
            self._found[secret] = _Hunt(secret)
            # Another set, since a thread may just be adding to the one of before.
            self._clean = set()

    def text(self, text: str, put: str = MARK) -> str:
        """Return the text without any secret: plain, percent-encoded, escaped or as part of base64."""
        clean = self._clean
        if text in clean:
            return text
        read = _Reading(text)
        # A thread may learn of a new token while another one writes down what it was answered.
        for hunt in tuple(self._found.values()):
            replaced = hunt.replace(read, put)
            if replaced is not read.text:
                read = _Reading(replaced)
        if read.text is text and len(text) <= LONGEST_REMEMBERED and len(clean) < MOST_REMEMBERED:
            clean.add(text)
        return read.text

    def named(self, text: str, also: Collection[str] = ()) -> str:
        """Return a text that is no JSON document without what it calls a password, and without ``also``."""
        for word in also:
            if len(word) >= SHORTEST:
                text = text.replace(word, MARK)
        return _NAMED_VALUE.sub(_unnamed, text)

    def json(self, value: Any, also: Collection[str] = ()) -> Any:
        """Return a copy of a JSON value without secrets, passwords and the strings in ``also``."""
        extra = tuple(word for word in also if len(word) >= SHORTEST)
        if not extra:
            return _walk(value, self.text)

        def text(string: str) -> str:
            for word in extra:
                string = string.replace(word, MARK)
            return self.text(string)

        return _walk(value, text)

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Return the headers without credentials, cookies and secrets; of credentials the scheme stays."""
        return {name: self._header(name, value) for name, value in headers.items()}

    def _header(self, name: str, value: str) -> str:
        if name.lower() in CREDENTIALS:
            scheme, _, rest = value.partition(" ")
            if scheme.lower() not in SCHEMES:
                return MARK
            return f"{scheme} {MARK}" if rest.strip() else scheme
        value = self.text(value)
        for secret in tuple(self._short):
            value = value.replace(secret.reveal(), MARK)
        return value


def names_secrets(text: str) -> bool:
    """Tell whether anything in a text, or in the JSON that it is, may be called a password."""
    if "\\" in text:
        return True
    # A body of a megabyte is searched for words in a thousandth of the time that a pattern takes.
    folded = text.casefold()
    return any(stem in folded for stem in _STEMS)


def passwords(value: Any) -> list[str]:
    """Return the strings that a JSON value, or a text that is no JSON document, gives as passwords."""
    if isinstance(value, str):
        return [found["value"].strip("\\\"'") for found in _NAMED_VALUE.finditer(value)]
    found: list[str] = []
    _walk(value, lambda string: string, found.append)
    return found


def _unnamed(found: re.Match[str]) -> str:
    value = found["value"]
    quote = _QUOTE.match(value)
    opening = quote[0] if quote else ""
    closing = opening if value[len(opening) :].endswith(opening) else ""
    return f"{found['name']}{opening}{MARK}{closing}"


class _Reading:
    """A text, and what it says where it is decoded; that is found out once, however many secrets are looked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def decoded(self) -> tuple[str, ...]:
        """What the text says as it is read by one, two and three readers."""
        return tuple(_decoded(self.text))


class _Hunt:
    """The forms in which one secret may turn up."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret
        coded = secret.reveal().encode()
        self._forms = (secret.reveal(), *_inside_base64(coded), coded.hex(), coded.hex().upper())
        # A pattern for a token of a thousand characters takes long to make, and such a token is plain
        # letters and digits: it is only made once the token is known to be there.
        self._is_plain = _PLAIN.fullmatch(secret.reveal()) is not None

    def replace(self, read: _Reading, put: str) -> str:
        """Return the text without the secret: the very text where it is not in there."""
        text = read.text
        for form in self._forms:
            if form in text:
                text = text.replace(form, put)
        left = read if text is read.text else _Reading(text)
        return self._replace_encoded(left, put) if any(sign in text for sign in "%\\&") else text

    def _replace_encoded(self, read: _Reading, put: str) -> str:
        if self._is_plain and not self._is_encoded_in(read):
            return read.text
        text = self._encoded.sub(lambda _: put, read.text)
        # In an encoding that the pattern doesn't know: better nothing than the secret.
        return put if self._is_plain and self._is_encoded_in(_Reading(text)) else text

    def _is_encoded_in(self, read: _Reading) -> bool:
        return any(self._secret.reveal() in form for form in read.decoded)

    @cached_property
    def _encoded(self) -> re.Pattern[str]:
        return re.compile("".join(map(_any_encoding, self._secret.reveal())))


def _any_encoding(char: str) -> str:
    """Return a pattern for one character: as it is, or encoded for an address, JSON or HTML, even twice."""
    # Every repetition has a limit: a provider may answer with a million backslashes.
    units = char.encode("utf-16-be").hex()
    encoded = [
        "".join(f"%(?:25){{0,3}}{byte:02x}" for byte in char.encode()),
        "".join(rf"\\{{1,15}}u{units[at : at + 4]}" for at in range(0, len(units), 4)),
        f"&(?:amp;){{0,3}}(?:#0{{0,5}}{ord(char)}|#x0{{0,5}}{ord(char):x}|{_HTML_NAMES.get(char, 'amp')});",
    ]
    if char == " ":
        encoded.append(r"\+")
    return rf"(?:\\{{0,15}}{re.escape(char)}|(?i:{'|'.join(encoded)}))"


def _decoded(text: str) -> Iterator[str]:
    for _ in range(3):
        text = html.unescape(_JSON_ESCAPE.sub(_unescape, unquote(text)))
        yield text


def _unescape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def _inside_base64(secret: bytes) -> tuple[str, ...]:
    """Return what base64 makes of the secret's bytes, wherever in the encoded bytes they begin."""
    found: dict[str, None] = {}
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + secret).decode().rstrip("=")
        whole = (before + len(secret)) * 8 // 6
        # The characters at both ends hold bits of the neighbours too, and so differ from place to place.
        part = coded[-(-before * 8 // 6) : whole]
        found |= {part: None, part.replace("+", "-").replace("/", "_"): None}
    return tuple(found)


@lru_cache(maxsize=4096)
def _is_secret_name(name: str) -> bool:
    # PATCH may name an attribute in full: urn:ietf:params:scim:schemas:core:2.0:User:password
    return _SECRET_NAME.fullmatch(name.rpartition(":")[2].strip()) is not None


def _walk(
    value: Any,
    text: Callable[[str], str],
    hidden: Callable[[str], object] | None = None,
    deep: int = DEEPEST,
) -> Any:
    """Return a copy of a JSON value: strings as ``text`` gives them, what bears a secret's name replaced."""
    if isinstance(value, str):
        return text(_writable(value))
    if isinstance(value, dict):
        if deep == 0:
            return TOO_DEEP
        return {
            text(_writable(name)): _member(value, name, item, text, hidden, deep - 1) for name, item in value.items()
        }
    if isinstance(value, list):
        return [_walk(item, text, hidden, deep - 1) for item in value] if deep else TOO_DEEP
    return value


def _writable(text: str) -> str:
    # JSON can hold half of a surrogate pair, also in a name, which no file in UTF-8 can.
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _member(
    holder: dict[str, Any],
    name: str,
    item: Any,
    text: Callable[[str], str],
    hidden: Callable[[str], object] | None,
    deep: int,
) -> Any:
    secret = _is_secret_name(name) or (name.lower() == "value" and _names_a_secret(holder))
    if not secret or item is None or isinstance(item, bool):
        return _walk(item, text, hidden, deep)
    if hidden is not None and isinstance(item, str):
        hidden(item)
    return MARK


def _names_a_secret(operation: dict[str, Any]) -> bool:
    """Tell whether this is a PATCH operation whose path names a password."""
    path = operation.get("path", operation.get("Path"))
    return isinstance(path, str) and _is_secret_name(path)
