"""The public key of a certificate, read from its DER: no more of it than its kind and its length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_OID, _SEQUENCE, _VERSION = 0x06, 0x30, 0xA0

_RSA = bytes.fromhex("2a864886f70d010101")
_EC = bytes.fromhex("2a8648ce3d0201")
_CURVES = {
    bytes.fromhex("2a8648ce3d030107"): 256,
    bytes.fromhex("2b81040022"): 384,
    bytes.fromhex("2b81040023"): 521,
    bytes.fromhex("2b8104000a"): 256,
    bytes.fromhex("2a8648ce3d030101"): 192,
    bytes.fromhex("2b81040021"): 224,
}
"""The curves that certificates name, by the octets of their object identifier."""


@dataclass(frozen=True)
class Key:
    """The kind of a public key, RSA or ECC, and its bits."""

    kind: str
    bits: int


def key_of(certificate: bytes) -> Key | None:
    """Return the key of a certificate in DER; None where it is of another kind, or no certificate."""
    try:
        return _key(certificate)
    except (IndexError, StopIteration, ValueError):
        return None


def _key(certificate: bytes) -> Key | None:
    body = next(_parts(_inside(certificate, _SEQUENCE)))
    fields = [part for part in _parts(body[1]) if part[0] != _VERSION]
    # https://www.rfc-editor.org/rfc/rfc5280#section-4.1: serial, algorithm, issuer, validity, subject, then the key.
    tag, info = fields[5]
    if tag != _SEQUENCE:
        return None
    (_, algorithm), (_, bits) = _parts(info)
    named = [value for tag, value in _parts(algorithm) if tag == _OID]
    if named[0] == _RSA:
        modulus = next(_parts(_inside(bits[1:], _SEQUENCE)))[1]
        return Key("RSA", int.from_bytes(modulus, "big").bit_length())
    if named[0] == _EC and named[1] in _CURVES:
        return Key("ECC", _CURVES[named[1]])
    return None


def _inside(data: bytes, tag: int) -> bytes:
    found, value = next(_parts(data))
    if found != tag:
        raise ValueError("another kind of element was to stand here")
    return value


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the elements that stand one after the other: the tag of each, and what it holds."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            octets = length & 0x7F
            length = int.from_bytes(data[at : at + octets], "big")
            at += octets
        if at + length > len(data):
            raise ValueError("an element is longer than what holds it")
        yield tag, data[at : at + length]
        at += length
