"""Addresses and headers that are odd: ids that nobody has, filters that are none, and headers that say nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scim_conformance.people.recipes import NAME, filled

from .garbage_texts import SIGNS, raw
from .weights import weighted

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Piece = dict[str, Any]

LENGTHS = (10, 1_800, 1_025, 1_500, 513, 257, 256, 129, 65)
"""How long an id or a filter is: what providers bound is mostly just below one of these."""

HEADER_LENGTHS = (100, 1_025, 2_049, 4_000)

DEPTHS = (2, 200, 128, 64, 32, 17)

NOBODY = f'userName eq "{NAME}"'
"""A condition that holds for nobody."""

UNKNOWN = ("like", "regex", "=", "==", "~=", "matches", "xx", "<", "eq.", "⟨00⟩", "李")
"""Words that are no operators."""

BEFORE = ("", "and ", "or ", "and or ", ") ", "] ")
"""What no filter begins with, the empty text left out."""

AFTER = (" and", " or", " userName", f" {NOBODY}", " )", " ]", " eq", " and and", ' "', " not")
"""What no filter ends with."""

UNCLOSED = ("", " and", ")", " or userName pr", " ]", "\\")
"""What may follow a text whose closing quote is missing."""

WORDS = (
    "userName",
    " eq ",
    " pr",
    " and ",
    " or ",
    "not (",
    "(",
    ")",
    "[",
    "]",
    ":",
    ".",
    "true",
    "null",
    "5",
    "urn:ietf:params:scim:schemas:core:2.0:User:",
    "meta.created",
    "emails[",
)
"""What filters are made of, in whatever order."""

_MEDIA = ("application/json", "text/html", "*/*", "application/", "/", ";", ";q=nonsense", ";q=", ";q=-1", ",", "é")
_TAGS = ('W/"', '"', "*", "W/", "abc", ",", "0", '"é"', "w/", "\\")
_DATES = ("Sat, 31 Feb 2026 25:61:61 GMT", "yesterday", "0", "-1", "9" * 30, "2026-01-01T00:00:00Z", "é")

HEADERS: Mapping[str, tuple[str, ...]] = {
    "Accept": _MEDIA,
    "If-None-Match": _TAGS,
    "If-Match": _TAGS,
    "If-Modified-Since": _DATES,
    "Accept-Language": ("de", ";q=nonsense", ",", "*", "xx-XX-", ";q=", "é", "-"),
    "Accept-Charset": ("utf-8", "utf-99", ";q=x", ",", "*"),
    "Range": ("bytes=", "-", "5", ",", "items=", "x", "9" * 30),
    "Prefer": ("return=", "minimal", ";", ",", "=", '"'),
    "X-Request-Id": ("'", '"', "%00", "${7*7}", "é", "李", "😀"),
}
"""The headers of a read, each with what its value is made of."""

LABELS = (
    "application/scim+json",
    "text/xml",
    ";charset=",
    "utf-99",
    "/",
    ";",
    "=",
    '"',
    "multipart/form-data",
    ",",
    "é",
)
"""What the Content-Type of a body is made of."""

DECIDED: Mapping[str, frozenset[str]] = {
    "path": frozenset({"id", "long id"}),
    "filter": frozenset({"quote", "brackets", "operator", "leftover"}),
    "header": frozenset({"label"}),
}
"""What no provider can take for something that is there. Slashes and dots in an id may be made into another address on
the way, and most odd headers may be passed over."""


def paths() -> SearchStrategy[Piece]:
    """Return the strategy of ids that nobody has. Each begins with a name of the run, so that none is anybody's."""
    from hypothesis import strategies as st

    signs = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=8).map("".join)
    ids = signs.map(lambda text: {"what": "path" if "/" in text or "\\" in text else "id", "id": f"{NAME}{text}"})
    long = st.builds(
        lambda times, sign: {"what": "long id", "id": NAME, "sign": sign, "times": times},
        st.sampled_from(LENGTHS),
        st.sampled_from(("a", "0", "-")),
    )
    return weighted((5, ids), (1, long))


def filters() -> SearchStrategy[Piece]:
    """Return the strategy of filters that are none, and of filters that are hard to read and match nobody."""
    from hypothesis import strategies as st

    def piece(what: str, **parts: SearchStrategy[Any]) -> SearchStrategy[Piece]:
        return st.fixed_dictionaries({"what": st.just(what), **parts})

    signs = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=6).map("".join)
    words = st.lists(st.sampled_from(WORDS + SIGNS), min_size=1, max_size=8).map("".join)
    counts = st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] != pair[1]).map(list)
    extras = st.tuples(st.sampled_from(BEFORE), st.sampled_from(AFTER)).map(list)
    return weighted(
        (2, piece("quote", after=st.sampled_from(UNCLOSED))),
        (2, piece("brackets", counts=counts)),
        (2, piece("operator", word=st.sampled_from(UNKNOWN))),
        (3, piece("leftover", around=extras)),
        (3, piece("value", text=signs)),
        (3, piece("words", text=words)),
        (2, piece("deep", depth=st.sampled_from(DEPTHS))),
        (3, piece("chain", times=st.sampled_from((2, 40, 25)), by=st.sampled_from((" or ", " and ")))),
        (7, piece("long", times=st.sampled_from(LENGTHS))),
    )


def headers() -> SearchStrategy[Piece]:
    """Return the strategy of reads with odd headers, and of bodies under labels that are none."""
    from hypothesis import strategies as st

    def value(tokens: tuple[str, ...]) -> SearchStrategy[str]:
        return st.lists(st.sampled_from(tokens), min_size=1, max_size=4).map("".join)

    odd = st.fixed_dictionaries({}, optional={name: value(HEADERS[name]) for name in HEADERS}).filter(bool)
    long = st.sampled_from(HEADER_LENGTHS)
    return weighted(
        (7, odd.map(lambda given: {"what": "read", "headers": given})),
        (2, value(LABELS).map(lambda label: {"what": "label", "headers": {"Content-Type": label}})),
        (1, long.map(lambda times: {"what": "read", "headers": {"X-Request-Id": ""}, "times": times})),
    )


def id_of(piece: Piece, name: str) -> str:
    """Return an odd id, encoded for an address."""
    return _encoded(piece["id"] + piece.get("sign", "") * piece.get("times", 0), name)


def filter_of(piece: Piece, name: str) -> str:
    """Return an odd filter, encoded for an address."""
    return _encoded(_FILTERS[piece["what"]](piece), name)


def headers_of(piece: Piece) -> dict[str, str]:
    """Return odd headers."""
    return {name: value + "a" * piece.get("times", 0) for name, value in piece["headers"].items()}


def _encoded(text: str, name: str) -> str:
    return quote(raw(filled(text, name)), safe="")


_FILTERS: Mapping[str, Callable[[Piece], str]] = {
    "quote": lambda piece: f'userName eq "{NAME}{piece["after"]}',
    "brackets": lambda piece: "(" * piece["counts"][0] + NOBODY + ")" * piece["counts"][1],
    "operator": lambda piece: f'userName {piece["word"]} "{NAME}"',
    "leftover": lambda piece: piece["around"][0] + NOBODY + piece["around"][1],
    "value": lambda piece: f'userName eq "{NAME}{piece["text"]}"',
    "words": lambda piece: piece["text"],
    "deep": lambda piece: "(" * piece["depth"] + NOBODY + ")" * piece["depth"],
    "chain": lambda piece: piece["by"].join([NOBODY] * piece["times"]),
    "long": lambda piece: f'userName eq "{NAME}{"a" * piece["times"]}"',
}
