"""People and teams as a directory holds them: their attributes, under the names that Entra's attribute mappings use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any
from zlib import crc32

from faker import Faker

from .faces import LOCALES, Face, face
from .values import DOMAIN

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

DEPARTMENTS = (
    "Customer Support",
    "Engineering",
    "Facilities",
    "Finance",
    "Human Resources",
    "Legal",
    "Logistics",
    "Marketing",
    "Operations",
    "Purchasing",
    "Research",
    "Sales",
)
EXTENSION_ATTRIBUTES = tuple(f"extensionAttribute{number}" for number in range(1, 16))
"""The fifteen attributes that Entra leaves to each customer's own use."""

ALWAYS = ("userPrincipalName", "displayName", "mailNickname")
"""What no user of a directory lacks."""

_STATES = ("CA", "CO", "GA", "IL", "NY", "TX", "WA")
_LANGUAGES = ("en-US", "de-DE", "fr-FR", "nl-NL", "es-ES")
_WORDS = ("amber", "birch", "cedar", "delta", "ember", "flint", "grove", "haven", "indigo", "juniper")


@dataclass(frozen=True)
class _Pool:
    """The words that the people of one seed are put together from; drawing them anew for each would take minutes."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    jobs: tuple[str, ...]
    cities: tuple[str, ...]
    streets: tuple[str, ...]


@cache
def _pool(seed: int) -> _Pool:
    fake = Faker("en_US")
    fake.seed_instance(seed)
    return _Pool(
        given=tuple(fake.first_name() for _ in range(300)),
        family=tuple(fake.last_name() for _ in range(300)),
        jobs=tuple(fake.job() for _ in range(100)),
        cities=tuple(fake.city() for _ in range(100)),
        streets=tuple(fake.street_name() for _ in range(100)),
    )


def employee(seed: int, index: int, mark: str) -> dict[str, Any]:
    """Return the attributes of one user of a directory: the same seed and index make the same person.

    Mark and index alone make what identifies the user, so that another seed changes what else is known of it.
    """
    pool = _pool(seed)
    draw = Random(f"{seed}:{index}").choice
    who = Face(
        given=draw(pool.given),
        family=draw(pool.family),
        job=draw(pool.jobs),
        department=draw(DEPARTMENTS),
        company="",
        city=draw(pool.cities),
        street=f"{draw(range(1, 10_000))} {draw(pool.streets)}",
        number=draw(range(100_000, 1_000_000)),
    )
    return _filled(who, index, mark)


def team(seed: int, index: int, mark: str) -> dict[str, Any]:
    """Return the attributes of one group of a directory, its displayName unique by mark and index."""
    draw = Random(f"{seed}:team:{index}").choice
    name = f"{_begun(mark)}team-{index}"
    # Letters, digits, hyphens and spaces only: groups are matched by this name, and the service can't ask for others.
    return {
        "displayName": f"{name} {draw(DEPARTMENTS)} {draw(_WORDS)}",
        "description": f"The {draw(_WORDS)} team of {draw(DEPARTMENTS)}",
        "mailNickname": name,
        "mail": f"{name}@{DOMAIN}",
    }


def employees(mark: str = "scimconf-") -> SearchStrategy[dict[str, Any]]:
    """Return a strategy of users as directories really have them: names of many scripts, and much that is not filled.

    An attribute that is not filled is None, or is not there at all.
    """
    from hypothesis import strategies as st

    faces = st.builds(face, st.integers(0, 2**32 - 1), st.sampled_from(LOCALES))
    optional = st.sampled_from([name for name in _filled(face(0), 0, mark) if name not in ALWAYS])
    return st.builds(
        lambda who, index, empty, absent: _sparse(_filled(who, index, mark), empty, absent),
        faces,
        st.integers(0, 9_999_999),
        st.sets(optional),
        st.sets(optional),
    )


def _sparse(filled: Mapping[str, Any], empty: set[str], absent: set[str]) -> dict[str, Any]:
    return {
        name: None if name in empty else value for name, value in filled.items() if name in ALWAYS or name not in absent
    }


def _filled(who: Face, index: int, mark: str) -> dict[str, Any]:
    return {**_identity(index, mark), **_known_of(who)}


def _begun(mark: str) -> str:
    return mark if mark.endswith("-") else f"{mark}-"


def _identity(index: int, mark: str) -> dict[str, Any]:
    name = f"{_begun(mark)}{index}"
    address = f"{name}@{DOMAIN}"
    return {
        "userPrincipalName": address,
        # Some applications want both to be equal, and no application wants them to differ.
        "mail": address,
        "mailNickname": name,
        # Entra holds sixteen characters at most, which the mark itself would fill.
        "employeeId": f"E{crc32(mark.encode()):08x}{index:07d}",
        # Entra writes smtp: before each of these; providers take a value of emails for an address, and may refuse it.
        "proxyAddresses": [address, f"{name}.alias@{DOMAIN}"],
        "otherMails": [f"{name}.other@{DOMAIN}"],
    }


def _known_of(who: Face) -> dict[str, Any]:
    number = who.number
    line = number % 100
    return {
        "displayName": f"{who.given} {who.family}",
        "givenName": who.given,
        "surname": who.family,
        "jobTitle": who.job,
        "department": who.department,
        # 555-0100 to 555-0199 are nobody's, in each area.
        "telephoneNumber": f"+1-202-555-01{line:02d}",
        "mobile": f"+1-303-555-01{(line * 7 + 3) % 100:02d}",
        "facsimileTelephoneNumber": f"+1-404-555-01{(line * 3 + 1) % 100:02d}",
        "streetAddress": who.street,
        "city": who.city,
        "state": _STATES[number % len(_STATES)],
        "postalCode": f"{number % 100_000:05d}",
        "country": "US",
        "physicalDeliveryOfficeName": f"Building {number % 40 + 1}, Room {number % 900 + 100}",
        "preferredLanguage": _LANGUAGES[number % len(_LANGUAGES)],
        **{
            name: f"{_WORDS[(number + place) % len(_WORDS)]}-{(number * (place + 3)) % 1000:03d}"
            for place, name in enumerate(EXTENSION_ATTRIBUTES)
        },
    }
