"""The command line that repeats a request as it was sent."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable

from .redaction import CREDENTIALS, MARK, SCHEMES

SECRET_HERE = "\udfff"
"""Stands where a secret was until the shell's variable is put there; no text that can be sent holds it."""

TOKEN = '"$SCIM_TOKEN"'

LONGEST_WORD = 100_000
"""Linux refuses an argument of more than 128 KiB; bash's own printf takes it."""

_CURLS_OWN = frozenset({"host", "content-length", "connection", "transfer-encoding"})


def curl(
    method: str,
    url: str,
    headers: Iterable[tuple[str, str]],
    body: str | None,
    *,
    redact: Callable[[str], str],
    sign_in: Callable[[str, str], str | None],
    also: str = "",
) -> str:
    """Return one line for bash that repeats a request, its secrets taken from the environment.

    ``redact`` puts :data:`SECRET_HERE` where a secret stands. ``sign_in`` takes the name and the value of a header
    and returns the option that gives it, or None where the header is no secret of the run. ``also`` are options of the
    connection.
    """
    parts = [f"curl -sSi {also}".rstrip()]
    if any(char in url for char in "[]{}"):
        parts.append("--globoff")
    parts.append("-I" if method == "HEAD" else f"-X {_word(method)}")
    parts.append(_quoted(redact(url)))
    sent = set()
    for name, value in headers:
        sent.add(name.lower())
        known = sign_in(name, value)
        if known:
            parts.append(known)
        elif name.lower() in CREDENTIALS:
            parts.append(_other_credentials(name, value))
        elif name.lower() not in _CURLS_OWN:
            parts.append("-H " + _quoted(redact(f"{name}: {value}" if value else f"{name};")))
    # What curl would add of its own accord was not sent.
    added = ("Accept", "User-Agent") if body is None else ("Accept", "User-Agent", "Content-Type")
    parts += [f"-H '{name}:'" for name in added if name.lower() not in sent]
    return _with_body(" ".join(parts), body, redact)


def _with_body(command: str, body: str | None, redact: Callable[[str], str]) -> str:
    if body is None:
        return command
    if "\0" in body:
        return f"printf {_printf_format(redact(body))} | {command} --data-binary @-"
    if len(body) > LONGEST_WORD:
        return f"printf %s {_quoted(redact(body))} | {command} --data-binary @-"
    # An @ would make curl read a file.
    option = "--data-raw" if body.startswith("@") else "--data-binary"
    return f"{command} {option} {_quoted(redact(body))}"


def _other_credentials(name: str, value: str) -> str:
    scheme, _, rest = value.partition(" ")
    if name.lower() == "cookie":
        return '-H "Cookie: $SCIM_COOKIE"'
    if scheme.lower() not in SCHEMES:
        return f'-H "{name}: $SCIM_OTHER_CREDENTIALS"'
    if not rest.strip():
        return f"-H '{name}: {scheme}'"
    return f'-H "{name}: {scheme} $SCIM_OTHER_CREDENTIALS"'


def _quoted(text: str) -> str:
    """Return the text as one word for bash, with the shell's variable in place of each secret."""
    parts = text.split(SECRET_HERE)
    return TOKEN.join(_word(part) if part or len(parts) == 1 else "" for part in parts)


def _word(text: str) -> str:
    if text.isprintable():
        return shlex.quote(text)
    return "$'" + "".join(map(_ansi_c, text)) + "'"


def _ansi_c(char: str) -> str:
    if char in "\\'":
        return "\\" + char
    return char if char.isprintable() else "".join(f"\\x{byte:02x}" for byte in _bytes(char))


def _printf_format(text: str) -> str:
    safe = text.replace(SECRET_HERE, MARK)
    return "'" + "".join(chr(b) if chr(b).isalnum() and b < 128 else f"\\{b:03o}" for b in _bytes(safe)) + "'"


def _bytes(text: str) -> bytes:
    # Bytes that are no UTF-8 stand in the text as surrogates.
    return text.encode(errors="surrogateescape")
