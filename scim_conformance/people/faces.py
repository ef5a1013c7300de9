"""Plausible people, made up by faker and rebuilt by a seed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from faker import Faker
from faker.config import AVAILABLE_LOCALES

LOCALES = (
    "en_US",
    "de_DE",
    "fr_FR",
    "es_ES",
    "pl_PL",
    "nl_NL",
    "tr_TR",
    "cs_CZ",
    "ja_JP",
    "ar_EG",
    "he_IL",
    "th_TH",
)


@dataclass(frozen=True)
class Face:
    """One made-up person: only names and words, no address that anybody owns."""

    given: str
    family: str
    job: str
    department: str
    company: str
    city: str
    street: str
    number: int

    @property
    def handle(self) -> str:
        """A short name in ASCII, whatever script the person's name is written in."""
        return "".join(c for c in self.given.lower() if c.isascii() and c.isalnum()) or f"p{self.number % 1000}"


@cache
def _faker(locale: str) -> Faker:
    # How common a name is doesn't matter here, and to weigh names takes five times as long as all the rest.
    return Faker(locale, use_weighting=False)


@cache
def _namer(locale: str) -> Faker:
    # All that faker knows of a country takes ten times as long to load, and there are many countries.
    # Older versions of faker lack some countries; what is drawn must not depend on which.
    known = locale if locale in AVAILABLE_LOCALES else LOCALES[0]
    return Faker(known, providers=["faker.providers.person"], use_weighting=False)


def names(seed: int, locale: str) -> tuple[str, str]:
    """Return the first and the last name of the person of a seed, and nothing else of it."""
    fake = _namer(locale)
    fake.seed_instance(seed)
    return fake.first_name(), fake.last_name()


def face(seed: int, locale: str = "en_US") -> Face:
    """Return the person of a seed."""
    fake = _faker(locale)
    fake.seed_instance(seed)
    return Face(
        given=fake.first_name(),
        family=fake.last_name(),
        job=fake.job(),
        department=fake.word().title(),
        company=fake.company(),
        city=fake.city(),
        street=fake.street_address().replace("\n", ", "),
        number=fake.random_int(100_000, 999_999),
    )
