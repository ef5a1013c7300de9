"""When two plain values are the same: each is brought to a form in which equal values are equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

from .definitions import AttributeDef

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_PORTS = {"http": ":80", "https": ":443"}


def comparable(value: object, attribute: AttributeDef, *, as_sent: bool = False) -> Hashable:
    """A form of a plain value in which the values that the standard holds equal are equal.

    ``as_sent`` allows no other form of a string than the one that was sent; what has a data type of its own,
    such as a dateTime, is still compared as what it means.
    """
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, int | float):
        # An integer must not be written with a fraction, so 5.0 is another value there and nowhere else.
        fraction = attribute.type == "integer" and isinstance(value, float)
        return ("fraction" if fraction else "number", value)
    if isinstance(value, str):
        return ("string", _text_form(attribute, as_sent=as_sent)(value))
    return ("other", repr(value))


def _text_form(attribute: AttributeDef, *, as_sent: bool) -> Callable[[str], Hashable]:
    path = attribute.path.casefold()
    if meaning := _BY_TYPE.get(attribute.type) or _BY_PATH.get(path):
        return meaning
    canonical = _CANONICAL.get(path) or (uri if attribute.type == "reference" else _as_it_is)
    spelling: Callable[[str], str]
    if as_sent:
        spelling = _as_it_is
    elif attribute.case_exact:
        spelling = canonical
    else:
        # What isn't caseExact may come back in another case: https://www.rfc-editor.org/rfc/rfc7643#section-7
        spelling = _folded(canonical)
    return spelling if attribute.type else _instant_or(spelling)


def _as_it_is(text: str) -> str:
    return text


def _folded(canonical: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: unicodedata.normalize("NFC", canonical(text).casefold())


def _instant_or(spelling: Callable[[str], str]) -> Callable[[str], Hashable]:
    # Of an attribute that nobody declares, only the value itself can say that it is a dateTime.
    return lambda text: instant(text) if _DATE_TIME.fullmatch(text) else spelling(text)


def is_instant(attribute: AttributeDef, text: str) -> bool:
    """Whether a text is a dateTime, by its attribute's type or, where no schema declares one, by its looks."""
    return attribute.type in ("dateTime", "") and _DATE_TIME.fullmatch(text) is not None


def instant(text: str) -> Hashable:
    """A dateTime as the instant it names; one without a zone is taken as UTC, any other text as itself."""
    if not _DATE_TIME.fullmatch(text):
        return text
    # Databases keep six digits of a second at most, .NET writes seven.
    shortened = re.sub(r"(\.\d{6})\d+", r"\1", text)
    try:
        instant = datetime.fromisoformat(shortened)
    except ValueError:
        return text
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _bytes(text: str) -> str:
    """Base64 in either alphabet, without padding."""
    # Padding is optional: https://www.rfc-editor.org/rfc/rfc7643#section-2.3.6
    return text.rstrip("=").replace("-", "+").replace("_", "/")


def _email(text: str) -> str:
    """An e-mail address with its domain in one case, as RFC 5321 has it."""
    local, at, domain = text.rpartition("@")
    return f"{local}{at}{domain.casefold()}"


def _phone(text: str) -> str:
    """A phone number without what RFC 3966 calls visual separators, "tel:" and the leading plus."""
    bare = re.sub(r"[\s().\-]", "", text.strip().casefold().removeprefix("tel:"))
    number = re.sub(r"(;ext=|ext|x)(?=\d+$)", "x", bare).removeprefix("+")
    return number if any(char.isdigit() for char in number) else text


def _messaging(text: str) -> str:
    return "".join(text.split()).casefold()


def _language(text: str) -> str:
    # https://www.rfc-editor.org/rfc/rfc7643#section-4.1.1 lets a server accept en_US for en-US.
    return text.replace("_", "-").casefold()


def uri(text: str) -> str:
    """A URI normalised as section 6.2 of RFC 3986 describes."""
    try:
        parts = urlsplit(text)
        host = parts.netloc.rpartition("@")
    except ValueError:
        return text
    netloc = "".join((*host[:2], host[2].casefold().removesuffix(_PORTS.get(parts.scheme, "\n"))))
    path = "/".join(_steps(parts.path.split("/")))
    normal = SplitResult(parts.scheme, netloc, path or ("/" if netloc else ""), parts.query, parts.fragment)
    return re.sub("%([0-9A-Fa-f]{2})", _octet, normal.geturl())


def _steps(segments: list[str]) -> list[str]:
    kept: list[str] = []
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment != ".":
            kept.append(segment)
    return kept


def _octet(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if _UNRESERVED.fullmatch(char) else escape[0].upper()


_BY_TYPE: dict[str, Callable[[str], Hashable]] = {"dateTime": instant, "binary": _bytes}

# What holds the id of another resource is case exact as that id is, whatever a schema says.
_BY_PATH: dict[str, Callable[[str], Hashable]] = {
    "members.value": _as_it_is,
    "groups.value": _as_it_is,
    "manager.value": _as_it_is,
    "x509certificates.value": _bytes,
}

# https://www.rfc-editor.org/rfc/rfc7643#section-4.1.2 asks servers to canonicalise these.
_CANONICAL: dict[str, Callable[[str], str]] = {
    "emails.value": _email,
    "emails.display": _email,
    "phonenumbers.value": _phone,
    "phonenumbers.display": _phone,
    "ims.value": _messaging,
    "locale": _language,
}
