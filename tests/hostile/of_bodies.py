"""Bodies that are too large, packed, or no JSON that anybody can read."""

from __future__ import annotations

import gzip
import zlib
from functools import cache

from tests.hostile.behaviour import OK, behaviour
from tests.hostile.front import Talk

MEGABYTE = b" " * 1_000_000
TOO_LONG = "the body is longer than 10 MB and was not read"
NOT_JSON = "the body is not JSON as its Content-Type says: "
UNREADABLE = "the body can't be read: "


def with_body(
    talk: Talk, body: bytes, *more: str, status: bytes = b"200 OK", kind: str = "application/scim+json"
) -> None:
    """Answer with a body of one's own, whatever was asked."""
    lines = [f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more]
    talk.send(b"HTTP/1.1 " + status + b"\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + body)


@behaviour("a body of gigabytes, its length declared", "size", TOO_LONG)
def declared_gigabytes(talk: Talk) -> None:
    talk.send(OK + b"Content-Length: 4000000000\r\n\r\n{")
    for _ in range(4_000):
        talk.send(MEGABYTE)
    talk.close()


@behaviour("a body without end, in chunks", "size", TOO_LONG)
def endless_chunks(talk: Talk) -> None:
    talk.send(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    talk.for_ever(b"%x\r\n" % len(MEGABYTE) + MEGABYTE + b"\r\n")


@behaviour("a body without end or length", "size", TOO_LONG)
def endless_without_length(talk: Talk) -> None:
    talk.send(OK + b"Connection: close\r\n\r\n")
    talk.for_ever(MEGABYTE)


@behaviour("chunks of one byte without end", "size", slow=True, told="", status=None)
def endless_small_chunks(talk: Talk) -> None:
    talk.send(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    talk.for_ever(b"1\r\n \r\n" * 1_000)


@behaviour("ten megabytes of empty lists", "size", UNREADABLE + "it holds more than 500,000 values")
def many_values(talk: Talk) -> None:
    with_body(talk, b"[" + b"[]," * 3_000_000 + b"[]]")


@behaviour("a name of nine megabytes", "size")
def long_name(talk: Talk) -> None:
    with_body(talk, b'{"' + b"x" * 9_000_000 + b'": 1}')


@behaviour("nine megabytes of backslashes", "size", status=400)
def backslashes(talk: Talk) -> None:
    with_body(talk, b'{"detail": "' + b"\\\\" * 4_500_000 + b'"}', status=b"400 Bad Request")


@cache
def _zeros(layers: int, window: int = 31) -> bytes:
    """Return two gigabytes of zeros, packed; they are the same block again and again, so they are made at once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    begin = packer.compress(b"0") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = begin + block * 200
    for _ in range(layers - 1):
        packed = gzip.compress(packed, 6)
    return packed


@behaviour("a bomb of gzip", "packing", TOO_LONG)
def gzip_bomb(talk: Talk) -> None:
    with_body(talk, _zeros(1), "Content-Encoding: gzip")


@behaviour("a bomb of gzip in gzip", "packing", TOO_LONG)
def nested_bomb(talk: Talk) -> None:
    with_body(talk, _zeros(2), "Content-Encoding: gzip, gzip")


@behaviour("a bomb of gzip in gzip in gzip", "packing", TOO_LONG)
def deep_bomb(talk: Talk) -> None:
    with_body(talk, _zeros(3), "Content-Encoding: gzip, gzip, gzip")


@behaviour("fifty layers of gzip", "packing", "the body is packed more than 3 times over, and was not unpacked")
def many_layers(talk: Talk) -> None:
    body = b"{}"
    for _ in range(50):
        body = gzip.compress(body)
    with_body(talk, body, "Content-Encoding: " + ", ".join(["gzip"] * 50))


@behaviour("a bomb of deflate", "packing", TOO_LONG)
def deflate_bomb(talk: Talk) -> None:
    with_body(talk, _zeros(1, 15), "Content-Encoding: deflate")


@behaviour(
    "a packing that nobody asked for",
    "packing",
    "the body is encoded in a way that the request did not accept, and can't be read",
)
def brotli(talk: Talk) -> None:
    with_body(talk, b"\x0b\x00\x80{}\x03", "Content-Encoding: br")


@behaviour("plain text that says it is gzip", "packing", "the body is not encoded as Content-Encoding says: gzip")
def no_gzip(talk: Talk) -> None:
    with_body(talk, b"no gzip", "Content-Encoding: gzip")


@behaviour("gzip that ends too early", "packing", "the body is not encoded as Content-Encoding says: gzip")
def cut_gzip(talk: Talk) -> None:
    with_body(talk, gzip.compress(b'{"id": "1"}' * 1_000)[:-20], "Content-Encoding: gzip")


@behaviour("a right answer, packed by gzip", "packing", legal=True)
def right_gzip(talk: Talk) -> None:
    body = gzip.compress(talk.answer.body)
    more = [("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
    talk.send(talk.answer.head(without=["Content-Length"], more=more) + b"\r\n" + body)


UNREAD = {
    "JSON that is cut": (b'{"a": [1, ', NOT_JSON),
    "two JSON values": (b"{}{}", NOT_JSON),
    "a page": (b"<html><body>Welcome</body></html>", NOT_JSON),
    "NaN": (b'{"totalResults": NaN}', NOT_JSON + "NaN is no JSON number"),
    "Infinity": (b'{"totalResults": -Infinity}', NOT_JSON + "-Infinity is no JSON number"),
    "bytes that are no UTF-8": (b'{"a": "\xff\xfe\xc3("}', "the body is not UTF-8 from byte 7 on"),
    "UTF-16": ('{"a": "b"}'.encode("utf-16"), "the body is not UTF-8 from byte 0 on"),
    "zeros": (bytes(10_000), NOT_JSON),
    "lists in lists, 100,000 deep": (b"[" * 100_000 + b"]" * 100_000, UNREADABLE + "it is nested too deeply"),
    "objects in objects, 100,000 deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, UNREADABLE),
    "lists in lists, 900 deep": (b"[" * 900 + b"]" * 900, UNREADABLE + "it is nested too deeply"),
    "1e400": (b'{"totalResults": 1e400, "Resources": []}', UNREADABLE + "it holds a number that is too large"),
    "a number of 100,000 digits": (b'{"totalResults": ' + b"9" * 100_000 + b"}", UNREADABLE),
    "a number of 1,000 digits": (b'{"totalResults": ' + b"9" * 1_000 + b"}", UNREADABLE),
    "a byte order mark": (b'\xef\xbb\xbf{"a": 1}', "the body begins with a byte order mark"),
    "a key twice": (b'{"schemas": ["a"], "id": "1", "id": "2"}', ""),
    "half a character": (b'{"schemas": ["urn:\\ud800"], "id": "\\udfff"}', ""),
    "null": (b"null", ""),
    "a number for a body": (b"7", ""),
    "an empty list": (b"[]", ""),
    "keys that are empty": (b'{"": {"": [{"": null}]}}', ""),
}


def _unread(name: str, body: bytes, told: str) -> None:
    @behaviour(name, "JSON", told)
    def answer(talk: Talk) -> None:
        with_body(talk, body)


for _name, (_body, _told) in UNREAD.items():
    _unread(_name, _body, _told)
