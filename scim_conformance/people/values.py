"""Which value each attribute of a made-up user or group gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .faces import Face

if TYPE_CHECKING:
    from scim_conformance.profile import AttributeRule

# Nobody owns these: example.com is reserved by RFC 2606, the numbers 555-0100 to 555-0199 by the North American
# numbering plan for fiction.
DOMAIN = "example.com"

Maker = Callable[[Face, str], Any]


def _mail(face: Face, name: str) -> str:
    return name if "@" in name else f"{name}@{DOMAIN}"


def _phone(face: Face, _name: str) -> str:
    return f"+1-202-555-01{face.number % 100:02d}"


def _one_of(*values: str) -> Maker:
    """Return what gives one person this value and another one that, so that a change of it shows."""
    return lambda face, _name: values[face.number % len(values)]


MAKERS: Mapping[str, Maker] = {
    "username": lambda face, name: name,
    "externalid": lambda face, name: f"{name}-ext",
    # Neither is "given family": a provider that composes its own would seem to store ours.
    "displayname": lambda face, name: f"{face.family}, {face.given}",
    "name.formatted": lambda face, name: f"{face.given} {face.family} of {face.department}",
    "nickname": lambda face, name: face.given,
    "title": lambda face, name: face.job,
    "usertype": _one_of("Employee", "Contractor", "Intern"),
    "preferredlanguage": _one_of("en-US", "de-DE", "fr-FR"),
    "locale": _one_of("en-US", "de-DE", "fr-FR"),
    "timezone": _one_of("Europe/Amsterdam", "America/Los_Angeles", "Asia/Tokyo"),
    "active": lambda face, name: True,
    "profileurl": lambda face, name: f"https://{DOMAIN}/people/{face.number}",
    "password": lambda face, name: f"Pw-{face.number}-{name[-12:]}-x9!",
    "name.givenname": lambda face, name: face.given,
    "name.familyname": lambda face, name: face.family,
    "name.middlename": _one_of("Lee", "Robin", "Alex"),
    "name.honorificprefix": _one_of("Dr.", "Ms.", "Mr."),
    "name.honorificsuffix": _one_of("III", "Jr.", "MBA"),
    "emails.value": _mail,
    "phonenumbers.value": _phone,
    "ims.value": lambda face, name: f"im-{face.number}",
    "photos.value": lambda face, name: f"https://{DOMAIN}/photos/{face.number}.jpg",
    "addresses.streetaddress": lambda face, name: face.street,
    "addresses.locality": lambda face, name: face.city,
    "addresses.region": _one_of("CA", "NY", "WA"),
    "addresses.postalcode": lambda face, name: f"{face.number % 100_000:05d}",
    "addresses.country": lambda face, name: "US",
    "addresses.formatted": lambda face, name: f"{face.street}, {face.city}",
    "department": lambda face, name: face.department,
    "division": lambda face, name: face.department,
    "organization": lambda face, name: face.company,
    "costcenter": lambda face, name: f"CC-{face.number % 1000:03d}",
    "employeenumber": lambda face, name: str(face.number),
}

BY_TYPE: Mapping[str, Maker] = {
    "string": lambda face, name: f"value-{face.number}",
    "boolean": lambda face, name: True,
    "integer": lambda face, name: face.number % 1000,
    "decimal": lambda face, name: face.number % 100 + 0.5,
    "dateTime": lambda face, name: "2026-02-28T12:30:00Z",
    "reference": lambda face, name: f"https://{DOMAIN}/things/{face.number}",
    "binary": lambda face, name: "c2NpbS1jb25mb3JtYW5jZQ==",
}


WHOLE = frozenset({"roles", "entitlements"})
"""Attributes that a profile may name as a whole: lists of elements of which only the value is known."""


def value_of(rule: AttributeRule, face: Face, name: str) -> Any:
    """Return the value that this person has for an attribute; ``name`` is unique in the run."""
    if rule.samples:
        return rule.samples[face.number % len(rule.samples)]
    if rule.pattern is not None:
        return _matching(rule.pattern)
    target = rule.target
    if rule.type == "complex" and target.sub is None and target.selector is None and target.name.casefold() in WHOLE:
        return [{"value": f"value-{face.number}", "primary": True}]
    key = f"{target.name}.{target.sub}" if target.sub else target.name
    maker = MAKERS.get(key.casefold()) if rule.type in ("string", "boolean", "reference") else None
    return (maker or BY_TYPE.get(rule.type, BY_TYPE["string"]))(face, name)


def _matching(pattern: str) -> str:
    """Return the simplest text that matches a pattern."""
    from hypothesis import find
    from hypothesis import strategies as st

    return find(st.from_regex(pattern, fullmatch=True), lambda _text: True)
