"""Bodies that are no JSON, no resource or no PATCH, and bodies that are barely one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scim_conformance import wire
from scim_conformance.wire import AttributePath

from .garbage_texts import ESCAPED, SPOILED, raw
from .weights import weighted

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Piece = dict[str, Any]
"""One request with garbage in it, as plain JSON."""

DEPTHS = (2, 200, 100, 64, 65, 128, 33, 20)
"""How deep a body is nested: what readers bound is mostly just below one of these."""

PARTS = (50, 90, 1, 10, 30, 70, 99)
"""How much of a body is left that is cut, in percent."""

WRONG: Mapping[str, tuple[Any, ...]] = {
    "text": ({"value": "a"}, ["a", "b"], [[{"value": "a"}]]),
    "complex": ("no object", 5, ["a"]),
    "several": ("no list", 5, True),
    "switch": ({"value": True}, [{"value": True}], ["a", "b"]),
}
"""Values that no attribute of a kind can have. A null or an empty list is none of them: both say "no value"."""

ROOTS: tuple[Any, ...] = ([], "user", 5, True, None, [[]], [{}], "", -0.5)
"""JSON that is no object."""

LITERALS = (
    "NaN",
    "-Infinity",
    "1e999",
    "-1e-999",
    "9" * 400,
    "0x1F",
    "01",
    "1_000",
    ".5",
    "+1",
    "undefined",
    "'a'",
    "9007199254740993",
    "18446744073709551616",
    "",
)
"""What may stand where JSON has a value, though some of it is no JSON."""

TAILS = ("}", "]", ",", "{}", "null", "⟨00⟩", "⟨ff⟩", "//", "/*", '"')
"""What may follow a body that has ended."""

NO_OPERATIONS: tuple[Any, ...] = (
    [{"op": "destroy", "path": "userName", "value": "a"}],
    [5],
    "replace",
    [{"op": 5, "path": "userName", "value": "a"}],
    [[]],
    [{"op": {"name": "replace"}, "path": "userName", "value": "a"}],
    5,
    ["replace"],
)
"""What is no list of operations in a PATCH."""

ODD_OPERATIONS: tuple[Any, ...] = (
    [],
    [None],
    {},
    [{"op": "replace", "path": 5, "value": "a"}],
    [{"op": "replace", "path": ["nickName"], "value": "a"}],
    [{"op": "replace", "path": {"a": 1}, "value": "a"}],
    [{"op": "replace", "path": "nickName[", "value": "a"}],
    [{"op": "replace", "path": 'emails[type eq "work', "value": "a"}],
    [{"op": "replace", "path": "emails[[type pr]]", "value": "a"}],
    [{"op": "replace", "path": "...", "value": "a"}],
    [{"op": "replace", "path": "\ud800", "value": "a"}],
    [{"op": "add", "path": "\x00", "value": "a"}],
    [{"op": "add", "path": "urn:", "value": {"a": "b"}}],
    [{"op": "add", "value": [["a"]]}],
    [{"op": "replace", "value": 5}],
    [{"op": "add", "value": {"": "a"}}],
    None,
)
"""What is odd in a PATCH, though some providers may take it for one that does nothing."""

DECIDED = frozenset({"cut", "root", "types", "no operations"})
"""What no provider can take for a request. RFC 8259 section 9 lets a reader of JSON take more than JSON, so that the
rest may be read as well as refused."""


@dataclass(frozen=True)
class Ground:
    """What the bodies of one provider may be spoiled in."""

    texts: tuple[str, ...]
    """Paths of texts that users carry and that may be changed."""

    kinds: Mapping[str, str]
    """Attributes that users carry, each with the kind of value that it has: one of ``WRONG``."""

    patch: bool = True
    """Whether there are PATCH requests."""


def pieces(ground: Ground) -> SearchStrategy[Piece]:
    """Return the strategy of requests whose body is garbage."""
    from hypothesis import strategies as st

    # What a provider may take is never sent as a creation: it would make a user each time.
    changing = st.sampled_from(("PUT", "PATCH") if ground.patch else ("PUT",))
    any_method = st.sampled_from(("POST", "POST", "PUT", "PATCH") if ground.patch else ("POST", "PUT"))

    def piece(what: str, method: SearchStrategy[str], **parts: SearchStrategy[Any]) -> SearchStrategy[Piece]:
        return st.fixed_dictionaries({"what": st.just(what), "method": method, **parts})

    odd = st.lists(st.sampled_from(ESCAPED), min_size=1, max_size=4).map("".join)
    depths = st.sampled_from(DEPTHS)
    found = [
        (4, piece("cut", any_method, keep=st.sampled_from(PARTS))),
        (1, piece("root", st.sampled_from(("POST", "PUT")), value=st.sampled_from(ROOTS))),
        (10, piece("nested", changing, depth=depths, of=st.sampled_from("[{"))),
        (2, piece("literal", changing, value=st.sampled_from(LITERALS))),
        (1, piece("tail", changing, text=st.sampled_from(TAILS))),
        (1, piece("twice", changing)),
    ]
    if ground.texts:
        paths = st.sampled_from(ground.texts)
        several = st.fixed_dictionaries({}, optional=dict.fromkeys(ground.texts, odd)).filter(bool)
        # Texts are where most of what goes wrong goes wrong. What is no JSON at all would hide what else is odd.
        found.append((7, piece("texts", changing, values=several)))
        found.append((3, piece("bytes", changing, at=paths, text=st.sampled_from(SPOILED))))
    if ground.kinds:
        wrong = {name: st.sampled_from(WRONG[kind]) for name, kind in ground.kinds.items()}
        one = st.sampled_from(tuple(wrong)).flatmap(lambda name: wrong[name].map(lambda value: {name: value}))
        found.append((2, piece("types", any_method, values=one)))
    if ground.patch:
        found.append((1, piece("no operations", st.just("PATCH"), value=st.sampled_from(NO_OPERATIONS))))
        found.append((1, piece("odd operations", st.just("PATCH"), value=st.sampled_from(ODD_OPERATIONS))))
    return weighted(*found)


def content(piece: Piece, user: Mapping[str, Any], texts: tuple[str, ...]) -> bytes:
    """Return the body of a request: the one that would be right for this user, spoiled as the piece says."""
    return _CONTENTS[piece["what"]](piece, _Right(piece["method"], user, texts))


@dataclass(frozen=True)
class _Right:
    """A request that is right, and into which garbage is put."""

    method: str
    user: Mapping[str, Any]
    texts: tuple[str, ...]

    def text(self, values: Mapping[str, Any] | None = None, extra: str | None = None) -> str:
        """Return the body with these JSON texts as the values of attributes, ``extra`` for one that nobody has."""
        given: dict[str, str] = dict(values or {})
        if self.method == "PATCH":
            if extra is not None:
                given[next(iter(self.texts), "nickName")] = extra
            operations = [wire.replace(path, _token(place)) for place, path in enumerate(given or self.texts[:1])]
            body: dict[str, Any] = wire.patch_body(*operations)
        else:
            body = json.loads(json.dumps(self.user))
            for place, path in enumerate(given):
                AttributePath.parse(path).write(body, _token(place))
            if extra is not None:
                body["scimconfOdd"] = _token(len(given))
                given["scimconfOdd"] = extra
        told = json.dumps(body, ensure_ascii=False)
        for place, value in enumerate(given.values()):
            told = told.replace(json.dumps(_token(place), ensure_ascii=False), value)
        return told


def _token(place: int) -> str:
    # Of the private use area, so that no text of a user holds it.
    return f"\ue000{place}\ue001"


def _cut(piece: Piece, right: _Right) -> bytes:
    whole = right.text().encode()
    return whole[: max(1, len(whole) * int(piece["keep"]) // 100)]


def _nested(piece: Piece, right: _Right) -> bytes:
    depth = piece["depth"]
    nested = "[" * depth + "]" * depth if piece["of"] == "[" else '{"a":' * depth + "5" + "}" * depth
    return right.text(extra=nested).encode()


def _texts(piece: Piece, right: _Right) -> bytes:
    return raw(right.text({path: f'"{value}"' for path, value in piece["values"].items()}))


def _spoiled(piece: Piece, right: _Right) -> bytes:
    return raw(right.text({piece["at"]: f'"{piece["text"]}"'}))


def _types(piece: Piece, right: _Right) -> bytes:
    return right.text({path: json.dumps(value) for path, value in piece["values"].items()}).encode()


def _twice(_piece: Piece, right: _Right) -> bytes:
    whole = right.text()
    return f"{whole[:-1]},{whole[1:]}".encode()


def _operations(piece: Piece, _right: _Right) -> bytes:
    return json.dumps({"schemas": [wire.PATCH_OP], "Operations": piece["value"]}).encode()


_CONTENTS: Mapping[str, Callable[[Piece, _Right], bytes]] = {
    "cut": _cut,
    "root": lambda piece, _right: json.dumps(piece["value"]).encode(),
    "nested": _nested,
    "literal": lambda piece, right: right.text(extra=piece["value"]).encode(),
    "tail": lambda piece, right: raw(right.text() + piece["text"]),
    "twice": _twice,
    "texts": _texts,
    "bytes": _spoiled,
    "types": _types,
    "no operations": _operations,
    "odd operations": _operations,
}
