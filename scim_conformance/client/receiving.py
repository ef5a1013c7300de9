"""Takes in the body of an answer, unpacked where it came packed, and never more of it than fits."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping

LARGEST_BODY = 10_000_000
"""How many bytes a body may have, as it was sent and in each layer of its packing."""

MOST_LAYERS = 3
"""How often a body may be packed; each layer can make a thousand bytes of one."""

_PIECE = 65_536
_NOT_PACKED = ("", "identity")
_GZIP = ("gzip", "x-gzip")


class _TooLong(Exception):
    """There is more than fits."""


class _NotPackedSo(Exception):
    """The bytes are not what their coding makes."""


def received(chunks: Iterable[bytes], headers: Mapping[str, str], most: int = LARGEST_BODY) -> tuple[bytes, str | None]:
    """Return a body and, where it could not be read to its end or unpacked, the problem."""
    too_long = f"the body is longer than {most // 1_000_000} MB and was not read to its end"
    length = headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > most:
        return b"", too_long
    said = headers.get("Content-Encoding", "")
    codings = [word for each in said.split(",") if (word := each.strip().lower()) not in _NOT_PACKED]
    unknown = [word for word in codings if word not in (*_GZIP, "deflate")]
    try:
        if unknown or len(codings) > MOST_LAYERS:
            # Read all the same, so that the connection stands at the next answer.
            _join(_counted(chunks, most))
            return b"", _refused(unknown)
        for coding in reversed(codings):
            chunks = _unpacked(_counted(chunks, most), coding)
        return _join(_counted(chunks, most)), None
    except _TooLong:
        return b"", too_long
    except (_NotPackedSo, zlib.error):
        return b"", f"the body is not encoded as Content-Encoding says: {said}"


def _refused(unknown: list[str]) -> str:
    if unknown:
        return "the body is encoded in a way that the request did not accept, and can't be read"
    return f"the body is packed more than {MOST_LAYERS} times over, and was not unpacked"


def _join(chunks: Iterable[bytes]) -> bytes:
    return b"".join(chunks)


def _counted(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise _TooLong
        yield chunk


def _unpacked(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Yield what a coding was made of, in pieces so small that nothing can swell up in between."""
    unpacker = None
    for chunk in chunks:
        left = chunk
        while left:
            if unpacker is None or (unpacker.eof and coding in _GZIP):
                # What follows the end of gzip is gzip again: https://www.rfc-editor.org/rfc/rfc1952#section-2.2
                unpacker = zlib.decompressobj(_window(coding, left))
            if unpacker.eof:
                raise _NotPackedSo
            yield unpacker.decompress(left, _PIECE)
            left = unpacker.unconsumed_tail or unpacker.unused_data
        while unpacker is not None and not unpacker.eof and (more := unpacker.decompress(b"", _PIECE)):
            yield more
    if unpacker is not None and not unpacker.eof:
        raise _NotPackedSo


def _window(coding: str, begin: bytes) -> int:
    """Return what zlib wants to be told of the format."""
    if coding in _GZIP:
        return zlib.MAX_WBITS | 16
    # "deflate" means the format of zlib; some send what is inside it: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.2
    return zlib.MAX_WBITS if begin[0] & 0x0F == 8 else -zlib.MAX_WBITS
