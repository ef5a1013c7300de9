"""The values that the tests make up, by the rules of the template and in the forms of its names."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

DOMAIN = "example.com"
"""Reserved by RFC 2606: nobody can be written to. The template falls back to a domain that somebody owns."""


@dataclass
class Names:
    """Makes up names in the forms of the template; each begins with the mark of the run, so that it is told as ours."""

    rng: random.Random
    mark: str = ""
    domain: str = DOMAIN

    def hex(self, n: int = 8) -> str:
        """Return so many hexadecimal digits."""
        return f"{self.rng.getrandbits(4 * n):0{n}x}"

    def guid(self) -> str:
        """Return a new GUID."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def user(self, prefix: str) -> str:
        """Return the name of a user, which is an address."""
        return f"{self.mark}{prefix}{self.hex()}@{self.domain}"

    def group(self, prefix: str, suffix: str = "") -> str:
        """Return the name of a group."""
        return f"{self.mark}{prefix}{self.hex()}{suffix}"


# Telephone numbers that the North American numbering plan keeps for fiction.
PEOPLE: tuple[Mapping[str, str], ...] = (
    {
        "givenName": "TestFirst", "surname": "TestLast", "jobTitle": "Engineer", "department": "Research",
        "companyName": "Example Works", "employeeId": "E12345", "employeeType": "Employee",
        "telephoneNumber": "+1-202-555-0100", "mobile": "+1-202-555-0101",
        "facsimileTelephoneNumber": "+1-202-555-0102", "physicalDeliveryOfficeName": "Building 1",
        "streetAddress": "1 Example Way", "city": "Springfield", "state": "WA", "postalCode": "98052",
        "country": "US", "preferredLanguage": "en-US", "usageLocation": "US",
    },
    {
        "givenName": "SecondFirst", "surname": "SecondLast", "jobTitle": "Analyst", "department": "Finance",
        "companyName": "Example Trade", "employeeId": "E23456", "employeeType": "Contractor",
        "telephoneNumber": "+1-202-555-0103", "mobile": "+1-202-555-0104",
        "facsimileTelephoneNumber": "+1-202-555-0105", "physicalDeliveryOfficeName": "Building 2",
        "streetAddress": "2 Example Way", "city": "Riverside", "state": "CA", "postalCode": "92501",
        "country": "US", "preferredLanguage": "en-GB", "usageLocation": "US",
    },
    {
        "givenName": "ThirdFirst", "surname": "ThirdLast", "jobTitle": "Manager", "department": "Operations",
        "companyName": "Example House", "employeeId": "E34567", "employeeType": "Intern",
        "telephoneNumber": "+1-202-555-0106", "mobile": "+1-202-555-0107",
        "facsimileTelephoneNumber": "+1-202-555-0108", "physicalDeliveryOfficeName": "Building 3",
        "streetAddress": "3 Example Way", "city": "Fairview", "state": "NY", "postalCode": "10001",
        "country": "US", "preferredLanguage": "de-DE", "usageLocation": "US",
    },
)  # fmt: skip
"""Three people of the directory, under the names that attribute mappings use."""

Maker = Callable[[Names], str]

_CONTAINED: tuple[tuple[str, Maker], ...] = (
    ("emails[", lambda names: names.user("lasctest")),
    ("phonenumbers[", lambda names: f"+1-555-{names.hex(4)}"),
)
_ENDINGS: tuple[tuple[str, Maker], ...] = (
    (".country", lambda _: "US"),
    (".postalcode", lambda names: names.hex(5)),
    (".region", lambda _: "WA"),
    (".locality", lambda _: "Redmond"),
    (".streetaddress", lambda _: "1 Microsoft Way"),
    (".formatted", lambda _: "Test Test"),
    (".givenname", lambda _: "Test"),
    (".familyname", lambda _: "User"),
    (":employeenumber", lambda names: names.hex(6)),
)
_WHOLE: Mapping[str, str] = {
    "displayname": "SCIM Test User",
    "locale": "en-US",
    "preferredlanguage": "en-US",
    "timezone": "America/Los_Angeles",
    "usertype": "Employee",
    "title": "Test Engineer",
    "nickname": "testuser",
}
_ROLES: tuple[tuple[str, str], ...] = ((".value", "TestRole"), (".type", "primary"), ("", "Test Role"))


def by_name(path: str, names: Names) -> str:
    """Return the value that the template gives an attribute because of its name."""
    name = path.casefold()
    if name in _WHOLE:
        return _WHOLE[name]
    for part, make in _CONTAINED:
        if part in name:
            return make(names)
    for ending, make in _ENDINGS:
        if name.endswith(ending):
            return make(names)
    if "ims[" in name:
        return f"imuser-{names.hex(6)}"
    if "roles[" in name:
        return next(value for ending, value in _ROLES if name.endswith(ending))
    return f"Test-{_last(path)}-{names.hex(6)}"


def _last(path: str) -> str:
    return path.rpartition(":")[2].rpartition(".")[2]
