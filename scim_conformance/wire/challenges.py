"""The challenges of a WWW-Authenticate header, read as RFC 7235 section 4.1 writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = re.compile(rf'[\s,]*({_TOKEN})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_SCHEME = re.compile(rf"[\s,]*({_TOKEN})(?=\s|,|$)")

_ALLOWED = {
    "scope": re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*"),
    "error": re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*"),
    "error_description": re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*"),
    "error_uri": re.compile(r"[\x21\x23-\x5b\x5d-\x7e]*"),
}
"""The characters that RFC 6750 section 3 leaves to the parameters that it defines."""


@dataclass(frozen=True)
class Challenge:
    """One way to sign in, with its parameters in their order and as they were written."""

    scheme: str
    parameters: Sequence[tuple[str, str]] = ()

    def named(self, name: str) -> list[str]:
        """Return each value of a parameter; names have no case."""
        return [value for key, value in self.parameters if key.casefold() == name]

    def repeated(self) -> list[str]:
        """Return the parameters of RFC 6750 that stand more than once."""
        return [name for name in ("realm", *_ALLOWED) if len(self.named(name)) > 1]

    def strange(self) -> list[str]:
        """Return the parameters of RFC 6750 that hold characters which are not allowed in them."""
        return [name for name, allowed in _ALLOWED.items() if any(not allowed.fullmatch(v) for v in self.named(name))]


def challenges(header: str) -> list[Challenge]:
    """Read a WWW-Authenticate header, as far as it can be read."""
    found: list[Challenge] = []
    at = 0
    while at < len(header):
        parameter = _PARAMETER.match(header, at)
        if parameter and found:
            name, quoted, plain = parameter.groups()
            last = found.pop()
            found.append(Challenge(last.scheme, (*last.parameters, (name, plain if quoted is None else quoted))))
            at = parameter.end()
            continue
        scheme = _SCHEME.match(header, at)
        if scheme is None:
            break
        found.append(Challenge(scheme[1]))
        at = scheme.end()
    return found
