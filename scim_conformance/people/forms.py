"""Values of a form of their own, legal and rarely seen: addresses, numbers, dates, places and languages.

Nothing here reaches anybody: domains are those of RFC 2606 and RFC 6761, phone numbers those that are kept for fiction
in North America (555-0100 to 555-0199, https://nationalnanpa.com/number_resource_info/555_numbers.html) and in Britain
(https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama).
"""

from __future__ import annotations

from functools import cache

from .recipes import FULL_NAME, NAME, NUMBER

_LOCAL_PARTS = (
    NAME,
    f"{NAME}+tag",
    # More often than the others: there is one such length, and there are many letters.
    *(FULL_NAME,) * 3,
    f"{NAME}.o'brien",
    f"{NAME}.A.b-C--d_e__f",
    f"{NAME}.UPPER.Case",
    f"{NAME}=a/b&c",
    f"{NAME}!#$%*?^`{{|}}~",
    NUMBER,
)
_DOMAINS = (
    "example.com",
    "example.org",
    "EXAMPLE.net",
    "a.b.c.d.mail.example.com",
    "xn--bcher-kva.example",
    f"{'long-label-' * 5}end.test",
    "1.example.com",
)

MAILS = tuple(f"{local}@{domain}" for local in _LOCAL_PARTS for domain in _DOMAINS)
"""E-mail addresses as RFC 5321 has them; none is quoted, none is an address of a host."""

USER_NAME_MAILS = tuple(mail for mail in MAILS if not mail.startswith(NUMBER))
"""Addresses that a user may be known by: they begin with the name of the run."""

USER_NAMES = tuple(
    f"{NAME}{end}"
    for end in (
        "", ".Ada", "-1", "_x", "+tag", "@example.com", ".o'brien", ".é", "-ñandú", ".Ж", "-山田", "-𠮷", ".ß", 
        "!$&*=~", "#1", ".%41", "-Ελένη", ".สมชาย",
    )
)  # fmt: skip
"""User names of letters, digits and signs that RFC 8265 allows in one, in one direction and without blanks."""

_LONDON, _LEEDS, _MOBILE = "+44 20 7946 0", "+44 113 496 0", "+44 7700 900"


def phones(number: int) -> tuple[str, ...]:
    """Return the forms of a phone number that nobody has, by a number below a hundred; each says its country."""
    line = f"{number:02d}"
    return (
        f"+1-202-555-01{line}",
        f"+1 (303) 555-01{line}",
        f"+1.404.555.01{line}",
        f"tel:+1-202-555-01{line}",
        f"tel:+1-202-555-01{line};ext=7",
        f"+1-303-555-01{line} ext. 4321",
        f"+1-404-555-01{line}x00{line}",
        f"{_LONDON}{line}0",
        f"{_LEEDS}9{line}",
        f"{_MOBILE}{line}7".replace(" ", ""),
        f"tel:{_MOBILE}0{line}".replace(" ", "-"),
    )


ADDRESSES = (
    "https://example.com/people/1",
    "https://example.com/~ada/profile.html#about",
    "https://example.com:8443/a/b?x=1&y=%C3%A9&z=",
    "http://www.sub.example.org/a%20b/%2F;v=1,2",
    "https://xn--bcher-kva.example/",
    "https://example.com/" + "long/" * 40 + "end",
    "https://example.net/?q=a+b'c(d)*!",
)
"""Addresses on the web."""

LANGUAGES = (
    "en-US", "de-DE", "fr", "nl-BE", "zh-Hant-TW", "sr-Latn-RS", "es-419", "de-CH-1996", "sl-rozaj", "yue-HK", "gsw-CH",
    "ca-ES-valencia", "hy", "uz-Cyrl-UZ", "mn-Mong-CN", "fil-PH", "de-1901", "az-Arab-IR",
)  # fmt: skip
"""Language tags of RFC 5646: with scripts, regions by number and variants."""

POSTAL_CODES = ("94105", "00501", "SW1A 1AA", "1011 AB", "〒100-0001", "D04 X4C7", "K1A 0B1", "BFPO 57", "0150")
"""Postal codes, some with zeros in front, with letters and with blanks."""

MOMENTS = (
    "2026-02-28T12:30:00Z",
    "2024-02-29T00:00:00Z",
    "2000-02-29T23:59:59Z",
    "1972-02-29T08:00:00Z",
    "2400-02-29T12:00:00Z",
    "1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "2038-01-19T03:14:08Z",
    "9999-12-31T23:59:59Z",
    "1900-03-01T00:00:00Z",
    "2026-07-01T00:30:00+14:00",
    "2026-06-30T23:30:00-12:00",
    "2028-02-29T12:00:00+05:45",
    "2026-12-31T23:59:59.000Z",
)
"""Moments at the edges; a part of a second is none, as the standard does not say how exact a provider has to be."""

INTEGERS = (0, 1, -1, 42, 255, 32768, 65536, 2**31 - 1, -(2**31), 2**31, 2**53 - 1)
"""Whole numbers at the edges of what machines hold."""

DECIMALS = (0.5, -0.25, 1234567.75, 0.0, 99.5)
"""Numbers with a fraction that every machine holds exactly."""

BINARIES = ("c2NpbS1jb25mb3JtYW5jZQ==", "AA==", "/+8A", "8J+ZjA==")
"""Base64: with padding and without, a zero, and both of the signs that are no letters."""


_OLD_ZONES = {"Asia/Calcutta", "Asia/Katmandu", "Asia/Rangoon", "Asia/Saigon", "Europe/Kiev", "Pacific/Truk"}


@cache
def _countries() -> tuple[tuple[str, tuple[str, ...]], ...]:
    from faker.providers.date_time import Provider

    return tuple((each.alpha_2_code, tuple(each.timezones)) for each in Provider.countries)


@cache
def countries() -> tuple[str, ...]:
    """Return the codes of the world's countries, as ISO 3166-1 has them; that of the United States first."""
    return ("US", *sorted({code for code, _ in _countries()} - {"US"}))


@cache
def time_zones() -> tuple[str, ...]:
    """Return the time zones of the countries of the world; old names of them, which a provider may renew, are none."""
    from zoneinfo import available_timezones

    known = available_timezones() - _OLD_ZONES
    named = {zone for _, zones in _countries() for zone in zones if zone in known}
    return ("Europe/Amsterdam", *sorted(named - {"Europe/Amsterdam"}))
